//! Decisions that a page could not see through to their answer. What is open stands in the browser's local storage, and
//! whoever decided is told at the next start what has become of it.
//!
//! Each page writes under a key of its own, as two that write at once would lose one another's. While it lives it says so
//! again and again; what a page left, or held when it crashed, a later one takes over.

use std::sync::Arc;

use danvan_core::entry::Choice;
use danvan_core::workflow;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::command::{Command, Target, Turn, What};
use crate::platform::{clock, local, random};

/// How their keys begin; one without more is of an earlier version.
const KEY: &str = "danvan.console.left";
/// How long, in milliseconds: after a week somebody has looked at these records anyway.
const KEPT_MS: u64 = 7 * 24 * 3_600 * 1_000;
/// The most records of which decisions are kept.
const MOST: usize = 5_000;
/// After so long, in milliseconds, a page that has not said that it lives does not. Out of sight its timers run once a minute.
pub const TAKEN_MS: u64 = 120_000;

/// One decision, with what of it was open.
#[derive(Serialize, Deserialize)]
struct Left {
    by: String,
    at_ms: u64,
    /// When the page that holds it last said that it lives, in Unix milliseconds; nothing where the page has left it.
    #[serde(default)]
    taken_ms: Option<u64>,
    /// The step's name; nothing where it was a choice.
    step: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    choices: Vec<Choice>,
    targets: Vec<Target>,
}

/// What a page finds of an account.
pub struct Found {
    /// What it has taken over.
    pub taken: Vec<Arc<Command>>,
    /// Whether other pages hold more of it.
    pub is_more: bool,
}

/// A key for a page of one account.
pub fn key() -> String {
    [KEY, ".", &random::record_id().to_string()].concat()
}

/// Keeps what is open under a page's key, and nothing else there. A page that `lives` holds it, one that goes leaves it.
pub fn keep(key: &str, open: &[Turn], lives: bool) {
    let mut commands: Vec<(&Arc<Command>, Vec<Target>)> = Vec::new();
    for (command, target) in open.iter().take(MOST) {
        match commands.iter_mut().find(|(known, _)| Arc::ptr_eq(known, command)) {
            Some((_, targets)) => targets.push(target.clone()),
            None => commands.push((command, vec![target.clone()])),
        }
    }
    let now_ms = clock::unix_ms();
    let left = commands.into_iter().map(|(command, targets)| Left::of(command, targets, now_ms, lives));
    write(key, &left.collect::<Vec<_>>());
}

/// Takes over what an account has left, for a page that keeps it under `key` from now on.
pub fn take(key: &str, by: &str) -> Found {
    let now_ms = clock::unix_ms();
    let mut found = Found { taken: Vec::new(), is_more: false };
    for other in local::keys(KEY).into_iter().filter(|other| other != key) {
        let Some(all) = read(&other) else { continue };
        let many = all.len();
        // What this version cannot read stays as it is.
        let rest: Vec<Value> = all.into_iter().filter(|left| !found.takes(left, by, now_ms)).collect();
        if rest.len() < many {
            write(&other, &rest);
        }
    }
    found
}

fn read(key: &str) -> Option<Vec<Value>> {
    serde_json::from_str(&local::read(key)?).ok()
}

fn write(key: &str, all: &[impl Serialize]) {
    let text = if all.is_empty() { Some(String::new()) } else { serde_json::to_string(all).ok() };
    if let Some(text) = text {
        local::write(key, &text);
    }
}

impl Found {
    /// Whether one decision goes out of its key: it is taken over, or too old for anybody.
    fn takes(&mut self, left: &Value, by: &str, now_ms: u64) -> bool {
        let Ok(left) = Left::deserialize(left) else { return false };
        if left.at_ms < now_ms.saturating_sub(KEPT_MS) {
            return true;
        }
        if left.by != by {
            return false;
        }
        if !left.is_free(now_ms) {
            self.is_more = true;
            return false;
        }
        let command = left.command();
        let is_known = command.is_some();
        self.taken.extend(command.map(Arc::new));
        is_known
    }
}

impl Left {
    fn of(command: &Command, targets: Vec<Target>, at_ms: u64, lives: bool) -> Self {
        let (step, reason, choices) = match &command.what {
            What::Step { step, reason } => (Some(step.name.to_owned()), reason.clone(), Vec::new()),
            What::Choice(choices) => (None, None, choices.clone()),
        };
        let taken_ms = lives.then_some(at_ms);
        Self { by: command.by.clone(), at_ms, taken_ms, step, reason, choices, targets }
    }

    /// Whether no page that lives holds it. A time to come is of a clock that was set back.
    fn is_free(&self, now_ms: u64) -> bool {
        self.taken_ms.is_none_or(|taken_ms| taken_ms > now_ms || now_ms - taken_ms > TAKEN_MS)
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
