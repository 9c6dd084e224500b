//! Apps of other versions than the office: what a later one writes, and what an earlier one makes of the answers.

use danvan_core::sync::{Answer, Failure};
use danvan_core::wire::LogStatus;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::dice::Dice;

/// How old the app on a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppVersion {
    /// Two releases older than the office: answers hold what it has never heard of.
    Older,
    /// As old as the office.
    Same,
    /// Newer than the office: what it writes holds what the office has never heard of.
    Newer,
}

impl AppVersion {
    /// Most devices are up to date.
    pub(crate) fn of(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..12 => Self::Older,
            12..24 => Self::Newer,
            _ => Self::Same,
        }
    }
}

/// A field of a body that only later versions know; nested, since a value is kept as it is.
pub(crate) fn later_field(value: u64) -> (String, Value) {
    (format!("later_{}", value % 3), json!({"of": 2031, "values": [value, null, "ồ"]}))
}

/// An entry's text as a later version writes it: with a field beside those that this version knows.
pub(crate) fn later_text(text: &str, value: u64) -> Option<String> {
    let open = text.strip_suffix('}')?;
    Some(format!(r#"{open},"written_with":{{"app":"2031.2","keys":{value}}}}}"#))
}

/// An entry's text with an action that only later versions know, or in a format of theirs.
pub(crate) fn unknown_text(text: &str, value: u64) -> Option<String> {
    let mut entry: Map<String, Value> = serde_json::from_str(text).ok()?;
    if value.is_multiple_of(2) {
        entry.insert("action".to_owned(), json!({"type": "annotate", "note": format!("Ghi chú {value}")}));
    } else {
        entry.insert("format".to_owned(), json!(9));
        entry.insert("author".to_owned(), json!([value]));
    }
    serde_json::to_string(&entry).ok()
}

/// An answer as a later office gives it: more fields everywhere, and reasons that the app has no words for.
pub(crate) fn of_later_office(answer: Result<Answer, Failure>) -> Result<Answer, Failure> {
    match answer? {
        Answer::Status(status) => later(&status).map(Answer::Status),
        Answer::Pushed(pushed) => later(&pushed).map(Answer::Pushed),
        Answer::Page(page) => later(&page).map(Answer::Page),
    }
}

fn later<T: Serialize + DeserializeOwned>(answer: &T) -> Result<T, Failure> {
    let mut value = serde_json::to_value(answer).map_err(|_| Failure::Lost)?;
    add_later(&mut value, true);
    serde_json::from_value(value).map_err(|_| Failure::Lost)
}

/// The same for what a receipt file says of a log.
pub(crate) fn status_of_later_office(status: &LogStatus) -> Option<LogStatus> {
    later(status).ok()
}

/// Bodies, with the values in proposals and in the history, are people's own: nothing is added there.
fn add_later(value: &mut Value, ours: bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| add_later(item, ours)),
        Value::Object(fields) if ours => {
            let maps = ["body", "applied", "written", "seen", "value"];
            for (name, inner) in fields.iter_mut() {
                if name == "message" && inner.is_string() {
                    *inner = json!("too_many_moons");
                }
                add_later(inner, !maps.contains(&name.as_str()));
            }
            fields.insert("since_2031".to_owned(), json!({"more": [1, "x"]}));
        }
        _ => {}
    }
}
