//! Lines and texts. What is typed is read at each key stroke and never written back.

use danvan_core::record::schema::{FieldKind, FieldSpec, Length};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::says::{is_wrong, says_id};
use super::{Form, Slot, paste};
use crate::components::{Icon, icon};
use crate::i18n::{count, form as words};

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

/// How long the text is, near its bound and past it. Said while it is typed; where the form says it as an error already,
/// not again.
pub fn length(form: Form, spec: &'static FieldSpec, slot: Slot) -> AnyView {
    if !matches!(spec.kind, FieldKind::Text | FieldKind::LongText) {
        return ().into_any();
    }
    let id = slot.id();
    let length = Memo::new(move |_| {
        form.track_text();
        spec.length_near_bound(&form.text(slot))
    });
    let says = move || {
        let length = length.get().filter(|_| is_wrong(form, &id).is_none())?;
        Some(if length.beyond() > 0 {
            view! { <p class="says error">{icon(Icon::Warning)} <span>{too_long(length)}</span></p> }
                .into_any()
        } else {
            let words = words::LENGTH.with(&[&count(length.is), &count(length.most)]);
            view! { <p class="soft num">{words}</p> }.into_any()
        })
    };
    view! { {says} }.into_any()
}

/// How long it is, how long it may be, and what is to go.
pub fn too_long(length: Length) -> String {
    words::LENGTH_BEYOND.with(&[&count(length.is), &count(length.most), &count(length.beyond())])
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

/// Shows a text in a field: on a person's word, or because they typed it in another tab.
pub fn show(id: &str, text: &str) {
    let Some(found) = document().get_element_by_id(id) else { return };
    if let Some(input) = found.dyn_ref::<web_sys::HtmlInputElement>() {
        input.set_value(text);
    } else if let Some(area) = found.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.set_value(text);
    }
}
