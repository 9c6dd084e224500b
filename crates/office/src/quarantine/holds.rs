//! What a segment speaks of, for the person who decides.

use std::collections::{BTreeMap, BTreeSet};

use danvan_core::access::Author;
use danvan_core::attachment::ATTACHMENTS;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::{Action, Entry, FieldChange, SealedEntry};
use danvan_core::ids::RecordId;
use danvan_core::record::{Body, RecordKind, summary};
use danvan_core::wire_people::{QuarantinedAct, QuarantinedRecord};
use serde_json::Value;

use crate::error::ApiError;
use crate::state::Office;
use crate::store::Holds;

/// Records that are named; the others are counted.
const RECORDS_MAX: usize = 100;
/// The longest title and name that are kept, in characters.
const TITLE_MAX: usize = 300;
const NAME_MAX: usize = 200;
/// What is done to one record, and the longest name of a step.
const ACTS_MAX: usize = 10;
const STEP_MAX: usize = 40;
/// How much content is kept to be judged by, in bytes of JSON: of all records of a segment together.
const CONTENT_MAX: usize = 24 * 1024;
/// Of one record: how many fields, how many items of a list, how many characters of a text, how deep.
const FIELDS_MAX: usize = 40;
const ITEMS_MAX: usize = 12;
const TEXT_MAX: usize = 300;
const DEPTH_MAX: u8 = 3;

/// Titles of records at the office.
pub(super) type Titles = BTreeMap<RecordId, String>;

/// The titles that the office knows of records that entries change.
pub(super) async fn titles(
    office: &Office,
    province: &ProvinceCode,
    entries: &[SealedEntry],
) -> Result<Titles, ApiError> {
    let read = entries.iter().filter_map(|sealed| Entry::from_text(&sealed.text).ok());
    let wanted: BTreeSet<RecordId> = read.map(|entry| entry.record).take(RECORDS_MAX).collect();
    let mut titles = Titles::new();
    for id in wanted {
        if let Some(record) = office.store.record(province, id).await? {
            titles.insert(id, summary(record.kind, &record.body).title.unwrap_or_default().to_owned());
        }
    }
    Ok(titles)
}

/// The records that entries speak of, by title: as the entries write it, or as the record stands at the office.
pub(super) fn of(titles: &Titles, entries: &[SealedEntry], files: u64) -> Holds {
    let mut holds = Holds { files, ..Holds::default() };
    for sealed in entries {
        let Ok(entry) = Entry::from_text(&sealed.text) else {
            holds.others += 1;
            continue;
        };
        let full = holds.records.len() >= RECORDS_MAX;
        match holds.records.iter_mut().find(|held| held.record == entry.record) {
            Some(held) => add(held, entry.kind, entry.action),
            None if full => holds.others += 1,
            None => {
                let mut held = QuarantinedRecord {
                    record: entry.record,
                    title: cut(titles.get(&entry.record).map_or("", String::as_str), TITLE_MAX),
                    author: Author { id: entry.author.id, name: cut(&entry.author.name, NAME_MAX) },
                    entries: 0,
                    kind: Some(entry.kind),
                    acts: Vec::new(),
                    written: Body::new(),
                };
                add(&mut held, entry.kind, entry.action);
                holds.records.push(held);
            }
        }
    }
    let mut left = CONTENT_MAX;
    for held in &mut holds.records {
        let size = serde_json::to_string(&held.written).map_or(usize::MAX, |written| written.len());
        match left.checked_sub(size) {
            Some(rest) => left = rest,
            None => held.written = Body::new(),
        }
    }
    holds
}

/// Adds what one entry does.
fn add(held: &mut QuarantinedRecord, kind: RecordKind, action: Action) {
    held.entries += 1;
    let act = match action {
        Action::Create { body, .. } => {
            if let Some(title) = summary(kind, &body).title {
                held.title = cut(title, TITLE_MAX);
            }
            for (field, value) in body {
                write(&mut held.written, field, &value);
            }
            QuarantinedAct::Create
        }
        Action::Change { fields } => {
            changed(&mut held.written, fields);
            QuarantinedAct::Change
        }
        Action::Move { step, fields, .. } => {
            changed(&mut held.written, fields);
            QuarantinedAct::Move { step: cut(&step, STEP_MAX) }
        }
        Action::Delete { .. } => QuarantinedAct::Withdraw,
        Action::Settle { .. } => QuarantinedAct::Settle,
        Action::Unknown => QuarantinedAct::Unknown,
    };
    if held.acts.len() < ACTS_MAX && !held.acts.contains(&act) {
        held.acts.push(act);
    }
}

/// Adds the values that an entry changes; an item of a list stands beside the others that are written.
fn changed(written: &mut Body, fields: Vec<FieldChange>) {
    for FieldChange { at, written: value, .. } in fields {
        let Some(value) = value else { continue };
        match (at.key, written.get_mut(&at.field)) {
            (Some(_), Some(Value::Array(items))) => {
                if items.len() < ITEMS_MAX {
                    items.push(short(&value, DEPTH_MAX));
                }
            }
            (Some(_), _) => write(written, at.field, &Value::Array(vec![value])),
            (None, _) => write(written, at.field, &value),
        }
    }
}

fn write(written: &mut Body, field: String, value: &Value) {
    // Photos and files are counted; their names say nothing to judge by.
    if field == ATTACHMENTS || (written.len() >= FIELDS_MAX && !written.contains_key(&field)) {
        return;
    }
    written.insert(cut(&field, STEP_MAX), short(value, DEPTH_MAX));
}

/// A value as far as a judge needs it.
fn short(value: &Value, depth: u8) -> Value {
    match value {
        Value::String(text) if text.chars().nth(TEXT_MAX).is_some() => {
            Value::String(format!("{}…", cut(text, TEXT_MAX)))
        }
        Value::Array(_) | Value::Object(_) if depth == 0 => Value::Null,
        Value::Array(items) => items.iter().take(ITEMS_MAX).map(|item| short(item, depth - 1)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().take(FIELDS_MAX);
            Value::Object(
                fields.map(|(name, value)| (cut(name, STEP_MAX), short(value, depth - 1))).collect(),
            )
        }
        other => other.clone(),
    }
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}
