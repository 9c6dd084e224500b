//! What every store keeps of a record beside its JSON, to find it by.

use chrono::NaiveDate;
use danvan_core::record::{Record, summary};
use danvan_core::text::fold;
use serde_json::Value;

/// The civil day a record speaks of, as lists and figures have it.
pub fn day(record: &Record) -> Option<NaiveDate> {
    summary(record.kind, &record.body).date
}

/// The folded text that a search looks in: number, author, and every text of the content.
pub fn search_text(record: &Record) -> String {
    let mut text = String::new();
    let mut add = |more: &str| {
        text.push_str(more);
        // A word never runs over from one field into the next.
        text.push('\n');
    };
    if let Some(code) = &record.code {
        add(code);
    }
    if let Some(author) = record.creator() {
        add(&author.name);
    }
    for value in record.body.values() {
        add_texts(value, &mut add);
    }
    fold(&text)
}

fn add_texts(value: &Value, add: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => add(text),
        Value::Array(items) => items.iter().for_each(|item| add_texts(item, add)),
        Value::Object(fields) => fields.values().for_each(|field| add_texts(field, add)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
