//! The hub behind a bearer token, at the province: a machine, by a role that no person's device holds.

use std::collections::BTreeSet;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use danvan_core::access::{Role, Scope};
use danvan_core::catalogue::{HubId, ProvinceCode, UnitId};
use danvan_core::ids::DeviceId;

use super::DeviceAccess;
use crate::error::ApiError;
use crate::hub_wire::within;
use crate::state::Office;
use crate::store::{Enrolled, Reach};

/// A hub with its reach of today.
pub struct HubAccess {
    /// Its province.
    pub province: ProvinceCode,
    /// Which hub it is.
    pub hub: HubId,
    /// Its own device, which other hubs and devices know nothing of.
    pub device: DeviceId,
    /// Its members, former units included.
    pub units: BTreeSet<UnitId>,
}

impl HubAccess {
    /// A device that this hub speaks for, revoked or not. The others do not exist for it.
    ///
    /// # Errors
    /// Where the device is another hub's.
    pub async fn device(&self, office: &Office, device: DeviceId) -> Result<DeviceAccess, ApiError> {
        let found = office.store.enrolled(&self.province, Some(device)).await?.pop();
        let found = found.filter(|found| self.serves(office, found)).ok_or_else(ApiError::not_found)?;
        let scope = office.scope(&self.province, &found.device.grant.reach)?;
        Ok(DeviceAccess { device: found.device, scope })
    }

    /// Whether everything that a device's persons reach lies among the members: a hub can then bring nothing that
    /// its own district could not.
    pub fn serves(&self, office: &Office, found: &Enrolled) -> bool {
        let grants = std::iter::once(&found.device.grant).chain(&found.device.earlier);
        let inside =
            |reach| office.scope(&self.province, reach).is_ok_and(|scope| within(&scope, &self.units));
        found.device.id != self.device && grants.into_iter().all(|grant| inside(&grant.reach))
    }
}

impl FromRequestParts<Office> for HubAccess {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let DeviceAccess { device, scope } = DeviceAccess::from_request_parts(parts, office).await?;
        match (device.grant.role, device.grant.reach, scope) {
            (Role::HubMachine, Reach::Hub { hub }, Scope::Units { units }) => {
                Ok(Self { province: device.province, hub, device: device.id, units })
            }
            (Role::HubMonitor, Reach::Hub { .. }, _) => Err(ApiError::not_a_machine()),
            _ => Err(ApiError::forbidden()),
        }
    }
}
