//! IndexedDB that comes back empty or cut short is recognised, nothing goes on under the old numbers, and what can
//! be mended is.

use danvan::device::store::indexed_db::delete_database;
use danvan::device::store::{Batch, DeviceStore, Stretch, Table};
use danvan::device::{Delivery, Device};
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::FakeOffice;
use crate::support::{enrolled, name, peek, ready, save, synced, until};

/// Waits until the device has done reading, then lets it go: a database in use cannot be deleted.
async fn closed(device: Device) {
    until("the book is read", || device.summaries_complete().get_untracked()).await;
    until("the device is at rest", || device.sync_status().get_untracked().storage.is_some()).await;
    drop(device);
}

async fn remove(name: &str, table: Table, keep: usize) {
    let store = peek(name).await;
    let rows = store.ranges(table, vec![Stretch::prefix("")]).await.expect("rows").remove(0);
    let mut batch = Batch::strict();
    for row in rows.into_iter().skip(keep) {
        batch.delete(table, row.key);
    }
    store.write(batch).await.expect("removed");
}

#[wasm_bindgen_test]
async fn an_emptied_store_is_recognised_and_filled_again_from_the_office() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (sent, _) = save(&device, "Đã tới tỉnh").await;
    synced(&device).await;
    save(&device, "Chưa tới tỉnh").await;
    save(&device, "Cũng chưa").await;
    let old = office.with(|state| *state.logs.keys().next().expect("a log"));
    closed(device).await;
    delete_database(&name).await.expect("deleted");

    let device = ready(&name, &office).await;
    let damage = device.damage().get_untracked().expect("a report");
    assert_eq!((damage.log, damage.kept, damage.expected), (old, 0, 3));
    assert_eq!((damage.missing(), damage.lost()), (Some((1, 3)), None));
    assert!(damage.lost_titles().is_empty(), "nobody knows before the office was asked");
    assert_eq!(device.session().expect("still enrolled").place(), "Xã Bum Tở");
    assert!(device.summaries().is_empty());

    let (new, sealed) = save(&device, "Viết tiếp").await;
    assert_ne!(sealed.log, old);
    synced(&device).await;
    let damage = device.damage().get_untracked().expect("a report");
    assert_eq!((damage.office_has, damage.lost()), (Some(1), Some(2)));
    assert_eq!(damage.lost_titles(), ["Chưa tới tỉnh", "Cũng chưa"], "what was only on this phone is named");
    assert_eq!(office.with(|state| state.logs[&old].len()), 1);
    assert!(device.record(sent).await.is_some() && device.record(new).await.is_some());
    assert_eq!(device.summaries().len(), 2);

    device.acknowledge_damage();
    closed(device).await;
    let device = ready(&name, &office).await;
    assert_eq!(device.damage().get_untracked(), None);
}

#[wasm_bindgen_test]
async fn a_log_cut_short_is_recognised_by_itself_and_what_survived_is_sent() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let mut ids = Vec::new();
    for turn in 0..5 {
        ids.push(save(&device, &format!("Việc {turn}")).await.0);
    }
    closed(device).await;
    remove(&name, Table::Entries, 3).await;

    let device = ready(&name, &office).await;
    let damage = device.damage().get_untracked().expect("a report");
    assert_eq!((damage.kept, damage.expected, damage.missing()), (3, 5, Some((4, 5))));
    save(&device, "Viết tiếp").await;
    synced(&device).await;
    assert_eq!(device.damage().get_untracked().expect("a report").lost(), Some(2));
    assert_eq!(office.with(|state| state.records.len()), 4);
    assert!(office.with(|state| ids[..3].iter().all(|id| state.records.contains_key(id))));
    assert!(office.with(|state| state.verdicts.values().flatten().all(|verdict| !verdict.refused())));
}

#[wasm_bindgen_test]
async fn a_store_set_back_in_time_is_recognised_by_the_canary() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Một").await;
    let store = peek(&name).await;
    let before =
        store.get(Table::Meta, vec!["logs".to_owned()]).await.expect("read").remove(0).expect("logs");
    let (second, _) = save(&device, "Hai").await;
    synced(&device).await;
    closed(device).await;
    // As a disk that has lost its last minutes: rows and log agree with each other.
    remove(&name, Table::Entries, 1).await;
    let mut batch = Batch::strict();
    batch.put(Table::Meta, "logs", before);
    store.write(batch).await.expect("set back");
    drop(store);

    let device = ready(&name, &office).await;
    let damage = device.damage().get_untracked().expect("a report");
    assert_eq!((damage.kept, damage.expected), (1, 2));
    let (third, sealed) = save(&device, "Ba").await;
    assert_eq!(sealed.number, 0);
    synced(&device).await;
    assert_eq!(device.damage().get_untracked().expect("a report").lost(), Some(0));
    let view = device.record(second).await.expect("mended by the feed");
    assert!(matches!(view.delivery, Delivery::Received { .. }));
    assert!(office.with(|state| state.records.contains_key(&third)));
    assert!(office.with(|state| state.verdicts.values().flatten().all(|verdict| !verdict.refused())));
}
