//! The register of devices, revocations, and what takes them back; for administrators.

use std::cmp::Reverse;

use axum::Json;
use axum::extract::State;
use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;
use danvan_core::wire_people::{
    AllowanceRequest, AppSeen, DeviceEnrolment, DeviceJudgement, DeviceLine, DeviceList, REASON_MAX,
    REVOCATION_REASON_MIN, RevocationRequest,
};

use crate::api::extract::{Console, IdInPath, JsonBody};
use crate::api::openapi::schema;
use crate::clock;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::{DeviceFacts, EnrolmentRow, Judgement};

/// Every device that was ever enrolled, those heard of last first.
#[utoipa::path(
    get, path = "/api/v1/devices", tag = "console", security(("console" = [])),
    responses(
        (status = 200, body = inline(schema::DeviceList)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
    ))]
pub async fn list(State(office): State<Office>, console: Console) -> Result<Json<DeviceList>, ApiError> {
    let console = console.only(Role::Administrator)?;
    let facts = office.store.register(&console.user.province, None).await?;
    let mut devices: Vec<DeviceLine> = facts.into_iter().map(line).collect();
    devices.sort_by_key(|device| Reverse(device.last_contact.max(device.last_entries)));
    Ok(Json(DeviceList { devices }))
}

/// Revokes a device: it is refused on every road from now on, and told why. Revoking it again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/devices/{device}/revocation", tag = "console", security(("console" = [])),
    params(("device" = String, Path, description = "The device's identifier")),
    request_body = inline(schema::RevocationRequest),
    responses(
        (status = 200, body = inline(schema::DeviceLine)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 404, description = "No such device", content_type = "application/problem+json"),
        (status = 422, description = "The reason is too short or too long", content_type = "application/problem+json"),
    ))]
pub async fn revoke(
    State(office): State<Office>,
    console: Console,
    IdInPath(device): IdInPath<DeviceId>,
    JsonBody(request): JsonBody<RevocationRequest>,
) -> Result<Json<DeviceLine>, ApiError> {
    let reason = request.reason.trim();
    if !(REVOCATION_REASON_MIN..=REASON_MAX).contains(&reason.chars().count()) {
        return Err(ApiError::invalid(format!(
            "Hãy ghi lý do, từ {REVOCATION_REASON_MIN} đến {REASON_MAX} ký tự: người giữ máy sẽ đọc được."
        )));
    }
    judge(&office, console, device, true, reason).await.map(Json)
}

/// Allows a revoked device again. What waits in quarantine stays there; the answer says how much.
#[utoipa::path(
    post, path = "/api/v1/devices/{device}/allowance", tag = "console", security(("console" = [])),
    params(("device" = String, Path, description = "The device's identifier")),
    request_body = inline(schema::AllowanceRequest),
    responses(
        (status = 200, body = inline(schema::DeviceLine)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 404, description = "No such device", content_type = "application/problem+json"),
        (status = 422, description = "The note is too long", content_type = "application/problem+json"),
    ))]
pub async fn allow(
    State(office): State<Office>,
    console: Console,
    IdInPath(device): IdInPath<DeviceId>,
    JsonBody(request): JsonBody<AllowanceRequest>,
) -> Result<Json<DeviceLine>, ApiError> {
    let note = request.note.unwrap_or_default();
    if note.chars().count() > REASON_MAX {
        return Err(ApiError::invalid(format!("Ghi chú dài tối đa {REASON_MAX} ký tự.")));
    }
    judge(&office, console, device, false, note.trim()).await.map(Json)
}

async fn judge(
    office: &Office,
    console: Console,
    device: DeviceId,
    revoked: bool,
    reason: &str,
) -> Result<DeviceLine, ApiError> {
    let console = console.only(Role::Administrator)?;
    let province: &ProvinceCode = &console.user.province;
    let judgement = Judgement {
        revoked,
        at_ms: office.clock.unix_ms(),
        by: console.user.name.clone(),
        reason: reason.to_owned(),
    };
    if office.store.judge_device(province, device, &judgement).await? {
        tracing::warn!(%device, revoked, user = %console.user.id, "judged: device={device}");
    }
    let facts = office.store.register(province, Some(device)).await?.pop();
    facts.map(line).ok_or_else(ApiError::not_found)
}

fn line(facts: DeviceFacts) -> DeviceLine {
    let time = |at_ms| clock::from_unix_ms(at_ms).unwrap_or_default();
    let grant = facts.device.grant;
    let enrolment =
        |row: EnrolmentRow| DeviceEnrolment { at: time(row.at_ms), code: row.code, person: row.person };
    let judgement = |judgement: Judgement| DeviceJudgement {
        revoked: judgement.revoked,
        at: time(judgement.at_ms),
        by: judgement.by,
        reason: judgement.reason,
    };
    DeviceLine {
        device: facts.device.id,
        name: facts.name,
        holder: grant.author,
        role: grant.role,
        home: grant.home,
        place: grant.place,
        known_since: time(facts.known_ms),
        last_contact: facts.contact.as_ref().map(|contact| time(contact.at_ms)),
        last_entries: facts.last_entries_ms.map(time),
        app: facts.contact.map(|contact| AppSeen { generation: contact.generation, build: contact.build }),
        entries: facts.entries,
        waiting_bundles: facts.waiting_bundles,
        quarantined: facts.quarantined,
        enrolments: facts.enrolments.into_iter().map(enrolment).collect(),
        signs: None,
        keys: Vec::new(),
        revoked: facts.device.revoked,
        history: facts.judgements.into_iter().map(judgement).collect(),
    }
}
