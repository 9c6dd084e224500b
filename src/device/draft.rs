//! Drafts: what was typed and not yet saved.

use danvan_core::ids::RecordId;
use danvan_core::record::{Body, RecordKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Names a draft. A new record's draft already carries the identifier that its record will have.
pub type DraftId = RecordId;

/// A form as it was left: raw texts by field, so that what was half typed comes back as it was.
///
/// Stored as JSON: do not rename fields; add optional ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The draft; for a new record pass it to [`super::Device::append`] as the record's identifier, so that
    /// saving twice cannot make two records.
    pub id: DraftId,
    /// What is being written.
    pub kind: RecordKind,
    /// The record that is being changed; `None` for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The revision its author had before them; 0 for a new record.
    pub base: u64,
    /// The office's revision in it; see [`super::Base`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirrored: Option<u64>,
    /// The body its author had before them; empty for a new record.
    #[serde(default)]
    pub seen: Body,
    /// What stands in the form's fields.
    pub typed: Map<String, Value>,
    /// The device's clock at the last key stroke, in Unix milliseconds.
    pub updated_ms: u64,
}

impl Draft {
    /// An empty draft of a new record.
    pub fn new(kind: RecordKind) -> Self {
        Self {
            id: crate::platform::random::record_id(),
            kind,
            record: None,
            base: 0,
            mirrored: None,
            seen: Body::new(),
            typed: Map::new(),
            updated_ms: crate::platform::clock::unix_ms(),
        }
    }

    /// The same as a correction of its record, which exists by now. A new record's draft knows nothing of what was saved:
    /// see [`Self::is_behind`].
    pub fn of_its_record(&self) -> Self {
        Self { record: Some(self.id), ..self.clone() }
    }

    /// Whether it was begun as a new record, and its record exists: what was saved must come under what was typed before
    /// it can be saved as a correction.
    pub fn is_behind(&self) -> bool {
        self.base == 0 && self.record.is_some()
    }

    /// This draft brought together with what another tab has written into it since both were `base`.
    pub fn beside(&self, base: &Map<String, Value>, theirs: &Self) -> Self {
        let typed = merged(base, &self.typed, &theirs.typed);
        // Whoever wrote on top of the later state of the record knew more of it.
        let head = if theirs.base > self.base { theirs } else { self };
        let updated_ms =
            if typed == self.typed { self.updated_ms } else { self.updated_ms.max(theirs.updated_ms) };
        Self { typed, record: self.record.or(theirs.record), updated_ms, ..head.clone() }
    }

    /// What its author had before them.
    pub fn base(&self) -> super::Base {
        super::Base { revision: self.base, mirrored: self.mirrored }
    }

    /// A draft of changes to a record, as its author sees it now. There is one such draft a record.
    pub fn of_record(record: &danvan_core::record::Record) -> Self {
        Self {
            id: record.id,
            kind: record.kind,
            record: Some(record.id),
            base: record.revision,
            mirrored: Some(record.mirrored()),
            seen: record.body.clone(),
            typed: Map::new(),
            updated_ms: crate::platform::clock::unix_ms(),
        }
    }
}

/// What stands in the fields where two have gone on from the same: what somebody has written since. Where both have, it is
/// `mine`.
pub fn merged(
    base: &Map<String, Value>,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
) -> Map<String, Value> {
    let names = mine.keys().chain(theirs.keys().filter(|name| !mine.contains_key(*name)));
    let fields = names.filter_map(|name| {
        let value = newer(base.get(name), mine.get(name), theirs.get(name))?;
        Some((name.clone(), value.clone()))
    });
    fields.collect()
}

/// The one of two values that somebody has written since it was `was`; `mine` where both have.
pub fn newer<'v>(
    was: Option<&'v Value>,
    mine: Option<&'v Value>,
    theirs: Option<&'v Value>,
) -> Option<&'v Value> {
    if written(was) == written(mine) { theirs } else { mine }
}

/// A value that says something.
pub fn written(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    })
}
