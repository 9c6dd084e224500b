//! What waits for a person's judgement.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, LogId};
use sqlx::{FromRow, Row};

use super::{PostgresStore, plain, read};
use crate::store::quarantine::{ApartRow, Place, QuarantineRow, SpanRow, chain_bytes, place, spans};
use crate::store::{
    Apart, Arriving, Decision, Kept, QuarantineStore, Quarantined, Room, StoreResult, Wanted,
};

#[async_trait]
impl QuarantineStore for PostgresStore {
    async fn keep_quarantined(
        &self,
        province: &ProvinceCode,
        arriving: &dyn Arriving,
        room: Room,
    ) -> StoreResult<Kept> {
        let (device, log) = (arriving.device().to_string(), arriving.log().to_string());
        let mut transaction = self.write().await?;
        // One at a time of each device: two at once would both find room for one.
        sqlx::query("SELECT 1 FROM devices WHERE province = $1 AND device = $2 FOR UPDATE")
            .bind(province.as_str())
            .bind(&device)
            .execute(&mut *transaction)
            .await?;
        let rows: Vec<SpanRow> = sqlx::query_as(
            "SELECT item, from_number, chain, bytes + coalesce(octet_length(chain), 0) AS bytes,
                decided_at IS NULL AS waits
             FROM quarantine
             WHERE province = $1 AND device = $2 AND log = $3 AND chain IS NOT NULL AND content IS NOT NULL",
        )
        .bind(province.as_str())
        .bind(&device)
        .bind(&log)
        .fetch_all(&mut *transaction)
        .await?;
        let files: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT item, sha256 FROM quarantine_files JOIN quarantine USING (province, item)
             WHERE province = $1 AND device = $2 AND log = $3",
        )
        .bind(province.as_str())
        .bind(&device)
        .bind(&log)
        .fetch_all(&mut *transaction)
        .await?;
        let Place::Keep { skip, replaces, frees } = place(arriving.span(), &spans(rows, &files)?) else {
            return Ok(Kept::Before);
        };
        let (segment, content) = arriving.rest(skip)?;
        let known: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM quarantine WHERE province = $1 AND item = $2)")
                .bind(province.as_str())
                .bind(segment.item.as_bytes().as_slice())
                .fetch_one(&mut *transaction)
                .await?;
        if known {
            return Ok(Kept::Before);
        }
        // What the log has by now takes no room.
        let (items, bytes): (i64, i64) = sqlx::query_as(
            "SELECT count(*), CAST(coalesce(sum(bytes + coalesce(octet_length(chain), 0)), 0) AS BIGINT)
             FROM quarantine_now
             WHERE province = $1 AND device = $2 AND content IS NOT NULL AND NOT in_log",
        )
        .bind(province.as_str())
        .bind(&device)
        .fetch_one(&mut *transaction)
        .await?;
        let held = (items - read::integer(replaces.len() as u64), bytes - read::integer(frees));
        let span = arriving.span();
        let chain = chain_bytes(span.chain.get(skip..).unwrap_or_default());
        if !room.is_left(held, content.len() + chain.len()) {
            return Ok(Kept::NoRoom);
        }
        for item in replaces {
            for table in [
                "DELETE FROM quarantine_files WHERE province = $1 AND item = $2",
                "DELETE FROM quarantine WHERE province = $1 AND item = $2",
            ] {
                sqlx::query(table)
                    .bind(province.as_str())
                    .bind(item.as_bytes().as_slice())
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        sqlx::query(
            "INSERT INTO quarantine (province, item, device, log, from_number, entries, road, bytes, arrived_at,
                holds_json, content, head, chain)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(province.as_str())
        .bind(segment.item.as_bytes().as_slice())
        .bind(&device)
        .bind(&log)
        .bind(read::integer(segment.from))
        .bind(read::integer(segment.count))
        .bind(read::to_json("road", &segment.road)?)
        .bind(read::integer(content.len() as u64))
        .bind(segment.arrived_ms)
        .bind(read::to_json("holds", &segment.holds)?)
        .bind(content)
        .bind(span.chain.get(skip..).and_then(|chain| Some(chain.last()?.as_bytes().to_vec())))
        .bind(chain)
        .execute(&mut *transaction)
        .await?;
        for file in &span.files {
            sqlx::query(
                "INSERT INTO quarantine_files (province, item, sha256) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(province.as_str())
            .bind(segment.item.as_bytes().as_slice())
            .bind(file.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(Kept::Now)
    }

    async fn quarantine_devices(&self, province: &ProvinceCode) -> StoreResult<Vec<Apart>> {
        let rows: Vec<ApartRow> = sqlx::query_as(
            "SELECT device, CAST(sum(1 - settled) AS BIGINT) AS waiting, CAST(sum(settled) AS BIGINT) AS settled,
                min(CASE WHEN settled = 0 THEN arrived_at END) AS since_at
             FROM quarantine_now WHERE province = $1 GROUP BY device
             ORDER BY min(settled), min(CASE WHEN settled = 0 THEN arrived_at END), device",
        )
        .bind(province.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(ApartRow::read).collect()
    }

    async fn quarantine(&self, province: &ProvinceCode, wanted: &Wanted) -> StoreResult<Vec<Quarantined>> {
        let rows: Vec<QuarantineRow> = sqlx::query_as(
            "SELECT item, device, log, from_number, entries, road, bytes, arrived_at, holds_json, in_log, decided_at,
                decided_by, taken, note
             FROM (
                SELECT quarantine_now.*, row_number() OVER (
                    PARTITION BY device ORDER BY settled, latest, log, from_number, item) AS place
                FROM quarantine_now
                WHERE province = $1 AND ($2::text IS NULL OR device = $2)
                    AND ($3::bytea IS NULL OR (settled, latest, log, from_number, item) > (
                        SELECT settled, latest, log, from_number, item FROM quarantine_now
                        WHERE province = $1 AND item = $3))
             ) AS listed
             WHERE place <= $4 ORDER BY device, place",
        )
        .bind(province.as_str())
        .bind(wanted.device.map(|device| device.to_string()))
        .bind(wanted.after.map(|after| after.as_bytes().to_vec()))
        .bind(i64::from(wanted.each))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(QuarantineRow::read).collect()
    }

    async fn quarantined(
        &self,
        province: &ProvinceCode,
        item: Digest,
    ) -> StoreResult<Option<(Quarantined, Option<Vec<u8>>)>> {
        let row = sqlx::query("SELECT * FROM quarantine_now WHERE province = $1 AND item = $2")
            .bind(province.as_str())
            .bind(item.as_bytes().as_slice())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| Ok((QuarantineRow::from_row(&row)?.read()?, row.try_get("content")?))).transpose()
    }

    async fn is_apart(&self, province: &ProvinceCode, log: LogId, number: u64) -> StoreResult<bool> {
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM quarantine_now
             WHERE province = $1 AND log = $2 AND content IS NOT NULL AND NOT in_log
                AND (from_number <= $3 OR entries = 0) AND from_number + entries > $3)",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .bind(read::integer(number))
        .fetch_one(&self.pool)
        .await?)
    }

    async fn decide(&self, province: &ProvinceCode, item: Digest, decision: &Decision) -> StoreResult<bool> {
        let changed = sqlx::query(
            "UPDATE quarantine SET decided_at = $1, decided_by = $2, taken = $3, note = $4,
                content = CASE WHEN $3 THEN NULL ELSE content END
             WHERE province = $5 AND item = $6 AND content IS NOT NULL",
        )
        .bind(decision.at_ms)
        .bind(plain(&decision.by))
        .bind(decision.take)
        .bind(plain(&decision.note))
        .bind(province.as_str())
        .bind(item.as_bytes().as_slice())
        .execute(&self.pool)
        .await?
        .rows_affected();
        Ok(changed > 0)
    }
}
