//! Several people at one record, for the tests of what waits and what is chosen.

use serde_json::Value;

use super::strategies::{activity, context, entry, log, person, record};
use crate::access::{Role, Scope};
use crate::apply::{Outcome, apply};
use crate::entry::{Action, Choice, Entry, FieldChange, FieldPath};
use crate::message::Problem;
use crate::record::Record;

pub const OFFICER: Role = Role::FieldOfficer;
pub const SPECIALIST: Role = Role::ProvinceSpecialist;

/// Somebody's entry: of the log, by the person of its number, who had the record at the office's revision `mirrored`.
pub fn act(
    role: Role,
    seed: u8,
    mirrored: u64,
    before: &Record,
    action: Action,
) -> (Option<Record>, Outcome) {
    let scope = Scope::Province;
    let number = before.applied.get(&log(seed)).copied().unwrap_or(0);
    let author = person(&format!("Người {seed}"));
    let entry = Entry { author, mirrored: Some(mirrored), ..entry(action, mirrored) };
    apply(Some(before), &entry, &context(role, &scope, log(seed), number))
}

pub fn done(role: Role, seed: u8, mirrored: u64, before: &Record, action: Action) -> Record {
    let (after, outcome) = act(role, seed, mirrored, before, action);
    after.unwrap_or_else(|| panic!("{outcome:?}"))
}

pub fn refused(role: Role, seed: u8, mirrored: u64, before: &Record, action: Action) -> Option<Problem> {
    match act(role, seed, mirrored, before, action).1 {
        Outcome::Refused { problem } => Some(problem),
        _ => None,
    }
}

pub fn write(field: &str, seen: Option<&str>, written: &str) -> Action {
    let change = FieldChange {
        at: FieldPath::field(field),
        seen: seen.map(Value::from),
        written: Some(Value::from(written)),
    };
    Action::Change { fields: vec![change] }
}

pub fn retitle(title: &str) -> Action {
    write("title", Some("Họp bản"), title)
}

pub fn withdraw() -> Action {
    Action::Delete { reason: Some("Ghi hai lần".to_owned()) }
}

/// The choice of each thing that waits.
pub fn choices(record: &Record, take: impl Fn(usize) -> bool) -> Action {
    let values = record.proposals.iter().map(|proposal| {
        let seen = record.body.get(&proposal.at.field).cloned();
        (proposal.log, proposal.number, Some(proposal.at.clone()), seen)
    });
    let withdrawals = record.withdrawals.iter().map(|waiting| (waiting.log, waiting.number, None, None));
    let all = values.chain(withdrawals).enumerate();
    let choices =
        all.map(|(place, (log, number, at, seen))| Choice { log, number, at, seen, take: take(place) });
    Action::Settle { choices: choices.collect() }
}

/// Người 1 wrote "Một"; Người 2, who had not seen it, wrote "Hai", which waits. The revision is 3.
pub fn met() -> Record {
    let before = record(activity(), "submitted");
    let first = done(OFFICER, 1, 1, &before, retitle("Một"));
    let met = done(OFFICER, 2, 1, &first, retitle("Hai"));
    assert_eq!((met.body["title"].as_str(), met.proposals.len(), met.revision), (Some("Một"), 1, 3));
    met
}

pub fn title(record: &Record) -> &str {
    record.body["title"].as_str().unwrap()
}

pub fn writer(record: &Record) -> &str {
    &record.writer(&FieldPath::field("title")).unwrap().author.name
}

pub fn last_settled(record: &Record) -> Vec<(&str, bool)> {
    let settled = &record.trail.last().unwrap().settled;
    settled.iter().map(|settled| (settled.author.name.as_str(), settled.taken)).collect()
}
