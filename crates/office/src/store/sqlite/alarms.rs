//! What the administrators are to know.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use serde_json::Value;

use super::SqliteStore;
use crate::store::alarms::{ACKNOWLEDGED_KEPT, OPEN_MAX, Row};
use crate::store::{AlarmRow, AlarmStore, Raised, StoreResult};

#[async_trait]
impl AlarmStore for SqliteStore {
    async fn raise_alarm(&self, raised: &Raised, fresh: &str) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let full: bool = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM alarms WHERE province = $1 AND acknowledged_at IS NULL) >= $4
                AND NOT EXISTS (SELECT 1 FROM alarms WHERE province = $1 AND kind = $2 AND subject = $3
                    AND acknowledged_at IS NULL)",
        )
        .bind(raised.province.as_str())
        .bind(&raised.kind)
        .bind(&raised.subject)
        .bind(OPEN_MAX)
        .fetch_one(&mut *transaction)
        .await?;
        let subject = if full { "" } else { raised.subject.as_str() };
        sqlx::query(
            "INSERT INTO alarms (province, alarm, kind, subject, since, last_at, count)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (province, kind, subject) WHERE acknowledged_at IS NULL DO UPDATE
             SET count = alarms.count + excluded.count, last_at = max(alarms.last_at, excluded.last_at),
                since = min(alarms.since, excluded.since)",
        )
        .bind(raised.province.as_str())
        .bind(fresh)
        .bind(&raised.kind)
        .bind(subject)
        .bind(raised.first_ms)
        .bind(raised.last_ms)
        .bind(raised.rows())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn alarms(&self, province: &ProvinceCode) -> StoreResult<Vec<AlarmRow>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT alarm, kind, subject, since, last_at, count, acknowledged_at, acknowledged_by FROM alarms
             WHERE province = $1 ORDER BY acknowledged_at IS NOT NULL, last_at DESC, alarm",
        )
        .bind(province.as_str())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(AlarmRow::of_row).collect()
    }

    async fn acknowledge_alarms(
        &self,
        province: &ProvinceCode,
        alarms: &[String],
        by: &str,
        at_ms: i64,
    ) -> StoreResult<Vec<String>> {
        let mut transaction = self.write().await?;
        let changed: Vec<String> = sqlx::query_scalar(
            "UPDATE alarms SET acknowledged_at = $1, acknowledged_by = $2
             WHERE province = $3 AND alarm IN (SELECT value FROM json_each($4)) AND acknowledged_at IS NULL
             RETURNING alarm",
        )
        .bind(at_ms)
        .bind(by)
        .bind(province.as_str())
        .bind(Value::from(alarms).to_string())
        .fetch_all(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM alarms WHERE province = $1 AND acknowledged_at IS NOT NULL AND alarm NOT IN (
                SELECT alarm FROM alarms WHERE province = $1 AND acknowledged_at IS NOT NULL
                ORDER BY acknowledged_at DESC, alarm LIMIT $2)",
        )
        .bind(province.as_str())
        .bind(ACKNOWLEDGED_KEPT)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(changed)
    }
}
