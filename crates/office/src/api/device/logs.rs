//! Logs in.

use axum::Json;
use axum::extract::State;
use danvan_core::bundle::Signature;
use danvan_core::entry::{Chain, ENTRY_BYTES_MAX, Head};
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{LogStatus, PUSH_ENTRIES_MAX, Push, PushAnswer, Receipt};
use danvan_core::wire_people::Road;
use serde::Deserialize;

use crate::api::extract::{DeviceAccess, DeviceOrRevoked, IdInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::bundles;
use crate::device_keys::DeviceKeys;
use crate::error::ApiError;
use crate::intake::{CheckedPush, PushProblem};
use crate::quarantine::{self, Arrived, Keeping};
use crate::state::{Office, Sent};
use crate::store::{Device, Kept, LogRow};

/// Verdicts in one answer. A device that has more to learn asks again from where the answer ended.
const VERDICTS_MAX: u32 = 5_000;

/// The query of `GET /api/v1/logs/{log}`.
#[derive(Deserialize)]
pub struct From {
    /// Verdicts are wanted from this number on.
    #[serde(default)]
    pub from: u64,
}

/// How far the office has a log, and its verdicts from a number on. A log it does not know has length 0.
#[utoipa::path(
    get, path = "/api/v1/logs/{log}", tag = "devices", security(("device" = [])),
    params(
        ("log" = String, Path, description = "The log's identifier"),
        ("from" = Option<u64>, Query, description = "Verdicts are wanted from this number on"),
    ),
    responses(
        (status = 200, body = inline(schema::LogStatus)),
        (status = 403, description = "Another device's log", content_type = "application/problem+json"),
    ))]
pub async fn status(
    State(office): State<Office>,
    access: DeviceAccess,
    IdInPath(log): IdInPath<LogId>,
    QueryOf(query): QueryOf<From>,
) -> Result<Json<LogStatus>, ApiError> {
    status_of(&office, &access.device, log, query.from).await.map(Json)
}

/// How far the office has a log of this device, whoever asks for it.
pub async fn status_of(
    office: &Office,
    device: &Device,
    log: LogId,
    from: u64,
) -> Result<LogStatus, ApiError> {
    let province = &device.province;
    let known = match office.store.log(province, log).await? {
        Some(known) if known.device != device.id => return Err(ApiError::not_your_log()),
        Some(known) => known,
        None => LogRow { device: device.id, head: Chain::open(log).head(), received_at: office.clock.now() },
    };
    let mut verdicts = office.store.verdicts(province, log, from, VERDICTS_MAX).await?;
    // The log may have grown between the two questions: no verdict beyond the head that is answered.
    verdicts.retain(|verdict| verdict.number < known.head.length);
    // No more than is answered for: the mark is of this epoch, and the log only grows in it.
    let backed_up = office.store.backed_up(province, log).await?.min(known.head.length);
    let receipt = Receipt {
        log,
        head: known.head,
        received_at: known.received_at,
        epoch: office.epoch.clone(),
        backed_up: Some(backed_up).filter(|entries| *entries > 0),
        further: Default::default(),
    };
    Ok(LogStatus { receipt, verdicts, held: None })
}

/// Takes a segment of a log in; answered once it is durable. Sending it again changes nothing and is answered alike. A
/// segment of no entries signs what is there.
#[utoipa::path(
    post, path = "/api/v1/logs/{log}/entries", tag = "devices", security(("device" = [])),
    params(("log" = String, Path, description = "The log's identifier; a new one opens a log of this device")),
    request_body(content = inline(schema::Push), description = "May be compressed (Content-Encoding: gzip or br)"),
    responses(
        (status = 200, body = inline(schema::PushAnswer)),
        (status = 403, description = "Another device's log, no signature from a device that signs (`unsigned`), or a revoked device (`device-revoked`): what it sent waits for a person's judgement", content_type = "application/problem+json"),
        (status = 409, description = "Entries before it are missing (`gap`) or differ (`chain-differs`)", content_type = "application/problem+json"),
        (status = 413, description = "The body or one entry is too large, or there are too many entries", content_type = "application/problem+json"),
        (status = 422, description = "The digest is not that of the texts, or the signature is not the device's (`bad-signature`), or the device would have more than 300 logs (`refused`)", content_type = "application/problem+json"),
        (status = 426, description = "The app is too old: it does not sign (`app-too-old`)", content_type = "application/problem+json"),
    ))]
pub async fn push(
    State(office): State<Office>,
    DeviceOrRevoked(access): DeviceOrRevoked,
    IdInPath(log): IdInPath<LogId>,
    body: Result<JsonBody<Push>, ApiError>,
) -> Result<Json<PushAnswer>, ApiError> {
    match body {
        Ok(JsonBody(push)) => take_in(&office, &access, log, push, Road::Network).await.map(Json),
        Err(_) if access.device.refused() => Err(office.revoked(&access.device, Sent::Unproven).await),
        Err(unreadable) => Err(unreadable),
    }
}

