//! Decisions on one record or on many: asking for a reason and a confirmation, taking the step record by record,
//! and telling what became of each.

use std::sync::Arc;

use danvan_core::access::Role;
use danvan_core::catalogue::CodeItem;
use danvan_core::ids::RecordId;
use danvan_core::record::{Given, Record, RecordLine};
use danvan_core::text::visible_chars;
use danvan_core::wire_console::MoveRequest;
use danvan_core::workflow::{self, Step};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::words;
use crate::components::{Announcement, did, signed};
use crate::console::client::{self, Answer, Failure};
use crate::console::dialog::dialog;
use crate::console::failure;
use crate::console::session::{Session, desk};
use crate::i18n::{common, console as text, current};

/// A record to decide on, as it was seen.
#[derive(Clone)]
pub struct Target {
    id: RecordId,
    revision: u64,
    title: String,
}

impl Target {
    /// The record as it stands on the screen.
    pub fn of(record: &RecordLine) -> Self {
        Self { id: record.id, revision: record.revision, title: words::title(record) }
    }
}

/// How far a decision has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is being decided.
    Closed,
    /// The dialog asks.
    Asking,
    /// Records are being decided one after the other.
    Running,
    /// Done or stopped, with something to read.
    Told,
}

/// The decision of the moment; one for the room, so that what is typed outlives the record's redrawing.
#[derive(Clone, Copy)]
pub struct Decision {
    phase: RwSignal<Phase>,
    step: RwSignal<Option<&'static Step>>,
    targets: RwSignal<Vec<Target>>,
    reason: RwSignal<String>,
    done: RwSignal<usize>,
    failed: RwSignal<Vec<(Target, String)>>,
    stop: StoredValue<bool>,
    session: Session,
    put: Callback<Arc<Record>>,
}

/// Whether a step asks before it is taken even for one record: it needs a reason, or is the leader's word.
fn asks(step: &Step) -> bool {
    step.reason_min > 0 || step.roles == [Role::ProvinceLeader]
}

/// The steps that the role may take from where a record stands, those that lead on first.
pub fn open_steps(record: &RecordLine, role: Role) -> Vec<&'static Step> {
    if record.deleted {
        return Vec::new();
    }
    // "Send again" is the author's, with a correction.
    let steps = workflow::of(record.kind).steps_from(&record.state, role).filter(|step| !step.needs_change);
    let mut steps: Vec<&'static Step> = steps.collect();
    // What leads on stands before what leads back.
    steps.sort_by_key(|step| step.reason_min > 0);
    steps
}

impl Decision {
    /// Nothing to decide yet; `put` takes each record as the office answers it.
    pub fn new(put: Callback<Arc<Record>>) -> Self {
        Self {
            phase: RwSignal::new(Phase::Closed),
            step: RwSignal::new(None),
            targets: RwSignal::new(Vec::new()),
            reason: RwSignal::new(String::new()),
            done: RwSignal::new(0),
            failed: RwSignal::new(Vec::new()),
            stop: StoredValue::new(false),
            session: Session::current(),
            put,
        }
    }

    /// Begins a decision: asks where there is something to ask, else takes the step at once.
    pub fn begin(self, step: &'static Step, targets: Vec<Target>) {
        if self.phase.get_untracked() == Phase::Running {
            return;
        }
        let ask = asks(step) || targets.len() > 1;
        // A reason typed for the same step, and not used, is still there.
        if self.step.get_untracked().is_none_or(|earlier| earlier.name != step.name) {
            self.reason.set(String::new());
        }
        self.step.set(Some(step));
        self.targets.set(targets);
        self.failed.set(Vec::new());
        self.done.set(0);
        if ask {
            self.phase.set(Phase::Asking);
        } else {
            self.run();
        }
    }

