//! Files out, to whoever reaches a record that names them.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use danvan_core::attachment::{FileType, KNOWN_MAX};
use danvan_core::ids::{Digest, RecordId};
use danvan_core::wire::{KnownAnswer, KnownRequest};
use serde::Deserialize;

use super::extract::{IdInPath, JsonBody, QueryOf};
use super::openapi::schema;
use super::records::Reader;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::Asker;

/// Should a browser be talked into showing a file as a page, it may load nothing and run nothing.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
/// Kept by the browser, and shown only after the office has said again that this reader may.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Which of these files the office has whole, verified and stored, and the one who asks may read or has sent. Of others
/// it says nothing: that a file is there is nobody else's to know.
#[utoipa::path(
    post, path = "/api/v1/attachments/known", tag = "files", security(("device" = []), ("console" = [])),
    request_body = inline(schema::KnownRequest),
    responses(
        (status = 200, body = inline(schema::KnownAnswer)),
        (status = 422, description = "More than 1,000 at once", content_type = "application/problem+json"),
    ))]
pub async fn known(
    State(office): State<Office>,
    reader: Reader,
    JsonBody(request): JsonBody<KnownRequest>,
) -> Result<Json<KnownAnswer>, ApiError> {
    if request.sha256.len() > KNOWN_MAX {
        return Err(ApiError::invalid(format!("Mỗi lần hỏi tối đa {KNOWN_MAX} tệp.")));
    }
    let asker = Asker { scope: &reader.scope, device: reader.device, record: request.record };
    let rows = office.store.attachments_for(&reader.province, asker, &request.sha256).await?;
    let backed_up = rows.iter().filter(|row| row.backed_up).map(|row| row.sha256).collect();
    let known = rows.iter().map(|row| row.sha256).collect();
    Ok(Json(KnownAnswer { epoch: office.epoch.clone(), known, backed_up }))
}

/// The query of `GET /api/v1/attachments/{sha256}`.
#[derive(Deserialize)]
pub struct FileOf {
    /// The record on whose page it is to stand.
    pub(super) record: Option<RecordId>,
}

/// A file, if a record within reach names it by an entry whose device has sent it, or might read it already.
#[utoipa::path(
    get, path = "/api/v1/attachments/{sha256}", tag = "files", security(("device" = []), ("console" = [])),
    params(
        ("sha256" = String, Path, description = "The digest of its bytes, 64 hexadecimal digits"),
        ("record" = Option<String>, Query, description = "Only as a file of this record"),
    ),
    responses(
        (status = 200, description = "The bytes, with the type that the office found by their content and their own digest as `ETag`: of an image that told of place, time or device, without that"),
        (status = 304, description = "Still that of If-None-Match"),
        (status = 404, description = "No record within reach names it, or it has not arrived", content_type = "application/problem+json"),
    ))]
pub async fn file(
    State(office): State<Office>,
    reader: Reader,
    IdInPath(sha256): IdInPath<Digest>,
    QueryOf(of): QueryOf<FileOf>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Reader { province, scope, device } = &reader;
    let asker = Asker { scope, device: *device, record: of.record };
    if !office.store.is_attachment_open(province, asker, sha256).await? {
        return Err(ApiError::not_found());
    }
    let rows = office.store.attachments(province, &[sha256]).await?;
    let row = rows.into_iter().next().ok_or_else(ApiError::not_found)?;
    let served = row.served();
    let etag = format!("\"{}\"", served.sha256);
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if asked.is_some_and(|asked| asked.contains(&etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let object = office.attachments.read(&row).await?;
        let mut response = Body::from_stream(object.into_stream()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(served.bytes));
        let file_type = FileType::of_mime(&row.mime);
        let mime = file_type.map_or("application/octet-stream", FileType::mime);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        headers.insert(header::CONTENT_DISPOSITION, disposition(sha256, file_type)?);
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::try_from(etag).map_err(|_| ApiError::not_found())?);
    headers.insert(header::CACHE_CONTROL, ASK_FIRST);
    headers.insert(header::VARY, HeaderValue::from_static("authorization, cookie"));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// Images are shown, everything else is saved, under a name that no user wrote.
fn disposition(sha256: Digest, file_type: Option<FileType>) -> Result<HeaderValue, ApiError> {
    let way = if file_type.is_some_and(FileType::is_image) { "inline" } else { "attachment" };
    let ending = file_type.map_or("bin", FileType::extension);
    let name: String = sha256.to_string().chars().take(16).collect();
    HeaderValue::try_from(format!("{way}; filename=\"danvan-{name}.{ending}\""))
        .map_err(|_| ApiError::not_found())
}
