//! The keys of devices.

use async_trait::async_trait;
use danvan_core::bundle::PublicKey;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;
use sqlx::PgConnection;

use super::PostgresStore;
use crate::device_keys::{Change, DeviceKeys, How, change};
use crate::store::devices::{KeyRow, keys_of_one};
use crate::store::{KeyChange, KeyStore, StoreResult};

#[async_trait]
impl KeyStore for PostgresStore {
    async fn device_keys(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<DeviceKeys> {
        let mut reading = self.one_moment().await?;
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
        // Held, so that two changes of one device come one after the other.
        sqlx::query("SELECT 1 FROM devices WHERE province = $1 AND device = $2 FOR UPDATE")
            .bind(province.as_str())
            .bind(device.to_string())
            .execute(&mut *transaction)
            .await?;
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
    connection: &mut PgConnection,
    province: &ProvinceCode,
    device: DeviceId,
) -> StoreResult<Vec<KeyRow>> {
    Ok(sqlx::query_as(
        "SELECT device, key, since, until, how FROM device_keys WHERE province = $1 AND device = $2
         ORDER BY since, until IS NULL",
    )
    .bind(province.as_str())
    .bind(device.to_string())
    .fetch_all(connection)
    .await?)
}

/// The keys of a device.
pub(super) async fn of_device(
    connection: &mut PgConnection,
    province: &ProvinceCode,
    device: DeviceId,
) -> StoreResult<DeviceKeys> {
    let signs: Option<bool> =
        sqlx::query_scalar("SELECT signs_since IS NOT NULL FROM devices WHERE province = $1 AND device = $2")
            .bind(province.as_str())
            .bind(device.to_string())
            .fetch_optional(&mut *connection)
            .await?;
    keys_of_one(signs, rows(connection, province, device).await?)
}

/// A key becomes today's; the one before is kept.
pub(super) async fn begin(
    connection: &mut PgConnection,
    province: &ProvinceCode,
    device: DeviceId,
    key: &PublicKey,
    how: How,
    at_ms: i64,
) -> StoreResult<()> {
    sqlx::query("UPDATE device_keys SET until = $1 WHERE province = $2 AND device = $3 AND until IS NULL")
        .bind(at_ms)
        .bind(province.as_str())
        .bind(device.to_string())
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO device_keys (province, device, key, since, how) VALUES ($1, $2, $3, $4, $5)")
        .bind(province.as_str())
        .bind(device.to_string())
        .bind(key.as_bytes().as_slice())
        .bind(at_ms)
        .bind(how.name())
        .execute(&mut *connection)
        .await?;
    Ok(())
}
