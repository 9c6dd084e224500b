//! The transaction that takes entries in. Rows go in as arrays, one statement for all of them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::{Chain, Head, SealedEntry};
use danvan_core::ids::{DeviceId, RecordId};
use danvan_core::record::Record;
use danvan_core::wire::SignedHead;
use sqlx::{Postgres, Row, Transaction};

use super::{attachments, lines, logs, plain, read};
use crate::store::record_facts::{day, search_text};
use crate::store::taken_up::{KEPT_BESIDE, NEW_ONLY, TAKEN_UP, weight_of_lengths};
use crate::store::{
    LogAt, LogRow, Naming, NewEntry, StoreError, StoreResult, StoredEntry, TakenUp, WriteTransaction, weight,
};

/// Rows in one statement.
const ROWS: usize = 1_000;

pub(super) struct PostgresWriting {
    transaction: Transaction<'static, Postgres>,
    /// Records that were asked for and not there. No row could be held for them: should one be there when they are
    /// saved, somebody else has made it meanwhile.
    absent: BTreeSet<(ProvinceCode, RecordId)>,
}

impl PostgresWriting {
    pub(super) fn new(transaction: Transaction<'static, Postgres>) -> Self {
        Self { transaction, absent: BTreeSet::new() }
    }
}

#[async_trait]
impl WriteTransaction for PostgresWriting {
    async fn log(&mut self, at: &LogAt) -> StoreResult<Option<LogRow>> {
        let row = sqlx::query_as(
            "SELECT device, length, digest, received_at FROM logs WHERE province = $1 AND log = $2 FOR UPDATE",
        )
        .bind(at.province.as_str())
        .bind(at.log.to_string())
        .fetch_optional(&mut *self.transaction)
        .await?;
        row.map(LogRow::of_row).transpose()
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
            "INSERT INTO logs (province, log, device, length, digest, received_at)
             VALUES ($1, $2, $3, 0, $4, $5)",
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
            "SELECT digest, verdict FROM entries WHERE province = $1 AND log = $2 AND number >= $3
             ORDER BY number LIMIT $4",
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
            let verdicts: StoreResult<Vec<String>> =
                rows.iter().map(|entry| read::to_json("verdict", &entry.verdict)).collect();
            sqlx::query(
                "INSERT INTO entries (province, log, number, text, digest, received_at, verdict)
                 SELECT $1, $2, number, text, digest, $3, verdict
                 FROM unnest($4::bigint[], $5::text[], $6::bytea[], $7::text[])
                     AS new (number, text, digest, verdict)",
            )
            .bind(at.province.as_str())
            .bind(&log)
            .bind(now.timestamp_millis())
            .bind(rows.iter().map(|entry| read::integer(entry.number)).collect::<Vec<_>>())
            .bind(rows.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>())
            .bind(rows.iter().map(|entry| entry.digest.as_bytes().as_slice()).collect::<Vec<_>>())
            .bind(verdicts?)
            .execute(&mut *self.transaction)
            .await?;
        }
        sqlx::query(
            "UPDATE logs SET length = $1, digest = $2, received_at = $3, weight = weight + $4
             WHERE province = $5 AND log = $6",
        )
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
            "INSERT INTO signed_heads (province, log, length, digest, signature) VALUES ($1, $2, $3, $4, $5)
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
                AND people.person = devices.user_id AND disabled_at IS NOT NULL)
             FROM devices WHERE province = $1 AND device = $2",
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
            "UPDATE devices SET signs_since = $1 WHERE province = $2 AND device = $3 AND signs_since IS NULL",
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
        let mut kept = 0;
        for rows in entries.chunks(ROWS) {
            let insert = format!(
                "INSERT INTO forked_entries (province, log, number, digest, text, device, received_at)
                 SELECT $1, $2, number, digest, text, $3, $4
                 FROM unnest($5::bigint[], $6::bytea[], $7::text[]) AS new (number, digest, text){NEW_ONLY}"
            );
            let new = sqlx::query_scalar(sqlx::AssertSqlSafe(insert))
                .bind(at.province.as_str())
                .bind(at.log.to_string())
                .bind(device.to_string())
                .bind(now.timestamp_millis())
                .bind(rows.iter().map(|entry| read::integer(entry.number)).collect::<Vec<_>>())
                .bind(rows.iter().map(|entry| entry.digest.as_bytes().as_slice()).collect::<Vec<_>>())
                .bind(rows.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>())
                .fetch_all(&mut *self.transaction)
                .await?;
            kept += weight_of_lengths(&new);
        }
        sqlx::query(KEPT_BESIDE)
            .bind(read::integer(kept))
            .bind(at.province.as_str())
            .bind(at.log.to_string())
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    async fn record_sizes(
        &mut self,
        province: &ProvinceCode,
        ids: &[RecordId],
    ) -> StoreResult<Vec<(RecordId, u64)>> {
        let rows: Vec<(String, i32)> = sqlx::query_as(
            "SELECT record, octet_length(record_json) FROM records WHERE province = $1 AND record = ANY($2)",
        )
        .bind(province.as_str())
        .bind(ids.iter().map(ToString::to_string).collect::<Vec<_>>())
        .fetch_all(&mut *self.transaction)
        .await?;
        rows.iter().map(|(id, bytes)| Ok((read::record_id(id)?, read::count(i64::from(*bytes))?))).collect()
    }

    async fn records(&mut self, province: &ProvinceCode, ids: &[RecordId]) -> StoreResult<Vec<Record>> {
        // In the order of identifiers: two who want the same records wait for each other only one way.
        let texts: Vec<String> = sqlx::query_scalar(
            "SELECT record_json FROM records WHERE province = $1 AND record = ANY($2) ORDER BY record FOR UPDATE",
        )
        .bind(province.as_str())
        .bind(ids.iter().map(ToString::to_string).collect::<Vec<_>>())
        .fetch_all(&mut *self.transaction)
        .await?;
        let found: StoreResult<Vec<Record>> = texts.iter().map(|text| read::record(text)).collect();
        let found = found?;
        self.absent.extend(ids.iter().map(|id| (province.clone(), *id)));
        for record in &found {
            self.absent.remove(&(province.clone(), record.id));
        }
        Ok(found)
    }

    async fn save(&mut self, province: &ProvinceCode, records: &[Record]) -> StoreResult<()> {
        for rows in records.chunks(ROWS) {
            self.save_rows(province, rows).await?;
            lines::keep(&mut self.transaction, province, rows).await?;
            attachments::name_attachments(&mut self.transaction, province, rows).await?;
        }
        Ok(())
    }

    async fn name_files(&mut self, province: &ProvinceCode, namings: &[Naming]) -> StoreResult<()> {
        attachments::name_files(&mut self.transaction, province, namings).await
    }

    async fn last_code(&mut self, province: &ProvinceCode, year: i32) -> StoreResult<u64> {
        // Written even where nothing changes: the row is held, also the first of a year.
        let last: i64 = sqlx::query_scalar(
            "INSERT INTO record_codes (province, year, last) VALUES ($1, $2, 0)
             ON CONFLICT (province, year) DO UPDATE SET last = record_codes.last RETURNING last",
        )
        .bind(province.as_str())
        .bind(year)
        .fetch_one(&mut *self.transaction)
        .await?;
        read::count(last)
    }

    async fn set_last_code(&mut self, province: &ProvinceCode, year: i32, last: u64) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO record_codes (province, year, last) VALUES ($1, $2, $3)
             ON CONFLICT (province, year) DO UPDATE SET last = excluded.last",
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

