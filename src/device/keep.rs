//! Keeping what the office says: receipts with verdicts, and pages of the feed, each in one strict transaction.

use std::collections::BTreeSet;

use danvan_core::apply::Verdict;
use danvan_core::entry::{Entry, SealedEntry};
use danvan_core::ids::{LogId, RecordId};
use danvan_core::record::Record;
use danvan_core::sync::believed;
use danvan_core::wire::{FeedPage, Held, Receipt};

use super::facts::{Facts, gather};
use super::inner::{Inner, said};
use super::keys;
use super::logs::{KeptHeld, KeptReceipt, Logs};
use super::store::{StoreError, Table};

/// How often another tab may come in between.
const ATTEMPTS: u32 = 8;

/// Reads entries of a log from a number on, in order, at least one if there is one, up to the size.
pub async fn read(
    inner: &Inner,
    log: LogId,
    from: u64,
    bytes_max: usize,
) -> Result<Vec<SealedEntry>, StoreError> {
    const AT_ONCE: u32 = 128;
    let mut entries: Vec<SealedEntry> = Vec::new();
    let mut bytes = 0;
    loop {
        let next = from + entries.len() as u64;
        let stretch = keys::numbers(log, next, u64::from(u32::MAX) * 2, AT_ONCE);
        let rows = inner.vault.range(Table::Entries, stretch).await?;
        let asked = rows.len();
        for row in rows {
            let number = from + entries.len() as u64;
            let entry = keys::number_of(&row.key)
                .filter(|found| *found == number)
                .and_then(|number| keys::entry_of(log, number, &row.value));
            // A hole: what comes after it cannot be said before it.
            let Some(entry) = entry else { return Ok(entries) };
            bytes += entry.text.len();
            if bytes > bytes_max && !entries.is_empty() {
                return Ok(entries);
            }
            entries.push(entry);
        }
        if asked < AT_ONCE as usize {
            return Ok(entries);
        }
    }
}

/// Keeps a receipt and verdicts, or of a hub's answer what is to be believed; the logs as they stand afterwards.
/// Called with the gate held.
pub async fn receipt(
    inner: &Inner,
    receipt: &Receipt,
    verdicts: &[Verdict],
    held: Option<&Held>,
) -> Result<Logs, StoreError> {
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        match try_receipt(inner, receipt, verdicts, held).await {
            Err(StoreError::Changed) if left > 0 => {}
            kept => return kept,
        }
    }
}

