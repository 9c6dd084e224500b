//! Bundles on their way to the province, and receipt files on their way back.

use std::collections::BTreeMap;

use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::HubFile;
use crate::store::{StoreResult, read};

/// How much a hub keeps of what it cannot open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepLimits {
    /// Waiting files of one device.
    pub device_files: u64,
    /// Bytes of one device's waiting files.
    pub device_bytes: u64,
    /// Bytes of all waiting files.
    pub bytes: u64,
}

impl Default for KeepLimits {
    /// A season of one device's photos, and a small disk for all.
    fn default() -> Self {
        Self { device_files: 200, device_bytes: 256 << 20, bytes: 4 << 30 }
    }
}

/// Rows of answered bundles that are shown and compared with; the oldest go.
const ANSWERED_MAX: u32 = 2_000;
/// A file that the province did not take over the line is tried again after this.
const TRY_AGAIN_MS: i64 = 3_600_000;

/// What became of a file that was to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is durable here.
    Kept,
    /// It was here before.
    Had,
    /// Too much of this device waits already.
    DeviceFull,
    /// Too much waits already.
    Full,
}

/// A bundle that may be tried over the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingBundle {
    /// Its file's digest.
    pub digest: Digest,
    /// Whose it is.
    pub device: DeviceId,
    /// The file's size.
    pub bytes: u64,
}

/// A bundle of the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBundle {
    /// The hub's own word.
    pub row: BundleRow,
    /// Its size.
    pub bytes: u64,
    /// When it was brought, in Unix milliseconds.
    pub brought_ms: i64,
    /// When it was last copied for a stick.
    pub copied_ms: Option<i64>,
    /// The province's word.
    pub answer: Option<BundleRow>,
    /// When the province's word was kept.
    pub answered_ms: Option<i64>,
    /// Why the province did not take it over the line.
    pub trouble: Option<String>,
}

const COLUMNS: &str = "row_json, bytes, brought_at, copied_at, answer_json, answered_at, trouble";

