//! Choosing from a long list by typing a part of a name. Plain parts (a field, buttons, a count that is read out)
//! instead of a combobox: they work the same with a keyboard, TalkBack and an input method, and nothing takes the
//! typed text away.

use danvan_core::catalogue::OrganisationId;
use danvan_core::record::schema::{ChoiceList, FieldSpec};
use leptos::prelude::*;
use serde_json::Value;

use super::field::label;
use super::lookups::{Found, find};
use super::says::{is_wrong, says, says_id};
use super::{Form, Slot, choice_field};
use crate::components::{Icon, icon};
use crate::i18n::{Text, current, form as words};

/// Whether a list is too long to show.
pub fn is_long(list: ChoiceList) -> bool {
    matches!(
        list,
        ChoiceList::Units
            | ChoiceList::Organisations
            | ChoiceList::EthnicGroups
            | ChoiceList::CampaignContents
            | ChoiceList::Indicators
    )
}

/// One of a long list.
pub fn one(form: Form, spec: &'static FieldSpec, slot: Slot, list: ChoiceList) -> AnyView {
    let id = slot.id();
    let chosen = Memo::new(move |_| {
        form.track();
        form.text(slot)
    });
    let take = move |found: Found| {
        form.choose(slot, Value::String(found.code.clone()));
        if list == ChoiceList::Organisations {
            attribute(form, slot, &found.code);
        }
    };
    let input_id = id.clone();
    let body = move || {
        let code = chosen.get();
        if code.is_empty() {
            return search(form, list, input_id.clone(), take);
        }
        let name = list.label(&form.catalogue(), &code, current());
        let again = [words::CHANGE.get(), ": ", &name].concat();
        view! {
            <div class="chosen">
                <span>{name}</span>
                <button type="button" class="button bare" aria-label=again
                    on:click=move |_| form.choose(slot, Value::String(String::new()))>{words::CHANGE.get()}</button>
            </div>
        }
        .into_any()
    };
    let said = says(form, id.clone());
    view! {
        <div class="field" role="group" aria-labelledby=name_id(&id)>
            <span class="label" id=name_id(&id)>{label(spec)}</span>
            {body}
            {said}
        </div>
    }
    .into_any()
}

/// Several of a long list.
pub fn several(form: Form, spec: &'static FieldSpec, slot: Slot, list: ChoiceList) -> AnyView {
    let id = slot.id();
    let lines = move || {
        form.track();
        let catalogue = form.catalogue();
        let line = |code: String| {
            let name = list.label(&catalogue, &code, current());
            let remove = words::REMOVE.with(&[&name]);
            view! {
                <div class="chosen">
                    <span>{name}</span>
                    <button type="button" class="button bare" aria-label=remove
                        on:click=move |_| choice_field::set_member(form, slot, &code, false)>{icon(Icon::Close)}</button>
                </div>
            }
            .into_any()
        };
        form.texts(slot).into_iter().map(line).collect::<Vec<_>>()
    };
    let take = move |found: Found| choice_field::set_member(form, slot, &found.code, true);
    let said = says(form, id.clone());
    view! {
        <div class="field" role="group" aria-labelledby=name_id(&id)>
            <span class="label" id=name_id(&id)>{label(spec)}</span>
            {lines}
            {search(form, list, id.clone(), take)}
            {said}
        </div>
    }
    .into_any()
}

/// The identifier of a group's name.
fn name_id(id: &str) -> String {
    [id, "-name"].concat()
}

fn hint(list: ChoiceList) -> Text {
    match list {
        ChoiceList::Units => words::UNIT_HINT,
        ChoiceList::Organisations => words::ORGANISATION_HINT,
        ChoiceList::Indicators => words::FIGURE_FIND_HINT,
        _ => words::FIND_HINT,
    }
}

/// A field to search in, and what was found as buttons.
pub fn search(
    form: Form,
    list: ChoiceList,
    id: String,
    take: impl Fn(Found) + Copy + Send + 'static,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let (described, wrong, named) = (says_id(&id), id.clone(), [&name_id(&id), " ", &id].concat());
    let field = id.clone();
    let chosen = move |found: Found| {
        open.set(false);
        typed.set(String::new());
        super::text_field::show(&field, "");
        take(found);
    };
    let lines = move || {
        if !open.get() {
            return None;
        }
        let typed = typed.get();
        let mut found = find(form, list, &typed);
        let number = found.len();
        // A body that the catalogue does not know is named in words.
        let name = typed.trim();
        if list == ChoiceList::Organisations && !name.is_empty() {
            found.push(Found { code: name.to_owned(), label: words::FREE_NAME.with(&[name]) });
        }
        let says =
            if number == 0 { words::NO_RESULTS.get().to_owned() } else { words::RESULTS.count(number) };
        let buttons: Vec<_> = found
            .into_iter()
            .map(|found| {
                let label = found.label.clone();
                let chosen = chosen.clone();
                view! {
                    <li><button type="button" on:click=move |_| chosen(found.clone())>{label}</button></li>
                }
                .into_any()
            })
            .collect();
        let class = if number == 0 { "soft" } else { "unseen" };
        Some(
            view! {
                <p class=class role="status">{says}</p>
                <ul class="options">{buttons}</ul>
            }
            .into_any(),
        )
    };
    view! {
        <input type="search" class="in" autocomplete="off" id=id aria-labelledby=named placeholder=hint(list).get()
            aria-label=hint(list).get() aria-describedby=described aria-invalid=move || is_wrong(form, &wrong)
            on:focus=move |_| open.set(true)
            on:input=move |event| {
                open.set(true);
                typed.set(event_target_value(&event));
            }/>
        {lines}
    }
    .into_any()
}

/// The group of actors follows from the leading body; it can still be changed.
fn attribute(form: Form, slot: Slot, code: &str) {
    if slot != Slot::field("lead_org") {
        return;
    }
    if let Some(body) = form.catalogue().organisation(&OrganisationId::from(code)) {
        form.choose(Slot::field("actor_group"), Value::from(body.actor_group().code()));
    }
}
