//! The register of devices, revocations, and what takes them back; for administrators.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::text::{visible, visible_chars};
use danvan_core::wire_people::{
    AllowanceRequest, AppSeen, DeviceEnrolment, DeviceJudgement, DeviceKeyLine, DeviceLine, DeviceList,
    ListQuery, REASON_MAX, REVOCATION_REASON_MIN, RevocationRequest,
};

use super::pages::{Words, cut};
use crate::api::extract::{Console, IdInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::clock;
use crate::device_keys::{DeviceKeys, HeldKey, How};
use crate::error::ApiError;
use crate::log_pace::ACTS;
use crate::state::Office;
use crate::store::{DeviceFacts, EnrolmentRow, Judgement};

/// Every device that was ever enrolled, those heard of last first; a page of them.
#[utoipa::path(
    get, path = "/api/v1/devices", tag = "console", security(("console" = [])),
    params(
        ("q" = Option<String>, Query, description = "Words of its name, holder, place, unit or identifier, whatever marks they carry"),
        ("unit" = Option<String>, Query, description = "The unit that its new records belong to"),
        ("state" = Option<String>, Query, description = "`used`, `revoked`, `waits` or `unsigned`"),
        ("after" = Option<String>, Query, description = "`next` or `previous` of another page"),
        ("limit" = Option<u32>, Query, description = "500 by default and at most"),
    ),
    responses(
        (status = 200, body = inline(schema::DeviceList)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
    ))]
pub async fn list(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<ListQuery>,
) -> Result<Json<DeviceList>, ApiError> {
    let console = console.only(Role::Administrator)?;
    let province = &console.user.province;
    let (catalogue, words) = (office.catalogue(province)?, Words::of(&query));
    let fits = |device: &DeviceLine| {
        let unit = catalogue.unit(&device.home).map_or("", |unit| unit.name.as_str());
        query.unit.as_ref().is_none_or(|unit| device.home == *unit)
            && query.state.as_deref().is_none_or(|state| stands(device, state))
            && words.occur_in(&[
                &device.name,
                &device.holder.name,
                &device.place,
                unit,
                &device.device.to_string(),
            ])
    };
    let enrolled = office.store.enrolled(province, None).await?.into_iter();
    let mut keys: BTreeMap<DeviceId, DeviceKeys> =
        enrolled.map(|known| (known.device.id, known.keys)).collect();
    let facts = office.store.register(province, None).await?.into_iter();
    let lines = facts.map(|facts| (keys.remove(&facts.device.id), facts)).map(line);
    let mut devices: Vec<DeviceLine> = lines.filter(fits).collect();
    devices.sort_by_key(place);
    let after = query.after.as_deref().and_then(read_place);
    let passed = |device: &DeviceLine| after.is_some_and(|after| place(device) <= after);
    let (devices, page) = cut(devices, query.limit, write_place, passed);
    Ok(Json(DeviceList { devices, page }))
}

/// Where a device stands in the list: those heard of last first.
fn place(device: &DeviceLine) -> (Reverse<i64>, DeviceId) {
    let heard = device.last_contact.max(device.last_entries);
    (Reverse(heard.map_or(0, |at| at.timestamp_millis())), device.device)
}

/// A place as it stands in an address. A device that is heard of meanwhile goes to the beginning; nobody else moves.
fn write_place(device: &DeviceLine) -> String {
    let (Reverse(heard), id) = place(device);
    format!("{heard}.{id}")
}

fn read_place(text: &str) -> Option<(Reverse<i64>, DeviceId)> {
    let (heard, id) = text.split_once('.')?;
    Some((Reverse(heard.parse().ok()?), DeviceId::parse(id)?))
}

/// Whether a device is in one of the states that are asked for; every device is in one that nobody knows.
fn stands(device: &DeviceLine, state: &str) -> bool {
    let refused = device.revoked || device.holder_disabled;
    match state {
        "used" => !refused,
        "revoked" => refused,
        "waits" => device.quarantined + device.waiting_bundles > 0,
        "unsigned" => device.signs == Some(false),
        _ => true,
    }
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
    if visible_chars(reason) < REVOCATION_REASON_MIN || reason.chars().count() > REASON_MAX {
        return Err(ApiError::invalid(format!(
            "Hãy ghi lý do, từ {REVOCATION_REASON_MIN} đến {REASON_MAX} ký tự: người giữ máy sẽ đọc được."
        )));
    }
    judge(&office, console, device, true, reason).await.map(Json)
}

/// Allows a revoked device again. It is trusted again: what waits in quarantine and what was not taken it sends once more
/// itself, and that is taken in. The answer says how much waits.
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
    let note = note.trim();
    judge(&office, console, device, false, if visible(note) { note } else { "" }).await.map(Json)
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
        tracing::warn!(target: ACTS, %device, revoked, user = %console.user.id, "judged: device={device}");
    }
    let facts = office.store.register(province, Some(device)).await?.pop();
    let facts = facts.ok_or_else(ApiError::not_found)?;
    Ok(line((Some(office.store.device_keys(province, device).await?), facts)))
}

fn line((keys, facts): (Option<DeviceKeys>, DeviceFacts)) -> DeviceLine {
    let time = |at_ms| clock::from_unix_ms(at_ms).unwrap_or_default();
    let holder_disabled = facts.device.ended();
    let grant = facts.device.grant;
    let enrolment =
        |row: EnrolmentRow| DeviceEnrolment { at: time(row.at_ms), code: row.code, person: row.person };
    let key = |held: &HeldKey| DeviceKeyLine {
        fingerprint: Digest::of(&[held.key.as_bytes()]).short(),
        from: time(held.since_ms),
        until: held.until_ms.map(time),
        after_loss: held.how == How::Successor,
    };
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
        signs: keys.as_ref().map(|keys| keys.signs),
        keys: keys.iter().flat_map(|keys| keys.history.iter().rev()).map(key).collect(),
        revoked: facts.device.revoked,
        holder_disabled,
        history: facts.judgements.into_iter().map(judgement).collect(),
    }
}
