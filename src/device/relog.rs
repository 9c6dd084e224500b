//! Beginning a new log: what the office does not have of the old one is said again in it, in one transaction.

use danvan_core::entry::{Chain, Entry, Head};
use danvan_core::ids::LogId;

use super::inner::Inner;
use super::keys;
use super::logs::{LogRow, Logs};
use super::store::{Batch, StoreError, Table, Vault};
use crate::platform::random;

/// How often another tab may come in between.
const ATTEMPTS: u32 = 8;

/// Closes `old` at `keep_from` and goes on under a new log; the logs as they stand afterwards. Called with the gate held.
pub async fn start_log(inner: &Inner, old: LogId, keep_from: u64) -> Result<Logs, StoreError> {
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        let (mut logs, seen) = inner.logs().await?.ok_or_else(gone)?;
        let mut moved = Batch::default();
        move_on(&inner.vault, &mut logs, &mut moved, old, keep_from, random::log_id()).await?;
        let mut batch = Inner::batch(&seen, &mut logs)?;
        batch.deletes.append(&mut moved.deletes);
        batch.puts.append(&mut moved.puts);
        match inner.vault.write(batch).await {
            Err(StoreError::Changed) if left > 0 => {}
            Err(error) => return Err(error),
            Ok(()) => {
                inner.written(&logs, Vec::new()).await;
                return Ok(logs);
            }
        }
    }
}

/// Works out the log `new` in `logs`, and what must be written for it in `batch`.
pub async fn move_on(
    vault: &Vault,
    logs: &mut Logs,
    batch: &mut Batch,
    old: LogId,
    keep_from: u64,
    new: LogId,
) -> Result<(), StoreError> {
    let from_generation = logs.generation(old).ok_or_else(gone)?;
    let head = head_at(vault, old, keep_from).await?;
    let Some(row) = logs.all.get_mut(from_generation) else { return Err(gone()) };
    let end = row.head.length;
    row.close(head);
    let mut chain = Chain::open(new);
    let mut next = LogRow::empty(chain.log());
    let generation = logs.all.len();
    for kept in vault.range(Table::Entries, keys::numbers(old, keep_from, end, u32::MAX)).await? {
        let entry = keys::number_of(&kept.key).and_then(|number| keys::entry_of(old, number, &kept.value));
        let Some(entry) = entry else { continue };
        let number = entry.number;
        let again = chain.append(entry.text);
        next.waiting_bytes += again.text.len() as u64;
        if let Ok(entry) = Entry::from_text(&again.text) {
            batch.delete(Table::Own, keys::own(entry.record, from_generation, number));
            batch.put(Table::Own, keys::own(entry.record, generation, again.number), "");
        }
        batch.delete(Table::Verdicts, keys::numbered(old, number));
        batch.put(Table::Entries, keys::numbered(again.log, again.number), keys::entry_value(&again));
    }
    next.head = chain.head();
    if let Some(row) = logs.all.get_mut(from_generation) {
        row.waiting_bytes = row.waiting_bytes.saturating_sub(next.waiting_bytes);
    }
    logs.all.push(next);
    Ok(())
}

/// Where a log stood when it had `length` entries.
pub async fn head_at(vault: &Vault, log: LogId, length: u64) -> Result<Head, StoreError> {
    let Some(last) = length.checked_sub(1) else { return Ok(Chain::open(log).head()) };
    let value = vault.one(Table::Entries, &keys::numbered(log, last)).await?;
    let entry = value.and_then(|value| keys::entry_of(log, last, &value));
    let entry = entry.ok_or_else(|| StoreError::Broken("an entry is missing".to_owned()))?;
    Ok(Head { length, digest: entry.digest })
}

fn gone() -> StoreError {
    StoreError::Broken("the log is not in the store".to_owned())
}
