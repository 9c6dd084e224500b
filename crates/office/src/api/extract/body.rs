//! Bodies, bounded after decompression.

use std::error::Error;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use danvan_core::bounded::longer_than;
use danvan_core::bundle::BUNDLE_BYTES_MAX;
use danvan_core::wire::REQUEST_BYTES_MAX;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::api::body_max::BodyMax;
use crate::error::ApiError;

/// JSON of more bytes than this is read beside the threads that serve requests: two megabytes take them a few
/// milliseconds, in which everybody else would wait.
const READ_BESIDE_BYTES: usize = 64 * 1024;

/// A body of JSON, at most [`REQUEST_BYTES_MAX`] bytes of it, however it was compressed.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned + Send + 'static, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::media_type());
        }
        let bytes = bounded(request).await?;
        let read = if bytes.len() > READ_BESIDE_BYTES {
            let read = tokio::task::spawn_blocking(move || serde_json::from_slice(&bytes)).await;
            read.map_err(|_| ApiError::busy())?
        } else {
            serde_json::from_slice(&bytes)
        };
        read.map(Self).map_err(|error| match longer_than(&error) {
            Some(items) => {
                ApiError::too_large(format!("Mỗi lần gửi tối đa {items} phần. Chưa nhận gì; chia ra gửi."))
            }
            // The position only: the parser's words may quote the body, and bodies are nobody's business.
            None => ApiError::malformed(format!("JSON sai ở dòng {}, cột {}.", error.line(), error.column())),
        })
    }
}

/// A piece of a file as a body, at most [`REQUEST_BYTES_MAX`] bytes.
pub struct PieceBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for PieceBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        bounded(request).await.map(Self)
    }
}

/// A whole file as a body, whatever its kind says; at most as large as a bundle.
pub struct FileBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for FileBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let said =
            request.headers().get(header::CONTENT_LENGTH).and_then(|said| said.to_str().ok()?.parse().ok());
        if said.is_some_and(|said: u64| said > BUNDLE_BYTES_MAX as u64) {
            return Err(too_large(BUNDLE_BYTES_MAX));
        }
        read(request.into_body(), BUNDLE_BYTES_MAX).await.map(Self)
    }
}

/// Whether it says that it is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// The body, by the measure that it came in by.
async fn bounded(request: Request) -> Result<Bytes, ApiError> {
    let max = request.extensions().get().copied().unwrap_or(BodyMax::of(REQUEST_BYTES_MAX));
    if max.is_exceeded() {
        return Err(too_large(max.bytes()));
    }
    read(request.into_body(), max.bytes()).await
}

async fn read(body: Body, bytes_max: usize) -> Result<Bytes, ApiError> {
    match Limited::new(body, bytes_max).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if caused_by_length(error.as_ref()) => Err(too_large(bytes_max)),
        Err(_) => Err(ApiError::malformed("Nội dung bị đứt giữa chừng hoặc nén sai.")),
    }
}

fn too_large(bytes_max: usize) -> ApiError {
    ApiError::too_large(format!("Mỗi lần gửi tối đa {} KB.", bytes_max / 1024))
}

fn caused_by_length(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
