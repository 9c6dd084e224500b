//! The register of devices.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;

use super::SqliteStore;
use crate::store::register::{JudgementRow, Rows, facts, judgement};
use crate::store::{Contact, DeviceFacts, Judgement, RegisterStore, StoreResult};

#[async_trait]
impl RegisterStore for SqliteStore {
    async fn register(
        &self,
        province: &ProvinceCode,
        device: Option<DeviceId>,
    ) -> StoreResult<Vec<DeviceFacts>> {
        let (province_code, only) = (province.as_str(), device.map(|device| device.to_string()));
        let mut reading = self.readers.begin().await?;
        let devices = sqlx::query_as(
            "SELECT device, name, created_at, revoked_at IS NOT NULL AS revoked, last_contact_at, app_generation,
                app_build, grant_json,
                EXISTS (SELECT 1 FROM people WHERE people.province = device_grants.province
                    AND people.person = device_grants.user AND disabled_at IS NOT NULL) AS disabled
             FROM devices JOIN device_grants USING (province, device)
             WHERE province = $1 AND ($2 IS NULL OR device = $2)
             ORDER BY device, device_grants.user = devices.user DESC, granted_at DESC",
        );
        let devices = devices.bind(province_code).bind(&only).fetch_all(&mut *reading).await?;
        let logs = sqlx::query_as(
            "SELECT device, CAST(sum(length) AS BIGINT), max(CASE WHEN length > 0 THEN received_at END) FROM logs
             WHERE province = $1 AND ($2 IS NULL OR device = $2) GROUP BY device",
        );
        let logs = logs.bind(province_code).bind(&only).fetch_all(&mut *reading).await?;
        let bundles = sqlx::query_as(
            "SELECT device, count(*) FROM bundles
             WHERE province = $1 AND ($2 IS NULL OR device = $2) AND content IS NOT NULL GROUP BY device",
        );
        let bundles = bundles.bind(province_code).bind(&only).fetch_all(&mut *reading).await?;
        let quarantined = sqlx::query_as(
            "SELECT device, count(*) FROM quarantine_now
             WHERE province = $1 AND ($2 IS NULL OR device = $2) AND settled = 0 GROUP BY device",
        );
        let quarantined = quarantined.bind(province_code).bind(&only).fetch_all(&mut *reading).await?;
        let enrolments = sqlx::query_as(
            "SELECT device, used_at, code, grant_json FROM code_uses JOIN enrolment_codes USING (province, code)
             WHERE province = $1 AND ($2 IS NULL OR device = $2) ORDER BY used_at DESC, code",
        );
        let enrolments = enrolments.bind(province_code).bind(&only).fetch_all(&mut *reading).await?;
        let judgements = sqlx::query_as(
            "SELECT device, revoked, judged_at, judged_by, reason FROM device_judgements
             WHERE province = $1 AND ($2 IS NULL OR device = $2) ORDER BY number DESC",
        );
        let judgements = judgements.bind(province_code).bind(&only).fetch_all(&mut *reading).await?;
        reading.commit().await?;
        facts(province, Rows { devices, logs, bundles, quarantined, enrolments, judgements })
    }

    async fn judge_device(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        judgement: &Judgement,
    ) -> StoreResult<bool> {
        let mut transaction = self.write().await?;
        let changed = sqlx::query(
            "UPDATE devices SET revoked_at = CASE WHEN $1 THEN $2 END
             WHERE province = $3 AND device = $4 AND (revoked_at IS NULL) = $1
                AND EXISTS (SELECT 1 FROM device_grants AS held
                    WHERE held.province = devices.province AND held.device = devices.device)",
        )
        .bind(judgement.revoked)
        .bind(judgement.at_ms)
        .bind(province.as_str())
        .bind(device.to_string())
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if changed == 0 {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO device_judgements (province, device, number, revoked, judged_at, judged_by, reason)
             SELECT $1, $2, (SELECT coalesce(max(number), 0) + 1 FROM device_judgements
                WHERE province = $1 AND device = $2), $3, $4, $5, $6",
        )
        .bind(province.as_str())
        .bind(device.to_string())
        .bind(judgement.revoked)
        .bind(judgement.at_ms)
        .bind(&judgement.by)
        .bind(&judgement.reason)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn latest_judgement(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
    ) -> StoreResult<Option<Judgement>> {
        let row: Option<JudgementRow> = sqlx::query_as(
            "SELECT revoked, judged_at, judged_by, reason FROM device_judgements
             WHERE province = $1 AND device = $2 ORDER BY number DESC LIMIT 1",
        )
        .bind(province.as_str())
        .bind(device.to_string())
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.map(judgement))
    }

    async fn note_contacts(&self, contacts: &[(ProvinceCode, DeviceId, Contact)]) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        for (province, device, contact) in contacts {
            sqlx::query(
                "UPDATE devices SET last_contact_at = $1, app_generation = $2, app_build = $3
                 WHERE province = $4 AND device = $5",
            )
            .bind(contact.at_ms)
            .bind(i64::from(contact.generation))
            .bind(&contact.build)
            .bind(province.as_str())
            .bind(device.to_string())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
