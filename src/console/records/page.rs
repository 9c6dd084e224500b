//! One record to be decided on: its fields, what waits in it, its history, and the steps that are open.

use std::sync::Arc;

use danvan_core::catalogue::Catalogue;
use danvan_core::record::{Given, Record, RecordLine, TrailStep};
use leptos::prelude::*;

use super::choose::choosing;
use super::decide::{Decision, open_steps, step_buttons};
use super::files::files;
use super::filters::Filters;
use super::list::List;
use super::words;
use crate::components::{Icon, content, did, icon, missing_papers, place_label, signed, told};
use crate::console::deciding::Target;
use crate::console::load::Document;
use crate::console::session::desk;
use crate::i18n::{console as text, record as record_text, when};

/// The open record, beside the list or in its place.
pub fn pane(
    id: String,
    list: List,
    filters: Memo<Filters>,
    decision: Decision,
    put: RwSignal<Option<Arc<Record>>>,
) -> AnyView {
    let address = ["/api/v1/records/", &id].concat();
    let document: Document<Given> = Document::load(move || address.clone());
    // What a decision brings is the record as it stands. The first answer, asked for just now, is of after earlier ones.
    let shown = id.clone();
    Effect::new(move |before: Option<()>| {
        let record = put.get().filter(|record| before.is_some() && record.id.to_string() == shown);
        if let Some(record) = record {
            document.change(|given| *given = Record::clone(&record).into());
        }
    });
    let heading = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    decision.deciding().opened(&id);
    let neighbours = move || {
        let (before, after) = list.neighbours(&id);
        let link = |to: Option<danvan_core::ids::RecordId>, words: &'static str| {
            to.map(|to| {
                view! { <a class="button bare" href=filters.get().record(&to.to_string())>{words}</a> }
                    .into_any()
            })
        };
        view! { {link(before, text::PREVIOUS.get())} {link(after, text::NEXT.get())} }
    };
    let drawn = document.show(move |given: &Arc<Given>| drawn(&Arc::new(Record::clone(given)), decision));
    view! {
        <section class="pane" aria-labelledby="pane-title">
            <header class="pane-top">
                <a class="button bare" href=move || filters.get().list()>{icon(Icon::Back)} {text::TO_LIST.get()}</a>
                <span class="grow"></span>
                {neighbours}
            </header>
            <h1 class="unseen" id="pane-title" tabindex="-1" node_ref=heading>{text::RECORD.get()}</h1>
            {drawn}
        </section>
    }
    .into_any()
}

fn drawn(record: &Arc<Record>, decision: Decision) -> AnyView {
    let desk = desk();
    let catalogue = &desk.catalogue;
    let line = RecordLine::of(record);
    let returned = (record.state == "returned")
        .then(|| record.last_move().and_then(|step| step.reason.clone()))
        .flatten();
    view! {
        <div class="pane-head">
            <h2 class="big-title">{words::title(&line)}</h2>
            <p class="soft">{words::kind(&line, catalogue)} " · " {words::unit(&record.unit, catalogue)}</p>
            <p class="marks">
                {words::state_pill(&line)}
                {record.code.clone().map(|code| view! { <span class="code">{record_text::CODE.with(&[&code])}</span> })}
            </p>
        </div>
        {returned.map(|reason| view! {
            <div class="card bad"><b>{record_text::RETURNED_SAYS.get()}</b><blockquote>{reason}</blockquote></div>
        })}
        {deciding_on(&line, decision)}
        {choosing(record, catalogue, decision.deciding())}
        {missing_papers(record.kind, &record.body, Some(catalogue)).filter(|_| !record.deleted)}
        {content(record.kind, &record.body, catalogue)}
        {files(record)}
        <h3>{record_text::HISTORY.get()}</h3>
        <ol class="trail">{record.trail.iter().rev().map(|step| trail_line(record, step, catalogue)).collect_view()}</ol>
    }
    .into_any()
}

/// The steps that are open. While a decision is on its way there are none; after it they come when they are asked for, so
/// that the next one never lies where the last was pressed.
fn deciding_on(line: &RecordLine, decision: Decision) -> AnyView {
    let (deciding, id) = (decision.deciding(), line.id);
    let target = Target::of(line);
    let steps: Vec<_> = open_steps(line, desk().user.role)
        .into_iter()
        .map(|step| (step, words::step(step).to_owned(), vec![target.clone()]))
        .collect();
    let on_way = Memo::new(move |_| deciding.on_way(id));
    let was_decided = untrack(|| deciding.was_decided(id));
    let shown = RwSignal::new(!was_decided);
    (move || {
        if let Some(word) = on_way.get() {
            return view! { <p class="decide soft">{text::ON_WAY.with(&[word])}</p> }.into_any();
        }
        if steps.is_empty() {
            return view! { <p class="soft">{text::NO_STEP_HERE.get()}</p> }.into_any();
        }
        let steps = steps.clone();
        let group = move || {
            shown.get().then(|| {
                let buttons = step_buttons(steps.clone(), decision);
                view! { <div class="buttons" role="group" aria-label=text::DECISION.get()>{buttons}</div> }
            })
        };
        let more = was_decided.then(|| {
            view! {
                <button type="button" class="button quiet" aria-expanded=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)>{text::NEXT_STEPS.get()}</button>
            }
        });
        view! { <div class="decide">{more} {group}</div> }.into_any()
    })
    .into_any()
}

fn trail_line(record: &Record, step: &TrailStep, catalogue: &Catalogue) -> AnyView {
    let office = match &step.received_at {
        Some(at) => record_text::AT_OFFICE.with(&[&when::moment(at)]),
        None => record_text::NOT_AT_OFFICE.get().to_owned(),
    };
    let wrong_clock = step
        .clock_was_off()
        .then(|| view! { " · " <b>{icon(Icon::Warning)} {record_text::CLOCK_WRONG.get()}</b> }.into_any());
    let changed: Vec<String> = step.changed.iter().map(|at| place_label(record.kind, at)).collect();
    let told = told(record.kind, step, Some(catalogue)).into_iter();
    let told = told.map(|line| view! { <p class="soft">{line}</p> }.into_any());
    view! {
        <li class="arrived">
            <b>{did(record.kind, step)}</b> " · " {signed(step)}
            <p class="soft">{office} " · " {record_text::ON_PHONE.with(&[&when::moment(&step.device_time)])} {wrong_clock}</p>
            {step.reason.clone().map(|reason| view! { <blockquote>{reason}</blockquote> })}
            {(!changed.is_empty()).then(|| view! { <p class="soft">{record_text::CHANGED_FIELDS.with(&[&changed.join(", ")])}</p> })}
            {told.collect_view()}
        </li>
    }
    .into_any()
}
