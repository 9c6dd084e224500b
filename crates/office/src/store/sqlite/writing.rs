//! The transaction that takes entries in. Rows go in by many to a statement: a round trip to the database's thread
//! costs more than a row.

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::{Chain, Head, SealedEntry};
use danvan_core::ids::{DeviceId, RecordId};
use danvan_core::record::Record;
use danvan_core::wire::SignedHead;
use sqlx::{QueryBuilder, Row, Sqlite, Transaction};

use super::{attachments, lines, logs, read};
use crate::store::record_facts::{day, search_text};
use crate::store::taken_up::{KEPT_BESIDE, NEW_ONLY, TAKEN_UP, weight_of_lengths};
use crate::store::{
    LogAt, LogRow, Naming, NewEntry, StoreResult, StoredEntry, TakenUp, WriteTransaction, weight,
};

/// Rows in one statement; thirteen values a row stay far below SQLite's 32,766 parameters.
const ROWS: usize = 500;

pub(super) struct SqliteWriting {
    pub(super) transaction: Transaction<'static, Sqlite>,
}

#[async_trait]
impl WriteTransaction for SqliteWriting {
    async fn log(&mut self, at: &LogAt) -> StoreResult<Option<LogRow>> {
        logs::log_row(&mut *self.transaction, &at.province, at.log).await
    }

    async fn log_owner(&mut self, at: &LogAt) -> StoreResult<Option<DeviceId>> {
        logs::log_owner(&mut *self.transaction, &at.province, at.log).await
    }

    async fn taken_up(&mut self, province: &ProvinceCode, device: DeviceId) -> StoreResult<TakenUp> {
        let row = sqlx::query_as(TAKEN_UP)
            .bind(province.as_str())
            .bind(device.to_string())
            .fetch_one(&mut *self.transaction)
            .await?;
        Ok(TakenUp::of_row(row))
    }

