//! Bundles and receipt files over HTTP. Whoever is in the district's network brings bundles and fetches receipts: a device or
//! the province has signed them, and nothing here can be read without the province's key. Bringing receipts and copying
//! what waits asks for the hub's PIN.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use danvan_core::bundle::RECEIPT_BYTES_MAX;
use danvan_core::ids::DeviceId;
use serde::Deserialize;

use super::asks_for_page;
use super::pin::Opened;
use crate::api::extract::{FileBody, IdInPath, QueryOf};
use crate::api::openapi::schema;
use crate::collection::members;
use crate::error::ApiError;
use crate::hub::{Hub, NotKept, page, store};
use crate::hub_wire::{KeptBundles, ReceiptRow, ReceiptRows};

/// The query of `POST /api/v1/bundles`.
#[derive(Deserialize)]
pub struct Named {
    name: Option<String>,
}

/// Takes a bundle, whoever carries it. Bringing it again changes nothing. The hub's page asks for a row of its table.
#[utoipa::path(
    post, path = "/api/v1/bundles", tag = "bundles", security(()),
    params(("name" = Option<String>, Query, description = "The file's name, shown in the row")),
    request_body(content_type = "application/octet-stream", description = "The file"),
    responses(
        (status = 200, description = "What became of it, also where it cannot be used", content(
            (inline(schema::BundleRow) = "application/json"),
            (String = "text/html"),
        )),
        (status = 409, description = "The province's keys are not known yet (`hub-without-keys`)"),
        (status = 507, description = "No more bundles are kept, of this device or at all (`hub-full`)"),
    ))]
pub async fn take(
    State(hub): State<Hub>,
    QueryOf(named): QueryOf<Named>,
    headers: HeaderMap,
    FileBody(file): FileBody,
) -> Result<Response, ApiError> {
    let row = hub.take_bundle(named.name.as_deref(), file).await?;
    if !asks_for_page(&headers) {
        return Ok(Json(row).into_response());
    }
    let identity = hub.file.identity().await?.ok_or_else(store::not_enrolled)?;
    Ok(Html(page::brought(&row, &identity.units)).into_response())
}

/// What is kept, and what became of it.
#[utoipa::path(
    get, path = "/api/v1/bundles", tag = "bundles", security(()),
    responses((status = 200, body = inline(schema::KeptBundles))))]
pub async fn list(State(hub): State<Hub>) -> Result<Json<KeptBundles>, ApiError> {
    Ok(Json(hub.shown().await?.kept.clone()))
}

/// Takes receipt files: one, or a collection of them. Asks for the PIN.
#[utoipa::path(
    post, path = "/api/v1/receipts", tag = "bundles", security(()),
    params(("name" = Option<String>, Query, description = "The file's name, shown in the row of a file by itself")),
    request_body(content_type = "application/octet-stream", description = "The file"),
    responses(
        (status = 200, description = "A row for each receipt", content(
            (inline(schema::ReceiptRows) = "application/json"),
            (String = "text/html"),
        )),
        (status = 303, description = "A browser that shows pages has not typed the PIN: back to the hub's page"),
        (status = 401, description = "The PIN was not typed in this browser (`pin-needed`)"),
        (status = 409, description = "The province's keys are not known yet (`hub-without-keys`)"),
        (status = 507, description = "No more is kept (`hub-full`)"),
    ))]
pub async fn take_receipts(
    State(hub): State<Hub>,
    _: Opened,
    QueryOf(named): QueryOf<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let mut files = members(body, RECEIPT_BYTES_MAX);
    let mut receipts = Vec::new();
    while let Some(file) = files.recv().await {
        let name = file.name.or_else(|| named.name.clone());
        receipts.push(match file.content {
            Ok(bytes) => hub.take_receipt(name.as_deref(), bytes).await?,
            Err(problem) => {
                ReceiptRow { name, device: None, device_name: None, problem: Some(problem), answered: 0 }
            }
        });
    }
    if asks_for_page(&headers) {
        return Ok(Html(page::receipts_brought(&receipts)).into_response());
    }
    Ok(Json(ReceiptRows { receipts }).into_response())
}

/// The province's signed word on a device, as a file.
#[utoipa::path(
    get, path = "/api/v1/receipts/{device}", tag = "bundles", security(()),
    params(("device" = String, Path, description = "The device's identifier")),
    responses(
        (status = 200, content_type = "application/octet-stream", description = "A receipt file"),
        (status = 404, description = "None is known of this device"),
    ))]
pub async fn receipt(
    State(hub): State<Hub>,
    IdInPath(device): IdInPath<DeviceId>,
) -> Result<Response, ApiError> {
    let file = hub.file.receipt_file(device).await?.ok_or_else(ApiError::not_found)?;
    let name = device.to_string();
    let name = name.rsplit('-').next().unwrap_or_default();
    Ok(download("application/octet-stream", &format!("bien-nhan-{name}.danvan"), file.into()))
}

/// One file with everything that waits, to be carried to the province. Asks for the PIN.
#[utoipa::path(
    post, path = "/api/v1/hub/stick", tag = "bundles", security(()),
    responses(
        (status = 200, content_type = "application/x-tar", description = "The bundles"),
        (status = 303, description = "Nothing waits, or a browser that shows pages has not typed the PIN; `Location` leads to the hub's page"),
        (status = 401, description = "The PIN was not typed in this browser (`pin-needed`)"),
    ))]
pub async fn copy(State(hub): State<Hub>, _: Opened) -> Result<Response, ApiError> {
    let Some(stick) = hub.copy_bundles().await? else { return Ok(Redirect::to("/").into_response()) };
    let name = format!("goi-khu-vuc-{}.tar", hub.clock.now().format("%Y-%m-%d-%H%M"));
    let mut response = download("application/x-tar", &name, Body::from_stream(stick.pieces));
    response.headers_mut().insert(header::CONTENT_LENGTH, stick.bytes.into());
    Ok(response)
}

fn download(kind: &'static str, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response()
}

impl From<NotKept> for ApiError {
    fn from(error: NotKept) -> Self {
        match error {
            NotKept::DeviceFull => {
                Self::hub_full("Máy này đang có quá nhiều gói chờ ở đây. Chuyển bớt về tỉnh rồi thử lại.")
            }
            NotKept::Full => Self::hub_full("Chuyển bớt về tỉnh rồi thử lại. Gói vẫn còn trên máy của xã."),
            NotKept::NoKeys => Self::hub_without_keys(),
            NotKept::Store(error) => error.into(),
        }
    }
}
