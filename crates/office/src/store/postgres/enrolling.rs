//! What an enrolment finds and what it writes, within its transaction.

use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::Chain;
use danvan_core::ids::Digest;
use sqlx::PgConnection;

use super::{keys, logs, plain, read};
use crate::device_keys::How;
use crate::enrolling::{Found, FoundDevice, Proof, Way};
use crate::store::enrolments::{Code, TOKENS_KEPT};
use crate::store::{EnrolAttempt, Grant, StoreResult};

/// Everything that decides, the code beside.
pub(super) async fn find(
    connection: &mut PgConnection,
    code: &Code,
    attempt: &EnrolAttempt,
) -> StoreResult<Found> {
    let device = device(connection, &code.province, attempt).await?;
    // Of several that name the same new log at once, the second one sees the first.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(format!("log {} {}", code.province.as_str(), attempt.log))
        .execute(&mut *connection)
        .await?;
    let owner = logs::log_owner(connection, &code.province, attempt.log).await?;
    let log_taken = owner.is_some_and(|owner| owner != attempt.device);
    Ok(Found { code: code.found, device, log_taken })
}

async fn device(
    connection: &mut PgConnection,
    province: &ProvinceCode,
    attempt: &EnrolAttempt,
) -> StoreResult<Option<FoundDevice>> {
    let row: Option<(String, bool)> = sqlx::query_as(
        "SELECT user_id, revoked_at IS NOT NULL FROM devices WHERE province = $1 AND device = $2 FOR UPDATE",
    )
    .bind(province.as_str())
    .bind(attempt.device.to_string())
    .fetch_optional(&mut *connection)
    .await?;
    let Some((person, revoked)) = row else { return Ok(None) };
    // A console's device has none.
    let grant: Option<String> = sqlx::query_scalar(
        "SELECT grant_json FROM device_grants WHERE province = $1 AND device = $2 AND user_id = $3",
    )
    .bind(province.as_str())
    .bind(attempt.device.to_string())
    .bind(&person)
    .fetch_optional(&mut *connection)
    .await?;
    let grant = grant.map(|grant| read::json::<Grant>("grant", &grant)).transpose()?;
    let token_carried = match &attempt.carried {
        Some(token) => has_token(connection, province, attempt, token).await?,
        None => false,
    };
    Ok(Some(FoundDevice {
        person: read::user_id(&person)?,
        machine: grant.is_some_and(|grant| grant.role == Role::HubMachine),
        revoked,
        keys: keys::of_device(connection, province, attempt.device).await?,
        token_carried,
    }))
}

async fn has_token(
    connection: &mut PgConnection,
    province: &ProvinceCode,
    attempt: &EnrolAttempt,
    token: &Digest,
) -> StoreResult<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM device_tokens WHERE token = $1 AND province = $2 AND device = $3)",
    )
    .bind(token.as_bytes().as_slice())
    .bind(province.as_str())
    .bind(attempt.device.to_string())
    .fetch_one(connection)
    .await?)
}

