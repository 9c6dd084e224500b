//! What was typed on top of something older, brought over to a record as it stands now: what nobody touched in the form
//! takes what the record says, what was typed stays.

use danvan_core::record::RecordKind;
use serde_json::{Map, Value};

use super::state::{ROW, number_rows};
use crate::device::{newer, written};

/// The form's fields over those of the record. `begun` is what stood in the form when it and the record were one; where
/// nobody knows that it is empty, and everything that was typed stays.
pub fn rebase(
    kind: RecordKind,
    begun: &Map<String, Value>,
    typed: &Map<String, Value>,
    record: &Map<String, Value>,
) -> Map<String, Value> {
    let mut fields = Map::new();
    for name in typed.keys().chain(record.keys().filter(|name| !typed.contains_key(*name))) {
        let (was, mine, theirs) = (begun.get(name), typed.get(name), record.get(name));
        let lists = kind
            .key_of_list(name)
            .and_then(|key| Some((rows(was, key)?, rows(mine, key)?, rows(theirs, key)?)));
        let value = match lists {
            Some((was, mine, theirs)) => Some(list(&was, &mine, &theirs)),
            None => newer(was, mine, theirs).cloned(),
        };
        if let Some(value) = value {
            fields.insert(name.clone(), value);
        }
    }
    fields
}

/// The rows of a list by their keys, without the form's numbers; nothing where they cannot be told apart.
fn rows(list: Option<&Value>, key: &str) -> Option<Vec<(String, Value)>> {
    let Some(list) = written(list) else { return Some(Vec::new()) };
    let mut found: Vec<(String, Value)> = Vec::new();
    for item in list.as_array()? {
        let name = item.get(key)?.as_str().filter(|name| !name.is_empty())?;
        if found.iter().any(|(other, _)| other == name) {
            return None;
        }
        let mut row = item.as_object()?.clone();
        row.remove(ROW);
        found.push((name.to_owned(), Value::Object(row)));
    }
    Some(found)
}

fn list(was: &[(String, Value)], mine: &[(String, Value)], theirs: &[(String, Value)]) -> Value {
    let find = |rows: &'_ [(String, Value)], key: &str| {
        rows.iter().find(|(name, _)| name == key).map(|(_, row)| row.clone())
    };
    let new = theirs.iter().filter(|(key, _)| !mine.iter().any(|(name, _)| name == key));
    let kept = mine.iter().chain(new).filter_map(|(key, _)| {
        let (was, mine, theirs) = (find(was, key), find(mine, key), find(theirs, key));
        if was == mine { theirs } else { mine }
    });
    number_rows(kept.filter_map(|row| row.as_object().cloned()).collect())
}
