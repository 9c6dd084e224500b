//! Somebody who brings what others wrote, or fetches what is for others.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use danvan_core::catalogue::ProvinceCode;

use super::{Console, DeviceAccess};
use crate::error::ApiError;
use crate::state::Office;

/// A device (a hub among them) by its token, or a person at the console by their session.
pub enum Carrier {
    /// A device.
    Device(Box<DeviceAccess>),
    /// A person.
    Console(Box<Console>),
}

impl Carrier {
    /// Their province.
    pub fn province(&self) -> &ProvinceCode {
        match self {
            Self::Device(access) => &access.device.province,
            Self::Console(console) => &console.user.province,
        }
    }
}

impl FromRequestParts<Office> for Carrier {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            let access = DeviceAccess::from_request_parts(parts, office).await?;
            return Ok(Self::Device(Box::new(access)));
        }
        Ok(Self::Console(Box::new(Console::from_request_parts(parts, office).await?)))
    }
}
