//! The office's own keys, and bundles that were brought.

use async_trait::async_trait;
use danvan_core::bundle::OfficeSecrets;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire_bundles::BundleRow;
use sqlx::PgConnection;

use super::{PostgresStore, keys, read};
use crate::store::bundles::{Place, ROWS_KEPT, ROWS_OF_DEVICE, place_of};
use crate::store::devices::{self, DeviceRow};
use crate::store::{BundleStore, Room, Signer, StoreResult};

#[async_trait]
impl BundleStore for PostgresStore {
    async fn secrets(&self, fresh: &OfficeSecrets) -> StoreResult<OfficeSecrets> {
        sqlx::query("UPDATE office SET seal_secret = $1, sign_secret = $2 WHERE seal_secret IS NULL")
            .bind(fresh.seal.as_bytes().as_slice())
            .bind(fresh.sign.as_bytes().as_slice())
            .execute(&self.pool)
            .await?;
        let (seal, sign): (Vec<u8>, Vec<u8>) =
            sqlx::query_as("SELECT seal_secret, sign_secret FROM office").fetch_one(&self.pool).await?;
        Ok(OfficeSecrets { seal: read::secret_key(&seal)?, sign: read::secret_key(&sign)? })
    }

    async fn signer(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<Option<Signer>> {
        let mut reading = self.one_moment().await?;
        let rows: Vec<DeviceRow> = sqlx::query_as(
            "SELECT device, name, revoked_at IS NOT NULL AS revoked, signs_since IS NOT NULL AS signs, grant_json,
                EXISTS (SELECT 1 FROM people WHERE people.province = device_grants.province
                    AND people.person = device_grants.user_id AND disabled_at IS NOT NULL) AS disabled
             FROM devices JOIN device_grants USING (province, device)
             WHERE province = $1 AND device = $2 ORDER BY (device_grants.user_id = devices.user_id) DESC",
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
            "SELECT log FROM logs WHERE province = $1 AND device = $2 ORDER BY received_at DESC, log DESC LIMIT $3",
        )
        .bind(province.as_str())
        .bind(device.to_string())
        .bind(i64::from(logs_max))
        .fetch_all(&self.pool)
        .await?;
        logs.iter().map(|log| read::log_id(log)).collect()
    }

    async fn keep_bundle(&self, province: &ProvinceCode, row: &BundleRow) -> StoreResult<()> {
        let Some(place) = place_of(row) else { return Ok(()) };
        let mut connection = self.pool.acquire().await?;
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
        // One at a time of each device: two at once would both find room for one.
        sqlx::query("SELECT 1 FROM devices WHERE province = $1 AND device = $2 FOR UPDATE")
            .bind(province.as_str())
            .bind(place.device.to_string())
            .execute(&mut *transaction)
            .await?;
        let waiting: (i64, i64) = sqlx::query_as(
            "SELECT count(*), coalesce(sum(octet_length(content)), 0)::bigint FROM bundles
             WHERE province = $1 AND device = $2 AND bundle <> $3 AND content IS NOT NULL",
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
                     FROM bundles WHERE province = $1) AS of_devices
                 WHERE place <= $2 OR NOT done ORDER BY place, brought_at DESC LIMIT $3) AS shown
             ORDER BY done, brought_at DESC, from_number",
        )
        .bind(province.as_str())
        .bind(i64::from(ROWS_OF_DEVICE))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
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
             WHERE province = $1 AND log = $2 AND from_number <= $3 AND content IS NOT NULL
             ORDER BY from_number LIMIT 1",
        )
        .bind(province.as_str())
        .bind(log.to_string())
        .bind(read::integer(length))
        .fetch_optional(&self.pool)
        .await?;
        row.map(read::waiting_bundle).transpose()
    }

    async fn logs_waited_for(&self) -> StoreResult<Vec<(ProvinceCode, LogId)>> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT DISTINCT province, log FROM bundles WHERE content IS NOT NULL")
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(read::log_of).collect()
    }
}

/// Writes a row. A repeat says nothing new of what was taken in; of what waited, in its turn or for a person's judgement,
/// it says that it waits no longer.
async fn keep(
    connection: &mut PgConnection,
    province: &ProvinceCode,
    place: &Place,
    row: &BundleRow,
    waiting: Option<&[u8]>,
) -> StoreResult<()> {
    sqlx::query(
        "INSERT INTO bundles (province, bundle, device, log, from_number, brought_at, row_json, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (province, bundle) DO UPDATE SET row_json = excluded.row_json, content = excluded.content
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
        "DELETE FROM bundles WHERE province = $1 AND device = $2 AND content IS NULL AND bundle NOT IN
            (SELECT bundle FROM bundles WHERE province = $1 AND device = $2 AND content IS NULL
             ORDER BY brought_at DESC, from_number DESC LIMIT $3)",
    )
    .bind(province.as_str())
    .bind(place.device.to_string())
    .bind(i64::from(ROWS_KEPT))
    .execute(connection)
    .await?;
    Ok(())
}
