//! The first half of a round: what the office lacks of the device's logs is sent, and what it says of them is kept.
//!
//! Closed logs come first, and only when the office has not confirmed them in its present epoch: an office restored
//! from a backup has lost their ends too, and what was written later builds on them.
//!
//! A hub is compared with and sent to by what it holds. What it passes on of the province is only believed as far as
//! both logs agree, and never moves the place where sending goes on.

use serde_json::value::RawValue;

use super::{Engine, Position, Step, Task};
use crate::apply::Verdict;
use crate::entry::{Chain, Head, SealedEntry};
use crate::ids::{Digest, LogId};
use crate::sync::{Call, Command, Failure, LocalLog, Moment, Phase};
use crate::wire::{LogStatus, Push, PushAnswer, Receipt};

impl Engine {
    /// The log that the round is busy with.
    pub(super) fn working(&self) -> Option<LocalLog> {
        match self.lane {
            Some(place) => self.closed.get(place).map(|closed| closed.log),
            None => self.log,
        }
    }

    /// Does the device have at the office's head what the office has there?
    pub(super) fn check(&mut self, status: LogStatus, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.working() else { return };
        let by_hub = status.held.is_some();
        // A hub has a word of its own on each log; the province has one epoch, or it is another office by now.
        let other_epoch = !by_hub && status.receipt.epoch != self.epoch;
        let strange = self.lane.is_some() && (by_hub != self.hub || other_epoch);
        if status.receipt.log != log.log || strange {
            return self.stop(Failure::Lost, None, moment, out);
        }
        if self.lane.is_none() {
            self.hub = by_hub;
            self.status.at_hub = by_hub;
            self.epoch.clone_from(&status.receipt.epoch);
            if let Some(place) = self.unsettled(0).filter(|_| !self.closed_done) {
                return self.ask_closed(place, moment, out);
            }
        }
        let from = holds(&status).length.saturating_sub(1);
        self.ask_read(Task::Checking { status: Box::new(status) }, from, moment, out);
    }

    /// The first closed log from a place on that the office, as it is now, has not confirmed to its end.
    fn unsettled(&self, from: usize) -> Option<usize> {
        (from..self.closed.len()).find(|place| {
            self.closed.get(*place).is_some_and(|closed| {
                closed.log.head.length > 0 && closed.settled_in.as_deref() != Some(self.epoch.as_str())
            })
        })
    }

    fn ask_closed(&mut self, place: usize, moment: Moment, out: &mut Vec<Command>) {
        self.lane = Some(place);
        let Some(log) = self.working() else { return };
        if !self.may(Step::Ask(log.log), moment) {
            return self.leave_rest_out(Step::Ask(log.log), moment, out);
        }
        self.send(Task::Asking, Call::Ask { log: log.log, from: 0 }, moment, out);
    }

    pub(super) fn checked(
        &mut self,
        mut status: LogStatus,
        mut entries: Vec<SealedEntry>,
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        let Some(log) = self.working() else { return };
        let office = holds(&status);
        let agree = match office.length {
            0 => office.digest == Chain::genesis(log.log),
            length => {
                (self.lane.is_none() || length <= log.head.length)
                    && entries
                        .first()
                        .is_some_and(|own| own.number + 1 == length && own.digest == office.digest)
            }
        };
        if !agree {
            let start = Head { length: 0, digest: Chain::genesis(log.log) };
            return self.read_on(Position { next: start, comparing: true }, moment, out);
        }
        if office.length > 0 {
            entries.remove(0);
        }
        self.signed_at_hub = status.held.as_ref().and_then(|held| held.signed);
        if status.held.is_some() {
            up_to(&mut status.receipt, &mut status.verdicts, office);
            self.status.to_send = log.head.length.saturating_sub(office.length);
        }
        let LogStatus { receipt, verdicts, held } = status;
        let at = Position { next: office, comparing: false };
        let ticket = self.next(Task::KeepingStatus { at, entries }, moment, out);
        out.push(Command::KeepReceipt { ticket, receipt, verdicts, held });
    }

