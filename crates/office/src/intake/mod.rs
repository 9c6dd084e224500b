//! Taking entries in: requests from many devices queue for one writer, which takes as many as are waiting into one
//! transaction and answers each only after the commit (group commit). The order in which the writer takes them is
//! the office's order, and that order decides.

mod batch;
mod console_deed;
mod one_at_a_time;
mod push;
mod task;

use std::sync::Arc;
use std::time::Duration;

use danvan_core::access::{Role, Scope};
use danvan_core::bundle::SecretKey;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::Action;
use danvan_core::ids::{DeviceId, LogId, RecordId, UserId};
use danvan_core::message::Problem;
use danvan_core::record::Record;
use danvan_core::wire::PushAnswer;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::{mpsc, oneshot};

pub use push::{CheckedPush, LOGS_OF_DEVICE_MAX, PushProblem};

use self::one_at_a_time::{OneAtATime, Turn};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::store::{OfficeStore, StoreError, User};

/// Requests that may wait for the writer.
const QUEUE: usize = 256;
/// How long a further one waits for a place among them before it is turned away.
const QUEUE_PATIENCE: Duration = Duration::from_secs(2);
/// How long a push waits for another one of its device: an honest phone sends one at a time, and a hub can go on with what
/// others have brought.
const TURN_PATIENCE: Duration = Duration::from_secs(5);

/// A person whose entries a device may bring.
#[derive(Clone, Debug)]
pub struct Person {
    /// The author of their entries.
    pub id: UserId,
    /// Their name by this account or enrolment: shown in records, whatever an entry says.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Their reach.
    pub scope: Scope,
    /// Whether their access was ended: nothing of theirs is applied that no person has judged.
    pub disabled: bool,
}

/// Who brings entries.
#[derive(Clone, Debug)]
pub struct Bringer {
    /// Its province, part of every key.
    pub province: ProvinceCode,
    /// The device.
    pub device: DeviceId,
    /// What people call it, to be told beside what it brings.
    pub device_name: String,
    /// Those for whom the device is or was enrolled, its holder first. Entries of anybody else are refused (`RoleMayNot`), so that a
    /// device cannot sign for somebody who never held it.
    pub persons: Vec<Person>,
    /// Whether a person has judged what it brings, so that it counts although the device is revoked.
    pub judged: bool,
}

impl Bringer {
    /// As one whose entries a person has judged and takes in: also those of its holder, where their access was ended. Who
    /// held it before and has lost their access is not heard again by it.
    #[must_use]
    pub fn judged(mut self) -> Self {
        let holder = self.persons.first().map(|person| person.id);
        let theirs = self.persons.iter_mut().filter(|person| Some(person.id) == holder);
        theirs.for_each(|person| person.disabled = false);
        Self { judged: true, ..self }
    }
}

/// What became of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// Its entries are in the log, or kept apart where the log forked.
    Answered(Box<PushAnswer>),
    /// Entries before it are missing; nothing changed.
    Gap {
        /// The number that would continue the log.
        expected: u64,
    },
    /// The office has something else before it; nothing changed. Who asks for the log's head and compares will
    /// find the place.
    ChainDiffers,
    /// The log belongs to another device; nothing changed.
    NotYours,
    /// It would be one more log than [`LOGS_OF_DEVICE_MAX`] of its device; nothing changed.
    TooManyLogs,
    /// As much of its device is kept as of any; nothing more of it is taken.
    DeviceFull,
}

/// What a person does at the console.
#[derive(Clone, Debug)]
pub struct ConsoleDeed {
    /// Who.
    pub user: User,
    /// Their reach.
    pub scope: Scope,
    /// The record.
    pub record: RecordId,
    /// What they do: a step, a choice.
    pub action: Action,
    /// The revision that they saw.
    pub revision: u64,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum DeedOutcome {
    /// The record as it stands now.
    Done(Box<Record>),
    /// No such record within reach.
    Missing,
    /// The record is not the one that the person saw; nothing changed.
    ChangedSince,
    /// Longer than entries may be; nothing changed.
    TooLong,
    /// The rules refuse it; nothing changed.
    Refused(Problem),
}

/// Why the writer gave no outcome.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The office is stopping.
    #[error("the office is stopping")]
    Stopping,
    /// The device was revoked, or its holder's access ended, while this waited. What was taken before stays; the rest,
    /// sent again, waits for a person's judgement.
    #[error("the device is refused by now")]
    Revoked,
    /// Another push of the same device is under way, and takes long; nothing of this one was kept.
    #[error("another push of the device is under way")]
    DeviceBusy,
    /// Too many wait already; nothing of the request was kept.
    #[error("too many wait for the writer")]
    Full,
    /// The store failed; nothing of the request was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The writer met a defect of the program; nothing of the request was kept.
    #[error("a defect stopped the transaction")]
    Defect,
}

