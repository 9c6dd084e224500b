//! Opening a file: its connections, and its tables brought up to date. A file of another kind is called that, and
//! stays as it is.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::pool;
use crate::store::{StoreError, StoreResult};

/// How long a connection waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 8;

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
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("cache_size", "-65536");
    // One connection: whoever writes waits their turn here instead of failing as busy.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(pool::put_right)
        .connect_with(options.clone())
        .await?;
    if has_table(&writer, of.other().own_table()).await? {
        let other = of.other().words();
        let words = format!("{} is the file of {other}, not of {}", file.display(), of.words());
        return Err(StoreError::Database(words));
    }
    tables.run(&writer).await.map_err(|error| not_up_to_date(file, error))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(30))
        .after_release(pool::put_right)
        .connect_with(options.read_only(true))
        .await?;
    Ok((writer, readers))
}

async fn has_table(writer: &SqlitePool, name: &str) -> StoreResult<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")
            .bind(name)
            .fetch_optional(writer)
            .await?;
    Ok(found.is_some())
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
