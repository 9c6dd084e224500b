//! What was typed on top of something older, brought over to something newer: what nobody touched takes what stands there
//! now, what was typed stays. Lists whose rows have keys are brought together row by row.

use danvan_core::record::RecordKind;
use danvan_core::text::Amount;
use serde_json::{Map, Value};

/// The number of a row among its list, inside the draft only.
pub const ROW: &str = "_row";
/// Beside the texts of a form or of a row: by the name of a field the text that was asked about, and what it means.
pub const ANSWERS: &str = "_answers";

/// The texts of a form or of one of its rows.
type Texts = Map<String, Value>;

/// The fields that were `typed` over those that stand `now`. `begun` is what stood in the form before anybody typed; where
/// nobody knows that it is empty, and everything that was typed stays.
pub fn rebase(kind: RecordKind, begun: &Texts, typed: &Texts, now: &Texts) -> Texts {
    let (mut fields, mut answers) = (Map::new(), Map::new());
    for name in typed.keys().chain(now.keys().filter(|name| !typed.contains_key(*name))) {
        if name == ANSWERS {
            continue;
        }
        let lists = kind.key_of_list(name).and_then(|key| {
            Some((rows(begun.get(name), key)?, rows(typed.get(name), key)?, rows(now.get(name), key)?))
        });
        let stands = if is_same(begun, typed, name) { now } else { typed };
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

/// Whether two say the same in every field, whatever the numbers of their rows.
pub fn says_same(one: &Texts, other: &Texts) -> bool {
    let names = one.keys().chain(other.keys()).filter(|name| *name != ROW && *name != ANSWERS);
    names.into_iter().all(|name| is_same(one, other, name))
}

/// Whether a field says the same in both. A number may be written otherwise, "2,5" is "2.5" on an English screen, and
/// "2.185" may be two numbers.
fn is_same(one: &Texts, other: &Texts, name: &str) -> bool {
    if let (Some(one), Some(other)) = (meant(one, name), meant(other, name)) {
        return one == other;
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
        (Some(one), Some(other)) => says_same(one, other),
        _ => one == other,
    }
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

/// The answer that stands beside the text of a field of a form or of a row.
fn answer<'t>(texts: &'t Texts, name: &str) -> Option<&'t Value> {
    texts.get(ANSWERS)?.get(name)
}

/// The number that such a text stands for, by its answer.
fn meant(texts: &Texts, name: &str) -> Option<Amount> {
    answered(answer(texts, name)?, texts.get(name)?.as_str()?)
}

/// The number that an answer gives the text that stands in its field; nothing where it was given about another one.
pub fn answered(answer: &Value, stands: &str) -> Option<Amount> {
    let [text, amount] = answer.as_array()?.as_slice() else { return None };
    (text.as_str() == Some(stands.trim())).then(|| Amount::from_decimal(amount.as_str()?)).flatten()
}

/// The rows of a list by their keys; nothing where they cannot be told apart.
fn rows(list: Option<&Value>, key: &str) -> Option<Vec<(String, Texts)>> {
    let Some(list) = written(list) else { return Some(Vec::new()) };
    let mut found: Vec<(String, Texts)> = Vec::new();
    for item in list.as_array()? {
        let name = item.get(key)?.as_str().filter(|name| !name.is_empty())?;
        if found.iter().any(|(other, _)| other == name) {
            return None;
        }
        found.push((name.to_owned(), item.as_object()?.clone()));
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
            (Some(was), Some(mine)) => says_same(was, mine),
            (was, mine) => was == mine,
        };
        let number = mine.as_ref().and_then(|mine| mine.get(ROW).cloned());
        let mut row = if is_untouched { theirs } else { mine }?;
        row.remove(ROW);
        Some((number, row))
    });
    let mut kept: Vec<(Option<Value>, Texts)> = kept.collect();
    // Rows that stand in the form keep their numbers: its fields are drawn by them.
    let last = kept.iter().filter_map(|(number, _)| number.as_ref()?.as_u64()).max();
    let mut next = last.map_or(0, |last| last + 1);
    for (number, row) in &mut kept {
        let number = number.take().unwrap_or_else(|| {
            next += 1;
            Value::from(next - 1)
        });
        row.insert(ROW.to_owned(), number);
    }
    Value::Array(kept.into_iter().map(|(_, row)| Value::Object(row)).collect())
}
