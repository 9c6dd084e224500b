//! What travels between a hub and the province, beside what devices send. Do not rename fields; add optional ones.

use std::collections::BTreeSet;

use danvan_core::access::Scope;
use danvan_core::catalogue::{HubId, UnitId};
use danvan_core::entry::Head;
use danvan_core::ids::{DeviceId, Digest, LogId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// `GET /api/v1/hub/devices`: whom a hub serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubDevices {
    /// The hub that asks.
    pub hub: HubId,
    /// Its name.
    pub name: String,
    /// The province's code.
    pub province: String,
    /// The epoch of the province's database.
    pub epoch: String,
    /// Its members, to list them although nobody has come yet.
    pub units: Vec<HubUnit>,
    /// The devices whose units lie among the hub's members.
    pub devices: Vec<HubDevice>,
}

/// A commune of a hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubUnit {
    /// Its identifier.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
}

/// A device that a hub serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubDevice {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// The unit that its new records belong to.
    pub home: UnitId,
    /// What it reads, as the province worked it out.
    pub scope: Scope,
    /// The digests of its tokens.
    pub tokens: Vec<Digest>,
    /// Whether its access was taken away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// How far the province has each of its logs.
    pub logs: Vec<LogHead>,
}

/// A log with its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    /// The log.
    pub log: LogId,
    /// Its head.
    pub head: Head,
}

/// `GET /api/v1/hub/devices/{device}/logs/{log}/entries?from=n`: a stretch of what the province has.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogStretch {
    /// The number of the first entry.
    pub from: u64,
    /// The frozen texts.
    pub entries: Vec<Box<RawValue>>,
}

/// Whether everything of `inner` lies within `outer`.
pub fn within(inner: &Scope, outer: &BTreeSet<UnitId>) -> bool {
    match inner {
        Scope::Units { units } => units.is_subset(outer),
        Scope::Province => false,
    }
}
