//! Changes of content, alone or with a step of the workflow.

use super::merge::{Origin, merge, propose};
use super::sight::Sight;
use super::{Applied, Context, Effect, Outcome, finish, may_record, valid};
use crate::entry::{Entry, FieldChange, FieldPath};
use crate::message::{Message, Problem};
use crate::record::place::{present, read};
use crate::record::{Proposal, Record, Replaced, Settled};
use crate::text::{said_chars, visible};
use crate::workflow::{self, Step};

/// Changes fields. Where the record was withdrawn or has left its authors' hands, and the author could not know, what
/// that author wrote waits for a person; whoever knew and writes all the same is refused.
pub(super) fn change(
    before: &Record,
    entry: &Entry,
    context: &Context<'_>,
    fields: &[FieldChange],
    reason: Option<String>,
) -> Applied {
    may_record(before, context)?;
    let sight = Sight::of(entry, context);
    let open = |state: &str| workflow::of(before.kind).state(state).is_some_and(|state| state.editable);
    if before.deleted || !open(&before.state) {
        let then = sight.standing(before);
        if then.deleted && !sight.ahead() {
            return Err(Problem::of(Message::RecordDeleted));
        }
        if !open(then.state) && !sight.ahead() {
            return Err(Problem::of(Message::RecordLocked));
        }
        return Ok(waits(before, entry, context, fields, reason));
    }
    match merged(before, entry, context, fields) {
        Ok(Merged { record, waiting, effect }) => {
            let effect = Effect { reason, ..effect };
            Ok((finish(record, entry, context, "change", effect), Outcome::of(waiting)))
        }
        // What each wrote rightly, without knowing of the other, is wrong together: a person looks at both.
        Err(_) if !sight.knew_all(before) => Ok(waits(before, entry, context, fields, reason)),
        Err(problem) => Err(problem),
    }
}

/// A step of the workflow with the changes that belong to it.
pub(super) fn advance(
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
    let text = reason.map(|reason| reason.trim().to_owned()).filter(|reason| visible(reason));
    let sight = Sight::of(entry, context);
    if before.deleted || !step.from.contains(&before.state.as_str()) {
        let then = sight.standing(before);
        // A correction whose record went on, or went, before its author could know is kept as the change that it is.
        let open = !then.deleted && step.from.contains(&then.state);
        if !fields.is_empty() && (open || sight.ahead()) {
            return change(before, entry, context, fields, text);
        }
        let message = if before.deleted { Message::RecordDeleted } else { Message::StepNotOpen };
        return Err(Problem::of(message));
    }
    if reason.map_or(0, said_chars) < step.reason_min {
        return Err(Problem::at(Message::ReasonTooShort, FieldPath::field("reason")));
    }
    if !step.needs_change && !fields.is_empty() {
        return Err(Problem::of(Message::RecordLocked));
    }
    let Merged { mut record, waiting, effect } = match merged(before, entry, context, fields) {
        Err(_) if !sight.knew_all(before) && !fields.is_empty() => {
            return change(before, entry, context, fields, text);
        }
        merged => merged?,
    };
    // A correction may also have been saved, as entries of its own, since the record was returned.
    let saved = || {
        let since_move = before.trail.iter().rev().take_while(|step| step.did == "change");
        since_move.into_iter().any(|step| !step.changed.is_empty())
    };
    if step.needs_change && effect.changed.is_empty() && waiting.is_empty() && !saved() {
        return Err(Problem::of(Message::NothingChanged));
    }
    record.state = step.to.to_owned();
    if step.issues_code && record.code.is_none() {
        record.code = context.next_code.map(|next| next());
    }
    Ok((finish(record, entry, context, name, Effect { reason: text, ..effect }), Outcome::of(waiting)))
}

/// Nothing of it is written; all of it waits.
fn waits(
    before: &Record,
    entry: &Entry,
    context: &Context<'_>,
    fields: &[FieldChange],
    reason: Option<String>,
) -> (Record, Outcome) {
    let mut record = before.clone();
    let proposals = propose(before, fields, entry, origin(before, context));
    let waiting = proposals.iter().map(|proposal| proposal.at.clone()).collect();
    let settled = put_by(&mut record.proposals, proposals);
    let effect = Effect { reason, settled, ..Effect::default() };
    (finish(record, entry, context, "change", effect), Outcome::of(waiting))
}

