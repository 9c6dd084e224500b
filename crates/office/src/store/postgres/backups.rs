//! What is known to lie in a backup. The backup itself is `pg_dump`'s or the server's.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::LogId;

use super::{PostgresStore, read};
use crate::store::{BackupPoint, BackupStore, StoreResult};

#[async_trait]
impl BackupStore for PostgresStore {
    async fn backup_point(&self) -> StoreResult<BackupPoint> {
        let mut reading = self.one_moment().await?;
        let epoch = sqlx::query_scalar("SELECT epoch FROM office").fetch_one(&mut *reading).await?;
        let logs = sqlx::query_as("SELECT province, log, length FROM logs ORDER BY province, log")
            .fetch_all(&mut *reading)
            .await?;
        let attachments =
            sqlx::query_as("SELECT province, sha256, object FROM attachments ORDER BY province, sha256")
                .fetch_all(&mut *reading)
                .await?;
        reading.commit().await?;
        BackupPoint::of_rows(epoch, logs, attachments)
    }

    async fn mark_backed_up(&self, point: &BackupPoint, at_ms: i64) -> StoreResult<bool> {
        let mut transaction = self.write().await?;
        let epoch: String =
            sqlx::query_scalar("SELECT epoch FROM office FOR UPDATE").fetch_one(&mut *transaction).await?;
        if epoch != point.epoch {
            return Ok(false);
        }
        // A point that was taken earlier takes nothing back.
        sqlx::query(
            "INSERT INTO log_backups (province, log, length, backed_up_at)
             SELECT province, log, length, $4
             FROM unnest($1::text[], $2::text[], $3::bigint[]) AS marked (province, log, length)
             ON CONFLICT (province, log) DO UPDATE
             SET length = excluded.length, backed_up_at = excluded.backed_up_at
             WHERE excluded.length > log_backups.length",
        )
        .bind(point.logs.iter().map(|log| log.province.as_str()).collect::<Vec<_>>())
        .bind(point.logs.iter().map(|log| log.log.to_string()).collect::<Vec<_>>())
        .bind(point.logs.iter().map(|log| read::integer(log.length)).collect::<Vec<_>>())
        .bind(at_ms)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "UPDATE attachments SET backed_up_at = $3
             FROM unnest($1::text[], $2::bytea[]) AS marked (province, sha256)
             WHERE attachments.province = marked.province AND attachments.sha256 = marked.sha256
                 AND backed_up_at IS NULL",
        )
        .bind(point.attachments.iter().map(|file| file.province.as_str()).collect::<Vec<_>>())
        .bind(point.attachments.iter().map(|file| file.sha256.as_bytes().as_slice()).collect::<Vec<_>>())
        .bind(at_ms)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn backed_up(&self, province: &ProvinceCode, log: LogId) -> StoreResult<u64> {
        let length: Option<i64> =
            sqlx::query_scalar("SELECT length FROM log_backups WHERE province = $1 AND log = $2")
                .bind(province.as_str())
                .bind(log.to_string())
                .fetch_optional(&self.pool)
                .await?;
        length.map_or(Ok(0), read::count)
    }
}
