//! Applying entries to records: the one function that the office, the optimistic view on a device and the
//! simulated fleets all run.

mod merge;
mod view;

pub use merge::{Origin, diff, merge};
pub use view::optimistic;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::access::Authority;
use crate::catalogue::Catalogue;
use crate::entry::{Action, ENTRY_FORMAT, Entry, FieldChange, FieldPath};
use crate::ids::{LogId, RecordId};
use crate::message::{Message, Problem};
use crate::record::{Record, TrailStep};
use crate::workflow::{self, Step};

/// What the one who applies an entry adds to it.
pub struct Context<'a> {
    /// The author's rights.
    pub authority: Authority<'a>,
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
    /// It is part of its record, except for values that met another: they wait as proposals.
    Merged {
        /// The places that wait for a person.
        waiting: Vec<FieldPath>,
    },
    /// It changed nothing; it stays in its log with the reason.
    Refused {
        /// Why.
        problem: Problem,
    },
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
}

impl Verdict {
    /// Whether the entry was refused.
    pub fn refused(&self) -> bool {
        matches!(self.outcome, Outcome::Refused { .. })
    }
}

/// Applies one entry. Returns the record as it stands afterwards if it changed, and what became of the entry.
///
/// Never fails: whatever an entry says, the answer is a verdict.
pub fn apply(before: Option<&Record>, entry: &Entry, context: &Context<'_>) -> (Option<Record>, Outcome) {
    match try_apply(before, entry, context) {
        Ok((record, waiting)) if waiting.is_empty() => (Some(record), Outcome::Applied),
        Ok((record, waiting)) => (Some(record), Outcome::Merged { waiting }),
        Err(problem) => (None, Outcome::Refused { problem }),
    }
}

type Applied = Result<(Record, Vec<FieldPath>), Problem>;

fn try_apply(before: Option<&Record>, entry: &Entry, context: &Context<'_>) -> Applied {
    if entry.format > ENTRY_FORMAT || entry.action == Action::Unknown {
        return Err(Problem::of(Message::EntryNewer));
    }
    if let Action::Create { unit, body } = &entry.action {
        if before.is_some() {
            return Err(Problem::of(Message::RecordExists));
        }
        let record = Record {
            id: entry.record,
            kind: entry.kind,
            unit: unit.clone(),
            revision: 0,
            state: workflow::of(entry.kind).initial.to_owned(),
            code: None,
            body: body.clone(),
            proposals: Vec::new(),
            deleted: false,
            applied: std::collections::BTreeMap::new(),
            trail: Vec::new(),
        };
        may_record(&record, context)?;
        valid(None, &record, &[], context)?;
        return Ok((finish(record, entry, context, "create", None, Vec::new()), Vec::new()));
    }
    let before = before.ok_or_else(|| Problem::of(Message::RecordMissing))?;
    if before.kind != entry.kind {
        return Err(Problem::of(Message::KindDiffers));
    }
    if !context.authority.scope.covers(&before.unit) {
        return Err(Problem::of(Message::ScopeOutside));
    }
    if before.deleted {
        return Err(Problem::of(Message::RecordDeleted));
    }
    match &entry.action {
        Action::Change { fields } => change(before, entry, context, fields),
        Action::Move { step, reason, fields } => {
            advance(before, entry, context, step, reason.as_deref(), fields)
        }
        Action::Delete { reason } => {
            may_record(before, context)?;
            let state = workflow::of(before.kind).state(&before.state);
            if !state.is_some_and(|state| state.deletable) {
                return Err(Problem::of(Message::RecordLocked));
            }
            if entry.base != before.revision {
                return Err(Problem::of(Message::ChangedSince));
            }
            let record = Record { deleted: true, ..before.clone() };
            Ok((finish(record, entry, context, "delete", reason.clone(), Vec::new()), Vec::new()))
        }
        Action::Create { .. } | Action::Unknown => Err(Problem::of(Message::EntryNewer)),
    }
}

fn change(before: &Record, entry: &Entry, context: &Context<'_>, fields: &[FieldChange]) -> Applied {
    may_record(before, context)?;
    if !workflow::of(before.kind).state(&before.state).is_some_and(|state| state.editable) {
        return Err(Problem::of(Message::RecordLocked));
    }
    let Merged { record, waiting, changed } = merged(before, entry, context, fields)?;
    Ok((finish(record, entry, context, "change", None, changed), waiting))
}

