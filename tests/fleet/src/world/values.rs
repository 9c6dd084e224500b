//! Nothing that somebody wrote is dropped: whatever the office took stands in the record, waits in it, or is in its
//! history as what another value replaced or somebody left.

use std::collections::BTreeMap;

use danvan_core::apply::Outcome;
use danvan_core::entry::{Action, Entry, FieldPath};
use danvan_core::ids::RecordId;
use danvan_core::record::{Record, RecordKind};
use serde_json::Value;

use super::World;
use crate::office::Books;

type Written = BTreeMap<RecordId, Vec<(FieldPath, Value)>>;

impl World {
    pub(super) fn check_values(&mut self) {
        let books = self.office.books();
        let mut lost = Vec::new();
        for (id, values) in written(books) {
            let Some(record) = books.records.get(&id) else {
                lost.push(format!("{id}: entries took effect, and there is no record"));
                continue;
            };
            let gone = values.iter().find(|(at, value)| !kept(record, at, value));
            lost.extend(gone.map(|(at, value)| format!("{id}: {value} at {at} is nowhere")));
        }
        for words in lost {
            self.violated("what was written is kept", || words);
        }
    }
}

/// Every value of every entry that the office took.
fn written(books: &Books) -> Written {
    let mut all = Written::new();
    for log in books.logs.values() {
        for (sealed, verdict) in log.entries.iter().zip(&log.verdicts) {
            if let Outcome::Applied | Outcome::Merged { .. } = verdict.outcome
                && let Ok(entry) = Entry::from_text(&sealed.text)
            {
                all.entry(entry.record).or_default().extend(values(&entry));
            }
        }
    }
    all
}

/// What an entry writes, place by place, items of keyed lists one by one.
fn values(entry: &Entry) -> Vec<(FieldPath, Value)> {
    let mut values = Vec::new();
    match &entry.action {
        Action::Create { body, .. } => {
            for (field, value) in body {
                match (entry.kind.key_of_list(field), value.as_array()) {
                    (Some(key), Some(items)) => values.extend(items.iter().filter_map(|item| {
                        Some((FieldPath::item(field.as_str(), item.get(key)?.as_str()?), item.clone()))
                    })),
                    _ => values.push((FieldPath::field(field.as_str()), value.clone())),
                }
            }
        }
        Action::Change { fields } | Action::Move { fields, .. } => {
            let written =
                fields.iter().filter_map(|change| Some((change.at.clone(), change.written.clone()?)));
            values.extend(written);
        }
        Action::Delete { .. } | Action::Settle { .. } | Action::Unknown => {}
    }
    values
}

fn kept(record: &Record, at: &FieldPath, value: &Value) -> bool {
    let here = |place: &FieldPath, other: Option<&Value>| place == at && other == Some(value);
    value_at(record, at) == Some(value)
        || record.proposals.iter().any(|proposal| here(&proposal.at, proposal.written.as_ref()))
        || record.trail.iter().any(|step| {
            step.replaced.iter().any(|replaced| here(&replaced.at, Some(&replaced.value)))
                || step.settled.iter().any(|settled| {
                    settled.at.as_ref().is_some_and(|place| here(place, settled.written.as_ref()))
                })
        })
}

fn value_at<'r>(record: &'r Record, at: &FieldPath) -> Option<&'r Value> {
    let value = record.body.get(&at.field)?;
    let Some(wanted) = &at.key else { return Some(value) };
    let key = RecordKind::key_of_list(record.kind, &at.field)?;
    value.as_array()?.iter().find(|item| item.get(key).and_then(Value::as_str) == Some(wanted))
}
