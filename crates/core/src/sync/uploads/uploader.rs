//! The uploader: one request at a time, resumable at every step, because the office is asked before it is told.

use std::collections::BTreeSet;

use super::super::{Backoff, Moment};
use super::go::Go;
use super::pace::Pace;
use super::task::{Task, Then};
use super::{Answer, Call, Command, Event, Failure, Fate, LocalFile, Place, Status};
use crate::ids::Digest;

/// A step that has not been answered after this long is given up; a late answer is ignored.
const PATIENCE_MS: u64 = 120_000;
/// Hashes in one question.
const ASKED_AT_ONCE: usize = 200;
/// So many files may be sent whole before the office is asked whether it has them: the question costs one way there
/// and back.
const FINISHED_MOST: usize = 8;

/// Brings files to the office. See the module's head.
#[derive(Debug, Default)]
pub struct Uploader {
    files: Vec<LocalFile>,
    epoch: String,
    /// No entry waits. Otherwise nothing is begun: entries go first.
    free: bool,
    /// A person has pressed since the line was last free.
    pressed: bool,
    /// Files that had come to an end without the office, and are tried once more.
    again: BTreeSet<Digest>,
    task: Task,
    ticket: u64,
    patient_until_ms: u64,
    not_before_ms: u64,
    backoff: Backoff,
    pace: Pace,
    go: Go,
    status: Status,
}

impl Uploader {
    /// An uploader that knows nothing yet and waits for the line.
    pub fn new() -> Self {
        Self::default()
    }

    /// What to show.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Whether no request and no write is under way.
    pub fn is_idle(&self) -> bool {
        matches!(self.task, Task::Idle)
    }

    /// Takes an event; returns what to do, in order.
    pub fn handle(&mut self, event: Event, moment: Moment) -> Vec<Command> {
        let mut out = Vec::new();
        match event {
            Event::Files(files) => self.told(files),
            Event::Pressed => self.pressed = true,
            Event::Hold => self.free = false,
            Event::Free { epoch } => {
                self.epoch = epoch;
                self.free = true;
                if std::mem::take(&mut self.pressed) {
                    let ended = |file: &&LocalFile| matches!(file.fate, Fate::Refused { .. } | Fate::Missing);
                    self.again = self.files.iter().filter(ended).map(|file| file.sha256).collect();
                }
                if self.is_idle() && moment.now_ms >= self.not_before_ms {
                    self.begin(moment, &mut out);
                }
            }
            Event::Timer if !self.is_idle() => {
                if moment.now_ms >= self.patient_until_ms {
                    self.failed(Failure::Lost, moment, &mut out);
                } else {
                    self.wake(self.patient_until_ms, &mut out);
                }
            }
            Event::Timer => {
                // Timers of browsers may ring a little early: the wish stands.
                match self.status.wake_at_ms.filter(|at| moment.now_ms < *at) {
                    Some(at) => self.wake(at, &mut out),
                    None if self.free => self.begin(moment, &mut out),
                    None => {}
                }
            }
            Event::Answered { ticket, answer } if ticket == self.ticket => {
                self.answered(answer, moment, &mut out);
            }
            Event::Failed { ticket, failure } if ticket == self.ticket => {
                self.failed(failure, moment, &mut out);
            }
            Event::Kept { ticket } if ticket == self.ticket => self.kept(moment, &mut out),
            Event::NotKept { ticket } if ticket == self.ticket => {
                self.status.store_trouble = true;
                self.stop(Failure::Lost, moment, &mut out);
            }
            Event::Answered { .. } | Event::Failed { .. } | Event::Kept { .. } | Event::NotKept { .. } => {}
        }
        out
    }

    fn told(&mut self, files: Vec<LocalFile>) {
        let before = std::mem::replace(&mut self.files, files);
        // The shell may have read the store before the last write: what is under way here is newer.
        if !self.is_idle() {
            for known in before {
                if let Some(file) = self.files.iter_mut().find(|file| file.sha256 == known.sha256) {
                    file.fate = known.fate;
                }
            }
        }
    }

    fn begin(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.go = Go::default();
        self.status = Status::default();
        self.go_on(moment, out);
    }

