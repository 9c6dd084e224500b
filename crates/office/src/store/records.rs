//! Records as they stand, for the feed, the console's list and figures.

use async_trait::async_trait;
use chrono::NaiveDate;
use danvan_core::access::Scope;
use danvan_core::catalogue::{ProvinceCode, UnitId};
use danvan_core::ids::RecordId;
use danvan_core::record::{Record, RecordKind};

use super::StoreResult;

/// A stretch of the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedSlice {
    /// Records in scope, oldest change first.
    pub records: Vec<Record>,
    /// How far the feed was read: everything in scope up to here was given.
    pub seq: u64,
    /// The place of the province's latest change.
    pub last: u64,
    /// Whether there was more.
    pub more: bool,
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
}

/// A page of records.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordSlice {
    /// Newest change first.
    pub records: Vec<Record>,
    /// How many fit the filter in all.
    pub total: u64,
    /// Where the next page begins; nothing at the end.
    pub next: Option<u64>,
}

/// Reading records.
#[async_trait]
pub trait RecordStore: Send + Sync {
    /// The record as it stands.
    async fn record(&self, province: &ProvinceCode, id: RecordId) -> StoreResult<Option<Record>>;

    /// Records in scope that changed after `after`, at most `limit` and about `bytes_max` of them (one at least).
    ///
    /// What was read is one moment of the database: a record that changes meanwhile comes with a later stretch.
    async fn feed(
        &self,
        province: &ProvinceCode,
        scope: &Scope,
        after: u64,
        limit: u32,
        bytes_max: usize,
    ) -> StoreResult<FeedSlice>;

    /// Records that fit, newest change first, before `before` where one is given.
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
