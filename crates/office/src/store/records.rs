//! Records as they stand, for the feed, the console's list and figures.

use async_trait::async_trait;
use chrono::NaiveDate;
use danvan_core::access::Scope;
use danvan_core::catalogue::{ProvinceCode, UnitId};
use danvan_core::ids::RecordId;
use danvan_core::record::{Given, Record, RecordKind, RecordLine};

use super::StoreResult;

/// A place in the feed of a province: everything up to and with it was given.
///
/// A sequence alone is no place where several writers commit at once: a number drawn early can be committed late, and
/// whoever has read past it would never see it. Such a store counts by transactions first, and gives out only what no
/// transaction can come before any more. A store with one writer leaves the transaction at 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedPlace {
    /// The transaction of the latest change that was given.
    pub transaction: u64,
    /// The change's number, among those of its transaction at least.
    pub seq: u64,
}

impl FeedPlace {
    /// Before the first change.
    pub const START: Self = Self { transaction: 0, seq: 0 };
}

/// A stretch of the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedSlice {
    /// Records in scope, oldest change first.
    pub records: Vec<Given>,
    /// How far the feed was read: everything in scope up to here was given.
    pub place: FeedPlace,
    /// Whether there was more.
    pub more: bool,
    /// Whether the place asked for lies beyond the end: it was given before a backup was put back.
    pub beyond: bool,
}

/// What the console asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// One kind only.
    pub kind: Option<RecordKind>,
    /// One state only.
    pub state: Option<String>,
    /// These units only.
    pub units: Option<Vec<UnitId>>,
    /// Days from here on.
    pub from: Option<NaiveDate>,
    /// Days up to here.
    pub to: Option<NaiveDate>,
    /// Folded words, each of which must occur.
    pub words: Vec<String>,
    /// Withdrawn records too.
    pub deleted: bool,
    /// Only records in which something waits for a person's choice.
    pub waiting: bool,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordSlice {
    /// Newest change first.
    pub records: Vec<RecordLine>,
    /// How many fit the filter in all.
    pub total: u64,
    /// Where the next page begins; nothing at the end.
    pub next: Option<u64>,
}

/// Reading records.
#[async_trait]
pub trait RecordStore: Send + Sync {
    /// The record as it stands.
    async fn record(&self, province: &ProvinceCode, id: RecordId) -> StoreResult<Option<Given>>;

    /// Records in scope that changed after `after`, at most `limit` and about `bytes_max` of them (one at least).
    ///
    /// Of what does not fit nothing is read. What was read is one moment of the database: a record that changes meanwhile comes with a later stretch.
    async fn feed(
        &self,
        province: &ProvinceCode,
        scope: &Scope,
        after: FeedPlace,
        limit: u32,
        bytes_max: usize,
    ) -> StoreResult<FeedSlice>;

    /// The lines of records that fit, newest change first, before `before` where one is given.
    async fn list(
        &self,
        province: &ProvinceCode,
        filter: &RecordFilter,
        before: Option<u64>,
        limit: u32,
    ) -> StoreResult<RecordSlice>;

    /// Every record that fits, in the order of identifiers: for figures.
    async fn every(&self, province: &ProvinceCode, filter: &RecordFilter) -> StoreResult<Vec<Record>>;
}
