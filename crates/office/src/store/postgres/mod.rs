//! The store on PostgreSQL: several processes of the office on one database, each with as many writers as it likes.
//!
//! - A writer holds the rows of the logs and records that it reads to change (`FOR UPDATE`); nobody waits who
//!   has other logs and records. Keys decide between two who add the same: the later one is told
//!   [`StoreError::Again`] and finds it there when it begins again.
//! - The feed gives a change out only when no transaction is left that could come before it: see `records`.
//! - Text here has no U+0000; see [`plain`].

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
mod office;
mod people;
mod quarantine;
mod records;
mod register;
mod writing;

use std::borrow::Cow;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Executor, Postgres, Transaction};

use super::migrations::{Step, migrator, steps};
use super::{StoreError, StoreResult, read};

const CONNECTIONS: u32 = 16;
/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// What every connection is told. Locks and idle transactions end, should another process hang with them; commits wait
/// for the disk even where the server's own default is not to.
const SETTINGS: &str = "SET lock_timeout = '15s'; SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local')";

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

/// An open PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects, and brings the tables up to date; several processes may do so at once. `epoch` and `code_salt` are
    /// kept in a new database; a database that was put back in another place gets the epoch too.
    ///
    /// # Errors
    /// Where the database cannot be reached, does not keep UTF-8, or was written by a later version.
    pub async fn open(url: &str, epoch: &str, code_salt: &[u8]) -> StoreResult<Self> {
        let options = PgConnectOptions::from_str(url)?.application_name("danvan-office");
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .after_connect(|connection, _| Box::pin(settle(connection)))
            .connect_with(options)
            .await?;
        let store = Self { pool };
        let encoding: String =
            sqlx::query_scalar("SELECT current_setting('server_encoding')").fetch_one(&store.pool).await?;
        if encoding != "UTF8" {
            return Err(StoreError::Database(format!("the database keeps {encoding}, not UTF8")));
        }
        // Under an advisory lock of the database: who comes second finds everything done.
        migrator(STEPS).run(&store.pool).await.map_err(|error| StoreError::Database(error.to_string()))?;
        store.begin_office(epoch, code_salt).await?;
        lines::make_missing(&store.pool).await?;
        Ok(store)
    }

    async fn write(&self) -> StoreResult<Transaction<'static, Postgres>> {
        self.begun("BEGIN").await
    }

    /// A transaction whose questions are all answered from one moment.
    async fn one_moment(&self) -> StoreResult<Transaction<'static, Postgres>> {
        self.begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    /// Begins a transaction, to its end also where whoever asked is gone meanwhile: where `BEGIN` is broken off, the driver
    /// (0.9) gives its connection back with the transaction open. The next one's writes are refused by it where it only
    /// reads, and else go with it when it times out.
    async fn begun(&self, begin: &'static str) -> StoreResult<Transaction<'static, Postgres>> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(begin).await });
        Ok(begun.await.map_err(|error| StoreError::Database(error.to_string()))??)
    }
}

async fn settle(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(SETTINGS).await.map(|_| ())
}

/// The text without U+0000, which PostgreSQL keeps in no text. The same stands for it in what is stored and in what is
/// looked for, so that nothing is found under another name.
fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_text_is_taken_for_another() {
        assert_eq!(plain("Lò Văn Sơn"), "Lò Văn Sơn");
        assert_ne!(plain("le\0o"), "leo");
        assert!(!plain("le\0o").contains('\0'));
    }
}
