//! One field, drawn by its kind: label, input, what is said about it.

use danvan_core::attachment::ATTACHMENTS;
use danvan_core::record::schema::{ChoiceList, FieldKind, FieldSpec, Requirement};
use leptos::prelude::*;

use super::says::says_with;
use super::{
    Form, Slot, attachments, choice_field, date_field, figures, items, left, papers, paste, picker,
    text_field,
};
use crate::components::{Icon, icon};
use crate::i18n::{current, form as words};

/// Fields that no form asks for: references to files, and coordinates, which are given only on request.
const NOT_ASKED: &[&str] = &["attachment", "geo"];

/// The fields of one step, in the order of the tables.
pub fn section(form: Form, fields: &[&'static FieldSpec]) -> AnyView {
    fields.iter().map(|spec| shown(form, spec)).collect::<Vec<_>>().into_any()
}

/// A field that is shown only where it belongs to what was chosen.
fn shown(form: Form, spec: &'static FieldSpec) -> AnyView {
    if NOT_ASKED.contains(&spec.name) {
        return ().into_any();
    }
    let drawn = view! { {waiting(form, spec)} {field(form, spec, Slot::field(spec.name))} }.into_any();
    if matches!(spec.requirement, Requirement::RequiredIf { .. } | Requirement::OptionalIf { .. }) {
        let hidden = Memo::new(move |_| {
            form.track();
            !form.shows(spec)
        });
        return view! { <div hidden=move || hidden.get()>{drawn}</div> }.into_any();
    }
    drawn
}

/// Values that wait at a field for a choice, said before it.
fn waiting(form: Form, spec: &'static FieldSpec) -> Vec<AnyView> {
    let says = form.waiting(spec.name).into_iter();
    says.map(|says| {
        view! { <p class="says warning">{icon(Icon::Conflict)} <span>{says}</span></p> }.into_any()
    })
    .collect()
}

/// A field of the record or of a row.
pub fn field(form: Form, spec: &'static FieldSpec, slot: Slot) -> AnyView {
    match spec.kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Year | FieldKind::Whole | FieldKind::Amount => {
            labelled(form, spec, slot, text_field::text_input(form, spec, slot))
        }
        FieldKind::Texts => labelled(form, spec, slot, text_field::line(form, slot, "text")),
        FieldKind::Date => labelled(form, spec, slot, date_field::date(form, slot)),
        FieldKind::Flag => choice_field::flag(form, spec, slot),
        FieldKind::Choice(list) if picker::is_long(list) => picker::one(form, spec, slot, list),
        FieldKind::Choice(list) if choice_field::fits_chips(list, spec) => {
            choice_field::chips(form, spec, slot, list)
        }
        FieldKind::Choice(list) => labelled(form, spec, slot, choice_field::select(form, slot, list)),
        FieldKind::Choices(ChoiceList::TargetGroups) => {
            choice_field::checks(form, spec, slot, ChoiceList::TargetGroups)
        }
        FieldKind::Choices(list) => picker::several(form, spec, slot, list),
        FieldKind::Items { .. } if spec.name == "indicator_values" => figures::figures(form, spec),
        FieldKind::Items { fields, .. } if spec.name == ATTACHMENTS => {
            attachments::attachments(form, spec, fields)
        }
        FieldKind::Items { .. } if spec.name == "dossier_items" => papers::papers(form, spec),
        FieldKind::Items { key, fields } => items::items(form, spec, key, fields),
        FieldKind::Geo => ().into_any(),
    }
}

fn labelled(form: Form, spec: &'static FieldSpec, slot: Slot, input: AnyView) -> AnyView {
    let id = slot.id();
    let beside = view! {
        {help(spec, &id)}
        {text_field::length(form, spec, slot)}
        {left::beside(form, spec, slot)}
    }
    .into_any();
    view! {
        <div class="field" on:change=move |_| if left::is_looked_at(spec.kind) { left::left(form, spec, slot) }>
            <label for=id.clone()>{label(spec)}</label>
            {input}
            {hint(spec)}
            {says_with(form, id, beside)}
            {paste::offer(form, slot)}
        </div>
    }
    .into_any()
}

/// A field's label, and whether something must stand in it.
pub fn label(spec: &'static FieldSpec) -> AnyView {
    let must = matches!(
        spec.requirement,
        Requirement::Required | Requirement::Asked | Requirement::RequiredIf { .. }
    );
    let need = must.then(|| view! { <span class="need">" · " {words::NEED.get()}</span> }.into_any());
    view! { {spec.label(current())} {need} }.into_any()
}

/// A field's line of help. It belongs into what describes the field: into the place below it, or by [`help_id`].
pub fn help(spec: &'static FieldSpec, id: &str) -> Option<AnyView> {
    let text = spec.help(current())?;
    Some(view! { <p class="soft" id=[id, "-help"].concat()>{text}</p> }.into_any())
}

/// The identifier of a field's line of help, where it has one, for `aria-describedby`.
pub fn help_id(spec: &'static FieldSpec, id: &str) -> Option<String> {
    spec.help(current()).map(|_| [id, "-help"].concat())
}

/// How a kind of field wants to be filled in, where that is not plain.
fn hint(spec: &'static FieldSpec) -> AnyView {
    let text = match spec.kind {
        FieldKind::Date => words::DATE_HINT,
        FieldKind::Texts => words::TEXTS_HINT,
        _ => return ().into_any(),
    };
    view! { <p class="soft">{text.get()}</p> }.into_any()
}
