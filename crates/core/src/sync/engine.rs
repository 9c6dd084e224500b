//! The engine: one round at a time, resumable at every step, because nothing but stored facts carries over.

mod sending;
#[cfg(test)]
mod tests;

use super::{
    Answer, Backoff, Call, ClosedLog, Command, Event, Failure, LocalLog, Moment, Phase, Status, Trigger,
};
use crate::entry::{Head, SealedEntry};
use crate::ids::Digest;
use crate::wire::{FeedPage, LogStatus};

/// The texts of one push stay under this many bytes. About a tenth of it travels, compressed; and were it random, no
/// more than 256 KB would.
const STRETCH_BYTES: usize = 240 * 1024;
/// Below this a stretch is not halved any more.
const STRETCH_BYTES_LEAST: usize = 4 * 1024;
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
    stretch_bytes: usize,
    /// Whether a log was left to whoever had taken it, since the last round that ended well.
    left_taken: bool,
    backoff: Backoff,
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

/// Where a push stands.
#[derive(Clone, Copy, Debug)]
struct Position {
    /// Where the next stretch begins, with the digest of the entry before it.
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
            stretch_bytes: STRETCH_BYTES,
            left_taken: false,
            backoff: Backoff::default(),
            status: Status::default(),
        }
    }

    /// What to show.
    pub fn status(&self) -> &Status {
        &self.status
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
        if !matches!(self.task, Task::Idle) {
            if moment.now_ms >= self.patient_until_ms {
                self.stop(Failure::Lost, None, moment, out);
            } else {
                self.again |= trigger != Trigger::Timer;
                if trigger == Trigger::Timer {
                    self.wake(self.patient_until_ms, out);
                }
            }
            return;
        }
        let may_ask = self.may_ask(moment.now_ms);
        let waiting = self.status.wake_at_ms.is_some_and(|at| moment.now_ms < at);
        match trigger {
            Trigger::Online => self.soon(moment, out),
            // After trouble, a further entry must not shorten the wait.
            Trigger::Appended if waiting && self.status.trouble.is_some() => {}
            Trigger::Appended if !may_ask => self.soon(moment, out),
            Trigger::Timer if waiting || !may_ask => {
                // Timers of browsers may ring a little early: the wish stands.
                let planned = self.status.wake_at_ms.unwrap_or(0);
                self.wake(planned.max(self.not_before_ms), out);
            }
            _ if may_ask => self.begin(moment, out),
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
        self.not_before_ms = self.not_before_ms.max(moment.now_ms + u64::from(seconds) * 1_000);
        let idle = matches!(self.task, Task::Idle);
        if let Some(planned) = self.status.wake_at_ms.filter(|at| idle && *at < self.not_before_ms) {
            // What was planned for a random moment stays apart from what others have planned.
            self.wake(self.not_before_ms + planned.saturating_sub(moment.now_ms), out);
        }
    }

    fn begin(&mut self, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.log else { return };
        self.again = false;
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
            Task::Checking { status } => self.checked(*status, entries, moment, out),
            Task::Reading { at, until } => self.push(at, until, entries, moment, out),
            Task::ReadingUnsigned { at } => self.sign(at, &entries, moment, out),
            other => self.task = other,
        }
    }

    fn page(&mut self, page: FeedPage, moment: Moment, out: &mut Vec<Command>) {
        self.backoff.succeeded();
        self.status.fetched += page.records.len() as u64;
        let ticket =
            self.next(Task::KeepingPage { cursor: page.cursor.clone(), more: page.more }, moment, out);
        out.push(Command::KeepPage { ticket, page });
    }

    fn kept(&mut self, moment: Moment, out: &mut Vec<Command>) {
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::KeepingStatus { at, .. } if self.unsigned(at).is_some() => self.go_on(at, moment, out),
            Task::KeepingStatus { at, entries } => self.push(at, 0, entries, moment, out),
            Task::KeepingPush { forked: Some(number), .. } => self.start_log(number, moment, out),
            Task::KeepingPush { at, forked: None } => {
                self.go_on(at, moment, out);
                out.push(Command::Show);
            }
            Task::StartingLog => self.begin(moment, out),
            Task::KeepingPage { cursor, more } => {
                self.cursor = Some(cursor);
                if more { self.fetch(moment, out) } else { self.end(moment, out) }
            }
            other => self.task = other,
        }
    }

    fn fetch(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.status.phase = Phase::Fetching;
        self.send(Task::Fetching, Call::Feed { after: self.cursor.clone() }, moment, out);
        out.push(Command::Show);
    }

    fn end(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.backoff.succeeded();
        self.stretch_bytes = STRETCH_BYTES;
        self.left_taken = false;
        self.status.phase = Phase::Idle;
        self.status.complete |= self.status.trouble.is_none();
        if self.again {
            return self.begin(moment, out);
        }
        self.wake(moment.now_ms + INTERVAL_MS + u64::from(moment.dice) % (INTERVAL_MS / 5), out);
        out.push(Command::Show);
    }

    fn failed(&mut self, failure: Failure, moment: Moment, out: &mut Vec<Command>) {
        if failure == Failure::TooLarge
            && self.stretch_bytes > STRETCH_BYTES_LEAST
            && let Task::Pushing { at, .. } = &self.task
        {
            let at = *at;
            self.stretch_bytes /= 2;
            return self.read_on(at, moment, out);
        }
        if failure == Failure::Unproven && matches!(self.task, Task::Pushing { .. }) {
            // Reading needs no signature: the feed goes on, and the word stays for the person.
            self.status.trouble = Some(failure);
            // What is asked for from now on may know a way: the device may enrol again while the feed is read.
            self.again = false;
            return self.fetch(moment, out);
        }
        if let Failure::LogTaken { by_hub } = failure
            && matches!(self.task, Task::Asking | Task::Pushing { .. })
            && !std::mem::replace(&mut self.left_taken, true)
        {
            return self.leave_taken(by_hub, moment, out);
        }
        let retry_after = match &failure {
            Failure::Busy { retry_after_s } => *retry_after_s,
            _ => None,
        };
        self.stop(failure, retry_after, moment, out);
    }

    fn stop(&mut self, failure: Failure, retry_after_s: Option<u32>, moment: Moment, out: &mut Vec<Command>) {
        self.task = Task::Idle;
        self.ticket += 1;
        self.again = false;
        self.status.phase = Phase::Idle;
        self.status.trouble = Some(failure);
        let wait = self.backoff.failed(moment.dice, retry_after_s);
        self.not_before_ms =
            self.not_before_ms.max(moment.now_ms + u64::from(retry_after_s.unwrap_or(0)) * 1_000);
        self.wake(self.not_before_ms.max(moment.now_ms + wait), out);
        out.push(Command::Show);
    }

    fn ask_read(&mut self, task: Task, from: u64, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.working() else { return };
        let bytes_max = self.stretch_bytes;
        let ticket = self.next(task, moment, out);
        out.push(Command::Read { ticket, log: log.log, from, bytes_max });
    }

    fn send(&mut self, task: Task, call: Call, moment: Moment, out: &mut Vec<Command>) {
        let ticket = self.next(task, moment, out);
        out.push(Command::Send { ticket, call });
    }

    fn next(&mut self, task: Task, moment: Moment, out: &mut Vec<Command>) -> u64 {
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
