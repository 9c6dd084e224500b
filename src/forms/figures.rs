//! Figures: each with its number, how exact it is, or words in its place. What may be meant by something else than a
//! plain number is offered once.

use danvan_core::catalogue::{Indicator, IndicatorCode, Qualifier};
use danvan_core::message::Message;
use danvan_core::record::schema::{ChoiceList, FieldSpec};
use danvan_core::text::{Amount, Locale};
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::field::{help, help_id};
use super::lookups::Found;
use super::numbers::{self, Field};
use super::says::{Said, focus, is_wrong, says, says_id, says_with};
use super::slot::row_id;
use super::{Form, Slot, left, paste, picker};
use crate::components::{Icon, icon};
use crate::i18n::message::sentence;
use crate::i18n::{current, form as words};
use crate::platform::press;

/// The list's field.
pub const FIELD: &str = "indicator_values";
/// In a row: which indicator.
pub const INDICATOR: &str = "indicator";
/// In a row: what was typed.
pub const TYPED: &str = "typed";
/// In a row: the qualifier's code, or [`WORDS`].
pub const HOW: &str = "how";
/// Stands in place of a qualifier where the text is words.
pub const WORDS: &str = "words";

/// The figures of an activity.
pub fn figures(form: Form, spec: &'static FieldSpec) -> AnyView {
    let rows = move || {
        form.track();
        form.rows(FIELD)
    };
    let none = move || {
        form.track();
        form.rows(FIELD)
            .is_empty()
            .then(|| view! { <p class="soft">{words::FIGURE_EMPTY.get()}</p> }.into_any())
    };
    let id = Slot::field(FIELD).id();
    let take = move |found: Found| add(form, &found.code);
    let search_id = [&id, "-find"].concat();
    let said = says(form, id.clone());
    view! {
        <div class="field" id=id.clone() role="group" aria-label=spec.label(current())
            aria-describedby=help_id(spec, &id)>
            {said}
            {none}
            {help(spec, &id)}
            <div><For each=rows key=|row| *row children=move |row| figure(form, row)/></div>
            {suggested(form)}
            <label class="label" for=search_id.clone()>{words::FIGURE_ADD.get()}</label>
            {picker::search(form, ChoiceList::Indicators, search_id, take)}
        </div>
    }
    .into_any()
}

/// What is usual for this kind of activity, as far as it is not there yet.
fn suggested(form: Form) -> AnyView {
    (move || {
        form.track();
        let catalogue = form.catalogue();
        let there = codes(form);
        let type_code = form.text(Slot::field("type_code"));
        let missing =
            catalogue.suggested_indicators(&type_code).into_iter().filter(|one| !there.contains(&one.code));
        let chips: Vec<_> = missing.map(|one| add_chip(form, one)).collect();
        (!chips.is_empty()).then(|| {
            view! {
                <p class="label">{words::FIGURE_SUGGESTED.get()}</p>
                <div class="chips">{chips}</div>
            }
            .into_any()
        })
    })
    .into_any()
}

fn add_chip(form: Form, indicator: &Indicator) -> AnyView {
    let code = indicator.code.to_string();
    let word = indicator.label(current()).to_owned();
    view! {
        <button type="button" class="chip" on:click=move |_| add(form, &code)>{icon(Icon::Plus)} " " {word}</button>
    }
    .into_any()
}

fn codes(form: Form) -> Vec<IndicatorCode> {
    let code = |row| IndicatorCode::from(form.text(Slot::in_row(FIELD, row, INDICATOR)).as_str());
    form.rows(FIELD).into_iter().map(code).collect()
}

/// Adds an indicator, or goes to it where it is there already: one figure each.
fn add(form: Form, code: &str) {
    let same = |row: &u32| form.text(Slot::in_row(FIELD, *row, INDICATOR)) == code;
    let row = form.rows(FIELD).into_iter().find(same).unwrap_or_else(|| {
        let mut begins = Map::new();
        begins.insert(INDICATOR.to_owned(), Value::from(code));
        form.add_row(FIELD, begins)
    });
    request_animation_frame(move || focus(&Slot::in_row(FIELD, row, TYPED).id()));
}

fn figure(form: Form, row: u32) -> AnyView {
    let catalogue = form.catalogue();
    let code = form.text(Slot::in_row(FIELD, row, INDICATOR));
    let Some(indicator) = catalogue.indicator(&IndicatorCode::from(code.as_str())) else {
        return ().into_any();
    };
    let name = indicator.label(current()).to_owned();
    let is_part = indicator.parent.as_ref().is_some_and(|parent| codes(form).contains(parent));
    let slot = Slot::in_row(FIELD, row, TYPED);
    let id = slot.id();
    let (described, wrong, remove) = (says_id(&id), id.clone(), words::REMOVE.with(&[&name]));
    let in_words = Memo::new(move |_| {
        form.track();
        how(form, row) == WORDS
    });
    let group = name.clone();
    let unit = unit_of(indicator).to_owned();
    let class = if is_part { "figure part" } else { "figure" };
    // What comes to its place is not meant by the second press of a double click.
    let remove_this = move |event: web_sys::MouseEvent| {
        if !press::is_second(&event) {
            form.remove_row(FIELD, row);
        }
    };
    view! {
        <div class=class role="group" aria-label=group id=row_id(FIELD, row)>
            <div class="joined">
                <label class="label grow" for=id.clone()>{name}</label>
                <button type="button" class="button bare" aria-label=remove
                    on:click=remove_this>{icon(Icon::Close)}</button>
            </div>
            <div class="joined">
                <input type="text" class="in" autocomplete="off" id=id.clone() prop:value=form.text(slot)
                    inputmode=move || if in_words.get() { "text" } else { "decimal" }
                    placeholder=move || if in_words.get() { words::WORDS_HINT.get() } else { "" }
                    aria-describedby=described aria-invalid=move || is_wrong(form, &wrong)
                    on:input=move |event| form.type_text(slot, event_target_value(&event))
                    on:paste=move |event| paste::pasted(form, slot, &event)
                    on:change=move |_| if !paste::is_offered(form, slot) { check(form, row); }/>
                <span class="unit">{unit}</span>
            </div>
            {qualifiers(form, row)}
            {says_with(form, id, left::line(form, move || beside(form, row)))}
            {paste::offer(form, slot)}
            {says(form, row_id(FIELD, row))}
            {parts(form, indicator)}
        </div>
    }
    .into_any()
}

