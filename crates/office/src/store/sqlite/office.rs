//! The office itself: epoch, provinces, demonstration secrets.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;

use super::SqliteStore;
use crate::store::{OfficeStore, StoreResult, WriteTransaction};

impl SqliteStore {
    pub(super) async fn begin_office(&self, epoch: &str, code_salt: &[u8]) -> StoreResult<()> {
        sqlx::query("INSERT INTO office (one, epoch, code_salt) VALUES (1, ?, ?) ON CONFLICT DO NOTHING")
            .bind(epoch)
            .bind(code_salt)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

#[async_trait]
impl OfficeStore for SqliteStore {
    async fn epoch(&self) -> StoreResult<String> {
        Ok(sqlx::query_scalar("SELECT epoch FROM office").fetch_one(&self.readers).await?)
    }

    async fn earlier_epochs(&self) -> StoreResult<Vec<String>> {
        let epochs = sqlx::query_scalar("SELECT epoch FROM earlier_epochs ORDER BY number");
        Ok(epochs.fetch_all(&self.readers).await?)
    }

    async fn renew_epoch(&self, epoch: &str) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO earlier_epochs (number, epoch)
             SELECT (SELECT coalesce(max(number), 0) + 1 FROM earlier_epochs), epoch FROM office WHERE epoch <> ?
             ON CONFLICT DO NOTHING",
        )
        .bind(epoch)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE office SET epoch = ?").bind(epoch).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn code_salt(&self) -> StoreResult<Vec<u8>> {
        Ok(sqlx::query_scalar("SELECT code_salt FROM office").fetch_one(&self.readers).await?)
    }

    async fn ensure_province(&self, province: &ProvinceCode) -> StoreResult<()> {
        sqlx::query("INSERT INTO provinces (province, last_seq) VALUES (?, 0) ON CONFLICT DO NOTHING")
            .bind(province.as_str())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn begin(&self) -> StoreResult<Box<dyn WriteTransaction>> {
        Ok(Box::new(super::writing::SqliteWriting { transaction: self.write().await? }))
    }

    async fn demonstration_secret(&self, name: &str, fresh: &str) -> StoreResult<String> {
        sqlx::query("INSERT INTO demonstration_secrets (name, secret) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(fresh)
            .execute(&self.writer)
            .await?;
        let kept = sqlx::query_scalar("SELECT secret FROM demonstration_secrets WHERE name = ?")
            .bind(name)
            .fetch_one(&self.writer)
            .await?;
        Ok(kept)
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
