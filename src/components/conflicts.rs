//! What waits in a record for a person's choice: both values side by side with their authors and times, and a button
//! for each. The same on the phone and at the office.

use std::rc::Rc;

use danvan_core::access::Role;
use danvan_core::catalogue::Catalogue;
use danvan_core::entry::Choice;
use danvan_core::ids::LogId;
use danvan_core::record::conflict::{self, Disputed};
use danvan_core::record::{Proposal, Record, Withdrawal, schema};
use danvan_core::workflow;
use leptos::prelude::*;
use serde_json::Value;

use super::{Icon, icon, place_label, signed, state_label};
use crate::forms::readable;
use crate::i18n::{Text, conflict as words, record as record_words, when};
use crate::platform::press;

/// As much of a value stands on its button.
const ON_BUTTON: usize = 48;

/// What a press does.
pub type Choose = Rc<dyn Fn(Vec<Choice>)>;

/// Who looks, with what.
#[derive(Clone)]
pub struct Chooser<'a> {
    /// Their role, if the record lies within their reach.
    pub role: Option<Role>,
    /// The code lists.
    pub lists: Option<&'a Catalogue>,
    /// The logs of the device that shows it.
    pub own_logs: &'a [LogId],
    /// What a press does.
    pub choose: Choose,
}

impl Chooser<'_> {
    fn may(&self, record: &Record) -> (bool, bool, bool) {
        let workflow = workflow::of(record.kind);
        let may = |rule: fn(&workflow::Workflow, &str, Role) -> bool| {
            self.role.is_some_and(|role| rule(workflow, &record.state, role))
        };
        (
            may(workflow::Workflow::may_take),
            may(workflow::Workflow::may_leave),
            may(workflow::Workflow::may_withdraw),
        )
    }

    /// A name, with the device where one person has written by two.
    fn named(&self, record: &Record, name: String, log: Option<LogId>) -> String {
        if !conflict::one_person_twice(record) {
            return name;
        }
        match log.and_then(|log| device_words(record, log, self.own_logs)) {
            Some(device) => words::WHO.with(&[&name, &device]),
            None => name,
        }
    }

    fn words(&self, record: &Record, at: &danvan_core::entry::FieldPath, value: Option<&Value>) -> String {
        readable::shown(schema::field(record.kind, &at.field), value, self.lists)
    }
}

/// Everything that waits in a record; nothing where nothing does.
pub fn conflicts(record: &Record, chooser: &Chooser<'_>) -> Option<AnyView> {
    if record.waiting() == 0 {
        return None;
    }
    let places = conflict::disputed(record);
    let many = if record.deleted { 1 } else { places.len() + record.withdrawals.len() };
    let cards: Vec<AnyView> = if record.deleted {
        vec![edited_since(record, &places, chooser)]
    } else {
        let wishes = record.withdrawals.iter().map(|wish| withdrawal(record, wish, chooser));
        wishes.chain(places.iter().map(|place| disputed(record, place, chooser))).collect()
    };
    Some(
        view! {
            <section class="conflicts" aria-labelledby="conflicts-title">
                <h2 id="conflicts-title" class="titled">{icon(Icon::Conflict)} {words::TITLE.get()}</h2>
                <p>{words::SAYS.count(many)}</p>
                {why_not(record, chooser)}
                {cards}
            </section>
        }
        .into_any(),
    )
}

/// Why somebody cannot choose everything, and who will.
fn why_not(record: &Record, chooser: &Chooser<'_>) -> Option<AnyView> {
    let (take, leave, _) = chooser.may(record);
    let state = state_label(record.kind, &record.state);
    let says = match chooser.role {
        _ if take => return None,
        _ if leave => words::ONLY_KEEP.with(&[&state]),
        Some(role) if role.records() => words::LOCKED.with(&[&state]),
        _ => words::READS.get().to_owned(),
    };
    Some(view! { <p class="card look">{says}</p> }.into_any())
}

fn disputed(record: &Record, place: &Disputed<'_>, chooser: &Chooser<'_>) -> AnyView {
    let (take, leave, _) = chooser.may(record);
    let stands = chooser.words(record, place.at, place.stands);
    let who = place
        .writer
        .map(|writer| who(&chooser.named(record, signed(&writer), writer.log), writer.device_time));
    let who = who.unwrap_or_default();
    let keep = leave.then(|| {
        let word = named(words::KEEP, words::KEEP_EMPTY, place.stands, &stands);
        button(word, place.keep(), chooser)
    });
    let proposals: Vec<_> = place
        .proposals
        .iter()
        .map(|proposal| {
            let value = chooser.words(record, place.at, proposal.written.as_ref());
            let taken = take.then(|| {
                let word = named(words::TAKE, words::TAKE_EMPTY, proposal.written.as_ref(), &value);
                button(word, place.take(proposal), chooser)
            });
            let name = chooser.named(record, signed(*proposal), Some(proposal.log));
            let who = self::who(&name, &proposal.device_time);
            side(words::WAITS, value, who, taken)
        })
        .collect();
    view! {
        <section class="card">
            <h3>{place_label(record.kind, place.at)}</h3>
            <div class="versus">{side(words::STANDS, stands, who, keep)} {proposals}</div>
        </section>
    }
    .into_any()
}

