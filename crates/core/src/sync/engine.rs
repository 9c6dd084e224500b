//! The engine: one round at a time, resumable at every step, because nothing but stored facts carries over.

mod sending;
mod step;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use step::Step;

use super::{
    Answer, Call, Cause, ClosedLog, Command, Event, Failure, LocalLog, Moment, Phase, Status, Trigger, Waits,
    asked_s,
};
use crate::entry::{Head, SealedEntry};
use crate::ids::{Digest, LogId};
use crate::wire::{FeedPage, LogStatus};

/// The texts of one push stay under this many bytes. About a tenth of it travels, compressed; and were it random, no
/// more than 256 KB would.
const SEGMENT_BYTES: usize = 240 * 1024;
/// Below this a segment is not halved any more.
const SEGMENT_BYTES_LEAST: usize = 4 * 1024;
/// A step that has not been answered after this long is given up; a late answer is ignored.
const PATIENCE_MS: u64 = 120_000;
/// When the network comes back, it comes back for a whole valley: each device begins somewhere within this time.
const SPREAD_MS: u64 = 30_000;
/// How often the feed is read while the app is open.
const INTERVAL_MS: u64 = 5 * 60_000;

/// Drives one device's log and mirror towards the office's. See the module's head.
#[derive(Debug)]
pub struct Engine {
    log: Option<LocalLog>,
    closed: Vec<ClosedLog>,
    /// Which of the closed logs the round is busy with; `None` while it is the one that is written.
    lane: Option<usize>,
    /// Whether this round is through with them.
    closed_done: bool,
    /// The office's epoch as the round first met it.
    epoch: String,
    /// Whether a hub answers in this round.
    hub: bool,
    /// How many of the entries of the log that the round is busy with lie under a signature at that hub; `None` where it
    /// does not say so, or does not take signatures.
    signed_at_hub: Option<u64>,
    cursor: Option<String>,
    task: Task,
    ticket: u64,
    patient_until_ms: u64,
    not_before_ms: u64,
    again: bool,
    /// Why the next round begins, where there is more to it than its time.
    pending: Cause,
    /// Why this round began: what must wait is left out of it.
    cause: Cause,
    /// The step under way.
    step: Step,
    waits: Waits<Step>,
    /// What stopped each step when it was last tried, and whether that was the device's own store.
    troubles: BTreeMap<Step, (Failure, bool)>,
    /// When the first of what this round leaves out may be tried.
    left_out_until_ms: Option<u64>,
    segment_bytes: usize,
    /// The next push goes out at once, in another way than the one that has just failed.
    at_once: bool,
    /// Whether a log was left to whoever had taken it, since the last round that ended well.
    left_taken: bool,
    status: Status,
}

#[derive(Debug)]
enum Task {
    Idle,
    Asking,
    /// Reading the own entry at the office's head, to see whether both logs agree there.
    Checking {
        status: Box<LogStatus>,
    },
    /// Keeping the answer to the question; then pushing goes on with what was read.
    KeepingStatus {
        at: Position,
        entries: Vec<SealedEntry>,
    },
    Reading {
        at: Position,
        /// The log has entries up to here: finding none before it means that the store has lost them.
        until: u64,
    },
    /// Reading what a hub holds unsigned, to sign as much of it as one push can carry.
    ReadingUnsigned {
        at: Position,
    },
    Pushing {
        at: Position,
        sent: Vec<Digest>,
    },
    KeepingPush {
        at: Position,
        forked: Option<u64>,
    },
    StartingLog,
    Fetching,
    KeepingPage {
        cursor: String,
        more: bool,
    },
}

impl Task {
    /// What it belongs to; `None` for none.
    fn step(&self, log: LogId, hub: bool) -> Option<Step> {
        match self {
            Self::Idle => None,
            Self::Asking | Self::KeepingStatus { .. } => Some(Step::Ask(log)),
            Self::Checking { .. } => Some(Step::Check),
            Self::Reading { .. } | Self::ReadingUnsigned { .. } => Some(Step::Read),
            Self::Pushing { .. } | Self::KeepingPush { .. } => Some(Step::Push { log, to_hub: hub }),
            Self::StartingLog => Some(Step::StartLog),
            Self::Fetching | Self::KeepingPage { .. } => Some(Step::Feed { of_hub: hub }),
        }
    }
}

