//! The keys of devices.

use async_trait::async_trait;
use danvan_core::bundle::PublicKey;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;
use sqlx::SqliteConnection;

use super::SqliteStore;
use crate::device_keys::{Change, DeviceKeys, How, change};
use crate::store::devices::{KeyRow, keys_of_one};
use crate::store::{KeyChange, KeyStore, StoreResult};

#[async_trait]
impl KeyStore for SqliteStore {
    async fn device_keys(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<DeviceKeys> {
        let mut reading = self.readers.begin().await?;
        let keys = of_device(&mut reading, province, device).await?;
        reading.commit().await?;
        Ok(keys)
    }

    async fn change_key(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        asked: &KeyChange,
    ) -> StoreResult<bool> {
        let mut transaction = self.write().await?;
        let keys = of_device(&mut transaction, province, device).await?;
        let how = match change(&keys, &asked.key, asked.by.as_ref()) {
            Change::None => return Ok(true),
            Change::Refused => return Ok(false),
            Change::To(how) => how,
        };
        begin(&mut transaction, province, device, &asked.key, how, asked.at_ms).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// The rows of a device's keys, in the order of time.
pub(super) async fn rows(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    device: DeviceId,
) -> StoreResult<Vec<KeyRow>> {
    Ok(sqlx::query_as(
        "SELECT device, key, since, until, how FROM device_keys WHERE province = ? AND device = ?
         ORDER BY since, until IS NULL",
    )
    .bind(province.as_str())
    .bind(device.to_string())
    .fetch_all(connection)
    .await?)
}

/// The keys of a device.
pub(super) async fn of_device(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    device: DeviceId,
) -> StoreResult<DeviceKeys> {
    let signs: Option<bool> =
        sqlx::query_scalar("SELECT signs_since IS NOT NULL FROM devices WHERE province = ? AND device = ?")
            .bind(province.as_str())
            .bind(device.to_string())
            .fetch_optional(&mut *connection)
            .await?;
    keys_of_one(signs, rows(connection, province, device).await?)
}

/// A key becomes today's; the one before is kept.
pub(super) async fn begin(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    device: DeviceId,
    key: &PublicKey,
    how: How,
    at_ms: i64,
) -> StoreResult<()> {
    sqlx::query("UPDATE device_keys SET until = ? WHERE province = ? AND device = ? AND until IS NULL")
        .bind(at_ms)
        .bind(province.as_str())
        .bind(device.to_string())
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO device_keys (province, device, key, since, how) VALUES (?, ?, ?, ?, ?)")
        .bind(province.as_str())
        .bind(device.to_string())
        .bind(key.as_bytes().as_slice())
        .bind(at_ms)
        .bind(how.name())
        .execute(&mut *connection)
        .await?;
    Ok(())
}
