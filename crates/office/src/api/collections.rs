//! Collections: what a hub copied for a stick comes in, and the receipts of all its devices go back in one file.

use std::io;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use danvan_core::bundle::BUNDLE_BYTES_MAX;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire_bundles::{BundleList, ReceiptsRequest};
use futures_util::{StreamExt, stream};

use super::bundles::{Named, within_reach};
use crate::api::extract::{Carrier, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::bundles;
use crate::collection::{end, member, members};
use crate::error::ApiError;
use crate::state::Office;

/// Devices in one request for receipts.
const DEVICES_MAX: usize = 1_000;

/// Takes in every bundle of a collection (a tar archive), or the one bundle that the body is. Bringing it again
/// changes nothing; what is wrong with one holds up no other.
#[utoipa::path(
    post, path = "/api/v1/bundles/collections", tag = "bundles", security(("device" = []), ("console" = [])),
    params(("name" = Option<String>, Query, description = "The file's name, shown in the row of a bundle by itself")),
    request_body(content_type = "application/octet-stream", description = "The file"),
    responses((status = 200, body = inline(schema::BundleList), description = "A row for each bundle, in their order")))]
pub async fn take(
    State(office): State<Office>,
    carrier: Carrier,
    QueryOf(named): QueryOf<Named>,
    body: Body,
) -> Result<Json<BundleList>, ApiError> {
    let mut files = members(body, BUNDLE_BYTES_MAX);
    let mut rows = Vec::new();
    while let Some(file) = files.recv().await {
        let name = file.name.as_deref().or(named.name.as_deref());
        rows.push(match file.content {
            Ok(bytes) => bundles::take(&office, carrier.province(), name, bytes).await?,
            Err(problem) => {
                bundles::refuse(bundles::new_row(Digest::of(&[]), name, office.clock.now()), problem)
            }
        });
    }
    Ok(Json(BundleList { bundles: rows }))
}

/// The office's signed words on several devices in one file (a tar archive), for a hub to hand out. Devices out of
/// reach, and those of which the office has nothing, are left out.
#[utoipa::path(
    post, path = "/api/v1/receipts/collections", tag = "bundles", security(("device" = []), ("console" = [])),
    request_body(content = inline(schema::ReceiptsRequest)),
    responses(
        (status = 200, content_type = "application/x-tar", description = "Receipt files"),
        (status = 413, description = "Too many devices", content_type = "application/problem+json"),
    ))]
pub async fn receipts(
    State(office): State<Office>,
    carrier: Carrier,
    JsonBody(ReceiptsRequest { mut devices }): JsonBody<ReceiptsRequest>,
) -> Result<impl IntoResponse, ApiError> {
    devices.sort();
    devices.dedup();
    if devices.len() > DEVICES_MAX {
        return Err(ApiError::too_large(format!("Mỗi lần tối đa {DEVICES_MAX} máy.")));
    }
    let mut within = Vec::new();
    for device in devices {
        if within_reach(&office, &carrier, device).await? {
            within.push(device);
        }
    }
    let province = carrier.province().clone();
    let files = stream::iter(within).then(move |device| {
        let (office, province) = (office.clone(), province.clone());
        async move { receipt_in(&office, &province, device).await }
    });
    let pieces = files.chain(stream::once(async { Ok(end()) }));
    Ok(([(header::CONTENT_TYPE, "application/x-tar")], Body::from_stream(pieces)))
}

/// A device's receipt file as a member of a collection; nothing where there is none.
async fn receipt_in(office: &Office, province: &ProvinceCode, device: DeviceId) -> io::Result<Bytes> {
    let failed = |error: ApiError| {
        tracing::error!(?error, %device, "no receipt");
        io::Error::other("no receipt")
    };
    match bundles::receipt_file(office, province, device).await.map_err(failed)? {
        Some(file) => member(&format!("bien-nhan-{device}.danvan"), office.clock.unix_ms(), &file),
        None => Ok(Bytes::new()),
    }
}
