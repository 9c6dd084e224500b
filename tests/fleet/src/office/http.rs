//! Requests handed to the office's routes, without a network between.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// A reply.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// The seconds to wait, where it says so.
    pub retry_after_s: Option<u32>,
    /// Its body.
    pub body: Vec<u8>,
}

/// Who asks, in the way that the office asks for it.
pub(super) enum Credential<'c> {
    Token(&'c str),
    Session(&'c str),
}

/// Asks with or without a body of JSON. Nothing where the request cannot be written.
pub(super) async fn ask(
    api: Router,
    path: &str,
    credential: Credential<'_>,
    body: Option<Vec<u8>>,
) -> Option<Reply> {
    send(api, ("POST", path), credential, body, "application/json").await
}

/// Puts a body of JSON.
pub(super) async fn put(api: Router, path: &str, credential: Credential<'_>, body: Vec<u8>) -> Option<Reply> {
    send(api, ("PUT", path), credential, Some(body), "application/json").await
}

/// Sends a file.
pub(super) async fn send_file(
    api: Router,
    path: &str,
    credential: Credential<'_>,
    file: Vec<u8>,
) -> Option<Reply> {
    send(api, ("POST", path), credential, Some(file), "application/octet-stream").await
}

async fn send(
    api: Router,
    (method, path): (&str, &str),
    credential: Credential<'_>,
    body: Option<Vec<u8>>,
    kind: &str,
) -> Option<Reply> {
    let request = match credential {
        Credential::Token(token) => {
            Request::builder().header(header::AUTHORIZATION, format!("Bearer {token}"))
        }
        Credential::Session(token) => {
            Request::builder().header(header::COOKIE, format!("danvan_session={token}"))
        }
    };
    let request = match body {
        None => request.uri(path).body(Body::empty()),
        Some(body) => {
            request.method(method).uri(path).header(header::CONTENT_TYPE, kind).body(Body::from(body))
        }
    };
    let response = api.oneshot(request.ok()?).await.ok()?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get(header::RETRY_AFTER);
    let retry_after_s = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
    let body = response.into_body().collect().await.ok()?.to_bytes().to_vec();
    Some(Reply { status, retry_after_s, body })
}
