//! Tabs that open at once, after an update or after damage, write the logs one after the other and past nobody. One that left
//! the sending to another goes on by itself once that one is gone.

use std::collections::BTreeSet;
use std::rc::Rc;

use danvan::device::Device;
use danvan::device::store::{Batch, DeviceStore, Stretch, Table};
use danvan::platform::locks;
use futures_util::future::join_all;
use js_sys::{Function, Reflect};
use leptos::prelude::GetUntracked;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::FakeOffice;
use crate::support::{enrolled, name, peek, ready, save, synced, until};

const TABS: usize = 6;

/// Opens tabs at once, each of which saves something as soon as it is open; what stands in the end.
async fn together(name: &str, office: &FakeOffice, before: usize) {
    let saved = join_all((0..TABS).map(|tab| async move {
        let device = ready(name, office).await;
        let (record, _) = save(&device, &format!("Của thẻ {tab}")).await;
        (device, record)
    }))
    .await;
    let (devices, records): (Vec<Rc<Device>>, BTreeSet<_>) =
        saved.into_iter().map(|(device, record)| (Rc::new(device), record)).unzip();
    assert_eq!(records.len(), TABS);
    let waiting = devices[0].sync_status().get_untracked().waiting;
    synced(&devices[0]).await;
    for record in &records {
        assert!(
            office.with(|state| state.records.contains_key(record)),
            "one tab dropped another's: {waiting}"
        );
    }
    assert_eq!(office.with(|state| state.records.len()), before + TABS);
}

/// Waits until the device has done reading, and lets it go.
async fn closed(device: Device) {
    until("the book is read", || device.summaries_complete().get_untracked()).await;
    until("the device is at rest", || device.sync_status().get_untracked().storage.is_some()).await;
}

#[wasm_bindgen_test]
async fn after_an_update_nothing_saved_is_dropped() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Trước khi cập nhật").await;
    closed(device).await;
    // As an app left it that knew less of records: each tab reads the feed anew, and says so in the logs.
    let store = peek(&name).await;
    let text = store.get(Table::Meta, vec!["logs".to_owned()]).await.expect("read").remove(0).expect("logs");
    // Behind the mark of the form in which values stand.
    let mut logs: serde_json::Value = serde_json::from_str(&text[1..]).expect("JSON");
    logs.as_object_mut().expect("an object").remove("records");
    let mut batch = Batch::strict();
    batch.put(Table::Meta, "logs", format!("{}{logs}", &text[..1]));
    store.write(batch).await.expect("written");
    together(&name, &office, 1).await;
}

#[wasm_bindgen_test]
async fn after_damage_nothing_saved_is_dropped() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    for turn in 0..4 {
        save(&device, &format!("Việc {turn}")).await;
    }
    closed(device).await;
    let store = peek(&name).await;
    let rows = store.ranges(Table::Entries, vec![Stretch::prefix("")]).await.expect("rows").remove(0);
    let mut batch = Batch::strict();
    for row in rows.into_iter().skip(2) {
        batch.delete(Table::Entries, row.key);
    }
    store.write(batch).await.expect("removed");
    together(&name, &office, 2).await;
}

/// The waits of some seconds last as many milliseconds, until dropped.
struct Hurried(JsValue);

impl Hurried {
    fn new() -> Self {
        let hurry = "const real = window.setTimeout;
            const sooner = (ms) => (ms >= 10_000 && ms <= 60_000 ? ms / 1_000 : ms);
            window.setTimeout = (ring, ms, ...more) => real(ring, sooner(ms), ...more);
            return real;";
        Self(Function::new_no_args(hurry).call0(&JsValue::UNDEFINED).expect("it runs"))
    }
}

impl Drop for Hurried {
    fn drop(&mut self) {
        let window = web_sys::window().expect("a window");
        Reflect::set(&window, &"setTimeout".into(), &self.0).expect("set");
    }
}

#[wasm_bindgen_test]
async fn what_stood_back_from_a_tab_that_is_gone_goes_on_by_itself() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Chờ thẻ kia").await;
    let _hurried = Hurried::new();
    let other = locks::try_acquire(&format!("{name}.sync")).await.expect("free");
    device.sync_now();
    until("it stands back", || device.sync_status().get_untracked().other_tab).await;
    assert_eq!(office.heard("GET /api/v1/logs"), 0);
    drop(other);
    until("it goes on", || device.sync_status().get_untracked().waiting == 0).await;
    assert!(!device.sync_status().get_untracked().other_tab);
}
