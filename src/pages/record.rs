//! One record: where it stands, what to do, its content as readable text, its history.

use danvan_core::attachment::{ATTACHMENTS, attachments_of};
use danvan_core::catalogue::Catalogue;
use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use danvan_core::record::schema;
use danvan_core::record::{Record, RecordKind, TrailStep};
use danvan_core::workflow;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{conflict, withdraw};
use crate::app::App;
use crate::components::{
    Head, Icon, did, empty, files, frame, icon, missing_papers, pill, signed, skeleton, state_label, told,
};
use crate::device::{Delivery, Fix, RecordView, Refusal, SyncStatus, temporary_code};
use crate::forms::readable;
use crate::i18n::{book, common, current, files as file_words, message, record as words, when};
use crate::routes::Page;

/// What has become of asking the store for the record.
#[derive(PartialEq)]
pub enum Loaded {
    /// Nothing yet.
    Not,
    /// The store has no such record.
    Missing,
    /// As the device knows it.
    There(Box<RecordView>),
}

impl Loaded {
    /// The record, if it is there.
    pub fn view(&self) -> Option<&RecordView> {
        match self {
            Self::There(view) => Some(view),
            Self::Not | Self::Missing => None,
        }
    }
}

/// Draws it. What has changed about the record is drawn anew; fetched photos and a reason being typed stay.
pub fn record(app: &App, id: RecordId) -> AnyView {
    let loaded = load(app, id);
    let title = Memo::new(move |_| loaded.with(title_of));
    let subtitle = move || loaded.with(|loaded| subtitle(id, loaded));
    let head = Head {
        title: words::PAGE.get().to_owned(),
        subtitle: Some(subtitle.into_any()),
        back: Some(Page::Book.path()),
        ..Head::default()
    };
    let (withdraw, withdraw_dialog) = withdraw::question(app, id, loaded);
    let without = move || {
        loaded.with(|loaded| match loaded {
            Loaded::Not => Some(skeleton()),
            Loaded::Missing => Some(missing()),
            Loaded::There(_) => None,
        })
    };
    let (above, below) = (app.clone(), app.clone());
    let status = app.device.sync_status();
    let held = Memo::new(move |_| status.with(SyncStatus::is_held));
    let content = part(loaded, move |view| content(&above, view, held.get(), withdraw));
    let history = part(loaded, move |view| history(&below, view));
    let column = view! {
        <h2 class="big">{move || title.get()}</h2>
        {without}
        {content}
        {attached(app, loaded)}
        {history}
        {withdraw_dialog}
    };
    frame(app, head, column.into_any(), None)
}

/// The record as the store has it, again whenever something in the book has changed.
fn load(app: &App, id: RecordId) -> RwSignal<Loaded> {
    let loaded = RwSignal::new(Loaded::Not);
    let device = app.device.clone();
    let version = device.summaries_version();
    let shown = StoredValue::new(0);
    Effect::new(move |_| {
        let asked = version.get();
        let device = device.clone();
        spawn_local(async move {
            let found = device.record(id).await;
            // The page may have been left meanwhile, and an older answer must not come over a newer one.
            if shown.try_with_value(|shown| *shown <= asked) != Some(true) {
                return;
            }
            shown.set_value(asked);
            let found = found.map_or(Loaded::Missing, |view| Loaded::There(Box::new(view)));
            // Most changes are other records'.
            if loaded.with_untracked(|before| *before != found) {
                loaded.set(found);
            }
        });
    });
    loaded
}

/// A part of the page that is there when the record is.
fn part(loaded: RwSignal<Loaded>, draw: impl Fn(&RecordView) -> AnyView + Send + 'static) -> AnyView {
    (move || loaded.with(|loaded| loaded.view().map(&draw))).into_any()
}

fn missing() -> AnyView {
    let action = view! { <a class="button" href=Page::Sync.path()>{common::SYNC.get()}</a> }.into_any();
    empty(Icon::Search, words::MISSING.get(), words::MISSING_DO.get(), action)
}

fn title_of(loaded: &Loaded) -> String {
    let Some(view) = loaded.view() else { return String::new() };
    let title = danvan_core::record::summary(view.record.kind, &view.record.body).title;
    title.map_or_else(|| book::UNTITLED.get().to_owned(), str::to_owned)
}

fn subtitle(id: RecordId, loaded: &Loaded) -> String {
    let Some(view) = loaded.view() else { return String::new() };
    match &view.record.code {
        Some(code) => words::CODE.with(&[code]),
        None => words::TEMPORARY.with(&[&temporary_code(id)]),
    }
}

