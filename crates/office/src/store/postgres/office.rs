//! The office itself: epoch, provinces, demonstration secrets.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use sqlx::{Postgres, Transaction};

use super::PostgresStore;
use crate::store::{OfficeStore, StoreResult, WriteTransaction};

/// Which database this is: its cluster, its number there, and how often the cluster's history has parted.
const PLACE: &str = "SELECT format('%s/%s/%s',
        (SELECT system_identifier FROM pg_control_system()),
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8))";

impl PostgresStore {
    /// Keeps what is new, and finds out whether the database was put back elsewhere: transaction numbers begin anew
    /// there, so that no cursor of before may be read, and no row may wait for a transaction that comes in years.
    pub(super) async fn begin_office(&self, epoch: &str, code_salt: &[u8]) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let place: String = sqlx::query_scalar(PLACE).fetch_one(&mut *transaction).await?;
        sqlx::query(
            "INSERT INTO office (one, epoch, place, code_salt) VALUES (1, $1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(epoch)
        .bind(&place)
        .bind(code_salt)
        .execute(&mut *transaction)
        .await?;
        let known: String =
            sqlx::query_scalar("SELECT place FROM office FOR UPDATE").fetch_one(&mut *transaction).await?;
        if known != place {
            tracing::warn!(%known, %place, "the database was put back in another place: new epoch");
            sqlx::query("UPDATE office SET place = $1").bind(&place).execute(&mut *transaction).await?;
            begin_epoch(&mut transaction, epoch).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Another epoch; every record counts as changed now.
async fn begin_epoch(transaction: &mut Transaction<'static, Postgres>, epoch: &str) -> StoreResult<()> {
    sqlx::query("SELECT 1 FROM office FOR UPDATE").execute(&mut **transaction).await?;
    sqlx::query(
        "INSERT INTO earlier_epochs (number, epoch)
         SELECT (SELECT coalesce(max(number), 0) + 1 FROM earlier_epochs), epoch FROM office WHERE epoch <> $1
         ON CONFLICT DO NOTHING",
    )
    .bind(epoch)
    .execute(&mut **transaction)
    .await?;
    sqlx::query("UPDATE office SET epoch = $1").bind(epoch).execute(&mut **transaction).await?;
    sqlx::query("UPDATE records SET transaction = pg_current_xact_id()::text::bigint")
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

#[async_trait]
impl OfficeStore for PostgresStore {
    async fn epoch(&self) -> StoreResult<String> {
        Ok(sqlx::query_scalar("SELECT epoch FROM office").fetch_one(&self.pool).await?)
    }

    async fn earlier_epochs(&self) -> StoreResult<Vec<String>> {
        let epochs = sqlx::query_scalar("SELECT epoch FROM earlier_epochs ORDER BY number");
        Ok(epochs.fetch_all(&self.pool).await?)
    }

    async fn renew_epoch(&self, epoch: &str) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        begin_epoch(&mut transaction, epoch).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn code_salt(&self) -> StoreResult<Vec<u8>> {
        Ok(sqlx::query_scalar("SELECT code_salt FROM office").fetch_one(&self.pool).await?)
    }

    async fn ensure_province(&self, province: &ProvinceCode) -> StoreResult<()> {
        sqlx::query("INSERT INTO provinces (province) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(province.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn begin(&self) -> StoreResult<Box<dyn WriteTransaction>> {
        Ok(Box::new(super::writing::PostgresWriting::new(self.write().await?)))
    }

    async fn demonstration_secret(&self, name: &str, fresh: &str) -> StoreResult<String> {
        sqlx::query(
            "INSERT INTO demonstration_secrets (name, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(name)
        .bind(fresh)
        .execute(&self.pool)
        .await?;
        let kept = sqlx::query_scalar("SELECT secret FROM demonstration_secrets WHERE name = $1")
            .bind(name)
            .fetch_one(&self.pool)
            .await?;
        Ok(kept)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
