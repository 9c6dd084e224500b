//! The uploader: one request at a time, resumable at every step, because the office is asked before it is told.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Cause, Moment, Waits, asked_s};
use super::go::{AtOnce, Go};
use super::pace::Pace;
use super::step::Step;
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
    /// Why it is to be tried, since the line was last free.
    asked: Cause,
    /// Why this go began: what must wait is left out of it.
    cause: Cause,
    /// Files that had come to an end without the office, and are tried once more.
    again: BTreeSet<Digest>,
    task: Task,
    ticket: u64,
    patient_until_ms: u64,
    not_before_ms: u64,
    /// The request under way, or whose answer is being kept.
    step: Step,
    waits: Waits<Step>,
    /// What stopped each step when it was last tried.
    troubles: BTreeMap<Step, Failure>,
    /// How much of each file the office has said at most that it has.
    furthest: BTreeMap<Digest, u64>,
    /// Bytes and offsets travel as `POST`, since something on the way lets no other method through.
    by_post: bool,
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

    /// What has failed and what waits, as a text that outlasts this uploader; see [`Waits::kept`].
    pub fn kept_waits(&self, ahead_ms: i64) -> String {
        self.waits.kept(ahead_ms, &self.troubles)
    }

    /// Takes such a text over, in place of what it knew.
    pub fn take_waits(&mut self, text: &str, ahead_ms: i64, now_ms: u64) {
        (self.waits, self.troubles) = Waits::of(text, ahead_ms, now_ms, &Failure::Lost);
    }

    /// Takes an event; returns what to do, in order.
    pub fn handle(&mut self, event: Event, moment: Moment) -> Vec<Command> {
        let mut out = Vec::new();
        match event {
            Event::Files(files) => self.told(files),
            Event::Pressed => self.asked = Cause::Person,
            Event::Occasion => self.asked = self.asked.max(Cause::Occasion),
            Event::Hold => self.free = false,
            Event::Free { epoch } => {
                self.epoch = epoch;
                self.free = true;
                let cause = std::mem::take(&mut self.asked);
                if cause == Cause::Person {
                    let ended = |file: &&LocalFile| matches!(file.fate, Fate::Refused { .. } | Fate::Missing);
                    self.again = self.files.iter().filter(ended).map(|file| file.sha256).collect();
                }
                if self.is_idle() && (cause == Cause::Person || moment.now_ms >= self.not_before_ms) {
                    self.begin(cause, moment, &mut out);
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
                    None if self.free => self.begin(Cause::Time, moment, &mut out),
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
        let told: BTreeSet<Digest> = self.files.iter().map(|file| file.sha256).collect();
        let is_told = |step: &Step| if let Step::File(sha256) = step { told.contains(sha256) } else { true };
        self.waits.retain(is_told);
        self.troubles.retain(|step, _| is_told(step));
        self.furthest.retain(|sha256, _| told.contains(sha256));
        for file in &self.files {
            // What an earlier page has sent is no progress of this one.
            if let Fate::Waiting { place: Some(place) } = &file.fate {
                self.furthest.entry(file.sha256).or_insert(place.offset);
            }
        }
        // The shell may have read the store before the last write: what is under way here is newer.
        if !self.is_idle() {
            for known in before {
                if let Some(file) = self.files.iter_mut().find(|file| file.sha256 == known.sha256) {
                    file.fate = known.fate;
                }
            }
        }
    }

    fn begin(&mut self, cause: Cause, moment: Moment, out: &mut Vec<Command>) {
        self.cause = cause;
        self.go = Go::default();
        self.status = Status::default();
        self.go_on(moment, out);
    }

    /// The next step: what the office has not been asked about, then a file that it lacks, those first that have not
    /// failed. What must wait is left out.
    fn go_on(&mut self, moment: Moment, out: &mut Vec<Command>) {
        self.task = Task::Idle;
        if !self.free {
            return self.rest(out);
        }
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
        if !unasked.is_empty() {
            return self.ask(unasked, moment, out);
        }
        let next = if self.go.finished.len() < FINISHED_MOST { self.next_file(moment) } else { None };
        let Some(file) = next else {
            if self.go.finished.is_empty() {
                return self.rest(out);
            }
            let finished = self.go.finished.iter().copied().collect();
            return self.ask(finished, moment, out);
        };
        self.status.sending = Some(file.sha256);
        match file.fate {
            Fate::Waiting { place: Some(place) } if self.go.located == Some(file.sha256) => {
                self.send_chunk(file.sha256, file.bytes, place, moment, out);
            }
            Fate::Waiting { place: Some(place) } => {
                let (sha256, address, by_post) = (file.sha256, place.address, self.by_post);
                let call = Call::Offset { sha256, address: address.clone(), by_post };
                self.send(Step::Locate, Task::Locating { sha256, address }, call, moment, out);
            }
            _ => {
                let (sha256, bytes) = (file.sha256, file.bytes);
                let call = Call::Create { sha256, bytes };
                self.send(Step::Create, Task::Creating { sha256 }, call, moment, out);
            }
        }
        out.push(Command::Show);
    }

    /// The file to go on with, of those that the office lacks and whose requests may be tried.
    fn next_file(&mut self, moment: Moment) -> Option<LocalFile> {
        let mut lacking: Vec<LocalFile> = self
            .files
            .iter()
            .filter(|file| {
                let to_send = match file.fate {
                    Fate::Waiting { .. } => true,
                    Fate::Refused { .. } => self.again.contains(&file.sha256),
                    Fate::Confirmed { .. } | Fate::Missing => false,
                };
                let sha256 = &file.sha256;
                to_send && self.go.lacking.contains(sha256) && !self.go.finished.contains(sha256)
            })
            .cloned()
            .collect();
        lacking.sort_by_key(|file| self.waits.failures(&Step::File(file.sha256)));
        lacking.into_iter().find(|file| {
            let first = match &file.fate {
                _ if self.go.located == Some(file.sha256) => None,
                Fate::Waiting { place: Some(_) } => Some(Step::Locate),
                _ => Some(Step::Create),
            };
            // Nothing is asked for a file whose bytes may not follow.
            let steps = [Some(Step::File(file.sha256)), first, Some(Step::Chunk)];
            let at_once = |step: &Step| self.go.at_once.is_some_and(|once| once.allows(file.sha256, *step));
            let steps: Vec<Step> = steps.into_iter().flatten().filter(|step| !at_once(step)).collect();
            steps.into_iter().all(|step| self.may(step, moment))
        })
    }

    /// Whether a step may be tried now; what may not is left out of this go.
    fn may(&mut self, step: Step, moment: Moment) -> bool {
        let may = self.waits.may(&step, self.cause, moment.now_ms);
        if !may {
            let due_ms = self.waits.due_ms(&step, Cause::Time);
            self.go.left_out_until_ms =
                Some(self.go.left_out_until_ms.map_or(due_ms, |until| until.min(due_ms)));
            if let Some(failure) = self.troubles.get(&step) {
                self.status.trouble.get_or_insert_with(|| failure.clone());
            }
        }
        may
    }

    fn ask(&mut self, sha256: Vec<Digest>, moment: Moment, out: &mut Vec<Command>) {
        self.status.sending = None;
        if !self.may(Step::Known, moment) {
            return self.rest(out);
        }
        self.send(Step::Known, Task::Asking { sha256: sha256.clone() }, Call::Known { sha256 }, moment, out);
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
        let call =
            Call::Chunk { sha256, address: place.address.clone(), offset, length, by_post: self.by_post };
        self.send(Step::Chunk, Task::Sending { sha256, place, since_ms: moment.now_ms }, call, moment, out);
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
        // Another office than the engine met: everything is asked again under its epoch, also where uploads stand.
        if epoch != self.epoch {
            self.go = Go::default();
            self.epoch.clone_from(&epoch);
        }
        let (mut fates, mut lost) = (Vec::new(), Vec::new());
        for sha256 in asked {
            // Also what the shell does not name any more: it would be asked about for ever.
            let finished = self.go.finished.remove(sha256);
            let Some(file) = self.files.iter().find(|file| file.sha256 == *sha256) else { continue };
            if known.contains(sha256) {
                self.go.lacking.remove(sha256);
                fates.push((*sha256, Fate::Confirmed { epoch: epoch.clone() }));
            } else {
                self.go.lacking.insert(*sha256);
                lost.extend(finished.then_some(*sha256));
                if matches!(file.fate, Fate::Confirmed { .. }) {
                    fates.push((*sha256, Fate::NEW));
                }
            }
        }
        // It took every byte of these and does not have the file: what it says now may change, so they are asked later.
        for sha256 in lost {
            self.go.located = self.go.located.filter(|located| *located != sha256);
            self.went_wrong(Step::File(sha256), Failure::Lost, moment);
        }
        self.keep(fates, Then::GoOn, moment, out);
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
        let furthest = self.furthest.entry(sha256).or_default();
        if place.offset > *furthest {
            *furthest = place.offset;
            self.went_well(Step::File(sha256));
        }
        if place.offset == bytes {
            self.go.finished.insert(sha256);
        }
        self.keep(vec![(sha256, Fate::Waiting { place: Some(place) })], Then::GoOn, moment, out);
    }

    /// Forgets where an upload stood; the second time in one go, waits first.
    fn begin_anew(&mut self, sha256: Digest, moment: Moment, out: &mut Vec<Command>) {
        self.go.located = None;
        let again = self.go.stumbled == Some(sha256) || !self.at_once(sha256, moment);
        let then = if again { Then::Stop } else { Then::GoOn };
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
            (Task::Sending { sha256, .. }, Failure::Elsewhere)
                if self.go.stumbled != Some(sha256) && self.at_once(sha256, moment) =>
            {
                self.go.stumbled = Some(sha256);
                self.go.located = None;
                self.go_on(moment, out);
            }
            (Task::Sending { sha256, .. }, Failure::ChunkTooLarge)
                if !self.pace.is_least() && self.at_once(sha256, moment) =>
            {
                self.pace.lost();
                self.go_on(moment, out);
            }
            (Task::Sending { sha256, .. } | Task::Locating { sha256, .. }, Failure::Blocked)
                if !std::mem::replace(&mut self.go.turned, true) && self.at_once(sha256, moment) =>
            {
                self.by_post = !self.by_post;
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
                let unheard = matches!(failure, Failure::Lost | Failure::Blocked);
                if let Task::Sending { .. } | Task::Locating { .. } = task {
                    // Whatever lets this method through or not: the next try goes the other way.
                    self.by_post ^= unheard;
                }
                if matches!(task, Task::Sending { .. })
                    && (unheard || matches!(failure, Failure::Damaged | Failure::ChunkTooLarge))
                {
                    self.pace.lost();
                }
                if let Some(sha256) = task.file() {
                    self.went_wrong(Step::File(sha256), failure.clone(), moment);
                }
                self.stop(failure, moment, out);
            }
        }
    }

    /// The request under way, about this file, came to nothing and may be tried at once in another way. Counts as a try.
    fn at_once(&mut self, sha256: Digest, moment: Moment) -> bool {
        let (step, file) = (self.step, Step::File(sha256));
        self.waits.failed(step, moment);
        self.waits.failed(file, moment);
        let may = [step, file].iter().all(|step| self.waits.may_at_once(step, moment.now_ms));
        self.go.at_once = may.then_some(AtOnce { sha256, step });
        may
    }

    fn keep(&mut self, fates: Vec<(Digest, Fate)>, then: Then, moment: Moment, out: &mut Vec<Command>) {
        let ticket = self.next(Task::Keeping { fates: fates.clone(), then }, moment, out);
        if fates.is_empty() { self.kept(moment, out) } else { out.push(Command::Keep { ticket, fates }) }
    }

    fn kept(&mut self, moment: Moment, out: &mut Vec<Command>) {
        match std::mem::replace(&mut self.task, Task::Idle) {
            Task::Keeping { fates, then } => {
                if then == Then::Stop {
                    for (sha256, _) in &fates {
                        self.went_wrong(Step::File(*sha256), Failure::Lost, moment);
                    }
                }
                for (sha256, fate) in fates {
                    if let Some(file) = self.files.iter_mut().find(|file| file.sha256 == sha256) {
                        file.fate = fate;
                    }
                }
                match then {
                    Then::GoOn => {
                        if self.go.at_once.is_none_or(|once| once.step != self.step) {
                            self.went_well(self.step);
                        }
                        self.go_on(moment, out);
                    }
                    Then::Stop => self.stop(Failure::Lost, moment, out),
                }
            }
            other => self.task = other,
        }
    }

    /// Nothing more to do for now.
    fn rest(&mut self, out: &mut Vec<Command>) {
        self.status.sending = None;
        match self.go.left_out_until_ms.filter(|_| self.free) {
            Some(at_ms) => self.wake(at_ms.max(self.not_before_ms), out),
            None => self.status.wake_at_ms = None,
        }
        out.push(Command::Show);
    }

    fn went_well(&mut self, step: Step) {
        self.waits.succeeded(&step);
        self.troubles.remove(&step);
    }

    /// A step came to nothing; from when on it may be tried again.
    fn went_wrong(&mut self, step: Step, failure: Failure, moment: Moment) -> u64 {
        self.troubles.insert(step, failure);
        self.waits.failed(step, moment)
    }

    fn stop(&mut self, failure: Failure, moment: Moment, out: &mut Vec<Command>) {
        let retry_after_s = match &failure {
            Failure::Busy { retry_after_s } => *retry_after_s,
            _ => None,
        };
        self.task = Task::Idle;
        self.ticket += 1;
        self.status.sending = None;
        self.status.trouble = Some(failure.clone());
        let due_ms = self.went_wrong(self.step, failure, moment);
        let asked_ms = u64::from(asked_s(retry_after_s)) * 1_000;
        self.not_before_ms = moment.now_ms + asked_ms;
        self.wake(due_ms + asked_ms, out);
        out.push(Command::Show);
    }

    fn send(&mut self, step: Step, task: Task, call: Call, moment: Moment, out: &mut Vec<Command>) {
        self.step = step;
        self.go.at_once = self.go.at_once.filter(|once| once.step != step && step != Step::Chunk);
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
