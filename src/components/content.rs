//! A record's content as readable text, by the schema: the same words on the phone and at the office.

use danvan_core::attachment::ATTACHMENTS;
use danvan_core::catalogue::Catalogue;
use danvan_core::entry::FieldPath;
use danvan_core::record::schema::{self, FieldKind, FieldSpec};
use danvan_core::record::{Activity, Body, RecordKind};
use danvan_core::text::{Amount, print_number};
use leptos::prelude::*;
use serde_json::Value;

use crate::i18n::{count, current, record as text, when};

/// What tells items and files apart and says nothing to a person.
const UNSPOKEN: [&str; 3] = ["key", "sha256", "mime"];

/// Every field that holds something, under the headings of the form.
pub fn content(kind: RecordKind, body: &Body, catalogue: &Catalogue) -> AnyView {
    let mut sections: Vec<(schema::Section, Vec<AnyView>)> = Vec::new();
    // Files are shown as what they are, beside the text.
    for field in schema::fields(kind).iter().filter(|field| field.name != ATTACHMENTS) {
        let Some(drawn) = body.get(field.name).and_then(|value| value_view(field, value, body, catalogue))
        else {
            continue;
        };
        let long = matches!(field.kind, FieldKind::LongText | FieldKind::Items { .. });
        let line = view! {
            <div class:long=long><dt>{field.label(current())}</dt><dd>{drawn}</dd></div>
        }
        .into_any();
        match sections.iter_mut().find(|(section, _)| *section == field.section) {
            Some((_, lines)) => lines.push(line),
            None => sections.push((field.section, vec![line])),
        }
    }
    sections.sort_by_key(|(section, _)| *section);
    sections
        .into_iter()
        .map(|(section, lines)| {
            view! { <h3>{section.label(current())}</h3><dl class="read">{lines}</dl> }.into_any()
        })
        .collect_view()
        .into_any()
}

/// The label of a place in a body; the field's own name where only another version knows it.
pub fn place_label(kind: RecordKind, at: &FieldPath) -> String {
    schema::field(kind, &at.field).map_or_else(|| at.field.clone(), |field| field.label(current()).to_owned())
}

fn value_view(field: &FieldSpec, value: &Value, body: &Body, catalogue: &Catalogue) -> Option<AnyView> {
    if field.name == "indicator_values" {
        return Some(figures(body, catalogue));
    }
    let lines: Vec<String> = match (field.kind, value) {
        (FieldKind::Items { fields, .. }, Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_object)
            .map(|item| item_words(fields, item, catalogue))
            .collect(),
        (FieldKind::Choices(_) | FieldKind::Texts, Value::Array(values)) => {
            values.iter().filter_map(|value| words(field.kind, value, catalogue)).collect()
        }
        (kind, value) => return Some(words(kind, value, catalogue)?.into_any()),
    };
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect_view();
        view! { <ul>{lines}</ul> }.into_any()
    })
}

/// The figures of an activity: the indicator, and the number with its qualifier in front.
fn figures(body: &Body, catalogue: &Catalogue) -> AnyView {
    let lines = Activity::of(body).indicator_values().map(|(code, quantity)| {
        let indicator = catalogue.indicator(&code);
        let label = indicator.map_or_else(|| code.as_str().to_owned(), |known| known.label(current()).to_owned());
        let unit = indicator.map(|known| known.unit.clone()).filter(|_| quantity.words.is_none());
        let printed = quantity.print(current());
        view! { <li>{label} ": " <b class="num">{quantity_view(&printed, quantity.qualifier)}</b> " " {unit}</li> }.into_any()
    });
    view! { <ul>{lines.collect_view()}</ul> }.into_any()
}

/// A printed quantity with its qualifier set apart.
pub fn quantity_view(printed: &str, qualifier: danvan_core::catalogue::Qualifier) -> AnyView {
    let word = match current() {
        danvan_core::text::Locale::Vi => qualifier.label_vi(),
        danvan_core::text::Locale::En => qualifier.label_en(),
    };
    match printed.strip_prefix(word).filter(|_| !word.is_empty()) {
        Some(number) => view! { <span class="qualifier">{word}</span>{number.to_owned()} }.into_any(),
        None => printed.to_owned().into_any(),
    }
}

fn item_words(fields: &[FieldSpec], item: &Body, catalogue: &Catalogue) -> String {
    let parts = fields.iter().filter(|field| !UNSPOKEN.contains(&field.name)).filter_map(|field| {
        let said = words(field.kind, item.get(field.name)?, catalogue)?;
        let said = if field.name == "bytes" { when::size(item.get(field.name)?.as_u64()?) } else { said };
        // What an item is about speaks for itself; the rest is named.
        let speaks = matches!(field.kind, FieldKind::Choice(_) | FieldKind::Text | FieldKind::Year);
        Some(if speaks { said } else { [field.label(current()), ": ", &said].concat() })
    });
    parts.collect::<Vec<_>>().join(" · ")
}

/// One value as text; nothing where it is empty or has another form than the schema says.
fn words(kind: FieldKind, value: &Value, catalogue: &Catalogue) -> Option<String> {
    let said = match kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Texts => value.as_str()?.to_owned(),
        FieldKind::Date => when::stored_day(value.as_str()?),
        FieldKind::Year => value.as_u64()?.to_string(),
        FieldKind::Whole => count(usize::try_from(value.as_u64()?).ok()?),
        FieldKind::Amount => print_number(Amount::from_decimal(value.as_str()?)?, current()),
        FieldKind::Flag => if value.as_bool()? { text::YES } else { text::NO }.get().to_owned(),
        FieldKind::Choice(list) | FieldKind::Choices(list) => {
            list.label(catalogue, value.as_str()?, current())
        }
        FieldKind::Geo => {
            let part = |name: &str| value.get(name).and_then(Value::as_str);
            [part("lat")?, part("lon")?].join(", ")
        }
        FieldKind::Items { .. } => return None,
    };
    (!said.is_empty()).then_some(said)
}
