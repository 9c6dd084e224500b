//! What waits for a person's judgement.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::Digest;
use sqlx::{FromRow, Row};

use super::{SqliteStore, read};
use crate::store::quarantine::QuarantineRow;
use crate::store::{Decision, Kept, QuarantineStore, Quarantined, Room, StoreResult};

#[async_trait]
impl QuarantineStore for SqliteStore {
    async fn keep_quarantined(
        &self,
        province: &ProvinceCode,
        segment: &Quarantined,
        content: &[u8],
        room: Room,
    ) -> StoreResult<Kept> {
        let mut transaction = self.write().await?;
        let known: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM quarantine WHERE province = $1 AND item = $2)")
                .bind(province.as_str())
                .bind(segment.item.as_bytes().as_slice())
                .fetch_one(&mut *transaction)
                .await?;
        if known {
            return Ok(Kept::Before);
        }
        let held: (i64, i64) = sqlx::query_as(
            "SELECT count(*), CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM quarantine
             WHERE province = $1 AND device = $2 AND content IS NOT NULL",
        )
        .bind(province.as_str())
        .bind(segment.device.to_string())
        .fetch_one(&mut *transaction)
        .await?;
        if !room.is_left(held, content.len()) {
            return Ok(Kept::NoRoom);
        }
        sqlx::query(
            "INSERT INTO quarantine (province, item, device, log, from_number, entries, road, bytes, arrived_at,
                holds_json, content)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(province.as_str())
        .bind(segment.item.as_bytes().as_slice())
        .bind(segment.device.to_string())
        .bind(segment.log.to_string())
        .bind(read::integer(segment.from))
        .bind(read::integer(segment.count))
        .bind(read::to_json("road", &segment.road)?)
        .bind(read::integer(content.len() as u64))
        .bind(segment.arrived_ms)
        .bind(read::to_json("holds", &segment.holds)?)
        .bind(content)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Kept::Now)
    }

    async fn quarantine(&self, province: &ProvinceCode, limit: u32) -> StoreResult<Vec<Quarantined>> {
        let rows: Vec<QuarantineRow> = sqlx::query_as(
            "SELECT item, device, log, from_number, entries, road, bytes, arrived_at, holds_json, decided_at,
                decided_by, taken, note
             FROM quarantine WHERE province = $1
             ORDER BY decided_at IS NOT NULL, decided_at DESC, log, from_number, item LIMIT $2",
        )
        .bind(province.as_str())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(QuarantineRow::read).collect()
    }

    async fn quarantined(
        &self,
        province: &ProvinceCode,
        item: Digest,
    ) -> StoreResult<Option<(Quarantined, Option<Vec<u8>>)>> {
        let row = sqlx::query("SELECT * FROM quarantine WHERE province = $1 AND item = $2")
            .bind(province.as_str())
            .bind(item.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| Ok((QuarantineRow::from_row(&row)?.read()?, row.try_get("content")?))).transpose()
    }

    async fn decide(&self, province: &ProvinceCode, item: Digest, decision: &Decision) -> StoreResult<bool> {
        let changed = sqlx::query(
            "UPDATE quarantine SET decided_at = $1, decided_by = $2, taken = $3, note = $4,
                content = CASE WHEN $3 THEN NULL ELSE content END
             WHERE province = $5 AND item = $6 AND content IS NOT NULL",
        )
        .bind(decision.at_ms)
        .bind(&decision.by)
        .bind(decision.take)
        .bind(&decision.note)
        .bind(province.as_str())
        .bind(item.as_bytes().as_slice())
        .execute(&self.writer)
        .await?
        .rows_affected();
        Ok(changed > 0)
    }
}
