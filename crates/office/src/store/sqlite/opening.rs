//! Opening a file: its connections, and its tables brought up to date. A file of another kind is called that, and
//! stays as it is.

use std::fs;
use std::path::Path;
use std::time::Duration;

use sqlx::{ConnectOptions, Connection};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::pool;
use crate::store::{StoreError, StoreResult};

/// How long a connection waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 8;
/// Where it stands which changes of the tables were made.
const MIGRATIONS: &str = "_sqlx_migrations";

/// Whose a file is. Each has one table that the other has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileOf {
    /// The province's office.
    Office,
    /// A district centre's hub.
    Hub,
}

impl FileOf {
    fn own_table(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Hub => "hub",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Office => Self::Hub,
            Self::Hub => Self::Office,
        }
    }

    /// Pages that each connection keeps in memory, in KiB. A hub is a district's desk computer.
    fn cache_kib(self) -> u32 {
        match self {
            Self::Office => 64 * 1024,
            Self::Hub => 8 * 1024,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Office => "the province's office",
            Self::Hub => "a hub",
        }
    }
}

/// Opens a file for one writer and several readers, and brings its tables up to date.
///
/// # Errors
/// Where the file cannot be opened, is of another kind, or was written by a later version.
pub(crate) async fn open_pools(
    file: &Path,
    of: FileOf,
    tables: &Migrator,
) -> StoreResult<(SqlitePool, SqlitePool)> {
    look_at(file, of).await?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("cache_size", format!("-{}", of.cache_kib()));
    // One connection: whoever writes waits their turn here instead of failing as busy.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(pool::put_right)
        .connect_with(options.clone())
        .await?;
    tables.run(&writer).await.map_err(|error| not_up_to_date(file, error))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(30))
        .after_release(pool::put_right)
        .connect_with(options.read_only(true))
        .await?;
    Ok((writer, readers))
}

/// Whose file it is, before anything is written to it: a path may be mistyped.
async fn look_at(file: &Path, of: FileOf) -> StoreResult<()> {
    if !fs::metadata(file).is_ok_and(|found| found.len() > 0) {
        return Ok(());
    }
    let mut reading = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .connect()
        .await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'",
    )
    .fetch_all(&mut reading)
    .await?;
    reading.close().await?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    let file = file.display();
    if has(of.other().own_table()) && has(MIGRATIONS) {
        let words = format!("{file} is the file of {}, not of {}", of.other().words(), of.words());
        return Err(StoreError::Database(words));
    }
    if !tables.is_empty() && !has(MIGRATIONS) {
        return Err(StoreError::Database(format!("{file} is the file of another program")));
    }
    Ok(())
}

fn not_up_to_date(file: &Path, error: MigrateError) -> StoreError {
    StoreError::Database(match error {
        MigrateError::VersionMissing(_) => {
            format!("{} was written by a later version of this program", file.display())
        }
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::store::HubFile;
    use crate::store::sqlite::SqliteStore;

    #[tokio::test]
    async fn a_file_of_another_kind_and_of_a_later_version_is_called_that() {
        let folder = tempfile::tempdir().unwrap();
        let (office, hub) = (folder.path().join("office.sqlite"), folder.path().join("hub.sqlite"));
        drop(SqliteStore::open(&office, "epoch", b"salt").await.unwrap());
        drop(HubFile::open(&hub).await.unwrap());

        let words = HubFile::open(&office).await.unwrap_err().to_string();
        assert!(
            words.ends_with("office.sqlite is the file of the province's office, not of a hub"),
            "{words}"
        );
        let words = SqliteStore::open(&hub, "epoch", b"salt").await.unwrap_err().to_string();
        assert!(words.ends_with("hub.sqlite is the file of a hub, not of the province's office"), "{words}");

        let foreign = folder.path().join("foreign.sqlite");
        let mut other =
            SqliteConnectOptions::new().filename(&foreign).create_if_missing(true).connect().await.unwrap();
        sqlx::query("CREATE TABLE khach (ten TEXT)").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
        let seen = folder.path().join("seen.sqlite");
        let mut view =
            SqliteConnectOptions::new().filename(&seen).create_if_missing(true).connect().await.unwrap();
        sqlx::query("CREATE VIEW khach AS SELECT 1").execute(&mut view).await.unwrap();
        view.close().await.unwrap();
        let words = SqliteStore::open(&seen, "epoch", b"salt").await.unwrap_err().to_string();
        assert!(words.ends_with("seen.sqlite is the file of another program"), "{words}");
        let before = fs::read(&foreign).unwrap();
        let refused =
            [SqliteStore::open(&foreign, "epoch", b"salt").await.err(), HubFile::open(&foreign).await.err()];
        for error in refused {
            assert!(error.unwrap().to_string().ends_with("foreign.sqlite is the file of another program"));
        }
        assert_eq!(fs::read(&foreign).unwrap(), before, "nothing was written");

        let store = SqliteStore::open(&office, "epoch", b"salt").await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', 1, x'00', 0)",
        )
        .execute(store.pool())
        .await
        .unwrap();
        drop(store);
        let words = SqliteStore::open(&office, "epoch", b"salt").await.unwrap_err().to_string();
        assert!(words.ends_with("office.sqlite was written by a later version of this program"), "{words}");
    }
}
