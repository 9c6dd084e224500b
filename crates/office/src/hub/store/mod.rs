//! What a hub keeps, in an SQLite file of its own. Not the office's tables: a hub judges nothing, so its entries have
//! no verdict of their own, its logs carry the province's word beside their head, and a fork there may replace their
//! end; while records come with places that somebody else counts.

mod bundles;
mod devices;
mod logs;
mod machine;
mod memory;
mod owners;
mod pin;
mod records;
mod signed;

use std::path::Path;

use danvan_core::bundle::OfficeKeys;
use danvan_core::catalogue::HubId;
use sqlx::sqlite::SqlitePool;
use sqlx::{Row, Sqlite, Transaction};

pub use bundles::{KeepLimits, Keeping, StoredBundle, WaitingBundle, is_refusal};
pub use devices::KnownDevice;
pub use logs::{HubLog, LogWriting, Refused, Told};
pub use machine::Machine;
pub use records::{FeedState, Place};
pub use signed::Cut;

use crate::hub_wire::HubUnit;
use crate::store::migrations::{Step, migrator, steps};
use crate::store::sqlite::{FileOf, open_pools};
use crate::store::{StoreError, StoreResult, read};

/// Who a hub is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The province's address.
    pub upstream: String,
    /// The hub's token there.
    pub token: String,
    /// The province's code.
    pub province: String,
    /// The hub; nothing before the first contact.
    pub hub: Option<HubId>,
    /// Its name.
    pub name: String,
    /// Its members.
    pub units: Vec<HubUnit>,
    /// When the province last answered, in Unix milliseconds.
    pub last_contact_ms: Option<i64>,
    /// When everything that waited was last passed on.
    pub last_passed_ms: Option<i64>,
    /// The keys of the province's office; nothing before the first contact.
    pub keys: Option<OfficeKeys>,
}

/// How its tables came to be.
pub(crate) const STEPS: &[Step] = steps![
    "0001_hub",
    "0002_bundles",
    "0003_signed",
    "0016_earlier_homes",
    "0017_told_further",
    "0018_log_owners",
    "0024_pin",
    "0026_logs_of_device",
    "0027_taken_up",
];

/// An open file.
#[derive(Clone, Debug)]
pub struct HubFile {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl HubFile {
    /// Opens the file, creates it if it is missing, and brings its tables up to date.
    ///
    /// # Errors
    /// Where the file cannot be opened, is an office's, or was written by a later version.
    pub async fn open(file: &Path) -> StoreResult<Self> {
        let (writer, readers) = open_pools(file, FileOf::Hub, &migrator(STEPS)).await?;
        Ok(Self { writer, readers })
    }

    async fn write(&self) -> StoreResult<Transaction<'static, Sqlite>> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Who the hub is; nothing before it was enrolled.
    pub async fn identity(&self) -> StoreResult<Option<Identity>> {
        let row = sqlx::query(
            "SELECT upstream, token, province, hub, name, units_json, last_contact_at, last_passed_at, keys_json
             FROM hub",
        )
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            let keys: Option<String> = row.try_get("keys_json")?;
            Ok(Identity {
                upstream: row.try_get("upstream")?,
                token: row.try_get("token")?,
                province: row.try_get("province")?,
                hub: row.try_get::<Option<String>, _>("hub")?.map(HubId::new),
                name: row.try_get("name")?,
                units: read::json("units", row.try_get("units_json")?)?,
                last_contact_ms: row.try_get("last_contact_at")?,
                last_passed_ms: row.try_get("last_passed_at")?,
                keys: keys.map(|text| read::json("keys", &text)).transpose()?,
            })
        })
        .transpose()
    }

    /// Keeps who the hub is; logs and records of before stay.
    pub async fn enrol(&self, identity: &Identity) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO hub (one, upstream, token, province, name) VALUES (1, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET upstream = excluded.upstream, token = excluded.token,
             province = excluded.province, name = excluded.name",
        )
        .bind(&identity.upstream)
        .bind(&identity.token)
        .bind(&identity.province)
        .bind(&identity.name)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Epochs of the province, in the order in which they were met.
    pub async fn epochs(&self) -> StoreResult<Vec<String>> {
        Ok(sqlx::query_scalar("SELECT epoch FROM epochs ORDER BY met").fetch_all(&self.readers).await?)
    }

    /// The province has answered in this epoch: it is the latest from now on.
    pub async fn met(&self, epoch: &str, at_ms: i64) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let latest: Option<String> = sqlx::query_scalar("SELECT epoch FROM epochs ORDER BY met DESC LIMIT 1")
            .fetch_optional(&mut *transaction)
            .await?;
        if latest.as_deref() != Some(epoch) {
            sqlx::query("DELETE FROM epochs WHERE epoch = ?").bind(epoch).execute(&mut *transaction).await?;
            sqlx::query("INSERT INTO epochs (epoch) VALUES (?)")
                .bind(epoch)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query("UPDATE hub SET last_contact_at = ?").bind(at_ms).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Everything that waited has been passed on.
    pub async fn passed(&self, at_ms: i64) -> StoreResult<()> {
        sqlx::query("UPDATE hub SET last_passed_at = ?").bind(at_ms).execute(&self.writer).await?;
        Ok(())
    }

    /// The province's catalogue as it was last fetched, with its validator.
    pub async fn catalogue(&self) -> StoreResult<Option<(String, String)>> {
        let row: Option<(Option<String>, Option<String>)> =
            sqlx::query_as("SELECT catalogue_json, catalogue_etag FROM hub")
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.and_then(|(json, etag)| json.zip(etag)))
    }

    /// Keeps the province's catalogue.
    pub async fn keep_catalogue(&self, json: &str, etag: &str) -> StoreResult<()> {
        sqlx::query("UPDATE hub SET catalogue_json = ?, catalogue_etag = ?")
            .bind(json)
            .bind(etag)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Lets go of the file after what is under way has ended.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A hub that was never enrolled has nothing to serve.
pub fn not_enrolled() -> StoreError {
    StoreError::corrupt("hub", "not enrolled")
}
