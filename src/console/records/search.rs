//! The search field and the filters above the list. Each change goes into the page's address, and the list follows.

use danvan_core::record::RecordKind;
use danvan_core::text::sort_key;
use danvan_core::wire_console::RecordPage;
use leptos::prelude::*;

use super::filters::{Filters, state_word, states};
use super::list::List;
use crate::components::{Icon, icon};
use crate::console::go::go;
use crate::console::load::Document;
use crate::console::period::period_field;
use crate::console::search_field::search_field;
use crate::console::session::desk;
use crate::i18n::{conflict, console as text, count};

/// The search field and the filters.
pub fn search(filters: Memo<Filters>, list: List) -> AnyView {
    let go = go();
    let narrow = move |change: &dyn Fn(&mut Filters)| {
        let mut narrowed = filters.get_untracked();
        change(&mut narrowed);
        go.replace(narrowed.list());
    };
    let period = Signal::derive(move || filters.get().period);
    view! {
        <search class="filters">
            {search_field(text::SEARCH.get(), text::SEARCH_HINT.get(), Signal::derive(move || filters.with(|filters| filters.words.clone())),
                move |words| narrow(&|filters| filters.words.clone_from(&words)))}
            {select(text::KIND.get(), kinds, move || filters.get().kind, move |value| narrow(&|filters| {
                filters.kind.clone_from(&value);
                let kind = RecordKind::from_name(&filters.kind);
                if !states(kind).iter().any(|state| state.name == filters.state) {
                    filters.state.clear();
                }
            }))}
            {select(text::STATE.get(), move || state_options(&filters.get().kind), move || filters.get().state,
                move |value| narrow(&|filters| filters.state.clone_from(&value)))}
            {select(text::UNIT.get(), units, move || filters.get().unit,
                move |value| narrow(&|filters| filters.unit.clone_from(&value)))}
            {period_field(period, move |period| narrow(&|filters| filters.period = period))}
            {conflict_queue(filters, list, move |waiting| narrow(&|filters| filters.waiting = waiting.to_owned()))}
        </search>
    }
    .into_any()
}

/// The queue of conflicts, with how many wait in all; asked for again with each record that changes in the list.
fn conflict_queue(filters: Memo<Filters>, list: List, change: impl Fn(&str) + 'static) -> AnyView {
    let all = Filters::conflicts().address("/api/v1/records", &[("limit", "1")]);
    let document: Document<RecordPage> = Document::load(move || {
        list.rows.track();
        all.clone()
    });
    let on = move || filters.with(|filters| filters.waiting == "true");
    let word = move || {
        let many = match document.answer.get() {
            Some(Ok(page)) => count(page.total as usize),
            // What is not known is not nought.
            _ => "…".to_owned(),
        };
        conflict::QUEUE.with(&[&many])
    };
    view! {
        <button type="button" class="chip" aria-pressed=move || on().to_string()
            on:click=move |_| change(if untrack(on) { "" } else { "true" })>{icon(Icon::Conflict)} {word}</button>
    }
    .into_any()
}

/// A choice with its label above it; the first line stands for all.
pub fn select(
    label: &'static str,
    options: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    change: impl Fn(String) + 'static,
) -> AnyView {
    let lines = move || {
        let chosen = value();
        let all = [(String::new(), text::ALL.get().to_owned())];
        all.into_iter()
            .chain(options())
            .map(|(code, words)| {
                let here = code == chosen;
                view! { <option value=code prop:selected=here>{words}</option> }.into_any()
            })
            .collect_view()
    };
    view! {
        <label class="filter">
            <span>{label}</span>
            <select class="in" on:change=move |event| change(event_target_value(&event))>{lines}</select>
        </label>
    }
    .into_any()
}

fn kinds() -> Vec<(String, String)> {
    vec![
        (RecordKind::Nomination.name().to_owned(), text::NOMINATION.get().to_owned()),
        (RecordKind::Activity.name().to_owned(), text::ACTIVITY.get().to_owned()),
    ]
}

fn state_options(kind: &str) -> Vec<(String, String)> {
    let known = states(RecordKind::from_name(kind)).into_iter();
    known.map(|state| (state.name.to_owned(), state_word(kind, state.name))).collect()
}

/// The units of today in Vietnamese order.
pub fn units() -> Vec<(String, String)> {
    let desk = desk();
    let mut units: Vec<_> = desk.catalogue.units_today().collect();
    units.sort_by_cached_key(|unit| sort_key(&unit.short_name));
    units.into_iter().map(|unit| (unit.id.as_str().to_owned(), unit.name.clone())).collect()
}
