//! Files in, piece by piece: the tus protocol 1.0 with its extensions creation, checksum and expiration.

use std::time::{Duration, SystemTime};

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use danvan_core::attachment::ATTACHMENT_BYTES_MAX;
use danvan_core::attachment::upload::{CHUNK_TYPE, TUS_VERSION, UploadMetadata, read_checksum};
use danvan_core::ids::Digest;
use danvan_core::wire::REQUEST_BYTES_MAX;
use sha1::{Digest as _, Sha1};

use crate::api::extract::{DeviceAccess, PieceBody};
use crate::api::openapi::schema;
use crate::attachments::{Promise, Standing, Uploader};
use crate::error::ApiError;
use crate::state::Office;

const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// For clients behind something that lets GET and POST through only.
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
/// What `OPTIONS` says.
const ABILITIES: [(&str, &str); 3] = [
    ("tus-version", TUS_VERSION),
    ("tus-extension", "creation,checksum,expiration"),
    ("tus-checksum-algorithm", "sha256,sha1"),
];
/// The longest `Upload-Metadata`.
const METADATA_MAX: usize = 4_096;

/// Around the routes of uploads: the protocol's version is asked for, and told with every answer.
pub async fn versioned(request: Request, next: Next) -> Response {
    let asked = request.headers().get(TUS_RESUMABLE).map(HeaderValue::as_bytes);
    let fits = request.method() == Method::OPTIONS || asked == Some(TUS_VERSION.as_bytes());
    let mut response = if fits {
        next.run(request).await
    } else {
        let mut refused = ApiError::tus_version().into_response();
        refused.headers_mut().insert("tus-version", HeaderValue::from_static(TUS_VERSION));
        refused
    };
    response.headers_mut().insert(TUS_RESUMABLE, HeaderValue::from_static(TUS_VERSION));
    response
}

/// What the office can do of the tus protocol.
#[utoipa::path(
    options, path = "/api/v1/uploads", tag = "files", security(()),
    responses((status = 204, description = "`Tus-Version`, `Tus-Extension`, `Tus-Max-Size`, `Tus-Checksum-Algorithm`")))]
pub async fn abilities() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    for (name, value) in ABILITIES {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response.headers_mut().insert("tus-max-size", HeaderValue::from(ATTACHMENT_BYTES_MAX));
    response
}

/// Begins an upload, or finds the one that this device began for the same digest and length.
#[utoipa::path(
    post, path = "/api/v1/uploads", tag = "files", security(("device" = [])),
    params(
        ("Tus-Resumable" = inline(schema::TusVersion), Header, description = "The version of the protocol"),
        ("Upload-Length" = u64, Header, description = "Bytes of the whole file, 10 MiB at most"),
        ("Upload-Metadata" = String, Header, description = "`sha256` (64 hexadecimal digits), `filename`, `filetype`, `record`; values in base64"),
    ),
    responses(
        (status = 201, description = "Begun, or begun before", headers(
            ("Location" = String, description = "The address of the upload"),
            ("Upload-Offset" = u64, description = "How many bytes of it the office has"),
            ("Upload-Expires" = String, description = "When it is removed where nobody goes on with it"),
        )),
        (status = 400, description = "No length, or no digest", content_type = "application/problem+json"),
        (status = 412, description = "Another version of the protocol", content_type = "application/problem+json"),
        (status = 413, description = "Too long, or no record names it and the device has sent too much already that none names", content_type = "application/problem+json"),
        (status = 429, description = "Too many uploads of this device are not whole, or they promise too many bytes", content_type = "application/problem+json"),
    ))]
