//! The transaction that takes entries in.

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::{Head, SealedEntry};
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::record::Record;
use danvan_core::wire::SignedHead;

use super::{LogRow, Naming, NewEntry, StoreResult, StoredEntry, TakenUp};

/// A log with its province: the key of what is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogAt {
    /// The province.
    pub province: ProvinceCode,
    /// The log.
    pub log: LogId,
}

/// One transaction. What it wrote is seen by its own questions at once, by others after [`Self::commit`], and by
/// nobody if it is dropped before.
#[async_trait]
pub trait WriteTransaction: Send {
    /// The log, if it is known.
    async fn log(&mut self, at: &LogAt) -> StoreResult<Option<LogRow>>;

    /// Whose the log is, also before it is there: the one that an account's steps go to is that account's from the
    /// beginning, and one that waits for a person's judgement is its device's. Nobody else opens it.
    async fn log_owner(&mut self, at: &LogAt) -> StoreResult<Option<DeviceId>>;

    /// How much of a device's own writing is kept.
    async fn taken_up(&mut self, province: &ProvinceCode, device: DeviceId) -> StoreResult<TakenUp>;

    /// Opens a log for a device, empty.
    async fn open_log(&mut self, at: &LogAt, device: DeviceId, now: DateTime<FixedOffset>)
    -> StoreResult<()>;

    /// At most `count` entries of the log from a number on, in order.
    async fn stored(&mut self, at: &LogAt, from: u64, count: u64) -> StoreResult<Vec<StoredEntry>>;

    /// Appends entries; `head` is the log's head afterwards.
    async fn append(
        &mut self,
        at: &LogAt,
        entries: &[NewEntry],
        head: Head,
        now: DateTime<FixedOffset>,
    ) -> StoreResult<()>;

    /// Keeps a head of the log that its device has signed. A head that is signed already keeps the signature that it has.
    async fn keep_signed_head(&mut self, at: &LogAt, signed: &SignedHead) -> StoreResult<()>;

    /// Whether a device is revoked, or the access of the person who holds it was ended; not where there is no such device.
    async fn is_refused(&mut self, province: &ProvinceCode, device: DeviceId) -> StoreResult<bool>;

    /// Notes that a device signs, from its first signature on.
    async fn note_signing(
        &mut self,
        province: &ProvinceCode,
        device: DeviceId,
        now: DateTime<FixedOffset>,
    ) -> StoreResult<()>;

    /// Keeps entries apart that met another entry under their number. Repeats are kept once.
    async fn keep_forked(
        &mut self,
        at: &LogAt,
        entries: &[SealedEntry],
        device: DeviceId,
        now: DateTime<FixedOffset>,
    ) -> StoreResult<()>;

    /// How long those of the records are that exist, in bytes of JSON, without reading them.
    async fn record_sizes(
        &mut self,
        province: &ProvinceCode,
        ids: &[RecordId],
    ) -> StoreResult<Vec<(RecordId, u64)>>;

    /// Those of the records that exist.
    async fn records(&mut self, province: &ProvinceCode, ids: &[RecordId]) -> StoreResult<Vec<Record>>;

    /// Writes records as they stand, in the order in which they changed; each gets the next place in the feed.
    async fn save(&mut self, province: &ProvinceCode, records: &[Record]) -> StoreResult<()>;

    /// Keeps which device brought which files, in the order in which it was done, once the records are saved. Who may
    /// read a file and is the first to name it in a record opens it to the record's readers.
    async fn name_files(&mut self, province: &ProvinceCode, namings: &[Naming]) -> StoreResult<()>;

    /// The last number given out in that year; 0 before the first.
    async fn last_code(&mut self, province: &ProvinceCode, year: i32) -> StoreResult<u64>;

    /// Keeps the last number given out.
    async fn set_last_code(&mut self, province: &ProvinceCode, year: i32, last: u64) -> StoreResult<()>;

    /// Makes all of it durable.
    async fn commit(self: Box<Self>) -> StoreResult<()>;
}
