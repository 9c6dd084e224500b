//! Keys, and bundles that were brought.

use async_trait::async_trait;
use danvan_core::bundle::{OfficeSecrets, PublicKey};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire_bundles::BundleRow;

use super::{Device, StoreResult};

/// A device as one who signs bundles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The device with the persons it was enrolled for.
    pub device: Device,
    /// What people call it.
    pub name: String,
    /// The key it signs with, where it has said one.
    pub key: Option<PublicKey>,
    /// Whether it lost its access.
    pub revoked: bool,
}

/// Keys and bundles.
#[async_trait]
pub trait BundleStore: Send + Sync {
    /// The office's secrets, or `fresh` kept for good where it has none.
    async fn secrets(&self, fresh: &OfficeSecrets) -> StoreResult<OfficeSecrets>;

    /// Keeps the key of a device that is known; the last one counts.
    async fn set_device_key(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        key: &PublicKey,
    ) -> StoreResult<()>;

    /// The device, if it is known in this province.
    async fn signer(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<Option<Signer>>;

    /// A device's logs, in the order of their names.
    async fn logs_of(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<Vec<LogId>>;

    /// Keeps what became of a bundle whose header could be read; `waiting` is the file while it waits. A repeat of
    /// what was taken in changes nothing.
    async fn keep_bundle(
        &self,
        province: &ProvinceCode,
        row: &BundleRow,
        waiting: Option<&[u8]>,
    ) -> StoreResult<()>;

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

/// The names of the digest, the log and the place of a row; rows without a header are not kept.
pub(super) fn place_of(row: &BundleRow) -> Option<(Digest, LogId, u64)> {
    row.header.as_ref().map(|header| (row.digest, header.log, header.from))
}
