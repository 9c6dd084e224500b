//! Lists of things with several fields each: earlier awards, what people asked for, criteria, evidence.

use danvan_core::record::schema::FieldSpec;
use danvan_core::text::print_date;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::date_field::day_of;
use super::field::{field, help, help_id};
use super::says::{focus, says};
use super::slot::row_id;
use super::{Form, Slot};
use crate::components::{Icon, icon};
use crate::i18n::{current, form as words};
use crate::platform::press;

/// The field that holds a key made by the form.
pub const KEY: &str = "key";
/// Fields of a row that are references to what no form asks for.
const NOT_ASKED: &[&str] = &["attachment", KEY];

/// After a dialogue the conclusions are due within ten days, the results within twenty (dossier section 2.5).
const CONCLUSIONS_DAYS: u64 = 10;
const RESULTS_DAYS: u64 = 20;

/// A list and the button that adds to it.
pub fn items(
    form: Form,
    spec: &'static FieldSpec,
    key: &'static str,
    fields: &'static [FieldSpec],
) -> AnyView {
    let name = spec.name;
    let rows = move || {
        form.track();
        form.rows(name)
    };
    let id = Slot::field(name).id();
    let said = says(form, id.clone());
    view! {
        <div class="field" id=id.clone() role="group" aria-label=spec.label(current())
            aria-describedby=help_id(spec, &id)>
            <span class="label">{spec.label(current())}</span>
            {help(spec, &id)}
            <For each=rows key=|row| *row children=move |row| item(form, spec, fields, row)/>
            {said}
            <button type="button" class="button quiet" on:click=move |_| add(form, name, key)>
                {icon(Icon::Plus)} {words::ADD.with(&[spec.label(current())])}
            </button>
        </div>
    }
    .into_any()
}

fn add(form: Form, name: &'static str, key: &'static str) {
    let mut begins = Map::new();
    if key == KEY {
        let key_of_row = crate::platform::random::record_id().to_string();
        begins.insert(KEY.to_owned(), Value::from(key_of_row));
    }
    if name == "follow_ups" {
        due_dates(form, &mut begins);
    }
    let row = form.add_row(name, begins);
    request_animation_frame(move || focus(&row_id(name, row)));
}

/// A dialogue has its dates by rule; they can be changed.
fn due_dates(form: Form, begins: &mut Map<String, Value>) {
    if form.text(Slot::field("type_code")) != "doi_thoai" {
        return;
    }
    let Some(held) = day_of(&form.text(Slot::field("date_from"))) else { return };
    for (field, days) in [("announce_by", CONCLUSIONS_DAYS), ("result_by", RESULTS_DAYS)] {
        if let Some(due) = held.checked_add_days(chrono::Days::new(days)) {
            begins.insert(field.to_owned(), Value::from(print_date(due)));
        }
    }
}

fn item(form: Form, spec: &'static FieldSpec, fields: &'static [FieldSpec], row: u32) -> AnyView {
    let name = spec.name;
    let drawn: Vec<_> = fields
        .iter()
        .filter(|part| !NOT_ASKED.contains(&part.name))
        .map(|part| field(form, part, Slot::in_row(name, row, part.name)))
        .collect();
    let id = row_id(name, row);
    let said = says(form, id.clone());
    // What comes to its place is not meant by the second press of a double click.
    let remove_this = move |event: web_sys::MouseEvent| {
        if !press::is_second(&event) {
            form.remove_row(name, row);
        }
    };
    view! {
        <div class="item" id=id.clone() role="group" aria-label=spec.label(current())>
            {drawn}
            {said}
            <button type="button" class="button quiet" on:click=remove_this>
                {icon(Icon::Close)} {words::REMOVE_SHORT.get()}
            </button>
        </div>
    }
    .into_any()
}
