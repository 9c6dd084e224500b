//! Enrolment codes and devices.

use async_trait::async_trait;
use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::Digest;
use sqlx::{Row, Sqlite, Transaction};

use super::{SqliteStore, enrolling, people, read};
use crate::enrolling::{Refusal, decide};
use crate::store::devices;
use crate::store::enrolments::{Code, UseRow, codes_of_rows};
use crate::store::{
    CodeListed, Device, EnrolAttempt, EnrolOutcome, EnrolmentStore, NewCode, StoreError, StoreResult,
};

#[async_trait]
impl EnrolmentStore for SqliteStore {
    async fn add_code(&self, province: &ProvinceCode, code: &NewCode) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let as_machine = code.grant.role == Role::HubMachine;
        let person = &code.grant.author;
        people::make_fitting(&mut transaction, province, person, as_machine, code.at_ms).await?;
        let added = sqlx::query(
            "INSERT INTO enrolment_codes (province, code, digest, grant_json, uses_left, created_at, expires_at, person)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(province.as_str())
        .bind(&code.id)
        .bind(code.digest.as_bytes().as_slice())
        .bind(read::to_json("grant", &code.grant)?)
        .bind(code.uses)
        .bind(code.at_ms)
        .bind(code.expires_ms)
        .bind(code.grant.author.id.to_string())
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if added == 0 {
            return Err(StoreError::Exists("code"));
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn codes(&self, province: &ProvinceCode) -> StoreResult<Vec<CodeListed>> {
        let rows = sqlx::query_as(
            "SELECT code, grant_json, uses_left, created_at, expires_at, revoked_at, revoked_by FROM enrolment_codes
             WHERE province = ? ORDER BY created_at DESC, code",
        )
        .bind(province.as_str())
        .fetch_all(&self.readers)
        .await?;
        let uses = sqlx::query_as(
            "SELECT code, device, name, used_at FROM code_uses JOIN devices USING (province, device)
             WHERE province = ? ORDER BY used_at, device",
        )
        .bind(province.as_str())
        .fetch_all(&self.readers)
        .await?;
        codes_of_rows(rows, uses)
    }

    async fn revoke_code(
        &self,
        province: &ProvinceCode,
        code: &str,
        by: &str,
        at_ms: i64,
    ) -> StoreResult<bool> {
        let changed = sqlx::query(
            "UPDATE enrolment_codes SET revoked_at = ?, revoked_by = ?
             WHERE province = ? AND code = ? AND revoked_at IS NULL",
        )
        .bind(at_ms)
        .bind(by)
        .bind(province.as_str())
        .bind(code)
        .execute(&self.writer)
        .await?
        .rows_affected();
        Ok(changed > 0)
    }

    async fn enrol(&self, attempt: &EnrolAttempt) -> StoreResult<EnrolOutcome> {
        let mut transaction = self.write().await?;
        let Some(code) = code_for(&mut transaction, attempt).await? else {
            return Ok(EnrolOutcome::Refused(Refusal::UnknownCode));
        };
        let found = enrolling::find(&mut transaction, &code, attempt).await?;
        let way = match decide(&attempt.asked(), &found) {
            Ok(way) => way,
            Err(refusal) => return Ok(EnrolOutcome::Refused(refusal)),
        };
        enrolling::carry_out(&mut transaction, &code, attempt, &found, way).await?;
        transaction.commit().await?;
        Ok(EnrolOutcome::Enrolled { province: code.province, grant: Box::new(code.grant), way })
    }

    async fn device_of_token(&self, token: Digest, at_ms: i64) -> StoreResult<Option<Device>> {
        let rows: Vec<(String, String, String, String, bool, bool, bool)> = sqlx::query_as(
            "SELECT devices.province, devices.device, devices.name, grant_json, used_at IS NOT NULL, revoked_at IS NOT NULL,
                EXISTS (SELECT 1 FROM people WHERE people.province = device_grants.province
                    AND people.person = device_grants.user AND disabled_at IS NOT NULL)
             FROM device_tokens JOIN devices USING (province, device) JOIN device_grants USING (province, device)
             WHERE token = ? ORDER BY device_grants.user = devices.user DESC",
        )
        .bind(token.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let Some((province, device, name, _, used, revoked, _)) = rows.first() else { return Ok(None) };
        let (province, id) = (ProvinceCode::new(province.as_str()), read::device_id(device)?);
        let grants = rows.iter().map(|(_, _, _, grant, _, _, disabled)| (grant.as_str(), *disabled));
        let found = devices::device(&province, id, name, *revoked, grants)?;
        if !used && found.as_ref().is_some_and(|device| !device.refused()) {
            self.note_first_use(token, at_ms).await?;
        }
        Ok(found)
    }
}

impl SqliteStore {
    /// The answer to the enrolment that gave the token has arrived: it is not given again.
    async fn note_first_use(&self, token: Digest, at_ms: i64) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE device_tokens SET used_at = ? WHERE token = ? AND used_at IS NULL")
            .bind(at_ms)
            .bind(token.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "UPDATE code_uses SET ended_at = ? WHERE ended_at IS NULL AND (province, code, device) IN (
                SELECT province, code, device FROM device_tokens WHERE token = ?)",
        )
        .bind(at_ms)
        .bind(token.as_bytes().as_slice())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// The code, if it is there.
async fn code_for(
    transaction: &mut Transaction<'static, Sqlite>,
    attempt: &EnrolAttempt,
) -> StoreResult<Option<Code>> {
    let row = sqlx::query(
        "SELECT province, code, grant_json, uses_left, expires_at FROM enrolment_codes
         WHERE digest = ? AND revoked_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM people WHERE people.province = enrolment_codes.province
                AND people.person = enrolment_codes.person AND disabled_at IS NOT NULL)",
    )
    .bind(attempt.code.as_bytes().as_slice())
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (province, id): (String, String) = (row.try_get("province")?, row.try_get("code")?);
    let used: Option<UseRow> = sqlx::query_as(
        "SELECT log, key, ended_at IS NOT NULL FROM code_uses WHERE province = ? AND code = ? AND device = ?",
    )
    .bind(&province)
    .bind(&id)
    .bind(attempt.device.to_string())
    .fetch_optional(&mut **transaction)
    .await?;
    let life = (row.try_get::<i64, _>("uses_left")?, row.try_get::<i64, _>("expires_at")?);
    Code::of_row((province, id, row.try_get("grant_json")?), life, used, attempt.at_ms).map(Some)
}
