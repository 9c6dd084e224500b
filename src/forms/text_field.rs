//! Lines and texts. What is typed is read at each key stroke and never written back.

use danvan_core::record::schema::{FieldKind, FieldSpec};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::says::{is_wrong, says_id};
use super::{Form, Slot, paste};

/// What kind of keyboard a phone should show.
fn keyboard(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Whole | FieldKind::Year => "numeric",
        FieldKind::Amount => "decimal",
        _ => "text",
    }
}

/// The input of a text field.
pub fn text_input(form: Form, spec: &'static FieldSpec, slot: Slot) -> AnyView {
    if spec.kind == FieldKind::LongText { area(form, slot) } else { line(form, slot, keyboard(spec.kind)) }
}

/// A line of text.
pub fn line(form: Form, slot: Slot, keyboard: &'static str) -> AnyView {
    let id = slot.id();
    let (described, wrong) = (says_id(&id), id.clone());
    view! {
        <input type="text" class="in" autocomplete="off" inputmode=keyboard id=id prop:value=form.text(slot)
            aria-describedby=described aria-invalid=move || is_wrong(form, &wrong)
            on:input=move |event| form.type_text(slot, event_target_value(&event))
            on:paste=move |event| paste::pasted(form, slot, &event)/>
    }
    .into_any()
}

fn area(form: Form, slot: Slot) -> AnyView {
    let id = slot.id();
    let (described, wrong) = (says_id(&id), id.clone());
    view! {
        <textarea class="in" id=id prop:value=form.text(slot)
            aria-describedby=described aria-invalid=move || is_wrong(form, &wrong)
            on:input=move |event| form.type_text(slot, event_target_value(&event))
            on:paste=move |event| paste::pasted(form, slot, &event)></textarea>
    }
    .into_any()
}

/// Shows a text in a field, on a person's word only.
pub fn show(id: &str, text: &str) {
    let Some(found) = document().get_element_by_id(id) else { return };
    if let Some(input) = found.dyn_ref::<web_sys::HtmlInputElement>() {
        input.set_value(text);
    } else if let Some(area) = found.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.set_value(text);
    }
}
