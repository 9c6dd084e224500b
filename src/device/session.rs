//! Who uses the device, as the office said at the enrolment.

use danvan_core::access::{Author, Authority, Role, Scope};
use danvan_core::catalogue::UnitId;
use danvan_core::ids::DeviceId;
use danvan_core::wire::Enrolment;
use serde::{Deserialize, Serialize};

/// A device's enrolment. Stored as JSON: do not rename fields; add optional ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The device's identifier, made by itself.
    pub device: DeviceId,
    /// What people call the device.
    pub device_name: String,
    /// Person, role, reach, home unit, place and organisation; the token, too.
    pub enrolment: Enrolment,
}

impl Session {
    /// The person who signs entries from this device.
    pub fn author(&self) -> &Author {
        &self.enrolment.author
    }

    /// Their role.
    pub fn role(&self) -> Role {
        self.enrolment.role
    }

    /// Their reach.
    pub fn scope(&self) -> &Scope {
        &self.enrolment.scope
    }

    /// The unit that new records belong to.
    pub fn home(&self) -> &UnitId {
        &self.enrolment.home
    }

    /// The place or post to show at the top.
    pub fn place(&self) -> &str {
        &self.enrolment.place
    }

    /// The organisation offered first as the one in the lead.
    pub fn organisation(&self) -> Option<&str> {
        self.enrolment.organisation.as_deref()
    }

    /// What the core's rules ask of an author.
    pub fn authority(&self) -> Authority<'_> {
        Authority { role: self.enrolment.role, scope: &self.enrolment.scope }
    }
}
