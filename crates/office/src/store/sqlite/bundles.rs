//! The office's own keys, and bundles that were brought.

use async_trait::async_trait;
use danvan_core::bundle::OfficeSecrets;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire_bundles::BundleRow;
use sqlx::SqliteConnection;

use super::{SqliteStore, keys, read};
use crate::store::bundles::{Place, ROWS_KEPT, ROWS_OF_DEVICE, place_of};
use crate::store::devices::{self, DeviceRow};
use crate::store::{BundleStore, Room, Signer, StoreResult};

#[async_trait]
impl BundleStore for SqliteStore {
    async fn secrets(&self, fresh: &OfficeSecrets) -> StoreResult<OfficeSecrets> {
        sqlx::query("UPDATE office SET seal_secret = ?, sign_secret = ? WHERE seal_secret IS NULL")
            .bind(fresh.seal.as_bytes().as_slice())
            .bind(fresh.sign.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        let (seal, sign): (Vec<u8>, Vec<u8>) =
            sqlx::query_as("SELECT seal_secret, sign_secret FROM office").fetch_one(&self.writer).await?;
        Ok(OfficeSecrets { seal: read::secret_key(&seal)?, sign: read::secret_key(&sign)? })
    }

    async fn signer(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<Option<Signer>> {
        let mut reading = self.readers.begin().await?;
        let rows: Vec<DeviceRow> = sqlx::query_as(
            "SELECT device, name, revoked_at IS NOT NULL AS revoked, signs_since IS NOT NULL AS signs, grant_json,
                EXISTS (SELECT 1 FROM people WHERE people.province = device_grants.province
                    AND people.person = device_grants.user AND disabled_at IS NOT NULL) AS disabled
             FROM devices JOIN device_grants USING (province, device)
             WHERE province = ? AND device = ? ORDER BY device_grants.user = devices.user DESC",
        )
        .bind(province.as_str())
        .bind(device.to_string())
        .fetch_all(&mut *reading)
        .await?;
        let keys = keys::rows(&mut reading, province, device).await?;
        reading.commit().await?;
        devices::signer(province, &rows, keys)
    }

    async fn latest_logs_of(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        logs_max: u32,
    ) -> StoreResult<Vec<LogId>> {
        let logs: Vec<String> = sqlx::query_scalar(
            "SELECT log FROM logs WHERE province = ? AND device = ? ORDER BY received_at DESC, log DESC LIMIT ?",
        )
        .bind(province.as_str())
        .bind(device.to_string())
        .bind(i64::from(logs_max))
        .fetch_all(&self.readers)
        .await?;
        logs.iter().map(|log| read::log_id(log)).collect()
    }

    async fn keep_bundle(&self, province: &ProvinceCode, row: &BundleRow) -> StoreResult<()> {
        let Some(place) = place_of(row) else { return Ok(()) };
        let mut connection = self.writer.acquire().await?;
        keep(&mut connection, province, &place, row, None).await
    }

    async fn keep_waiting(
        &self,
        province: &ProvinceCode,
        row: &BundleRow,
        file: &[u8],
        room: Room,
    ) -> StoreResult<bool> {
        let Some(place) = place_of(row) else { return Ok(false) };
        let mut transaction = self.write().await?;
        let waiting: (i64, i64) = sqlx::query_as(
            "SELECT count(*), coalesce(sum(length(content)), 0) FROM bundles
             WHERE province = ? AND device = ? AND bundle <> ? AND content IS NOT NULL",
        )
        .bind(province.as_str())
        .bind(place.device.to_string())
        .bind(place.bundle.as_bytes().as_slice())
        .fetch_one(&mut *transaction)
        .await?;
        if !room.is_left(waiting, file.len()) {
            return Ok(false);
        }
        keep(&mut transaction, province, &place, row, Some(file)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn bundles(&self, province: &ProvinceCode, limit: u32) -> StoreResult<Vec<BundleRow>> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT row_json FROM
                (SELECT * FROM
                    (SELECT row_json, content IS NULL AS done, brought_at, from_number, row_number() OVER
                        (PARTITION BY device, content IS NULL ORDER BY brought_at DESC, from_number) AS place
                     FROM bundles WHERE province = ?) AS of_devices
                 WHERE place <= ? OR NOT done ORDER BY place, brought_at DESC LIMIT ?) AS shown
             ORDER BY done, brought_at DESC, from_number",
        )
        .bind(province.as_str())
        .bind(ROWS_OF_DEVICE)
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| read::json("bundle", row)).collect()
    }

    async fn bundle_due(
        &self,
        province: &ProvinceCode,
        log: LogId,
        length: u64,
    ) -> StoreResult<Option<(BundleRow, Vec<u8>)>> {
        let row: Option<(String, Vec<u8>)> = sqlx::query_as(
            "SELECT row_json, content FROM bundles
             WHERE province = ? AND log = ? AND from_number <= ? AND content IS NOT NULL
             ORDER BY from_number LIMIT 1",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .bind(read::integer(length))
        .fetch_optional(&self.readers)
        .await?;
        row.map(read::waiting_bundle).transpose()
    }

    async fn logs_waited_for(&self) -> StoreResult<Vec<(ProvinceCode, LogId)>> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT DISTINCT province, log FROM bundles WHERE content IS NOT NULL")
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter().map(read::log_of).collect()
    }
}

/// Writes a row. A repeat says nothing new of what was taken in; of what waited, in its turn or for a person's judgement,
/// it says that it waits no longer.
async fn keep(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    place: &Place,
    row: &BundleRow,
    waiting: Option<&[u8]>,
) -> StoreResult<()> {
    sqlx::query(
        "INSERT INTO bundles (province, bundle, device, log, from_number, brought_at, row_json, content)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET row_json = excluded.row_json, content = excluded.content
         WHERE bundles.content IS NOT NULL OR excluded.content IS NOT NULL
            OR bundles.row_json LIKE '%\"outcome\":\"quarantined\"%'",
    )
    .bind(province.as_str())
    .bind(place.bundle.as_bytes().as_slice())
    .bind(place.device.to_string())
    .bind(place.log.to_string())
    .bind(read::integer(place.from))
    .bind(row.brought_at.timestamp_millis())
    .bind(read::to_json("bundle", row)?)
    .bind(waiting)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM bundles WHERE province = ? AND device = ? AND content IS NULL AND bundle NOT IN
            (SELECT bundle FROM bundles WHERE province = ? AND device = ? AND content IS NULL
             ORDER BY brought_at DESC, from_number DESC LIMIT ?)",
    )
    .bind(province.as_str())
    .bind(place.device.to_string())
    .bind(province.as_str())
    .bind(place.device.to_string())
    .bind(ROWS_KEPT)
    .execute(connection)
    .await?;
    Ok(())
}
