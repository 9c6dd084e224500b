//! Bodies whose coding something on the way has taken off their head, or off themselves: JSON never begins like gzip.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, BodyStream, StreamBody};

use super::extract::is_json;

/// The first bytes of every gzip (RFC 1952, 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Says what coding a body of JSON has by its first bytes, where that is gzip or is said to be.
pub async fn recognised(request: Request, next: Next) -> Response {
    let said = coding(request.headers());
    if !is_json(request.headers()) || said == Said::Other {
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