fn side(title: Text, value: String, who: String, button: Option<AnyView>) -> AnyView {
    view! {
        <div>
            <b>{title.get()}</b>
            <p class="value">{value}</p>
            <p class="soft">{who}</p>
            {button}
        </div>
    }
    .into_any()
}

fn withdrawal(record: &Record, wish: &Withdrawal, chooser: &Chooser<'_>) -> AnyView {
    let (_, leave, withdraw) = chooser.may(record);
    let name = chooser.named(record, signed(wish), Some(wish.log));
    let reason = wish.reason.as_ref().map(|reason| words::WISH_REASON.with(&[reason]));
    let no = (!withdraw && leave).then(|| {
        let state = state_label(record.kind, &record.state);
        view! { <p class="soft">{words::NO_WITHDRAW.with(&[&state])}</p> }
    });
    let word = |text: Text| text.get().to_owned();
    view! {
        <section class="card">
            <h3>{words::WITHDRAWAL.get()}</h3>
            <p>{words::WISH_SAYS.with(&[&name, &when::moment(&wish.device_time)])}</p>
            {reason.map(|reason| view! { <p>{reason}</p> })}
            {no}
            <div class="buttons">
                {leave.then(|| button(word(words::KEEP_RECORD), conflict::keep_record(record), chooser))}
                {withdraw.then(|| button(word(words::WITHDRAW), conflict::withdraw(wish), chooser))}
            </div>
        </section>
    }
    .into_any()
}

/// A record that one withdrew while others edited it.
fn edited_since(record: &Record, places: &[Disputed<'_>], chooser: &Chooser<'_>) -> AnyView {
    let (take, leave, _) = chooser.may(record);
    let withdrawn = record.withdrawn().map(|step| {
        let says = words::EDITED_SAYS
            .with(&[&chooser.named(record, signed(step), step.log), &when::moment(&step.device_time)]);
        view! {
            <p>{says}</p>
            {step.reason.clone().map(|reason| view! { <p>{words::WISH_REASON.with(&[&reason])}</p> })}
        }
    });
    let line = |proposal: &&Proposal| {
        let value = chooser.words(record, &proposal.at, proposal.written.as_ref());
        let label = place_label(record.kind, &proposal.at);
        let at = when::moment(&proposal.device_time);
        let name = chooser.named(record, signed(*proposal), Some(proposal.log));
        view! { <li>{words::EDITED_LINE.with(&[&label, &value, &name, &at])}</li> }.into_any()
    };
    let lines: Vec<_> = places.iter().flat_map(|place| place.proposals.iter().map(line)).collect();
    let word = |text: Text| text.get().to_owned();
    view! {
        <section class="card">
            <h3>{words::EDITED.get()}</h3>
            {withdrawn}
            <p>{words::EDITED_OTHERS.get()}</p>
            <ul class="outcomes">{lines}</ul>
            <div class="buttons">
                {leave.then(|| button(word(words::STAY_WITHDRAWN), conflict::stay_withdrawn(record), chooser))}
                {take.then(|| button(word(words::BRING_BACK), conflict::bring_back(record), chooser))}
            </div>
        </section>
    }
    .into_any()
}

fn button(word: String, choices: Vec<Choice>, chooser: &Chooser<'_>) -> AnyView {
    let choose = Rc::clone(&chooser.choose);
    let calm = press::calm();
    let pressed = move |event: web_sys::MouseEvent| {
        if !press::is_second(&event) {
            press::decided();
            choose(choices.clone());
        }
    };
    view! {
        <button type="button" class="button quiet" disabled=move || !calm.get() on:click=pressed>{word}</button>
    }
    .into_any()
}

/// The device behind a log, in words; nothing where nobody has said its name.
pub fn device_words(record: &Record, log: LogId, own_logs: &[LogId]) -> Option<String> {
    if own_logs.contains(&log) {
        return Some(words::THIS_DEVICE.get().to_owned());
    }
    match record.device_of(log) {
        Some(name) => Some(words::DEVICE.with(&[name])),
        // By an office of before. On a device it is at least another one than this.
        None => (!own_logs.is_empty()).then(|| words::OTHER_DEVICE.get().to_owned()),
    }
}

fn who(name: &str, at: &chrono::DateTime<chrono::FixedOffset>) -> String {
    words::WHO.with(&[name, &when::moment(at)])
}

/// The word on a button, with the beginning of the value that it is about.
fn named(says: Text, empty: Text, value: Option<&Value>, shown: &str) -> String {
    if value.is_none() || shown == record_words::EMPTY_VALUE.get() {
        return empty.get().to_owned();
    }
    let mut letters = shown.chars();
    let beginning: String = letters.by_ref().take(ON_BUTTON).collect();
    let rest = if letters.next().is_some() { "…" } else { "" };
    says.with(&[&[beginning.trim_end(), rest].concat()])
}
