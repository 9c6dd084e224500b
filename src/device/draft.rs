//! Drafts: what was typed and not yet saved.

use danvan_core::access::Author;
use danvan_core::apply::onward;
use danvan_core::entry::Entry;
use danvan_core::ids::RecordId;
use danvan_core::record::{Body, Record, RecordKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::RecordView;
use super::rebase::rebase;

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
    /// What stood in the form's fields when they and [`Self::seen`] were one; absent in a new record's draft and in drafts
    /// of the first versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Map<String, Value>>,
    /// What stands in the form's fields.
    pub typed: Map<String, Value>,
    /// The device's clock at the last key stroke, in Unix milliseconds.
    pub updated_ms: u64,
    /// Who wrote it, or was told whose it was; absent in drafts of the first versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Author>,
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
            begun: None,
            typed: Map::new(),
            updated_ms: crate::platform::clock::unix_ms(),
            person: None,
        }
    }

    /// The same as a correction of its record, which exists by now. A new record's draft knows nothing of what was saved:
    /// see [`Self::is_behind`].
    pub fn of_its_record(&self) -> Self {
        Self { record: Some(self.id), ..self.clone() }
    }

    /// The same over what `held` knows of its record, which was saved while this was typed.
    pub fn over(&self, held: &Self) -> Self {
        let (typed, person) = (self.typed.clone(), self.person.clone());
        Self { typed, updated_ms: self.updated_ms, person, ..held.of_its_record() }
    }

    /// Whether it was begun as a new record, and its record exists: what was saved must come under what was typed before
    /// it can be saved as a correction.
    pub fn is_behind(&self) -> bool {
        self.base == 0 && self.record.is_some()
    }

    /// This draft brought together with what another tab has written into it since both were `base`.
    pub fn beside(&self, base: &Map<String, Value>, theirs: &Self) -> Self {
        // Whoever wrote on top of the later state of the record knew more of it.
        let head = if theirs.is_later_than(self) { theirs } else { self };
        let typed = match (&self.begun, &theirs.begun) {
            (Some(was), Some(were)) if self.base() != theirs.base() => {
                let begun = if theirs.is_later_than(self) { were } else { was };
                rebase(self.kind, was, &self.typed, &rebase(self.kind, were, &theirs.typed, begun))
            }
            _ => rebase(self.kind, base, &self.typed, &theirs.typed),
        };
        let updated_ms =
            if typed == self.typed { self.updated_ms } else { self.updated_ms.max(theirs.updated_ms) };
        // Who wrote in the other tab may not be who sits here.
        let person = theirs.person.clone().or_else(|| self.person.clone());
        Self { typed, record: self.record.or(theirs.record), updated_ms, person, ..head.clone() }
    }

    /// Whether it was written on top of a later state of the record.
    pub fn is_later_than(&self, other: &Self) -> bool {
        (self.base, self.mirrored) > (other.base, other.mirrored)
    }

    /// The record as it was begun on this device, under a draft that [`Self::is_behind`]; the record as it stands where
    /// nobody knows that any more. Nothing is typed in it.
    pub fn of_beginning(view: &RecordView) -> Self {
        let now = Self::of_record(&view.record);
        let begun = view.own.iter().take(1).filter(|entry| entry.base == 0);
        match onward(now.kind, &Body::new(), 0, 0, begun) {
            Some((seen, base)) => Self { base, mirrored: Some(0), seen, ..now },
            None => now,
        }
    }

    /// The record as this device alone has brought it on since this draft, where it has: what others have changed is not
    /// in it, and meets what is typed here by the rules. Nothing is typed in it.
    pub fn brought_on(&self, view: &RecordView) -> Option<Self> {
        let now = Self::of_record(&view.record);
        if view.is_own_since(self.known_mirrored()) {
            return (now.base > self.base).then_some(now);
        }
        self.onward(&view.own)
    }

    /// What was typed after its record was saved by an entry with what was `typed` up to then: a correction of what was
    /// saved.
    pub fn since(&self, saved: &Entry, typed: Option<&Map<String, Value>>) -> Self {
        match self.onward([saved]) {
            Some(onto) => Self { begun: typed.cloned(), typed: self.typed.clone(), ..onto },
            None => self.of_its_record(),
        }
    }

    fn onward<'e>(&self, own: impl IntoIterator<Item = &'e Entry>) -> Option<Self> {
        let mirrored = self.known_mirrored();
        let (seen, base) = onward(self.kind, &self.seen, self.base, mirrored, own)?;
        let onto = Self { begun: None, typed: Map::new(), ..self.of_its_record() };
        Some(Self { base, mirrored: Some(mirrored), seen, ..onto })
    }

    /// The office's revision in what its author had before them; in drafts of the first version their base stands for it.
    fn known_mirrored(&self) -> u64 {
        self.mirrored.unwrap_or(self.base)
    }

    /// What its author had before them.
    pub fn base(&self) -> super::Base {
        super::Base { revision: self.base, mirrored: self.mirrored }
    }

    /// A draft of changes to a record, as its author sees it now. There is one such draft a record.
    pub fn of_record(record: &Record) -> Self {
        Self {
            id: record.id,
            kind: record.kind,
            record: Some(record.id),
            base: record.revision,
            mirrored: Some(record.mirrored()),
            seen: record.body.clone(),
            begun: None,
            typed: Map::new(),
            updated_ms: crate::platform::clock::unix_ms(),
            person: None,
        }
    }
}