/// Where a push stands.
#[derive(Clone, Copy, Debug)]
struct Position {
    /// Where the next segment begins, with the digest of the entry before it.
    next: Head,
    /// The logs differ, or the device's is the shorter one: everything is compared from the beginning, and the
    /// device goes on under a new log.
    comparing: bool,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// An engine that knows nothing yet.
    pub fn new() -> Self {
        Self {
            log: None,
            closed: Vec::new(),
            lane: None,
            closed_done: false,
            epoch: String::new(),
            hub: false,
            signed_at_hub: None,
            cursor: None,
            task: Task::Idle,
            ticket: 0,
            patient_until_ms: 0,
            not_before_ms: 0,
            again: false,
            pending: Cause::Time,
            cause: Cause::Time,
            step: Step::Check,
            waits: Waits::default(),
            troubles: BTreeMap::new(),
            left_out_until_ms: None,
            segment_bytes: SEGMENT_BYTES,
            at_once: false,
            left_taken: false,
            status: Status::default(),
        }
    }

    /// What to show.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// What has failed and what waits, as a text that outlasts this engine; see [`Waits::kept`].
    pub fn kept_waits(&self, ahead_ms: i64) -> String {
        self.waits.kept(ahead_ms, &self.troubles)
    }

    /// Takes such a text over, in place of what it knew: that of an earlier engine of this device, or of one beside it.
    pub fn take_waits(&mut self, text: &str, ahead_ms: i64, now_ms: u64) {
        (self.waits, self.troubles) = Waits::of(text, ahead_ms, now_ms, &(Failure::Lost, false));
    }

    /// Takes an event; returns what to do, in order.
    pub fn handle(&mut self, event: Event, moment: Moment) -> Vec<Command> {
        let mut out = Vec::new();
        match event {
            Event::Log(log) => self.log = Some(log),
            Event::ClosedLogs(logs) => self.closed = logs,
            Event::Cursor(cursor) => self.cursor = cursor,
            Event::Trigger(trigger) => self.triggered(trigger, moment, &mut out),
            Event::HoldOff { seconds } => self.hold_off(seconds, moment, &mut out),
            Event::Failed { ticket, failure } if ticket == self.ticket => {
                self.failed(failure, moment, &mut out)
            }
            Event::NotKept { ticket } if ticket == self.ticket => {
                self.status.store_trouble = true;
                self.stop(Failure::Lost, None, moment, &mut out);
            }
            Event::Answered { ticket, answer } if ticket == self.ticket => {
                self.answered(answer, moment, &mut out)
            }
            Event::Read { ticket, entries } if ticket == self.ticket => self.read(entries, moment, &mut out),
            Event::Kept { ticket } if ticket == self.ticket => self.kept(moment, &mut out),
            Event::Failed { .. }
            | Event::NotKept { .. }
            | Event::Answered { .. }
            | Event::Read { .. }
            | Event::Kept { .. } => {}
        }
        out
    }

    fn triggered(&mut self, trigger: Trigger, moment: Moment, out: &mut Vec<Command>) {
        let cause = trigger.cause();
        if !matches!(self.task, Task::Idle) {
            if moment.now_ms >= self.patient_until_ms {
                self.stop(Failure::Lost, None, moment, out);
            } else if trigger == Trigger::Timer {
                self.wake(self.patient_until_ms, out);
            } else {
                self.again = true;
                self.pending = self.pending.max(cause);
            }
            return;
        }
        let may_ask = self.may_ask(moment.now_ms);
        let waiting = self.status.wake_at_ms.is_some_and(|at| moment.now_ms < at);
        match trigger {
            Trigger::Pressed => self.begin(cause, moment, out),
            Trigger::Online => {
                self.pending = self.pending.max(cause);
                self.soon(moment, out);
            }
            // After trouble, a further entry must not shorten the wait.
            Trigger::Appended if waiting && self.status.trouble.is_some() => {}
            Trigger::Appended if !may_ask => self.soon(moment, out),
            Trigger::Timer if waiting || !may_ask => {
                // Timers of browsers may ring a little early: the wish stands.
                let planned = self.status.wake_at_ms.unwrap_or(0);
                self.wake(planned.max(self.not_before_ms), out);
            }
            _ if may_ask => self.begin(cause, moment, out),
            _ => {}
        }
    }

    /// Whether the office may be asked for something now: it has not asked to be left alone.
    pub fn may_ask(&self, now_ms: u64) -> bool {
        now_ms >= self.not_before_ms
    }

    /// Begins at a random moment, unless it was going to begin earlier anyway.
    fn soon(&mut self, moment: Moment, out: &mut Vec<Command>) {
        if self.log.is_none() {
            return;
        }
        let delay = SPREAD_MS * u64::from(moment.dice) / u64::from(u32::MAX);
        let at_ms = moment.now_ms.max(self.not_before_ms) + delay;
        // A moment that has passed unheard is one of a phone that slept: its timers all ring as it wakes.
        if self.status.wake_at_ms.is_none_or(|planned| planned <= moment.now_ms || at_ms < planned) {
            self.wake(at_ms, out);
            out.push(Command::Show);
        }
    }

