//! What waits in a record, as people look at it: place by place, with both values and their authors, and the choices
//! that the buttons make.

use serde_json::Value;

use super::place::read;
use super::{Proposal, Record, Withdrawal, Writer};
use crate::entry::{Choice, FieldPath};

/// A place where values wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Disputed<'r> {
    /// The place.
    pub at: &'r FieldPath,
    /// What stands there.
    pub stands: Option<&'r Value>,
    /// Who wrote that.
    pub writer: Option<Writer<'r>>,
    /// What others wrote, in the order in which it came.
    pub proposals: Vec<&'r Proposal>,
}

/// The places of a record where values wait, in the order in which they came to it.
pub fn disputed(record: &Record) -> Vec<Disputed<'_>> {
    let mut places: Vec<Disputed<'_>> = Vec::new();
    for proposal in &record.proposals {
        match places.iter_mut().find(|place| *place.at == proposal.at) {
            Some(place) => place.proposals.push(proposal),
            None => places.push(Disputed {
                at: &proposal.at,
                stands: read(record.kind, &record.body, &proposal.at),
                writer: record.writer(&proposal.at),
                proposals: vec![proposal],
            }),
        }
    }
    places
}

impl Disputed<'_> {
    /// What stands is kept: everything that waits here is left.
    pub fn keep(&self) -> Vec<Choice> {
        self.choices(None)
    }

    /// One of the values that wait is taken, the others are left.
    pub fn take(&self, taken: &Proposal) -> Vec<Choice> {
        self.choices(Some(taken))
    }

    fn choices(&self, taken: Option<&Proposal>) -> Vec<Choice> {
        let choice = |proposal: &&Proposal| Choice {
            log: proposal.log,
            number: proposal.number,
            at: Some(self.at.clone()),
            seen: self.stands.cloned(),
            take: taken == Some(*proposal),
        };
        self.proposals.iter().map(choice).collect()
    }
}

/// Whether one person stands on two sides of what waits, by two devices: their name alone tells the sides apart no more.
pub fn one_person_twice(record: &Record) -> bool {
    let writers = record.proposals.iter().filter_map(|proposal| record.writer(&proposal.at));
    let written = writers.filter_map(|writer| Some((writer.author.id, writer.log?)));
    let withdrawn = record.withdrawn().and_then(|step| Some((step.author.id, step.log?)));
    let proposed = record.proposals.iter().map(|proposal| (proposal.author.id, proposal.log));
    let wished = record.withdrawals.iter().map(|wish| (wish.author.id, wish.log));
    // Against a wish to withdraw stands whoever changed the record meanwhile.
    let last = record.trail.last().filter(|_| !record.withdrawals.is_empty());
    let last = last.and_then(|step| Some((step.author.id, step.log?)));
    let sides: Vec<_> = written.chain(withdrawn).chain(proposed).chain(wished).chain(last).collect();
    let is_twice = |(author, log): &(_, _)| sides.iter().any(|(other, of)| other == author && of != log);
    sides.iter().any(is_twice)
}

/// A withdrawn record stays as it is: every value that waits is left.
pub fn stay_withdrawn(record: &Record) -> Vec<Choice> {
    disputed(record).iter().flat_map(Disputed::keep).collect()
}

/// A withdrawn record comes back with what was written since. Where two wrote at one place, the second waits on.
pub fn bring_back(record: &Record) -> Vec<Choice> {
    let first = |place: &Disputed<'_>| {
        let taken = place.proposals.first()?;
        place.take(taken).into_iter().find(|choice| choice.take)
    };
    disputed(record).iter().filter_map(first).collect()
}

/// A withdrawal that waits comes true.
pub fn withdraw(withdrawal: &Withdrawal) -> Vec<Choice> {
    vec![of_withdrawal(withdrawal, true)]
}

/// The record is kept: every withdrawal that waits is left.
pub fn keep_record(record: &Record) -> Vec<Choice> {
    record.withdrawals.iter().map(|withdrawal| of_withdrawal(withdrawal, false)).collect()
}

fn of_withdrawal(withdrawal: &Withdrawal, take: bool) -> Choice {
    Choice { log: withdrawal.log, number: withdrawal.number, at: None, seen: None, take }
}