    /// Sends what was read at `at`. `until` is where the log was known to end when it was read.
    pub(super) fn push(
        &mut self,
        at: Position,
        until: u64,
        mut entries: Vec<SealedEntry>,
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        let Some(log) = self.working() else { return };
        if self.lane.is_some() {
            entries.retain(|entry| entry.number < log.head.length);
        }
        let continues =
            entries.first().is_some_and(|first| first.log == log.log && first.number == at.next.length);
        let Some(last) = entries.last().filter(|_| continues) else {
            return if at.next.length < until {
                // Asking the store again would find the same hole, for ever.
                self.step = Step::Read;
                self.status.store_trouble = true;
                self.stop(Failure::Lost, None, moment, out);
            } else if at.next.length < log.head.length {
                self.read_on(at, moment, out);
            } else {
                self.said(at, moment, out);
            };
        };
        let last = last.digest;
        let step = self.push_step(log.log);
        if !std::mem::take(&mut self.at_once) && !self.may(step, moment) {
            return self.leave_rest_out(step, moment, out);
        }
        let sent = entries.iter().map(|entry| entry.digest).collect();
        let texts: Result<Vec<Box<RawValue>>, _> =
            entries.iter().map(|entry| RawValue::from_string(entry.text.clone())).collect();
        let Ok(texts) = texts else {
            self.step = Step::Read;
            return self.stop(Failure::Rejected("entry".to_owned()), None, moment, out);
        };
        self.went_well(Step::Read);
        let push =
            Push { from: at.next.length, previous: at.next.digest, last, entries: texts, signature: None };
        self.status.phase = Phase::Sending;
        self.send(Task::Pushing { at, sent }, Call::Push { log: log.log, push }, moment, out);
        out.push(Command::Show);
    }

    /// Everything of the log is at the office.
    fn said(&mut self, at: Position, moment: Moment, out: &mut Vec<Command>) {
        if let Some(place) = self.lane {
            if let Some(next) = self.unsettled(place + 1) {
                return self.ask_closed(next, moment, out);
            }
            self.lane = None;
            self.closed_done = true;
            let Some(log) = self.log else { return };
            return self.send(Task::Asking, Call::Ask { log: log.log, from: log.answered }, moment, out);
        }
        // A log of which the office has more than the device cannot go on.
        if at.comparing { self.start_log(at.next.length, moment, out) } else { self.fetch(moment, out) }
    }

    /// From where on a hub holds entries of the log without a signature, as they came before devices signed.
    pub(super) fn unsigned(&self, at: Position) -> Option<u64> {
        self.signed_at_hub.filter(|signed| !at.comparing && *signed < at.next.length)
    }

    /// Goes on at a place: first with signing what lies before it, so that no segment spans more than one push of the
    /// hub can carry; then with what follows.
    pub(super) fn go_on(&mut self, at: Position, moment: Moment, out: &mut Vec<Command>) {
        match self.unsigned(at) {
            Some(from) => self.ask_read(Task::ReadingUnsigned { at }, from, moment, out),
            None => self.read_on(at, moment, out),
        }
    }

    /// Signs as much of what a hub holds unsigned as one push carries: a segment of no entries, which the shell signs like
    /// any other. Without, the hub could not pass it on. Where the device has let go of those entries, all is signed at
    /// once.
    pub(super) fn sign(
        &mut self,
        at: Position,
        entries: &[SealedEntry],
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        let Some(log) = self.working() else { return };
        self.went_well(Step::Read);
        let step = self.push_step(log.log);
        if !self.may(step, moment) {
            return self.leave_rest_out(step, moment, out);
        }
        let held = entries.iter().rfind(|entry| entry.number < at.next.length);
        let Head { length, digest } =
            held.map_or(at.next, |last| Head { length: last.number + 1, digest: last.digest });
        let push =
            Push { from: length, previous: digest, last: digest, entries: Vec::new(), signature: None };
        self.send(Task::Pushing { at, sent: Vec::new() }, Call::Push { log: log.log, push }, moment, out);
    }

