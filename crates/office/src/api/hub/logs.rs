//! Logs of devices, brought by their hub. The routes are those of the devices, with the device in the path.

use axum::Json;
use axum::extract::State;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{LogStatus, Push, PushAnswer};
use danvan_core::wire_people::Road;
use serde_json::value::RawValue;

use crate::api::device::logs::{From, status_of, take_in};
use crate::api::extract::{HubAccess, IdsInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::hub_wire::LogStretch;
use crate::state::Office;
use crate::store::{StoreError, StoreResult};

/// Entries in one answer.
const ENTRIES_MAX: u64 = 1_000;
/// An answer ends with the entry that makes its texts longer than this: a thin line carries it in minutes, and neither side
/// holds much at a time.
const ENTRIES_BYTES: usize = 256 * 1024;
/// Entries that are read at once before it is known how long they are.
const FIRST_READ: u64 = 16;

/// How far the office has a device's log, and its verdicts from a number on; also of a revoked device, so that the hub
/// finds out what it has still to pass on.
#[utoipa::path(
    get, path = "/api/v1/hub/devices/{device}/logs/{log}", tag = "hubs", security(("device" = [])),
    params(
        ("device" = String, Path, description = "A device that the hub serves"),
        ("log" = String, Path, description = "The log's identifier"),
        ("from" = Option<u64>, Query, description = "Verdicts are wanted from this number on"),
    ),
    responses(
        (status = 200, body = inline(schema::LogStatus)),
        (status = 403, description = "Not a hub, or another device's log", content_type = "application/problem+json"),
        (status = 404, description = "Not a device of this hub", content_type = "application/problem+json"),
    ))]
pub async fn status(
    State(office): State<Office>,
    hub: HubAccess,
    IdsInPath(device, log): IdsInPath<DeviceId, LogId>,
    QueryOf(query): QueryOf<From>,
) -> Result<Json<LogStatus>, ApiError> {
    let access = hub.device(&office, device).await?;
    status_of(&office, &access.device, log, query.from).await.map(Json)
}

/// Takes a segment of a device's log in: the device's own rights decide, and its signature, without which nothing is
/// taken from a hub. What a hub brings of a revoked device is kept in quarantine and answered with 403
/// (`device-revoked`).
#[utoipa::path(
    post, path = "/api/v1/hub/devices/{device}/logs/{log}/entries", tag = "hubs", security(("device" = [])),
    params(
        ("device" = String, Path, description = "A device that the hub serves"),
        ("log" = String, Path, description = "The log's identifier"),
    ),
    request_body(content = inline(schema::Push), description = "May be compressed (Content-Encoding: gzip or br)"),
    responses(
        (status = 200, body = inline(schema::PushAnswer)),
        (status = 403, description = "Not a hub, a revoked device, another device's log, or no signature (`unsigned`)", content_type = "application/problem+json"),
        (status = 404, description = "Not a device of this hub", content_type = "application/problem+json"),
        (status = 409, description = "Entries before it are missing (`gap`) or differ (`chain-differs`), or another push of the device takes long (`device-busy`)", content_type = "application/problem+json"),
        (status = 413, description = "The body or one entry is too large", content_type = "application/problem+json"),
        (status = 422, description = "The digest is not that of the texts, or the signature is not the device's (`bad-signature`)", content_type = "application/problem+json"),
    ))]
pub async fn push(
    State(office): State<Office>,
    hub: HubAccess,
    IdsInPath(device, log): IdsInPath<DeviceId, LogId>,
    JsonBody(push): JsonBody<Push>,
) -> Result<Json<PushAnswer>, ApiError> {
    let access = hub.device(&office, device).await?;
    take_in(&office, &access, log, push, Road::Hub).await.map(Json).map_err(ApiError::for_hub)
}

/// What the office has of a device's log from a number on: for a hub whose own copy has forked.
#[utoipa::path(
    get, path = "/api/v1/hub/devices/{device}/logs/{log}/entries", tag = "hubs", security(("device" = [])),
    params(
        ("device" = String, Path, description = "A device that the hub serves"),
        ("log" = String, Path, description = "The log's identifier"),
        ("from" = Option<u64>, Query, description = "The first number wanted"),
    ),
    responses(
        (status = 200, description = "At most 1,000 entries, and few where they are long; none at the end", body = inline(schema::LogStretch)),
        (status = 403, description = "Not a hub, or another device's log", content_type = "application/problem+json"),
        (status = 404, description = "Not a device of this hub", content_type = "application/problem+json"),
    ))]
pub async fn entries(
    State(office): State<Office>,
    hub: HubAccess,
    IdsInPath(device, log): IdsInPath<DeviceId, LogId>,
    QueryOf(query): QueryOf<From>,
) -> Result<Json<LogStretch>, ApiError> {
    let access = hub.device(&office, device).await?;
    // Names the log's owner before its texts are given.
    status_of(&office, &access.device, log, u64::MAX).await?;
    let texts = bounded(&office, &hub.province, log, query.from).await?;
    let entries: Result<Vec<_>, _> = texts.into_iter().map(RawValue::from_string).collect();
    let entries = entries.map_err(|error| StoreError::corrupt("entry", error))?;
    let end = query.from.saturating_add(entries.len() as u64);
    let signed = office.store.signed_heads(&hub.province, log, query.from, end).await?;
    Ok(Json(LogStretch { from: query.from, entries, signed }))
}

/// The next texts of a log: one at least where there is one, and not much more than [`ENTRIES_BYTES`].
async fn bounded(
    office: &Office,
    province: &ProvinceCode,
    log: LogId,
    from: u64,
) -> StoreResult<Vec<String>> {
    let (mut texts, mut bytes) = (Vec::new(), 0_usize);
    loop {
        let had = texts.len() as u64;
        // As many as fit if they go on as they began.
        let fitting = match bytes as u64 {
            0 => FIRST_READ,
            bytes => (ENTRIES_BYTES as u64).saturating_sub(bytes) * had / bytes + 1,
        };
        let limit = fitting.min(ENTRIES_MAX - had).min(ENTRIES_MAX) as u32;
        let read = office.store.entry_texts(province, log, from.saturating_add(had), limit).await?;
        let end = read.len() < limit as usize;
        for text in read {
            bytes += text.len();
            texts.push(text);
            if bytes >= ENTRIES_BYTES {
                return Ok(texts);
            }
        }
        if end || texts.len() as u64 >= ENTRIES_MAX {
            return Ok(texts);
        }
    }
}
