//! Saving: durable, once, and never two entries under one number.

use danvan::device::store::Table;
use danvan::device::{Delivery, Draft, SaveFailure};
use danvan::platform::random;
use danvan_core::apply::diff;
use danvan_core::entry::{Action, ENTRY_BYTES_MAX};
use danvan_core::message::Message;
use danvan_core::record::RecordKind;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::FakeOffice;
use crate::support::{activity, creation, enrolled, name, ready, rows, save, until};

#[wasm_bindgen_test]
async fn what_was_saved_is_there_after_reopening() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, sealed) = save(&device, "Giúp dân làm đường bản Nậm Pặm").await;
    drop(device);

    let device = ready(&name, &office).await;
    let line = device.summaries()[0].clone();
    assert_eq!((line.id, line.title.as_str()), (id, "Giúp dân làm đường bản Nậm Pặm"));
    assert_eq!((line.date.as_str(), line.unit_name.as_str()), ("2026-11-20", "Bum Tở"));
    assert_eq!(line.delivery, Delivery::OnDevice);
    let view = device.record(id).await.expect("the record");
    assert_eq!((view.record.revision, view.waiting.len(), view.office), (1, 1, None));
    assert_eq!(view.waiting[0].number, sealed.number);
    assert_eq!(device.session().expect("enrolled").author().name, "Lò Thị Mai");
}

#[wasm_bindgen_test]
async fn two_tabs_never_share_a_number() {
    let (name, office) = (name(), FakeOffice::default());
    let one = enrolled(&name, &office).await;
    let other = ready(&name, &office).await;
    let many = (0..12).map(|turn| {
        let tab = if turn % 2 == 0 { one.clone() } else { other.clone() };
        async move { save(&tab, &format!("Việc {turn}")).await.1 }
    });
    let saved = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::all_iterable(
        &many
            .map(|save| {
                wasm_bindgen_futures::future_to_promise(async move { Ok((save.await.number as f64).into()) })
            })
            .collect::<js_sys::Array>(),
    ))
    .await
    .expect("all are saved");
    let mut numbers: Vec<u64> = js_sys::Array::from(&saved)
        .iter()
        .filter_map(|number| number.as_f64())
        .map(|number| number as u64)
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..12).collect::<Vec<u64>>());
    assert_eq!(rows(&name, Table::Entries).await, 12);
    // Each tab hears of what the other has saved.
    until("both tabs show all", || one.summaries().len() == 12 && other.summaries().len() == 12).await;
}

#[wasm_bindgen_test]
async fn ten_presses_write_one_entry() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let id = random::record_id();
    for _ in 0..10 {
        let saved = device.append(id, RecordKind::Activity, 0, creation("Một lần"), None).await;
        assert_eq!(saved.expect("saved").number, 0);
    }
    assert_eq!(rows(&name, Table::Entries).await, 1);
    assert_eq!(device.summaries().len(), 1);
}

#[wasm_bindgen_test]
async fn a_change_follows_its_creation_and_ends_its_draft() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Tên cũ").await;
    let view = device.record(id).await.expect("the record");
    device.put_draft(Draft::of_record(&view.record));
    let fields = diff(RecordKind::Activity, &view.record.body, &activity("Tên mới"));
    let change = Action::Change { fields };
    device.append(id, RecordKind::Activity, 1, change.clone(), Some(id)).await.expect("saved");
    device.append(id, RecordKind::Activity, 1, change, Some(id)).await.expect("saved already");
    assert!(device.drafts().is_empty());
    drop(device);

    let device = ready(&name, &office).await;
    assert!(device.drafts().is_empty());
    assert_eq!(device.summaries()[0].title, "Tên mới");
    assert_eq!(device.record(id).await.expect("the record").record.revision, 2);
}

#[wasm_bindgen_test]
async fn what_was_written_over_since_is_saved_once_more() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Một").await;
    let renamed = |from: &str, to: &str| {
        let fields = diff(RecordKind::Activity, &activity(from), &activity(to));
        Action::Change { fields }
    };
    // Another window, which has heard of neither, saves what the first change had saved.
    for (base, from, to) in [(1, "Một", "Hai"), (2, "Hai", "Một"), (1, "Một", "Hai")] {
        device.append(id, RecordKind::Activity, base, renamed(from, to), None).await.expect("saved");
    }
    assert_eq!(device.summaries()[0].title, "Hai");
    assert_eq!(rows(&name, Table::Entries).await, 4);
}

#[wasm_bindgen_test]
async fn what_the_rules_refuse_is_not_written() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    let id = random::record_id();
    let unknown = device.append(id, RecordKind::Activity, 0, creation("x"), None).await;
    assert_eq!(unknown, Err(SaveFailure::NotEnrolled));

    let device = enrolled(&name, &office).await;
    let empty = Action::Create { unit: crate::support::UNIT.into(), body: Default::default() };
    let refused = device.append(id, RecordKind::Activity, 0, empty, None).await;
    assert!(matches!(refused, Err(SaveFailure::Refused(problem)) if problem.message == Message::Required));
    let missing = Action::Change { fields: Vec::new() };
    let refused = device.append(id, RecordKind::Activity, 1, missing, None).await;
    assert!(
        matches!(refused, Err(SaveFailure::Refused(problem)) if problem.message == Message::RecordMissing)
    );
    let long = creation(&"dài ".repeat(ENTRY_BYTES_MAX / 4));
    assert_eq!(device.append(id, RecordKind::Activity, 0, long, None).await, Err(SaveFailure::TooLong));
    assert_eq!(rows(&name, Table::Entries).await, 0);
}
