//! The first page: key figures of the quarter against the last one, what waits, who has reported, what is new.

use std::sync::Arc;

use danvan_core::access::Role;
use danvan_core::catalogue::Qualifier;
use danvan_core::figures::{FigureLine, Figures, print_figure};
use danvan_core::record::{RecordKind, RecordLine, print_qualified};
use danvan_core::text::{Period, print_iso_date, print_number, sort_key};
use danvan_core::wire_console::{RecordPage, UnitStatus};
use leptos::prelude::*;

use super::alarms;
use super::client::with_query;
use super::figures::{Asked, counted, group_words};
use super::load::Document;
use super::period::this_quarter;
use super::question::Asking;
use super::records::filters::Filters;
use super::records::words;
use super::session::desk;
use crate::components::{Icon, empty, icon, quantity_view};
use crate::i18n::{conflict, console as text, count, current, when};

/// How many key figures are shown.
const KEY_FIGURES: usize = 5;

/// Draws the page.
pub fn room() -> AnyView {
    let Some(quarter) = this_quarter() else { return ().into_any() };
    let asking = Asking::new();
    view! {
        <div class="stack overview">
            <header class="room-head"><h1>{text::OVERVIEW.get()}</h1><p class="soft">{quarter.label(current())}</p></header>
            {alarms::above(|_| true, asking)}
            {waiting()}
            {key_figures(quarter)}
            <div class="halves">
                {units(quarter)}
                {newest()}
            </div>
            {alarms::acknowledged()}
        </div>
        {asking.view()}
    }
    .into_any()
}

fn within(path: &str, period: Period) -> String {
    with_query(path, &[("from", &print_iso_date(period.from())), ("to", &print_iso_date(period.to()))])
}

/// The queues that wait for somebody's decision.
fn waiting() -> AnyView {
    let leader = desk().user.role == Role::ProvinceLeader;
    let queues = [
        (RecordKind::Nomination, "submitted", text::QUEUE_NOMINATIONS.get(), true),
        (RecordKind::Activity, "submitted", text::QUEUE_ACTIVITIES.get(), true),
        (RecordKind::Nomination, "received", text::QUEUE_RECOGNISE.get(), leader),
    ];
    let card = |(filters, label): (Filters, &'static str)| {
        let address = filters.address("/api/v1/records", &[("limit", "1")]);
        let document: Document<RecordPage> = counted(move || address.clone());
        let many = move || match document.answer.get() {
            Some(Ok(page)) => count(page.total as usize),
            // What is not known is not nought.
            _ => "…".to_owned(),
        };
        view! {
            <a class="card queue" href=filters.list()><b class="num">{many}</b> <span>{label}</span></a>
        }
        .into_any()
    };
    let queues = queues.into_iter().filter(|queue| queue.3);
    let queues = queues.map(|(kind, state, label, _)| (Filters::queue(kind, state), label));
    let conflicts = (Filters::conflicts(), conflict::QUEUE_CARD.get());
    let cards = queues.chain(std::iter::once(conflicts)).map(card).collect_view();
    view! { <section aria-label=text::WAITING.get()><div class="queues">{cards}</div></section> }.into_any()
}

/// The most reported figures of the quarter, each with the same of the quarter before.
fn key_figures(quarter: Period) -> AnyView {
    let now: Document<Figures> = counted(move || within("/api/v1/figures", quarter));
    let before: Document<Figures> = counted(move || match quarter.previous() {
        Some(previous) => within("/api/v1/figures", previous),
        None => within("/api/v1/figures", quarter),
    });
    let drawn = move |figures: &Arc<Figures>| {
        if figures.lines.is_empty() {
            let any = Asked { period: None, ..Asked::tab(false) }.address();
            let action =
                view! { <a class="button quiet" href=any>{text::SHOW_ANY_TIME.get()}</a> }.into_any();
            let title = text::NO_FIGURES.with(&[&quarter.label(current())]);
            return empty(Icon::Calendar, &title, text::NO_FIGURES_DO.get(), action);
        }
        let mut lines: Vec<&FigureLine> = figures.lines.iter().filter(|line| line.amount.is_some()).collect();
        // Stable: among equally often reported ones the order of the reports stays.
        lines.sort_by_key(|line| std::cmp::Reverse(line.addends));
        let cards = lines.into_iter().take(KEY_FIGURES).map(|line| figure_card(line, before));
        view! { <div class="figure-cards">{cards.collect_view()}</div> }.into_any()
    };
    view! {
        <section class="stack" aria-labelledby="key-figures">
            <h2 id="key-figures">{text::KEY_FIGURES.get()}</h2>
            {now.show(drawn)}
        </section>
    }
    .into_any()
}