impl PostgresWriting {
    async fn save_rows(&mut self, province: &ProvinceCode, rows: &[Record]) -> StoreResult<()> {
        let texts: StoreResult<Vec<String>> =
            rows.iter().map(|record| read::to_json("record", record)).collect();
        let numbers: Vec<i64> =
            sqlx::query_scalar("SELECT nextval('record_changes') FROM generate_series(1, $1)")
                .bind(read::integer(rows.len() as u64))
                .fetch_all(&mut *self.transaction)
                .await?;
        let absent = rows.iter().filter(|record| self.absent.contains(&(province.clone(), record.id)));
        let written = sqlx::query(
            "INSERT INTO records (province, record, kind, unit, state, code, revision, transaction, seq, deleted,
                 waiting, day, search, record_json)
             SELECT $1, record, kind, unit, state, code, revision, pg_current_xact_id()::text::bigint, seq, deleted,
                 waiting, day, search, record_json
             FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
                 $9::boolean[], $10::bigint[], $11::text[], $12::text[], $13::text[])
                 AS new (record, kind, unit, state, code, revision, seq, deleted, waiting, day, search,
                     record_json)
             ORDER BY record
             ON CONFLICT (province, record) DO UPDATE SET unit = excluded.unit, state = excluded.state,
                 code = excluded.code, revision = excluded.revision, transaction = excluded.transaction,
                 seq = excluded.seq, deleted = excluded.deleted, waiting = excluded.waiting,
                 day = excluded.day, search = excluded.search, record_json = excluded.record_json
             WHERE NOT excluded.record = ANY($14)",
        )
        .bind(province.as_str())
        .bind(rows.iter().map(|record| record.id.to_string()).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| record.kind.name()).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| plain(record.unit.as_str())).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| record.state.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| record.code.as_deref()).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| read::integer(record.revision)).collect::<Vec<_>>())
        .bind(numbers)
        .bind(rows.iter().map(|record| record.deleted).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| read::integer(record.waiting() as u64)).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| day(record).map(|day| day.to_string())).collect::<Vec<_>>())
        .bind(rows.iter().map(|record| plain(&search_text(record)).into_owned()).collect::<Vec<_>>())
        .bind(texts?)
        .bind(absent.map(|record| record.id.to_string()).collect::<Vec<_>>())
        .execute(&mut *self.transaction)
        .await?
        .rows_affected();
        if written < rows.len() as u64 {
            return Err(StoreError::Again("a record was made meanwhile".to_owned()));
        }
        for record in rows {
            self.absent.remove(&(province.clone(), record.id));
        }
        Ok(())
    }
}
