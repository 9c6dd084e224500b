//! A step taken at the console: an entry of that person's own log, chained like every log.

use danvan_core::access::Author;
use danvan_core::apply::Outcome;
use danvan_core::entry::{Action, Chain, ENTRY_FORMAT, Entry};

use super::batch::{Batch, Place};
use super::{Move, MoveOutcome, Person};
use crate::store::{LogAt, NewEntry, StoreError, StoreResult};

/// Takes a step in. What is refused is told to the person who waits for the answer, and leaves no trace: unlike a
/// device's entry, nobody was ever told that it is kept.
pub(super) async fn take_in(batch: &mut Batch<'_>, step: &Move) -> StoreResult<MoveOutcome> {
    let province = &step.user.province;
    batch.load(province, &[step.record]).await?;
    let record = batch.record(province, step.record).filter(|record| step.scope.covers(&record.unit));
    let Some(record) = record else { return Ok(MoveOutcome::Missing) };
    if record.revision != step.revision {
        return Ok(MoveOutcome::ChangedSince);
    }
    let entry = Entry {
        format: ENTRY_FORMAT,
        author: Author { id: step.user.id, name: step.user.name.clone() },
        device_time: batch.now,
        record: step.record,
        kind: record.kind,
        base: step.revision,
        action: Action::Move { step: step.step.clone(), reason: step.reason.clone(), fields: Vec::new() },
    };
    let text = entry.to_text().map_err(|error| StoreError::corrupt("entry", error))?;

    let at = LogAt { province: province.clone(), log: step.user.log };
    let known = batch.transaction.log(&at).await?;
    let mut chain = match &known {
        Some(known) => Chain::resume(at.log, known.head),
        None => Chain::open(at.log),
    };
    let place = Place { province, log: at.log, number: chain.head().length };
    let person = Person { id: step.user.id, role: step.user.role, scope: step.scope.clone() };
    let verdict = batch.apply(place, &entry, &[person]).await?;
    if let Outcome::Refused { problem } = verdict.outcome {
        return Ok(MoveOutcome::Refused(problem));
    }
    if known.is_none() {
        batch.transaction.open_log(&at, step.user.device, batch.now).await?;
    }
    let sealed = chain.append(text);
    let entry = NewEntry { number: sealed.number, text: sealed.text, digest: sealed.digest, verdict };
    batch.transaction.append(&at, &[entry], chain.head(), batch.now).await?;
    match batch.record(province, step.record) {
        Some(record) => Ok(MoveOutcome::Moved(Box::new(record.clone()))),
        None => Ok(MoveOutcome::Missing),
    }
}
