//! Bundles.

use utoipa::ToSchema;

use super::device::Receipt;

/// A device says the key that it signs with.
#[derive(ToSchema)]
pub struct DeviceKeyRequest {
    /// A compressed point of P-256 (SEC1), in hexadecimal.
    key: String,
    /// Where it has another key already: that one's signature over `danvan key change 1`, a line feed, the 16 bytes of the
    /// device and the 33 of the new key.
    by_previous: Option<String>,
}

/// What anybody can read on a bundle.
#[derive(ToSchema)]
pub struct BundleHeader {
    format: u16,
    province: String,
    /// The device's home unit.
    unit: String,
    device: String,
    log: String,
    /// The number of the first entry.
    from: u64,
    /// How many entries.
    count: u64,
    /// The digest of the log before the first entry.
    previous: String,
    /// The digest after the last.
    last: String,
    attachments: u64,
    /// The size of what is sealed.
    bytes: u64,
    /// The name of the office's keys.
    office: String,
    /// The device's clock.
    made_at: String,
    /// The device's signature over the log's head after the last entry (ECDSA P-256), in hexadecimal.
    signature: Option<String>,
}

/// A photo or file of a bundle that the office does not take.
#[derive(ToSchema)]
pub struct RefusedFile {
    /// The digest that the record names it by.
    sha256: String,
    /// Its name there.
    name: String,
    /// `too_large`, `other_digest`, `kind`, `unreadable`, `too_many_pixels` or `no_room`.
    problem: String,
}

/// What became of a bundle.
#[derive(ToSchema)]
pub struct BundleRow {
    /// SHA-256 of the file.
    digest: String,
    name: Option<String>,
    header: Option<BundleHeader>,
    device_name: Option<String>,
    /// `taken`, `already_had`, `waiting`, `no_room`, `kept` (at a hub), `forked`, `damaged`, `unknown_device`,
    /// `other_office` or `quarantined`.
    outcome: String,
    /// Why it cannot be used, such as `bad_signature`.
    problem: Option<String>,
    /// While it waits: the first entry that is missing before it.
    missing_from: Option<u64>,
    /// Entries that are new with it; absent for none.
    fresh: Option<u64>,
    /// Entries that the rules refuse; absent for none.
    refused: Option<u64>,
    /// Photos and files that are new with it; absent for none.
    files: Option<u64>,
    /// Photos and files that the office does not take; absent for none.
    refused_files: Option<Vec<RefusedFile>>,
    /// Bundles that waited for it; absent for none.
    released: Option<u64>,
    brought_at: String,
    receipt: Option<Receipt>,
}

/// What was brought.
#[derive(ToSchema)]
pub struct BundleList {
    bundles: Vec<BundleRow>,
}

/// Whose receipt files are wanted.
#[derive(ToSchema)]
pub struct ReceiptsRequest {
    /// Devices' identifiers.
    devices: Vec<String>,
}