    async fn open_log(
        &mut self,
        at: &LogAt,
        device: DeviceId,
        now: DateTime<FixedOffset>,
    ) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO logs (province, log, device, length, digest, received_at) VALUES (?, ?, ?, 0, ?, ?)",
        )
        .bind(at.province.as_str())
        .bind(at.log.to_string())
        .bind(device.to_string())
        .bind(Chain::genesis(at.log).as_bytes().as_slice())
        .bind(now.timestamp_millis())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn stored(&mut self, at: &LogAt, from: u64, count: u64) -> StoreResult<Vec<StoredEntry>> {
        let rows = sqlx::query(
            "SELECT digest, verdict FROM entries WHERE province = ? AND log = ? AND number >= ?
             ORDER BY number LIMIT ?",
        )
        .bind(at.province.as_str())
        .bind(at.log.to_string())
        .bind(read::integer(from))
        .bind(read::integer(count))
        .fetch_all(&mut *self.transaction)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(StoredEntry {
                    digest: read::digest(row.try_get("digest")?)?,
                    verdict: read::json("verdict", row.try_get("verdict")?)?,
                })
            })
            .collect()
    }

    async fn append(
        &mut self,
        at: &LogAt,
        entries: &[NewEntry],
        head: Head,
        now: DateTime<FixedOffset>,
    ) -> StoreResult<()> {
        let log = at.log.to_string();
        for rows in entries.chunks(ROWS) {
            let mut verdicts = Vec::with_capacity(rows.len());
            for entry in rows {
                verdicts.push(read::to_json("verdict", &entry.verdict)?);
            }
            let mut query = QueryBuilder::new(
                "INSERT INTO entries (province, log, number, text, digest, received_at, verdict) ",
            );
            query.push_values(rows.iter().zip(verdicts), |mut row, (entry, verdict)| {
                row.push_bind(at.province.as_str())
                    .push_bind(log.as_str())
                    .push_bind(read::integer(entry.number))
                    .push_bind(entry.text.as_str())
                    .push_bind(entry.digest.as_bytes().as_slice())
                    .push_bind(now.timestamp_millis())
                    .push_bind(verdict);
            });
            query.build().execute(&mut *self.transaction).await?;
        }
        sqlx::query("UPDATE logs SET length = ?, digest = ?, received_at = ?, weight = weight + ? WHERE province = ? AND log = ?")
            .bind(read::integer(head.length))
            .bind(head.digest.as_bytes().as_slice())
            .bind(now.timestamp_millis())
            .bind(read::integer(weight(entries.iter().map(|entry| entry.text.as_str()))))
            .bind(at.province.as_str())
            .bind(log)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    async fn keep_signed_head(&mut self, at: &LogAt, signed: &SignedHead) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO signed_heads (province, log, length, digest, signature) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(at.province.as_str())
        .bind(at.log.to_string())
        .bind(read::integer(signed.head.length))
        .bind(signed.head.digest.as_bytes().as_slice())
        .bind(signed.signature.as_bytes().as_slice())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn is_refused(&mut self, province: &ProvinceCode, device: DeviceId) -> StoreResult<bool> {
        let refused: Option<bool> = sqlx::query_scalar(
            "SELECT revoked_at IS NOT NULL OR EXISTS (SELECT 1 FROM people WHERE people.province = devices.province
                AND people.person = devices.user AND disabled_at IS NOT NULL)
             FROM devices WHERE province = ? AND device = ?",
        )
        .bind(province.as_str())
        .bind(device.to_string())
        .fetch_optional(&mut *self.transaction)
        .await?;
        Ok(refused.unwrap_or_default())
    }

    async fn note_signing(
        &mut self,
        province: &ProvinceCode,
        device: DeviceId,
        now: DateTime<FixedOffset>,
    ) -> StoreResult<()> {
        sqlx::query(
            "UPDATE devices SET signs_since = ? WHERE province = ? AND device = ? AND signs_since IS NULL",
        )
        .bind(now.timestamp_millis())
        .bind(province.as_str())
        .bind(device.to_string())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn keep_forked(
        &mut self,
        at: &LogAt,
        entries: &[SealedEntry],
        device: DeviceId,
        now: DateTime<FixedOffset>,
    ) -> StoreResult<()> {
        let (log, device) = (at.log.to_string(), device.to_string());
        let mut kept = 0;
        for rows in entries.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "INSERT INTO forked_entries (province, log, number, digest, text, device, received_at) ",
            );
            query.push_values(rows, |mut row, entry| {
                row.push_bind(at.province.as_str())
                    .push_bind(log.as_str())
                    .push_bind(read::integer(entry.number))
                    .push_bind(entry.digest.as_bytes().as_slice())
                    .push_bind(entry.text.as_str())
                    .push_bind(device.as_str())
                    .push_bind(now.timestamp_millis());
            });
            query.push(NEW_ONLY);
            kept += weight_of_lengths(&query.build_query_scalar().fetch_all(&mut *self.transaction).await?);
        }
        sqlx::query(KEPT_BESIDE)
            .bind(read::integer(kept))
            .bind(at.province.as_str())
            .bind(log)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    async fn record_sizes(
        &mut self,
        province: &ProvinceCode,
        ids: &[RecordId],
    ) -> StoreResult<Vec<(RecordId, u64)>> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT record, octet_length(record_json) FROM records
             WHERE province = ? AND record IN (SELECT value FROM json_each(?))",
        )
        .bind(province.as_str())
        .bind(read::to_json("records", &ids)?)
        .fetch_all(&mut *self.transaction)
        .await?;
        rows.iter().map(|(id, bytes)| Ok((read::record_id(id)?, read::count(*bytes)?))).collect()
    }

    async fn records(&mut self, province: &ProvinceCode, ids: &[RecordId]) -> StoreResult<Vec<Record>> {
        let texts: Vec<String> = sqlx::query_scalar(
            "SELECT record_json FROM records WHERE province = ? AND record IN (SELECT value FROM json_each(?))",
        )
        .bind(province.as_str())
        .bind(read::to_json("records", &ids)?)
        .fetch_all(&mut *self.transaction)
        .await?;
        texts.iter().map(|text| read::record(text)).collect()
    }

    async fn save(&mut self, province: &ProvinceCode, records: &[Record]) -> StoreResult<()> {
        let last: i64 = sqlx::query_scalar(
            "UPDATE provinces SET last_seq = last_seq + ? WHERE province = ? RETURNING last_seq",
        )
        .bind(read::integer(records.len() as u64))
        .bind(province.as_str())
        .fetch_one(&mut *self.transaction)
        .await?;
        let mut seq = last - read::integer(records.len() as u64);
        for rows in records.chunks(ROWS) {
            let mut texts = Vec::with_capacity(rows.len());
            for record in rows {
                texts.push(read::to_json("record", record)?);
            }
            let mut query = QueryBuilder::new(
                "INSERT INTO records (province, record, kind, unit, state, code, revision, seq, deleted, waiting, day,
                 search, record_json) ",
            );
            query.push_values(rows.iter().zip(texts), |mut row, (record, text)| {
                seq += 1;
                row.push_bind(province.as_str())
                    .push_bind(record.id.to_string())
                    .push_bind(record.kind.name())
                    .push_bind(record.unit.as_str())
                    .push_bind(record.state.as_str())
                    .push_bind(record.code.as_deref())
                    .push_bind(read::integer(record.revision))
                    .push_bind(seq)
                    .push_bind(record.deleted)
                    .push_bind(read::integer(record.waiting() as u64))
                    .push_bind(day(record).map(|day| day.to_string()))
                    .push_bind(search_text(record))
                    .push_bind(text);
            });
            query.push(
                " ON CONFLICT (province, record) DO UPDATE SET unit = excluded.unit, state = excluded.state,
                 code = excluded.code, revision = excluded.revision, seq = excluded.seq,
                 deleted = excluded.deleted, waiting = excluded.waiting, day = excluded.day, search = excluded.search,
                 record_json = excluded.record_json",
            );
            query.build().execute(&mut *self.transaction).await?;
            lines::keep(&mut self.transaction, province, rows).await?;
            attachments::name_attachments(&mut self.transaction, province, rows).await?;
        }
        Ok(())
    }

    async fn name_files(&mut self, province: &ProvinceCode, namings: &[Naming]) -> StoreResult<()> {
        attachments::name_files(&mut self.transaction, province, namings).await
    }

    async fn last_code(&mut self, province: &ProvinceCode, year: i32) -> StoreResult<u64> {
        let last: Option<i64> =
            sqlx::query_scalar("SELECT last FROM record_codes WHERE province = ? AND year = ?")
                .bind(province.as_str())
                .bind(year)
                .fetch_optional(&mut *self.transaction)
                .await?;
        last.map_or(Ok(0), read::count)
    }

    async fn set_last_code(&mut self, province: &ProvinceCode, year: i32, last: u64) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO record_codes (province, year, last) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET last = excluded.last",
        )
        .bind(province.as_str())
        .bind(year)
        .bind(read::integer(last))
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn commit(self: Box<Self>) -> StoreResult<()> {
        self.transaction.commit().await?;
        Ok(())
    }
}