/// Writes down what was decided.
pub(super) async fn carry_out(
    connection: &mut PgConnection,
    code: &Code,
    attempt: &EnrolAttempt,
    found: &Found,
    way: Way,
) -> StoreResult<()> {
    if way != Way::Repeat {
        use_up(connection, code, attempt).await?;
    }
    write_device(connection, code, attempt, found.device.is_some()).await?;
    let named = match attempt.proof {
        Proof::By(key) => Some(key),
        Proof::Absent { key } => key,
        Proof::Wrong => None,
    };
    let without = found.device.as_ref().is_some_and(|device| device.keys.history.is_empty());
    let how = match way {
        Way::New => Some(How::Enrolled),
        Way::Successor if without => Some(How::First),
        Way::Successor => Some(How::Successor),
        Way::Again | Way::Repeat => None,
    };
    if let Some((key, how)) = named.zip(how) {
        keys::begin(connection, &code.province, attempt.device, &key, how, attempt.at_ms).await?;
    }
    give_token(connection, code, attempt).await?;
    if code.ends_earlier_tokens(found, way) {
        end_earlier_tokens(connection, code, attempt).await?;
    }
    sqlx::query(
        "INSERT INTO logs (province, log, device, length, digest, received_at)
         SELECT $1, $2, $3, 0, $4, $5
         WHERE NOT EXISTS (SELECT 1 FROM logs WHERE province = $1 AND log = $2)",
    )
    .bind(code.province.as_str())
    .bind(attempt.log.to_string())
    .bind(attempt.device.to_string())
    .bind(Chain::genesis(attempt.log).as_bytes().as_slice())
    .bind(attempt.at_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn use_up(connection: &mut PgConnection, code: &Code, attempt: &EnrolAttempt) -> StoreResult<()> {
    sqlx::query("UPDATE enrolment_codes SET uses_left = uses_left - 1 WHERE province = $1 AND code = $2")
        .bind(code.province.as_str())
        .bind(&code.id)
        .execute(&mut *connection)
        .await?;
    let key = attempt.proof.key();
    sqlx::query(
        "INSERT INTO code_uses (province, code, device, used_at, log, key) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(code.province.as_str())
    .bind(&code.id)
    .bind(attempt.device.to_string())
    .bind(attempt.at_ms)
    .bind(attempt.log.to_string())
    .bind(key.as_ref().map(|key| key.as_bytes().as_slice()))
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// The device, and whom it is for.
async fn write_device(
    connection: &mut PgConnection,
    code: &Code,
    attempt: &EnrolAttempt,
    known: bool,
) -> StoreResult<()> {
    let (province, device) = (code.province.as_str(), attempt.device.to_string());
    let user = code.grant.author.id.to_string();
    let query = if known {
        sqlx::query(
            "UPDATE devices SET name = $3, user_id = $4, signs_since = coalesce(signs_since, $5)
             WHERE province = $1 AND device = $2",
        )
    } else {
        // No `ON CONFLICT`: a device that another enrolment has made known meanwhile proves itself like any other.
        sqlx::query(
            "INSERT INTO devices (province, device, name, user_id, signs_since, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
    };
    let query = query
        .bind(province)
        .bind(&device)
        .bind(plain(&attempt.device_name))
        .bind(&user)
        .bind(attempt.proof.key().map(|_| attempt.at_ms));
    let query = if known { query } else { query.bind(attempt.at_ms) };
    query.execute(&mut *connection).await?;
    sqlx::query(
        "INSERT INTO device_grants (province, device, user_id, grant_json, granted_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (province, device, user_id) DO UPDATE SET grant_json = excluded.grant_json, granted_at = excluded.granted_at",
    )
    .bind(province)
    .bind(&device)
    .bind(&user)
    .bind(&code.grant_json)
    .bind(attempt.at_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn give_token(connection: &mut PgConnection, code: &Code, attempt: &EnrolAttempt) -> StoreResult<()> {
    let (province, device) = (code.province.as_str(), attempt.device.to_string());
    sqlx::query(
        "INSERT INTO device_tokens (token, province, device, issued_at, code) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(attempt.token.as_bytes().as_slice())
    .bind(province)
    .bind(&device)
    .bind(attempt.at_ms)
    .bind(&code.id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM device_tokens WHERE province = $1 AND device = $2 AND token <> $4 AND token NOT IN (
            SELECT token FROM device_tokens WHERE province = $1 AND device = $2 ORDER BY issued_at DESC LIMIT $3)",
    )
    .bind(province)
    .bind(&device)
    .bind(TOKENS_KEPT)
    .bind(attempt.token.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

/// Whoever has a copy of a key that was lost may have the tokens beside it.
async fn end_earlier_tokens(
    connection: &mut PgConnection,
    code: &Code,
    attempt: &EnrolAttempt,
) -> StoreResult<()> {
    sqlx::query("DELETE FROM device_tokens WHERE province = $1 AND device = $2 AND token <> $3")
        .bind(code.province.as_str())
        .bind(attempt.device.to_string())
        .bind(attempt.token.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}