/// A record after a merge.
struct Merged {
    record: Record,
    /// The places where another value stands.
    waiting: Vec<FieldPath>,
    /// The places that changed, where another value stands or the choice between two was made, with what went.
    effect: Effect,
}

fn merged(
    before: &Record,
    entry: &Entry,
    context: &Context<'_>,
    fields: &[FieldChange],
) -> Result<Merged, Problem> {
    let sight = Sight::of(entry, context);
    let mut record = before.clone();
    let proposals = merge(record.kind, &mut record.body, fields, entry, origin(before, context));
    let waiting: Vec<FieldPath> = proposals.iter().map(|proposal| proposal.at.clone()).collect();
    let written = |at: &FieldPath| !waiting.contains(at) && fields.iter().any(|change| change.at == *at);
    // Whoever saw what waits, and writes at the place, has chosen.
    let (chosen, open) =
        std::mem::take(&mut record.proposals).into_iter().partition::<Vec<_>, _>(|proposal| {
            written(&proposal.at) && sight.knew(Some(proposal.log), proposal.revision)
        });
    let stood = |at: &FieldPath| read(record.kind, &before.body, at);
    let stands = |at: &FieldPath| read(record.kind, &record.body, at);
    let differs =
        |at: &FieldPath| stood(at) != stands(at) || chosen.iter().any(|proposal| proposal.at == *at);
    let changed: Vec<FieldPath> =
        fields.iter().map(|change| &change.at).filter(|at| written(at) && differs(at)).cloned().collect();
    let replaced = replaced(&changed, stood, stands);
    let mut settled: Vec<Settled> = chosen
        .into_iter()
        .map(|proposal| {
            let taken = present(proposal.written.as_ref()) == stands(&proposal.at);
            Settled::proposal(proposal, taken)
        })
        .collect();
    record.proposals = open;
    settled.extend(put_by(&mut record.proposals, proposals));
    let at: Vec<&FieldPath> = fields.iter().map(|change| &change.at).collect();
    valid(before, &record, &at, context)?;
    Ok(Merged { record, waiting, effect: Effect { reason: None, changed, replaced, settled } })
}

/// What stood at places where something else stands now.
pub(super) fn replaced<'b>(
    places: &[FieldPath],
    stood: impl Fn(&FieldPath) -> Option<&'b serde_json::Value>,
    stands: impl Fn(&FieldPath) -> Option<&'b serde_json::Value>,
) -> Vec<Replaced> {
    let gone = |at: &FieldPath| stood(at).filter(|value| stands(at) != Some(value)).cloned();
    places.iter().filter_map(|at| gone(at).map(|value| Replaced { at: at.clone(), value })).collect()
}

/// Puts proposals beside those that wait. What the same author had proposed at the same place, and has written anew
/// since, gives way; what the author proposes a second time does not wait twice.
fn put_by(waiting: &mut Vec<Proposal>, proposals: Vec<Proposal>) -> Vec<Settled> {
    let mut settled = Vec::new();
    for mut proposal in proposals {
        let same = |other: &Proposal| {
            other.at == proposal.at
                && other.author.id == proposal.author.id
                && present(other.written.as_ref()) == present(proposal.written.as_ref())
        };
        if waiting.iter().any(same) {
            continue;
        }
        let earlier = waiting.iter().position(|other| {
            other.at == proposal.at
                && other.log == proposal.log
                && present(other.written.as_ref()) == present(proposal.seen.as_ref())
        });
        if let Some(place) = earlier {
            let earlier = waiting.remove(place);
            proposal.seen.clone_from(&earlier.seen);
            settled.push(Settled::proposal(earlier, false));
        }
        waiting.push(proposal);
    }
    settled
}

/// Where what an entry proposes comes from.
pub(super) fn origin<'a>(before: &Record, context: &Context<'a>) -> Origin<'a> {
    let (log, number, known_as) = (context.log, context.number, context.known_as);
    Origin { log, number, revision: before.revision + 1, known_as }
}