fn content(app: &App, view: &RecordView, held: bool, withdraw: Callback<()>) -> AnyView {
    let catalogue = app.device.catalogue();
    let lists = catalogue.as_deref();
    let record = &view.record;
    if !record.kind.is_known() {
        return newer();
    }
    let fields: Vec<_> = schema::fields(record.kind)
        .iter()
        .filter(|spec| spec.name != ATTACHMENTS)
        .filter_map(|spec| {
            let lines = readable::lines(spec, record.body.get(spec.name)?, lists);
            (!lines.is_empty()).then(|| field(spec, lines))
        })
        .collect();
    let answered_newer = view.answered_newer.then(|| {
        view! { <section class="card look" role="status"><p>{common::NEWER_ANSWER_SAYS.get()}</p></section> }
            .into_any()
    });
    view! {
        {delivery(view, held)}
        {answered_newer}
        {missing_papers(record.kind, &record.body, lists).filter(|_| !record.deleted)}
        {conflict::waiting(app, record, lists)}
        {actions(app, record, withdraw)}
        <section class="card">
            <h2>{words::CONTENT.get()}</h2>
            <dl class="read">{fields}</dl>
        </section>
    }
    .into_any()
}

/// A record that another version wrote in a way that this one cannot read.
fn newer() -> AnyView {
    view! {
        <section class="card look" role="status">
            <p><b>{common::NEWER_TO_OPEN.get()}</b></p>
            <p>{common::NEWER_RECORD_SAYS.get()}</p>
        </section>
    }
    .into_any()
}

/// Photos and files, each with how far it has come.
fn attached(app: &App, loaded: RwSignal<Loaded>) -> AnyView {
    let metas = Memo::new(move |_| {
        loaded.with(|loaded| loaded.view().map(|view| attachments_of(&view.record.body)).unwrap_or_default())
    });
    let held = Memo::new(move |_| {
        loaded.with(|loaded| loaded.view().map(|view| view.files.clone()).unwrap_or_default())
    });
    let any = Memo::new(move |_| metas.with(|metas| !metas.is_empty()));
    let app = app.clone();
    (move || {
        any.get().then(|| {
            view! {
                <section class="card">
                    <h2>{file_words::TITLE.get()}</h2>
                    {files::gallery(&app, metas, held)}
                </section>
            }
            .into_any()
        })
    })
    .into_any()
}

fn history(app: &App, view: &RecordView) -> AnyView {
    let catalogue = app.device.catalogue();
    let (kind, lists) = (view.record.kind, catalogue.as_deref());
    let refusals: Vec<_> = view.refusals.iter().map(|refusal| refused(kind, refusal, lists)).collect();
    let trail: Vec<_> = view.record.trail.iter().rev().map(|step| trail_step(kind, step, lists)).collect();
    view! {
        <section class="card">
            <h2>{words::HISTORY.get()}</h2>
            {refusals}
            <ol class="trail">{trail}</ol>
        </section>
    }
    .into_any()
}

fn field(spec: &'static schema::FieldSpec, mut lines: Vec<String>) -> AnyView {
    let is_long =
        spec.kind == schema::FieldKind::LongText || matches!(spec.kind, schema::FieldKind::Items { .. });
    let shown = if lines.len() == 1 {
        lines.pop().into_any()
    } else {
        let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        view! { <ul>{lines}</ul> }.into_any()
    };
    view! { <div class:long=is_long><dt>{spec.label(current())}</dt><dd>{shown}</dd></div> }.into_any()
}

fn delivery(view: &RecordView, held: bool) -> AnyView {
    let record = &view.record;
    if record.deleted {
        return view! {
            <section class="card" role="status">
                <p class="chips">
                    <span class="pill">{icon(Icon::Close)} {words::WITHDRAWN.get()}</span>
                    {pill(&view.delivery)}
                </p>
                <p>{words::WITHDRAWN_SAYS.get()}</p>
            </section>
        }
        .into_any();
    }
    let (class, says, reason, advice) = match &view.delivery {
        Delivery::Draft | Delivery::OnDevice => {
            let says = if held { words::ON_DEVICE_HELD } else { words::ON_DEVICE_SAYS };
            ("card look", says.get().to_owned(), None, None)
        }
        Delivery::AtHub { hub, .. } => ("card look", words::AT_HUB_SAYS.with(&[hub]), None, None),
        Delivery::Received { .. } => {
            let state = state_label(record.kind, &record.state);
            ("card good", words::RECEIVED_SAYS.with(&[&state]), None, None)
        }
        Delivery::NeedsFix(Fix::Returned { reason }) => (
            "card bad",
            words::RETURNED_SAYS.get().to_owned(),
            Some(reason.clone()),
            Some(words::RETURNED_DO),
        ),
        Delivery::NeedsFix(Fix::Refused { problem }) => {
            let reason = message::sentence(problem.message).to_owned();
            ("card bad", words::REFUSED_SAYS.get().to_owned(), Some(reason), Some(words::REFUSED_DO))
        }
        Delivery::NeedsFix(Fix::File { name, reason }) => (
            "card bad",
            file_words::FIX_SAYS.get().to_owned(),
            Some(files::why_not(name, reason)),
            Some(words::REFUSED_DO),
        ),
        Delivery::NeedsFix(Fix::FileGone { name }) => {
            ("card bad", file_words::FIX_SAYS.get().to_owned(), Some(files::gone(name)), None)
        }
        Delivery::Conflict => ("card look", words::CONFLICT_SAYS.get().to_owned(), None, None),
    };
    view! {
        <section class=class role="status">
            {pill(&view.delivery)}
            <p>{says}</p>
            {reason.map(|reason| view! { <blockquote>{reason}</blockquote> }.into_any())}
            {advice.map(|advice| view! { <p>{advice.get()}</p> }.into_any())}
        </section>
    }
    .into_any()
}

