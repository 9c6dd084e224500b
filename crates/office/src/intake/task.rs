//! The writer's loop.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use danvan_core::bundle::SecretKey;
use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::batch::Batch;
use super::{Done, IntakeError, Job, Work, console_deed, push};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::store::{OfficeStore, StoreError};

/// Requests in one transaction.
const JOBS: usize = 256;
/// Entries in one transaction, and a part of a segment more at most; a further request waits for the next, so that
/// nobody waits long for their answer.
const ENTRIES: usize = 1_000;

/// Bytes of the records that they change, each counted once for every entry, and a part of a segment more at most: what a
/// transaction has read and changed is in memory until its end.
const HANDLED: u64 = 16 * 1024 * 1024;

/// Pauses before a transaction is begun again, each twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LAST_PAUSE: Duration = Duration::from_millis(512);

pub(super) struct Writer {
    pub(super) store: Arc<dyn OfficeStore>,
    pub(super) catalogues: Catalogues,
    pub(super) clock: Clock,
    pub(super) epoch: String,
    pub(super) sign: SecretKey,
}

impl Writer {
    pub(super) async fn run(self, mut waiting: mpsc::Receiver<Job>) {
        while let Some(first) = waiting.recv().await {
            let mut entries = first.work.entries();
            let mut jobs = vec![first];
            while jobs.len() < JOBS && entries < ENTRIES {
                let Ok(next) = waiting.try_recv() else { break };
                entries += next.work.entries();
                jobs.push(next);
            }
            self.answer(jobs).await;
        }
    }

    async fn answer(&self, jobs: Vec<Job>) {
        let (work, answers): (Vec<Work>, Vec<_>) = jobs.into_iter().map(|job| (job.work, job.answer)).unzip();
        let (mut left, mut answers) = (work.as_slice(), answers.into_iter());
        while !left.is_empty() {
            match self.attempt(left).await {
                Ok(done) => {
                    tracing::debug!(requests = done.len(), "committed");
                    (_, left) = left.split_at(done.len());
                    for (done, answer) in done.into_iter().zip(answers.by_ref()) {
                        reply(answer, Ok(vec![done]));
                    }
                }
                Err(error) if left.len() > 1 => {
                    // One request must not take the others down with it: each gets a transaction of its own.
                    tracing::warn!(%error, requests = left.len(), "not committed together; trying one by one");
                    for (work, answer) in left.iter().zip(answers.by_ref()) {
                        reply(answer, self.attempt(std::slice::from_ref(work)).await);
                    }
                    return;
                }
                Err(error) => {
                    if let Some(answer) = answers.next() {
                        reply(answer, Err(error));
                    }
                    return;
                }
            }
        }
    }

    /// One transaction for all of them, or for the first ones where those are enough for one; an error means that nothing
    /// was kept. Begun again where another one was in the way: what it has left is then there to be read.
    async fn attempt(&self, work: &[Work]) -> Result<Vec<Done>, IntakeError> {
        let mut pause = FIRST_PAUSE;
        loop {
            let attempt = AssertUnwindSafe(self.in_transaction(work)).catch_unwind().await;
            match attempt.unwrap_or(Err(IntakeError::Defect)) {
                Err(IntakeError::Store(StoreError::Again(reason))) if pause <= LAST_PAUSE => {
                    tracing::debug!(reason, requests = work.len(), "beginning again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                done => return done,
            }
        }
    }

    async fn in_transaction(&self, work: &[Work]) -> Result<Vec<Done>, IntakeError> {
        let transaction = self.store.begin().await?;
        let mut batch =
            Batch::new(transaction, &self.catalogues, self.clock.now(), (&self.epoch, &self.sign));
        let mut done = Vec::with_capacity(work.len());
        for work in work {
            if batch.handled >= HANDLED {
                break;
            }
            done.push(match work {
                Work::Push(bringer, ..) | Work::Forked(bringer, ..) if batch.refuses(bringer).await? => {
                    Done::Revoked
                }
                Work::Push(bringer, log, push) => {
                    Done::Push(push::take_in(&mut batch, bringer, *log, push).await?)
                }
                Work::Forked(bringer, log, push) => {
                    Done::Forked { kept: push::keep_forked(&mut batch, bringer, *log, push).await? }
                }
                Work::Console(deed) => Done::Console(console_deed::take_in(&mut batch, deed).await?),
            });
        }
        batch.commit().await?;
        Ok(done)
    }
}

impl Work {
    fn entries(&self) -> usize {
        match self {
            Self::Push(_, _, push) | Self::Forked(_, _, push) => push.entries.len(),
            Self::Console(_) => 1,
        }
    }
}

/// Tells the one who asked. They may be gone; their entries are in all the same.
fn reply(answer: oneshot::Sender<Result<Done, IntakeError>>, done: Result<Vec<Done>, IntakeError>) {
    let done = done.and_then(|mut done| done.pop().ok_or(IntakeError::Defect));
    if let Err(error) = &done {
        tracing::error!(%error, "not committed");
    }
    let _ = answer.send(done);
}
