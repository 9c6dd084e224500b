//! The keys of devices.

use async_trait::async_trait;
use danvan_core::bundle::PublicKey;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;

use super::StoreResult;
use crate::device_keys::DeviceKeys;

/// A device names a key.
#[derive(Clone, Copy, Debug)]
pub struct KeyChange {
    /// The key.
    pub key: PublicKey,
    /// The key whose signature handed over to it, where there is one.
    pub by: Option<PublicKey>,
    /// Now, in Unix milliseconds.
    pub at_ms: i64,
}

/// Keys.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// The keys of a device; none of a device that is not known.
    async fn device_keys(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<DeviceKeys>;

    /// Changes the key of a device that is known, as [`crate::device_keys::change`] says; `false`, and nothing changes,
    /// where it is refused.
    async fn change_key(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        change: &KeyChange,
    ) -> StoreResult<bool>;
}
