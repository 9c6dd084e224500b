//! Choices: somebody decides between what stands in a record and what waits beside it.
//!
//! A choice is good if what stands is what its author compared, and what they chose of still waits. If somebody else
//! decided meanwhile, two choices that agree are one; of two that differ the first holds, and what the second wanted
//! to stand waits beside it under the second's name.

use super::change::{origin, replaced};
use super::merge;
use super::sight::Sight;
use super::{Applied, Context, Effect, Outcome, finish, valid, withdraw};
use crate::entry::{Choice, Entry, FieldChange, FieldPath};
use crate::ids::LogId;
use crate::message::{Message, Problem};
use crate::record::place::{present, read};
use crate::record::{Record, Settled};
use crate::workflow::{self, Workflow};

/// A record on its way through the choices of one entry.
struct Settling<'a> {
    before: &'a Record,
    entry: &'a Entry,
    context: &'a Context<'a>,
    sight: Sight,
    record: Record,
    settled: Vec<Settled>,
    /// The places where a value was taken.
    taken: Vec<FieldPath>,
    /// The places that still wait, or wait again.
    waiting: Vec<FieldPath>,
    /// Whether a withdrawal still waits, or waits again.
    withdrawal_waits: bool,
    /// Why the record was withdrawn, once it was.
    withdrawn: Option<Option<String>>,
}

/// Settles what waits, choice by choice; all of them or none.
pub(super) fn settle(before: &Record, entry: &Entry, context: &Context<'_>, choices: &[Choice]) -> Applied {
    let sight = Sight::of(entry, context);
    let mut settling = Settling {
        before,
        entry,
        context,
        sight,
        record: before.clone(),
        settled: Vec::new(),
        taken: Vec::new(),
        waiting: Vec::new(),
        withdrawal_waits: false,
        withdrawn: None,
    };
    if choices.is_empty() {
        return Err(Problem::of(Message::NothingWaits));
    }
    for (place, choice) in choices.iter().enumerate() {
        let same = |other: &Choice| names(other, choice);
        if choices.iter().take(place).any(same) {
            return Err(problem(Message::Duplicate, choice));
        }
    }
    // Values before withdrawals: whoever takes a withdrawal has looked at all the rest.
    let (values, withdrawals): (Vec<_>, Vec<_>) = choices.iter().partition(|choice| choice.at.is_some());
    for choice in values.into_iter().chain(withdrawals) {
        if settling.allowed(choice)? {
            settling.choose(choice)?;
        } else {
            settling.goes_on_waiting(choice)?;
        }
    }
    settling.finish()
}

