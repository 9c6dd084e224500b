//! The engine: one round at a time, resumable at every step, because nothing but stored facts carries over.

use serde_json::value::RawValue;

use super::{Answer, Backoff, Call, Command, Event, Failure, LocalLog, Moment, Phase, Status, Trigger};
use crate::entry::{Chain, Head, SealedEntry};
use crate::ids::Digest;
use crate::wire::{FeedPage, LogStatus, Push, PushAnswer};

/// The texts of one push stay under this many bytes; about a tenth of it travels, compressed.
const STRETCH_BYTES: usize = 512 * 1024;
/// Below this a stretch is not halved any more.
const STRETCH_BYTES_LEAST: usize = 4 * 1024;
/// A step that has not been answered after this long is given up; a late answer is ignored.
const PATIENCE_MS: u64 = 120_000;
/// How often the feed is read while the app is open.
const INTERVAL_MS: u64 = 5 * 60_000;

/// Drives one device's log and mirror towards the office's. See the module's head.
#[derive(Debug)]
pub struct Engine {
    log: Option<LocalLog>,
    cursor: Option<String>,
    task: Task,
    ticket: u64,
    patient_until_ms: u64,
    not_before_ms: u64,
    again: bool,
    stretch_bytes: usize,
    backoff: Backoff,
    status: Status,
}

