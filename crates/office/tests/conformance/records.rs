//! Records: feed, list, numbers.

use danvan_core::access::Scope;
use danvan_core::ids::{LogId, RecordId, UserId};
use danvan_core::record::{Given, Record, RecordKind, RecordLine, Withdrawal};
use danvan_office::store::{FeedPlace, FeedSlice, OfficeStore, RecordFilter, pieces};
use serde_json::json;

use crate::things::{HERE, THERE, id, province, record, save};

const BUM_NUA: &str = "03466@2025-07-01";
const THU_LUM: &str = "03439@2025-07-01";

fn titles(records: &[Given]) -> Vec<&str> {
    records.iter().map(|record| record.body["title"].as_str().unwrap()).collect()
}

fn listed(lines: &[RecordLine]) -> Vec<&str> {
    lines.iter().map(|line| line.body["title"].as_str().unwrap()).collect()
}

/// A segment of the feed of here, once everything committed is in it.
async fn feed(
    store: &dyn OfficeStore,
    scope: &Scope,
    after: FeedPlace,
    limit: u32,
    bytes_max: usize,
) -> FeedSlice {
    crate::cluster::feed_has_come_up().await;
    store.feed(&province(HERE), scope, after, limit, bytes_max).await.unwrap()
}

pub async fn the_feed_gives_every_change_once_and_in_order(store: &dyn OfficeStore) {
    let mut one = record(BUM_NUA, "một", "2026-10-01");
    let two = record(BUM_NUA, "hai", "2026-10-02");
    let three = record(BUM_NUA, "ba", "2026-10-03");
    save(store, HERE, &[one.clone(), two.clone()]).await;
    let first = feed(store, &Scope::Province, FeedPlace::START, 2, usize::MAX).await;
    assert_eq!((titles(&first.records), first.more), (vec!["một", "hai"], false));
    assert_eq!(first.records[0], one, "unknown fields included");

    one.revision = 2;
    save(store, HERE, &[three.clone(), one.clone()]).await;
    let cut = feed(store, &Scope::Province, FeedPlace::START, 2, usize::MAX).await;
    assert_eq!((titles(&cut.records), cut.more), (vec!["hai", "ba"], true));
    let rest = feed(store, &Scope::Province, cut.place, 2, usize::MAX).await;
    assert_eq!((titles(&rest.records), rest.more, rest.records[0].revision), (vec!["một"], false, 2));
    let none = feed(store, &Scope::Province, rest.place, 2, usize::MAX).await;
    assert_eq!((none.records.len(), none.place, none.more, none.beyond), (0, rest.place, false, false));
    let ahead = FeedPlace { transaction: rest.place.transaction + 1_000_000, seq: 0 };
    assert!(feed(store, &Scope::Province, ahead, 2, usize::MAX).await.beyond);
    let bytes = feed(store, &Scope::Province, FeedPlace::START, 100, 1).await;
    assert_eq!((bytes.records.len(), bytes.more), (1, true), "one at least, however large");
}

pub async fn a_record_of_another_versions_kind_is_a_record(store: &dyn OfficeStore) {
    let kind = RecordKind::named("village_profile");
    let profile = Record { kind, ..record(BUM_NUA, "Bản Nậm Ngà", "2026-10-01") };
    save(store, HERE, &[profile.clone(), record(BUM_NUA, "hai", "2026-10-02")]).await;
    let slice = feed(store, &Scope::Province, FeedPlace::START, 10, usize::MAX).await;
    assert_eq!(titles(&slice.records), ["Bản Nậm Ngà", "hai"]);
    assert_eq!(store.record(&province(HERE), profile.id).await.unwrap().unwrap(), profile);
    let of_kind = RecordFilter { kind: Some(kind), ..RecordFilter::default() };
    let page = store.list(&province(HERE), &of_kind, None, 10).await.unwrap();
    assert_eq!((listed(&page.records), page.total), (vec!["Bản Nậm Ngà"], 1));
    assert_eq!(every(store, &of_kind).await, [profile]);
}

