//! Writing a record: a new one from its draft, or the correction of one that exists.

use std::rc::Rc;

use danvan_core::catalogue::Catalogue;
use danvan_core::ids::RecordId;
use danvan_core::record::RecordKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_query_map};
use send_wrapper::SendWrapper;

use crate::app::App;
use crate::components::{Confirm, Head, Icon, ask, confirm, empty, frame, icon, skeleton};
use crate::device::{Draft, DraftId, RecordView};
use crate::forms::{self, Form, Saving};
use crate::i18n::{Text, common, form as words};
use crate::platform::leaving::Leaving;
use crate::routes::{Beginning, Page};

/// The form of a new record.
pub fn new_record(app: &App, id: DraftId) -> AnyView {
    let beginning = use_query_map().with_untracked(|query| query.get("new"));
    let query = beginning.as_ref().map_or_else(|| "?".to_owned(), |what| ["?new=", what, "&"].concat());
    let address = [&Page::Form(id).path(), query.as_str()].concat();
    with_what_it_needs(app, id, words::NEW_ACTIVITY, move |app, view, catalogue| {
        let draft = match (app.device.draft(id), &beginning) {
            (Some(draft), _) => (*draft).clone(),
            // The record is saved already: the way back must not begin it a second time.
            _ if view.is_some() => return gone(app, Some(id)),
            (None, None) => return gone(app, None),
            (None, Some(what)) => {
                let beginning = Beginning::of(what);
                let mut draft = Draft { id, ..Draft::new(beginning.kind) };
                forms::with_defaults(&app.device, &catalogue, &mut draft, &beginning);
                draft
            }
        };
        // A draft of another version: it stays as it is, with what was typed in it.
        if !draft.kind.is_known() {
            return newer(app);
        }
        match view {
            Some(view) => draw_correction(app, view, draft, catalogue, &address),
            // A correction of what this device does not have any more.
            None if draft.record.is_some() => gone(app, None),
            None => {
                let form = Form::new(app.device.clone(), catalogue, draft, Saving::Create, address.clone());
                follow_other_tabs(app, form, id);
                draw(app, form, &Page::Write.path())
            }
        }
    })
}

/// The form that changes a record: its draft, or the record as it stands now.
pub fn correction(app: &App, id: RecordId) -> AnyView {
    with_what_it_needs(app, id, words::CORRECT, move |app, view, catalogue| {
        let Some(view) = view else { return gone(app, None) };
        let record = &view.record;
        if !record.kind.is_known() {
            return newer(app);
        }
        let draft = match app.device.draft(id) {
            Some(draft) => (*draft).clone(),
            None => {
                let typed = forms::typed_of(record.kind, &record.body, &catalogue);
                Draft { typed, ..Draft::of_record(record) }
            }
        };
        draw_correction(app, view, draft, catalogue, &[&Page::Correct(id).path(), "?"].concat())
    })
}

fn draw_correction(
    app: &App,
    view: &RecordView,
    draft: Draft,
    catalogue: Rc<Catalogue>,
    address: &str,
) -> AnyView {
    let record = &view.record;
    // It was begun as a new record, which was saved without it.
    let mut draft = if draft.record.is_none() { draft.of_its_record() } else { draft };
    let behind = draft.is_behind().then(|| Draft::of_beginning(view));
    if let Some(beginning) = behind.as_ref().filter(|beginning| beginning.base == 1) {
        // What was cleared in it stays cleared; whether a row was taken away or never seen, it does not tell.
        let mut begun = forms::typed_of(beginning.kind, &beginning.seen, &catalogue);
        begun.retain(|name, value| !value.is_array() && draft.typed.contains_key(name));
        draft.begun = Some(begun);
    }
    let form = Form::new(app.device.clone(), catalogue, draft, Saving::of(record), address.to_owned());
    if let Some(beginning) = behind {
        form.correct_after_other_tab(record, beginning);
    }
    form.note_waiting(record);
    form.note_returned(record);
    follow_other_tabs(app, form, record.id);
    draw(app, form, &Page::Record(record.id).path())
}

