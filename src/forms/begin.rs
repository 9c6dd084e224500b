//! How a form begins: a new record with what is likely, or a record as it stands, written as a person would type it.

use danvan_core::catalogue::{Catalogue, IndicatorCode, OrganisationId};
use danvan_core::record::schema::{self, FieldKind, FieldSpec};
use danvan_core::record::{Body, Quantity, RecordKind};
use danvan_core::text::{Amount, print_date, print_number};
use serde_json::{Map, Value};

use super::answers::note_saved;
use super::figures::{FIELD, HOW, TYPED, WORDS};
use super::state::number_rows;
use crate::device::{Device, Draft};
use crate::i18n::{current, when};
use crate::platform::clock;
use crate::routes::Beginning;

/// A new record's draft with what this device usually writes.
pub fn with_defaults(device: &Device, catalogue: &Catalogue, draft: &mut Draft, beginning: &Beginning) {
    let Some(session) = device.session() else { return };
    let mut put = |field: &str, text: &str| {
        draft.typed.insert(field.to_owned(), Value::from(text));
    };
    let today = print_date(clock::today());
    put("admin_unit", session.home().as_str());
    put("reporter_name", &session.author().name);
    match beginning.kind {
        RecordKind::Activity => {
            put("date_from", &today);
            if let Some(body) = session.organisation() {
                put("lead_org", body);
                if let Some(known) = catalogue.organisation(&OrganisationId::from(body)) {
                    put("actor_group", known.actor_group().code());
                }
            }
        }
        RecordKind::Nomination => {
            put("proposed_on", &today);
            if let Some(nominee) = &beginning.nominee {
                put("nominee_kind", nominee);
            }
        }
        RecordKind::Other(_) => {}
    }
}

/// A record's body as its form shows it: dates and numbers as people write them.
pub fn typed_of(kind: RecordKind, body: &Body, catalogue: &Catalogue) -> Map<String, Value> {
    let known = schema::fields(kind).iter();
    let mut texts: Map<String, Value> = known
        .filter_map(|spec| Some((spec.name.to_owned(), typed(spec, body.get(spec.name)?, catalogue))))
        .collect();
    note_amounts(schema::fields(kind), body, &mut texts);
    texts
}

/// Notes what the printed numbers mean: "2,185" was saved as that and is not asked about again.
fn note_amounts(fields: &[FieldSpec], body: &Body, texts: &mut Map<String, Value>) {
    for spec in fields.iter().filter(|spec| spec.kind == FieldKind::Amount) {
        let saved = body.get(spec.name).and_then(Value::as_str).and_then(Amount::from_decimal);
        if let Some(amount) = saved {
            note_saved(texts, spec.name, &print_number(amount, current()), amount);
        }
    }
}

fn typed(spec: &FieldSpec, value: &Value, catalogue: &Catalogue) -> Value {
    let text = value.as_str().unwrap_or_default();
    match spec.kind {
        FieldKind::Date => Value::from(when::stored_day(text)),
        FieldKind::Year | FieldKind::Whole => Value::from(value.as_u64().map(|number| number.to_string())),
        FieldKind::Amount => Value::from(
            Amount::from_decimal(text).map_or(text.to_owned(), |amount| print_number(amount, current())),
        ),
        FieldKind::Texts => {
            let texts: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            Value::from(texts.join(", "))
        }
        FieldKind::Items { fields, .. } => {
            let items = value.as_array().into_iter().flatten().filter_map(Value::as_object);
            number_rows(items.map(|item| typed_item(spec, fields, item, catalogue)).collect())
        }
        _ => value.clone(),
    }
}

fn typed_item(
    spec: &FieldSpec,
    fields: &[FieldSpec],
    item: &Body,
    catalogue: &Catalogue,
) -> Map<String, Value> {
    let parts = fields.iter();
    let mut row: Map<String, Value> = parts
        .filter_map(|part| Some((part.name.to_owned(), typed(part, item.get(part.name)?, catalogue))))
        .collect();
    note_amounts(fields, item, &mut row);
    if spec.name == FIELD {
        let (text, amount, how) = typed_figure(item, catalogue);
        if let Some(amount) = amount {
            note_saved(&mut row, TYPED, &text, amount);
        }
        row.insert(TYPED.to_owned(), Value::from(text));
        row.insert(HOW.to_owned(), Value::from(how));
    }
    row
}

/// A figure as its row begins: what stands in the field, the number that this is, and how exact it is.
pub fn typed_figure(item: &Body, catalogue: &Catalogue) -> (String, Option<Amount>, &'static str) {
    let quantity = Quantity::from_item(item);
    let Some(amount) = quantity.amount else { return (quantity.print(current()), None, WORDS) };
    let code = item.get("indicator").and_then(Value::as_str).unwrap_or_default();
    let factor = catalogue
        .indicator(&IndicatorCode::from(code))
        .and_then(|indicator| indicator.input_unit.as_ref())
        .map_or(1, |typed| typed.factor);
    let shown = Amount::from_thousandths(amount.thousandths() / factor.max(1));
    (print_number(shown, current()), Some(shown), quantity.qualifier.code())
}
