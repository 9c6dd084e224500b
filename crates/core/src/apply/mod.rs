//! Applying entries to records: the one function that the office, the optimistic view on a device and the
//! simulated fleets all run.

mod change;
mod merge;
mod onward;
mod room;
mod settle;
mod sight;
mod signature;
mod view;
mod withdraw;

pub use merge::{Origin, diff, merge};
pub use onward::onward;
pub use room::{AUTHOR_BYTES_MAX, PROPOSALS_MAX, RECORD_BYTES_MAX, UNKNOWN_BYTES_MAX, UNKNOWN_FIELDS_MAX};
pub use signature::NAME_CHARS_MAX;
pub use view::optimistic;

pub use crate::record::place::read;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::Authority;
use crate::catalogue::{Catalogue, UnitId};
use crate::entry::{Action, ENTRY_FORMAT, ENTRY_FORMAT_FIRST, Entry, FieldPath};
use crate::further::Further;
use crate::ids::{LogId, RecordId};
use crate::message::{Message, Problem};
use crate::record::{Body, Record, Replaced, Settled, TrailStep};
use crate::workflow;

use signature::Signature;

/// What the one who applies an entry adds to it.
pub struct Context<'a> {
    /// The author's rights.
    pub authority: Authority<'a>,
    /// The name that the office knows the author by at this moment; `None` on a device.
    pub known_as: Option<&'a str>,
    /// What people call the device that brings the entry, as the office knows it; `None` on a device and at a desk.
    pub device: Option<&'a str>,
    /// The entry's log.
    pub log: LogId,
    /// The entry's number in it.
    pub number: u64,
    /// When the office received it; `None` on a device.
    pub received_at: Option<DateTime<FixedOffset>>,
    /// The code lists to check against; without them only form is checked.
    pub catalogue: Option<&'a Catalogue>,
    /// The number to give a record whose step issues one; the office's alone.
    pub next_code: Option<&'a dyn Fn() -> String>,
}

/// The office's word on one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Outcome {
    /// It is part of its record.
    Applied,
    /// It is part of its record, except for what met something that its author had not seen: that waits for a person.
    Merged {
        /// The places that wait; none where it is a withdrawal that waits.
        waiting: Vec<FieldPath>,
    },
    /// It changed nothing; it stays in its log with the reason.
    Refused {
        /// Why.
        problem: Problem,
    },
    /// An outcome of another version, as it came: the entry is answered, and this version cannot say how.
    #[serde(untagged)]
    Other(Value),
}

/// An outcome with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The entry's number.
    pub number: u64,
    /// The record it spoke of; absent where the entry could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The record's revision afterwards; 0 where there is none.
    pub revision: u64,
    /// What became of it.
    pub outcome: Outcome,
    /// What else another version says.
    #[serde(flatten)]
    pub further: Further,
}

impl Verdict {
    /// Whether the entry was refused.
    pub fn refused(&self) -> bool {
        matches!(self.outcome, Outcome::Refused { .. })
    }
}

impl Outcome {
    /// The outcome of an entry some of whose values wait.
    fn of(waiting: Vec<FieldPath>) -> Self {
        if waiting.is_empty() { Self::Applied } else { Self::Merged { waiting } }
    }
}

/// Applies one entry. Returns the record as it stands afterwards if it changed, and what became of the entry.
///
/// Never fails: whatever an entry says, the answer is a verdict.
pub fn apply(before: Option<&Record>, entry: &Entry, context: &Context<'_>) -> (Option<Record>, Outcome) {
    let applied = try_apply(before, entry, context).and_then(|(record, outcome)| {
        room::left(before, &record, entry)?;
        Ok((record, outcome))
    });
    match applied {
        Ok((record, outcome)) => (Some(record), outcome),
        Err(problem) => (None, Outcome::Refused { problem }),
    }
}

type Applied = Result<(Record, Outcome), Problem>;

