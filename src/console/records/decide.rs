//! Deciding on one record or on many: the buttons of the steps that are open, and asking for a reason and a confirmation.
//! What was decided is then [`Deciding`]'s.

use danvan_core::access::Role;
use danvan_core::catalogue::CodeItem;
use danvan_core::ids::RecordId;
use danvan_core::record::RecordLine;
use danvan_core::text::{Locale, fold, said_chars};
use danvan_core::workflow::{self, Step};
use leptos::html;
use leptos::prelude::*;

use super::words;
use crate::components::{Icon, icon};
use crate::console::deciding::{Command, Deciding, Target, What};
use crate::console::dialog::dialog;
use crate::console::menu::menu;
use crate::console::session::desk;
use crate::i18n::{Text, console as text, count, current};
use crate::platform::press;

/// The longest reason that the office takes, in characters.
const REASON_MAX: usize = 2_000;
/// The code of the usual reason that is none: whoever chooses it writes one.
const ANOTHER_REASON: &str = "khac";

/// The question of the moment; one for the room, so that what is typed outlives the record's redrawing.
#[derive(Clone, Copy)]
pub struct Decision {
    open: RwSignal<bool>,
    step: RwSignal<Option<&'static Step>>,
    targets: RwSignal<Vec<Target>>,
    reason: RwSignal<String>,
    deciding: Deciding,
    /// Hears on which records a decision was made.
    taken: Callback<Vec<RecordId>>,
}

/// Whether a step asks before it is taken even for one record: it needs a reason, or is the leader's word.
fn asks(step: &Step) -> bool {
    step.reason_min > 0 || step.roles == [Role::ProvinceLeader]
}

/// Whether a step that leads on would pass over a choice between two values.
fn to_choose(step: &Step, targets: &[Target]) -> bool {
    !step.denies && step.reason_min == 0 && targets.iter().any(|target| target.to_choose > 0)
}

/// What a step of the leader means: a closed period has no way back, a decision has.
fn word_of_leader(step: &Step) -> Text {
    if step.to == "locked" { text::CLOSES } else { text::FINAL }
}

/// The steps that the role may take from where a record stands: what leads on, what leads back, what denies.
pub fn open_steps(record: &RecordLine, role: Role) -> Vec<&'static Step> {
    if record.deleted {
        return Vec::new();
    }
    // "Send again" is the author's, with a correction.
    let steps = workflow::of(record.kind).steps_from(&record.state, role).filter(|step| !step.needs_change);
    let mut steps: Vec<&'static Step> = steps.collect();
    steps.sort_by_key(|step| order(step));
    steps
}

/// What leads on stands before what leads back, and what denies comes last.
pub fn order(step: &Step) -> (bool, bool) {
    (step.denies, step.reason_min > 0)
}

/// The buttons of steps, each with its word and the records it is open to: what leads on first and in the primary colour,
/// what denies behind a menu and in none.
pub fn step_buttons(steps: Vec<(&'static Step, String, Vec<Target>)>, decision: Decision) -> AnyView {
    let calm = press::calm();
    let button = |class: &'static str, step: &'static Step, word: String, targets: Vec<Target>| {
        let calm = calm.clone();
        let pressed = move |event: web_sys::MouseEvent| {
            if !press::is_second(&event) {
                decision.begin(step, targets.clone());
            }
        };
        view! { <button type="button" class=class disabled=move || !calm.get() on:click=pressed>{word}</button> }
            .into_any()
    };
    let (denying, others): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(step, ..)| step.denies);
    let others = others.into_iter().enumerate().map(|(place, (step, word, targets))| {
        let leads_on = place == 0 && step.reason_min == 0;
        button(if leads_on { "button" } else { "button quiet" }, step, word, targets)
    });
    let others = others.collect_view();
    let denying: Vec<AnyView> = denying
        .into_iter()
        .map(|(step, word, targets)| button("button danger", step, word, targets))
        .collect();
    let denying = (!denying.is_empty()).then(|| menu(text::MORE_STEPS.get(), denying));
    view! { {others} {denying} }.into_any()
}

impl Decision {
    /// Nothing to decide yet; `taken` hears on which records something was.
    pub fn new(taken: Callback<Vec<RecordId>>) -> Self {
        Self {
            open: RwSignal::new(false),
            step: RwSignal::new(None),
            targets: RwSignal::new(Vec::new()),
            reason: RwSignal::new(String::new()),
            deciding: Deciding::current(),
            taken,
        }
    }

    /// The decisions on their way.
    pub fn deciding(self) -> Deciding {
        self.deciding
    }

    /// Begins a decision: asks where there is something to ask, else it is made.
    pub fn begin(self, step: &'static Step, targets: Vec<Target>) {
        let ask = asks(step) || targets.len() > 1 || to_choose(step, &targets);
        // A reason typed for the same step of the same records, and not used, is still there; another record has its own.
        let same_step = self.step.get_untracked().is_some_and(|earlier| earlier.name == step.name);
        let ids = |targets: &[Target]| targets.iter().map(|target| target.id).collect::<Vec<_>>();
        if !same_step || self.targets.with_untracked(|earlier| ids(earlier)) != ids(&targets) {
            self.reason.set(String::new());
        }
        self.step.set(Some(step));
        self.targets.set(targets);
        if ask { self.open.set(true) } else { self.make() }
    }

    /// The decision is made.
    fn make(self) {
        let Some(step) = self.step.get_untracked() else { return };
        let reason = (step.reason_min > 0).then(|| self.reason.get_untracked().trim().to_owned());
        self.open.set(false);
        self.step.set(None);
        self.reason.set(String::new());
        let targets = self.targets.get_untracked();
        self.taken.run(targets.iter().map(|target| target.id).collect());
        self.deciding.take(What::Step { step, reason }, targets);
    }

