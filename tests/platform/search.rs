//! Searching the book by more than its lines: what stands in the table beside them, when it is read, and how an older
//! store comes by it.

use chrono::NaiveDate;
use danvan::device::store::{Batch, DeviceStore, Stretch, Table};
use danvan::device::{Device, Draft, Opened, Search, Summary};
use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use danvan_core::record::{NominationBody, RecordKind};
use leptos::prelude::GetUntracked;
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fallback::Hidden;
use crate::support::office::FakeOffice;
use crate::support::{UNIT, activity, enrolled, name, opened, peek, ready, rows, save, synced, until};

/// The titles that a search finds, best first.
fn found(device: &Device, typed: &str) -> Vec<String> {
    let (search, lines) = (Search::new(typed), device.summaries());
    let places = danvan_core::text::best_first(lines.iter().map(|line| search.rank(line)));
    places.into_iter().map(|place| lines[place].title.clone()).collect()
}

/// Reads what the book is searched by, as its page does.
async fn prepared(device: &Device) {
    until("the book is read", || device.summaries_complete().get_untracked()).await;
    device.prepare_search();
    until("it can be searched", || device.search_complete().get_untracked()).await;
}

async fn texts(name: &str, table: Table) -> Vec<(String, String)> {
    let found = peek(name).await.ranges(table, vec![Stretch::prefix("")]).await.expect("rows").remove(0);
    found.into_iter().map(|row| (row.key, row.value)).collect()
}

/// Takes rows out of the table, as in a store of an earlier version.
async fn without(name: &str, taken: impl Fn(usize) -> bool) {
    let mut batch = Batch::strict();
    for (place, (key, _)) in texts(name, Table::Search).await.into_iter().enumerate() {
        if taken(place) {
            batch.delete(Table::Search, key);
        }
    }
    peek(name).await.write(batch).await.expect("taken");
}

async fn save_nomination(device: &Device) -> RecordId {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
    let body = NominationBody::household("Lò Văn Pản")
        .text("household_place", "Bản Nậm Cấu")
        .text("admin_unit", UNIT)
        .proposed("C2", "van_hoa_xa_hoi", "BK-UBND", "tinh")
        .dated(day(1, 1), day(9, 30), day(10, 5))
        .achieved("Hiến 500 m2 đất làm đường.", "Gia đình gương mẫu.")
        .build();
    let id = danvan::platform::random::record_id();
    let create = Action::Create { unit: UNIT.into(), body };
    device.append(id, RecordKind::Nomination, 0, create, None).await.expect("saved");
    id
}

#[wasm_bindgen_test]
async fn a_record_is_found_by_body_content_place_author_and_day_without_marks() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Họp bản").await;
    let nomination = save_nomination(&device).await;
    synced(&device).await;
    drop(device);

    let device = ready(&name, &office).await;
    until("the book is read", || device.summaries_complete().get_untracked()).await;
    assert!(device.summaries().iter().all(|line| line.details().is_none()), "nothing is read at the start");
    assert!(found(&device, "giup dan").is_empty() && !device.search_complete().get_untracked());
    prepared(&device).await;
    for typed in ["giup dan", "mat tran to quoc", "20/11", "20/11/2026", "tháng 11", "11/2026", "hop 20/11"]
    {
        assert_eq!(found(&device, typed), ["Họp bản"], "{typed}");
    }
    for typed in ["hien 500", "guong mau", "nam cau", "5/10", "30/9/2026", "lo van pan thang 10"] {
        assert_eq!(found(&device, typed), ["Lò Văn Pản"], "{typed}");
    }
    assert_eq!(found(&device, "lo thi mai").len(), 2, "by the author");
    assert_eq!(found(&device, "bum to 2026").len(), 2, "by the commune");
    assert!(found(&device, "21/11").is_empty() && found(&device, "thang 1 hop").is_empty());
    let lines = device.summaries();
    let shown = |line: &Summary| line.details().map(|it| (it.author.clone(), it.commune.clone()));
    assert!(lines.iter().all(|line| shown(line) == Some(("Lò Thị Mai".to_owned(), "Bum Tở".to_owned()))));
    let activity = lines.iter().find(|line| line.id != nomination).and_then(|line| line.details());
    assert!(activity.is_some_and(|details| !details.body.is_empty()));
}

