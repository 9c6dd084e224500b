//! What arrived after its device was revoked, and waits for a person's judgement.

mod place;

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire_people::{QuarantinedRecord, Road};
use serde::{Deserialize, Serialize};

use super::rows::row;
use super::{Room, StoreError, StoreResult, read};

pub(super) use place::{Place, place};

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
    /// Names it: the digest of device, log, first number, the head it ends in, and its files.
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
    /// Whether log and files have all of it by now: its device was allowed again and sent it itself, or it came with
    /// another segment. There is nothing to judge then.
    pub in_log: bool,
    /// What was decided; nothing while it waits.
    pub decision: Option<Decision>,
}

/// Where a segment lies in its log, and what lies beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The number of its first entry.
    pub from: u64,
    /// The digests of the log from the one that it continues to its last.
    pub chain: Vec<Digest>,
    /// The digests of the photos and files in it.
    pub files: Vec<Digest>,
}

/// A segment that is to be kept.
pub trait Arriving: Send + Sync {
    /// Whose it is.
    fn device(&self) -> DeviceId;

    /// The log.
    fn log(&self) -> LogId;

    /// Where it lies.
    fn span(&self) -> &Span;

    /// The segment without its first `skip` entries, with its content. With files, nothing is ever skipped.
    ///
    /// # Errors
    /// Where it cannot be written down.
    fn rest(&self, skip: usize) -> StoreResult<(Quarantined, Vec<u8>)>;
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

/// How much of one device lies in quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    /// Whose it is.
    pub device: DeviceId,
    /// How many segments wait.
    pub waiting: u64,
    /// How many were judged, or are in the log by now.
    pub settled: u64,
    /// When the first of those that wait arrived, in Unix milliseconds.
    pub since_ms: Option<i64>,
}

/// Which segments a list shall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Those of one device, or of all.
    pub device: Option<DeviceId>,
    /// Those behind this one in the order of lists.
    pub after: Option<Digest>,
    /// The first so many of each device.
    pub each: u32,
}

/// The quarantine.
#[async_trait]
pub trait QuarantineStore: Send + Sync {
    /// Keeps what is new in a segment, once, however often, by which roads and however cut it comes. What waits and lies
    /// wholly in it gives way to it, unless it begins where the segment begins: then only what is behind is kept.
    async fn keep_quarantined(
        &self,
        province: &ProvinceCode,
        arriving: &dyn Arriving,
        room: Room,
    ) -> StoreResult<Kept>;

    /// The devices of which something lies in quarantine: first those of which something waits, the longest first.
    async fn quarantine_devices(&self, province: &ProvinceCode) -> StoreResult<Vec<Apart>>;

    /// By device: what waits, by log and number, then what was decided, the latest first, then what is in the log by now.
    async fn quarantine(&self, province: &ProvinceCode, wanted: &Wanted) -> StoreResult<Vec<Quarantined>>;

    /// One of them, with its content as long as it was not taken.
    async fn quarantined(
        &self,
        province: &ProvinceCode,
        item: Digest,
    ) -> StoreResult<Option<(Quarantined, Option<Vec<u8>>)>>;

    /// Whether an entry lies apart, in an item that neither was taken nor is in the log by now; `number` is the last one
    /// of what is asked about.
    async fn is_apart(&self, province: &ProvinceCode, log: LogId, number: u64) -> StoreResult<bool>;

    /// Writes a person's word down; `false`, and nothing changes, where there is no such segment or it was taken
    /// before. What is taken needs its content no more.
    async fn decide(&self, province: &ProvinceCode, item: Digest, decision: &Decision) -> StoreResult<bool>;
}

row! {
    /// A segment's row in `quarantine_now`.
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
        in_log: bool,
        decided_at: Option<i64>,
        decided_by: Option<String>,
        taken: Option<bool>,
        note: Option<String>,
    }
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
            in_log: self.in_log,
            decision,
        })
    }
}

row! {
    /// A device's row.
    pub(super) struct ApartRow {
        device: String,
        waiting: i64,
        settled: i64,
        since_at: Option<i64>,
    }
}

impl ApartRow {
    pub(super) fn read(self) -> StoreResult<Apart> {
        Ok(Apart {
            device: read::device_id(&self.device)?,
            waiting: read::count(self.waiting)?,
            settled: read::count(self.settled)?,
            since_ms: self.since_at,
        })
    }
}

row! {
    /// What is kept of a log, for [`place`].
    pub(super) struct SpanRow {
        item: Vec<u8>,
        from_number: i64,
        chain: Vec<u8>,
        bytes: i64,
        waits: bool,
    }
}

impl SpanRow {
    /// Whether these are the same items, and wait as these do: both in the order of items.
    pub(super) fn are(rows: &[Self], now: &[(Vec<u8>, bool)]) -> bool {
        rows.iter().map(|row| (&row.item, row.waits)).eq(now.iter().map(|(item, waits)| (item, *waits)))
    }
}

/// A segment that is kept.
pub(super) struct KeptSpan {
    pub(super) item: Digest,
    pub(super) span: Span,
    pub(super) bytes: u64,
    /// Whether nobody has judged it yet.
    pub(super) waits: bool,
}

/// Rows with the files that lie in them, by item.
pub(super) fn spans(rows: Vec<SpanRow>, files: &[(Vec<u8>, Vec<u8>)]) -> StoreResult<Vec<KeptSpan>> {
    let one = |row: SpanRow| {
        let of_item = files.iter().filter(|(item, _)| *item == row.item);
        let files: StoreResult<Vec<Digest>> = of_item.map(|(_, file)| read::digest(file)).collect();
        let (digests, rest) = row.chain.as_chunks::<32>();
        if digests.is_empty() || !rest.is_empty() {
            return Err(StoreError::corrupt("quarantined chain", row.chain.len()));
        }
        let chain: StoreResult<Vec<Digest>> = digests.iter().map(|digest| read::digest(digest)).collect();
        Ok(KeptSpan {
            item: read::digest(&row.item)?,
            span: Span { from: read::count(row.from_number)?, chain: chain?, files: files? },
            bytes: read::count(row.bytes)?,
            waits: row.waits,
        })
    };
    rows.into_iter().map(one).collect()
}

/// A chain as it is stored.
pub(super) fn chain_bytes(chain: &[Digest]) -> Vec<u8> {
    chain.iter().flat_map(|digest| *digest.as_bytes()).collect()
}