pub async fn create(
    State(office): State<Office>,
    access: DeviceAccess,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let length = number(&headers, &UPLOAD_LENGTH).filter(|length| *length > 0);
    let length = length.ok_or_else(|| ApiError::malformed("Thiếu Upload-Length, hoặc tệp rỗng."))?;
    let metadata = text(&headers, &UPLOAD_METADATA).filter(|text| text.len() <= METADATA_MAX);
    let read = metadata.and_then(|text| Some((text.to_owned(), UploadMetadata::of_header(text)?)));
    let (metadata, read) = read.ok_or_else(|| ApiError::malformed("Upload-Metadata phải có sha256."))?;
    let promise = Promise { sha256: read.sha256, length, metadata };
    let (id, standing) = office.attachments.begin(&uploader(access), promise).await?;
    let mut response = StatusCode::CREATED.into_response();
    tell(&mut response, standing);
    let location = HeaderValue::try_from(format!("/api/v1/uploads/{id}"));
    response.headers_mut().insert(header::LOCATION, location.map_err(|_| ApiError::not_found())?);
    Ok(response)
}

/// How far an upload is.
#[utoipa::path(
    head, path = "/api/v1/uploads/{id}", tag = "files", security(("device" = [])),
    params(
        ("id" = String, Path, description = "From `Location`"),
        ("Tus-Resumable" = inline(schema::TusVersion), Header, description = "The version of the protocol"),
    ),
    responses(
        (status = 200, description = "How far it is", headers(
            ("Upload-Offset" = u64, description = "How many bytes of it the office has"),
            ("Upload-Length" = u64, description = "How many it has in all"),
            ("Upload-Metadata" = String, description = "As it was begun with"),
            ("Upload-Expires" = String, description = "When it is removed where nobody goes on with it"),
        )),
        (status = 404, description = "No such upload of this device"),
        (status = 410, description = "It has expired"),
    ))]
