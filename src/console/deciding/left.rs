//! Decisions that the page could not see through to their answer. What is open when it goes stands in the browser's local
//! storage, and whoever decided is told at the next start what has become of it.
//!
//! A page that starts takes them over, and each goes when it has been looked at: one whose page crashes before that is
//! taken over by a later page.

use std::sync::Arc;

use danvan_core::entry::Choice;
use danvan_core::workflow;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::command::{Command, Target, Turn, What};
use crate::platform::{clock, local, random};

/// Where they stand.
const KEY: &str = "danvan.console.left";
/// How long, in milliseconds: after a week somebody has looked at these records anyway.
const KEPT_MS: u64 = 7 * 24 * 3_600 * 1_000;
/// The most records of which decisions are kept.
const MOST: usize = 500;
/// After so long, in milliseconds, a page that took them over and has not looked at them will not do so any more.
const TAKEN_MS: u64 = 60_000;

thread_local! {
    /// Tells this page from others.
    static PAGE: String = random::record_id().to_string();
}

fn is_here(page: &str) -> bool {
    PAGE.with(|here| here == page)
}

/// One decision, with what of it was open.
#[derive(Serialize, Deserialize)]
struct Left {
    by: String,
    at_ms: u64,
    /// The page that left it or has taken it over.
    #[serde(default)]
    page: String,
    /// When it was taken over, in Unix milliseconds.
    #[serde(default)]
    taken_ms: Option<u64>,
    /// The step's name; nothing where it was a choice.
    step: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    choices: Vec<Choice>,
    targets: Vec<Target>,
}

/// Keeps what is open when this page goes, beside what others have left; what it had taken over is among it.
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
    // What this page has taken over is among the open, as far as it is of the same accounts.
    let is_again = |left: &Left| is_here(&left.page) && open.iter().any(|(command, _)| command.by == left.by);
    let others = read().into_iter().filter(|left| !is_again(left));
    write(&others.chain(own).collect::<Vec<_>>());
}

/// Takes over what an account has left, unless another page is about to look at it.
pub fn take(by: &str) -> Vec<Arc<Command>> {
    let (mut all, now_ms) = (read(), clock::unix_ms());
    let is_free =
        |left: &Left| left.taken_ms.is_none_or(|taken_ms| taken_ms > now_ms || now_ms - taken_ms > TAKEN_MS);
    for left in all.iter_mut().filter(|left| left.by == by && is_free(left)) {
        left.page = PAGE.with(String::clone);
        left.taken_ms = Some(now_ms);
    }
    if !all.is_empty() {
        write(&all);
    }
    let taken = all.into_iter().filter(|left| is_here(&left.page) && left.by == by);
    taken.filter_map(Left::command).map(Arc::new).collect()
}

/// A record of what this page has taken over of an account was looked at.
pub fn looked_at(by: &str, target: &Target) {
    let mut all = read();
    for left in all.iter_mut().filter(|left| is_here(&left.page) && left.by == by) {
        left.targets.retain(|known| known.id != target.id);
    }
    all.retain(|left| !left.targets.is_empty());
    write(&all);
}

/// This page goes on after all, and reads the answers itself: what an account left in it is not kept any longer.
pub fn take_back(by: &str) {
    let mut all = read();
    all.retain(|left| !is_here(&left.page) || left.by != by);
    write(&all);
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
        let page = PAGE.with(String::clone);
        Self { by: command.by.clone(), at_ms, page, taken_ms: None, step, reason, choices, targets }
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
