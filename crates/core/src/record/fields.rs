//! Reading and writing single fields of a body. What has another form than expected reads as absent: validation
//! says so, and nothing else stumbles over it.

use chrono::NaiveDate;
use serde_json::Value;

use super::Body;
use crate::text::{nfc, print_iso_date, visible};

/// The name of the list of files.
pub const ATTACHMENTS: &str = "attachments";

/// A text; one of which nothing can be seen reads as absent.
pub fn text<'b>(body: &'b Body, field: &str) -> Option<&'b str> {
    body.get(field)?.as_str().filter(|text| visible(text))
}

/// A day.
pub fn date(body: &Body, field: &str) -> Option<NaiveDate> {
    parse_date(text(body, field)?)
}

/// A day from its stored form `2020-10-08`; `None` for anything else.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let digits = |part: &str, length: usize| -> Option<u32> {
        let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain { part.parse().ok() } else { None }
    };
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(digits(year, 4)?).ok()?, digits(month, 2)?, digits(day, 2)?)
}

/// A count or a year.
pub fn whole(body: &Body, field: &str) -> Option<u64> {
    body.get(field)?.as_u64()
}

/// Yes or no; absent reads as no.
pub fn flag(body: &Body, field: &str) -> bool {
    body.get(field).and_then(Value::as_bool).unwrap_or(false)
}

/// The texts of a list.
pub fn texts<'b>(body: &'b Body, field: &str) -> impl Iterator<Item = &'b str> {
    let list = body.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str)
}

/// The items of a keyed list, in the order in which they stand.
pub fn items<'b>(body: &'b Body, field: &str) -> impl Iterator<Item = &'b Body> {
    let list = body.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_object)
}

/// Writes a text as it is kept: composed (NFC), without blanks around it. One of which nothing can be seen removes the
/// field.
pub fn set_text(body: &mut Body, field: &str, text: &str) {
    let text = nfc(text);
    let text = text.trim();
    set(body, field, visible(text).then(|| Value::from(text)));
}

/// Writes a day; `None` removes the field.
pub fn set_date(body: &mut Body, field: &str, date: Option<NaiveDate>) {
    set(body, field, date.map(|date| Value::from(print_iso_date(date))));
}

/// Writes a count or a year; `None` removes the field.
pub fn set_whole(body: &mut Body, field: &str, number: Option<u64>) {
    set(body, field, number.map(Value::from));
}

/// Writes a yes; a no removes the field.
pub fn set_flag(body: &mut Body, field: &str, yes: bool) {
    set(body, field, yes.then_some(Value::Bool(true)));
}

/// Writes a list of texts as they are kept; an empty list removes the field.
pub fn set_texts<'t>(body: &mut Body, field: &str, texts: impl IntoIterator<Item = &'t str>) {
    let kept: Vec<Value> = texts
        .into_iter()
        .map(nfc)
        .filter(|text| visible(text))
        .map(|text| Value::from(text.trim()))
        .collect();
    set(body, field, (!kept.is_empty()).then_some(Value::Array(kept)));
}

/// Puts an item into a keyed list, in place of the one with the same key.
pub fn set_item(body: &mut Body, field: &str, key: &str, item: Body) {
    let wanted = item.get(key).cloned();
    let list = body.entry(field).or_insert_with(|| Value::Array(Vec::new()));
    if !list.is_array() {
        *list = Value::Array(Vec::new());
    }
    if let Some(list) = list.as_array_mut() {
        match list.iter_mut().find(|other| other.get(key) == wanted.as_ref()) {
            Some(place) => *place = Value::Object(item),
            None => list.push(Value::Object(item)),
        }
    }
}

/// Takes the item with this key out of a keyed list; an empty list goes with it.
pub fn remove_item(body: &mut Body, field: &str, key: &str, value: &str) {
    let Some(list) = body.get_mut(field).and_then(Value::as_array_mut) else { return };
    list.retain(|item| item.get(key).and_then(Value::as_str) != Some(value));
    if list.is_empty() {
        body.remove(field);
    }
}

fn set(body: &mut Body, field: &str, value: Option<Value>) {
    match value {
        Some(value) => body.insert(field.to_owned(), value),
        None => body.remove(field),
    };
}
