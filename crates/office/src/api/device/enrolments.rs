//! A device gives a code and becomes known.

use std::net::IpAddr;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use danvan_core::ids::Digest;
use danvan_core::text::plain_name;
use danvan_core::wire::{DEVICE_NAME_MAX, Enrolment, EnrolmentRequest};
use danvan_core::wire_alarms::AlarmKind;

use crate::api::door::AskedFrom;
use crate::api::extract::{AppOfToday, JsonBody};
use crate::api::openapi::schema;
use crate::api::tokens::token_of;
use crate::enrolling::{Proof, Refusal};
use crate::error::ApiError;
use crate::limits::guessing::{Claimant, TooMany};
use crate::secrets::{code_digest, new_token, normalise_code, token_digest};
use crate::state::{Office, Sent};
use crate::store::{EnrolAttempt, EnrolOutcome};

/// No code is longer, however it is typed.
const CODE_MAX: usize = 64;

/// Enrols a device. The same enrolment, proven by the same key, is answered again with another token until one is used:
/// answers get lost. A device that is known already proves itself by its key; where that is lost, its token and a fresh
/// code for the same person give it a successor.
#[utoipa::path(
    post, path = "/api/v1/enrolments", tag = "devices", security((), ("device" = [])),
    request_body = inline(schema::EnrolmentRequest),
    responses(
        (status = 201, body = inline(schema::Enrolment)),
        (status = 403, description = "The device is known and does not prove itself (`device-known`), the code is for another person (`code-of-another`), the device was revoked, or the log is another device's", content_type = "application/problem+json"),
        (status = 422, description = "No such code; one that was used or has run out (`code-used`, `code-expired`, said to a known device with its token alone); a code of the other kind (machines, persons); or a wrong proof (`bad-signature`)", content_type = "application/problem+json"),
        (status = 426, description = "The app is too old, also where it would have to prove that it is a known device (`app-too-old`)", content_type = "application/problem+json"),
        (status = 429, description = "Too many failures of this code or device", content_type = "application/problem+json"),
        (status = 503, description = "Too many enrol at once, or too many at this address, or so many codes were wrong at the whole office that this one was not looked at", content_type = "application/problem+json"),
    ))]
pub async fn enrol(
    State(office): State<Office>,
    _: AppOfToday,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    JsonBody(request): JsonBody<EnrolmentRequest>,
) -> Result<(StatusCode, Json<Enrolment>), ApiError> {
    if request.code.len() > CODE_MAX {
        return Err(ApiError::unknown_code());
    }
    if request.device_name.chars().count() > DEVICE_NAME_MAX {
        return Err(ApiError::invalid(format!("Tên máy dài tối đa {DEVICE_NAME_MAX} ký tự.")));
    }
    let device_name = plain_name(&request.device_name);
    if !device_name.contains(char::is_alphanumeric) {
        return Err(ApiError::invalid("Đặt tên cho máy, ví dụ “Điện thoại chị Mai”."));
    }
    let shown = Shown { device_name, carried: token_of(&headers), from, request };
    let deciding = office.clone();
    office.to_the_end(async move { decided(&deciding, shown).await }).await
}

/// A code that is to be looked at.
struct Shown {
    request: EnrolmentRequest,
    device_name: String,
    /// The token that the request carries.
    carried: Option<Digest>,
    from: Option<IpAddr>,
}