    /// The next step: what the office has not been asked about, then the first file that it lacks.
    fn go_on(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.task = Task::Idle;
        if !self.free {
            return self.rest(out);
        }
        let next = self.files.iter().find(|file| {
            let to_send = match file.fate {
                Fate::Waiting { .. } => true,
                Fate::Refused { .. } => self.again.contains(&file.sha256),
                Fate::Confirmed { .. } | Fate::Missing => false,
            };
            to_send && self.go.lacking.contains(&file.sha256) && !self.go.finished.contains(&file.sha256)
        });
        let unasked: Vec<Digest> = self
            .files
            .iter()
            .filter(|file| match &file.fate {
                Fate::Waiting { .. } => !self.go.lacking.contains(&file.sha256),
                Fate::Confirmed { epoch } => *epoch != self.epoch,
                Fate::Refused { .. } | Fate::Missing => {
                    self.again.contains(&file.sha256) && !self.go.lacking.contains(&file.sha256)
                }
            })
            .map(|file| file.sha256)
            .take(ASKED_AT_ONCE)
            .collect();
        let file = match next {
            _ if !unasked.is_empty() => return self.ask(unasked, moment, out),
            Some(file) if self.go.finished.len() < FINISHED_MOST => file.clone(),
            _ if !self.go.finished.is_empty() => {
                let finished = self.go.finished.iter().copied().collect();
                return self.ask(finished, moment, out);
            }
            _ => return self.rest(out),
        };
        self.status.sending = Some(file.sha256);
        match file.fate {
            Fate::Waiting { place: Some(place) } if self.go.located == Some(file.sha256) => {
                self.send_chunk(file.sha256, file.bytes, place, moment, out);
            }
            Fate::Waiting { place: Some(place) } => {
                let (sha256, address) = (file.sha256, place.address);
                let call = Call::Offset { sha256, address: address.clone() };
                self.send(Task::Locating { sha256, address }, call, moment, out);
            }
            _ => {
                let (sha256, bytes) = (file.sha256, file.bytes);
                self.send(Task::Creating { sha256 }, Call::Create { sha256, bytes }, moment, out);
            }
        }
        out.push(Command::Show);
    }

    fn ask(&mut self, sha256: Vec<Digest>, moment: Moment, out: &mut Vec<Command>) {
        self.status.sending = None;
        self.send(Task::Asking { sha256: sha256.clone() }, Call::Known { sha256 }, moment, out);
    }

    fn send_chunk(
        &mut self,
        sha256: Digest,
        bytes: u64,
        place: Place,
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        let offset = place.offset;
        let length = bytes.saturating_sub(offset).min(self.pace.bytes());
        let call = Call::Chunk { sha256, address: place.address.clone(), offset, length };
        self.send(Task::Sending { sha256, place, since_ms: moment.now_ms }, call, moment, out);
    }

    fn answered(&mut self, answer: Answer, moment: Moment, out: &mut Vec<Command>) {
        match (std::mem::replace(&mut self.task, Task::Idle), answer) {
            (Task::Asking { sha256 }, Answer::Known { epoch, known }) => {
                self.known(&sha256, epoch, &known, moment, out);
            }
            (Task::Creating { sha256 }, Answer::Created { address, offset }) => {
                self.go.located = Some(sha256);
                self.found(sha256, Place { address, offset }, moment, out);
            }
            (Task::Locating { sha256, address }, Answer::Offset(offset)) => {
                self.found(sha256, Place { address, offset }, moment, out);
            }
            (Task::Sending { sha256, place, since_ms }, Answer::Offset(offset)) if offset > place.offset => {
                self.backoff.succeeded();
                self.pace.arrived(moment.now_ms.saturating_sub(since_ms));
                self.go.stumbled = None;
                self.found(sha256, Place { address: place.address, offset }, moment, out);
            }
            _ => self.stop(Failure::Lost, moment, out),
        }
    }

    /// The office's word on which files it has.
    fn known(
        &mut self,
        asked: &[Digest],
        epoch: String,
        known: &[Digest],
        moment: Moment,
        out: &mut Vec<Command>,
    ) {
        self.backoff.succeeded();
        // Another office than the engine met: everything is asked again under its epoch, also where uploads stand.
        if epoch != self.epoch {
            self.go = Go::default();
            self.epoch.clone_from(&epoch);
        }
        let mut fates = Vec::new();
        let mut lost = false;
        for sha256 in asked {
            // Also what the shell does not name any more: it would be asked about for ever.
            let finished = self.go.finished.remove(sha256);
            let Some(file) = self.files.iter().find(|file| file.sha256 == *sha256) else { continue };
            if known.contains(sha256) {
                self.go.lacking.remove(sha256);
                fates.push((*sha256, Fate::Confirmed { epoch: epoch.clone() }));
            } else {
                self.go.lacking.insert(*sha256);
                // It took every byte and does not have the file: what it says now may change, so it is asked later.
                lost |= finished;
                if matches!(file.fate, Fate::Confirmed { .. }) {
                    fates.push((*sha256, Fate::NEW));
                }
            }
        }
        self.keep(fates, if lost { Then::Stop } else { Then::GoOn }, moment, out);
    }

