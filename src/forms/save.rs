//! Saving: read the form, check it by the core's rules, say what is wrong at its place, or append the entry and
//! only then say "Đã lưu trên máy".

use danvan_core::apply::diff;
use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use danvan_core::message::{Message, Problem};
use danvan_core::record::Body;
use danvan_core::validate;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::{Map, Value};

use super::body::body_of;
use super::says::{self, Said};
use super::unchosen::unchosen;
use super::{Form, Saving, steps};
use crate::app::App;
use crate::components::{Announcement, Icon, icon};
use crate::device::{Draft, SaveFailure};
use crate::i18n::{Text, files as file_words, form as words, message, when};
use crate::platform::clock;
use crate::routes::Page;

/// Where a press of the button has led.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Writing,
    Saving,
    /// There is nothing to save, until somebody types.
    Unchanged,
    Failed(String),
}

/// The bar at the bottom of a form: what the draft is doing, what failed, the buttons; and, below the header, that the
/// draft is not kept.
pub fn save_bar(app: &App, form: Form) -> AnyView {
    let stage = RwSignal::new(Stage::Writing);
    let navigate = use_navigate();
    let trouble = app.device.drafts_trouble();
    let at_risk = trouble.clone();
    let app = app.clone();
    let save = move || {
        // A second tap while the first is on its way does nothing.
        if form.under_way.get_untracked() {
            return;
        }
        // The word of an earlier save must not stand for this one.
        app.said.set(None);
        if form.at_work.get_untracked() > 0 {
            return stage.set(Stage::Failed(file_words::STILL_WORKING.get().to_owned()));
        }
        if let Some(says) = form.other_person() {
            form.keep();
            return stage.set(Stage::Failed(says));
        }
        let Some((action, body)) = checked(form, stage) else { return };
        // Not before: where there is something to look at first, what has happened to the record is still to be read.
        form.notice.set(None);
        stage.set(Stage::Saving);
        form.under_way.set(true);
        let (app, navigate) = (app.clone(), navigate.clone());
        spawn_local(async move {
            let draft = form.draft();
            let record: RecordId = draft.record.unwrap_or(draft.id);
            form.let_go();
            let saved = app.device.append(record, draft.kind, draft.base(), action, Some(draft.id)).await;
            if saved.is_ok() {
                app.said.set(Some(Announcement::Done(words::SAVED.get().to_owned())));
            }
            // The page may have been left meanwhile; what was typed up to then is kept as a draft.
            if !form.is_alive() {
                if let Err(failure) = saved {
                    app.said.set(Some(Announcement::Failed(why_not_saved(&failure))));
                }
                return;
            }
            let stays = match saved {
                // A file that is being made ready goes on in the correction.
                Ok(_) if form.typed() == draft.typed && form.at_work.get_untracked() == 0 => false,
                Ok(_) => go_on(&app, form, record, Some((&body, draft.typed))).await,
                Err(SaveFailure::Refused(problem)) if problem.message == Message::RecordExists => {
                    go_on(&app, form, record, None).await
                }
                Err(failure) => {
                    let is_other = matches!(failure, SaveFailure::OtherHolder { .. });
                    let asked = if is_other { form.other_person() } else { None };
                    let mut why = asked.unwrap_or_else(|| why_not_saved(&failure));
                    // Where the store is gone, the draft may be gone with it.
                    if matches!(failure, SaveFailure::NotEnrolled) && form.keep_for_good().await {
                        why = [&why, " ", words::DRAFT_STAYS.get()].concat();
                    }
                    if !form.is_alive() {
                        return;
                    }
                    form.under_way.set(false);
                    return stage.set(Stage::Failed(why));
                }
            };
            if stays {
                form.under_way.set(false);
                return stage.set(Stage::Writing);
            }
            steps::leave(Page::Record(record), navigate).await;
        });
    };
    Effect::new(move |_| {
        form.track();
        form.track_text();
        if stage.get_untracked() == Stage::Unchanged {
            stage.set(Stage::Writing);
        }
    });
    let says = move || match stage.get() {
        Stage::Failed(why) => failed(why),
        Stage::Unchanged => failed(words::NOTHING_CHANGED.get().to_owned()),
        // It is said where it is in sight.
        _ if trouble.get() => ().into_any(),
        _ => draft_words(form),
    };
    let last = steps::steps(form.kind()).len() - 1;
    let word = move || match stage.get() {
        Stage::Saving => words::SAVING.get(),
        _ if warned(form) => words::SAVE_ANYWAY.get(),
        _ if form.saving.get() == Saving::Resubmit => words::SAVE_RESUBMIT.get(),
        _ => words::SAVE.get(),
    };
    let is_last = Memo::new(move |_| form.step.get() >= last);
    let class = move || if is_last.get() { "button" } else { "button quiet" };
    view! {
        // A bar lets go while somebody types: this must be read then.
        <div class="risk" role="status">
            {move || at_risk.get().then(|| failed(words::DRAFT_FAILED.get().to_owned()))}
        </div>
        <div class="actions">
            <p role="status">{says}</p>
            <button type="button" class=class aria-disabled=move || (stage.get() == Stage::Saving).then_some("true")
                on:click=move |_| save()>{icon(Icon::Phone)} {word}</button>
            <button type="button" class="button" hidden=move || is_last.get() on:click=move |_| steps::open(form, form.step.get_untracked() + 1)>{move || next_word(form)}</button>
        </div>
    }
    .into_any()
}

