//! The register of devices, revocations, and what takes them back; for administrators.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::text::{said_chars, visible};
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

/// How long a device counts as enrolled lately.
const NEW_MS: i64 = 7 * 24 * 3600 * 1000;

/// Every device that was ever enrolled, those heard of last first; those enrolled lately, where they are asked for, by their
/// enrolment. A page of them.
#[utoipa::path(
    get, path = "/api/v1/devices", tag = "console", security(("console" = [])),
    params(
        ("q" = Option<String>, Query, description = "Words of its name, holder, place, unit or identifier, whatever marks they carry"),
        ("unit" = Option<String>, Query, description = "The unit that its new records belong to"),
        ("state" = Option<String>, Query, description = "`used`, `revoked`, `waits`, `unsigned`, or `new`: enrolled within the last seven days, the latest enrolment first"),
        ("after" = Option<String>, Query, description = "`next` or `previous` of another page"),
        ("limit" = Option<u32>, Query, format = "uint32", maximum = 4294967295_i64, description = "500 by default and at most"),
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
    let new_since_ms = office.clock.unix_ms().saturating_sub(NEW_MS);
    let fits = |device: &DeviceLine| {
        let unit = catalogue.unit(&device.home).map_or("", |unit| unit.name.as_str());
        query.unit.as_ref().is_none_or(|unit| device.home == *unit)
            && query.state.as_deref().is_none_or(|state| stands(device, state, new_since_ms))
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
    let place = if query.state.as_deref() == Some(NEW) { place_by_enrolment } else { place_by_contact };
    devices.sort_by_key(place);
    let after = query.after.as_deref().and_then(read_place);
    let passed = |device: &DeviceLine| after.is_some_and(|after| place(device) <= after);
    let (devices, page) = cut(devices, query.limit, |device| write_place(place(device)), passed);
    Ok(Json(DeviceList { devices, page }))
}

/// Where a device stands in a list: a moment in Unix milliseconds, the latest first, and the device.
type Place = (Reverse<i64>, DeviceId);

/// Where a device stands in the list: those heard of last first.
fn place_by_contact(device: &DeviceLine) -> Place {
    let heard = device.last_contact.max(device.last_entries);
    (Reverse(heard.map_or(0, |at| at.timestamp_millis())), device.device)
}

/// Where it stands in the list of those enrolled lately.
fn place_by_enrolment(device: &DeviceLine) -> Place {
    (Reverse(enrolled_ms(device)), device.device)
}

/// When it was enrolled last: a known device that is enrolled again is a new one as far as somebody's code goes.
fn enrolled_ms(device: &DeviceLine) -> i64 {
    device.enrolments.first().map_or(device.known_since, |enrolment| enrolment.at).timestamp_millis()
}

/// A place as it stands in an address. A device that is heard of, or enrolled again, meanwhile goes to the beginning; nobody
/// else moves.
fn write_place((Reverse(at_ms), id): Place) -> String {
    format!("{at_ms}.{id}")
}

fn read_place(text: &str) -> Option<Place> {
    let (at_ms, id) = text.split_once('.')?;
    Some((Reverse(at_ms.parse().ok()?), DeviceId::parse(id)?))
}

/// The state of devices that were enrolled lately.
const NEW: &str = "new";

/// Whether a device is in one of the states that are asked for; every device is in one that nobody knows.
fn stands(device: &DeviceLine, state: &str, new_since_ms: i64) -> bool {
    let refused = device.revoked || device.holder_disabled;
    match state {
        "used" => !refused,
        "revoked" => refused,
        "waits" => device.quarantined + device.waiting_bundles > 0,
        NEW => enrolled_ms(device) >= new_since_ms,
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
    if said_chars(reason) < REVOCATION_REASON_MIN || reason.chars().count() > REASON_MAX {
        return Err(ApiError::invalid(format!(
            "Ghi lý do, từ {REVOCATION_REASON_MIN} đến {REASON_MAX} ký tự: người giữ máy sẽ đọc được."
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