/// What is given to the writer.
#[derive(Clone, Debug)]
enum Work {
    Push(Bringer, LogId, CheckedPush),
    /// What follows a fork within a segment of that device.
    Forked(Bringer, LogId, CheckedPush),
    Console(ConsoleDeed),
}

enum Done {
    Push(push::Taken),
    /// Its device is refused.
    Revoked,
    /// Whether there was room for it.
    Forked {
        kept: bool,
    },
    Console(DeedOutcome),
}

struct Job {
    work: Work,
    answer: oneshot::Sender<Result<Done, IntakeError>>,
}

/// The writer's work, for the one who runs it.
pub type Writer = BoxFuture<'static, ()>;

/// The way to the writer; clones lead to the same one.
#[derive(Clone, Debug)]
pub struct Intake {
    jobs: mpsc::Sender<Job>,
    of_one: OneAtATime,
}

impl Intake {
    /// A writer and the way to it; `sign` is the office's key, which signs what is done at the console. It writes as long as somebody runs it, and ends once every clone of the way to it is
    /// gone and what was waiting is committed.
    pub fn start(
        store: Arc<dyn OfficeStore>,
        catalogues: Catalogues,
        clock: Clock,
        epoch: String,
        sign: SecretKey,
    ) -> (Self, Writer) {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let writer = task::Writer { store, catalogues, clock, epoch, sign };
        (Self { jobs, of_one: OneAtATime::default() }, writer.run(waiting).boxed())
    }

    /// How many wait for the writer.
    pub fn waiting(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }

    /// Takes a segment of a log in. Answered after the commit. A long one takes the writer's turns part by part, so that
    /// nobody waits behind the whole of it; sent again, it goes on where it was broken off. Another segment of the same device
    /// waits until this one is through.
    ///
    /// # Errors
    /// Where the whole was not kept although nothing is wrong with the request. Parts of it may have been.
    pub async fn push(
        &self,
        bringer: Bringer,
        log: LogId,
        push: CheckedPush,
    ) -> Result<PushOutcome, IntakeError> {
        let _turn = self.turn_of(bringer.device).await?;
        let (mut part, mut rest) = push.part();
        let mut verdicts = Vec::new();
        let answer = loop {
            let done = self.ask(Work::Push(bringer.clone(), log, part)).await?;
            let push::Taken { outcome, left } = match done {
                Done::Push(taken) => taken,
                Done::Revoked => return Err(IntakeError::Revoked),
                Done::Forked { .. } | Done::Console(_) => return Err(IntakeError::Defect),
            };
            let PushOutcome::Answered(mut answer) = outcome else { return Ok(outcome) };
            verdicts.append(&mut answer.verdicts);
            if let Some(left) = left {
                part = left;
                continue;
            }
            match rest.take() {
                Some(next) if answer.forked.is_none() => (part, rest) = next.part(),
                next => {
                    rest = next;
                    break answer;
                }
            }
        };
        // What follows a fork continues nothing that is in the log: it is kept beside it, like the fork itself.
        while let Some(next) = rest {
            let (part, further) = next.part();
            match self.ask(Work::Forked(bringer.clone(), log, part)).await? {
                Done::Forked { kept: true } => rest = further,
                Done::Forked { kept: false } => return Ok(PushOutcome::DeviceFull),
                Done::Revoked => return Err(IntakeError::Revoked),
                Done::Push(_) | Done::Console(_) => return Err(IntakeError::Defect),
            }
        }
        Ok(PushOutcome::Answered(Box::new(PushAnswer { verdicts, ..*answer })))
    }

    /// A device's turn: for what is to go on beside nothing else of it.
    ///
    /// # Errors
    /// Where something of it goes on and does not end in time.
    pub(crate) async fn turn_of(&self, device: DeviceId) -> Result<Turn, IntakeError> {
        self.of_one.turn(device, TURN_PATIENCE).await.ok_or(IntakeError::DeviceBusy)
    }

    /// Takes a deed of the console in, as an entry of the person's own log. Answered after the commit.
    ///
    /// # Errors
    /// Where nothing was kept although nothing is wrong with the request.
    pub async fn take_deed(&self, deed: ConsoleDeed) -> Result<DeedOutcome, IntakeError> {
        match self.ask(Work::Console(deed)).await? {
            Done::Console(outcome) => Ok(outcome),
            Done::Push(_) | Done::Revoked | Done::Forked { .. } => Err(IntakeError::Defect),
        }
    }

    async fn ask(&self, work: Work) -> Result<Done, IntakeError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.send_timeout(Job { work, answer }, QUEUE_PATIENCE).await.map_err(|error| match error {
            SendTimeoutError::Timeout(_) => IntakeError::Full,
            SendTimeoutError::Closed(_) => IntakeError::Stopping,
        })?;
        answered.await.map_err(|_| IntakeError::Stopping)?
    }
}

#[cfg(test)]
mod long_records;
#[cfg(test)]
mod tests;