/// Another tab of this device may save the record whose form stands here: from then on this one corrects what was saved.
/// What others have changed is no part of that: it meets what is written here by the rules.
fn follow_other_tabs(app: &App, form: Form, id: RecordId) {
    let device = app.device.clone();
    let version = device.summaries_version();
    Effect::new(move |earlier: Option<()>| {
        version.track();
        if form.under_way.get_untracked() || !device.has_record(id) {
            return;
        }
        // What has changed before the form was opened, no other tab need have done.
        let is_opening = earlier.is_none();
        let device = device.clone();
        spawn_local(async move {
            let Some(view) = device.record(id).await else { return };
            if !form.is_alive() || form.under_way.get_untracked() {
                return;
            }
            let draft = form.draft();
            let is_new = draft.record.is_none();
            if !view.has_saved_since(draft.base) {
                form.own_what_was_taken();
            }
            let onto = draft.brought_on(&view).or_else(|| is_new.then(|| Draft::of_record(&view.record)));
            match onto {
                Some(onto) if is_opening && !is_new => form.correct_after_change(&view.record, onto),
                Some(onto) => form.correct_after_other_tab(&view.record, onto),
                None => {}
            }
        });
    });
}

/// A form needs the record as the store has it, if it has one, and the code lists; until they are here there is the
/// shape of one.
fn with_what_it_needs(
    app: &App,
    id: RecordId,
    title: Text,
    draw: impl Fn(&App, Option<&RecordView>, Rc<Catalogue>) -> AnyView + Send + 'static,
) -> AnyView {
    let (app, device) = (app.clone(), app.device.clone());
    // Of the store, not of the book in memory: a long one is read in the background.
    let loaded = RwSignal::new(None);
    spawn_local({
        let device = device.clone();
        async move {
            // Another tab may have begun a draft of it.
            device.look_at_draft(id).await;
            let view = device.record(id).await;
            let _ = loaded.try_set(Some(SendWrapper::new(view)));
        }
    });
    let version = device.catalogue_version();
    // Neither a later catalogue nor anything else that a round brings may draw the form anew under somebody's fingers.
    let there = Memo::new(move |_| {
        version.track();
        device.catalogue().is_some()
    });
    (move || {
        let (there, view) = (there.get(), loaded.get());
        untrack(|| match (view, app.device.catalogue()) {
            (Some(view), Some(catalogue)) => draw(&app, (*view).as_ref(), catalogue),
            _ => loading(&app, title, !there),
        })
    })
    .into_any()
}

fn loading(app: &App, title: Text, without_lists: bool) -> AnyView {
    let head = Head { title: title.get().to_owned(), back: Some(Page::Write.path()), ..Head::default() };
    let says = without_lists.then(|| view! { <p class="soft">{words::LISTS_MISSING.get()}</p> }.into_any());
    let column = view! { {says} {skeleton()} }.into_any();
    frame(app, head, column, None)
}

/// What another version wrote in a way that this one has no form for.
fn newer(app: &App) -> AnyView {
    let action = view! { <a class="button" href=Page::Book.path()>{common::BOOK.get()}</a> }.into_any();
    let head =
        Head { title: common::WRITE.get().to_owned(), back: Some(Page::Write.path()), ..Head::default() };
    let column = empty(Icon::Draft, common::NEWER_TO_OPEN.get(), common::NEWER_RECORD_SAYS.get(), action);
    frame(app, head, column, None)
}

fn gone(app: &App, record: Option<RecordId>) -> AnyView {
    let (to, word) = match record {
        Some(record) => (Page::Record(record), common::OPEN),
        None => (Page::Book, common::BOOK),
    };
    let action = view! { <a class="button" href=to.path()>{word.get()}</a> }.into_any();
    let head =
        Head { title: common::WRITE.get().to_owned(), back: Some(Page::Write.path()), ..Head::default() };
    let column = empty(Icon::Draft, words::DRAFT_GONE.get(), words::DRAFT_GONE_DO.get(), action);
    frame(app, head, column, None)
}

