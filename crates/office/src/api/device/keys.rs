//! A device says its public key.

use axum::Json;
use axum::extract::State;
use danvan_core::bundle::OfficeKeys;
use danvan_core::proof;
use danvan_core::wire_bundles::DeviceKeyRequest;

use crate::api::extract::{DeviceAccess, JsonBody};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::KeyChange;

/// Keeps the key that the device signs with: its first one, for devices enrolled before there were keys, or the one that
/// the present key hands over to. A token alone never replaces a key. Answered with the office's keys.
#[utoipa::path(
    put, path = "/api/v1/devices/me/key", tag = "devices", security(("device" = [])),
    request_body = inline(schema::DeviceKeyRequest),
    responses(
        (status = 200, body = inline(schema::OfficeKeys)),
        (status = 403, description = "The device has another key, which has not handed over to this one (`device-known`)", content_type = "application/problem+json"),
    ))]
pub async fn register(
    State(office): State<Office>,
    access: DeviceAccess,
    JsonBody(request): JsonBody<DeviceKeyRequest>,
) -> Result<Json<OfficeKeys>, ApiError> {
    let (province, device) = (&access.device.province, access.device.id);
    let message = proof::key_change(device, &request.key);
    let by = match &request.by_previous {
        Some(signature) => {
            let current = office.store.device_keys(province, device).await?.current();
            current.filter(|key| key.verifies(&message, signature))
        }
        None => None,
    };
    let change = KeyChange { key: request.key, by, at_ms: office.clock.unix_ms() };
    if !office.store.change_key(province, device, &change).await? {
        tracing::info!(%province, %device, "a change of keys is refused: device={device}");
        return Err(ApiError::device_known());
    }
    Ok(Json(office.keys.clone()))
}
