//! Sổ: everything on the device, by month; search and filters. Ten thousand lines stay smooth because only as many
//! are drawn as were scrolled to.

use std::rc::Rc;

use danvan_core::record::RecordKind;
use danvan_core::text::best_first;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::app::App;
use crate::components::{Head, Icon, empty, frame, icon, pill, skeleton};
use crate::device::{Delivery, Details, Device, Search, Summary};
use crate::i18n::{Text, book, common, count, record, when};
use crate::pages::{drafts, infinite};
use crate::routes::Page;

/// Lines drawn at first, and with each step down.
const STEP: usize = 60;

/// Which lines are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    NotSent,
    NeedsFix,
    Activities,
    Nominations,
    Drafts,
}

impl Filter {
    const EACH: [(Self, Text); 6] = [
        (Self::All, book::ALL),
        (Self::NotSent, book::NOT_SENT),
        (Self::NeedsFix, book::NEEDS_FIX),
        (Self::Activities, book::ACTIVITIES),
        (Self::Nominations, book::NOMINATIONS),
        (Self::Drafts, book::DRAFTS),
    ];

    fn takes(self, line: &Summary) -> bool {
        match self {
            Self::All => true,
            Self::NotSent => line.delivery.waits(),
            Self::NeedsFix => line.delivery.needs_person(),
            Self::Activities => line.kind == RecordKind::Activity,
            Self::Nominations => line.kind == RecordKind::Nomination,
            Self::Drafts => false,
        }
    }
}

/// Where the book was left, so that coming back from a record finds it so.
#[derive(Clone, Copy)]
pub struct BookMemory {
    typed: RwSignal<String>,
    filter: RwSignal<Filter>,
    drawn: RwSignal<usize>,
}

impl BookMemory {
    /// As the book opens: everything, from the newest.
    pub fn new() -> Self {
        Self {
            typed: RwSignal::new(String::new()),
            filter: RwSignal::new(Filter::All),
            drawn: RwSignal::new(STEP),
        }
    }
}

impl Default for BookMemory {
    fn default() -> Self {
        Self::new()
    }
}

/// A line as the list draws it: a month's heading or a record.
#[derive(Clone)]
enum Line {
    Month(String),
    Record(SendWrapper<Rc<Summary>>),
}

impl Line {
    /// What tells lines apart; a record that changed is drawn anew, all others stay.
    fn key(&self) -> String {
        match self {
            Self::Month(month) => month.clone(),
            Self::Record(line) => {
                let state = match &line.delivery {
                    Delivery::Draft => "d",
                    Delivery::OnDevice => "o",
                    Delivery::AtHub { .. } => "h",
                    Delivery::Received { .. } => "r",
                    Delivery::NeedsFix(_) => "f",
                    Delivery::Conflict => "c",
                };
                let (body, author, commune) = line.details().map(shown).unwrap_or_default();
                let id = line.id.to_string();
                [
                    &id,
                    state,
                    &line.state,
                    &line.title,
                    &line.date,
                    &line.place,
                    &line.hint,
                    body,
                    author,
                    commune,
                ]
                .concat()
            }
        }
    }
}

/// The body, the author and the commune that a line shows.
fn shown(details: &Details) -> (&str, &str, &str) {
    (&details.body, &details.author, &details.commune)
}

/// Draws it.
pub fn book(app: &App) -> AnyView {
    let BookMemory { typed, drawn, .. } = app.book;
    let (device, complete) = (app.device.clone(), app.device.summaries_complete());
    // The list itself comes first. Where the rest could not be read, it is tried again with what is typed next.
    Effect::new(move |_| {
        typed.track();
        if complete.get() {
            device.prepare_search();
        }
    });
    let again = move || drawn.set(STEP);
    let column = view! {
        <search class="search">
            {icon(Icon::Search)}
            <input type="search" class="in" autocomplete="off" enterkeyhint="search" prop:value=typed.get_untracked()
                aria-label=book::SEARCH.get() placeholder=book::SEARCH_HINT.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    again();
                }/>
        </search>
        <div class="chips line" role="group" aria-label=book::FILTER.get()>{chips(app)}</div>
        {list(app)}
    }
    .into_any();
    let head = Head {
        title: book::TITLE.get().to_owned(),
        subtitle: Some(subtitle(&app.device)),
        ..Head::default()
    };
    frame(app, head, column, None)
}

fn subtitle(device: &Device) -> AnyView {
    let device = device.clone();
    let version = device.summaries_version();
    (move || {
        version.track();
        let lines = device.summaries();
        let waiting = lines.iter().filter(|line| line.delivery.waits()).count();
        book::SUBTITLE.with(&[&count(lines.len()), &count(waiting)])
    })
    .into_any()
}

