//! What anybody can read on a bundle.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::catalogue::{ProvinceCode, UnitId};
use crate::entry::Head;
use crate::ids::{DeviceId, Digest, LogId};
use crate::keys::Signature;

/// The format this version writes. Readers accept every format up to their own.
pub const BUNDLE_FORMAT: u16 = 1;

/// The clear header: enough for a carrier, a hub or a clerk to know what lies there, and nothing of the contents.
///
/// Stored and sent as JSON: do not rename fields; add optional ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleHeader {
    /// The format.
    pub format: u16,
    /// The province whose office it is for.
    pub province: ProvinceCode,
    /// The home unit of the device.
    pub unit: UnitId,
    /// The device that signed it.
    pub device: DeviceId,
    /// The log that the segment belongs to.
    pub log: LogId,
    /// The number of the first entry.
    pub from: u64,
    /// How many entries.
    pub count: u64,
    /// The digest of the log before the first entry.
    pub previous: Digest,
    /// The digest of the log after the last.
    pub last: Digest,
    /// How many attachments.
    pub attachments: u64,
    /// The size of what is sealed, in bytes.
    pub bytes: u64,
    /// The name of the office's keys that it is sealed to.
    pub office: String,
    /// The device's clock when it was made: shown, never compared.
    pub made_at: DateTime<FixedOffset>,
    /// The device's signature over the log's head after the segment ([`crate::proof::segment`]), as a push carries it.
    /// Devices before release 3 leave it out; the whole file is signed in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

impl BundleHeader {
    /// Where the log stands after this segment.
    pub fn head(&self) -> Head {
        Head { length: self.from.saturating_add(self.count), digest: self.last }
    }
}