async fn try_receipt(
    inner: &Inner,
    receipt: &Receipt,
    verdicts: &[Verdict],
    held: Option<&Held>,
) -> Result<Logs, StoreError> {
    let (mut logs, seen) = inner.logs().await?.ok_or_else(no_logs)?;
    let generation = logs.generation(receipt.log).ok_or_else(no_logs)?;
    let Some(row) = logs.all.get_mut(generation) else { return Err(no_logs()) };
    let last_epoch = row.receipt.as_ref().map(|last| last.epoch.as_str());
    let taken = believed(last_epoch, row.confirmed, receipt, held);
    let verdicts = if taken { verdicts } else { &[] };
    let other_office = taken && last_epoch.is_some_and(|last| last != receipt.epoch);
    let before = row.confirmed;
    let confirmed = if taken { receipt.head.length } else { before };
    let held_before = row.held.as_ref().map_or(0, |held| held.length);
    if let Some(held) = held {
        row.held = Some(KeptHeld::of(held));
    }
    let held_now = row.held.as_ref().map_or(0, |held| held.length);
    let held_moved = [held_before, held_now].into_iter().filter(|_| held_before != held_now);
    // Verdicts of another office, and verdicts beyond what this one has, are void.
    let void_from = if other_office { 0 } else { confirmed };
    let void = inner
        .vault
        .range(Table::Verdicts, keys::numbers(row.log, void_from, row.head.length, u32::MAX))
        .await?;
    let touched_from = verdicts
        .iter()
        .map(|verdict| verdict.number)
        .chain([before, confirmed, void_from])
        .chain(held_moved.clone())
        .min();
    let touched = {
        let last = verdicts.iter().map(|verdict| verdict.number + 1);
        let last = last.chain([before, confirmed]).chain(held_moved).max();
        let to = if void.is_empty() { last.unwrap_or(0).min(row.head.length) } else { row.head.length };
        keys::numbers(row.log, touched_from.unwrap_or(0), to, u32::MAX)
    };
    let touched = inner.vault.range(Table::Entries, touched).await?;
    let between = before.min(confirmed)..before.max(confirmed);
    let moved: u64 = touched
        .iter()
        .filter(|entry| keys::number_of(&entry.key).is_some_and(|number| between.contains(&number)))
        .map(|entry| text_bytes(&entry.value))
        .sum();
    row.waiting_bytes =
        if confirmed >= before { row.waiting_bytes.saturating_sub(moved) } else { row.waiting_bytes + moved };
    row.confirmed = confirmed;
    row.answered = if other_office { 0 } else { row.answered.min(confirmed) };
    let mut numbers: Vec<u64> = verdicts.iter().map(|verdict| verdict.number).collect();
    numbers.sort_unstable();
    for number in numbers {
        if number == row.answered {
            row.answered += 1;
        }
    }
    if taken {
        row.receipt = Some(KeptReceipt {
            head: receipt.head,
            received_at: receipt.received_at,
            epoch: receipt.epoch.clone(),
            backed_up: receipt.backed_up,
        });
    }
    let log = row.log;

    let records: BTreeSet<RecordId> =
        touched.iter().filter_map(|entry| record_of(log, &entry.key, &entry.value)).collect();
    let records: Vec<RecordId> = records.into_iter().collect();
    let mut facts = gather(&inner.vault, &logs, &records).await?;
    for own in facts.iter_mut().flat_map(|facts| &mut facts.own).filter(|own| own.log == log) {
        if own.number >= void_from {
            own.verdict = None;
        }
        if let Some(verdict) = verdicts.iter().find(|verdict| verdict.number == own.number) {
            own.verdict = Some(verdict.clone());
        }
    }

    let mut batch = Inner::batch(&seen, &mut logs)?;
    for row in void {
        batch.delete(Table::Verdicts, row.key);
    }
    for verdict in verdicts {
        batch.put(Table::Verdicts, keys::numbered(log, verdict.number), said(verdict)?);
    }
    let lines = inner.lines(&mut batch, &facts);
    inner.vault.write(batch).await?;
    inner.written(&logs, lines).await;
    Ok(logs)
}

/// Keeps a page's records and its cursor. Called with the gate held.
pub async fn page(inner: &Inner, page: &FeedPage) -> Result<(), StoreError> {
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        match try_page(inner, page).await {
            Err(StoreError::Changed) if left > 0 => {}
            kept => return kept,
        }
    }
}

async fn try_page(inner: &Inner, page: &FeedPage) -> Result<(), StoreError> {
    let (mut logs, seen) = inner.logs().await?.ok_or_else(no_logs)?;
    logs.cursor = Some(page.cursor.clone());
    if !page.more {
        logs.last_round = Some(crate::platform::clock::now());
    }
    let ids: Vec<RecordId> = page.records.iter().map(|record| record.id).collect();
    let mut facts: Vec<Facts> = gather(&inner.vault, &logs, &ids).await?;
    let mut batch = Inner::batch(&seen, &mut logs)?;
    for (facts, record) in facts.iter_mut().zip(&page.records) {
        facts.office = Some(Record::clone(record));
        // As it came: what only another version knows stays in it.
        let text = record.text().map_err(|error| StoreError::Broken(error.to_string()))?;
        batch.put(Table::Mirror, record.id.to_string(), text.into_owned());
    }
    let lines = inner.lines(&mut batch, &facts);
    inner.vault.write(batch).await?;
    inner.written(&logs, lines).await;
    Ok(())
}

fn record_of(log: LogId, key: &str, value: &str) -> Option<RecordId> {
    let sealed = keys::entry_of(log, keys::number_of(key)?, value)?;
    Entry::from_text(&sealed.text).ok().map(|entry| entry.record)
}

/// The size of an entry's text by its stored value, whose first 64 letters are the digest.
fn text_bytes(value: &str) -> u64 {
    value.len().saturating_sub(64) as u64
}

/// A receipt or a page for logs that the store does not have: another tab emptied it.
fn no_logs() -> StoreError {
    StoreError::Broken("the logs are not in the store".to_owned())
}