impl Settling<'_> {
    /// Whether the choice may be made now; `false` where it could be made when its author looked, and no more.
    fn allowed(&self, choice: &Choice) -> Result<bool, Problem> {
        let workflow: &Workflow = workflow::of(self.before.kind);
        let role = self.context.authority.role;
        let may = |state: &str| match (choice.take, &choice.at) {
            (true, Some(_)) => workflow.may_take(state, role),
            (true, None) => workflow.may_withdraw(state, role),
            (false, _) => workflow.may_leave(state, role),
        };
        let then = self.sight.standing(self.before);
        let now_deleted = self.before.deleted && !then.deleted;
        if may(&self.before.state) && !now_deleted {
            return Ok(true);
        }
        if may(then.state) {
            return Ok(false);
        }
        let anywhere = workflow.states.iter().any(|state| may(state.name));
        Err(problem(if anywhere { Message::RecordLocked } else { Message::RoleMayNot }, choice))
    }

    fn choose(&mut self, choice: &Choice) -> Result<(), Problem> {
        match &choice.at {
            Some(at) => self.choose_value(choice, at),
            None => self.choose_withdrawal(choice),
        }
    }

    fn choose_value(&mut self, choice: &Choice, at: &FieldPath) -> Result<(), Problem> {
        let of_choice =
            |log, number, other: &FieldPath| log == choice.log && number == choice.number && other == at;
        let place = self
            .record
            .proposals
            .iter()
            .position(|proposal| of_choice(proposal.log, proposal.number, &proposal.at));
        let Some(place) = place else { return self.meets(choice) };
        let stood = read(self.before.kind, &self.before.body, at);
        if stood != present(choice.seen.as_ref()) || (choice.take && self.taken.contains(at)) {
            // Something else stands there than the author compared with, or two values are taken for one place.
            self.waiting.push(at.clone());
            return Ok(());
        }
        let proposal = self.record.proposals.remove(place);
        if choice.take {
            let value = present(proposal.written.as_ref()).cloned();
            if !merge::write(self.record.kind, &mut self.record.body, at, value) {
                return Err(problem(Message::WrongForm, choice));
            }
            self.record.deleted = false;
            self.taken.push(at.clone());
        }
        self.settled.push(Settled::proposal(proposal, choice.take));
        Ok(())
    }

    fn choose_withdrawal(&mut self, choice: &Choice) -> Result<(), Problem> {
        let place = self
            .record
            .withdrawals
            .iter()
            .position(|other| other.log == choice.log && other.number == choice.number);
        let Some(place) = place else { return self.meets(choice) };
        if choice.take && (!self.sight.knew_all(self.before) || !self.taken.is_empty()) {
            self.withdrawal_waits = true;
            return Ok(());
        }
        let withdrawal = self.record.withdrawals.remove(place);
        if choice.take {
            self.withdrawn = Some(withdrawal.reason.clone());
            self.settled.push(Settled::withdrawal(withdrawal, true));
            self.settled.extend(withdraw::delete(&mut self.record));
        } else {
            self.settled.push(Settled::withdrawal(withdrawal, false));
        }
        Ok(())
    }

    /// Somebody else has decided already. Without having seen it, this one wanted the same, or something else.
    fn meets(&mut self, choice: &Choice) -> Result<(), Problem> {
        let (revision, log, earlier) = self.settled_before(choice)?;
        if self.sight.knew(log, revision) {
            return Err(problem(Message::NothingWaits, choice));
        }
        if earlier.taken == choice.take {
            return Ok(());
        }
        let Some(at) = &earlier.at else {
            if !choice.take {
                return Err(problem(Message::RecordDeleted, choice));
            }
            let settled = withdraw::wait(&mut self.record, self.entry, self.context, earlier.reason.clone());
            self.settled.extend(settled);
            self.withdrawal_waits = true;
            return Ok(());
        };
        let written = if choice.take { earlier.written.clone() } else { choice.seen.clone() };
        let wanted = FieldChange { at: at.clone(), seen: choice.seen.clone(), written };
        let origin = origin(self.before, self.context);
        let again = merge::propose(&self.record, &[wanted], self.entry, origin);
        self.waiting.extend(again.iter().map(|proposal| proposal.at.clone()));
        self.record.proposals.extend(again);
        Ok(())
    }

    /// A choice that came too late to be made: what it speaks of waits on, if it still does.
    fn goes_on_waiting(&mut self, choice: &Choice) -> Result<(), Problem> {
        match &choice.at {
            Some(at) => {
                let waits =
                    self.record.proposals.iter().any(|other| {
                        other.log == choice.log && other.number == choice.number && other.at == *at
                    });
                if !waits {
                    return self.meets(choice);
                }
                self.waiting.push(at.clone());
            }
            None => {
                let waits = self
                    .record
                    .withdrawals
                    .iter()
                    .any(|other| other.log == choice.log && other.number == choice.number);
                if !waits {
                    return self.meets(choice);
                }
                self.withdrawal_waits = true;
            }
        }
        Ok(())
    }

    /// When what a choice speaks of was settled, by which log, and how.
    fn settled_before(&self, choice: &Choice) -> Result<(u64, Option<LogId>, Settled), Problem> {
        let found = self.before.trail.iter().rev().find_map(|step| {
            let settled = step.settled.iter().find(|settled| {
                settled.log == choice.log && settled.number == choice.number && settled.at == choice.at
            })?;
            Some((step.revision, step.log, settled.clone()))
        });
        found.ok_or_else(|| problem(Message::NothingWaits, choice))
    }

    fn finish(self) -> Applied {
        let Self {
            before, entry, context, record, settled, taken, waiting, withdrawal_waits, withdrawn, ..
        } = self;
        valid(before, &record, &taken.iter().collect::<Vec<_>>(), context)?;
        let replaced = replaced(
            &taken,
            |at| read(before.kind, &before.body, at),
            |at| read(record.kind, &record.body, at),
        );
        let did = if withdrawn.is_some() { "delete" } else { "change" };
        let effect = Effect { reason: withdrawn.flatten(), changed: taken, replaced, settled };
        let outcome = if withdrawal_waits { Outcome::Merged { waiting } } else { Outcome::of(waiting) };
        Ok((finish(record, entry, context, did, effect), outcome))
    }
}

fn names(one: &Choice, other: &Choice) -> bool {
    (one.log, one.number, &one.at) == (other.log, other.number, &other.at)
}

fn problem(message: Message, choice: &Choice) -> Problem {
    Problem { message, at: choice.at.clone() }
}
