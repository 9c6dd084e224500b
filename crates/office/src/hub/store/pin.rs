//! The digest of the hub's PIN.

use super::HubFile;
use crate::store::StoreResult;

impl HubFile {
    /// The slow digest of the PIN; nothing before the first start, and in files of versions without one.
    pub async fn pin_digest(&self) -> StoreResult<Option<String>> {
        Ok(sqlx::query_scalar("SELECT digest FROM pin").fetch_optional(&self.readers).await?)
    }

    /// Keeps the digest of another PIN.
    pub async fn keep_pin(&self, digest: &str, at_ms: i64) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO pin (one, digest, set_at) VALUES (1, ?, ?)
             ON CONFLICT DO UPDATE SET digest = excluded.digest, set_at = excluded.set_at",
        )
        .bind(digest)
        .bind(at_ms)
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}
