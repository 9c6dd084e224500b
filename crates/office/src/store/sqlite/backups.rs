//! Backups: a copy of the database, and what is known to lie in one.

use std::path::Path;

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::LogId;

use super::{SqliteStore, read};
use crate::store::{BackupPoint, BackupStore, StoreResult};

impl SqliteStore {
    /// Writes a copy of the database as it stands at one moment into a file that is not there yet. The office may go
    /// on writing meanwhile.
    ///
    /// # Errors
    /// Where the file exists or cannot be written.
    pub async fn copy_to(&self, file: &Path) -> StoreResult<()> {
        sqlx::query("VACUUM INTO ?").bind(file.to_string_lossy()).execute(&self.readers).await?;
        Ok(())
    }
}

#[async_trait]
impl BackupStore for SqliteStore {
    async fn backup_point(&self) -> StoreResult<BackupPoint> {
        let mut reading = self.readers.begin().await?;
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
            sqlx::query_scalar("SELECT epoch FROM office").fetch_one(&mut *transaction).await?;
        if epoch != point.epoch {
            return Ok(false);
        }
        for log in &point.logs {
            // A point that was taken earlier takes nothing back.
            sqlx::query(
                "INSERT INTO log_backups (province, log, length, backed_up_at) VALUES (?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET length = excluded.length, backed_up_at = excluded.backed_up_at
                 WHERE excluded.length > length",
            )
            .bind(log.province.as_str())
            .bind(log.log.to_string())
            .bind(read::integer(log.length))
            .bind(at_ms)
            .execute(&mut *transaction)
            .await?;
        }
        for attachment in &point.attachments {
            sqlx::query(
                "UPDATE attachments SET backed_up_at = ? WHERE province = ? AND sha256 = ? AND backed_up_at IS NULL",
            )
            .bind(at_ms)
            .bind(attachment.province.as_str())
            .bind(attachment.sha256.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn backed_up(&self, province: &ProvinceCode, log: LogId) -> StoreResult<u64> {
        let length: Option<i64> =
            sqlx::query_scalar("SELECT length FROM log_backups WHERE province = ? AND log = ?")
                .bind(province.as_str())
                .bind(log.to_string())
                .fetch_optional(&self.readers)
                .await?;
        length.map_or(Ok(0), read::count)
    }
}
