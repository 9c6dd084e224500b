//! Which app asks.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use danvan_core::wire::{APP_BUILD_HEADER, APP_BUILD_MAX, APP_GENERATION_UNSAID, APP_HEADER};

use crate::error::ApiError;
use crate::state::Office;

/// An app that the office still takes requests of. An older one is told so (426), and keeps what it has.
pub struct AppOfToday {
    /// The generation of its requests.
    pub generation: u32,
    /// Its build, where it says one.
    pub build: Option<String>,
}

impl FromRequestParts<Office> for AppOfToday {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let said = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let generation = said(APP_HEADER).and_then(|said| said.parse().ok()).unwrap_or(APP_GENERATION_UNSAID);
        if generation < office.oldest_app {
            return Err(ApiError::app_too_old());
        }
        let build = said(APP_BUILD_HEADER).filter(|build| !build.is_empty());
        Ok(Self { generation, build: build.map(|build| build.chars().take(APP_BUILD_MAX).collect()) })
    }
}
