//! Decisions that the page could not see through to their answer. What is open when it goes stands in the browser's local
//! storage, and whoever decided is told at the next start what has become of it.

use std::sync::Arc;

use danvan_core::entry::Choice;
use danvan_core::workflow;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::command::{Command, Target, Turn, What};
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
    /// The step's name; nothing where it was a choice.
    step: Option<String>,
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
    let mut commands: Vec<(&Arc<Command>, Vec<Target>)> = Vec::new();
    for (command, target) in open.iter().take(MOST) {
        match commands.iter_mut().find(|(known, _)| Arc::ptr_eq(known, command)) {
            Some((_, targets)) => targets.push(target.clone()),
            None => commands.push((command, vec![target.clone()])),
        }
    }
    let at_ms = clock::unix_ms();
    let own = commands.into_iter().map(|(command, targets)| Left::of(command, targets, at_ms));
    write(&read().into_iter().chain(own).collect::<Vec<_>>());
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
    fn of(command: &Command, targets: Vec<Target>, at_ms: u64) -> Self {
        let (step, reason, choices) = match &command.what {
            What::Step { step, reason } => (Some(step.name.to_owned()), reason.clone(), Vec::new()),
            What::Choice(choices) => (None, None, choices.clone()),
        };
        Self { by: command.by.clone(), at_ms, step, reason, choices, targets }
    }

    /// Nothing where this version knows no such step.
    fn command(self) -> Option<Command> {
        let kind = self.targets.first()?.kind;
        let what = match self.step {
            Some(name) => What::Step { step: workflow::of(kind).step(&name)?, reason: self.reason },
            None => What::Choice(self.choices),
        };
        Some(Command { what, targets: self.targets, by: self.by })
    }
}
