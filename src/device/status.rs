//! What the Sync page and the badge show: "is my work safe?"

use chrono::{DateTime, FixedOffset};
use danvan_core::sync;

/// Everything about syncing that a person may want to know. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncStatus {
    /// What the engine is doing, and what stopped it last.
    pub engine: sync::Status,
    /// Entries that the office has not confirmed.
    pub waiting: u64,
    /// The size of their texts in bytes.
    pub waiting_bytes: u64,
    /// The device's clock when the oldest of them was saved.
    pub waiting_since: Option<DateTime<FixedOffset>>,
    /// The office's last word on this device's log.
    pub receipt: Option<LastReceipt>,
    /// The device's clock when a round last ended well.
    pub last_round: Option<DateTime<FixedOffset>>,
    /// Whether another tab is syncing for this one.
    pub other_tab: bool,
    /// Whether the browser believes there is a network. `false` is certain, `true` is not.
    pub online: bool,
    /// What the browser says about space.
    pub storage: Option<StorageEstimate>,
    /// Whether the browser promises to keep the data; `None` where it does not say.
    pub persisted: Option<bool>,
}

/// A receipt as people compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastReceipt {
    /// When the last entry arrived at the office.
    pub at: DateTime<FixedOffset>,
    /// How many entries the office has.
    pub length: u64,
    /// The beginning of the last entry's digest: `7F3A-91C2`.
    pub digest: String,
}

/// The browser's figures, in bytes. They do not tell free space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageEstimate {
    /// Used by this site.
    pub usage: u64,
    /// The most this site may use.
    pub quota: u64,
}
