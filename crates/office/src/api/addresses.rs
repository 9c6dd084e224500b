//! Addresses of requests, whatever they lead to.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// Bytes of an address. The longest in good faith name a file that is brought, in three bytes for each of its own, and
/// stay below 2 KB.
pub const ADDRESS_BYTES_MAX: usize = 8 * 1024;

/// Turns longer addresses away. Above 64 KB hyper does so before anything of ours is asked.
pub async fn of_bounded_length(request: Request, next: Next) -> Response {
    let bytes = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if bytes > ADDRESS_BYTES_MAX {
        return ApiError::address_too_long().into_response();
    }
    next.run(request).await
}
