//! Nothing that somebody wrote is dropped: what the office took stands in the body, waits as a proposal, or was
//! replaced by a later entry that the trail names.

use std::collections::BTreeMap;

use danvan_core::apply::Outcome;
use danvan_core::entry::{Action, Entry, FieldChange, FieldPath};
use danvan_core::ids::{LogId, RecordId};
use danvan_core::record::{Record, RecordKind};
use serde_json::Value;

use super::World;
use crate::office::Books;

/// An entry that is part of its record.
struct Taken {
    entry: Entry,
    log: LogId,
    number: u64,
    waiting: Vec<FieldPath>,
}

type ByRevision = BTreeMap<(RecordId, u64), Taken>;

impl World {
    pub(super) fn check_values(&mut self) {
        let books = self.office.books();
        let taken = taken(books);
        let lost: Vec<String> =
            books.records.values().filter_map(|record| lost_value(record, &taken)).collect();
        for words in lost {
            self.violated("what was written is kept", || words);
        }
    }
}

fn taken(books: &Books) -> ByRevision {
    let mut all = ByRevision::new();
    for (log, known) in &books.logs {
        for (sealed, verdict) in known.entries.iter().zip(&known.verdicts) {
            let waiting = match &verdict.outcome {
                Outcome::Applied => Vec::new(),
                Outcome::Merged { waiting } => waiting.clone(),
                Outcome::Refused { .. } => continue,
            };
            let (Some(record), Ok(entry)) = (verdict.record, Entry::from_text(&sealed.text)) else {
                continue;
            };
            all.insert(
                (record, verdict.revision),
                Taken { entry, log: *log, number: sealed.number, waiting },
            );
        }
    }
    all
}

/// The first value of a record that is nowhere, in words.
fn lost_value(record: &Record, taken: &ByRevision) -> Option<String> {
    let mut stands: BTreeMap<FieldPath, Option<Value>> = BTreeMap::new();
    for step in &record.trail {
        let Some(taken) = taken.get(&(record.id, step.revision)) else {
            return Some(format!("{}: no entry led to revision {}", record.id, step.revision));
        };
        for change in changes(&taken.entry.action) {
            if !taken.waiting.contains(&change.at) {
                if change.at.key.is_some() {
                    stands.remove(&FieldPath::field(change.at.field.as_str()));
                }
                stands.insert(change.at, change.written);
                continue;
            }
            let waits = record.proposals.iter().any(|proposal| {
                proposal.at == change.at && (proposal.log, proposal.number) == (taken.log, taken.number)
            });
            let later = record.trail.iter().filter(|later| later.revision > step.revision);
            if !waits && !later.into_iter().any(|later| later.changed.contains(&change.at)) {
                return Some(format!("{}: nobody chose, and {:?} is gone", record.id, change));
            }
        }
    }
    let wrong = stands.iter().find(|(at, value)| value_at(record, at) != value.as_ref());
    wrong.map(|(at, value)| format!("{}: {at} should be {value:?}", record.id))
}

/// What an entry writes, place by place.
fn changes(action: &Action) -> Vec<FieldChange> {
    match action {
        Action::Create { body, .. } => body
            .iter()
            .map(|(field, value)| FieldChange {
                at: FieldPath::field(field.as_str()),
                seen: None,
                written: Some(value.clone()),
            })
            .collect(),
        Action::Change { fields } | Action::Move { fields, .. } => fields.clone(),
        Action::Delete { .. } | Action::Unknown => Vec::new(),
    }
}

fn value_at<'r>(record: &'r Record, at: &FieldPath) -> Option<&'r Value> {
    let value = record.body.get(&at.field)?;
    let Some(wanted) = &at.key else { return Some(value) };
    let key = RecordKind::key_of_list(record.kind, &at.field)?;
    value.as_array()?.iter().find(|item| item.get(key).and_then(Value::as_str) == Some(wanted))
}