pub async fn offset(
    State(office): State<Office>,
    access: DeviceAccess,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let (promise, standing) = office.attachments.standing(&uploader(access), &id).await?;
    let mut response = StatusCode::OK.into_response();
    tell(&mut response, standing);
    let headers = response.headers_mut();
    headers.insert(UPLOAD_LENGTH, HeaderValue::from(promise.length));
    if let Ok(metadata) = HeaderValue::try_from(promise.metadata) {
        headers.insert(UPLOAD_METADATA, metadata);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Puts a piece behind what is there. Answered once it is on the disk; after the last piece once the whole file was
/// found to be the one that was promised, of a type that is taken, and stored.
#[utoipa::path(
    patch, path = "/api/v1/uploads/{id}", tag = "files", security(("device" = [])),
    params(
        ("id" = String, Path, description = "From `Location`"),
        ("Tus-Resumable" = inline(schema::TusVersion), Header, description = "The version of the protocol"),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha256` or `sha1`, a blank, the digest in base64"),
    ),
    request_body(content_type = "application/offset+octet-stream", description = "2 MiB at most"),
    responses(
        (status = 204, description = "Kept", headers(
            ("Upload-Offset" = u64, description = "How many bytes of it the office has"),
            ("Upload-Expires" = String, description = "When it is removed where nobody goes on with it"),
        )),
        (status = 400, description = "No offset, or an algorithm that is not known", content_type = "application/problem+json"),
        (status = 404, description = "No such upload of this device", content_type = "application/problem+json"),
        (status = 409, description = "The upload is elsewhere (`wrong-offset`)", content_type = "application/problem+json"),
        (status = 410, description = "Begin anew: it has expired (`upload-expired`), or the whole has another digest (`upload-damaged`)", content_type = "application/problem+json"),
        (status = 413, description = "Longer than was promised, or than a piece may be", content_type = "application/problem+json"),
        (status = 415, description = "No `application/offset+octet-stream`, or it is packed", content_type = "application/problem+json"),
        (status = 422, description = "The office does not take this file (`attachment-refused`); sending it again will not help", content_type = "application/problem+json"),
        (status = 460, description = "The piece is not the one of its checksum (`chunk-damaged`); send it again", content_type = "application/problem+json"),
    ))]
pub async fn go_on(
    State(office): State<Office>,
    access: DeviceAccess,
    Path(id): Path<String>,
    headers: HeaderMap,
    PieceBody(piece): PieceBody,
) -> Result<Response, ApiError> {
    let kind = text(&headers, &header::CONTENT_TYPE).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case(CHUNK_TYPE) {
        return Err(ApiError::chunk_type());
    }
    if piece.len() > REQUEST_BYTES_MAX {
        return Err(ApiError::too_large(format!("Mỗi lần gửi tối đa {} KB.", REQUEST_BYTES_MAX / 1024)));
    }
    let offset = number(&headers, &UPLOAD_OFFSET);
    let offset = offset.ok_or_else(|| ApiError::malformed("Thiếu Upload-Offset."))?;
    if let Some(checksum) = headers.get(UPLOAD_CHECKSUM) {
        let (algorithm, expected) = checksum
            .to_str()
            .ok()
            .and_then(read_checksum)
            .ok_or_else(|| ApiError::malformed("Upload-Checksum không đọc được."))?;
        let found = match algorithm {
            "sha256" => Digest::of(&[&piece]).as_bytes().to_vec(),
            "sha1" => Sha1::digest(&piece).to_vec(),
            _ => return Err(ApiError::malformed("Upload-Checksum chỉ nhận sha256 và sha1.")),
        };
        if found != expected {
            return Err(ApiError::chunk_damaged());
        }
    }
    let standing = office.attachments.go_on(&uploader(access), &id, offset, piece).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    tell(&mut response, standing);
    Ok(response)
}

/// The same for clients that can only POST: `X-HTTP-Method-Override` names `PATCH` or `HEAD`.
#[utoipa::path(
    post, path = "/api/v1/uploads/{id}", tag = "files", security(("device" = [])),
    params(
        ("id" = String, Path, description = "From `Location`"),
        ("X-HTTP-Method-Override" = inline(schema::MethodOverride), Header, description = "The method meant"),
    ),
    request_body(content_type = "application/offset+octet-stream", description = "As the method named"),
    responses(
        (status = 200, description = "As `HEAD`"),
        (status = 204, description = "As `PATCH`"),
        (status = 400, description = "As `PATCH`"),
        (status = 405, description = "Neither `PATCH` nor `HEAD` is named"),
        (status = 409, description = "As `PATCH`"),
        (status = 410, description = "It has expired (`upload-expired`), or the whole has another digest (`upload-damaged`)"),
        (status = 413, description = "As `PATCH`"),
        (status = 415, description = "As `PATCH`"),
        (status = 422, description = "As `PATCH`"),
        (status = 460, description = "As `PATCH`"),
    ))]
pub async fn overridden(
    state: State<Office>,
    access: DeviceAccess,
    id: Path<String>,
    headers: HeaderMap,
    PieceBody(piece): PieceBody,
) -> Result<Response, ApiError> {
    match text(&headers, &METHOD_OVERRIDE) {
        Some("PATCH") => go_on(state, access, id, headers, PieceBody(piece)).await,
        Some("HEAD") => offset(state, access, id).await,
        _ => Err(ApiError::of_status(StatusCode::METHOD_NOT_ALLOWED)),
    }
}

fn uploader(access: DeviceAccess) -> Uploader {
    Uploader { province: access.device.province, device: access.device.id, scope: access.scope }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Digits only: no sign, no blanks.
fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    text(headers, name).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

fn tell(response: &mut Response, standing: Standing) {
    let headers = response.headers_mut();
    headers.insert(UPLOAD_OFFSET, HeaderValue::from(standing.offset));
    let expires = Duration::from_millis(u64::try_from(standing.expires_ms).unwrap_or(0));
    if let Some(expires) = SystemTime::UNIX_EPOCH.checked_add(expires)
        && let Ok(expires) = HeaderValue::try_from(httpdate::fmt_http_date(expires))
    {
        headers.insert(UPLOAD_EXPIRES, expires);
    }
}
