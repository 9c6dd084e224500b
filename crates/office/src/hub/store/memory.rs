//! The same file in memory, for simulations: one connection is the whole database, begun from an image and copied as one.

use sqlx::sqlite::SqlitePool;

use super::{HubFile, STEPS};
use crate::store::migrations::migrator;
use crate::store::sqlite::memory::{empty_pool, image_of, pool_from_image};
use crate::store::{StoreError, StoreResult};

impl HubFile {
    /// A new file in memory, with its tables.
    ///
    /// # Errors
    /// Where SQLite gives none.
    pub async fn in_memory() -> StoreResult<Self> {
        let pool = empty_pool().await?;
        let done = migrator(STEPS).run(&pool).await;
        done.map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self { writer: pool.clone(), readers: pool })
    }

    /// A file in memory that begins as the one that [`Self::image`] copied: a machine started again.
    ///
    /// # Errors
    /// Where the image is no database.
    pub async fn from_image(image: &[u8]) -> StoreResult<Self> {
        let pool = pool_from_image(image).await?;
        Ok(Self { writer: pool.clone(), readers: pool })
    }

    /// Everything that is committed, as one image. Of a file in memory only.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn image(&self) -> StoreResult<Vec<u8>> {
        image_of(&self.writer).await
    }

    /// The writing connection, for simulations that break it or look underneath.
    pub fn pool(&self) -> &SqlitePool {
        &self.writer
    }
}