fn chips(app: &App) -> AnyView {
    let memory = app.book;
    Filter::EACH
        .into_iter()
        .map(|(filter, word)| {
            let number = number_of(&app.device, filter);
            let chosen = move || if memory.filter.get() == filter { "true" } else { "false" };
            view! {
                <button type="button" class="chip" aria-pressed=chosen on:click=move |_| {
                    memory.filter.set(filter);
                    memory.drawn.set(STEP);
                }>{word.get()} {number}</button>
            }
            .into_any()
        })
        .collect::<Vec<_>>()
        .into_any()
}

/// The number behind a chip, where it calls for somebody to act.
fn number_of(device: &Device, filter: Filter) -> AnyView {
    let device = device.clone();
    let (records, drafts) = (device.summaries_version(), device.drafts_version());
    (move || {
        let number = match filter {
            Filter::NotSent | Filter::NeedsFix => {
                records.track();
                device.summaries().iter().filter(|line| filter.takes(line)).count()
            }
            Filter::Drafts => {
                drafts.track();
                device.drafts().len()
            }
            _ => 0,
        };
        (number > 0).then(|| ["\u{a0}", &count(number)].concat())
    })
    .into_any()
}

fn list(app: &App) -> AnyView {
    let filter = app.book.filter;
    let app = app.clone();
    (move || match filter.get() {
        Filter::Drafts => draft_list(&app),
        _ => records(&app),
    })
    .into_any()
}

