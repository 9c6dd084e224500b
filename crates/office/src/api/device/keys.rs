//! A device says its public key.

use axum::Json;
use axum::extract::State;
use danvan_core::bundle::OfficeKeys;
use danvan_core::wire_bundles::DeviceKeyRequest;

use crate::api::extract::{DeviceAccess, JsonBody};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::state::Office;

/// Keeps the key that the device signs bundles with, for devices enrolled before there were bundles; answered with
/// the office's keys.
#[utoipa::path(
    put, path = "/api/v1/devices/me/key", tag = "devices", security(("device" = [])),
    request_body = inline(schema::DeviceKeyRequest),
    responses((status = 200, body = inline(schema::OfficeKeys))))]
pub async fn register(
    State(office): State<Office>,
    access: DeviceAccess,
    JsonBody(request): JsonBody<DeviceKeyRequest>,
) -> Result<Json<OfficeKeys>, ApiError> {
    office.store.set_device_key(&access.device.province, access.device.id, &request.key).await?;
    Ok(Json(office.keys.clone()))
}