#[wasm_bindgen_test]
async fn a_line_and_what_it_is_searched_by_are_written_together_and_change_together() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Họp bản").await;
    assert_eq!((rows(&name, Table::Summaries).await, rows(&name, Table::Search).await), (1, 1));
    prepared(&device).await;
    assert_eq!(found(&device, "hop ban").len(), 1);
    let view = device.record(id).await.expect("the record").record;
    let mut edited = view.body.clone();
    edited.insert("content".to_owned(), Value::from("Bàn việc nạo vét kênh mương"));
    let change = Action::Change { fields: danvan_core::apply::diff(view.kind, &view.body, &edited) };
    device.append(id, view.kind, &view, change, None).await.expect("saved");
    assert_eq!(found(&device, "kenh muong").len(), 1, "at once");
    assert!(device.search_complete().get_untracked());
    synced(&device).await;
    // What comes from the office brings its own.
    office.with(|state| {
        let record = state.records.get_mut(&id).expect("the record");
        record.body.insert("content".to_owned(), Value::from("Trồng cây"));
        record.revision += 1;
        state.feed.push(id);
    });
    synced(&device).await;
    assert_eq!((found(&device, "trong cay").len(), found(&device, "kenh muong").len()), (1, 0));
    drop(device);
    let device = ready(&name, &office).await;
    prepared(&device).await;
    assert_eq!((found(&device, "trong cay").len(), found(&device, "kenh muong").len()), (1, 0));
}

#[wasm_bindgen_test]
async fn the_rows_of_an_older_store_are_made_when_they_are_asked_for_and_once() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    for number in 0..90 {
        save(&device, &format!("Việc {number}")).await;
    }
    synced(&device).await;
    drop(device);
    let whole = texts(&name, Table::Search).await;
    assert_eq!(whole.len(), 90);

    // Of some the rows are there: it was left half-way.
    without(&name, |place| place % 3 > 0).await;
    let kept = texts(&name, Table::Search).await;
    let device = ready(&name, &office).await;
    until("the device is at rest", || device.sync_status().get_untracked().storage.is_some()).await;
    assert_eq!(texts(&name, Table::Search).await, kept, "not at the start");
    prepared(&device).await;
    assert_eq!(found(&device, "giup dan").len(), 90);
    assert_eq!(texts(&name, Table::Search).await, whole);
    drop(device);

    // What stands is not made again.
    let mark = |value: &str| value.replace("giup", "giup dau");
    let mut batch = Batch::strict();
    whole.iter().for_each(|(key, value)| batch.put(Table::Search, key.clone(), mark(value)));
    peek(&name).await.write(batch).await.expect("marked");
    let device = ready(&name, &office).await;
    prepared(&device).await;
    assert_eq!(found(&device, "dau").len(), 90);
}

#[wasm_bindgen_test]
async fn a_row_of_another_version_is_made_again() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Họp bản").await;
    drop(device);
    let whole = texts(&name, Table::Search).await;
    let mut batch = Batch::strict();
    // Behind the store's own mark.
    batch.put(Table::Search, whole[0].0.clone(), "1what nobody here can read");
    peek(&name).await.write(batch).await.expect("changed");
    let device = ready(&name, &office).await;
    prepared(&device).await;
    assert_eq!(found(&device, "giup dan").len(), 1);
    assert_eq!(texts(&name, Table::Search).await, whole);
}

#[wasm_bindgen_test]
async fn what_another_tab_writes_is_found_here() {
    let (name, office) = (name(), FakeOffice::default());
    let here = enrolled(&name, &office).await;
    save(&here, "Trước").await;
    prepared(&here).await;
    let there = ready(&name, &office).await;
    save(&there, "Sau").await;
    until("it is here", || here.summaries().len() == 2).await;
    assert_eq!(found(&here, "giup dan").len(), 2);
    assert!(here.search_complete().get_untracked());
}

#[wasm_bindgen_test]
async fn in_the_small_store_it_is_made_in_memory_and_takes_no_space() {
    let _hidden = Hidden::hide("indexedDB");
    let (name, office) = (name(), FakeOffice::default());
    let Opened::Fallback(device, _) = opened(&name, &office).await else { panic!("no fallback") };
    device.enrol("7K2M-94TX", "Máy").await.expect("enrolled");
    save(&device, "Trong bộ nhớ nhỏ").await;
    drop(device);
    danvan::platform::timer::breathe().await;
    let Opened::Fallback(device, _) = opened(&name, &office).await else { panic!("no fallback") };
    prepared(&device).await;
    assert_eq!(found(&device, "giup dan 20/11").len(), 1);
    let storage = danvan::device::store::local_storage::raw().expect("a storage");
    let keys = (0..storage.length().expect("a length")).filter_map(|place| storage.key(place).ok().flatten());
    assert_eq!(keys.filter(|key| key.starts_with(&format!("{name}/search/"))).count(), 0);
}

#[wasm_bindgen_test]
async fn a_draft_is_found_by_what_has_been_typed_into_it() {
    let mut draft = Draft::new(RecordKind::Activity);
    draft.typed = activity("Họp bản");
    draft.typed.insert("date_from".to_owned(), Value::from("5/6/2026"));
    let fits = |typed: &str| Search::new(typed).rank_draft(&draft, "Họp bản", None).is_some();
    assert!(fits("hop ban") && fits("5/6") && fits("tháng 6") && fits("12:mttq") && !fits("tháng 11"));
}
