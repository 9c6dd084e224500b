//! What travels about bundles between a device, a hub or the console and the office, as JSON. Do not rename fields;
//! add optional ones.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::bundle::{BundleHeader, BundleProblem, PublicKey, Signature};
use crate::code::Code;
use crate::further::Further;
use crate::ids::{DeviceId, Digest};
use crate::wire::Receipt;

/// `PUT /api/v1/devices/me/key`: a device says its public key; answered with the office's
/// ([`crate::bundle::OfficeKeys`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKeyRequest {
    /// The key that it signs with.
    pub key: PublicKey,
    /// The signature of the device's present key over [`crate::proof::key_change`], where it has another one already: a
    /// token alone never replaces a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_previous: Option<Signature>,
}

/// What became of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleOutcome {
    /// Its entries are in the log; its photos and files are kept but for [`BundleRow::refused_files`].
    Taken,
    /// All of it was there before, entries and files. Nothing changed.
    AlreadyHad,
    /// Entries before it are missing: it is kept, and taken in once they are there.
    Waiting,
    /// Entries before it are missing, and it is not kept: see [`BundleProblem::TooMuchWaits`]. Nothing changed.
    NoRoom,
    /// A hub keeps it for the office, unopened. Confirms nothing.
    Kept,
    /// The log forked: what differs is kept apart.
    Forked,
    /// It cannot be used; [`BundleRow::problem`] says why. Nothing changed.
    Damaged,
    /// The office does not know the device, or not its key. Nothing changed.
    UnknownDevice,
    /// It is sealed to another office. Nothing changed.
    OtherOffice,
    /// Its device is revoked: it is kept apart until a person at the office decides. Confirms nothing.
    Quarantined,
    /// An outcome of another version, carried on under its name.
    #[serde(untagged)]
    Other(Code),
}

/// Why the office does not take a photo or file that lay in a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// It is longer than files may be.
    TooLarge,
    /// It is not what the record names: it was damaged on the device.
    OtherDigest,
    /// Its content is of no kind that the office takes.
    Kind,
    /// It begins like an image and cannot be read as one.
    Unreadable,
    /// It would unfold into too many pixels.
    TooManyPixels,
    /// No record names it, and its device has sent too much already that none names.
    NoRoom,
    /// A problem of another version, carried on under its name.
    #[serde(untagged)]
    Other(Code),
}

/// A photo or file of a bundle that the office does not take. The entries do not depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedFile {
    /// The digest that the record names it by.
    pub sha256: Digest,
    /// Its name there, cut to a length that can be shown.
    pub name: String,
    /// Why it is not taken.
    pub problem: FileProblem,
}

/// A row of what was brought: the answer to `POST /api/v1/bundles`, a line of `GET /api/v1/bundles`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleRow {
    /// The digest of the file.
    pub digest: Digest,
    /// The file's name, where the carrier said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The clear header, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<BundleHeader>,
    /// What people call the device, where the office knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// What became of it.
    pub outcome: BundleOutcome,
    /// Why it cannot be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<BundleProblem>,
    /// While it waits: the number of the first entry that is missing before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_from: Option<u64>,
    /// Entries that are new with it.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub fresh: u64,
    /// Entries of it that the rules refuse; they stand in the log with their reasons.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub refused: u64,
    /// Photos and files that are new with it.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub files: u64,
    /// Photos and files of it that the office does not take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_files: Vec<RefusedFile>,
    /// Bundles that waited and were taken in because of this one.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub released: u64,
    /// When it was brought.
    pub brought_at: DateTime<FixedOffset>,
    /// How far the office has the log now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// What else another version says.
    #[serde(flatten)]
    pub further: Further,
}

/// `GET /api/v1/bundles`: what was brought lately, newest first, and everything that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleList {
    /// The rows.
    pub bundles: Vec<BundleRow>,
}

/// `POST /api/v1/receipts/collections`: of which devices the receipt files are wanted, in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptsRequest {
    /// The devices.
    pub devices: Vec<DeviceId>,
}

fn is_nought(count: &u64) -> bool {
    *count == 0
}