/// Breaking a figure down; the whole may stand without its parts.
fn parts(form: Form, indicator: &Indicator) -> AnyView {
    let catalogue = form.catalogue();
    let parts: Vec<String> =
        catalogue.indicator_children(&indicator.code).map(|part| part.code.to_string()).collect();
    (move || {
        form.track();
        let there = codes(form);
        let missing: Vec<String> =
            parts.iter().filter(|part| !there.iter().any(|code| code.as_str() == *part)).cloned().collect();
        (!missing.is_empty()).then(|| {
            view! {
                <button type="button" class="button quiet" on:click=move |_| {
                    missing.iter().for_each(|part| add(form, part));
                }>{icon(Icon::Plus)} {words::FIGURE_PARTS.get()}</button>
            }
            .into_any()
        })
    })
    .into_any()
}

fn unit_of(indicator: &Indicator) -> &str {
    let english = current() == Locale::En;
    match (&indicator.input_unit, english) {
        (Some(typed), false) => &typed.unit,
        (Some(typed), true) => &typed.unit_en,
        (None, false) => &indicator.unit,
        (None, true) => &indicator.unit_en,
    }
}

/// The code of a row's qualifier, or [`WORDS`].
pub fn how(form: Form, row: u32) -> String {
    let how = form.text(Slot::in_row(FIELD, row, HOW));
    if how.is_empty() { Qualifier::Bang.code().to_owned() } else { how }
}

fn qualifiers(form: Form, row: u32) -> AnyView {
    let slot = Slot::in_row(FIELD, row, HOW);
    let word = |qualifier: Qualifier| match (qualifier, current()) {
        (Qualifier::Bang, _) => words::EXACT.get(),
        (other, Locale::Vi) => other.label_vi(),
        (other, Locale::En) => other.label_en(),
    };
    let each = Qualifier::ALL.into_iter().map(|qualifier| (qualifier.code(), word(qualifier)));
    let chips: Vec<_> = each
        .chain([(WORDS, words::IN_WORDS.get())])
        .map(|(code, word)| {
            let chosen = move || {
                form.track();
                how(form, row) == code
            };
            view! {
                <label class="chip">
                    <input type="radio" name=slot.id() prop:checked=chosen on:change=move |_| {
                        form.choose(slot, Value::from(code));
                        check(form, row);
                    }/>
                    {word}
                </label>
            }
            .into_any()
        })
        .collect();
    view! { <div class="chips" role="radiogroup" aria-label=words::HOW_EXACT.get()>{chips}</div> }.into_any()
}

/// What the row's field takes, and by how much a number typed there is multiplied.
fn field_of(form: Form, row: u32) -> (Field, i64) {
    let catalogue = form.catalogue();
    let code = form.text(Slot::in_row(FIELD, row, INDICATOR));
    let indicator = catalogue.indicator(&IndicatorCode::from(code.as_str()));
    let typed = indicator.and_then(|one| one.input_unit.as_ref());
    let decimals = indicator.map_or(3, |one| typed.map_or(one.decimals, |typed| typed.decimals));
    let field = Field {
        unit: indicator.map(unit_of).unwrap_or_default().to_owned(),
        decimals,
        how: Some((Slot::in_row(FIELD, row, HOW), WORDS)),
    };
    (field, typed.map_or(1, |typed| typed.factor))
}

/// Reads a row's number and says at the row what is unclear. Nothing is said of an empty row.
///
/// # Errors
/// What was said.
pub fn read(form: Form, row: u32) -> Result<Option<Amount>, Said> {
    let slot = Slot::in_row(FIELD, row, TYPED);
    let (field, factor) = field_of(form, row);
    let Some(number) = numbers::read(form, slot, &field)? else { return Ok(None) };
    let too_large = || Said::error(slot, sentence(Message::TooLarge).to_owned());
    number.checked_times(factor).map(Some).ok_or_else(too_large)
}

/// What is shown beside a row's number: how it is read, where that is not how it is typed.
fn beside(form: Form, row: u32) -> Option<String> {
    if how(form, row) == WORDS {
        return None;
    }
    numbers::beside(form, Slot::in_row(FIELD, row, TYPED), &field_of(form, row).0)
}

/// Asks back at once when a number was left that is not plain.
fn check(form: Form, row: u32) {
    let slot = Slot::in_row(FIELD, row, TYPED);
    form.forget(&slot.id());
    if how(form, row) != WORDS
        && let Err(said) = read(form, row)
    {
        form.said.update(|all| all.push(said));
    }
}
