//! What was typed to search a long list, where nothing was chosen: it stands in no record. That is said, instead of
//! that nothing was typed.

use danvan_core::record::schema::{self, ChoiceList, FieldKind, FieldSpec};
use leptos::prelude::document;
use wasm_bindgen::JsCast;

use super::says::Said;
use super::{Form, Slot, picker};
use crate::i18n::form as words;

/// Each field of the form in which something was typed and nothing chosen, as a warning.
pub fn unchosen(form: Form) -> Vec<Said> {
    let mut found = Vec::new();
    for spec in schema::fields(form.kind()).iter().filter(|spec| form.shows(spec)) {
        match spec.kind {
            FieldKind::Items { fields, .. } => {
                for row in form.rows(spec.name) {
                    let parts =
                        fields.iter().filter_map(|part| look(part, Slot::in_row(spec.name, row, part.name)));
                    found.extend(parts);
                }
            }
            _ => found.extend(look(spec, Slot::field(spec.name))),
        }
    }
    found
}

fn look(spec: &FieldSpec, slot: Slot) -> Option<Said> {
    let (FieldKind::Choice(list) | FieldKind::Choices(list)) = spec.kind else { return None };
    if !picker::is_long(list) {
        return None;
    }
    let typed = searched(&slot.id());
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let text = match list {
        ChoiceList::Organisations => words::NOT_CHOSEN_NAME.with(&[typed, typed]),
        _ => words::NOT_CHOSEN.with(&[typed]),
    };
    Some(Said { warning: true, ..Said::error(slot, text) })
}

/// What stands in the field for searching.
fn searched(id: &str) -> String {
    let found = document().get_element_by_id(id);
    let input = found.and_then(|found| found.dyn_into::<web_sys::HtmlInputElement>().ok());
    input.map(|input| input.value()).unwrap_or_default()
}
