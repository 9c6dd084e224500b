//! What arrived after its device was revoked, and waits for a person's judgement.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire_people::{QuarantinedRecord, Road};
use serde::{Deserialize, Serialize};

use super::{Room, StoreResult, read};

/// What a segment speaks of.
///
/// Stored as JSON: do not rename; add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holds {
    /// The records.
    #[serde(default)]
    pub records: Vec<QuarantinedRecord>,
    /// Entries that speak of none of them.
    #[serde(default)]
    pub others: u64,
    /// Photos and files.
    #[serde(default)]
    pub files: u64,
}

/// A person's word on a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it was taken in.
    pub take: bool,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// By whom: a person's name, or how it was done.
    pub by: String,
    /// Why.
    pub note: String,
}

/// A segment in quarantine, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Names it: the digest of device, log and content.
    pub item: Digest,
    /// Whose it is.
    pub device: DeviceId,
    /// The log.
    pub log: LogId,
    /// The number of its first entry.
    pub from: u64,
    /// How many entries.
    pub count: u64,
    /// How it came first.
    pub road: Road,
    /// The size of its content.
    pub bytes: u64,
    /// When it arrived, in Unix milliseconds.
    pub arrived_ms: i64,
    /// What it speaks of.
    pub holds: Holds,
    /// What was decided; nothing while it waits.
    pub decision: Option<Decision>,
}

/// What became of a segment that is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept now.
    Now,
    /// It was there before; nothing changed.
    Before,
    /// Its device has no room left; it is not kept.
    NoRoom,
}

/// The quarantine.
#[async_trait]
pub trait QuarantineStore: Send + Sync {
    /// Keeps a segment with its content, once, however often and by which roads it comes.
    async fn keep_quarantined(
        &self,
        province: &ProvinceCode,
        segment: &Quarantined,
        content: &[u8],
        room: Room,
    ) -> StoreResult<Kept>;

    /// What waits, by log and number, then what was decided, the latest first; at most `limit`.
    async fn quarantine(&self, province: &ProvinceCode, limit: u32) -> StoreResult<Vec<Quarantined>>;

    /// One of them, with its content as long as it was not taken.
    async fn quarantined(
        &self,
        province: &ProvinceCode,
        item: Digest,
    ) -> StoreResult<Option<(Quarantined, Option<Vec<u8>>)>>;

    /// Writes a person's word down; `false`, and nothing changes, where there is no such segment or it was taken
    /// before. What is taken needs its content no more.
    async fn decide(&self, province: &ProvinceCode, item: Digest, decision: &Decision) -> StoreResult<bool>;
}

/// A segment's row.
#[derive(sqlx::FromRow)]
pub(super) struct QuarantineRow {
    item: Vec<u8>,
    device: String,
    log: String,
    from_number: i64,
    entries: i64,
    road: String,
    bytes: i64,
    arrived_at: i64,
    holds_json: String,
    decided_at: Option<i64>,
    decided_by: Option<String>,
    taken: Option<bool>,
    note: Option<String>,
}

impl QuarantineRow {
    pub(super) fn read(self) -> StoreResult<Quarantined> {
        let decision = self.decided_at.map(|at_ms| Decision {
            take: self.taken.unwrap_or_default(),
            at_ms,
            by: self.decided_by.unwrap_or_default(),
            note: self.note.unwrap_or_default(),
        });
        Ok(Quarantined {
            item: read::digest(&self.item)?,
            device: read::device_id(&self.device)?,
            log: read::log_id(&self.log)?,
            from: read::count(self.from_number)?,
            count: read::count(self.entries)?,
            road: read::json("road", &self.road)?,
            bytes: read::count(self.bytes)?,
            arrived_ms: self.arrived_at,
            holds: read::json("holds", &self.holds_json)?,
            decision,
        })
    }
}
