//! Cutting rows into the stretches that callers asked for: alike in every store.

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
        slice.records.push(read::given(text)?);
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
        slice.records.push(read::given(text)?);
    }
    Ok(slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_record_of_another_version_is_no_error_of_its_page() {
        let text =
            r#"{"id":"018bcfe5-6800-7202-8202-020202020202","kind":"village_profile","unit":"u","trail":7}"#;
        let place = |seq| FeedPlace { transaction: 0, seq };
        let rows = [Ok((place(1), text)), Ok((place(2), text))].into_iter();
        let slice = feed_slice(rows, FeedPlace::START, place(9), 10, usize::MAX).unwrap();
        assert_eq!((slice.records.len(), slice.place, slice.more), (2, place(9), false));
        assert_eq!(slice.records[0].text().unwrap(), text);
        let page = record_slice([Ok((4, text))].into_iter(), 1, 10).unwrap();
        assert_eq!((page.records[0].text().unwrap().as_ref(), page.total), (text, 1));
    }
}
