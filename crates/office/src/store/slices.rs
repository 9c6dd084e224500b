//! Cutting rows into the stretches that callers asked for: alike in every store.

use danvan_core::record::Record;

use super::{FeedPlace, FeedSlice, RecordSlice, StoreResult, read};

/// A stretch of the feed from rows in its order, of which one more was read than the stretch may have. `end` is how far
/// the feed is read once every row was given.
pub(super) fn feed_slice<'r>(
    rows: impl Iterator<Item = StoreResult<(FeedPlace, &'r str)>>,
    after: FeedPlace,
    end: FeedPlace,
    limit: u32,
    bytes_max: usize,
) -> StoreResult<FeedSlice> {
    let mut slice = FeedSlice { records: Vec::new(), place: after, more: false, beyond: false };
    let mut bytes = 0;
    for row in rows {
        let (place, text) = row?;
        bytes += text.len();
        let full = slice.records.len() as u64 >= u64::from(limit) || bytes > bytes_max;
        if full && !slice.records.is_empty() {
            slice.more = true;
            return Ok(slice);
        }
        slice.place = place;
        slice.records.push(read::json::<Record>("record", text)?);
    }
    slice.place = end;
    Ok(slice)
}

/// A page of a list from rows in its order, of which one more was read than the page may have.
pub(super) fn record_slice<'r>(
    rows: impl Iterator<Item = StoreResult<(i64, &'r str)>>,
    total: i64,
    limit: u32,
) -> StoreResult<RecordSlice> {
    let mut slice = RecordSlice { records: Vec::new(), total: read::count(total)?, next: None };
    let mut last = 0;
    for row in rows {
        let (seq, text) = row?;
        if slice.records.len() as u64 >= u64::from(limit) {
            slice.next = Some(last);
            break;
        }
        last = read::count(seq)?;
        slice.records.push(read::json("record", text)?);
    }
    Ok(slice)
}