#[derive(Debug)]
enum Task {
    Idle,
    Asking,
    /// Reading the own entry at the office's head, to see whether both logs agree there.
    Checking {
        status: LogStatus,
    },
    /// Keeping the answer to the question; then pushing goes on with what was read.
    KeepingStatus {
        at: Position,
        entries: Vec<SealedEntry>,
    },
    Reading {
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
            cursor: None,
            task: Task::Idle,
            ticket: 0,
            patient_until_ms: 0,
            not_before_ms: 0,
            again: false,
            stretch_bytes: STRETCH_BYTES,
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
            Event::Cursor(cursor) => self.cursor = cursor,
            Event::Trigger(trigger) => self.triggered(trigger, moment, &mut out),
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
            }
            return;
        }
        let waiting = self.status.wake_at_ms.is_some_and(|at| moment.now_ms < at);
        let begin = match trigger {
            Trigger::Pressed | Trigger::Online | Trigger::Opened => moment.now_ms >= self.not_before_ms,
            // After trouble, a further entry must not shorten the wait.
            Trigger::Appended => !(waiting && self.status.trouble.is_some()),
            Trigger::Timer => !waiting,
        };
        if begin {
            self.begin(moment, out);
        }
    }

    fn begin(&mut self, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.log else { return };
        self.again = false;
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

    /// Does the device have at the office's head what the office has there?
    fn check(&mut self, status: LogStatus, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.log else { return };
        if status.receipt.log != log.log {
            return self.stop(Failure::Lost, None, moment, out);
        }
        let from = status.receipt.head.length.saturating_sub(1);
        self.ask_read(Task::Checking { status }, from, moment, out);
    }

    fn read(&mut self, entries: Vec<SealedEntry>, moment: Moment, out: &mut Vec<Command>) {
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Checking { status } => self.checked(status, entries, moment, out),
            Task::Reading { at } => self.push(at, entries, moment, out),
            other => self.task = other,
        }
    }

    fn checked(
        &mut self,
        status: LogStatus,
        mut entries: Vec<SealedEntry>,
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        let Some(log) = self.log else { return };
        let office = status.receipt.head;
        let agree = match office.length {
            0 => office.digest == Chain::genesis(log.log),
            length => {
                entries.first().is_some_and(|own| own.number + 1 == length && own.digest == office.digest)
            }
        };
        if !agree {
            let start = Head { length: 0, digest: Chain::genesis(log.log) };
            let at = Position { next: start, comparing: true };
            return self.ask_read(Task::Reading { at }, 0, moment, out);
        }
        if office.length > 0 {
            entries.remove(0);
        }
        let at = Position { next: office, comparing: false };
        let ticket = self.next(Task::KeepingStatus { at, entries }, moment, out);
        out.push(Command::KeepReceipt { ticket, receipt: status.receipt, verdicts: status.verdicts });
    }

    fn push(&mut self, at: Position, entries: Vec<SealedEntry>, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.log else { return };
        let continues =
            entries.first().is_some_and(|first| first.log == log.log && first.number == at.next.length);
        let Some(last) = entries.last().filter(|_| continues) else {
            if at.next.length < log.head.length {
                return self.ask_read(Task::Reading { at }, at.next.length, moment, out);
            }
            // Everything is said. A log of which the office has more than the device cannot go on.
            return if at.comparing {
                self.start_log(at.next.length, moment, out)
            } else {
                self.fetch(moment, out)
            };
        };
        let last = last.digest;
        let sent = entries.iter().map(|entry| entry.digest).collect();
        let texts: Result<Vec<Box<RawValue>>, _> =
            entries.iter().map(|entry| RawValue::from_string(entry.text.clone())).collect();
        let Ok(texts) = texts else {
            return self.stop(Failure::Rejected("entry".to_owned()), None, moment, out);
        };
        let push = Push { from: at.next.length, previous: at.next.digest, last, entries: texts };
        self.status.phase = Phase::Sending;
        self.send(Task::Pushing { at, sent }, Call::Push { log: log.log, push }, moment, out);
        out.push(Command::Show);
    }

    fn pushed(
        &mut self,
        at: Position,
        sent: &[Digest],
        answer: PushAnswer,
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        let Some(log) = self.log else { return };
        let mut receipt = answer.receipt;
        let begun = at.next.length;
        let shared = answer.forked.unwrap_or(begun + sent.len() as u64);
        // The digest of the last entry that both sides have; nothing else in the answer moves the device's head.
        let digest = match shared.checked_sub(begun).map(usize::try_from) {
            Some(Ok(0)) => Some(at.next.digest),
            Some(Ok(count)) => sent.get(count - 1).copied(),
            _ => None,
        };
        let Some(digest) = digest.filter(|_| receipt.head.length >= shared && receipt.log == log.log) else {
            return self.stop(Failure::Rejected("push".to_owned()), None, moment, out);
        };
        self.backoff.succeeded();
        self.status.sent += answer.verdicts.len() as u64;
        // While comparing, the office's head is not the device's: what may be believed is the part they share.
        receipt.head = Head { length: shared, digest };
        let next = receipt.head;
        let at = Position { next, ..at };
        let ticket = self.next(Task::KeepingPush { at, forked: answer.forked }, moment, out);
        out.push(Command::KeepReceipt { ticket, receipt, verdicts: answer.verdicts });
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
            Task::KeepingStatus { at, entries } => self.push(at, entries, moment, out),
            Task::KeepingPush { forked: Some(number), .. } => self.start_log(number, moment, out),
            Task::KeepingPush { at, forked: None } => {
                self.ask_read(Task::Reading { at }, at.next.length, moment, out);
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

    fn start_log(&mut self, keep_from: u64, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.log else { return };
        let ticket = self.next(Task::StartingLog, moment, out);
        out.push(Command::StartLog { ticket, old: log.log, keep_from });
    }

    fn fetch(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.status.phase = Phase::Fetching;
        self.send(Task::Fetching, Call::Feed { after: self.cursor.clone() }, moment, out);
        out.push(Command::Show);
    }

    fn end(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.backoff.succeeded();
        self.stretch_bytes = STRETCH_BYTES;
        self.status.phase = Phase::Idle;
        self.status.complete = true;
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
            return self.ask_read(Task::Reading { at }, at.next.length, moment, out);
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
        self.not_before_ms = moment.now_ms + u64::from(retry_after_s.unwrap_or(0)) * 1_000;
        self.wake(moment.now_ms + wait, out);
        out.push(Command::Show);
    }

    fn ask_read(&mut self, task: Task, from: u64, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.log else { return };
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
