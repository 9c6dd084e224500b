//! Choosing from short lists: chips, the browser's own select, ticks.

use danvan_core::record::schema::{ChoiceList, FieldSpec, Requirement};
use leptos::prelude::*;
use serde_json::Value;

use super::field::{help, help_id, label};
use super::lookups::options;
use super::says::{is_wrong, says_id, says_with};
use super::{Form, Slot};
use crate::i18n::form as words;

/// Whether a list is short and its choice required: then all of it is shown at once.
pub fn fits_chips(list: ChoiceList, spec: &FieldSpec) -> bool {
    let short = matches!(
        list,
        ChoiceList::Fields | ChoiceList::ActorGroups | ChoiceList::NomineeKinds | ChoiceList::Levels
    );
    short && matches!(spec.requirement, Requirement::Required | Requirement::RequiredIf { .. })
}

/// A list as radio chips.
pub fn chips(form: Form, spec: &'static FieldSpec, slot: Slot, list: ChoiceList) -> AnyView {
    let id = slot.id();
    let described = says_id(&id);
    let chips: Vec<_> = options(form, list)
        .into_iter()
        .map(|(code, word)| {
            let (name, mine) = (id.clone(), code.clone());
            let chosen = move || {
                form.track();
                form.text(slot) == mine
            };
            view! {
                <label class="chip">
                    <input type="radio" name=name prop:checked=chosen
                        on:change=move |_| form.choose(slot, Value::String(code.clone()))/>
                    {word}
                </label>
            }
            .into_any()
        })
        .collect();
    let said = says_with(form, id.clone(), help(spec, &id).into_any());
    view! {
        <fieldset class="field" id=id.clone() aria-describedby=described>
            <legend>{label(spec)}</legend>
            <div class="chips">{chips}</div>
            {said}
        </fieldset>
    }
    .into_any()
}

/// A list as the browser's own select: the phone shows it in its own way.
pub fn select(form: Form, slot: Slot, list: ChoiceList) -> AnyView {
    let id = slot.id();
    let (described, wrong) = (says_id(&id), id.clone());
    let nominee = Memo::new(move |_| {
        form.track();
        form.text(Slot::field("nominee_kind"))
    });
    // The property and not the attribute: where the list is drawn again, the browser keeps to what a hand chose.
    let chosen = Memo::new(move |_| {
        form.track();
        form.text(slot)
    });
    let lines = move || {
        // Forms of award hang on the kind of nominee; no other list does.
        if list == ChoiceList::AwardForms {
            nominee.track();
        }
        options(form, list)
            .into_iter()
            .map(|(code, word)| {
                let this = code.clone();
                view! { <option value=code prop:selected=move || chosen.with(|chosen| *chosen == this)>{word}</option> }
                    .into_any()
            })
            .collect::<Vec<_>>()
    };
    view! {
        <select class="in" id=id aria-describedby=described aria-invalid=move || is_wrong(form, &wrong)
            on:change=move |event| form.choose(slot, Value::String(event_target_value(&event)))>
            <option value="" prop:selected=move || chosen.with(String::is_empty)>{words::CHOOSE.get()}</option>
            {lines}
        </select>
    }
    .into_any()
}

/// Several of a short list.
pub fn checks(form: Form, spec: &'static FieldSpec, slot: Slot, list: ChoiceList) -> AnyView {
    let id = slot.id();
    let chosen = form.texts(slot);
    let boxes: Vec<_> = options(form, list)
        .into_iter()
        .map(|(code, word)| {
            let is_chosen = chosen.contains(&code);
            view! {
                <label class="chip">
                    <input type="checkbox" prop:checked=is_chosen on:change=move |event| {
                        set_member(form, slot, &code, event_target_checked(&event));
                    }/>
                    {word}
                </label>
            }
            .into_any()
        })
        .collect();
    let said = says_with(form, id.clone(), help(spec, &id).into_any());
    view! {
        <fieldset class="field" id=id.clone()>
            <legend>{label(spec)}</legend>
            <div class="chips">{boxes}</div>
            {said}
        </fieldset>
    }
    .into_any()
}

/// Puts a code into a choice of several, or takes it out.
pub fn set_member(form: Form, slot: Slot, code: &str, member: bool) {
    let mut chosen = form.texts(slot);
    chosen.retain(|other| other != code);
    if member {
        chosen.push(code.to_owned());
    }
    form.choose(slot, Value::from(chosen));
}

/// Yes or no.
pub fn flag(form: Form, spec: &'static FieldSpec, slot: Slot) -> AnyView {
    let (id, yes) = (slot.id(), form.value(slot) == Some(Value::Bool(true)));
    view! {
        <label class="check">
            <input type="checkbox" id=id.clone() prop:checked=yes aria-describedby=help_id(spec, &id)
                on:change=move |event| form.choose(slot, Value::Bool(event_target_checked(&event)))/>
            <span>{label(spec)}</span>
        </label>
        {help(spec, &id)}
    }
    .into_any()
}
