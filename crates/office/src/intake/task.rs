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
            self.answer(jobs, entries).await;
        }
    }

    async fn answer(&self, jobs: Vec<Job>, entries: usize) {
        let (work, answers): (Vec<Work>, Vec<_>) = jobs.into_iter().map(|job| (job.work, job.answer)).unzip();
        let together = self.attempt(&work).await;
        let alone = work.len() == 1;
        match together {
            Err(error) if !alone => {
                // One request must not take the others down with it: each gets a transaction of its own.
                tracing::warn!(%error, requests = work.len(), "not committed together; trying one by one");
                for (answer, work) in answers.into_iter().zip(&work) {
                    reply(answer, self.attempt(std::slice::from_ref(work)).await);
                }
            }
            Err(error) => {
                if let Some(answer) = answers.into_iter().next() {
                    reply(answer, Err(error));
                }
            }
            Ok(done) => {
                tracing::debug!(requests = work.len(), entries, "committed");
                for (answer, done) in answers.into_iter().zip(done) {
                    reply(answer, Ok(vec![done]));
                }
            }
        }
    }

    /// One transaction for all of them; an error means that nothing was kept. Begun again where another one was in
    /// the way: what it has left is then there to be read.
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
            done.push(match work {
                Work::Push(bringer, log, push) => {
                    Done::Push(push::take_in(&mut batch, bringer, *log, push).await?)
                }
                Work::Forked(bringer, log, push) => {
                    push::keep_forked(&mut batch, bringer, *log, push).await?;
                    Done::Forked
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

/// Tells the one who asked. He may be gone; his entries are in all the same.
fn reply(answer: oneshot::Sender<Result<Done, IntakeError>>, done: Result<Vec<Done>, IntakeError>) {
    let done = done.and_then(|mut done| done.pop().ok_or(IntakeError::Defect));
    if let Err(error) = &done {
        tracing::error!(%error, "not committed");
    }
    let _ = answer.send(done);
}