impl HubFile {
    /// Keeps a file with its row, within limits. One that the province could not use may be brought again.
    pub async fn keep_bundle(
        &self,
        row: &BundleRow,
        file: &[u8],
        at_ms: i64,
        limits: &KeepLimits,
    ) -> StoreResult<Keeping> {
        let Some(header) = &row.header else { return Ok(Keeping::Had) };
        let (digest, device) = (row.digest.as_bytes().as_slice(), header.device.to_string());
        let mut transaction = self.write().await?;
        let answer: Option<Option<String>> =
            sqlx::query_scalar("SELECT answer_json FROM bundles WHERE digest = ?")
                .bind(digest)
                .fetch_optional(&mut *transaction)
                .await?;
        match answer {
            Some(Some(text)) if is_refusal(&read::json("answer", &text)?) => {}
            Some(_) => return Ok(Keeping::Had),
            None => {}
        }
        let (files, of_device, all): (i64, i64, i64) = sqlx::query_as(
            "SELECT count(*) FILTER (WHERE device = ?1), coalesce(sum(bytes) FILTER (WHERE device = ?1), 0),
             coalesce(sum(bytes), 0) FROM bundles WHERE answer_json IS NULL",
        )
        .bind(&device)
        .fetch_one(&mut *transaction)
        .await?;
        let bytes = file.len() as u64;
        if read::count(files)? >= limits.device_files
            || read::count(of_device)?.saturating_add(bytes) > limits.device_bytes
        {
            return Ok(Keeping::DeviceFull);
        }
        if read::count(all)?.saturating_add(bytes) > limits.bytes {
            return Ok(Keeping::Full);
        }
        sqlx::query("DELETE FROM bundles WHERE digest = ?").bind(digest).execute(&mut *transaction).await?;
        sqlx::query(
            "INSERT INTO bundles (digest, device, log, first, bytes, row_json, brought_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(digest)
        .bind(&device)
        .bind(header.log.to_string())
        .bind(read::integer(header.from))
        .bind(read::integer(bytes))
        .bind(read::to_json("bundle", row)?)
        .bind(at_ms)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("INSERT INTO bundle_files (digest, content) VALUES (?, ?)")
            .bind(digest)
            .bind(file)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "DELETE FROM bundles WHERE answer_json IS NOT NULL AND digest NOT IN
             (SELECT digest FROM bundles WHERE answer_json IS NOT NULL ORDER BY answered_at DESC LIMIT ?)",
        )
        .bind(ANSWERED_MAX)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Keeping::Kept)
    }

    /// What waits, in the order of its logs; then what the province has answered, newest first.
    pub async fn bundles(&self) -> StoreResult<Vec<StoredBundle>> {
        let text = format!(
            "SELECT {COLUMNS} FROM bundles ORDER BY answer_json IS NOT NULL, answered_at DESC, device, log, first, bytes, digest"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&self.readers).await?;
        rows.iter().map(stored).collect()
    }

    /// What waits and may be tried over the line now, in the order of its logs.
    pub async fn bundles_to_pass(&self, now_ms: i64) -> StoreResult<Vec<WaitingBundle>> {
        let rows: Vec<(Vec<u8>, String, i64)> = sqlx::query_as(
            "SELECT digest, device, bytes FROM bundles
             WHERE answer_json IS NULL AND (trouble IS NULL OR tried_at < ?)
             ORDER BY device, log, first, bytes, digest",
        )
        .bind(now_ms - TRY_AGAIN_MS)
        .fetch_all(&self.readers)
        .await?;
        let waiting = |(digest, device, bytes): (Vec<u8>, String, i64)| {
            Ok(WaitingBundle {
                digest: read::digest(&digest)?,
                device: read::device_id(&device)?,
                bytes: read::count(bytes)?,
            })
        };
        rows.into_iter().map(waiting).collect()
    }

    /// How many wait for the province's word.
    pub async fn bundles_waiting(&self) -> StoreResult<u64> {
        let waiting: i64 = sqlx::query_scalar("SELECT count(*) FROM bundles WHERE answer_json IS NULL")
            .fetch_one(&self.readers)
            .await?;
        read::count(waiting)
    }

    /// How many of each device wait for the province's word.
    pub async fn waiting_by_device(&self) -> StoreResult<BTreeMap<DeviceId, u64>> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT device, count(*) FROM bundles WHERE answer_json IS NULL GROUP BY device")
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter().map(|(device, count)| Ok((read::device_id(&device)?, read::count(count)?))).collect()
    }

    /// A file as it was brought, while it waits.
    pub async fn bundle_file(&self, digest: Digest) -> StoreResult<Option<Vec<u8>>> {
        Ok(sqlx::query_scalar("SELECT content FROM bundle_files WHERE digest = ?")
            .bind(digest.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?)
    }

    /// The name that a bundle came by.
    pub async fn bundle_name(&self, digest: Digest) -> StoreResult<Option<String>> {
        let text: Option<String> = sqlx::query_scalar("SELECT row_json FROM bundles WHERE digest = ?")
            .bind(digest.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        let row: Option<BundleRow> = text.map(|text| read::json("bundle", &text)).transpose()?;
        Ok(row.and_then(|row| row.name))
    }

    /// Keeps the province's word on a bundle; its file has done its work.
    pub async fn answer_bundle(&self, digest: Digest, answer: &BundleRow, at_ms: i64) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE bundles SET answer_json = ?, answered_at = ?, trouble = NULL WHERE digest = ?")
            .bind(read::to_json("answer", answer)?)
            .bind(at_ms)
            .bind(digest.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM bundle_files WHERE digest = ?")
            .bind(digest.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A bundle did not get through to the province, for this reason. When it is tried again is not said here: no hour goes by.
    pub async fn keep_not_through(&self, digest: Digest, words: &str) -> StoreResult<()> {
        self.keep_trouble(digest, words, 0).await
    }

    /// The province did not take a bundle over the line, for this reason. It stays, and can be carried.
    pub async fn keep_trouble(&self, digest: Digest, words: &str, at_ms: i64) -> StoreResult<()> {
        sqlx::query("UPDATE bundles SET trouble = ?, tried_at = ? WHERE digest = ?")
            .bind(words)
            .bind(at_ms)
            .bind(digest.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// These were copied for a stick.
    pub async fn bundles_copied(&self, digests: &[Digest], at_ms: i64) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        for digest in digests {
            sqlx::query("UPDATE bundles SET copied_at = ? WHERE digest = ?")
                .bind(at_ms)
                .bind(digest.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps the province's signed word on a device, unless a later one is here.
    pub async fn keep_receipt(
        &self,
        device: DeviceId,
        made_ms: i64,
        file: &[u8],
        at_ms: i64,
    ) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO receipts (device, made_at, kept_at, content) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET made_at = excluded.made_at, kept_at = excluded.kept_at,
             content = excluded.content WHERE excluded.made_at >= receipts.made_at",
        )
        .bind(device.to_string())
        .bind(made_ms)
        .bind(at_ms)
        .bind(file)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The province's signed word on a device, as a file.
    pub async fn receipt_file(&self, device: DeviceId) -> StoreResult<Option<Vec<u8>>> {
        Ok(sqlx::query_scalar("SELECT content FROM receipts WHERE device = ?")
            .bind(device.to_string())
            .fetch_optional(&self.readers)
            .await?)
    }

    /// For each device with a receipt file: when the province wrote it, and when it came here.
    pub async fn receipts(&self) -> StoreResult<BTreeMap<DeviceId, (i64, i64)>> {
        let rows: Vec<(String, i64, i64)> =
            sqlx::query_as("SELECT device, made_at, kept_at FROM receipts").fetch_all(&self.readers).await?;
        rows.into_iter().map(|(device, made, kept)| Ok((read::device_id(&device)?, (made, kept)))).collect()
    }
}

/// The province could not use the file: nothing changed there.
pub fn is_refusal(answer: &BundleRow) -> bool {
    matches!(
        answer.outcome,
        BundleOutcome::Damaged | BundleOutcome::UnknownDevice | BundleOutcome::OtherOffice
    )
}

fn stored(row: &SqliteRow) -> StoreResult<StoredBundle> {
    let answer: Option<String> = row.try_get("answer_json")?;
    Ok(StoredBundle {
        row: read::json("bundle", row.try_get("row_json")?)?,
        bytes: read::count(row.try_get("bytes")?)?,
        brought_ms: row.try_get("brought_at")?,
        copied_ms: row.try_get("copied_at")?,
        answer: answer.map(|text| read::json("answer", &text)).transpose()?,
        answered_ms: row.try_get("answered_at")?,
        trouble: row.try_get("trouble")?,
    })
}

#[cfg(test)]
mod tests;