pub async fn the_feed_gives_the_scope_only(store: &dyn OfficeStore) {
    save(store, HERE, &[record(BUM_NUA, "một", "2026-10-01"), record(THU_LUM, "hai", "2026-10-01")]).await;
    save(store, THERE, &[record(BUM_NUA, "ở kia", "2026-10-01")]).await;
    let scope = Scope::Units { units: [BUM_NUA.into()].into() };
    let slice = feed(store, &scope, FeedPlace::START, 10, usize::MAX).await;
    assert_eq!(titles(&slice.records), ["một"]);
    let rest = feed(store, &Scope::Province, slice.place, 10, usize::MAX).await;
    assert!(rest.records.is_empty(), "what lies outside need not be looked through again");
    let unknown = serde_json::from_str(r#"{"type":"district","units":["03466@2025-07-01"]}"#).unwrap();
    assert!(feed(store, &unknown, FeedPlace::START, 10, usize::MAX).await.records.is_empty());
    let nobody = Scope::Units { units: Default::default() };
    assert!(feed(store, &nobody, FeedPlace::START, 10, usize::MAX).await.records.is_empty());
}

pub async fn lists_filter_search_and_page(store: &dyn OfficeStore) {
    let here = province(HERE);
    let mut gone = record(BUM_NUA, "rút lại", "2026-10-01");
    gone.deleted = true;
    let mut approved = record(THU_LUM, "Đối thoại ở Nậm Củm", "2026-10-31");
    approved.state = "approved".to_owned();
    let plain = record(BUM_NUA, "Tuyên truyền biên giới", "2026-10-01");
    save(store, HERE, &[plain.clone(), approved.clone(), gone.clone()]).await;
    save(store, THERE, &[record(BUM_NUA, "Tuyên truyền ở kia", "2026-10-01")]).await;

    let list = async |filter: RecordFilter| -> Vec<String> {
        let slice = store.list(&here, &filter, None, 10).await.unwrap();
        assert_eq!(slice.total, slice.records.len() as u64);
        listed(&slice.records).into_iter().map(str::to_owned).collect()
    };
    let (first, second) = ("Đối thoại ở Nậm Củm", "Tuyên truyền biên giới");
    let any = RecordFilter::default;
    assert_eq!(list(any()).await, [first, second]);
    assert_eq!(list(RecordFilter { deleted: true, ..any() }).await.len(), 3);
    assert_eq!(list(RecordFilter { state: Some("approved".to_owned()), ..any() }).await, [first]);
    assert_eq!(list(RecordFilter { units: Some(vec![BUM_NUA.into()]), ..any() }).await, [second]);
    assert_eq!(list(RecordFilter { kind: Some(RecordKind::Nomination), ..any() }).await.len(), 0);
    assert_eq!(list(RecordFilter { from: "2026-10-31".parse().ok(), ..any() }).await, [first]);
    assert_eq!(list(RecordFilter { to: "2026-10-30".parse().ok(), ..any() }).await, [second]);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    assert_eq!(list(RecordFilter { words: words(&["cum", "doi"]), ..any() }).await, [first]);
    assert_eq!(list(RecordFilter { words: words(&["cum", "gioi"]), ..any() }).await.len(), 0);
    assert_eq!(list(RecordFilter { words: words(&["%"]), ..any() }).await.len(), 0);

    assert_eq!(list(RecordFilter { waiting: true, deleted: true, ..any() }).await.len(), 0);
    let wish: Withdrawal = serde_json::from_value(json!({
        "author": { "id": id(UserId::from_random), "name": "Sùng A Chu" }, "device_time": "2026-11-20T08:00:00+07:00",
        "log": id(LogId::from_random), "number": 3, "revision": 1,
    }))
    .unwrap();
    gone.withdrawals.push(wish);
    save(store, HERE, &[gone.clone()]).await;
    assert_eq!(list(RecordFilter { waiting: true, ..any() }).await.len(), 0, "it is withdrawn");
    assert_eq!(list(RecordFilter { waiting: true, deleted: true, ..any() }).await, ["rút lại"]);
    gone.withdrawals.clear();
    save(store, HERE, &[gone.clone()]).await;
    assert_eq!(list(RecordFilter { waiting: true, deleted: true, ..any() }).await.len(), 0);

    let page = store.list(&here, &any(), None, 1).await.unwrap();
    assert_eq!((listed(&page.records), page.total), (vec![first], 2));
    let rest = store.list(&here, &any(), page.next, 1).await.unwrap();
    assert_eq!((listed(&rest.records), rest.total, rest.next), (vec![second], 2, None));
    assert_eq!(every(store, &any()).await.len(), 2);
}

/// Every record of here that fits.
async fn every(store: &dyn OfficeStore, filter: &RecordFilter) -> Vec<Record> {
    let lengths = store.lengths(&province(HERE), filter).await.unwrap();
    let ids: Vec<RecordId> = lengths.iter().map(|(record, _)| *record).collect();
    let texts = store.texts(&province(HERE), &ids).await.unwrap();
    texts.iter().map(|text| Record::read(text).unwrap()).collect()
}

pub async fn all_records_are_read_in_bounded_pieces(store: &dyn OfficeStore) {
    let mut all: Vec<Record> = (0..40).map(|_| record(BUM_NUA, "lớn", "2026-10-01")).collect();
    for (number, record) in all.iter_mut().enumerate() {
        record.body.insert("content".to_owned(), json!("ế".repeat(20_000 + number * 1_000)));
    }
    save(store, HERE, &all).await;
    save(store, THERE, &[record(BUM_NUA, "ở kia", "2026-10-01")]).await;
    let of_day = RecordFilter { from: "2026-10-01".parse().ok(), ..RecordFilter::default() };
    let lengths = store.lengths(&province(HERE), &of_day).await.unwrap();
    let (bound, mut read) = (500_000, Vec::new());
    for piece in pieces(&lengths, 7, bound) {
        let texts = store.texts(&province(HERE), &piece).await.unwrap();
        assert!(texts.len() <= 7 && texts.iter().map(String::len).sum::<usize>() as u64 <= bound);
        read.extend(texts.iter().map(|text| Record::read(text).unwrap()));
    }
    all.sort_by_key(|record| record.id);
    assert_eq!(read, all, "each once, in the order of identifiers");
    assert_eq!(store.texts(&province(HERE), &[]).await.unwrap(), Vec::<String>::new());
}

pub async fn lists_give_lines_however_large_records_are(store: &dyn OfficeStore) {
    let mut large = record(BUM_NUA, "một", "2026-10-01");
    let long = "x".repeat(1_000_000);
    large.body.insert("content".to_owned(), json!(long));
    large.body.insert("attachments".to_owned(), json!([{ "key": "a" }, { "key": "b" }]));
    large.trail = serde_json::from_value(json!([{
        "revision": 1, "did": "create", "author": { "id": id(UserId::from_random), "name": "Sùng A Chu" },
        "device_time": "2026-11-20T08:00:00+07:00", "replaced": [{ "at": { "field": "content" }, "value": long }],
    }]))
    .unwrap();
    save(store, HERE, &[large.clone()]).await;
    let line = async || {
        let page = store.list(&province(HERE), &RecordFilter::default(), None, 10).await.unwrap();
        let [line] = page.records.try_into().unwrap();
        line
    };
    let seen = line().await;
    assert_eq!(seen, RecordLine::of(&large));
    assert!(serde_json::to_string(&seen).unwrap().len() < 1_000);
    assert_eq!((seen.files, seen.trail.len()), (2, 1));
    large.revision = 2;
    large.state = "approved".to_owned();
    save(store, HERE, &[large.clone()]).await;
    assert_eq!((line().await.state.as_str(), line().await.revision), ("approved", 2));
    assert_eq!(
        store.record(&province(HERE), large.id).await.unwrap().unwrap(),
        large,
        "nothing of it is lost"
    );

    // Of what does not fit into a segment of the feed nothing is given, and nothing is left out either.
    let mut others: Vec<Record> =
        (0..5).map(|number| record(BUM_NUA, &format!("khác {number}"), "2026-10-02")).collect();
    save(store, HERE, &others).await;
    others.insert(0, large);
    let (mut place, mut pages, mut all) = (FeedPlace::START, Vec::new(), Vec::new());
    loop {
        let slice = feed(store, &Scope::Province, place, 3, 300_000).await;
        pages.push(slice.records.len());
        all.extend(slice.records);
        place = slice.place;
        if !slice.more {
            break;
        }
    }
    assert_eq!(pages, [1, 3, 2]);
    assert_eq!(all, others);
}

/// What an office finds that goes on with the records of an earlier version: without lines, or with lines of another
/// revision or format.
pub const WITHOUT_LINES: [&str; 3] = [
    "DELETE FROM record_lines WHERE line LIKE '%một%'",
    "UPDATE record_lines SET revision = 0, line = 'not this' WHERE line LIKE '%hai%'",
    "UPDATE record_lines SET format = 0, line = 'nor this' WHERE line LIKE '%ba%'",
];

/// How many lines count.
pub const LINES: &str = "SELECT count(*) FROM record_lines WHERE revision = 1 AND format = 1";

pub async fn written_by_an_earlier_version(store: &dyn OfficeStore) -> Vec<RecordLine> {
    let records = ["bốn", "ba", "hai", "một"].map(|title| record(BUM_NUA, title, "2026-10-01"));
    save(store, HERE, &records).await;
    records.iter().rev().map(RecordLine::of).collect()
}

pub async fn lists_as_ever(store: &dyn OfficeStore, lines: &[RecordLine]) {
    let page = store.list(&province(HERE), &RecordFilter::default(), None, 10).await.unwrap();
    assert_eq!(page.records, lines);
}

pub async fn numbers_are_counted_by_province_and_year(store: &dyn OfficeStore) {
    let (here, there) = (province(HERE), province(THERE));
    let mut writing = store.begin().await.unwrap();
    assert_eq!(writing.last_code(&here, 2026).await.unwrap(), 0);
    writing.set_last_code(&here, 2026, 1).await.unwrap();
    writing.set_last_code(&here, 2026, 7).await.unwrap();
    writing.commit().await.unwrap();
    let mut writing = store.begin().await.unwrap();
    assert_eq!(writing.last_code(&here, 2026).await.unwrap(), 7);
    assert_eq!(writing.last_code(&here, 2027).await.unwrap(), 0);
    assert_eq!(writing.last_code(&there, 2026).await.unwrap(), 0);
}

pub async fn a_number_is_given_to_one_record_only(store: &dyn OfficeStore) {
    let numbered =
        |unit: &str| Record { code: Some("HS-2026-0001".to_owned()), ..record(unit, "x", "2026-10-01") };
    save(store, HERE, &[numbered(BUM_NUA)]).await;
    save(store, THERE, &[numbered(BUM_NUA)]).await;
    let mut writing = store.begin().await.unwrap();
    assert!(writing.save(&province(HERE), &[numbered(THU_LUM)]).await.is_err());
}
