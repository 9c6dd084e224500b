//! Cutting rows into the stretches that callers asked for: alike in every store.

use danvan_core::record::RecordLine;

use super::{FeedPlace, FeedSlice, RecordSlice, StoreResult, read};

/// How far a stretch of the feed reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// How many of the rows are in it.
    pub(super) rows: u32,
    place: FeedPlace,
    more: bool,
}

/// Cuts a stretch out of places with the lengths of their records, in the feed's order, of which one more was read than
/// the stretch may have. `end` is how far the feed is read once every row was given.
pub(super) fn stretch(
    rows: impl IntoIterator<Item = StoreResult<(FeedPlace, u64)>>,
    end: FeedPlace,
    limit: u32,
    bytes_max: usize,
) -> StoreResult<Stretch> {
    let mut found = Stretch { rows: 0, place: end, more: false };
    let (mut bytes, mut last) = (0_u64, end);
    for row in rows {
        let (place, length) = row?;
        bytes = bytes.saturating_add(length);
        let full = found.rows >= limit || bytes > bytes_max as u64;
        if full && found.rows > 0 {
            return Ok(Stretch { place: last, more: true, ..found });
        }
        last = place;
        found.rows += 1;
    }
    Ok(found)
}

/// The stretch with its records' texts.
pub(super) fn feed_slice(stretch: Stretch, texts: &[String], beyond: bool) -> StoreResult<FeedSlice> {
    let records = texts.iter().map(|text| read::given(text)).collect::<StoreResult<_>>()?;
    Ok(FeedSlice { records, place: stretch.place, more: stretch.more, beyond })
}

/// A page of a list from lines in its order, of which one more was read than the page may have.
pub(super) fn record_slice(
    lines: Vec<(i64, RecordLine)>,
    total: i64,
    limit: u32,
) -> StoreResult<RecordSlice> {
    let mut slice = RecordSlice { records: Vec::new(), total: read::count(total)?, next: None };
    let mut last = 0;
    for (seq, line) in lines {
        if slice.records.len() as u64 >= u64::from(limit) {
            slice.next = Some(last);
            break;
        }
        last = read::count(seq)?;
        slice.records.push(line);
    }
    Ok(slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(seq: u64) -> FeedPlace {
        FeedPlace { transaction: 0, seq }
    }

    #[test]
    fn a_stored_record_of_another_version_is_no_error_of_its_page() {
        let text =
            r#"{"id":"018bcfe5-6800-7202-8202-020202020202","kind":"village_profile","unit":"u","trail":7}"#;
        let found = stretch([Ok((place(1), 90)), Ok((place(2), 90))], place(9), 10, usize::MAX).unwrap();
        let slice = feed_slice(found, &[text.to_owned(), text.to_owned()], false).unwrap();
        assert_eq!((slice.records.len(), slice.place, slice.more), (2, place(9), false));
        assert_eq!(slice.records[0].text().unwrap(), text);
    }

    #[test]
    fn a_stretch_ends_where_it_gets_too_long_and_has_one_record_at_least() {
        let rows = |lengths: &[u64]| {
            let rows = lengths.iter().zip(1..).map(|(length, seq)| Ok((place(seq), *length)));
            stretch(rows.collect::<Vec<_>>(), place(9), 3, 100).unwrap()
        };
        assert_eq!(rows(&[]), Stretch { rows: 0, place: place(9), more: false });
        assert_eq!(rows(&[500]), Stretch { rows: 1, place: place(9), more: false });
        assert_eq!(rows(&[500, 1]), Stretch { rows: 1, place: place(1), more: true });
        assert_eq!(rows(&[50, 50, 1]), Stretch { rows: 2, place: place(2), more: true });
        assert_eq!(rows(&[1, 1, 1]), Stretch { rows: 3, place: place(9), more: false });
        assert_eq!(rows(&[1, 1, 1, 1]), Stretch { rows: 3, place: place(3), more: true });
    }
}
