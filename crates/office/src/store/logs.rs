//! Logs as they came in.

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use danvan_core::apply::Verdict;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::Head;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire::SignedHead;

use super::{StoreResult, read};

/// A log that the office has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Whose it is.
    pub device: DeviceId,
    /// How far it goes.
    pub head: Head,
    /// When the last entry arrived; when the log was opened, before the first.
    pub received_at: DateTime<FixedOffset>,
}

impl LogRow {
    /// Of its row: device, length, digest and when the last entry arrived.
    pub(super) fn of_row(
        (device, length, digest, received_ms): (String, i64, Vec<u8>, i64),
    ) -> StoreResult<Self> {
        Ok(Self {
            device: read::device_id(&device)?,
            head: read::head(length, &digest)?,
            received_at: read::time(received_ms)?,
        })
    }
}

/// An entry that is in its log, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Digest of the chain up to and with it.
    pub digest: Digest,
    /// The office's word on it.
    pub verdict: Verdict,
}

/// An entry to store.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Its place.
    pub number: u64,
    /// Its frozen text.
    pub text: String,
    /// Digest of the chain up to and with it.
    pub digest: Digest,
    /// The office's word on it.
    pub verdict: Verdict,
}

/// Reading logs.
#[async_trait]
pub trait LogStore: Send + Sync {
    /// The log, if it is known in this province.
    async fn log(&self, province: &ProvinceCode, log: LogId) -> StoreResult<Option<LogRow>>;

    /// Whose the log is, also before it is there: as [`super::WriteTransaction::log_owner`].
    async fn log_owner(&self, province: &ProvinceCode, log: LogId) -> StoreResult<Option<DeviceId>>;

    /// The verdicts from a number on, in order, at most `limit`.
    async fn verdicts(
        &self,
        province: &ProvinceCode,
        log: LogId,
        from: u64,
        limit: u32,
    ) -> StoreResult<Vec<Verdict>>;

    /// The texts of a log from a number on, in order, at most `limit`.
    async fn entry_texts(
        &self,
        province: &ProvinceCode,
        log: LogId,
        from: u64,
        limit: u32,
    ) -> StoreResult<Vec<String>>;

    /// The signed heads of a log that lie beyond `after` entries and not beyond `up_to`, in the order of their length.
    async fn signed_heads(
        &self,
        province: &ProvinceCode,
        log: LogId,
        after: u64,
        up_to: u64,
    ) -> StoreResult<Vec<SignedHead>>;

    /// What was kept apart because the log forked there: number and text, in order.
    async fn forked_entries(&self, province: &ProvinceCode, log: LogId) -> StoreResult<Vec<(u64, String)>>;
}