/// What comes of a code: counted before anybody looks at it, and reported where there are too many.
async fn decided(office: &Office, shown: Shown) -> Result<(StatusCode, Json<Enrolment>), ApiError> {
    let Shown { request, device_name, carried, from } = shown;
    let now = office.clock.unix_ms();
    let code = normalise_code(&request.code);
    let counted = office.guessing.code(&code, from).await.map_err(|wait| {
        report(office);
        match wait {
            TooMany::Own(wait_s) => ApiError::too_many(wait_s),
            // Others guess: whoever has the right code comes again by itself, as to an office that is busy.
            TooMany::All(_) => ApiError::busy(),
        }
    })?;
    let place = match office.place_to_wait(from) {
        Ok(place) => place,
        // Nobody has looked at it.
        Err(busy) => {
            counted.give_back();
            return Err(busy);
        }
    };
    let (asked, looking) = (request.clone(), office.clone());
    let looked_at = office.slowly_for_strangers(place, move || {
        let proof = Proof::of(&asked);
        let claimant = match proof.key() {
            Some(key) => Claimant::Proven(asked.device, key),
            None => Claimant::Unproven(asked.device),
        };
        let device = looking.guessing.device(claimant, from)?;
        Ok::<_, u64>((proof, device, code_digest(&code, &looking.code_salt)))
    });
    let (proof, device, digest) = match looked_at.await {
        Ok(Ok(found)) => found,
        Ok(Err(wait_s)) => {
            counted.give_back();
            report(office);
            return Err(ApiError::too_many(wait_s));
        }
        Err(busy) => {
            counted.give_back();
            return Err(busy);
        }
    };
    let counted = counted.by(device);
    let Some(digest) = digest else {
        counted.give_back();
        return Err(ApiError::busy());
    };
    let token = new_token()?;
    let attempt = EnrolAttempt {
        code: digest,
        proof,
        carried,
        machine: request.machine,
        device: request.device,
        log: request.log,
        device_name,
        token: token_digest(&token),
        at_ms: now,
    };
    match office.store.enrol(&attempt).await? {
        EnrolOutcome::Refused(refusal) => {
            if matches!(refusal, Refusal::UnknownCode | Refusal::CodeUsed | Refusal::CodeExpired) {
                report(office);
            } else {
                counted.give_back();
            }
            tracing::info!(device = %request.device, ?refusal, "enrolment refused: device={}", request.device);
            // Whatever is wrong with the code: whoever carries a token of the device may read that it is revoked, and why.
            let known = match attempt.carried {
                Some(token) => office.store.device_of_token(token, now).await?,
                None => None,
            };
            match known.filter(|known| known.revoked && known.id == request.device) {
                Some(revoked) => Err(office.revoked(&revoked, Sent::Nothing).await),
                None => Err(refused(refusal)),
            }
        }
        EnrolOutcome::Enrolled { province, grant, way } => {
            counted.give_back();
            tracing::info!(
                %province, device = %request.device, log = %request.log, user = %grant.author.id, ?way,
                "enrolled: device={}", request.device
            );
            let enrolment = Enrolment {
                token,
                scope: office.scope(&province, &grant.reach)?,
                author: grant.author,
                role: grant.role,
                province: province.as_str().to_owned(),
                home: grant.home,
                place: grant.place,
                organisation: grant.organisation,
                office_keys: Some(office.keys.clone()),
            };
            Ok((StatusCode::CREATED, Json(enrolment)))
        }
    }
}

/// A code was wrong, or turned away: once there are too many, administrators are told. Of what province it should have
/// been nobody knows.
fn report(office: &Office) {
    let is_too_many = office.guessing.code_failed();
    office.alarm(office.catalogues.provinces(), AlarmKind::GuessingCodes, "", is_too_many);
}

fn refused(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::UnknownCode => ApiError::unknown_code(),
        Refusal::CodeUsed => ApiError::code_used(),
        Refusal::CodeExpired => ApiError::code_expired(),
        Refusal::CodeOfAnother => ApiError::code_of_another(),
        // Not why: nothing may have proven yet to be that device.
        Refusal::Revoked => ApiError::device_revoked(),
        Refusal::LogTaken => ApiError::not_your_log(),
        Refusal::ForMachines => ApiError::invalid(
            "Mã này chỉ dành cho máy khu vực. Xin người quản trị của tỉnh mã mang tên người dùng máy.",
        ),
        Refusal::ForPersons => {
            ApiError::invalid("Mã này mang tên một người. Máy khu vực cần mã dành riêng cho máy.")
        }
        Refusal::BadSignature => ApiError::bad_signature(),
        Refusal::DeviceKnown => ApiError::device_known(),
        Refusal::AppTooOld => ApiError::app_too_old(),
    }
}
