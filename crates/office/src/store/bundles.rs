//! The office's own keys, and bundles that were brought.

use async_trait::async_trait;
use danvan_core::bundle::OfficeSecrets;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire_bundles::BundleRow;

use super::{Device, StoreResult};
use crate::device_keys::DeviceKeys;

/// Rows of one device in a list, of what is done with: who brings one bundle five hundred times hides nobody else's.
pub(super) const ROWS_OF_DEVICE: u32 = 50;
/// Rows of one device that are kept of what is done with.
pub(super) const ROWS_KEPT: u32 = 200;

/// A device as one who signs bundles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The device with the persons it was enrolled for.
    pub device: Device,
    /// What people call it.
    pub name: String,
    /// What it signs with.
    pub keys: DeviceKeys,
    /// Whether it lost its access: it was revoked, or its person's access was ended.
    pub revoked: bool,
}

/// How much of one device may wait at a time, so that no device fills the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bundles.
    pub bundles: u64,
    /// Bytes of them together.
    pub bytes: u64,
}

impl Room {
    /// Whether one more of that size may wait beside those that do.
    pub(super) fn is_left(self, (bundles, bytes): (i64, i64), more: usize) -> bool {
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        count(bundles) < self.bundles && count(bytes).saturating_add(more as u64) <= self.bytes
    }
}

/// Keys and bundles.
#[async_trait]
pub trait BundleStore: Send + Sync {
    /// The office's secrets, or `fresh` kept for good where it has none.
    async fn secrets(&self, fresh: &OfficeSecrets) -> StoreResult<OfficeSecrets>;

    /// The device, if it is known in this province.
    async fn signer(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<Option<Signer>>;

    /// A device's logs, those that grew last first, so many at most.
    async fn latest_logs_of(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        logs_max: u32,
    ) -> StoreResult<Vec<LogId>>;

    /// Keeps what became of a bundle whose header could be read, and which does not wait. A repeat of what was taken in
    /// changes nothing.
    async fn keep_bundle(&self, province: &ProvinceCode, row: &BundleRow) -> StoreResult<()>;

    /// Keeps a bundle that waits, with its file; `false`, and nothing is kept, where its device has no room left. One
    /// that waits already takes no room of its own.
    async fn keep_waiting(
        &self,
        province: &ProvinceCode,
        row: &BundleRow,
        file: &[u8],
        room: Room,
    ) -> StoreResult<bool>;

    /// What waits, then what was brought last, newest first; at most `limit`.
    async fn bundles(&self, province: &ProvinceCode, limit: u32) -> StoreResult<Vec<BundleRow>>;

    /// The first bundle that waits for this log and begins at `length` or before.
    async fn bundle_due(
        &self,
        province: &ProvinceCode,
        log: LogId,
        length: u64,
    ) -> StoreResult<Option<(BundleRow, Vec<u8>)>>;

    /// The logs that bundles wait for, in all provinces: asked once at the start.
    async fn logs_waited_for(&self) -> StoreResult<Vec<(ProvinceCode, LogId)>>;
}

/// Where a row belongs.
pub(super) struct Place {
    pub(super) bundle: Digest,
    pub(super) device: DeviceId,
    pub(super) log: LogId,
    pub(super) from: u64,
}

/// The place of a row; rows without a header are not kept.
pub(super) fn place_of(row: &BundleRow) -> Option<Place> {
    let header = row.header.as_ref()?;
    Some(Place { bundle: row.digest, device: header.device, log: header.log, from: header.from })
}
