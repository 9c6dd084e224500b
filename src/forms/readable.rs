//! Values as people read them: labels for codes, dates and numbers as they are written.

use danvan_core::catalogue::{Catalogue, IndicatorCode};
use danvan_core::record::Quantity;
use danvan_core::record::schema::{FieldKind, FieldSpec};
use danvan_core::text::{Amount, print_number};
use serde_json::Value;

use super::figures::FIELD;
use crate::i18n::{current, record as words, when};

/// What names a file's bytes to programs.
const UNSPOKEN: [&str; 2] = ["sha256", "mime"];

/// The lines that show a value; none where there is nothing to show.
pub fn lines(spec: &FieldSpec, value: &Value, catalogue: Option<&Catalogue>) -> Vec<String> {
    let text = || value.as_str().unwrap_or_default();
    let list = || value.as_array().into_iter().flatten();
    let lines = match spec.kind {
        FieldKind::Text | FieldKind::LongText => vec![text().to_owned()],
        FieldKind::Date => vec![when::stored_day(text())],
        FieldKind::Year | FieldKind::Whole => {
            vec![value.as_u64().map_or(String::new(), |number| number.to_string())]
        }
        FieldKind::Amount => {
            vec![Amount::from_decimal(text()).map_or(String::new(), |one| print_number(one, current()))]
        }
        FieldKind::Flag => {
            vec![if *value == Value::Bool(true) { words::YES } else { words::NO }.get().to_owned()]
        }
        FieldKind::Choice(codes) => vec![match catalogue {
            Some(catalogue) => codes.label(catalogue, text(), current()),
            None => text().to_owned(),
        }],
        FieldKind::Choices(codes) => list()
            .filter_map(Value::as_str)
            .map(|code| catalogue.map_or(code.to_owned(), |known| codes.label(known, code, current())))
            .collect(),
        FieldKind::Texts => list().filter_map(Value::as_str).map(str::to_owned).collect(),
        FieldKind::Geo => Vec::new(),
        FieldKind::Items { .. } if spec.name == FIELD => list().map(|item| figure(item, catalogue)).collect(),
        FieldKind::Items { key, fields } => {
            list().map(|item| item_line(item, key, fields, catalogue)).collect()
        }
    };
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// "Kênh mương: hơn 109 km".
pub fn figure(item: &Value, catalogue: Option<&Catalogue>) -> String {
    let Some(item) = item.as_object() else { return String::new() };
    let code = item.get("indicator").and_then(Value::as_str).unwrap_or_default();
    let quantity = Quantity::from_item(item);
    let indicator = catalogue.and_then(|known| known.indicator(&IndicatorCode::from(code)));
    let name = indicator.map_or(code, |one| one.label(current()));
    let unit = indicator.filter(|_| quantity.words.is_none()).map_or("", |one| one.unit.as_str());
    [name, ": ", &quantity.print(current()), " ", unit].concat().trim_end().to_owned()
}

fn item_line(item: &Value, key: &str, fields: &[FieldSpec], catalogue: Option<&Catalogue>) -> String {
    let parts =
        fields.iter().filter(|part| (part.name != "key" || key != "key") && !UNSPOKEN.contains(&part.name));
    let shown = parts.filter_map(|part| {
        if part.name == "bytes" {
            return Some(when::size(item.get(part.name)?.as_u64()?));
        }
        let words = lines(part, item.get(part.name)?, catalogue).join(", ");
        match part.kind {
            _ if words.is_empty() => None,
            FieldKind::Date | FieldKind::Flag => Some([part.label(current()), ": ", &words].concat()),
            _ => Some(words),
        }
    });
    shown.collect::<Vec<_>>().join(" · ")
}

/// Any value of a field, in one text, for putting two values side by side.
pub fn shown(spec: Option<&FieldSpec>, value: Option<&Value>, catalogue: Option<&Catalogue>) -> String {
    let Some(value) = value else { return words::EMPTY_VALUE.get().to_owned() };
    let Some(spec) = spec else { return value.to_string() };
    let text = match (spec.kind, value) {
        // One item of a list.
        (FieldKind::Items { .. }, Value::Object(_)) => {
            lines(spec, &Value::Array(vec![value.clone()]), catalogue).join("\n")
        }
        _ => lines(spec, value, catalogue).join("\n"),
    };
    if text.is_empty() { words::EMPTY_VALUE.get().to_owned() } else { text }
}