fn draw(app: &App, form: Form, back: &str) -> AnyView {
    let kind = form.kind();
    forms::follow_address(form);
    keep_when_leaving(form);
    let steps = move || {
        form.redrawn.track();
        untrack(|| (0..forms::steps(kind).len()).map(|step| step_view(form, step)).collect::<Vec<_>>())
    };
    let (discard, discard_dialog) = discard(app, form);
    let column = view! {
        {forms::bar(form)}
        {forms::notice(form)}
        {forms::returned(form)}
        {forms::summary(form)}
        {forms::warnings(form)}
        <form class="form" novalidate autocomplete="off"
            on:submit=|event| event.prevent_default()
            on:keydown=swallow_enter
            on:compositionstart=move |_| form.compose(true)
            on:compositionend=move |_| form.compose(false)
            on:focusout=move |_| form.keep()>
            {steps}
        </form>
        {discard}
        {discard_dialog}
    }
    .into_any();
    let subtitle = move || {
        let (at, all) = (form.step.get(), forms::steps(kind));
        let name = all.get(at).map_or("", |step| step.name.get());
        words::STEP.with(&[&(at + 1).to_string(), &all.len().to_string(), name])
    };
    let title = move || match (form.saving.get(), kind) {
        (Saving::Create, RecordKind::Nomination) => words::NEW_NOMINATION,
        (Saving::Create, _) => words::NEW_ACTIVITY,
        (Saving::Change | Saving::Resubmit, _) => words::CORRECT,
    };
    let head = Head {
        title: untrack(title).get().to_owned(),
        changes: Some((move || title().get()).into_any()),
        subtitle: Some(subtitle.into_any()),
        back: Some(back.to_owned()),
        names_waiting: true,
        ..Head::default()
    };
    frame(app, head, column, Some(forms::save_bar(app, form)))
}

fn step_view(form: Form, step: usize) -> AnyView {
    let name = forms::steps(form.kind()).get(step).map_or("", |step| step.name.get());
    let fields = forms::section(form, &forms::fields_of(form.kind(), step));
    view! {
        <section id=forms::section_id(step) tabindex="-1" aria-label=name hidden=move || form.step.get() != step>
            {fields}
        </section>
    }
    .into_any()
}

/// The last moments in which a draft can be kept: the page is hidden, goes, or shows something else.
fn keep_when_leaving(form: Form) {
    let hidden = window_event_listener_untyped("visibilitychange", move |_| {
        form.keep();
        if !document().hidden() {
            form.look();
        }
    });
    let gone = window_event_listener_untyped("pagehide", move |_| form.keep());
    // What is typed while a save is under way waits behind it.
    let _ = StoredValue::new_local(Leaving::ask_where(move || {
        form.under_way.try_get_untracked() == Some(true) && form.is_unkept()
    }));
    on_cleanup(move || {
        form.keep();
        hidden.remove();
        gone.remove();
    });
}

/// Enter in a line must not send a form, least of all while a syllable is being put together.
fn swallow_enter(event: web_sys::KeyboardEvent) {
    use wasm_bindgen::JsCast;
    let composing = event.is_composing() || event.key_code() == 229;
    let in_line = event.target().is_some_and(|target| target.has_type::<web_sys::HtmlInputElement>());
    if event.key() == "Enter" && in_line && !composing {
        event.prevent_default();
    }
}

fn discard(app: &App, form: Form) -> (AnyView, AnyView) {
    let navigate = use_navigate();
    let device = app.device.clone();
    let question = Confirm { title: words::DISCARD_ASK, says: words::DISCARD_SAYS, yes: words::DISCARD };
    let (dialog, drawn) = confirm(question, ().into_any(), move || {
        let draft = form.draft();
        form.let_go();
        device.delete_draft(draft.id);
        let (back, navigate) = (draft.record.map_or(Page::Write, Page::Record), navigate.clone());
        spawn_local(async move { forms::leave(back, navigate).await });
    });
    let button = view! {
        <button type="button" class="button bare" on:click=move |_| ask(dialog)>
            {icon(Icon::Close)} {words::DISCARD.get()}
        </button>
    };
    (button.into_any(), drawn)
}
