//! Decisions that the page could not see through to their answer. What is open when it goes stands in the browser's local
//! storage, and whoever decided is told at the next start what has become of it.

use std::sync::Arc;

use danvan_core::entry::Choice;
use danvan_core::record::RecordKind;
use danvan_core::workflow::{self, Step};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Turn;
use super::command::{Command, Target, What};
use crate::platform::{clock, local};

/// Where they stand.
const KEY: &str = "danvan.console.left";
/// How long, in milliseconds: after a week somebody has looked at these records anyway.
const KEPT_MS: u64 = 7 * 24 * 3_600 * 1_000;
/// The most records of which decisions are kept.
const MOST: usize = 500;

/// One decision, with what of it was open.
#[derive(Serialize, Deserialize)]
struct Left {
    by: String,
    at_ms: u64,
    /// The kind of records and the step; a choice where there is none.
    step: Option<(RecordKind, String)>,
    reason: Option<String>,
    #[serde(default)]
    choices: Vec<Choice>,
    targets: Vec<Target>,
}

/// Keeps what is open, beside what other accounts have left.
pub fn keep(open: &[Turn]) {
    if open.is_empty() {
        return;
    }
    let mut all = read();
    for (command, target) in open.iter().take(MOST) {
        let same = |left: &&mut Left| left.at_ms == 0 && left.is_of(command);
        match all.iter_mut().find(same) {
            Some(left) => left.targets.push(target.clone()),
            None => all.extend(Left::of(command, target)),
        }
    }
    let now_ms = clock::unix_ms();
    all.iter_mut().filter(|left| left.at_ms == 0).for_each(|left| left.at_ms = now_ms);
    write(&all);
}

/// What an account has left; it is not kept any longer.
pub fn take(by: &str) -> Vec<Arc<Command>> {
    let all = read();
    let (own, others): (Vec<Left>, Vec<Left>) = all.into_iter().partition(|left| left.by == by);
    if !own.is_empty() {
        write(&others);
    }
    own.into_iter().filter_map(Left::command).map(Arc::new).collect()
}

fn read() -> Vec<Left> {
    let kept = local::read(KEY).and_then(|text| serde_json::from_str::<Vec<Value>>(&text).ok());
    let read = kept.into_iter().flatten().filter_map(|left| serde_json::from_value::<Left>(left).ok());
    let oldest_ms = clock::unix_ms().saturating_sub(KEPT_MS);
    read.filter(|left| left.at_ms >= oldest_ms).collect()
}

fn write(all: &[Left]) {
    let text = if all.is_empty() { Some(String::new()) } else { serde_json::to_string(all).ok() };
    if let Some(text) = text {
        local::write(KEY, &text);
    }
}

impl Left {
    /// Not yet with its time.
    fn of(command: &Command, target: &Target) -> Option<Self> {
        let (step, reason, choices) = match &command.what {
            What::Step { step, reason } => {
                (Some((kind_of(step)?, step.name.to_owned())), reason.clone(), Vec::new())
            }
            What::Choice(choices) => (None, None, choices.clone()),
        };
        let targets = vec![target.clone()];
        Some(Self { by: command.by.clone(), at_ms: 0, step, reason, choices, targets })
    }

    /// Whether it is a part of this decision.
    fn is_of(&self, command: &Command) -> bool {
        self.by == command.by
            && match &command.what {
                What::Step { step, reason } => {
                    let name = self.step.as_ref().map(|(kind, name)| (Some(*kind), name.as_str()));
                    name == Some((kind_of(step), step.name)) && self.reason == *reason
                }
                What::Choice(choices) => self.step.is_none() && self.choices == *choices,
            }
    }

    fn command(self) -> Option<Command> {
        let what = match self.step {
            Some((kind, name)) => What::Step { step: workflow::of(kind).step(&name)?, reason: self.reason },
            None => What::Choice(self.choices),
        };
        Some(Command { what, targets: self.targets, by: self.by })
    }
}

/// The kind of records that a step is of.
fn kind_of(step: &'static Step) -> Option<RecordKind> {
    let has_it =
        |kind: &RecordKind| workflow::of(*kind).step(step.name).is_some_and(|own| std::ptr::eq(own, step));
    [RecordKind::Activity, RecordKind::Nomination].into_iter().find(has_it)
}
