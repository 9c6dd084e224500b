//! Enrolment codes and devices.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::Chain;
use danvan_core::ids::{DeviceId, Digest};
use sqlx::{Row, Sqlite, Transaction};

use super::{SqliteStore, people, read};
use crate::store::devices;
use crate::store::enrolments::{TOKENS_KEPT, codes_of_rows};
use crate::store::{
    CodeListed, Device, EnrolAttempt, EnrolOutcome, EnrolmentStore, Grant, NewCode, StoreError, StoreResult,
};

#[async_trait]
impl EnrolmentStore for SqliteStore {
    async fn add_code(&self, province: &ProvinceCode, code: &NewCode) -> StoreResult<()> {
        let mut transaction = self.write().await?;
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
        people::make_known(&mut transaction, province, &code.grant.author, code.at_ms).await?;
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
        let Some(code) = code_for(&mut transaction, attempt).await? else { return Ok(EnrolOutcome::Unknown) };
        let device = attempt.device.to_string();
        let province = code.province.as_str();

        let revoked: Option<Option<i64>> =
            sqlx::query_scalar("SELECT revoked_at FROM devices WHERE province = ? AND device = ?")
                .bind(province)
                .bind(&device)
                .fetch_optional(&mut *transaction)
                .await?;
        if revoked.flatten().is_some() {
            return Ok(EnrolOutcome::Revoked);
        }
        let owner: Option<String> =
            sqlx::query_scalar("SELECT device FROM logs WHERE province = ? AND log = ?")
                .bind(province)
                .bind(attempt.log.to_string())
                .fetch_optional(&mut *transaction)
                .await?;
        if owner.as_ref().is_some_and(|owner| *owner != device) {
            return Ok(EnrolOutcome::LogTaken);
        }

        if !code.used_by_this_device {
            use_up(&mut transaction, &code, attempt).await?;
        }
        make_known(&mut transaction, &code, attempt).await?;
        if owner.is_none() {
            sqlx::query(
                "INSERT INTO logs (province, log, device, length, digest, received_at) VALUES (?, ?, ?, 0, ?, ?)",
            )
            .bind(province)
            .bind(attempt.log.to_string())
            .bind(&device)
            .bind(Chain::genesis(attempt.log).as_bytes().as_slice())
            .bind(attempt.at_ms)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(EnrolOutcome::Enrolled { province: code.province, grant: code.grant })
    }

    async fn device_of_token(&self, token: Digest) -> StoreResult<Option<Device>> {
        let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
            "SELECT devices.province, devices.device, grant_json, revoked_at IS NOT NULL
             FROM device_tokens JOIN devices USING (province, device) JOIN device_grants USING (province, device)
             WHERE token = ? ORDER BY device_grants.user = devices.user DESC",
        )
        .bind(token.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?;
        let Some((province, device, _, revoked)) = rows.first() else { return Ok(None) };
        let grants = rows.iter().map(|(_, _, grant, _)| grant.as_str());
        devices::device(&ProvinceCode::new(province.as_str()), read::device_id(device)?, *revoked, grants)
    }

    async fn revoke_device(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        at_ms: i64,
    ) -> StoreResult<bool> {
        let changed = sqlx::query(
            "UPDATE devices SET revoked_at = ? WHERE province = ? AND device = ? AND revoked_at IS NULL",
        )
        .bind(at_ms)
        .bind(province.as_str())
        .bind(device.to_string())
        .execute(&self.writer)
        .await?
        .rows_affected();
        Ok(changed > 0)
    }
}

struct Code {
    province: ProvinceCode,
    id: String,
    grant: Grant,
    grant_json: String,
    used_by_this_device: bool,
}

/// The code, if this device may use it.
async fn code_for(
    transaction: &mut Transaction<'static, Sqlite>,
    attempt: &EnrolAttempt,
) -> StoreResult<Option<Code>> {
    let row = sqlx::query(
        "SELECT province, code, grant_json, uses_left, expires_at,
            EXISTS (SELECT 1 FROM code_uses WHERE code_uses.province = enrolment_codes.province
                AND code_uses.code = enrolment_codes.code AND device = ?) AS used
         FROM enrolment_codes WHERE digest = ? AND revoked_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM people WHERE people.province = enrolment_codes.province
                AND people.person = enrolment_codes.person AND disabled_at IS NOT NULL)",
    )
    .bind(attempt.device.to_string())
    .bind(attempt.code.as_bytes().as_slice())
    .fetch_optional(&mut **transaction)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let used_by_this_device: bool = row.try_get("used")?;
    let open =
        row.try_get::<i64, _>("uses_left")? > 0 && row.try_get::<i64, _>("expires_at")? > attempt.at_ms;
    if !used_by_this_device && !open {
        return Ok(None);
    }
    let grant_json: String = row.try_get("grant_json")?;
    Ok(Some(Code {
        province: ProvinceCode::new(row.try_get::<String, _>("province")?),
        id: row.try_get("code")?,
        grant: read::json("grant", &grant_json)?,
        grant_json,
        used_by_this_device,
    }))
}

async fn use_up(
    transaction: &mut Transaction<'static, Sqlite>,
    code: &Code,
    attempt: &EnrolAttempt,
) -> StoreResult<()> {
    sqlx::query("UPDATE enrolment_codes SET uses_left = uses_left - 1 WHERE province = ? AND code = ?")
        .bind(code.province.as_str())
        .bind(&code.id)
        .execute(&mut **transaction)
        .await?;
    sqlx::query("INSERT INTO code_uses (province, code, device, used_at) VALUES (?, ?, ?, ?)")
        .bind(code.province.as_str())
        .bind(&code.id)
        .bind(attempt.device.to_string())
        .bind(attempt.at_ms)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Writes down the device, whom it is for, and its token.
async fn make_known(
    transaction: &mut Transaction<'static, Sqlite>,
    code: &Code,
    attempt: &EnrolAttempt,
) -> StoreResult<()> {
    let (province, device) = (code.province.as_str(), attempt.device.to_string());
    let user = code.grant.author.id.to_string();
    sqlx::query(
        "INSERT INTO devices (province, device, name, user, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name, user = excluded.user",
    )
    .bind(province)
    .bind(&device)
    .bind(&attempt.device_name)
    .bind(&user)
    .bind(attempt.at_ms)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "INSERT INTO device_grants (province, device, user, grant_json, granted_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET grant_json = excluded.grant_json, granted_at = excluded.granted_at",
    )
    .bind(province)
    .bind(&device)
    .bind(&user)
    .bind(&code.grant_json)
    .bind(attempt.at_ms)
    .execute(&mut **transaction)
    .await?;
    sqlx::query("INSERT INTO device_tokens (token, province, device, issued_at) VALUES (?, ?, ?, ?)")
        .bind(attempt.token.as_bytes().as_slice())
        .bind(province)
        .bind(&device)
        .bind(attempt.at_ms)
        .execute(&mut **transaction)
        .await?;
    sqlx::query(
        "DELETE FROM device_tokens WHERE province = ?1 AND device = ?2 AND token <> ?4 AND token NOT IN (
            SELECT token FROM device_tokens WHERE province = ?1 AND device = ?2 ORDER BY issued_at DESC LIMIT ?3)",
    )
    .bind(province)
    .bind(&device)
    .bind(TOKENS_KEPT)
    .bind(attempt.token.as_bytes().as_slice())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