    pub(super) fn pushed(
        &mut self,
        at: Position,
        sent: &[Digest],
        answer: PushAnswer,
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        let Some(log) = self.working() else { return };
        let PushAnswer { mut receipt, mut verdicts, forked, mut held } = answer;
        let begun = at.next.length;
        let shared = forked.unwrap_or(begun + sent.len() as u64);
        // The digest of the last entry that both sides have; nothing else in the answer moves the device's head.
        let digest = match shared.checked_sub(begun).map(usize::try_from) {
            Some(Ok(0)) => Some(at.next.digest),
            Some(Ok(count)) => sent.get(count - 1).copied(),
            _ => None,
        };
        if held.is_some() != self.hub || (!self.hub && receipt.epoch != self.epoch) {
            return self.stop(Failure::Lost, None, moment, out);
        }
        let holds = held.as_ref().map_or(receipt.head, |held| held.head);
        let ours = holds.length >= shared && receipt.log == log.log;
        let Some(digest) = digest.filter(|_| ours) else {
            return self.stop(Failure::Rejected("push".to_owned()), None, moment, out);
        };
        // A hub that does not take a signature is not sent it for ever.
        let signed_before = self.signed_at_hub.filter(|_| sent.is_empty());
        let signed = held.as_ref().and_then(|held| held.signed);
        self.signed_at_hub = signed.filter(|signed| signed_before.is_none_or(|before| *signed > before));
        self.status.sent += shared.saturating_sub(begun);
        // While comparing, the other side's head is not the device's: what may be believed is the part they share.
        let next = Head { length: shared, digest };
        if let Some(held) = &mut held {
            held.head = next;
        }
        if self.hub {
            up_to(&mut receipt, &mut verdicts, next)
        } else {
            receipt.head = next
        }
        let at = Position { next, ..at };
        let ticket = self.next(Task::KeepingPush { at, forked }, moment, out);
        out.push(Command::KeepReceipt { ticket, receipt, verdicts, held });
    }

    pub(super) fn start_log(&mut self, keep_from: u64, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.working() else { return };
        // What the province has confirmed stands in this log there, whatever a hub holds under its number. Saying it
        // again elsewhere would double it.
        let keep_from = if self.hub { keep_from.max(log.confirmed.min(log.head.length)) } else { keep_from };
        if self.lane.is_some() && keep_from == log.head.length {
            return self.said(Position { next: log.head, comparing: false }, moment, out);
        }
        if !self.may(Step::StartLog, moment) {
            return self.leave_rest_out(Step::StartLog, moment, out);
        }
        let ticket = self.next(Task::StartingLog, moment, out);
        out.push(Command::StartLog { ticket, old: log.log, keep_from });
    }

    /// The log is another device's. The province has none of what stands in it here, so that all of it is said again
    /// under a new log; what it has confirmed of a log that was left, it confirmed while that was this device's.
    pub(super) fn leave_taken(&mut self, by_hub: bool, moment: Moment, out: &mut Vec<Command>) {
        let Some(log) = self.working() else { return };
        self.hub = by_hub;
        let keep_from = if self.lane.is_some() { log.confirmed.min(log.head.length) } else { 0 };
        self.start_log(keep_from, moment, out);
    }

    fn push_step(&self, log: LogId) -> Step {
        Step::Push { log, to_hub: self.hub }
    }

    fn may(&self, step: Step, moment: Moment) -> bool {
        self.waits.may(&step, self.cause, moment.now_ms)
    }

    /// Nothing more is sent in this round; what the office has to say is read all the same.
    fn leave_rest_out(&mut self, step: Step, moment: Moment, out: &mut Vec<Command>) {
        self.leave_out(step);
        self.fetch(moment, out);
    }

    pub(super) fn read_on(&mut self, at: Position, moment: Moment, out: &mut Vec<Command>) {
        if !self.at_once && !self.may(Step::Read, moment) {
            return self.leave_rest_out(Step::Read, moment, out);
        }
        let until = self.working().map_or(0, |log| log.head.length);
        self.ask_read(Task::Reading { at, until }, at.next.length, moment, out);
    }
}

/// How far the one who answers has the log.
fn holds(status: &LogStatus) -> Head {
    status.held.as_ref().map_or(status.receipt.head, |held| held.head)
}

/// Cuts a word of the province that a hub passes on to the part in which the device's log and the hub's agree.
fn up_to(receipt: &mut Receipt, verdicts: &mut Vec<Verdict>, shared: Head) {
    if receipt.head.length > shared.length {
        receipt.head = shared;
    }
    verdicts.retain(|verdict| verdict.number < receipt.head.length);
}
