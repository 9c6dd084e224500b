//! The period of a page, as its address carries it (`from`, `to`), and the field that changes it.

use chrono::{Datelike, NaiveDate};
use danvan_core::text::{DateReading, Period, PeriodKind, print_date, read_date};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::components::{Icon, icon};
use crate::i18n::console as text;
use crate::i18n::current;
use crate::platform::clock;

/// The kinds that the field offers.
const KINDS: [PeriodKind; 4] = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year, PeriodKind::Range];

/// The quarter that today lies in.
pub fn this_quarter() -> Option<Period> {
    around(clock::today(), PeriodKind::Quarter)
}

/// The period of a kind in which a day lies; the day alone for a stretch.
pub fn around(day: NaiveDate, kind: PeriodKind) -> Option<Period> {
    match kind {
        PeriodKind::Month => Period::month(day.year(), day.month()),
        PeriodKind::Quarter => Period::quarter(day.year(), day.month().div_ceil(3)),
        PeriodKind::Year => Period::year(day.year()),
        _ => Period::range(day, day),
    }
}

/// The period from one day to another, called by its name in the calendar where it has one.
pub fn named(from: NaiveDate, to: NaiveDate) -> Option<Period> {
    KINDS
        .iter()
        .filter_map(|kind| around(from, *kind))
        .find(|period| period.from() == from && period.to() == to)
        .or_else(|| Period::range(from, to))
}

/// The period in a page's address.
pub fn period_in(query: &ParamsMap) -> Option<Period> {
    let day = |name| query.get(name).and_then(|value| value.parse::<NaiveDate>().ok());
    named(day("from")?, day("to")?)
}

/// The period after one in the calendar; nothing for a stretch.
fn next(period: &Period) -> Option<Period> {
    match period.kind() {
        PeriodKind::Range => None,
        kind => around(period.to().succ_opt()?, kind),
    }
}

fn kind_words(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Month => text::MONTH.get(),
        PeriodKind::Quarter => text::QUARTER.get(),
        PeriodKind::Year => text::YEAR.get(),
        _ => text::STRETCH.get(),
    }
}

/// The field: a kind or "any time", and the period itself with its neighbours, or the two days of a stretch.
pub fn period_field(
    period: Signal<Option<Period>>,
    change: impl Fn(Option<Period>) + Copy + Send + Sync + 'static,
) -> AnyView {
    // Whether the two days are shown even where they have a name in the calendar.
    let by_days = RwSignal::new(false);
    let kind = Memo::new(move |_| {
        period.get().map(|period| if by_days.get() { PeriodKind::Range } else { period.kind() })
    });
    let chosen = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        let kind = KINDS.into_iter().find(|kind| kind_code(*kind) == value);
        by_days.set(kind == Some(PeriodKind::Range));
        let old = period.get_untracked();
        let day = old.map_or_else(clock::today, |period| period.to().min(clock::today()));
        change(match kind {
            // The days that are on the screen, to be changed one by one.
            Some(PeriodKind::Range) if old.is_some() => old,
            Some(kind) => around(day, kind),
            None => None,
        });
    };
    let step = move |words: &'static str, sign: &'static str, to: Option<Period>| {
        to.map(|to| {
            view! {
                <button type="button" class="button bare" aria-label=words on:click=move |_| change(Some(to))>{sign}</button>
            }
            .into_any()
        })
    };
    let days = move || {
        let period = period.get()?;
        Some(if kind.get() == Some(PeriodKind::Range) {
            let day = move |label: &'static str, value: NaiveDate, first: bool| {
                let set = move |day: NaiveDate| {
                    let (from, to) =
                        if first { (day, period.to().max(day)) } else { (period.from().min(day), day) };
                    change(Period::range(from, to));
                };
                day_field(label, value, set)
            };
            view! { {day(text::FROM.get(), period.from(), true)} {day(text::TO.get(), period.to(), false)} }
                .into_any()
        } else {
            view! {
                <span class="stepper">
                    {step(text::EARLIER.get(), "‹", period.previous())}
                    <b>{period.label(current())}</b>
                    {step(text::LATER.get(), "›", next(&period))}
                </span>
            }
            .into_any()
        })
    };
    view! {
        <div class="period">
            <label>
                <span>{icon(Icon::Calendar)} {text::PERIOD.get()}</span>
                <select class="in" on:change=chosen prop:value=move || kind.get().map_or("", kind_code)>
                    <option value="" prop:selected=move || kind.get().is_none()>{text::ANY_TIME.get()}</option>
                    {KINDS.map(|each| view! {
                        <option value=kind_code(each) prop:selected=move || kind.get() == Some(each)>{kind_words(each)}</option>
                    }).into_iter().collect_view()}
                </select>
            </label>
            {days}
        </div>
    }
    .into_any()
}

/// A day, read as on the phone and then written as offices do, 22/11/2026. What is no day, or could be several, changes
/// nothing and says so.
fn day_field(label: &'static str, value: NaiveDate, set: impl Fn(NaiveDate) + 'static) -> AnyView {
    let wrong = RwSignal::new(false);
    let changed = move |event: web_sys::Event| {
        let day = match read_date(&event_target_value(&event), Some(clock::today())) {
            Ok(DateReading::Day { date, .. }) => Some(date),
            _ => None,
        };
        wrong.set(day.is_none());
        if let Some(day) = day {
            event_target::<web_sys::HtmlInputElement>(&event).set_value(&print_date(day));
            set(day);
        }
    };
    view! {
        <div class="day">
            <label>
                <span>{label}</span>
                <input class="in" inputmode="numeric" autocomplete="off" value=print_date(value)
                    aria-invalid=move || wrong.get().to_string() on:change=changed/>
            </label>
            <p class="says error" role="alert">{move || wrong.get().then(|| text::DAY_WRONG.get())}</p>
        </div>
    }
    .into_any()
}

fn kind_code(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Month => "month",
        PeriodKind::Quarter => "quarter",
        PeriodKind::Year => "year",
        _ => "stretch",
    }
}
