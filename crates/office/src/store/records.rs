//! Records as they stand, for the feed, the console's list and figures.

use async_trait::async_trait;
use chrono::NaiveDate;
use danvan_core::access::Scope;
use danvan_core::catalogue::{ProvinceCode, UnitId};
use danvan_core::ids::RecordId;
use danvan_core::record::{Given, RecordKind, RecordLine};

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

/// Cuts records with the lengths of their texts into pieces of at most so many records and bytes; one record at least.
pub fn pieces(
    lengths: &[(RecordId, u64)],
    records_max: usize,
    bytes_max: u64,
) -> impl Iterator<Item = Vec<RecordId>> {
    let mut rest = lengths.iter().peekable();
    std::iter::from_fn(move || {
        let (first, mut bytes) = *rest.next()?;
        let mut piece = vec![first];
        while let Some((record, length)) = rest.peek() {
            bytes = bytes.saturating_add(*length);
            if piece.len() >= records_max || bytes > bytes_max {
                break;
            }
            piece.push(*record);
            rest.next();
        }
        Some(piece)
    })
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

    /// Which records fit, in the order of identifiers, each with the length of its text in bytes. Of the texts nothing is
    /// read: whoever goes through all of them asks for [`Self::texts`] in [`pieces`].
    async fn lengths(
        &self,
        province: &ProvinceCode,
        filter: &RecordFilter,
    ) -> StoreResult<Vec<(RecordId, u64)>>;

    /// The texts of these records, in the order of identifiers, each as it stands.
    async fn texts(&self, province: &ProvinceCode, records: &[RecordId]) -> StoreResult<Vec<String>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_bounded_and_leave_nothing_out() {
        let lengths: Vec<(RecordId, u64)> = [4, 5, 1, 30, 1, 1, 1, 1]
            .into_iter()
            .zip(1..)
            .map(|(length, seed)| (RecordId::from_random(seed, [1; 10]), length))
            .collect();
        let found: Vec<Vec<RecordId>> = pieces(&lengths, 3, 10).collect();
        let counts: Vec<usize> = found.iter().map(Vec::len).collect();
        assert_eq!(counts, [3, 1, 3, 1], "a record above the bound is a piece of its own");
        let all: Vec<RecordId> = lengths.iter().map(|(record, _)| *record).collect();
        assert_eq!(found.concat(), all);
        assert_eq!(pieces(&[], 3, 10).count(), 0);
    }
}
