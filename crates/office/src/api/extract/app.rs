//! Which generation of the app asks.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use danvan_core::wire::{APP_GENERATION_UNSAID, APP_HEADER};

use crate::error::ApiError;
use crate::state::Office;

/// An app that the office still takes requests of. An older one is told so (426), and keeps what it has.
pub struct AppOfToday;

impl FromRequestParts<Office> for AppOfToday {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let said = parts.headers.get(APP_HEADER).and_then(|value| value.to_str().ok());
        let generation = said.and_then(|said| said.trim().parse().ok()).unwrap_or(APP_GENERATION_UNSAID);
        if generation < office.oldest_app { Err(ApiError::app_too_old()) } else { Ok(Self) }
    }
}
