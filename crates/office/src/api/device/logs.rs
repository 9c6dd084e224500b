//! Logs in.

use axum::Json;
use axum::extract::State;
use danvan_core::entry::{Chain, ENTRY_BYTES_MAX};
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{LogStatus, Push, PushAnswer, Receipt};
use danvan_core::wire_people::Road;
use serde::Deserialize;

use crate::api::extract::{DeviceAccess, DeviceOrRevoked, IdInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::bundles;
use crate::error::ApiError;
use crate::intake::{Bringer, CheckedPush, PushOutcome, PushProblem};
use crate::quarantine::{self, Arrived, Keeping};
use crate::state::Office;
use crate::store::{Device, Kept, LogRow, StoreError};

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
    };
    Ok(LogStatus { receipt, verdicts, held: None })
}

/// Takes a stretch of a log in; answered once it is durable. Sending it again changes nothing and is answered alike.
#[utoipa::path(
    post, path = "/api/v1/logs/{log}/entries", tag = "devices", security(("device" = [])),
    params(("log" = String, Path, description = "The log's identifier; a new one opens a log of this device")),
    request_body(content = inline(schema::Push), description = "May be compressed (Content-Encoding: gzip or br)"),
    responses(
        (status = 200, body = inline(schema::PushAnswer)),
        (status = 403, description = "Another device's log, or a revoked device (`device-revoked`): what it sent waits for a person's judgement", content_type = "application/problem+json"),
        (status = 409, description = "Entries before it are missing (`gap`) or differ (`chain-differs`)", content_type = "application/problem+json"),
        (status = 413, description = "The body or one entry is too large", content_type = "application/problem+json"),
        (status = 422, description = "The digest is not that of the texts", content_type = "application/problem+json"),
    ))]
pub async fn push(
    State(office): State<Office>,
    DeviceOrRevoked(access): DeviceOrRevoked,
    IdInPath(log): IdInPath<LogId>,
    JsonBody(push): JsonBody<Push>,
) -> Result<Json<PushAnswer>, ApiError> {
    let device = access.device.id;
    if access.device.revoked {
        return Err(turn_away(&office, &access.device, log, Road::Network, push).await);
    }
    take_in(&office, access.bringer(&office)?, device, log, push).await.map(Json)
}

/// Takes a stretch of a device's log in, whoever brings it.
pub async fn take_in(
    office: &Office,
    bringer: Bringer,
    device: DeviceId,
    log: LogId,
    push: Push,
) -> Result<PushAnswer, ApiError> {
    let (entries, province) = (push.entries.len(), bringer.province.clone());
    let push = CheckedPush::check(log, push).map_err(refused)?;
    match office.intake.push(bringer, log, push).await? {
        PushOutcome::Answered(answer) => {
            let refused = answer.verdicts.iter().filter(|verdict| verdict.refused()).count();
            tracing::info!(
                %log, %device, entries, refused, length = answer.receipt.head.length,
                "pushed: log={log}"
            );
            // What was carried in and waited for this: the device need not wait for that.
            let released = office.clone();
            office.afterwards.spawn(async move {
                if let Err(error) = bundles::release(&released, &province, Some(log)).await {
                    tracing::warn!(?error, %log, "bundles that wait were not tried: log={log}");
                }
            });
            Ok(*answer)
        }
        PushOutcome::Gap { expected } => Err(ApiError::gap(expected)),
        PushOutcome::ChainDiffers => Err(ApiError::chain_differs()),
        PushOutcome::NotYours => Err(ApiError::not_your_log()),
    }
}

/// Keeps a stretch of a revoked device for a person's judgement, whoever brings it; the answer says so.
pub async fn turn_away(office: &Office, device: &Device, log: LogId, road: Road, push: Push) -> ApiError {
    match quarantined(office, device, log, road, push).await {
        Ok(kept) => office.revoked(device, kept).await,
        Err(error) => error,
    }
}

async fn quarantined(
    office: &Office,
    device: &Device,
    log: LogId,
    road: Road,
    push: Push,
) -> Result<Option<Kept>, ApiError> {
    if push.entries.is_empty() {
        return Ok(None);
    }
    let content = serde_json::to_vec(&push).map_err(|error| StoreError::corrupt("push", error))?;
    let push = CheckedPush::check(log, push).map_err(refused)?;
    let arrived = Arrived { device: device.id, log, road, push: &push, content: &content, files: 0 };
    match quarantine::keep(office, &device.province, &arrived).await? {
        Keeping::Kept(kept) => Ok(Some(kept)),
        Keeping::InLog => Ok(None),
        Keeping::NotTheirLog => Err(ApiError::not_your_log()),
    }
}

/// The answer to a stretch that is wrong by itself.
pub fn refused(problem: PushProblem) -> ApiError {
    match problem {
        PushProblem::Damaged => ApiError::damaged(),
        PushProblem::NumberTooLarge => ApiError::invalid("Số thứ tự quá lớn."),
        PushProblem::EntryTooLong { number } => {
            ApiError::too_large(format!("Mục số {number} dài hơn {} KB.", ENTRY_BYTES_MAX / 1024))
        }
    }
}
