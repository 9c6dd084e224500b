//! A day: typed as dd/MM/yyyy, or taken from the phone's calendar beside it.

use chrono::NaiveDate;
use danvan_core::text::{DateProblem, DateReading, print_date, print_iso_date, read_date};
use leptos::prelude::*;

use super::answers::Answer;
use super::says::Said;
use super::{Form, Slot, text_field};
use crate::components::{Icon, icon};
use crate::i18n::{form as words, when};
use crate::platform::clock;

/// The input of a day.
pub fn date(form: Form, slot: Slot) -> AnyView {
    let picked = move |event| {
        let day = event_target_value(&event);
        if !day.is_empty() {
            form.replace_text(slot, &when::stored_day(&day));
        }
    };
    // The calendar opens at the day that was typed.
    let opens_at = day_of(&form.text(slot)).map(print_iso_date).unwrap_or_default();
    view! {
        <div class="joined">
            {text_field::line(form, slot, "text")}
            <button type="button" class="button quiet" on:click=move |_| {
                form.replace_text(slot, &print_date(clock::today()));
            }>{words::DATE_TODAY.get()}</button>
            <span class="picker">
                <span class="button quiet" aria-hidden="true">{icon(Icon::Calendar)}</span>
                <input type="date" aria-label=words::DATE_PICK.get() prop:value=opens_at on:change=picked/>
            </span>
        </div>
    }
    .into_any()
}

/// The day that a text means, where it means one.
pub fn day_of(typed: &str) -> Option<NaiveDate> {
    match read_date(typed, Some(clock::today())) {
        Ok(DateReading::Day { date, .. }) => Some(date),
        _ => None,
    }
}

/// The day that stands in a field; nothing where nothing stands.
///
/// # Errors
/// What there is to say at the field: what is wrong, or which days may be meant.
pub fn read(form: Form, slot: Slot) -> Result<Option<NaiveDate>, Said> {
    let typed = form.text(slot);
    let text = match read_date(&typed, Some(clock::today())) {
        Ok(DateReading::Day { date, .. }) => return Ok(Some(date)),
        Ok(DateReading::Ask(days)) => {
            let days = days.into_iter().map(|day| Answer::text(slot, print_date(day)));
            let answers: Vec<Answer> = days.collect();
            let text = match answers.as_slice() {
                [one, other, ..] => words::AMBIGUOUS.with(&[typed.trim(), &one.text, &other.text]),
                [one] => words::PROPOSED.with(&[typed.trim(), &one.text]),
                [] => words::DATE_WRONG.get().to_owned(),
            };
            return Err(Said { answers, ..Said::error(slot, text) });
        }
        Err(DateProblem::Empty) => return Ok(None),
        Err(DateProblem::NoSuchDay) => words::DATE_NO_DAY,
        Err(DateProblem::ShortYear | DateProblem::OutOfRange) => words::DATE_YEAR,
        Err(DateProblem::NotADate) => words::DATE_WRONG,
    };
    Err(Said::error(slot, text.get().to_owned()))
}

/// The day as it is read, where it is typed in haste.
pub fn beside(form: Form, slot: Slot) -> Option<String> {
    match read_date(&form.text(slot), Some(clock::today())) {
        Ok(DateReading::Day { date, plain: false }) => Some(words::READ_AS.with(&[&print_date(date)])),
        _ => None,
    }
}