fn advance(
    before: &Record,
    entry: &Entry,
    context: &Context<'_>,
    name: &str,
    reason: Option<&str>,
    fields: &[FieldChange],
) -> Applied {
    let step: &Step = workflow::of(before.kind).step(name).ok_or_else(|| Problem::of(Message::EntryNewer))?;
    if !step.roles.contains(&context.authority.role) {
        return Err(Problem::of(Message::RoleMayNot));
    }
    if !step.from.contains(&before.state.as_str()) {
        return Err(Problem::of(Message::StepNotOpen));
    }
    if reason.map_or(0, |reason| reason.trim().chars().count()) < step.reason_min {
        return Err(Problem::at(Message::ReasonTooShort, FieldPath::field("reason")));
    }
    if !step.needs_change && !fields.is_empty() {
        return Err(Problem::of(Message::RecordLocked));
    }
    let Merged { mut record, waiting, changed } = merged(before, entry, context, fields)?;
    // A correction may also have been saved, as entries of its own, since the record was returned.
    let saved = || {
        let since_move = before.trail.iter().rev().take_while(|step| step.did == "change");
        since_move.into_iter().any(|step| !step.changed.is_empty())
    };
    if step.needs_change && changed.is_empty() && waiting.is_empty() && !saved() {
        return Err(Problem::of(Message::NothingChanged));
    }
    record.state = step.to.to_owned();
    if step.issues_code && record.code.is_none() {
        record.code = context.next_code.map(|next| next());
    }
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    Ok((finish(record, entry, context, name, reason, changed), waiting))
}

/// A record after a merge.
struct Merged {
    record: Record,
    /// The places where another value stands.
    waiting: Vec<FieldPath>,
    /// The places that changed: another value stands there, or the choice between two was made.
    changed: Vec<FieldPath>,
}

fn merged(
    before: &Record,
    entry: &Entry,
    context: &Context<'_>,
    fields: &[FieldChange],
) -> Result<Merged, Problem> {
    let mut record = before.clone();
    let origin = Origin { log: context.log, number: context.number, revision: before.revision + 1 };
    let proposals = merge(record.kind, &mut record.body, fields, entry, origin);
    let waiting: Vec<FieldPath> = proposals.iter().map(|proposal| proposal.at.clone()).collect();
    let written = |at: &FieldPath| !waiting.contains(at) && fields.iter().any(|change| change.at == *at);
    let (settled, open) = std::mem::take(&mut record.proposals)
        .into_iter()
        .partition::<Vec<_>, _>(|proposal| written(&proposal.at) && proposal.revision <= entry.base);
    let differs = |at: &FieldPath| {
        merge::read(record.kind, &before.body, at) != merge::read(record.kind, &record.body, at)
            || settled.iter().any(|proposal| proposal.at == *at)
    };
    let changed =
        fields.iter().map(|change| &change.at).filter(|at| written(at) && differs(at)).cloned().collect();
    record.proposals = open;
    record.proposals.extend(proposals);
    valid(Some(before), &record, fields, context)?;
    Ok(Merged { record, waiting, changed })
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

/// Refuses a body for what this entry made wrong. What was wrong before it, by the measure of this version, must
/// neither keep a record from moving nor force whoever corrects one field to mend another.
fn valid(
    before: Option<&Record>,
    after: &Record,
    fields: &[FieldChange],
    context: &Context<'_>,
) -> Result<(), Problem> {
    let errors = crate::validate::office_errors(after.kind, &after.body, context.catalogue);
    if errors.is_empty() {
        return Ok(());
    }
    let known = before.map_or_else(Vec::new, |before| {
        crate::validate::office_errors(before.kind, &before.body, context.catalogue)
    });
    let own = |problem: &Problem| fields.iter().any(|change| problem.at.as_ref() == Some(&change.at));
    errors.into_iter().find(|problem| own(problem) || !known.contains(problem)).map_or(Ok(()), Err)
}

fn finish(
    mut record: Record,
    entry: &Entry,
    context: &Context<'_>,
    did: &str,
    reason: Option<String>,
    changed: Vec<FieldPath>,
) -> Record {
    record.revision += 1;
    let answered = record.applied.entry(context.log).or_default();
    *answered = (*answered).max(context.number + 1);
    record.trail.push(TrailStep {
        revision: record.revision,
        did: did.to_owned(),
        author: entry.author.clone(),
        device_time: entry.device_time,
        received_at: context.received_at,
        reason,
        changed,
    });
    record
}

#[cfg(test)]
mod tests;
