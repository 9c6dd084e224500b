//! The three-way merge: what stood there, what the author saw, what the author wrote.

use serde_json::Value;

use super::signature::Signature;
use crate::entry::{Entry, FieldChange, FieldPath};
use crate::ids::LogId;
use crate::record::place::{present, read};
use crate::record::{Body, Proposal, Record, RecordKind};

/// Where a change comes from, as proposals remember it.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The entry's log.
    pub log: LogId,
    /// The entry's number in it.
    pub number: u64,
    /// The revision that the entry leads to.
    pub revision: u64,
    /// The name that the office knows the entry's author by; `None` on a device.
    pub known_as: Option<&'a str>,
}

/// Writes `fields` into `body` wherever the author saw what stands there now. What met another value is returned
/// as proposals, and the body keeps the value it had.
pub fn merge(
    kind: RecordKind,
    body: &mut Body,
    fields: &[FieldChange],
    entry: &Entry,
    origin: Origin<'_>,
) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for change in fields {
        let stands = read(kind, body, &change.at);
        let written = present(change.written.as_ref());
        if stands == written {
            continue;
        }
        if stands == present(change.seen.as_ref()) && write(kind, body, &change.at, written.cloned()) {
            continue;
        }
        proposals.push(proposal(change, entry, origin));
    }
    proposals
}

/// The proposals of changes none of which may be written: everything that does not stand there already.
pub(super) fn propose(
    record: &Record,
    fields: &[FieldChange],
    entry: &Entry,
    origin: Origin<'_>,
) -> Vec<Proposal> {
    let differs = |change: &&FieldChange| {
        read(record.kind, &record.body, &change.at) != present(change.written.as_ref())
    };
    fields.iter().filter(differs).map(|change| proposal(change, entry, origin)).collect()
}

fn proposal(change: &FieldChange, entry: &Entry, origin: Origin<'_>) -> Proposal {
    let Signature { author, written_as } = Signature::of(entry, origin.known_as);
    Proposal {
        at: change.at.clone(),
        seen: change.seen.clone(),
        written: change.written.clone(),
        author,
        written_as,
        device_time: entry.device_time,
        log: origin.log,
        number: origin.number,
        revision: origin.revision,
    }
}

/// The changes that lead from what was `seen` to what was `written`: field by field, keyed lists item by item.
pub fn diff(kind: RecordKind, seen: &Body, written: &Body) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let gone = seen.iter().filter(|(field, _)| !written.contains_key(*field)).map(|(field, _)| field);
    for field in written.keys().chain(gone) {
        let (before, after) = (present(seen.get(field)), present(written.get(field)));
        if before == after {
            continue;
        }
        match kind.key_of_list(field).and_then(|key| Some((items(before, key)?, items(after, key)?))) {
            Some((before, after)) => diff_items(field, &before, &after, &mut changes),
            None => changes.push(FieldChange {
                at: FieldPath::field(field.as_str()),
                seen: before.cloned(),
                written: after.cloned(),
            }),
        }
    }
    changes
}

fn diff_items(
    field: &str,
    before: &[(&str, &Value)],
    after: &[(&str, &Value)],
    changes: &mut Vec<FieldChange>,
) {
    let find = |list: &[(&str, &Value)], key: &str| {
        list.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).clone())
    };
    let gone = before.iter().filter(|(key, _)| !after.iter().any(|(name, _)| name == key));
    for (key, _) in after.iter().chain(gone) {
        let (seen, written) = (find(before, key), find(after, key));
        if seen != written {
            changes.push(FieldChange { at: FieldPath::item(field, *key), seen, written });
        }
    }
}

/// The items of a keyed list with their keys; `None` where the value is not cleanly keyed.
fn items<'v>(value: Option<&'v Value>, key: &str) -> Option<Vec<(&'v str, &'v Value)>> {
    let Some(value) = value else { return Some(Vec::new()) };
    let mut found: Vec<(&str, &Value)> = Vec::new();
    for item in value.as_array()? {
        let name = item.get(key)?.as_str()?;
        if found.iter().any(|(other, _)| *other == name) {
            return None;
        }
        found.push((name, item));
    }
    Some(found)
}

/// Puts a value in its place; `false` where the place cannot take it.
pub(super) fn write(kind: RecordKind, body: &mut Body, at: &FieldPath, value: Option<Value>) -> bool {
    let Some(wanted) = &at.key else {
        match value {
            Some(value) => body.insert(at.field.clone(), value),
            None => body.remove(&at.field),
        };
        return true;
    };
    let Some(key) = kind.key_of_list(&at.field) else { return false };
    if value.as_ref().is_some_and(|value| value.get(key).and_then(Value::as_str) != Some(wanted)) {
        return false;
    }
    let list = body.entry(at.field.clone()).or_insert(Value::Null);
    if list.is_null() {
        *list = Value::Array(Vec::new());
    }
    let Some(list) = list.as_array_mut() else { return false };
    let place = list.iter().position(|item| item.get(key).and_then(Value::as_str) == Some(wanted));
    match (place, value) {
        (Some(place), Some(value)) => list[place] = value,
        (Some(place), None) => drop(list.remove(place)),
        (None, Some(value)) => list.push(value),
        (None, None) => {}
    }
    if list.is_empty() {
        body.remove(&at.field);
    }
    true
}
