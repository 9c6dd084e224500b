//! The device behind a bearer token.
//!
//! One order holds for whatever a device asks for: first whose token it is, then whether that device is revoked, then
//! everything else (the app's age, the body, signatures). Whoever holds a revoked device reads that, and nothing that
//! sends them for an update or another try.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use danvan_core::access::Scope;

use super::AppOfToday;
use crate::api::door::Recognised;
use crate::api::tokens::token_of;
use crate::error::ApiError;
use crate::intake::Bringer;
use crate::state::{Office, Sent};
use crate::store::{Contact, Device};

/// An enrolled device with its scope of today.
pub struct DeviceAccess {
    /// The device.
    pub device: Device,
    /// What it reads: the reach of its latest enrolment.
    pub scope: Scope,
}

impl DeviceAccess {
    /// The device as one who brings entries: also those of persons it was enrolled for before.
    ///
    /// # Errors
    /// Where the province has no catalogue.
    pub fn bringer(&self, office: &Office) -> Result<Bringer, ApiError> {
        office.bringer(&self.device)
    }
}

impl FromRequestParts<Office> for DeviceAccess {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let Self { device, scope } = Self::of_token(parts, office).await?;
        if device.refused() {
            Err(office.revoked(&device, Sent::Nothing).await)
        } else {
            Ok(Self { device, scope })
        }
    }
}

/// A device that may be revoked: its handler keeps what it sent, and answers with why.
pub struct DeviceOrRevoked(pub DeviceAccess);

impl FromRequestParts<Office> for DeviceOrRevoked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        DeviceAccess::of_token(parts, office).await.map(Self)
    }
}

impl DeviceAccess {
    async fn of_token(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let app = AppOfToday::from_request_parts(parts, office).await;
        let found = match (parts.extensions.remove(), token_of(&parts.headers)) {
            (Some(Recognised::Device(device)), _) => Some(*device),
            (_, Some(token)) => office.store.device_of_token(token, office.clock.unix_ms()).await?,
            (_, None) => None,
        };
        let (app, device) = match (app, found) {
            (Ok(app), Some(device)) => (app, device),
            (Err(_), Some(device)) if device.refused() => {
                return Err(office.revoked(&device, Sent::Nothing).await);
            }
            (Err(too_old), _) => return Err(too_old),
            (Ok(_), None) => return Err(ApiError::unknown_device()),
        };
        office.device_may_ask(&device)?;
        let contact = Contact { at_ms: office.clock.unix_ms(), generation: app.generation, build: app.build };
        office.heard((device.province.clone(), device.id, contact));
        let scope = office.scope(&device.province, &device.grant.reach)?;
        Ok(Self { device, scope })
    }
}