    /// A decision was taken back: its reason stands in the question again.
    pub fn undone(self, command: &Command) {
        if let What::Step { step, reason: Some(reason) } = &command.what {
            self.step.set(Some(step));
            self.targets.set(command.targets.clone());
            self.reason.set(reason.clone());
        }
    }

    /// The dialog; one in the room.
    pub fn view(self) -> AnyView {
        let title = move || {
            let step = self.step.get_untracked().map(words::step).unwrap_or_default();
            match self.targets.with_untracked(Vec::len) {
                1 => step.to_owned(),
                many => text::STEP_MANY.with(&[step, &count(many)]),
            }
        };
        let close = Callback::new(move |()| self.open.set(false));
        dialog("decision", self.open.into(), Some(close), title, move || self.question())
    }

    fn question(self) -> AnyView {
        let Some(step) = self.step.get_untracked() else { return ().into_any() };
        let field = NodeRef::<html::Textarea>::new();
        let missing = RwSignal::new(false);
        let length = length_of(self.reason);
        let calm = press::calm_when_seen();
        let go = move |event: web_sys::MouseEvent| {
            if press::is_second(&event) {
                return;
            }
            let short = length.get_untracked() < step.reason_min;
            missing.set(short);
            if !short {
                return self.make();
            }
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
        };
        let class = if step.denies { "button danger" } else { "button" };
        let targets = self.targets.get_untracked();
        let choose_first = to_choose(step, &targets).then(|| {
            view! { <p class="says warning">{icon(Icon::Warning)} <span>{text::CHOOSE_FIRST.get()}</span></p> }
        });
        view! {
            {named(&targets)}
            {choose_first}
            {(step.reason_min > 0).then(|| reason_field(self.reason, length, step.reason_min, field, missing))}
            {(asks(step) && step.reason_min == 0).then(|| view! { <p>{word_of_leader(step).get()}</p> })}
            <div class="buttons">
                <button type="button" class="button quiet" on:click=move |_| self.open.set(false)>{text::CLOSE.get()}</button>
                <button type="button" class=class disabled=move || !calm.get() on:click=go>{words::step(step)}</button>
            </div>
        }
        .into_any()
    }
}

/// How many characters of a reason count, as the rules count them. The words of the chip that names no reason are none.
fn length_of(reason: RwSignal<String>) -> Memo<usize> {
    let desk = desk();
    let none = desk.catalogue.lists.return_reasons.iter().find(|item| item.code == ANOTHER_REASON);
    let none = none.map(|item| [Locale::Vi, Locale::En].map(|locale| fold(item.label(locale))));
    Memo::new(move |_| {
        let reason = reason.with(|reason| fold(reason));
        said_chars(&none.iter().flatten().fold(reason, |rest, words| rest.replace(words.as_str(), " ")))
    })
}

/// Which records are meant: the first few by name.
fn named(targets: &[Target]) -> AnyView {
    const NAMED: usize = 5;
    let more = targets.len().saturating_sub(NAMED);
    view! {
        <ul class="outcomes">
            {targets.iter().take(NAMED).map(|target| {
                let to_choose = usize::try_from(target.to_choose).unwrap_or(usize::MAX);
                let pill = (to_choose > 0)
                    .then(|| view! { " " <span class="pill conflict">{text::PROPOSALS.count(to_choose)}</span> });
                view! { <li>{target.title.clone()} {pill}</li> }
            }).collect_view()}
            {(more > 0).then(|| view! { <li class="soft">{text::AND_MORE.count(more)}</li> })}
        </ul>
    }
    .into_any()
}

/// The reason with its count, and the usual reasons to begin with.
fn reason_field(
    reason: RwSignal<String>,
    length: Memo<usize>,
    least: usize,
    field: NodeRef<html::Textarea>,
    missing: RwSignal<bool>,
) -> AnyView {
    let enough = move || length.get() >= least;
    // A reason is what somebody wrote: a chip that names none leads to the field and writes nothing.
    let take = move |words: Option<String>| {
        let typed = reason.get_untracked();
        let filled = match (words, typed.trim_end()) {
            (None, _) => None,
            (Some(words), "") => Some(words),
            (Some(words), typed) if typed.contains(&words) => None,
            (Some(words), typed) => Some([typed, "\n", &words].concat()),
        };
        if let Some(field) = field.get_untracked() {
            if let Some(filled) = &filled {
                field.set_value(filled);
            }
            let _ = field.focus();
        }
        if let Some(filled) = filled {
            reason.set(filled);
            missing.set(false);
        }
    };
    let desk = desk();
    let usual = desk.catalogue.lists.return_reasons.iter().map(|item: &CodeItem| {
        let words = item.label(current()).to_owned();
        let filling = (item.code != ANOTHER_REASON).then(|| words.clone());
        view! { <button type="button" class="chip" on:click=move |_| take(filling.clone())>{words}</button> }
    });
    let usual = usual.collect_view();
    view! {
        <div class="field">
            <label for="decision-reason">{text::REASON.get()}</label>
            <textarea class="in" id="decision-reason" rows="3" node_ref=field prop:value=reason.get_untracked()
                maxlength=REASON_MAX.to_string() aria-describedby="decision-reason-says decision-reason-count"
                aria-invalid=move || (missing.get() && !enough()).to_string()
                on:input=move |event| reason.set(event_target_value(&event))></textarea>
            <p class="soft num" id="decision-reason-count">
                {move || text::REASON_COUNT.with(&[&count(length.get()), &count(least)])}
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
