//! A device gives a code and becomes known.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use danvan_core::wire::{Enrolment, EnrolmentRequest};

use crate::api::extract::{AppOfToday, JsonBody};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::secrets::{code_digest, new_token, normalise_code, token_digest};
use crate::state::Office;
use crate::store::{EnrolAttempt, EnrolOutcome};

/// The longest name of a device, in characters.
const DEVICE_NAME_MAX: usize = 100;
/// No code is longer, however it is typed.
const CODE_MAX: usize = 64;

/// Enrols a device. The same device with the same code is answered again (with another token): answers get lost.
#[utoipa::path(
    post, path = "/api/v1/enrolments", tag = "devices", security(()),
    request_body = inline(schema::EnrolmentRequest),
    responses(
        (status = 201, body = inline(schema::Enrolment)),
        (status = 403, description = "The log is another device's, or the device was revoked", content_type = "application/problem+json"),
        (status = 422, description = "No such code", content_type = "application/problem+json"),
        (status = 426, description = "The app is too old (`app-too-old`)", content_type = "application/problem+json"),
        (status = 429, description = "Too many failures of this code or device", content_type = "application/problem+json"),
    ))]
pub async fn enrol(
    State(office): State<Office>,
    _: AppOfToday,
    JsonBody(request): JsonBody<EnrolmentRequest>,
) -> Result<(StatusCode, Json<Enrolment>), ApiError> {
    if request.code.len() > CODE_MAX {
        return Err(ApiError::unknown_code());
    }
    if request.device_name.chars().count() > DEVICE_NAME_MAX {
        return Err(ApiError::invalid(format!("Tên thiết bị dài tối đa {DEVICE_NAME_MAX} ký tự.")));
    }
    let now = office.clock.unix_ms();
    let code = normalise_code(&request.code);
    let keys = [format!("code {code}"), format!("device {}", request.device)];
    if let Some(wait_s) = keys.iter().filter_map(|key| office.enrolments.wait_s(key, now)).max() {
        return Err(ApiError::too_many(wait_s));
    }
    let salt = office.code_salt.clone();
    let digest = office.slowly(move || code_digest(&code, &salt)).await?.ok_or_else(ApiError::busy)?;
    let token = new_token()?;
    let attempt = EnrolAttempt {
        code: digest,
        device: request.device,
        log: request.log,
        device_name: request.device_name,
        token: token_digest(&token),
        at_ms: now,
    };
    match office.store.enrol(&attempt).await? {
        EnrolOutcome::Unknown => {
            keys.iter().for_each(|key| office.enrolments.failed(key, now));
            tracing::info!(device = %request.device, "enrolment refused: device={}", request.device);
            Err(ApiError::unknown_code())
        }
        EnrolOutcome::LogTaken => Err(ApiError::not_your_log()),
        // Not why: nobody has proven yet to be that device.
        EnrolOutcome::Revoked => Err(ApiError::device_revoked()),
        EnrolOutcome::Enrolled { province, grant } => {
            keys.iter().for_each(|key| office.enrolments.succeeded(key));
            if let Some(key) = &request.key {
                office.store.set_device_key(&province, request.device, key).await?;
            }
            tracing::info!(
                %province, device = %request.device, log = %request.log, user = %grant.author.id,
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