/// Takes a segment of a device's log in, whoever brings it.
pub async fn take_in(
    office: &Office,
    access: &DeviceAccess,
    log: LogId,
    push: Push,
    road: Road,
) -> Result<PushAnswer, ApiError> {
    if access.device.refused() {
        return Err(turn_away(office, &access.device, log, push, road).await);
    }
    let (device, province) = (access.device.id, access.device.province.clone());
    let entries = push.entries.len();
    let push = checked(office, &access.device, log, push, road).await??;
    let bringer = access.bringer(office)?;
    let answer = Result::<PushAnswer, ApiError>::from(office.intake.push(bringer, log, push).await?)?;
    let refused = answer.verdicts.iter().filter(|verdict| verdict.refused()).count();
    tracing::info!(%log, %device, entries, refused, length = answer.receipt.head.length, "pushed: log={log}");
    // What was carried in and waited for this: the device need not wait for that.
    let released = office.clone();
    office.afterwards.spawn(async move {
        if let Err(error) = bundles::release(&released, &province, Some(log)).await {
            tracing::warn!(?error, %log, "bundles that wait were not tried: log={log}");
        }
    });
    Ok(answer)
}

/// A segment whose texts, digests and signature are right; otherwise what is wrong with it.
async fn checked(
    office: &Office,
    device: &Device,
    log: LogId,
    push: Push,
    road: Road,
) -> Result<Result<CheckedPush, ApiError>, ApiError> {
    let (device, province) = (device.id, &device.province);
    let (head, signature) = (push.head(), push.signature);
    let mut push = match CheckedPush::check(log, push) {
        Ok(push) => push,
        Err(problem) => return Ok(Err(refused(problem))),
    };
    let keys = office.store.device_keys(province, device).await?;
    push.signs_already = keys.signs;
    if let Some(refusal) = unproven(office, &keys, (device, log, &head, signature), road) {
        // Of a log of another device the answer is that, whoever has signed it.
        let refusal = match office.store.log(province, log).await? {
            Some(known) if known.device != device => ApiError::not_your_log(),
            _ => refusal,
        };
        tracing::warn!(%log, %device, ?road, ?refusal, "not proven to be the device's: log={log}");
        return Ok(Err(refusal));
    }
    Ok(Ok(push))
}

/// The answer to a segment of a revoked device: kept for a person's judgement where it is the device's. A device keeps
/// everything anyway, and reads that it is revoked whatever else is wrong; a hub must know what to bring again, and what
/// is not proven to be the device's.
async fn turn_away(office: &Office, device: &Device, log: LogId, push: Push, road: Road) -> ApiError {
    let sent = match set_apart(office, device, log, push, road).await {
        Ok(Ok(Keeping::Kept(Kept::Now | Kept::Before))) => Sent::SetApart,
        Ok(Ok(Keeping::Kept(Kept::NoRoom))) if road == Road::Hub => return ApiError::quarantine_full(),
        Ok(Ok(Keeping::Kept(Kept::NoRoom))) => Sent::NoRoom,
        Ok(Ok(Keeping::InLog)) => Sent::Nothing,
        Ok(Ok(Keeping::NotTheirLog)) if road == Road::Hub => return ApiError::not_your_log(),
        Ok(Err(unproven)) if road == Road::Hub => return unproven,
        Ok(Ok(Keeping::NotTheirLog) | Err(_)) => Sent::Unproven,
        Err(busy) => return busy,
    };
    office.revoked(device, sent).await
}

/// Keeps a segment of a revoked device; or what is wrong with it.
async fn set_apart(
    office: &Office,
    device: &Device,
    log: LogId,
    push: Push,
    road: Road,
) -> Result<Result<Keeping, ApiError>, ApiError> {
    let push = match checked(office, device, log, push, road).await? {
        Ok(push) => push,
        Err(unproven) => return Ok(Err(unproven)),
    };
    let arrived = Arrived { device: device.id, log, road, push: &push, bundle: None };
    Ok(Ok(quarantine::keep(office, &device.province, &arrived).await?))
}

/// What keeps a segment out that is not proven to be the device's. What a request says of its app counts for nothing: a
/// device that signs was updated.
fn unproven(
    office: &Office,
    keys: &DeviceKeys,
    (device, log, head, signature): (DeviceId, LogId, &Head, Option<Signature>),
    road: Road,
) -> Option<ApiError> {
    match signature {
        Some(signature) if keys.signed(device, log, head, &signature) => None,
        Some(_) => Some(ApiError::bad_signature()),
        None if keys.signs || road == Road::Hub => Some(ApiError::unsigned()),
        None if office.takes_unsigned() => None,
        None => Some(ApiError::app_too_old()),
    }
}

/// The answer to a segment that is wrong by itself.
pub fn refused(problem: PushProblem) -> ApiError {
    match problem {
        PushProblem::Damaged => ApiError::damaged(),
        PushProblem::TooManyEntries => ApiError::too_large(format!(
            "Mỗi lần gửi tối đa {PUSH_ENTRIES_MAX} lần ghi. Chưa nhận gì; chia ra gửi."
        )),
        PushProblem::NumberTooLarge => ApiError::invalid("Số thứ tự quá lớn."),
        PushProblem::EntryTooLong { number } => {
            ApiError::too_large(format!("Lần ghi số {number} dài hơn {} KB.", ENTRY_BYTES_MAX / 1024))
        }
    }
}
