//! What hubs are told of devices, and where hubs are to be found.

use async_trait::async_trait;
use danvan_core::catalogue::{HubId, ProvinceCode};
use danvan_core::entry::Head;
use danvan_core::ids::{DeviceId, LogId};

use super::{Device, StoreResult, read};
use crate::device_keys::DeviceKeys;

/// A device with what a hub needs to know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The device with its persons.
    pub device: Device,
    /// What people call it.
    pub name: String,
    /// Whether its access was taken away: it was revoked, or its person's access was ended.
    pub revoked: bool,
    /// What it signs with.
    pub keys: DeviceKeys,
}

/// A log as a hub is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedLog {
    /// Whose it is.
    pub device: DeviceId,
    /// The log.
    pub log: LogId,
    /// How far the office has it.
    pub head: Head,
    /// When its last entry arrived, in Unix milliseconds.
    pub received_ms: i64,
}

/// Device, log, length, digest, and when the last entry arrived.
pub(in crate::store) type ListedRow = (String, String, i64, Vec<u8>, i64);

impl ListedLog {
    /// Of its row.
    pub(in crate::store) fn of_row(
        (device, log, length, digest, received_ms): ListedRow,
    ) -> StoreResult<Self> {
        Ok(Self {
            device: read::device_id(&device)?,
            log: read::log_id(&log)?,
            head: read::head(length, &digest)?,
            received_ms,
        })
    }
}

/// Devices and addresses for hubs.
#[async_trait]
pub trait HubStore: Send + Sync {
    /// The devices of a province, revoked ones included, or the one that is named; in the order of identifiers.
    async fn enrolled(&self, province: &ProvinceCode, device: Option<DeviceId>)
    -> StoreResult<Vec<Enrolled>>;

    /// How far the office has each log of the province's devices.
    async fn log_heads(&self, province: &ProvinceCode) -> StoreResult<Vec<ListedLog>>;

    /// The addresses of the province's hubs.
    async fn hub_addresses(&self, province: &ProvinceCode) -> StoreResult<Vec<(HubId, String)>>;

    /// Sets a hub's address, or takes it away.
    async fn set_hub_address(
        &self,
        province: &ProvinceCode,
        hub: &HubId,
        url: Option<&str>,
    ) -> StoreResult<()>;
}