fn try_apply(before: Option<&Record>, entry: &Entry, context: &Context<'_>) -> Applied {
    if entry.format < ENTRY_FORMAT_FIRST {
        return Err(Problem::of(Message::EntryUnreadable));
    }
    let known = entry.kind.is_known() && before.is_none_or(|record| record.kind.is_known());
    if entry.format > ENTRY_FORMAT || entry.action == Action::Unknown || !known {
        return Err(Problem::of(Message::EntryNewer));
    }
    if let Action::Create { unit, body } = &entry.action {
        if before.is_some() {
            return Err(Problem::of(Message::RecordExists));
        }
        return create(entry, context, unit, body);
    }
    let before = before.ok_or_else(|| Problem::of(Message::RecordMissing))?;
    if before.kind != entry.kind {
        return Err(Problem::of(Message::KindDiffers));
    }
    if !context.authority.scope.covers(&before.unit) {
        return Err(Problem::of(Message::ScopeOutside));
    }
    match &entry.action {
        Action::Change { fields } => change::change(before, entry, context, fields, None),
        Action::Move { step, reason, fields } => {
            change::advance(before, entry, context, step, reason.as_deref(), fields)
        }
        Action::Delete { reason } => withdraw::withdraw(before, entry, context, reason.as_deref()),
        Action::Settle { choices } => settle::settle(before, entry, context, choices),
        Action::Create { .. } | Action::Unknown => Err(Problem::of(Message::EntryNewer)),
    }
}

fn create(entry: &Entry, context: &Context<'_>, unit: &UnitId, body: &Body) -> Applied {
    let record = Record {
        id: entry.record,
        kind: entry.kind,
        unit: unit.clone(),
        revision: 0,
        state: workflow::of(entry.kind).initial.to_owned(),
        code: None,
        body: body.clone(),
        proposals: Vec::new(),
        withdrawals: Vec::new(),
        deleted: false,
        applied: std::collections::BTreeMap::new(),
        trail: Vec::new(),
    };
    may_record(&record, context)?;
    // Units that a scope names are the office's own word: a device whose catalogue is older still records for its home.
    let named = context.authority.scope.units().is_some();
    if !named && context.catalogue.is_some_and(|catalogue| catalogue.unit(unit).is_none()) {
        return Err(Problem::of(Message::UnitUnknown));
    }
    if let Some(problem) = crate::validate::first_error(record.kind, &record.body, context.catalogue) {
        return Err(problem);
    }
    Ok((finish(record, entry, context, "create", Effect::default()), Outcome::Applied))
}

fn may_record(record: &Record, context: &Context<'_>) -> Result<(), Problem> {
    if !context.authority.scope.covers(&record.unit) {
        return Err(Problem::of(Message::ScopeOutside));
    }
    if !context.authority.role.records() {
        return Err(Problem::of(Message::RoleMayNot));
    }
    Ok(())
}

/// Refuses a body for what this entry made wrong at the places it wrote or elsewhere. What was wrong before it, by the
/// measure of this version, must neither keep a record from moving nor force whoever corrects one field to mend
/// another.
fn valid(
    before: &Record,
    after: &Record,
    written: &[&FieldPath],
    context: &Context<'_>,
) -> Result<(), Problem> {
    let errors = crate::validate::office_errors(after.kind, &after.body, context.catalogue);
    if errors.is_empty() {
        return Ok(());
    }
    let known = crate::validate::office_errors(before.kind, &before.body, context.catalogue);
    let own = |problem: &Problem| problem.at.as_ref().is_some_and(|at| written.contains(&at));
    errors.into_iter().find(|problem| own(problem) || !known.contains(problem)).map_or(Ok(()), Err)
}

/// What an entry did to a record, as its history tells it.
#[derive(Debug, Default)]
struct Effect {
    reason: Option<String>,
    changed: Vec<FieldPath>,
    replaced: Vec<Replaced>,
    settled: Vec<Settled>,
}

fn finish(mut record: Record, entry: &Entry, context: &Context<'_>, did: &str, effect: Effect) -> Record {
    record.revision += 1;
    let answered = record.applied.entry(context.log).or_default();
    *answered = (*answered).max(context.number + 1);
    let Signature { author, written_as } = Signature::of(entry, context.known_as);
    // Said once for each log: records that are written to every day do not grow by it.
    let device = context.device.map(signature::bounded);
    let device = device.filter(|device| record.device_of(context.log) != Some(device));
    record.trail.push(TrailStep {
        revision: record.revision,
        did: did.to_owned(),
        author,
        written_as,
        device_time: entry.device_time,
        received_at: context.received_at,
        reason: effect.reason,
        changed: effect.changed,
        log: Some(context.log),
        device,
        replaced: effect.replaced,
        settled: effect.settled,
    });
    record
}

#[cfg(test)]
mod tests;