    /// The office says how far it has a file.
    fn found(&mut self, sha256: Digest, place: Place, moment: Moment, out: &mut Vec<Command>) {
        let bytes = self.file(sha256).map_or(0, |file| file.bytes);
        let is_located = self.go.located == Some(sha256);
        if place.offset > bytes || (place.offset == bytes && !is_located) {
            // It claims to have all and does not know the file: that upload leads nowhere.
            return self.begin_anew(sha256, moment, out);
        }
        self.go.located = Some(sha256);
        if place.offset == bytes {
            self.go.finished.insert(sha256);
        }
        self.keep(vec![(sha256, Fate::Waiting { place: Some(place) })], Then::GoOn, moment, out);
    }

    /// Forgets where an upload stood; the second time in one go, waits first.
    fn begin_anew(&mut self, sha256: Digest, moment: Moment, out: &mut Vec<Command>) {
        self.go.located = None;
        let then = if self.go.stumbled == Some(sha256) { Then::Stop } else { Then::GoOn };
        self.go.stumbled = Some(sha256);
        self.keep(vec![(sha256, Fate::NEW)], then, moment, out);
    }

    fn failed(&mut self, failure: Failure, moment: Moment, out: &mut Vec<Command>) {
        match (std::mem::replace(&mut self.task, Task::Idle), failure) {
            (Task::Locating { sha256, .. } | Task::Sending { sha256, .. }, Failure::Gone) => {
                self.begin_anew(sha256, moment, out);
            }
            (Task::Asking { .. } | Task::Creating { .. }, Failure::Gone) => {
                self.stop(Failure::NotAllowed, moment, out);
            }
            (Task::Sending { sha256, .. }, Failure::Elsewhere) if self.go.stumbled != Some(sha256) => {
                self.go.stumbled = Some(sha256);
                self.go.located = None;
                self.go_on(moment, out);
            }
            (Task::Sending { .. }, Failure::ChunkTooLarge) if !self.pace.is_least() => {
                self.pace.lost();
                self.go_on(moment, out);
            }
            (
                Task::Creating { sha256 } | Task::Locating { sha256, .. } | Task::Sending { sha256, .. },
                Failure::Refused(reason),
            ) => {
                self.again.remove(&sha256);
                self.keep(vec![(sha256, Fate::Refused { reason })], Then::GoOn, moment, out);
            }
            (Task::Sending { sha256, .. }, Failure::Missing) => {
                self.keep(vec![(sha256, Fate::Missing)], Then::GoOn, moment, out);
            }
            (task, failure) => {
                if matches!(task, Task::Sending { .. })
                    && matches!(failure, Failure::Lost | Failure::Damaged | Failure::ChunkTooLarge)
                {
                    self.pace.lost();
                }
                self.stop(failure, moment, out);
            }
        }
    }

    fn keep(&mut self, fates: Vec<(Digest, Fate)>, then: Then, moment: Moment, out: &mut Vec<Command>) {
        let ticket = self.next(Task::Keeping { fates: fates.clone(), then }, moment, out);
        if fates.is_empty() { self.kept(moment, out) } else { out.push(Command::Keep { ticket, fates }) }
    }

    fn kept(&mut self, moment: Moment, out: &mut Vec<Command>) {
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Keeping { fates, then } => {
                for (sha256, fate) in fates {
                    if let Some(file) = self.files.iter_mut().find(|file| file.sha256 == sha256) {
                        file.fate = fate;
                    }
                }
                match then {
                    Then::GoOn => self.go_on(moment, out),
                    Then::Stop => self.stop(Failure::Lost, moment, out),
                }
            }
            other => self.task = other,
        }
    }

    /// Nothing more to do for now.
    fn rest(&mut self, out: &mut Vec<Command>) {
        self.status.sending = None;
        self.status.wake_at_ms = None;
        out.push(Command::Show);
    }

    fn stop(&mut self, failure: Failure, moment: Moment, out: &mut Vec<Command>) {
        let retry_after_s = match &failure {
            Failure::Busy { retry_after_s } => *retry_after_s,
            _ => None,
        };
        self.task = Task::Idle;
        self.ticket += 1;
        self.status.sending = None;
        self.status.trouble = Some(failure);
        let wait = self.backoff.failed(moment.dice, retry_after_s);
        self.not_before_ms = moment.now_ms + u64::from(retry_after_s.unwrap_or(0)) * 1_000;
        self.wake(moment.now_ms + wait, out);
        out.push(Command::Show);
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

    fn file(&self, sha256: Digest) -> Option<&LocalFile> {
        self.files.iter().find(|file| file.sha256 == sha256)
    }
}