    /// Takes the step on every target that is left, one after the other.
    fn run(self) {
        let Some(step) = self.step.get_untracked() else { return };
        let reason = (step.reason_min > 0).then(|| self.reason.get_untracked().trim().to_owned());
        let targets = self.targets.get_untracked();
        self.failed.set(Vec::new());
        self.done.set(0);
        self.stop.set_value(false);
        self.phase.set(Phase::Running);
        spawn_local(async move {
            let mut left = Vec::new();
            for target in targets {
                if self.stop.try_get_value().unwrap_or(true) {
                    left.push(target);
                    continue;
                }
                match take(&target, step, reason.clone()).await {
                    Ok(record) => {
                        self.put.try_run(Arc::new(record));
                        self.done.try_update(|done| *done += 1);
                    }
                    Err(failure) => {
                        self.session.note(&Err::<(), _>(failure.clone()));
                        // Without connection or session the next would fail alike.
                        if matches!(failure, Failure::Offline | Failure::SignedOut) {
                            self.stop.try_set_value(true);
                        }
                        let (target, words) = self.learn(target, &failure).await;
                        self.failed.try_update(|failed| failed.push((target.clone(), words)));
                        left.push(target);
                    }
                }
            }
            self.finish(step, left);
        });
    }

    /// What a failure means; after somebody else's decision, the record as it stands now and who changed it.
    async fn learn(self, target: Target, failure: &Failure) -> (Target, String) {
        if failure.status() != 409 {
            return (target, failure::sentence(failure));
        }
        let address = ["/api/v1/records/", &target.id.to_string()].concat();
        match client::get::<Given>(&address).await.map(Given::into_record) {
            Ok(record) => {
                let words = record.trail.last().map_or_else(
                    || failure::sentence(failure),
                    |last| {
                        let did = did(record.kind, last);
                        text::FASTER.with(&[&signed(last), &did.to_lowercase(), &words::moment_of(last)])
                    },
                );
                let target = Target::of(&RecordLine::of(&record));
                self.put.try_run(Arc::new(record));
                (target, words)
            }
            Err(_) => (target, failure::sentence(failure)),
        }
    }

    fn finish(self, step: &'static Step, left: Vec<Target>) {
        let done = self.done.try_get_untracked().unwrap_or_default();
        if left.is_empty() {
            self.reason.try_set(String::new());
            self.step.try_set(None);
            self.phase.try_set(Phase::Closed);
            let words = text::DONE_MANY.with(&[words::step(step), &crate::i18n::count(done)]);
            self.session.say(Announcement::Done(words));
        } else {
            self.targets.try_set(left);
            self.phase.try_set(Phase::Told);
        }
    }

    /// Takes a record as the office answered it to something else that was decided.
    pub fn took(self, record: Arc<Record>) {
        self.put.try_run(record);
    }

    fn close(self) {
        self.phase.set(Phase::Closed);
    }

    /// The dialog; one in the room.
    pub fn view(self) -> AnyView {
        let open = Signal::derive(move || {
            // A single step that asks nothing is taken without a word, unless it fails.
            match self.phase.get() {
                Phase::Closed => false,
                Phase::Running => self.targets.with(Vec::len) > 1 || self.step.get().is_some_and(asks),
                Phase::Asking | Phase::Told => true,
            }
        });
        let title = move || {
            let step = self.step.get().map(words::step).unwrap_or_default();
            match self.targets.with(Vec::len) {
                1 => step.to_owned(),
                many => text::STEP_MANY.with(&[step, &crate::i18n::count(many)]),
            }
        };
        dialog("decision", open, title, move || {
            (move || match self.phase.get() {
                Phase::Asking | Phase::Told => self.question(),
                Phase::Running | Phase::Closed => self.progress(),
            })
            .into_any()
        })
    }

    fn progress(self) -> AnyView {
        let all = self.targets.with_untracked(Vec::len);
        let so_far = move || self.done.get() + self.failed.with(Vec::len);
        view! {
            <label class="progress">
                <span>{move || text::PROGRESS.with(&[&crate::i18n::count(so_far()), &crate::i18n::count(all)])}</span>
                <progress max=all.to_string() prop:value=move || so_far() as f64></progress>
            </label>
            {(all > 1).then(|| view! {
                <div class="buttons">
                    <button type="button" class="button quiet" on:click=move |_| self.stop.set_value(true)>{text::STOP.get()}</button>
                </div>
            })}
        }
        .into_any()
    }

