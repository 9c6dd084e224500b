//! Reading logs.

use async_trait::async_trait;
use danvan_core::apply::Verdict;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::SignedHead;
use sqlx::PgExecutor;

use super::{PostgresStore, read};
use crate::store::{LogRow, LogStore, StoreResult};

#[async_trait]
impl LogStore for PostgresStore {
    async fn log(&self, province: &ProvinceCode, log: LogId) -> StoreResult<Option<LogRow>> {
        let row = sqlx::query_as(
            "SELECT device, length, digest, received_at FROM logs WHERE province = $1 AND log = $2",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.map(LogRow::of_row).transpose()
    }

    async fn log_owner(&self, province: &ProvinceCode, log: LogId) -> StoreResult<Option<DeviceId>> {
        log_owner(&self.pool, province, log).await
    }

    async fn verdicts(
        &self,
        province: &ProvinceCode,
        log: LogId,
        from: u64,
        limit: u32,
    ) -> StoreResult<Vec<Verdict>> {
        let texts: Vec<String> = sqlx::query_scalar(
            "SELECT verdict FROM entries WHERE province = $1 AND log = $2 AND number >= $3
             ORDER BY number LIMIT $4",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .bind(read::integer(from))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        texts.iter().map(|text| read::json("verdict", text)).collect()
    }

    async fn entry_texts(
        &self,
        province: &ProvinceCode,
        log: LogId,
        from: u64,
        limit: u32,
    ) -> StoreResult<Vec<String>> {
        Ok(sqlx::query_scalar(
            "SELECT text FROM entries WHERE province = $1 AND log = $2 AND number >= $3 ORDER BY number LIMIT $4",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .bind(read::integer(from))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?)
    }

    async fn signed_heads(
        &self,
        province: &ProvinceCode,
        log: LogId,
        after: u64,
        up_to: u64,
    ) -> StoreResult<Vec<SignedHead>> {
        let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT length, digest, signature FROM signed_heads
             WHERE province = $1 AND log = $2 AND length > $3 AND length <= $4 ORDER BY length",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .bind(read::integer(after))
        .bind(read::integer(up_to))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(read::signed_head).collect()
    }

    async fn forked_entries(&self, province: &ProvinceCode, log: LogId) -> StoreResult<Vec<(u64, String)>> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT number, text FROM forked_entries WHERE province = $1 AND log = $2
             ORDER BY number, received_at",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|(number, text)| Ok((read::count(number)?, text))).collect()
    }
}

/// As [`crate::store::WriteTransaction::log_owner`].
pub(super) async fn log_owner(
    executor: impl PgExecutor<'_>,
    province: &ProvinceCode,
    log: LogId,
) -> StoreResult<Option<DeviceId>> {
    let owner: Option<String> = sqlx::query_scalar(
        "SELECT coalesce(
                 (SELECT device FROM logs WHERE province = $1 AND log = $2),
                 (SELECT device FROM users WHERE province = $1 AND log = $2),
                 (SELECT device FROM quarantine WHERE province = $1 AND log = $2 LIMIT 1))",
    )
    .bind(province.as_str())
    .bind(log.to_string())
    .fetch_one(executor)
    .await?;
    owner.map(|owner| read::device_id(&owner)).transpose()
}
