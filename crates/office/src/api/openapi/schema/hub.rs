//! What hubs get.

use utoipa::ToSchema;

use super::Scope;
use super::device::Head;
use super::device::OfficeKeys;

/// Whom a hub serves.
#[derive(ToSchema)]
pub struct HubDevices {
    /// The hub that asks.
    hub: String,
    name: String,
    /// The province's code.
    province: String,
    /// The epoch of the province's database.
    epoch: String,
    /// The hub's members of today.
    units: Vec<HubUnit>,
    devices: Vec<HubDevice>,
    /// The office's: which bundles are for it, what its receipt files are signed with.
    keys: Option<OfficeKeys>,
    /// Names the devices as they are listed here, their logs left out.
    tag: Option<String>,
    /// Whether they are still those of the tag that was asked with (`known`): they are left out then.
    same: Option<bool>,
    /// The logs that have changed, where `after` was asked with; no device lists logs then.
    changed: Option<ChangedLogs>,
}

/// A page of logs in the order in which they changed.
#[derive(ToSchema)]
pub struct ChangedLogs {
    /// At most 250.
    logs: Vec<DeviceLog>,
    /// What to ask `after` next.
    next: String,
    /// Whether there are more.
    more: Option<bool>,
}

/// A log with its device and its head.
#[derive(ToSchema)]
pub struct DeviceLog {
    device: String,
    log: String,
    head: Head,
}

/// A commune of a hub.
#[derive(ToSchema)]
pub struct HubUnit {
    unit: String,
    name: String,
}

/// A device whose units lie among the hub's members.
#[derive(ToSchema)]
pub struct HubDevice {
    device: String,
    /// What people call it.
    name: String,
    /// The unit that its new records belong to.
    home: String,
    /// The units of its earlier enrolments; absent for none.
    earlier_homes: Option<Vec<String>>,
    scope: Scope,
    /// Always empty: a device shows a hub a proof by its key.
    tokens: Vec<String>,
    /// Whether its access was taken away.
    revoked: Option<bool>,
    /// Why, in the administrator's words.
    revoked_because: Option<String>,
    /// How far the province has each of its logs.
    logs: Vec<LogHead>,
    /// What it signs with today: a compressed point of P-256 in hexadecimal; absent where it has said none.
    key: Option<String>,
    /// Every key that it has signed with, the current one included.
    keys: Option<Vec<String>>,
    /// Whether it has signed once: nothing unsigned is taken from it any more.
    signs: Option<bool>,
}

/// A log with its head.
#[derive(ToSchema)]
pub struct LogHead {
    log: String,
    head: Head,
}

/// A segment of what the province has of a log.
#[derive(ToSchema)]
pub struct LogStretch {
    /// The number of the first entry.
    from: u64,
    /// The entries' frozen texts.
    #[schema(value_type = Vec<Object>)]
    entries: (),
    /// Heads that the device has signed, after an entry of these.
    signed: Option<Vec<SignedHead>>,
}

/// A head of a log with its device's signature over it.
#[derive(ToSchema)]
pub struct SignedHead {
    head: Head,
    /// 64 bytes (r and s) in hexadecimal.
    signature: String,
}