/// The record exists and the form is not at its end: it goes on as a correction of it. `saved` is what this form has just
/// made of it, and what stood in it then; otherwise it was another tab. Whether there is anything to correct.
async fn go_on(app: &App, form: Form, record: RecordId, saved: Option<(&Body, Map<String, Value>)>) -> bool {
    let Some(view) = app.device.record(record).await else { return false };
    if !form.is_alive() {
        return true;
    }
    let onto = form.draft().brought_on(&view).unwrap_or_else(|| Draft::of_record(&view.record));
    if saved.is_some() {
        form.correct(&view.record, onto, saved);
        form.notice.set(Some(words::TYPED_SINCE));
    } else {
        form.correct_after_other_tab(&view.record, onto);
    }
    true
}

fn failed(why: String) -> AnyView {
    view! { <span class="says error">{icon(Icon::Warning)} <span>{why}</span></span> }.into_any()
}

fn next_word(form: Form) -> String {
    let name = steps::steps(form.kind()).get(form.step.get() + 1).map_or("", |step| step.name.get());
    words::NEXT.with(&[name])
}

fn draft_words(form: Form) -> AnyView {
    match form.kept_ms.get() {
        Some(at) => words::DRAFT_AT.with(&[&when::at(&clock::local(at))]).into_any(),
        None => words::AUTOSAVE.get().into_any(),
    }
}

/// Whether only warnings stand: the next press saves all the same.
fn warned(form: Form) -> bool {
    form.said.with(|said| said.iter().any(|said| said.asked) && said.iter().all(|said| said.warning))
}

/// The action to append and the body that it makes, or nothing where something must be mended or looked at first.
fn checked(form: Form, stage: RwSignal<Stage>) -> Option<(Action, Body)> {
    form.keep();
    form.tried.set(true);
    let before = form.said.get_untracked();
    let (body, said) = body_of(form);
    let draft = form.draft();
    let catalogue = form.catalogue();
    let findings = validate::check(draft.kind, &body, Some(&catalogue), Some(clock::today()));
    let (errors, mut warnings) = gathered(form, said, &findings);
    let is_known = |warning: &Said| {
        before.iter().any(|said| said.asked && said.text == warning.text && said.id == warning.id)
    };
    let confirmed = errors.is_empty() && warnings.iter().all(is_known);
    if !confirmed {
        warnings.iter_mut().for_each(|warning| warning.asked = true);
        let first = errors.first().cloned();
        form.said.set(errors.into_iter().chain(warnings).collect());
        stage.set(Stage::Writing);
        match first {
            Some(first) => says::go_to(form, &first),
            None => request_animation_frame(|| says::focus("warnings")),
        }
        return None;
    }
    form.said.set(Vec::new());
    let saving = form.saving.get_untracked();
    if saving == Saving::Create {
        let unit = form.device().session()?.home().clone();
        return Some((Action::Create { unit, body: body.clone() }, body));
    }
    let fields = diff(draft.kind, &draft.seen, &body);
    if fields.is_empty() {
        stage.set(Stage::Unchanged);
        return None;
    }
    let action = match saving {
        Saving::Resubmit => Action::Move { step: "resubmit".to_owned(), reason: None, fields },
        _ => Action::Change { fields },
    };
    Some((action, body))
}

