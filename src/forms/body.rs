//! From what was typed to a body: dates, numbers and lists are read, texts composed and trimmed. What cannot be read
//! is said at its field; the draft keeps it as it was typed.

use danvan_core::catalogue::{Catalogue, Qualifier};
use danvan_core::message::Message;
use danvan_core::record::schema::{self, FieldKind, FieldSpec};
use danvan_core::record::{Body, Quantity, fields};
use danvan_core::text::{nfc, print_iso_date, visible};
use serde_json::Value;

use super::begin::typed_figure;
use super::figures::{self, FIELD, INDICATOR, TYPED, WORDS};
use super::items::KEY;
use super::says::Said;
use super::{Form, Slot, date_field, numbers};
use crate::i18n::message;

/// Fields of a row that alone do not make it worth keeping.
const ALONE_NOTHING: &[&str] = &[KEY, "announce_by", "result_by", "status"];

/// The body that the form says, over what its author had before them: unknown fields stay.
pub fn body_of(form: Form) -> (Body, Vec<Said>) {
    let draft = form.draft();
    let mut body = draft.seen.clone();
    let mut said = Vec::new();
    for spec in schema::fields(draft.kind) {
        if matches!(spec.kind, FieldKind::Geo) {
            continue;
        }
        if !form.shows(spec) {
            body.remove(spec.name);
            continue;
        }
        match spec.kind {
            FieldKind::Items { .. } if spec.name == FIELD => figures_into(form, &mut body, &mut said),
            FieldKind::Items { key, fields } => items_into(form, spec, key, fields, &mut body, &mut said),
            _ => value_into(form, spec, Slot::field(spec.name), &mut body, &mut said),
        }
    }
    (body, said)
}

fn value_into(form: Form, spec: &'static FieldSpec, slot: Slot, body: &mut Body, said: &mut Vec<Said>) {
    let typed = nfc(form.text(slot).trim());
    let read = match spec.kind {
        FieldKind::Flag => {
            fields::set_flag(body, spec.name, form.value(slot) == Some(Value::Bool(true)));
            return;
        }
        FieldKind::Choices(_) => {
            let chosen = form.texts(slot);
            fields::set_texts(body, spec.name, chosen.iter().map(String::as_str));
            return;
        }
        FieldKind::Texts => {
            fields::set_texts(body, spec.name, texts_of(&typed));
            return;
        }
        FieldKind::Date => {
            date_field::read(form, slot).map(|day| day.map(|day| Value::from(print_iso_date(day))))
        }
        FieldKind::Year | FieldKind::Whole => numbers::read_kind(form, slot, spec.kind)
            .map(|number| number.map(|number| Value::from(number.thousandths() / 1000))),
        FieldKind::Amount => numbers::read_kind(form, slot, spec.kind)
            .map(|number| number.map(|number| Value::from(number.to_decimal()))),
        _ => Ok(if typed.is_empty() { None } else { Some(Value::from(typed)) }),
    };
    match read {
        Ok(Some(value)) => {
            body.insert(spec.name.to_owned(), value);
        }
        Ok(None) => {
            body.remove(spec.name);
        }
        Err(wrong) => {
            // Something stands there: the core must not say besides that nothing does.
            body.insert(spec.name.to_owned(), Value::Null);
            said.push(wrong);
        }
    }
}

/// The texts of a line that holds several.
pub fn texts_of(typed: &str) -> impl Iterator<Item = &str> {
    typed.split([',', ';', '\n']).map(str::trim).filter(|text| !text.is_empty())
}

fn figures_into(form: Form, body: &mut Body, said: &mut Vec<Said>) {
    let mut items = Vec::new();
    for row in form.rows(FIELD) {
        let code = form.text(Slot::in_row(FIELD, row, INDICATOR));
        let how = figures::how(form, row);
        let typed = nfc(form.text(Slot::in_row(FIELD, row, TYPED)).trim());
        let mut item = seen_item(body, FIELD, INDICATOR, &code);
        if !item.is_empty() && is_as_seen(&item, &typed, &how, &form.catalogue()) {
            items.push(Value::Object(item));
            continue;
        }
        let quantity = if how == WORDS {
            visible(&typed).then(|| Quantity::words(typed))
        } else {
            match figures::read(form, row) {
                Ok(number) => number
                    .map(|number| Quantity::number(number, Qualifier::from_code(&how).unwrap_or_default())),
                Err(problem) => {
                    said.push(problem);
                    continue;
                }
            }
        };
        if let Some(quantity) = quantity {
            item.insert(INDICATOR.to_owned(), Value::from(code.as_str()));
            quantity.write_into(&mut item);
            items.push(Value::Object(item));
        }
    }
    put_list(body, FIELD, items);
}

/// Whether a figure stands as its author saw it: then all of it stays, also what the form has no field for ("39/40"). A
/// qualifier of a later version, which the rules of this one refuse, becomes what the form shows for it.
fn is_as_seen(item: &Body, typed: &str, how: &str, catalogue: &Catalogue) -> bool {
    let is_known = fields::text(item, "qualifier").is_none_or(|code| Qualifier::from_code(code).is_some());
    let (text, _, qualifier) = typed_figure(item, catalogue);
    is_known && text == typed && qualifier == how
}

fn items_into(
    form: Form,
    spec: &'static FieldSpec,
    key: &'static str,
    fields: &'static [FieldSpec],
    body: &mut Body,
    said: &mut Vec<Said>,
) {
    let mut items = Vec::new();
    for row in form.rows(spec.name) {
        let name = form.text(Slot::in_row(spec.name, row, key));
        let mut item = seen_item(body, spec.name, key, nfc(name.trim()).as_str());
        let mut wrong = Vec::new();
        for part in fields {
            value_into(form, part, Slot::in_row(spec.name, row, part.name), &mut item, &mut wrong);
        }
        let says_something = item.iter().any(|(part, value)| {
            let alone = if key == KEY { ALONE_NOTHING } else { &[][..] };
            !alone.contains(&part.as_str()) && *value != Value::Bool(false)
        });
        if says_something {
            // Without its name the core could only say that something in the list is not right.
            if key != KEY && !visible(&name) {
                wrong.push(Said::error(
                    Slot::in_row(spec.name, row, key),
                    message::sentence(Message::Required).to_owned(),
                ));
            }
            items.push(Value::Object(item));
            said.append(&mut wrong);
        }
    }
    put_list(body, spec.name, items);
}

/// The item as its author saw it, so that what this version does not know stays in it.
fn seen_item(body: &Body, field: &str, key: &str, name: &str) -> Body {
    let seen = fields::items(body, field).find(|item| fields::text(item, key) == Some(name));
    seen.cloned().unwrap_or_default()
}

fn put_list(body: &mut Body, field: &str, items: Vec<Value>) {
    if items.is_empty() {
        body.remove(field);
    } else {
        body.insert(field.to_owned(), Value::Array(items));
    }
}
