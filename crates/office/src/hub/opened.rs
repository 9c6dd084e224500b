//! The cookie of a browser in which the PIN was typed.

use axum::http::HeaderMap;

use super::Hub;
use crate::cookies::cookie_of;
use crate::error::ApiError;

/// The cookie. No script reads it, no other site sends it, and it ends with the browser.
pub const COOKIE: &str = "danvan_hub";

/// Whether the PIN was typed in the browser that looks at the page.
pub async fn is_opened(hub: &Hub, headers: &HeaderMap) -> Result<bool, ApiError> {
    opened(hub, headers, false).await
}

/// The same. Doing something by it lets it go on; looking at the page, which asks again by itself, does not.
pub async fn opened(hub: &Hub, headers: &HeaderMap, does_something: bool) -> Result<bool, ApiError> {
    match token(headers) {
        Some(token) => Ok(hub.is_opened(token, does_something).await?),
        None => Ok(false),
    }
}

/// What the cookie holds.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    cookie_of(headers, COOKIE)
}
