//! Connections that come back to their pool.

use sqlx::pool::PoolConnectionMetadata;
use sqlx::sqlite::SqliteTransactionManager;
use sqlx::{Connection, SqliteConnection};
use sqlx_core::transaction::TransactionManager;

type Kept<'c> = std::pin::Pin<Box<dyn Future<Output = Result<bool, sqlx::Error>> + Send + 'c>>;

/// Makes a connection fit for the next one who asks.
///
/// SQLite ends a transaction by itself when the disk is full, cannot be read or written, or a statement is broken off.
/// The driver then counts a transaction that is no longer there, its own `ROLLBACK` fails, and from then on every
/// `BEGIN IMMEDIATE` would be refused: with one writing connection, until the office is started again.
pub(super) fn put_right(connection: &mut SqliteConnection, _: PoolConnectionMetadata) -> Kept<'_> {
    Box::pin(async move {
        // Asks the connection first: the rollback of a dropped transaction may still be on its way.
        connection.ping().await?;
        if connection.is_in_transaction() {
            // Something to roll back, so that the driver's count and the database agree. Where there is a transaction
            // after all, this is refused and the rollback is the one it needs.
            let _ = sqlx::query("BEGIN").execute(&mut *connection).await;
            SqliteTransactionManager::rollback(connection).await?;
        }
        Ok(!connection.is_in_transaction())
    })
}

#[cfg(test)]
mod tests {
    use danvan_core::catalogue::ProvinceCode;
    use danvan_core::ids::{DeviceId, LogId};

    use crate::clock::from_unix_ms;
    use crate::store::sqlite::SqliteStore;
    use crate::store::{LogAt, OfficeStore};

    /// As a full disk does it: the statement fails, and the whole transaction with it.
    const TROUBLE: &str =
        "CREATE TRIGGER trouble BEFORE INSERT ON logs BEGIN SELECT RAISE(ROLLBACK, 'full'); END";

    async fn opens_a_log(store: &SqliteStore) -> bool {
        let at = LogAt { province: ProvinceCode::from("12"), log: LogId::from_random(1, [1; 10]) };
        let mut writing = store.begin().await.unwrap();
        let device = DeviceId::from_random(1, [2; 10]);
        writing.open_log(&at, device, from_unix_ms(0).unwrap()).await.is_ok()
    }

    #[tokio::test]
    async fn a_transaction_that_sqlite_ended_does_not_end_the_office() {
        let folder = tempfile::TempDir::new().unwrap();
        let in_file = SqliteStore::open(&folder.path().join("office.sqlite"), "e", b"salt").await.unwrap();
        for store in [in_file, SqliteStore::in_memory("e", b"salt").await.unwrap()] {
            // No device is known here.
            sqlx::query("PRAGMA foreign_keys = 0").execute(store.pool()).await.unwrap();
            sqlx::query(TROUBLE).execute(store.pool()).await.unwrap();
            assert!(!opens_a_log(&store).await);
            sqlx::query("DROP TRIGGER trouble").execute(store.pool()).await.unwrap();
            assert!(opens_a_log(&store).await);
        }
    }
}
