//! What hubs are told of devices, and where hubs are to be found.

use async_trait::async_trait;
use danvan_core::catalogue::{HubId, ProvinceCode};
use danvan_core::ids::DeviceId;

use super::SqliteStore;
use crate::store::devices::{self, DeviceRow, KeyRow};
use crate::store::hubs::ListedRow;
use crate::store::{Enrolled, HubStore, ListedLog, StoreResult};

#[async_trait]
impl HubStore for SqliteStore {
    async fn enrolled(
        &self,
        province: &ProvinceCode,
        device: Option<DeviceId>,
    ) -> StoreResult<Vec<Enrolled>> {
        let only = device.map(|device| device.to_string());
        let mut reading = self.readers.begin().await?;
        let rows: Vec<DeviceRow> = sqlx::query_as(
            "SELECT device, name, revoked_at IS NOT NULL AS revoked, signs_since IS NOT NULL AS signs, grant_json,
                EXISTS (SELECT 1 FROM people WHERE people.province = device_grants.province
                    AND people.person = device_grants.user AND disabled_at IS NOT NULL) AS disabled
             FROM devices JOIN device_grants USING (province, device)
             WHERE province = ?1 AND (?2 IS NULL OR device = ?2)
             ORDER BY device, device_grants.user = devices.user DESC",
        )
        .bind(province.as_str())
        .bind(&only)
        .fetch_all(&mut *reading)
        .await?;
        let keys: Vec<KeyRow> = sqlx::query_as(
            "SELECT device, key, since, until, how FROM device_keys
             WHERE province = ?1 AND (?2 IS NULL OR device = ?2) ORDER BY since, until IS NULL",
        )
        .bind(province.as_str())
        .bind(&only)
        .fetch_all(&mut *reading)
        .await?;
        reading.commit().await?;

        devices::enrolled(province, &rows, keys)
    }

    async fn log_heads(&self, province: &ProvinceCode) -> StoreResult<Vec<ListedLog>> {
        let rows: Vec<ListedRow> =
            sqlx::query_as("SELECT device, log, length, digest, received_at FROM logs WHERE province = ?")
                .bind(province.as_str())
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter().map(ListedLog::of_row).collect()
    }

    async fn hub_addresses(&self, province: &ProvinceCode) -> StoreResult<Vec<(HubId, String)>> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT hub, url FROM hub_addresses WHERE province = ? ORDER BY hub")
                .bind(province.as_str())
                .fetch_all(&self.readers)
                .await?;
        Ok(rows.into_iter().map(|(hub, url)| (HubId::new(hub), url)).collect())
    }

    async fn set_hub_address(
        &self,
        province: &ProvinceCode,
        hub: &HubId,
        url: Option<&str>,
    ) -> StoreResult<()> {
        let query = match url {
            Some(url) => sqlx::query(
                "INSERT INTO hub_addresses (province, hub, url) VALUES (?, ?, ?)
                 ON CONFLICT DO UPDATE SET url = excluded.url",
            )
            .bind(province.as_str())
            .bind(hub.as_str())
            .bind(url),
            None => sqlx::query("DELETE FROM hub_addresses WHERE province = ? AND hub = ?")
                .bind(province.as_str())
                .bind(hub.as_str()),
        };
        query.execute(&self.writer).await?;
        Ok(())
    }
}
