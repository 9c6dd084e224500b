//! What coding a body comes in. JSON may be packed, also where something on the way has taken the coding off its head, or
//! off itself: JSON never begins like gzip. Everything else is taken as it is: bundles are sealed and photos packed, and
//! seven kilobytes can unpack to two gigabytes.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, BodyStream, StreamBody};

use super::extract::is_json;
use crate::error::ApiError;

/// The first bytes of every gzip (RFC 1952, 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Turns a body away that is said to be packed.
pub async fn as_it_is(request: Request, next: Next) -> Response {
    let mut codings = request.headers().get_all(header::CONTENT_ENCODING).iter();
    if codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return next.run(request).await;
    }
    let mut response = ApiError::packed().into_response();
    // RFC 9110, 15.5.16: what would be taken.
    response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    response
}

/// Says what coding a body of JSON has by its first bytes, where that is gzip or is said to be; no other body is packed.
pub async fn recognised(request: Request, next: Next) -> Response {
    if !is_json(request.headers()) {
        return as_it_is(request, next).await;
    }
    let said = coding(request.headers());
    if said == Said::Other {
        return next.run(request).await;
    }
    let (mut parts, mut body) = request.into_parts();
    let first = body.frame().await;
    let begins = first.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map(Bytes::as_ref);
    let packed = begins.is_some_and(|bytes| bytes.starts_with(&GZIP));
    match (packed, said) {
        // Also where it is said in capitals, which the layer that unpacks does not know.
        (true, _) => {
            parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        // A first piece of one byte says too little.
        (false, Said::Gzip) if begins.is_some_and(|bytes| bytes.len() >= GZIP.len()) => {
            parts.headers.remove(header::CONTENT_ENCODING);
        }
        _ => {}
    }
    let whole = stream::iter(first).chain(BodyStream::new(body));
    next.run(Request::from_parts(parts, Body::new(StreamBody::new(whole)))).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Gzip,
    Other,
}

fn coding(headers: &HeaderMap) -> Said {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None => Said::Nothing,
        Some(coding) if coding.eq_ignore_ascii_case(b"gzip") => Said::Gzip,
        Some(_) => Said::Other,
    }
}
