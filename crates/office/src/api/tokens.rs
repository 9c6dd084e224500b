//! The tokens that requests carry: a device's in its head, that of a session in a cookie.

use axum::http::{HeaderMap, header};
use danvan_core::ids::Digest;

use crate::cookies::cookie_of;
use crate::secrets::token_digest;

/// The session's cookie.
pub const SESSION_COOKIE: &str = "danvan_session";

/// The digest of the session's token that a request carries.
pub fn session_of(headers: &HeaderMap) -> Option<Digest> {
    cookie_of(headers, SESSION_COOKIE).map(token_digest)
}

/// The digest of the token that a request carries.
pub fn token_of(headers: &HeaderMap) -> Option<Digest> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(bearer).map(token_digest)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