    fn hold_off(&mut self, seconds: u32, moment: Moment, out: &mut Vec<Command>) {
        let asked_ms = u64::from(asked_s(Some(seconds))) * 1_000;
        self.not_before_ms = self.not_before_ms.max(moment.now_ms + asked_ms);
        let idle = matches!(self.task, Task::Idle);
        if let Some(planned) = self.status.wake_at_ms.filter(|at| idle && *at < self.not_before_ms) {
            // What was planned for a random moment stays apart from what others have planned.
            self.wake(self.not_before_ms + planned.saturating_sub(moment.now_ms), out);
        }
    }

    fn begin(&mut self, cause: Cause, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.log else { return };
        self.again = false;
        self.cause = cause.max(std::mem::take(&mut self.pending));
        let due = [Step::Ask(log.log), Step::Check].map(|step| (self.waits.due_ms(&step, self.cause), step));
        if let Some((due_ms, step)) = due.into_iter().max().filter(|(due_ms, _)| moment.now_ms < *due_ms) {
            self.status.phase = Phase::Idle;
            self.leave_out(step);
            self.wake(due_ms.max(self.not_before_ms), out);
            return out.push(Command::Show);
        }
        self.left_out_until_ms = None;
        self.lane = None;
        self.closed_done = false;
        self.status = Status {
            phase: Phase::Asking,
            to_send: log.head.length.saturating_sub(log.confirmed),
            complete: self.status.complete,
            ..Status::default()
        };
        self.send(Task::Asking, Call::Ask { log: log.log, from: log.answered }, moment, out);
        out.push(Command::Show);
    }

    fn answered(&mut self, answer: Answer, moment: Moment, out: &mut Vec<Command>) {
        match (std::mem::replace(&mut self.task, Task::Idle), answer) {
            (Task::Asking, Answer::Status(status)) => self.check(status, moment, out),
            (Task::Pushing { at, sent }, Answer::Pushed(answer)) => {
                self.pushed(at, &sent, answer, moment, out)
            }
            (Task::Fetching, Answer::Page(page)) => self.page(page, moment, out),
            _ => self.stop(Failure::Lost, None, moment, out),
        }
    }

