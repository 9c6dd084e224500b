//! The store on SQLite: one writing connection with `BEGIN IMMEDIATE`, readers beside it, write-ahead log, and
//! `synchronous=FULL`, so that what was committed survives a power cut.

mod accounts;
mod alarms;
mod attachments;
mod backups;
mod bundles;
mod enrolling;
mod enrolments;
mod hubs;
mod keys;
mod lines;
mod logs;
pub(crate) mod memory;
mod office;
mod people;
mod pool;
mod quarantine;
mod records;
mod register;
mod writing;

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};

use super::{StoreError, StoreResult, read};

/// How long a connection waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 8;

/// An open SQLite file.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the file, creates it if it is missing, and brings its tables up to date. `epoch` and `code_salt` are
    /// kept in a new database.
    ///
    /// # Errors
    /// Where the file cannot be opened, or was written by a later version.
    pub async fn open(file: &Path, epoch: &str, code_salt: &[u8]) -> StoreResult<Self> {
        let (writer, readers) = open_pools(file, &sqlx::migrate!("src/store/sqlite/migrations")).await?;
        let store = Self { writer, readers };
        store.begin_office(epoch, code_salt).await?;
        lines::make_missing(&store.writer).await?;
        Ok(store)
    }

    /// The writing connection, for those who look underneath: simulations that break it, tests that ask it.
    pub fn pool(&self) -> &SqlitePool {
        &self.writer
    }

    async fn write(&self) -> StoreResult<Transaction<'static, Sqlite>> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// Opens a file for one writer and several readers, and brings its tables up to date.
pub(crate) async fn open_pools(file: &Path, tables: &Migrator) -> StoreResult<(SqlitePool, SqlitePool)> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("cache_size", "-65536");
    // One connection: whoever writes waits his turn here instead of failing as busy.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(pool::put_right)
        .connect_with(options.clone())
        .await?;
    tables.run(&writer).await.map_err(|error| StoreError::Database(error.to_string()))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(30))
        .after_release(pool::put_right)
        .connect_with(options.read_only(true))
        .await?;
    Ok((writer, readers))
}

/// Brings the tables up to date.
async fn migrate(writer: &SqlitePool) -> StoreResult<()> {
    let done = sqlx::migrate!("src/store/sqlite/migrations").run(writer).await;
    done.map_err(|error| StoreError::Database(error.to_string()))
}
