//! The same store in memory, for simulations: begun from an image of a database, and copied as one.

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteOwnedBuf, SqlitePool, SqlitePoolOptions};

use super::{SqliteStore, migrate, pool};
use crate::store::{StoreError, StoreResult};

/// Simulations count no real time: whoever wants the connection gets it, however slow the machine is.
const ACQUIRE_PATIENCE: Duration = Duration::from_secs(24 * 3600);

impl SqliteStore {
    /// A new database in memory, with its tables.
    ///
    /// One connection is the whole database: readers and the writer take turns at it, so whoever holds a transaction
    /// must not wait for a question asked beside it.
    ///
    /// # Errors
    /// Where SQLite gives none.
    pub async fn in_memory(epoch: &str, code_salt: &[u8]) -> StoreResult<Self> {
        let pool = empty_pool().await?;
        let store = Self { writer: pool.clone(), readers: pool };
        migrate(&store.writer).await?;
        store.begin_office(epoch, code_salt).await?;
        Ok(store)
    }

    /// A database in memory that begins as the one that [`Self::image`] copied: a backup put back, a machine started
    /// again, or one of many that begin alike.
    ///
    /// # Errors
    /// Where the image is no database.
    pub async fn from_image(image: &[u8]) -> StoreResult<Self> {
        let pool = pool_from_image(image).await?;
        Ok(Self { writer: pool.clone(), readers: pool })
    }

    /// Everything that is committed, as one image. Of a database in memory only: one in a file that keeps a
    /// write-ahead log cannot be begun from its image.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn image(&self) -> StoreResult<Vec<u8>> {
        image_of(&self.writer).await
    }
}

/// A database in memory with nothing in it.
pub(crate) async fn empty_pool() -> StoreResult<SqlitePool> {
    let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
    // The database lives and dies with this connection: it must never be replaced by a fresh one.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_release(pool::put_right)
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// A database in memory that begins as an image.
pub(crate) async fn pool_from_image(image: &[u8]) -> StoreResult<SqlitePool> {
    let pool = empty_pool().await?;
    let image = SqliteOwnedBuf::try_from(image).map_err(|error| StoreError::corrupt("image", error))?;
    pool.acquire().await?.deserialize(None, image, false).await?;
    Ok(pool)
}

/// Everything that is committed.
pub(crate) async fn image_of(pool: &SqlitePool) -> StoreResult<Vec<u8>> {
    Ok(pool.acquire().await?.serialize(None).await?.to_vec())
}
