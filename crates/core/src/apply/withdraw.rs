//! Withdrawing a record.

use super::sight::Sight;
use super::signature::Signature;
use super::{Applied, Context, Effect, Outcome, finish, may_record};
use crate::entry::Entry;
use crate::message::{Message, Problem};
use crate::record::{Record, Settled, Withdrawal};
use crate::text::visible;
use crate::workflow;

/// Withdraws a record, if its author knew all that happened to it. Otherwise the author's wish waits, so that nobody's
/// work is dropped unseen.
pub(super) fn withdraw(
    before: &Record,
    entry: &Entry,
    context: &Context<'_>,
    reason: Option<&str>,
) -> Applied {
    may_record(before, context)?;
    let sight = Sight::of(entry, context);
    let then = sight.standing(before);
    let reason = reason.filter(|reason| visible(reason)).map(str::to_owned);
    if before.deleted {
        if then.deleted && !sight.ahead() {
            return Err(Problem::of(Message::RecordDeleted));
        }
        // Two want the same: what the second wanted has come true already, and stands in the history.
        // The wishes of others, which the author may not have seen, are not the author's to settle.
        let mut record = before.clone();
        let mut settled = wait(&mut record, entry, context, reason);
        settled.extend(record.withdrawals.pop().map(|own| Settled::withdrawal(own, true)));
        let effect = Effect { settled, ..Effect::default() };
        return Ok((finish(record, entry, context, "change", effect), Outcome::Applied));
    }
    let deletable = |state: &str| workflow::of(before.kind).state(state).is_some_and(|state| state.deletable);
    if !deletable(then.state) && !sight.ahead() {
        return Err(Problem::of(Message::RecordLocked));
    }
    let mut record = before.clone();
    if deletable(&before.state) && sight.knew_all(before) {
        let settled = delete(&mut record);
        let effect = Effect { reason, settled, ..Effect::default() };
        return Ok((finish(record, entry, context, "delete", effect), Outcome::Applied));
    }
    let settled = wait(&mut record, entry, context, reason);
    let effect = Effect { settled, ..Effect::default() };
    Ok((finish(record, entry, context, "change", effect), Outcome::Merged { waiting: Vec::new() }))
}

/// Marks a record as withdrawn by somebody who knew all of it: values that waited are left, withdrawals have come
/// true.
pub(super) fn delete(record: &mut Record) -> Vec<Settled> {
    record.deleted = true;
    let proposals = std::mem::take(&mut record.proposals);
    let withdrawals = std::mem::take(&mut record.withdrawals);
    let left = proposals.into_iter().map(|proposal| Settled::proposal(proposal, false));
    left.chain(withdrawals.into_iter().map(|withdrawal| Settled::withdrawal(withdrawal, true))).collect()
}

/// Puts a withdrawal beside those that wait; one that its author repeats takes the place of the earlier.
pub(super) fn wait(
    record: &mut Record,
    entry: &Entry,
    context: &Context<'_>,
    reason: Option<String>,
) -> Vec<Settled> {
    let (own, others) = std::mem::take(&mut record.withdrawals)
        .into_iter()
        .partition::<Vec<_>, _>(|other| other.author.id == entry.author.id);
    record.withdrawals = others;
    let Signature { author, written_as } = Signature::of(entry, context.known_as);
    record.withdrawals.push(Withdrawal {
        reason,
        author,
        written_as,
        device_time: entry.device_time,
        log: context.log,
        number: context.number,
        revision: record.revision + 1,
    });
    own.into_iter().map(|withdrawal| Settled::withdrawal(withdrawal, false)).collect()
}