fn draft_list(app: &App) -> AnyView {
    app.device.drafts_version().track();
    let (typed, drafts) = (app.book.typed.get(), app.device.drafts());
    let (search, catalogue) = (Search::new(&typed), app.device.catalogue());
    let rank = |title: &str, draft| search.rank_draft(draft, title, catalogue.as_deref());
    let fitting = best_first(drafts.iter().map(|draft| rank(&drafts::title(draft), draft)));
    let rows: Vec<_> =
        fitting.into_iter().filter_map(|place| drafts.get(place)).map(|draft| drafts::row(draft)).collect();
    let number = rows.len();
    let found = (!search.is_empty()).then(|| how_many(number));
    let list = if rows.is_empty() {
        nothing(Filter::Drafts, &typed)
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! { <p class="soft" role="status">{found}</p> {list} }.into_any()
}

/// How many were found.
fn how_many(number: usize) -> AnyView {
    let order = (number > 1).then(|| [" · ", book::BEST.get()].concat());
    view! { <span>{book::FOUND.count(number)} {order}</span> }.into_any()
}

/// Why nothing is shown. Where nothing is searched for the filter's own word says it: there is nothing to search better.
fn nothing(filter: Filter, typed: &str) -> AnyView {
    let is_searched = !Search::new(typed).is_empty();
    let (sign, title, advice) = match filter {
        Filter::Drafts if !is_searched => (Icon::Draft, book::NO_DRAFTS, book::NO_DRAFTS_DO),
        Filter::All if is_searched => (Icon::Search, book::NOTHING, book::NOTHING_FEWER),
        _ if is_searched => (Icon::Search, book::NOTHING, book::NOTHING_DO),
        Filter::NotSent => (Icon::Tick, book::NO_NOT_SENT, book::NO_NOT_SENT_DO),
        Filter::NeedsFix => (Icon::Tick, book::NO_NEEDS_FIX, book::NO_NEEDS_FIX_DO),
        Filter::Activities => (Icon::Book, book::NO_ACTIVITIES, book::NO_ACTIVITIES_DO),
        Filter::Nominations => (Icon::Book, book::NO_NOMINATIONS, book::NO_NOMINATIONS_DO),
        Filter::All | Filter::Drafts => (Icon::Book, book::EMPTY, book::EMPTY_DO),
    };
    empty(sign, title.get(), advice.get(), ().into_any())
}

fn records(app: &App) -> AnyView {
    let BookMemory { typed, filter, drawn } = app.book;
    let device = app.device.clone();
    let version = device.summaries_version();
    let complete = device.summaries_complete();
    let details = ReadSignal::from(device.search_complete());
    let communes = untrack(|| has_communes(&device));
    let searched = Memo::new(move |_| typed.with(|typed| !Search::new(typed).is_empty()));
    // Ranked once for each key stroke, however many places look; lists are not worth comparing.
    let fitting = {
        let device = device.clone();
        Memo::new_with_compare(
            move |_| {
                version.track();
                SendWrapper::new(fitting(&device, &typed.get(), filter.get()))
            },
            |_, _| true,
        )
    };
    let number = Memo::new(move |_| fitting.with(|lines| lines.len()));
    let lines =
        move || fitting.with(|lines| with_months(lines, drawn.get(), typed.with(|typed| typed.is_empty())));
    let found = move || {
        searched.get().then(|| match details.get() {
            true => how_many(number.get()),
            false => book::SEARCHING.get().into_any(),
        })
    };
    let state = move || {
        if number.get() > 0 {
            return None;
        }
        let is_read = complete.get() && (details.get() || !searched.get());
        Some(match (is_read, device.summaries().is_empty()) {
            (false, _) => skeleton(),
            (true, true) => {
                let write =
                    view! { <a class="button" href=Page::Write.path()>{common::WRITE.get()}</a> }.into_any();
                empty(Icon::Book, book::EMPTY.get(), book::EMPTY_DO.get(), write)
            }
            (true, false) => typed.with(|typed| nothing(filter.get(), typed)),
        })
    };
    let more = Memo::new(move |_| number.get() > drawn.get());
    view! {
        <p class="soft" role="status">{found}</p>
        {state}
        <ul class="book"><For each=lines key=Line::key children=move |line| row(line, communes)/></ul>
        {infinite::more(more, move || drawn.update(|drawn| *drawn += STEP))}
    }
    .into_any()
}

/// The lines that are wanted: by month, or when something is searched for, the best first.
fn fitting(device: &Device, typed: &str, filter: Filter) -> Vec<Rc<Summary>> {
    let lines = device.summaries();
    let wanted = lines.iter().filter(|line| filter.takes(line)).cloned();
    let search = Search::new(typed);
    if search.is_empty() {
        return wanted.collect();
    }
    let wanted: Vec<Rc<Summary>> = wanted.collect();
    let places = best_first(wanted.iter().map(|line| search.rank(line)));
    places.into_iter().filter_map(|place| wanted.get(place).cloned()).collect()
}

fn with_months(lines: &[Rc<Summary>], drawn: usize, by_month: bool) -> Vec<Line> {
    let mut month = None;
    let mut drawn_lines = Vec::new();
    for line in lines.iter().take(drawn) {
        let this = when::stored_month(&line.date);
        if by_month && month.as_ref() != Some(&this) {
            drawn_lines.push(Line::Month(this.clone()));
            month = Some(this);
        }
        drawn_lines.push(Line::Record(SendWrapper::new(line.clone())));
    }
    drawn_lines
}

/// Whether records of more than one commune of today come into this book: then each line names its own.
fn has_communes(device: &Device) -> bool {
    let (Some(session), Some(catalogue)) = (device.session(), device.catalogue()) else { return false };
    let Some(units) = session.scope().units() else { return true };
    units.iter().filter_map(|unit| catalogue.unit(unit)).filter(|unit| unit.is_current()).count() > 1
}

fn row(line: Line, communes: bool) -> AnyView {
    match line {
        Line::Month(month) => {
            let words =
                if month.is_empty() { book::NO_DATE.get().to_owned() } else { book::MONTH.with(&[&month]) };
            view! { <li class="month"><h2>{words}</h2></li> }.into_any()
        }
        Line::Record(line) => record_row(&line, communes),
    }
}

/// One record as a line: what, where and when, who, how far.
fn record_row(line: &Summary, communes: bool) -> AnyView {
    let (body, author, commune) = line.details().map(shown).unwrap_or_default();
    let commune = if commune.is_empty() { &line.unit_name } else { commune };
    let mut about = vec![when::stored_day(&line.date)];
    about.extend((communes && !commune.is_empty()).then(|| commune.to_owned()));
    about.extend([&line.place, &line.hint].into_iter().filter(|words| !words.is_empty()).cloned());
    if line.kind == RecordKind::Nomination {
        about.push(book::NOMINATIONS.get().to_owned());
    }
    if !line.kind.is_known() {
        about.push(common::NEWER_TO_OPEN.get().to_owned());
    }
    let title = if line.title.is_empty() { book::UNTITLED.get().to_owned() } else { line.title.clone() };
    let between = (!body.is_empty() && !author.is_empty()).then_some("\u{a0}·\u{a0}");
    let state = if line.deleted {
        view! { <span class="pill">{icon(Icon::Close)} {record::WITHDRAWN.get()}</span> }.into_any()
    } else {
        pill(&line.delivery)
    };
    view! {
        <li>
            <a class="row" href=Page::Record(line.id).path()>
                <div>
                    <b>{title}</b><br/>
                    <span class="soft">{about.join(" · ")}</span>
                    <span class="soft by"><span>{body.to_owned()}</span>{between}<span>{author.to_owned()}</span></span>
                </div>
                {state}
            </a>
        </li>
    }
    .into_any()
}
