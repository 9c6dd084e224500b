//! Recognising at the start that the browser lost part of the store, and setting up what goes on from there.
//!
//! The damaged log is closed at its last good entry: the engine compares it with the office's before anything else.
//! New entries go to a new log, because the old numbers may be taken at the office by entries this device has lost.
//! Entries behind a hole are said again in the new log. The feed is read from its beginning, which mends the mirror.

use std::collections::BTreeSet;

use danvan_core::entry::{Chain, Entry, SealedEntry};
use danvan_core::ids::RecordId;

use super::Damage;
use super::canary::Canary;
use super::facts::gather;
use super::inner::{Inner, said};
use super::keys;
use super::logs::{LogRow, Logs, Seen};
use super::store::{Batch, StoreError, Stretch, Table, Vault};
use crate::platform::random;

/// Compares the store with the canary and itself, for an enrolled device. `None` where all is well.
pub async fn damage(
    vault: &Vault,
    logs: Option<&Logs>,
    canary: Option<&Canary>,
) -> Result<Option<Damage>, StoreError> {
    let Some(logs) = logs else {
        return Ok(canary.map(|canary| Damage {
            log: canary.log,
            kept: 0,
            expected: canary.head.length,
            office_has: None,
            only_here: canary.only_here.clone(),
        }));
    };
    let Some(current) = logs.current() else { return Ok(None) };
    if let Some(canary) = canary {
        let known = logs.all.iter().find(|row| row.log == canary.log);
        let behind = known.is_none_or(|row| {
            row.log == current.log
                && (row.head.length < canary.head.length
                    || (row.head.length == canary.head.length && row.head.digest != canary.head.digest))
        });
        if behind || logs.store != canary.store {
            let kept =
                known.map_or(0, |row| row.head.length).min(good(vault, canary.log).await?.0.len() as u64);
            return Ok(Some(Damage {
                log: canary.log,
                kept,
                expected: canary.head.length,
                office_has: None,
                only_here: canary.only_here.clone(),
            }));
        }
    }
    for row in &logs.all {
        // Digest and number of keys tell a cut log without reading it.
        let ends_well = super::relog::head_at(vault, row.log, row.head.length).await == Ok(row.head);
        let whole = ends_well
            && vault.count(Table::Entries, keys::numbers(row.log, 0, row.head.length, u32::MAX)).await?
                == row.head.length;
        if !whole {
            let kept = good(vault, row.log).await?.0.len() as u64;
            let canary = canary.filter(|canary| canary.log == row.log);
            let only_here = canary.map(|canary| canary.only_here.clone()).unwrap_or_default();
            return Ok(Some(Damage {
                log: row.log,
                kept,
                expected: row.head.length,
                office_has: None,
                only_here,
            }));
        }
    }
    Ok(None)
}

/// Goes on after damage: writes new logs, the report, and lines of the book for what survived.
///
/// # Errors
/// [`StoreError::Changed`] where another tab has written the logs since they were read.
pub async fn go_on(
    inner: &Inner,
    (before, seen): (Option<Logs>, &Seen),
    damage: &Damage,
) -> Result<Logs, StoreError> {
    let vault = &inner.vault;
    let mut logs = Logs::begin(random::log_id().to_string(), random::log_id());
    let mut batch = Batch::strict();
    let mut stranded = Vec::new();
    let mut closed = Vec::new();
    if let Some(before) = before {
        logs.last_round = before.last_round;
        for row in before.all {
            let (entries, after) = good(vault, row.log).await?;
            let left = entries.len().min(usize::try_from(row.head.length).unwrap_or(usize::MAX));
            closed.push(survivor(row, entries.get(..left).unwrap_or_default()));
            stranded.extend(after);
        }
    }
    // What was written under another generation is found again by reading the entries themselves.
    for row in vault.range(Table::Own, Stretch::prefix("")).await? {
        batch.delete(Table::Own, row.key);
    }
    let mut records = BTreeSet::new();
    for (generation, row) in closed.iter().enumerate() {
        for entry in good(vault, row.log).await?.0 {
            if entry.number < row.head.length {
                name(&mut batch, &mut records, generation, &entry);
            }
        }
    }
    let generation = closed.len();
    if let Some(current) = logs.current_mut() {
        let mut chain = Chain::open(current.log);
        for entry in stranded {
            let again = chain.append(entry.text);
            current.waiting_bytes += again.text.len() as u64;
            batch.put(Table::Entries, keys::numbered(again.log, again.number), keys::entry_value(&again));
            name(&mut batch, &mut records, generation, &again);
        }
        current.head = chain.head();
    }
    closed.append(&mut logs.all);
    logs.all = closed;
    seen.renew(&mut batch, &mut logs)?;
    batch.put(Table::Meta, keys::DAMAGE, said(damage)?);
    vault.write(batch).await?;
    // Another tab that opens now compares with this.
    inner.renew_canary(&logs, None);
    rewrite_lines(inner, &logs, &records.into_iter().collect::<Vec<_>>()).await?;
    Ok(logs)
}

/// The entries of a log that continue each other from its beginning, and those behind the first break.
async fn good(
    vault: &Vault,
    log: danvan_core::ids::LogId,
) -> Result<(Vec<SealedEntry>, Vec<SealedEntry>), StoreError> {
    let rows = vault.range(Table::Entries, Stretch::prefix(&format!("{log}/"))).await?;
    let mut chain = Chain::open(log);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for row in rows {
        let entry = keys::number_of(&row.key).and_then(|number| keys::entry_of(log, number, &row.value));
        let Some(entry) = entry else { continue };
        let mut next = chain;
        if after.is_empty() && next.append(entry.text.clone()) == entry {
            chain = next;
            before.push(entry);
        } else {
            after.push(entry);
        }
    }
    Ok((before, after))
}

/// A log as it is after the damage: it ends with the last good entry, and the office is asked about it anew.
fn survivor(mut row: LogRow, entries: &[SealedEntry]) -> LogRow {
    let mut chain = Chain::open(row.log);
    for entry in entries {
        chain.append(entry.text.clone());
    }
    row.close(chain.head());
    let waiting = entries.iter().filter(|entry| entry.number >= row.confirmed);
    row.waiting_bytes = waiting.map(|entry| entry.text.len() as u64).sum();
    row.receipt = None;
    row
}

fn name(batch: &mut Batch, records: &mut BTreeSet<RecordId>, generation: usize, sealed: &SealedEntry) {
    if let Ok(entry) = Entry::from_text(&sealed.text) {
        batch.put(Table::Own, keys::own(entry.record, generation, sealed.number), "");
        records.insert(entry.record);
    }
}

async fn rewrite_lines(inner: &Inner, logs: &Logs, records: &[RecordId]) -> Result<(), StoreError> {
    const AT_ONCE: usize = 200;
    for records in records.chunks(AT_ONCE) {
        let facts = gather(&inner.vault, logs, records).await?;
        let mut batch = Batch::strict();
        inner.lines(&mut batch, &facts);
        inner.vault.write(batch).await?;
    }
    Ok(())
}
