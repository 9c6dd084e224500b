//! What travels between a hub and the province, beside what devices send. Do not rename fields; add optional ones.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use danvan_core::access::Scope;
use danvan_core::bundle::{BundleProblem, OfficeKeys, PublicKey};
use danvan_core::catalogue::{HubId, UnitId};
use danvan_core::entry::Head;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire::SignedHead;
use danvan_core::wire_bundles::BundleRow;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The kind of the problem (403) of a segment of a revoked device for which the province had no room among what waits for a
/// person's judgement. It was not kept: the hub brings it again later.
pub const QUARANTINE_FULL: &str = "/problems/quarantine-full";

/// The kind of the problem (409 to hubs, 429 before) of a segment or bundle of a device of which another one is under way,
/// and takes long. It was not kept: the hub goes on with other devices, and brings it again soon.
pub const DEVICE_BUSY: &str = "/problems/device-busy";

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
    /// The keys of the province's office: which bundles are for it, and what its receipt files are signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<OfficeKeys>,
    /// What [`Self::devices`] come to, their logs left out. A hub that names it again is told [`Self::same`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The devices are still those of the tag that the hub named, and are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same: bool,
    /// The logs that have changed, for a hub that asked for those alone; no device lists logs then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<ChangedLogs>,
}

/// The query of `GET /api/v1/hub/devices`. Hubs that name neither are told everything each time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesAsked {
    /// The tag of the devices that the hub knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// [`ChangedLogs::next`] of the answer before; empty for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Heads of logs in the order in which they changed: a page of bounded length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedLogs {
    /// The logs. What changed a moment ago may come again.
    pub logs: Vec<DeviceLog>,
    /// What to ask after next.
    pub next: String,
    /// Whether there are more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// A log with its device and its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLog {
    /// Whose it is.
    pub device: DeviceId,
    /// The log.
    pub log: LogId,
    /// Its head.
    pub head: Head,
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
    /// The units of its earlier enrolments: a bundle that it made then names one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_homes: Vec<UnitId>,
    /// What it reads, as the province worked it out.
    pub scope: Scope,
    /// Empty: a device shows a hub a proof by its key, never its token. Provinces before such proofs told the digests
    /// of its tokens here.
    #[serde(default)]
    pub tokens: Vec<Digest>,
    /// Whether its access was taken away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// Why, for the device's person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_because: Option<String>,
    /// How far the province has each of its logs.
    pub logs: Vec<LogHead>,
    /// The key it signs with today, where it has said one: a session at the hub is opened with it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// Every key that it has signed with, the current one included: segments may still lie at a hub that an earlier
    /// key has signed. Provinces before signed segments leave it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<PublicKey>,
    /// Whether it has signed once: nothing unsigned is taken from it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signs: bool,
}

/// A log with its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    /// The log.
    pub log: LogId,
    /// Its head.
    pub head: Head,
}

/// `GET /api/v1/hub/devices/{device}/logs/{log}/entries?from=n`: a segment of what the province has.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogStretch {
    /// The number of the first entry.
    pub from: u64,
    /// The frozen texts.
    pub entries: Vec<Box<RawValue>>,
    /// The signed heads that lie after an entry of these, in the order of their length: the hub keeps them with the
    /// entries, since a restored province needs them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<SignedHead>,
}

/// `GET /api/v1/bundles` at a hub: what it keeps and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBundles {
    /// What waits, in the order of its logs; then what the province has answered, newest first.
    pub bundles: Vec<KeptBundle>,
}

/// A bundle that was brought to a hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBundle {
    /// The hub's own word: `kept`, with the first entry that is missing before it as far as the hub can tell.
    pub row: BundleRow,
    /// The file's size.
    pub bytes: u64,
    /// When it was last copied for carrying it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_at: Option<DateTime<FixedOffset>>,
    /// The province's word, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<BundleRow>,
    /// Why the province did not take it over the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// What became of a receipt file that was brought to a hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRow {
    /// The file's name, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The device it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// What people call the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// Why it cannot be used; nothing changed then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<BundleProblem>,
    /// Bundles of the device that waited and are answered by it.
    pub answered: u64,
}

/// `POST /api/v1/receipts` at a hub: a row for each receipt in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRows {
    /// The rows.
    pub receipts: Vec<ReceiptRow>,
}

/// Whether everything of `inner` lies within `outer`.
pub fn within(inner: &Scope, outer: &BTreeSet<UnitId>) -> bool {
    match inner {
        Scope::Units { units } => units.is_subset(outer),
        // What nobody here can read lies within nothing.
        Scope::Province | Scope::Other(_) => false,
    }
}
