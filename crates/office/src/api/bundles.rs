//! Bundles in, receipt files out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use danvan_core::access::Role;
use danvan_core::ids::DeviceId;
use danvan_core::wire_bundles::{BundleList, BundleRow};
use serde::Deserialize;

use crate::api::extract::{Carrier, DeviceAccess, FileBody, IdInPath, QueryOf};
use crate::api::openapi::schema;
use crate::bundles;
use crate::error::ApiError;
use crate::quarantine;
use crate::state::Office;

/// Rows in a list.
const ROWS: u32 = 500;

/// The query of `POST /api/v1/bundles`.
#[derive(Deserialize)]
pub struct Named {
    /// The file's name, for the row.
    pub(super) name: Option<String>,
}

/// Takes one bundle in, whoever carries it. Bringing it again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/bundles", tag = "bundles", security(("device" = []), ("console" = [])),
    params(("name" = Option<String>, Query, description = "The file's name, shown in the row")),
    request_body(content_type = "application/octet-stream", description = "The file"),
    responses(
        (status = 200, body = inline(schema::BundleRow), description = "What became of it, also where it cannot be used"),
        (status = 409, description = "To a hub: a push of the bundle's device is under way, and takes long (`device-busy`)", content_type = "application/problem+json"),
        (status = 413, description = "Larger than any bundle", content_type = "application/problem+json"),
    ))]
pub async fn take(
    State(office): State<Office>,
    carrier: Carrier,
    QueryOf(named): QueryOf<Named>,
    FileBody(file): FileBody,
) -> Result<Json<BundleRow>, ApiError> {
    let taken = bundles::take(&office, carrier.province(), named.name.as_deref(), file).await.map(Json);
    match &carrier {
        Carrier::Device(access) if of_a_hub(access) => taken.map_err(ApiError::for_hub),
        _ => taken,
    }
}

/// What waits, then what was brought last: everything for the console, for a hub what its units brought, for a
/// device its own.
#[utoipa::path(
    get, path = "/api/v1/bundles", tag = "bundles", security(("device" = []), ("console" = [])),
    responses((status = 200, body = inline(schema::BundleList))))]
pub async fn list(State(office): State<Office>, carrier: Carrier) -> Result<Json<BundleList>, ApiError> {
    let mut bundles = office.store.bundles(carrier.province(), ROWS).await?;
    bundles.retain(|row| match (&carrier, &row.header) {
        (Carrier::Console(_), _) => true,
        (Carrier::Device(access), Some(header)) if of_a_hub(access) => access.scope.covers(&header.unit),
        (Carrier::Device(access), Some(header)) => header.device == access.device.id,
        (Carrier::Device(_), None) => false,
    });
    for row in &mut bundles {
        quarantine::settle(&office, carrier.province(), row).await?;
    }
    Ok(Json(BundleList { bundles }))
}

/// The office's signed word on everything it has of a device, to carry back to it. For the console, a hub, and the
/// device itself.
#[utoipa::path(
    get, path = "/api/v1/receipts/{device}", tag = "bundles", security(("device" = []), ("console" = [])),
    params(("device" = String, Path, description = "The device's identifier")),
    responses(
        (status = 200, content_type = "application/octet-stream", description = "A receipt file"),
        (status = 404, description = "No such device within reach", content_type = "application/problem+json"),
    ))]
pub async fn receipt(
    State(office): State<Office>,
    carrier: Carrier,
    IdInPath(device): IdInPath<DeviceId>,
) -> Result<impl IntoResponse, ApiError> {
    if !within_reach(&office, &carrier, device).await? {
        return Err(ApiError::not_found());
    }
    let file = bundles::receipt_file(&office, carrier.province(), device).await?;
    let file = file.ok_or_else(ApiError::not_found)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"))], file))
}

/// A hub's machine, or a person who watches over its district.
fn of_a_hub(access: &DeviceAccess) -> bool {
    matches!(access.device.grant.role, Role::HubMachine | Role::HubMonitor)
}

/// Whether somebody may fetch what the office says to a device.
pub(super) async fn within_reach(
    office: &Office,
    carrier: &Carrier,
    device: DeviceId,
) -> Result<bool, ApiError> {
    Ok(match carrier {
        Carrier::Console(_) => true,
        Carrier::Device(access) if access.device.id == device => true,
        Carrier::Device(access) if of_a_hub(access) => {
            let signer = office.store.signer(carrier.province(), device).await?;
            signer.is_some_and(|signer| access.scope.covers(&signer.device.grant.home))
        }
        Carrier::Device(_) => false,
    })
}