/// Everything that there is to say of a form, all at once: errors and warnings, each in the order of the form. `unread` is
/// what could not be read, which is said in better words than those of the rules.
fn gathered(form: Form, unread: Vec<Said>, findings: &validate::Findings) -> (Vec<Said>, Vec<Said>) {
    let of = |problems: &[Problem], warning| -> Vec<Said> {
        let said = problems.iter().map(|problem| Said::of(form, problem, warning));
        said.filter(|said| !unread.iter().any(|unread| unread.hides(said))).collect()
    };
    let (mut errors, mut warnings) = (of(&findings.errors, false), of(&findings.warnings, true));
    errors.extend(unread.iter().cloned());
    for unchosen in unchosen(form) {
        // Where a field must not be empty, that nothing was chosen is what is wrong with it.
        match errors.iter_mut().find(|error| error.id == unchosen.id) {
            Some(error) => error.text = unchosen.text,
            None => warnings.push(unchosen),
        }
    }
    errors.sort_by_key(|said| place(form, &said.field));
    warnings.sort_by_key(|said| place(form, &said.field));
    (errors, warnings)
}

/// The place of a field among the fields of the form, step by step.
fn place(form: Form, field: &str) -> (usize, usize) {
    let kind = form.kind();
    let step = steps::step_of(kind, field).unwrap_or(usize::MAX);
    let within = steps::fields_of(kind, step).iter().position(|spec| spec.name == field);
    (step, within.unwrap_or(usize::MAX))
}

/// Why something was not saved, in one sentence, with what is safe.
pub fn why_not_saved(failure: &SaveFailure) -> String {
    let text: Text = match failure {
        SaveFailure::NotEnrolled => words::FAIL_ENROL,
        SaveFailure::OtherHolder { name } => return words::FAIL_HOLDER.with(&[name]),
        SaveFailure::TooLong => words::FAIL_LONG,
        SaveFailure::Full => words::FAIL_FULL,
        SaveFailure::NoFiles => words::FAIL_NO_FILES,
        SaveFailure::FileGone { names } => return words::FAIL_FILE_GONE.with(&[&names.join("”, “")]),
        SaveFailure::Store(_) => words::FAIL_STORE,
        SaveFailure::Refused(problem) => {
            let unknown = matches!(problem.message, Message::Other(_));
            let why = if unknown { Message::EntryNewer } else { problem.message };
            return words::FAIL_REFUSED.with(&[message::sentence(why)]);
        }
    };
    text.get().to_owned()
}

/// The warnings above the form, each with its place; saving again confirms them.
pub fn warnings(form: Form) -> AnyView {
    (move || {
        let mut said = form.said.get();
        let is_all = said.iter().all(|said| said.warning);
        said.retain(|said| said.warning && said.asked);
        (!said.is_empty()).then(|| {
            let links: Vec<_> = said.into_iter().map(|said| says::link(form, said)).collect();
            view! {
                <section class="card look" id="warnings" tabindex="-1">
                    <h2>{words::WARNINGS.get()}</h2>
                    <ul>{links}</ul>
                    {is_all.then(|| view! { <p>{words::WARNINGS_SAYS.get()}</p> })}
                </section>
            }
            .into_any()
        })
    })
    .into_any()
}
