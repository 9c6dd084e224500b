//! What is done at the console, a step or a choice: an entry of that person's own log, chained like every log. No
//! device of theirs signs it: the office does.

use danvan_core::access::Author;
use danvan_core::apply::Outcome;
use danvan_core::entry::{Chain, ENTRY_BYTES_MAX, ENTRY_FORMAT, Entry};
use danvan_core::proof;
use danvan_core::wire::SignedHead;

use super::batch::{Batch, Place};
use super::{ConsoleDeed, DeedOutcome, Person};
use crate::store::{LogAt, NewEntry, StoreError, StoreResult, User};

/// Takes a deed in. What is refused is told to the person who waits for the answer, and leaves no trace: unlike a
/// device's entry, nobody was ever told that it is kept.
pub(super) async fn take_in(batch: &mut Batch<'_>, deed: &ConsoleDeed) -> StoreResult<DeedOutcome> {
    let province = &deed.user.province;
    batch.within(province, &[(Some(deed.record), 0)], u64::MAX).await?;
    batch.load(province, &[deed.record]).await?;
    let record = batch.record(province, deed.record).filter(|record| deed.scope.covers(&record.unit));
    let Some(record) = record else { return Ok(DeedOutcome::Missing) };
    if record.revision != deed.revision {
        return Ok(DeedOutcome::ChangedSince);
    }
    let entry = Entry {
        format: ENTRY_FORMAT,
        author: Author { id: deed.user.id, name: deed.user.name.clone() },
        device_time: batch.now,
        record: deed.record,
        kind: record.kind,
        base: deed.revision,
        mirrored: Some(deed.revision),
        action: deed.action.clone(),
    };
    let text = entry.to_text().map_err(|error| StoreError::corrupt("entry", error))?;
    if text.len() > ENTRY_BYTES_MAX {
        return Ok(DeedOutcome::TooLong);
    }

    let at = LogAt { province: province.clone(), log: deed.user.log };
    let known = batch.transaction.log(&at).await?;
    if known.as_ref().is_some_and(|known| known.device != deed.user.device) {
        // Nothing of an account is ever written into what somebody else opened.
        return Err(StoreError::corrupt("log of an account", "it is a device's"));
    }
    let mut chain = match &known {
        Some(known) => Chain::resume(at.log, known.head),
        None => Chain::open(at.log),
    };
    let number = chain.head().length;
    let place = Place { province, device: deed.user.device, device_name: None, log: at.log, number };
    let User { id, name, role, .. } = deed.user.clone();
    let person = Person { id, name, role, scope: deed.scope.clone(), disabled: false };
    let verdict = batch.apply(place, &entry, &[person]).await?;
    if let Outcome::Refused { problem } = verdict.outcome {
        return Ok(DeedOutcome::Refused(problem));
    }
    if known.is_none() {
        batch.transaction.open_log(&at, deed.user.device, batch.now).await?;
    }
    let sealed = chain.append(text);
    let entry = NewEntry { number: sealed.number, text: sealed.text, digest: sealed.digest, verdict };
    let head = chain.head();
    let signature = batch.sign.sign(&proof::segment(deed.user.device, at.log, &head));
    let signature = signature.ok_or_else(|| StoreError::corrupt("office key", "it does not sign"))?;
    batch.transaction.append(&at, &[entry], head, batch.now).await?;
    batch.transaction.keep_signed_head(&at, &SignedHead { head, signature }).await?;
    match batch.record(province, deed.record) {
        Some(record) => Ok(DeedOutcome::Done(Box::new(record.clone()))),
        None => Ok(DeedOutcome::Missing),
    }
}
