//! What was typed on top of something older, brought over to a record as it stands now: what nobody touched in the form
//! takes what the record says, what was typed stays.

use danvan_core::record::RecordKind;
use serde_json::{Map, Value};

use super::answers::{ANSWERS, answer, meant};
use super::state::{ROW, number_rows};
use crate::device::written;

/// The texts of a form or of one of its rows.
type Texts = Map<String, Value>;

/// The form's fields over those of the record. `begun` is what stood in the form when it and the record were one; where
/// nobody knows that it is empty, and everything that was typed stays.
pub fn rebase(kind: RecordKind, begun: &Texts, typed: &Texts, record: &Texts) -> Texts {
    let (mut fields, mut answers) = (Map::new(), Map::new());
    for name in typed.keys().chain(record.keys().filter(|name| !typed.contains_key(*name))) {
        if name == ANSWERS {
            continue;
        }
        let lists = kind.key_of_list(name).and_then(|key| {
            Some((rows(begun.get(name), key)?, rows(typed.get(name), key)?, rows(record.get(name), key)?))
        });
        let stands = if is_same(begun, typed, name) { record } else { typed };
        let value = match lists {
            Some((was, mine, theirs)) => Some(list(&was, &mine, &theirs)),
            None => stands.get(name).cloned(),
        };
        if let Some(value) = value {
            fields.insert(name.clone(), value);
        }
        // The answer belongs to the text that it was given about.
        if let Some(answer) = answer(stands, name) {
            answers.insert(name.clone(), answer.clone());
        }
    }
    if !answers.is_empty() {
        fields.insert(ANSWERS.to_owned(), Value::Object(answers));
    }
    fields
}

/// Whether a field says the same in both. A number may be written otherwise: "2,5" is "2.5" on an English screen.
fn is_same(one: &Texts, other: &Texts, name: &str) -> bool {
    let number = meant(one, name);
    if number.is_some() && number == meant(other, name) {
        return true;
    }
    match (written(one.get(name)), written(other.get(name))) {
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same_item(one, other))
        }
        (one, other) => one == other,
    }
}

fn is_same_item(one: &Value, other: &Value) -> bool {
    match (one.as_object(), other.as_object()) {
        (Some(one), Some(other)) => is_same_row(one, other),
        _ => one == other,
    }
}

fn is_same_row(one: &Texts, other: &Texts) -> bool {
    let names = one.keys().chain(other.keys()).filter(|name| *name != ROW && *name != ANSWERS);
    names.into_iter().all(|name| is_same(one, other, name))
}

/// The rows of a list by their keys, without the form's numbers; nothing where they cannot be told apart.
fn rows(list: Option<&Value>, key: &str) -> Option<Vec<(String, Texts)>> {
    let Some(list) = written(list) else { return Some(Vec::new()) };
    let mut found: Vec<(String, Texts)> = Vec::new();
    for item in list.as_array()? {
        let name = item.get(key)?.as_str().filter(|name| !name.is_empty())?;
        if found.iter().any(|(other, _)| other == name) {
            return None;
        }
        let mut row = item.as_object()?.clone();
        row.remove(ROW);
        found.push((name.to_owned(), row));
    }
    Some(found)
}

fn list(was: &[(String, Texts)], mine: &[(String, Texts)], theirs: &[(String, Texts)]) -> Value {
    let find = |rows: &'_ [(String, Texts)], key: &str| {
        rows.iter().find(|(name, _)| name == key).map(|(_, row)| row.clone())
    };
    let new = theirs.iter().filter(|(key, _)| !mine.iter().any(|(name, _)| name == key));
    let kept = mine.iter().chain(new).filter_map(|(key, _)| {
        let (was, mine, theirs) = (find(was, key), find(mine, key), find(theirs, key));
        let is_untouched = match (&was, &mine) {
            (Some(was), Some(mine)) => is_same_row(was, mine),
            (was, mine) => was == mine,
        };
        if is_untouched { theirs } else { mine }
    });
    number_rows(kept.collect())
}
