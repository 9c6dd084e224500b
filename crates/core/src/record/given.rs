//! Records as they were given, with their text: what this version cannot read of one is passed on all the same.

use std::borrow::Cow;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Body, Record, RecordKind};
use crate::catalogue::UnitId;
use crate::code::Code;
use crate::ids::RecordId;

/// The kind that the outline of a record gets which is of a known kind in an unknown form.
const UNREADABLE: &str = "unreadable";

/// A record together with the text in which it came.
///
/// It is written as that text, so that nobody on the way (a hub, a device's store) takes from it what only another
/// version knows. Where even this version's own fields cannot be read, the record is an outline: see [`Record::read`].
#[derive(Clone, Debug)]
pub struct Given {
    record: Record,
    text: Option<Box<RawValue>>,
}

impl Given {
    /// Reads a record and keeps its text; `None` for what does not even say which record it is.
    pub fn read(text: &str) -> Option<Self> {
        Self::of(RawValue::from_string(text.to_owned()).ok()?)
    }

    fn of(text: Box<RawValue>) -> Option<Self> {
        Some(Self { record: Record::read(text.get())?, text: Some(text) })
    }

    /// The text to keep and to pass on.
    ///
    /// # Errors
    /// Only for a record made here that holds what JSON cannot say.
    pub fn text(&self) -> Result<Cow<'_, str>, serde_json::Error> {
        match &self.text {
            Some(text) => Ok(Cow::Borrowed(text.get())),
            None => serde_json::to_string(&self.record).map(Cow::Owned),
        }
    }

    /// The record alone.
    pub fn into_record(self) -> Record {
        self.record
    }
}

impl Deref for Given {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.record
    }
}

impl From<Record> for Given {
    fn from(record: Record) -> Self {
        Self { record, text: None }
    }
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl PartialEq<Record> for Given {
    fn eq(&self, other: &Record) -> bool {
        self.record == *other
    }
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => text.serialize(serializer),
            None => self.record.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        Self::of(text).ok_or_else(|| de::Error::custom("no record"))
    }
}

/// Reads the records of a page. What does not say which record it is could not be kept anyway: it is left out, and the
/// page is a page.
pub(crate) fn page<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Given>, D::Error> {
    let texts = Vec::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(texts.into_iter().filter_map(Given::of).collect())
}

impl Record {
    /// Reads a record. One of another version that cannot be read as a record of this one is an outline of itself, of a
    /// kind that this version does not know: what it is called, whose it is, and what can be read of its history. An
    /// outline is for looking at: nothing is applied to it, and it is never written in the record's place.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().or_else(|| outline(&serde_json::from_str(text).ok()?))
    }
}

fn outline(json: &Map<String, Value>) -> Option<Record> {
    let word = |field: &str| json.get(field).and_then(Value::as_str);
    let mut body = json.get("body").and_then(Value::as_object).cloned().unwrap_or_else(Body::new);
    if let Some(title) = json.get("title").filter(|title| title.is_string()) {
        body.entry("title").or_insert_with(|| title.clone());
    }
    let kind = RecordKind::named(word("kind").unwrap_or(UNREADABLE));
    let trail = json.get("trail").and_then(Value::as_array).into_iter().flatten();
    Some(Record {
        id: RecordId::parse(word("id")?)?,
        kind: if kind.is_known() { RecordKind::Other(Code::of(UNREADABLE)) } else { kind },
        unit: UnitId::from(word("unit").unwrap_or_default()),
        revision: json.get("revision").and_then(Value::as_u64).unwrap_or_default(),
        state: word("state").unwrap_or_default().to_owned(),
        code: word("code").map(str::to_owned),
        body,
        proposals: Vec::new(),
        withdrawals: Vec::new(),
        deleted: json.get("deleted").and_then(Value::as_bool).unwrap_or_default(),
        applied: Default::default(),
        trail: trail.filter_map(|step| serde_json::from_value(step.clone()).ok()).collect(),
    })
}