fn figure_card(line: &FigureLine, before: Document<Figures>) -> AnyView {
    let desk = desk();
    let catalogue = &desk.catalogue;
    let indicator = catalogue.indicator(&line.indicator);
    let name = indicator
        .map_or_else(|| line.indicator.as_str().to_owned(), |known| known.label(current()).to_owned());
    let unit = indicator.map(|known| known.unit.clone());
    let address = Asked::tab(false).opened(line.indicator.as_str(), line.group.code()).address();
    let number =
        line.amount.map(|amount| print_qualified(amount, line.qualifier, current())).unwrap_or_default();
    // Words beside the number stand below it: they are part of the figure, never of the number.
    let words = (!line.words.is_empty()).then(|| view! { <span>{line.words.join("; ")}</span> }.into_any());
    let qualifier = line.qualifier;
    let line = line.clone();
    let group = group_words(line.group, catalogue);
    let against = move || {
        let before = before.answer.get()?.ok()?;
        Some(against(&line, before.line(line.indicator.as_str(), line.group)))
    };
    view! {
        <a class="card figure-card" href=address>
            <span class="soft">{name} " (" {group} ")"</span>
            <b class="num">{quantity_view(&number, qualifier)} " " <small>{unit}</small></b>
            {words}
            {against}
        </a>
    }
    .into_any()
}

/// A figure against that of the quarter before; a share only where both are exact.
fn against(now: &FigureLine, before: Option<&FigureLine>) -> AnyView {
    let Some(before) = before else {
        return view! { <span class="soft">{text::BEFORE_NOTHING.get()}</span> }.into_any();
    };
    let exact = now.qualifier == Qualifier::Bang && before.qualifier == Qualifier::Bang;
    let share = match (now.amount, before.amount) {
        (Some(now), Some(then)) if exact => now.checked_sub(then).and_then(|more| more.percent_of(then, 0)),
        _ => None,
    };
    let share = share.filter(|share| share.thousandths() != 0).map(|share| {
        let sign = if share.is_negative() { "▼ " } else { "▲ " };
        let printed = print_number(share, current());
        [sign, printed.trim_start_matches('-'), "% · "].concat()
    });
    view! { <span class="soft">{share} {text::BEFORE.with(&[&print_figure(before, current())])}</span> }
        .into_any()
}

/// Today's units: those of which nothing has come yet first.
fn units(quarter: Period) -> AnyView {
    let document: Document<Vec<UnitStatus>> = counted(move || within("/api/v1/units/status", quarter));
    let drawn = move |statuses: &Arc<Vec<UnitStatus>>| {
        let desk = desk();
        let mut statuses: Vec<&UnitStatus> = statuses.iter().collect();
        let name = |status: &UnitStatus| words::unit(&status.unit, &desk.catalogue);
        let short =
            |status: &UnitStatus| desk.catalogue.unit(&status.unit).map(|unit| sort_key(&unit.short_name));
        statuses.sort_by_cached_key(|status| (status.records > 0, short(status)));
        let reported = statuses.iter().filter(|status| status.records > 0).count();
        let all = statuses.len();
        let row = |status: &&UnitStatus| {
            let filters = Filters {
                unit: status.unit.as_str().to_owned(),
                period: Some(quarter),
                ..Filters::default()
            };
            let records = if status.records == 0 {
                view! { <span class="missing">{text::NOTHING_YET.get()}</span> }.into_any()
            } else {
                view! { <span>{count(status.records as usize)}</span> }.into_any()
            };
            let heard = match &status.last_heard {
                Some(at) => when::moment(at),
                None => text::NEVER_HEARD.get().to_owned(),
            };
            view! {
                <tr>
                    <th scope="row"><a href=filters.list()>{name(status)}</a></th>
                    <td class="r">{records}</td>
                    <td class="num">{heard}</td>
                </tr>
            }
            .into_any()
        };
        view! {
            <p>{text::REPORTED.with(&[&count(reported), &count(all)])}</p>
            <progress max=all.to_string() value=reported.to_string() aria-hidden="true"></progress>
            <div class="sheet scroll" tabindex="0" role="group" aria-label=text::UNITS.get()>
                <table>
                    <thead><tr><th scope="col">{text::UNIT.get()}</th><th class="r" scope="col">{text::RECORDS.get()}</th><th scope="col">{text::LAST_HEARD.get()}</th></tr></thead>
                    <tbody>{statuses.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="soft">{text::UNITS_NOTE.get()}</p>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="units-title"><h2 id="units-title">{text::UNITS.get()}</h2>{document.show(drawn)}</section>
    }
    .into_any()
}

/// The records that changed last.
fn newest() -> AnyView {
    let document: Document<RecordPage> = counted(|| "/api/v1/records?limit=8".to_owned());
    let drawn = |page: &Arc<RecordPage>| {
        if page.records.is_empty() {
            return empty(Icon::Book, text::NO_RECORDS.get(), text::NO_RECORDS_DO.get(), ().into_any());
        }
        let desk = desk();
        let line = |record: &RecordLine| {
            let below = [&words::unit(&record.unit, &desk.catalogue), " · ", &words::heard(record)].concat();
            view! {
                <li>
                    <a href=Filters::default().record(&record.id.to_string())>{words::title(record)}</a>
                    <small>{below}</small>
                    {words::state_pill(record)}
                </li>
            }
            .into_any()
        };
        view! { <ul class="lines">{page.records.iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="newest-title">
            <h2 id="newest-title">{text::NEWEST.get()}</h2>
            {document.show(drawn)}
            <a class="button quiet" href=Filters::default().list()>{icon(Icon::Inbox)} {text::TO_RECORDS.get()}</a>
        </section>
    }
    .into_any()
}
