//! Reading an office's books from its tables, past all of its code: what is not there was not kept.

use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use danvan_core::bundle::{PublicKey, Signature};
use danvan_core::entry::{Head, SealedEntry};
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::proof;
use danvan_core::record::Record;
use sqlx::Row;
use sqlx::sqlite::SqlitePool;

use super::Books;

/// How far the tables were read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ReadSoFar {
    entry_row: i64,
    forked_row: i64,
    seq: i64,
}

/// Reads what is new since `so_far` into the books.
pub(super) async fn read_on(pool: &SqlitePool, so_far: &mut ReadSoFar, books: &mut Books) -> Result<()> {
    let rows = sqlx::query(
        "SELECT rowid, log, number, text, digest, verdict FROM entries WHERE rowid > ? ORDER BY rowid",
    )
    .bind(so_far.entry_row)
    .fetch_all(pool)
    .await?;
    for row in rows {
        so_far.entry_row = row.try_get("rowid")?;
        let log: &str = row.try_get("log")?;
        let id = LogId::parse(log).context("a log's identifier")?;
        let number = u64::try_from(row.try_get::<i64, _>("number")?)?;
        let digest = Digest::from_bytes(row.try_get::<&[u8], _>("digest")?.try_into()?);
        let log = books.logs.entry(id).or_default();
        // A log whose numbers have holes is shown as it is: with a wrong entry at the place, which the checks tell.
        let place = usize::try_from(number)?.min(log.entries.len());
        log.entries.truncate(place);
        log.verdicts.truncate(place);
        log.entries.push(Rc::new(SealedEntry { log: id, number, text: row.try_get("text")?, digest }));
        log.verdicts.push(serde_json::from_str(row.try_get("verdict")?)?);
    }
    let rows = sqlx::query("SELECT seq, record_json FROM records WHERE seq > ? ORDER BY seq")
        .bind(so_far.seq)
        .fetch_all(pool)
        .await?;
    for row in rows {
        so_far.seq = row.try_get("seq")?;
        let record: Record = serde_json::from_str(row.try_get("record_json")?)?;
        books.records.insert(record.id, Rc::new(record));
    }
    let rows = sqlx::query("SELECT rowid, text FROM forked_entries WHERE rowid > ? ORDER BY rowid")
        .bind(so_far.forked_row)
        .fetch_all(pool)
        .await?;
    for row in rows {
        so_far.forked_row = row.try_get("rowid")?;
        books.forked.push(row.try_get("text")?);
    }
    Ok(())
}

/// The heads that the office keeps of its logs are those of its entries.
pub(super) async fn check_heads(pool: &SqlitePool, books: &Books) -> Result<()> {
    for row in sqlx::query("SELECT log, length, digest FROM logs").fetch_all(pool).await? {
        let log: &str = row.try_get("log")?;
        let id = LogId::parse(log).context("a log's identifier")?;
        let length = usize::try_from(row.try_get::<i64, _>("length")?)?;
        let entries = books.logs.get(&id).map_or(&[][..], |log| &log.entries);
        ensure!(entries.len() == length, "log {log}: {} entries, head {length}", entries.len());
        let digest: &[u8] = row.try_get("digest")?;
        let last = entries.last().is_none_or(|last| last.digest.as_bytes().as_slice() == digest);
        ensure!(last, "log {log}: the head is not the last entry's");
    }
    Ok(())
}

/// Each log of a device is signed to its end by a key that this device has had. `keys` come from the devices
/// themselves, not from the office.
pub(super) async fn check_signed(pool: &SqlitePool, keys: &BTreeMap<DeviceId, Vec<PublicKey>>) -> Result<()> {
    let rows = sqlx::query(
        "SELECT logs.log, logs.device, logs.length, logs.digest, signed_heads.signature FROM logs
         LEFT JOIN signed_heads USING (province, log, length) WHERE logs.length > 0",
    );
    for row in rows.fetch_all(pool).await? {
        let device = DeviceId::parse(row.try_get("device")?).context("a device's identifier")?;
        let Some(keys) = keys.get(&device) else { continue };
        let log = LogId::parse(row.try_get("log")?).context("a log's identifier")?;
        let digest = Digest::from_bytes(row.try_get::<&[u8], _>("digest")?.try_into()?);
        let head = Head { length: u64::try_from(row.try_get::<i64, _>("length")?)?, digest };
        let signature: Option<&[u8]> = row.try_get("signature")?;
        let signature = signature.and_then(Signature::from_bytes);
        let signature = signature.with_context(|| format!("log {log}: no signature at {}", head.length))?;
        let message = proof::segment(device, log, &head);
        let own = keys.iter().any(|key| key.verifies(&message, &signature));
        ensure!(own, "log {log}: the signature at {} is another's", head.length);
    }
    Ok(())
}

/// How many entries the office has of a device, in all of its logs.
pub(super) async fn entries_of(pool: &SqlitePool, device: DeviceId) -> Result<u64> {
    let sum: i64 = sqlx::query_scalar("SELECT coalesce(sum(length), 0) FROM logs WHERE device = ?")
        .bind(device.to_string())
        .fetch_one(pool)
        .await?;
    Ok(u64::try_from(sum)?)
}