fn may_change(app: &App, record: &Record) -> bool {
    let state = workflow::of(record.kind).state(&record.state);
    !record.deleted && state.is_some_and(|state| state.editable) && may_write(app, record)
}

fn may_write(app: &App, record: &Record) -> bool {
    app.device
        .session()
        .is_some_and(|session| session.role().records() && session.scope().covers(&record.unit))
}

fn actions(app: &App, record: &Record, withdraw: Callback<()>) -> AnyView {
    if record.deleted {
        return ().into_any();
    }
    if !may_change(app, record) {
        let says = match workflow::of(record.kind).state(&record.state) {
            Some(_) => words::LOCKED.with(&[&state_label(record.kind, &record.state)]),
            None => words::STEP_NEWER.get().to_owned(),
        };
        return may_write(app, record).then(|| view! { <p class="soft">{says}</p> }.into_any()).into_any();
    }
    let word = if record.state == "returned" { words::CORRECT_SEND } else { words::CORRECT };
    let can_withdraw = workflow::of(record.kind).state(&record.state).is_some_and(|state| state.deletable);
    let withdraw = can_withdraw.then(|| {
        view! {
            <button type="button" class="button quiet" on:click=move |_| withdraw.run(())>{words::WITHDRAW.get()}</button>
        }
        .into_any()
    });
    view! {
        <div class="buttons">
            <a class="button" href=Page::Correct(record.id).path()>{icon(Icon::Pencil)} {word.get()}</a>
            {withdraw}
        </div>
    }
    .into_any()
}

/// What an entry wanted that the office refused: nothing that was written is lost.
fn refused(kind: RecordKind, refusal: &Refusal, lists: Option<&Catalogue>) -> AnyView {
    let wanted: Vec<String> = match &refusal.action {
        Action::Change { fields } | Action::Move { fields, .. } => fields
            .iter()
            .map(|change| {
                let spec = schema::field(kind, &change.at.field);
                let label = spec.map_or(change.at.field.as_str(), |spec| spec.label(current()));
                [label, ": ", &readable::shown(spec, change.written.as_ref(), lists)].concat()
            })
            .collect(),
        _ => Vec::new(),
    };
    let wanted: Vec<_> = wanted.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    view! {
        <div class="item">
            <p><b>{words::REFUSED_ENTRY.get()}</b> " · " {when::moment(&refusal.device_time)}</p>
            <p>{message::sentence(refusal.problem.message)}</p>
            <ul>{wanted}</ul>
        </div>
    }
    .into_any()
}

fn trail_step(kind: RecordKind, step: &TrailStep, lists: Option<&Catalogue>) -> AnyView {
    let arrived = match &step.received_at {
        Some(at) => words::AT_OFFICE.with(&[&when::moment(at)]),
        None => words::NOT_AT_OFFICE.get().to_owned(),
    };
    let mut labels: Vec<&str> = Vec::new();
    for at in &step.changed {
        let label = schema::field(kind, &at.field).map_or(at.field.as_str(), |spec| spec.label(current()));
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let changed = (!labels.is_empty()).then(|| {
        view! { <p class="soft">{words::CHANGED_FIELDS.with(&[&labels.join(", ")])}</p> }.into_any()
    });
    let reason = step.reason.clone().map(|reason| view! { <p>"“" {reason} "”"</p> }.into_any());
    let told: Vec<_> = told(kind, step, lists)
        .into_iter()
        .map(|line| view! { <p class="soft">{line}</p> }.into_any())
        .collect();
    let mut clocks = vec![words::ON_PHONE.with(&[&when::moment(&step.device_time)])];
    if step.clock_was_off() {
        clocks.push(words::CLOCK_WRONG.get().to_owned());
    }
    clocks.push(arrived);
    let clocks = clocks.join(" · ");
    view! {
        <li class:arrived=step.received_at.is_some()>
            <b>{did(kind, step)}</b> " · " {signed(step)}
            <p class="soft">{clocks}</p>
            {reason}
            {changed}
            {told}
        </li>
    }
    .into_any()
}