    fn read(&mut self, entries: Vec<SealedEntry>, moment: Moment, out: &mut Vec<Command>) {
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Checking { status } => {
                self.went_well(Step::Check);
                self.checked(*status, entries, moment, out);
            }
            Task::Reading { at, until } => self.push(at, until, entries, moment, out),
            Task::ReadingUnsigned { at } => self.sign(at, &entries, moment, out),
            other => self.task = other,
        }
    }

    fn page(&mut self, page: FeedPage, moment: Moment, out: &mut Vec<Command>) {
        self.status.fetched += page.records.len() as u64;
        let ticket =
            self.next(Task::KeepingPage { cursor: page.cursor.clone(), more: page.more }, moment, out);
        out.push(Command::KeepPage { ticket, page });
    }

    fn kept(&mut self, moment: Moment, out: &mut Vec<Command>) {
        if !matches!(self.task, Task::Idle) {
            self.went_well(self.step);
        }
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::KeepingStatus { at, .. } if self.unsigned(at).is_some() => self.go_on(at, moment, out),
            Task::KeepingStatus { at, entries } => self.push(at, 0, entries, moment, out),
            Task::KeepingPush { forked: Some(number), .. } => self.start_log(number, moment, out),
            Task::KeepingPush { at, forked: None } => {
                self.go_on(at, moment, out);
                out.push(Command::Show);
            }
            Task::StartingLog => self.begin(self.cause, moment, out),
            Task::KeepingPage { cursor, more } => {
                self.cursor = Some(cursor);
                if more { self.fetch(moment, out) } else { self.end(moment, out) }
            }
            other => self.task = other,
        }
    }

    pub(super) fn fetch(&mut self, moment: Moment, out: &mut Vec<Command>) {
        let step = Step::Feed { of_hub: self.hub };
        if !self.waits.may(&step, self.cause, moment.now_ms) {
            self.leave_out(step);
            return self.end(moment, out);
        }
        self.status.phase = Phase::Fetching;
        self.send(Task::Fetching, Call::Feed { after: self.cursor.clone() }, moment, out);
        out.push(Command::Show);
    }

    fn end(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.task = Task::Idle;
        self.status.phase = Phase::Idle;
        if self.status.trouble.is_none() {
            self.segment_bytes = SEGMENT_BYTES;
            self.left_taken = false;
            self.status.complete = true;
        }
        if self.again {
            return self.begin(Cause::Time, moment, out);
        }
        let at_ms = moment.now_ms + INTERVAL_MS + u64::from(moment.dice) % (INTERVAL_MS / 5);
        let at_ms = self.left_out_until_ms.map_or(at_ms, |due_ms| due_ms.min(at_ms));
        self.wake(at_ms.max(self.not_before_ms), out);
        out.push(Command::Show);
    }

    fn failed(&mut self, failure: Failure, moment: Moment, out: &mut Vec<Command>) {
        let pushing = if let Task::Pushing { at, .. } = &self.task { Some(*at) } else { None };
        if let Failure::LogTaken { by_hub } = failure
            && matches!(self.task, Task::Asking | Task::Pushing { .. })
            && !std::mem::replace(&mut self.left_taken, true)
        {
            return self.leave_taken(by_hub, moment, out);
        }
        let Some(at) = pushing else {
            let retry_after_s = failure.retry_after_s();
            return self.stop(failure, retry_after_s, moment, out);
        };
        if failure == Failure::TooLarge && self.segment_bytes > SEGMENT_BYTES_LEAST {
            self.segment_bytes /= 2;
            self.waits.failed(self.step, moment);
            if self.waits.may_at_once(&self.step, moment.now_ms) {
                self.at_once = true;
                return self.read_on(at, moment, out);
            }
        }
        // What keeps entries from the office need not keep its word from the device. An answer that is lost once is
        // rather a line that is gone.
        let reading_may_go_on = match &failure {
            Failure::Unproven | Failure::TooLarge | Failure::Rejected(_) | Failure::LogTaken { .. } => true,
            Failure::Lost => self.waits.failures(&self.step) > 0,
            _ => false,
        };
        if !reading_may_go_on {
            let retry_after_s = failure.retry_after_s();
            return self.stop(failure, retry_after_s, moment, out);
        }
        let line_gone = failure == Failure::Lost;
        self.status.trouble = Some(failure.clone());
        let due_ms = self.went_wrong(failure, moment);
        // What was refused is tried again with the next round; it will hardly have changed before.
        self.left_out_until_ms = line_gone.then_some(due_ms);
        // What is asked for from now on may know a way: the device may enrol again while the feed is read.
        self.again = false;
        self.fetch(moment, out);
    }

    fn stop(&mut self, failure: Failure, retry_after_s: Option<u32>, moment: Moment, out: &mut Vec<Command>) {
        self.task = Task::Idle;
        self.ticket += 1;
        self.again = false;
        self.at_once = false;
        self.status.phase = Phase::Idle;
        self.status.trouble = Some(failure.clone());
        let due_ms = self.went_wrong(failure, moment);
        let asked_ms = u64::from(asked_s(retry_after_s)) * 1_000;
        self.not_before_ms = self.not_before_ms.max(moment.now_ms + asked_ms);
        // Who was asked to wait comes back apart from the others that were.
        self.wake(self.not_before_ms.max(due_ms + asked_ms), out);
        out.push(Command::Show);
    }

    /// The step under way came to nothing; from when on it may be tried again.
    fn went_wrong(&mut self, failure: Failure, moment: Moment) -> u64 {
        self.troubles.insert(self.step, (failure, self.status.store_trouble));
        self.waits.failed(self.step, moment)
    }

    /// A step did what it should.
    fn went_well(&mut self, step: Step) {
        self.waits.succeeded(&step);
        self.troubles.remove(&step);
    }

    /// This round goes on without a step whose time has not come, and says what stopped it when it was last tried.
    fn leave_out(&mut self, step: Step) {
        let due_ms = self.waits.due_ms(&step, Cause::Time);
        self.left_out_until_ms = Some(self.left_out_until_ms.map_or(due_ms, |until| until.min(due_ms)));
        if let Some((failure, store)) = self.troubles.get(&step).cloned() {
            self.status.trouble.get_or_insert(failure);
            self.status.store_trouble |= store;
        }
    }

    fn ask_read(&mut self, task: Task, from: u64, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.working() else { return };
        let bytes_max = self.segment_bytes;
        let ticket = self.next(task, moment, out);
        out.push(Command::Read { ticket, log: log.log, from, bytes_max });
    }

    fn send(&mut self, task: Task, call: Call, moment: Moment, out: &mut Vec<Command>) {
        let ticket = self.next(task, moment, out);
        out.push(Command::Send { ticket, call });
    }

    fn next(&mut self, task: Task, moment: Moment, out: &mut Vec<Command>) -> u64 {
        if let Some(step) = self.working().and_then(|log| task.step(log.log, self.hub)) {
            self.step = step;
        }
        self.task = task;
        self.ticket += 1;
        self.patient_until_ms = moment.now_ms + PATIENCE_MS;
        self.wake(self.patient_until_ms, out);
        self.ticket
    }

    fn wake(&mut self, at_ms: u64, out: &mut Vec<Command>) {
        self.status.wake_at_ms = Some(at_ms);
        out.push(Command::WakeAt { at_ms });
    }
}
