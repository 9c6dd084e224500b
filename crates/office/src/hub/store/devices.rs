//! The devices that the province lets this hub serve.

use std::collections::BTreeMap;

use danvan_core::access::Scope;
use danvan_core::bundle::PublicKey;
use danvan_core::catalogue::UnitId;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::proof;
use danvan_core::wire::SignedHead;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{HubFile, owners};
use crate::hub_wire::HubDevices;
use crate::store::{StoreResult, read};

/// A device as the hub knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// The device.
    pub id: DeviceId,
    /// What people call it.
    pub name: String,
    /// The unit of its new records.
    pub home: UnitId,
    /// The units of its earlier enrolments.
    pub earlier_homes: Vec<UnitId>,
    /// What it reads.
    pub scope: Scope,
    /// When it last came here, in Unix milliseconds.
    pub last_contact_ms: Option<i64>,
    /// Whether the province lets it come here. Devices that it does not name any more keep their logs.
    pub served: bool,
    /// Whether its access was taken away.
    pub revoked: bool,
    /// Why, in the words of the province.
    pub revoked_because: Option<String>,
    /// The key that it opens sessions with, where it has said one.
    pub key: Option<PublicKey>,
    /// Every key that it has signed with, the one of today included.
    pub keys: Vec<PublicKey>,
}

impl KnownDevice {
    /// Whether it is or was enrolled for that unit, as far as the hub knows.
    pub fn belongs_to(&self, unit: &UnitId) -> bool {
        self.home == *unit || self.earlier_homes.contains(unit)
    }

    /// Whether one of its keys signed this head of its log.
    pub fn signed(&self, log: LogId, signed: &SignedHead) -> bool {
        let message = proof::segment(self.id, log, &signed.head);
        self.keys.iter().any(|key| key.verifies(&message, &signed.signature))
    }
}

const COLUMNS: &str =
    "device, name, home, earlier_homes_json, scope_json, last_contact_at, served, revoked, revoked_because,
    key_json, keys_json";

impl HubFile {
    /// Takes the province's list over. Devices that are not on it any more keep their logs and are not served.
    pub async fn keep_devices(&self, list: &HubDevices) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE hub SET hub = ?, name = ?, units_json = ?, keys_json = coalesce(?, keys_json)")
            .bind(list.hub.as_str())
            .bind(&list.name)
            .bind(read::to_json("units", &list.units)?)
            .bind(list.keys.as_ref().map(|keys| read::to_json("keys", keys)).transpose()?)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE devices SET served = 0").execute(&mut *transaction).await?;
        for device in &list.devices {
            // Provinces before signed segments name one key only.
            let mut keys = device.keys.clone();
            keys.extend(device.key.filter(|key| !device.keys.contains(key)));
            sqlx::query(
                "INSERT INTO devices (device, name, home, earlier_homes_json, scope_json, served, revoked,
                 revoked_because, key_json, keys_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET name = excluded.name, home = excluded.home,
                 earlier_homes_json = excluded.earlier_homes_json, scope_json = excluded.scope_json,
                 served = excluded.served, revoked = excluded.revoked, revoked_because = excluded.revoked_because,
                 key_json = excluded.key_json, keys_json = excluded.keys_json",
            )
            .bind(device.device.to_string())
            .bind(&device.name)
            .bind(device.home.as_str())
            .bind(read::to_json("units", &device.earlier_homes)?)
            .bind(read::to_json("scope", &device.scope)?)
            .bind(!device.revoked)
            .bind(device.revoked)
            .bind(&device.revoked_because)
            .bind(device.key.as_ref().map(|key| read::to_json("key", key)).transpose()?)
            .bind(read::to_json("keys", &keys)?)
            .execute(&mut *transaction)
            .await?;
        }
        owners::keep(&mut transaction, list).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A device that was ever on the province's list.
    pub async fn device(&self, device: DeviceId) -> StoreResult<Option<KnownDevice>> {
        let text = format!("SELECT {COLUMNS} FROM devices WHERE device = ?");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(device.to_string())
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(known).transpose()
    }

    /// Every device that was ever served here.
    pub async fn devices(&self) -> StoreResult<Vec<KnownDevice>> {
        let text = format!("SELECT {COLUMNS} FROM devices ORDER BY home, name, device");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&self.readers).await?;
        rows.iter().map(known).collect()
    }

    /// Keeps when devices last came.
    pub async fn keep_contacts(&self, contacts: &BTreeMap<DeviceId, i64>) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        for (device, at_ms) in contacts {
            sqlx::query("UPDATE devices SET last_contact_at = ? WHERE device = ?")
                .bind(at_ms)
                .bind(device.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

fn known(row: &SqliteRow) -> StoreResult<KnownDevice> {
    let key: Option<String> = row.try_get("key_json")?;
    Ok(KnownDevice {
        id: read::device_id(row.try_get("device")?)?,
        name: row.try_get("name")?,
        home: UnitId::new(row.try_get::<String, _>("home")?),
        earlier_homes: read::json("units", row.try_get("earlier_homes_json")?)?,
        scope: read::json("scope", row.try_get("scope_json")?)?,
        last_contact_ms: row.try_get("last_contact_at")?,
        served: row.try_get("served")?,
        revoked: row.try_get("revoked")?,
        revoked_because: row.try_get("revoked_because")?,
        key: key.map(|key| read::json("key", &key)).transpose()?,
        keys: read::json("keys", row.try_get("keys_json")?)?,
    })
}
