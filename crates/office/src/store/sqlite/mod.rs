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
mod opening;
mod people;
mod pool;
mod quarantine;
mod records;
mod register;
mod writing;

use std::path::Path;

use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};

pub(crate) use opening::{FileOf, open_pools};

use super::migrations::{Step, migrator, steps};
use super::{StoreError, StoreResult, read};

/// How its tables came to be.
pub(crate) const STEPS: &[Step] = steps![
    "0001_office",
    "0002_attachments",
    "0004_bundles",
    "0011_waiting",
    "0013_hub_addresses",
    "0014_earlier_epochs",
    "0015_waiting_bundles",
    "0016_attachment_holders",
    "0017_people",
    "0018_quarantine",
    "0019_keys",
    "0020_quarantine_heads",
    "0021_opened",
    "0022_alarms",
    "0023_record_lines",
    "0024_files",
    "0025_bundles_of_device",
    "0026_logs_of_device",
    "0027_taken_up",
];

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
    /// Where the file cannot be opened, is a hub's, or was written by a later version.
    pub async fn open(file: &Path, epoch: &str, code_salt: &[u8]) -> StoreResult<Self> {
        let (writer, readers) = open_pools(file, FileOf::Office, &migrator(STEPS)).await?;
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

/// Brings the tables up to date.
async fn migrate(writer: &SqlitePool) -> StoreResult<()> {
    let done = migrator(STEPS).run(writer).await;
    done.map_err(|error| StoreError::Database(error.to_string()))
}
