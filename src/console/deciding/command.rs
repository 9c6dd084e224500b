//! A decision that was made: what is to be done, on which records, and by whom.

use std::sync::Arc;

use danvan_core::entry::Choice;
use danvan_core::ids::RecordId;
use danvan_core::record::{Record, RecordKind, RecordLine, TrailStep};
use danvan_core::wire_console::{ChoicesRequest, MoveRequest};
use danvan_core::workflow::Step;
use serde::{Deserialize, Serialize};

use crate::console::records::words;
use crate::i18n::{conflict, console as text, count};

/// A record to decide on, as it was seen.
#[derive(Clone, Serialize, Deserialize)]
pub struct Target {
    /// The record.
    pub id: RecordId,
    /// What kind of record it is: steps have their names within a kind.
    pub kind: RecordKind,
    /// The revision that was seen: the office decides on no other one.
    pub revision: u64,
    /// What it is called.
    pub title: String,
    /// In how many places somebody must choose between two values.
    #[serde(default)]
    pub to_choose: u64,
}

impl Target {
    /// The record as it stands on the screen.
    pub fn of(record: &RecordLine) -> Self {
        Self {
            id: record.id,
            kind: record.kind,
            revision: record.revision,
            title: words::title(record),
            to_choose: record.waiting,
        }
    }
}

/// What is to be done with each record.
#[derive(Clone)]
pub enum What {
    /// A step of the workflow is taken.
    Step {
        /// The step.
        step: &'static Step,
        /// Why, where the step asks for it.
        reason: Option<String>,
    },
    /// What waits in the record is taken or left.
    Choice(Vec<Choice>),
}

impl What {
    /// Whether a step of a record's history is this, as far as it can be told; in doubt it is not.
    fn was_done_by(&self, did: &TrailStep) -> bool {
        match self {
            Self::Step { step, reason } => {
                let words = |reason: &Option<String>| reason.as_deref().unwrap_or_default().trim().to_owned();
                did.did == step.name && words(&did.reason) == words(reason)
            }
            Self::Choice(choices) => {
                let is_settled = |choice: &Choice| {
                    did.settled.iter().any(|settled| {
                        (settled.log, settled.number) == (choice.log, choice.number)
                            && settled.at == choice.at
                            && settled.taken == choice.take
                    })
                };
                // Whoever takes a withdrawal settles all the rest with it.
                let withdraws = choices.iter().any(|choice| choice.take && choice.at.is_none());
                withdraws == (did.did == "delete")
                    && (withdraws || did.settled.len() == choices.len())
                    && !choices.is_empty()
                    && choices.iter().all(is_settled)
            }
        }
    }
}

/// A record's part of a decision.
pub type Turn = (Arc<Command>, Target);

/// A decision.
#[derive(Clone)]
pub struct Command {
    /// What is to be done.
    pub what: What,
    /// The records, at least one.
    pub targets: Vec<Target>,
    /// The account that decided, by its user's identifier: nothing is sent under another one.
    pub by: String,
}

impl Command {
    /// Its part for each record.
    pub fn turns(command: &Arc<Self>) -> impl Iterator<Item = Turn> + use<'_> {
        command.targets.iter().map(|target| (Arc::clone(command), target.clone()))
    }

    /// Whether a record is among its own.
    pub fn decides_on(&self, id: RecordId) -> bool {
        self.targets.iter().any(|target| target.id == id)
    }

    /// What is done, as the button says it.
    pub fn word(&self) -> &'static str {
        match &self.what {
            What::Step { step, .. } => words::step(step),
            What::Choice(_) => conflict::TITLE_OF_CHOICE.get(),
        }
    }

    /// What is done, and on what: "Tiếp nhận: Tổ dân vận bản Phí Chi A", "Duyệt: 42 hồ sơ".
    pub fn says(&self) -> String {
        match self.targets.as_slice() {
            [one] => text::STEP_ONE.with(&[self.word(), &one.title]),
            many => text::STEP_MANY.with(&[self.word(), &count(many.len())]),
        }
    }

    /// Whether a record, as the office has it, shows that this was done with it: the answer may have been lost on its way.
    /// Others may have gone on with the record since.
    pub fn is_done(&self, target: &Target, record: &Record) -> bool {
        let then = record.trail.iter().find(|step| step.revision == target.revision + 1);
        then.is_some_and(|step| step.author.id.to_string() == self.by && self.what.was_done_by(step))
    }

    /// Where a record's part of it goes at the office, and what is sent there; nothing where it cannot be written as JSON.
    pub fn request(&self, target: &Target) -> Option<(String, String)> {
        let record = ["/api/v1/records/", &target.id.to_string()].concat();
        let revision = target.revision;
        match &self.what {
            What::Step { step, reason } => {
                let request = MoveRequest { step: step.name.to_owned(), reason: reason.clone(), revision };
                Some(([&record, "/moves"].concat(), serde_json::to_string(&request).ok()?))
            }
            What::Choice(choices) => {
                let request = ChoicesRequest { choices: choices.clone(), revision };
                Some(([&record, "/choices"].concat(), serde_json::to_string(&request).ok()?))
            }
        }
    }
}