    fn question(self) -> AnyView {
        let Some(step) = self.step.get_untracked() else { return ().into_any() };
        let field = NodeRef::<html::Textarea>::new();
        let missing = RwSignal::new(false);
        let told = self.phase.get_untracked() == Phase::Told;
        let done = self.done.get_untracked();
        let targets = self.targets.get_untracked();
        let go = move |_| {
            let short = reason_length(&self.reason.get_untracked()) < step.reason_min;
            missing.set(short);
            if short {
                if let Some(field) = field.get_untracked() {
                    let _ = field.focus();
                }
                return;
            }
            self.run();
        };
        let failed = self.failed.get_untracked();
        let stopped = told && failed.len() < targets.len();
        let word = match (told, failed.is_empty()) {
            (false, _) => words::step(step),
            (true, true) => common::CONTINUE.get(),
            (true, false) => text::AGAIN.get(),
        };
        view! {
            {told.then(|| view! {
                <div role="alert" class="stack tight">
                    {(done > 0 || stopped).then(|| view! {
                        <p>{text::DONE_OF.with(&[&crate::i18n::count(done), &crate::i18n::count(done + targets.len())])}</p>
                    })}
                    <ul class="outcomes">
                        {failed.into_iter().map(|(target, why)| view! {
                            <li><b>{target.title}</b><span class="says error">{why}</span></li>
                        }).collect_view()}
                    </ul>
                    <p class="soft">{text::DECISION_SAFE.get()}</p>
                </div>
            })}
            {(!told).then(|| named(&targets))}
            {(step.reason_min > 0).then(|| reason_field(self.reason, step.reason_min, field, missing))}
            {(asks(step) && step.reason_min == 0).then(|| view! { <p>{text::FINAL.get()}</p> })}
            <div class="buttons">
                <button type="button" class="button quiet" on:click=move |_| self.close()>{text::CLOSE.get()}</button>
                <button type="button" class="button" on:click=go>
                    {word}
                </button>
            </div>
        }
        .into_any()
    }
}

async fn take(target: &Target, step: &Step, reason: Option<String>) -> Answer<Record> {
    let address = ["/api/v1/records/", &target.id.to_string(), "/moves"].concat();
    let request = MoveRequest { step: step.name.to_owned(), reason, revision: target.revision };
    client::post(&address, &request).await
}

/// How many characters of a reason count, as the rules count them.
fn reason_length(reason: &str) -> usize {
    visible_chars(reason)
}

/// Which records are meant: the first few by name.
fn named(targets: &[Target]) -> AnyView {
    const NAMED: usize = 5;
    let more = targets.len().saturating_sub(NAMED);
    view! {
        <ul class="outcomes">
            {targets.iter().take(NAMED).map(|target| view! { <li>{target.title.clone()}</li> }).collect_view()}
            {(more > 0).then(|| view! { <li class="soft">{text::AND_MORE.count(more)}</li> })}
        </ul>
    }
    .into_any()
}

/// The reason with its count, and the usual reasons to begin with.
fn reason_field(
    reason: RwSignal<String>,
    least: usize,
    field: NodeRef<html::Textarea>,
    missing: RwSignal<bool>,
) -> AnyView {
    let enough = move || reason.with(|reason| reason_length(reason)) >= least;
    let take = move |words: String| {
        let filled = match reason.get_untracked().trim_end() {
            "" => words,
            typed if typed.contains(&words) => return,
            typed => [typed, "\n", &words].concat(),
        };
        if let Some(field) = field.get_untracked() {
            field.set_value(&filled);
            let _ = field.focus();
        }
        reason.set(filled);
        missing.set(false);
    };
    let desk = desk();
    let usual = desk.catalogue.lists.return_reasons.iter().map(|item: &CodeItem| {
        let words = item.label(current()).to_owned();
        let filling = words.clone();
        view! { <button type="button" class="chip" on:click=move |_| take(filling.clone())>{words}</button> }
    });
    let usual = usual.collect_view();
    view! {
        <div class="field">
            <label for="decision-reason">{text::REASON.get()}</label>
            <textarea class="in" id="decision-reason" rows="3" node_ref=field prop:value=reason.get_untracked()
                aria-describedby="decision-reason-says decision-reason-count"
                aria-invalid=move || (missing.get() && !enough()).to_string()
                on:input=move |event| reason.set(event_target_value(&event))></textarea>
            <p class="soft num" id="decision-reason-count">
                {move || {
                    let length = reason.with(|reason| reason_length(reason));
                    text::REASON_COUNT.with(&[&crate::i18n::count(length), &crate::i18n::count(least)])
                }}
            </p>
            <p class="says error" id="decision-reason-says" role="alert">
                {move || (missing.get() && !enough()).then(|| text::REASON_SHORT.count(least))}
            </p>
            <p class="label">{text::USUAL_REASONS.get()}</p>
            <div class="chips">{usual}</div>
        </div>
    }
    .into_any()
}
