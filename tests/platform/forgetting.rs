//! Bytes of photos that the office keeps more safely than the phone: when they go, and what is said of them then.

use danvan::device::store::Table;
use danvan::device::{Delivery, Device, Fix};
use danvan::platform::photo::Prepared;
use danvan_core::ids::RecordId;
use danvan_core::sync::uploads::Fate;
use js_sys::Uint8Array;
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::files::{draft_with, file, save_with, through};
use crate::support::office::FakeOffice;
use crate::support::{enrolled, name, rows, synced, tight, until};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Records with a photo each that the office has, of a device that is closed again.
async fn sent(name: &str, office: &FakeOffice, photos: &[Prepared]) -> Vec<RecordId> {
    office.with(|state| state.ahead_ms = Some(0));
    let device = enrolled(name, office).await;
    let mut records = Vec::new();
    for photo in photos {
        records.push(save_with(&device, &photo.name, std::slice::from_ref(photo)).await);
    }
    synced(&device).await;
    through(&device).await;
    records
}

/// The device is opened anew, goes round, and has asked the office so often about files.
async fn goes_round(name: &str, office: &FakeOffice) -> Device {
    let device = tight(name, office).await;
    let asked = office.heard("POST /api/v1/attachments/known");
    synced(&device).await;
    until("it asks about files", || office.heard("POST /api/v1/attachments/known") > asked).await;
    device
}

async fn forgotten(device: &Device, files: u64) {
    let so_many = || device.sync_status().get_untracked().files.forgotten.files == files;
    until("the bytes go", so_many).await;
}

#[wasm_bindgen_test]
async fn photos_go_once_their_entries_and_they_lie_in_a_backup_and_come_back_on_demand() {
    let (name, office) = (name(), FakeOffice::default());
    let (one, two) = (file(31, 5_000), file(32, 6_000));
    let records = sent(&name, &office, &[one.clone(), two.clone()]).await;
    assert_eq!(rows(&name, Table::Files).await, 2);
    office.with(|state| {
        state.backed_up = Some(1);
        state.uploads.backed_up = [one.sha256, two.sha256].into();
    });
    let device = goes_round(&name, &office).await;
    forgotten(&device, 1).await;
    assert!(device.file(one.sha256).await.is_none());
    assert!(device.file(two.sha256).await.is_some(), "the entry that names it is in no backup yet");
    let view = device.record(records[0]).await.expect("the record");
    assert!(matches!(view.delivery, Delivery::Received { .. }));
    assert_eq!((view.files[0].name.as_str(), view.files[0].forgotten), ("Ảnh 31.jpg", true));
    let bytes = Uint8Array::new(&one.bytes).to_vec();
    assert_eq!(device.file_from_office(one.sha256).await, Some(bytes));
    let there = device.sync_status().get_untracked().files;
    assert_eq!((there.here.bytes, there.forgotten.bytes), (6_000, 5_000));

    // Somebody takes the same photo once more: it is here again, and stays while the draft has it.
    draft_with(&device, std::slice::from_ref(&one)).await;
    assert!(device.file(one.sha256).await.is_some());
    drop(device);
    office.with(|state| state.backed_up = Some(2));
    let device = goes_round(&name, &office).await;
    forgotten(&device, 1).await;
    assert!(device.file(one.sha256).await.is_some() && device.file(two.sha256).await.is_none());
}

#[wasm_bindgen_test]
async fn without_a_backup_ninety_days_of_the_office_s_clock_must_pass() {
    let (name, office) = (name(), FakeOffice::default());
    let photo = file(33, 5_000);
    sent(&name, &office, std::slice::from_ref(&photo)).await;
    office.with(|state| state.backed_up = Some(1));
    for days in [0, 89] {
        office.with(|state| state.ahead_ms = Some(days * DAY_MS));
        let device = goes_round(&name, &office).await;
        synced(&device).await;
        assert!(device.file(photo.sha256).await.is_some(), "{days}");
    }
    office.with(|state| state.ahead_ms = Some(91 * DAY_MS));
    let device = goes_round(&name, &office).await;
    forgotten(&device, 1).await;
    assert_eq!(rows(&name, Table::Files).await, 0);
}

#[wasm_bindgen_test]
async fn a_photo_that_a_restored_office_lost_after_all_is_named_and_never_said_to_be_received() {
    let (name, office) = (name(), FakeOffice::default());
    let photo = file(34, 5_000);
    let record = sent(&name, &office, std::slice::from_ref(&photo)).await[0];
    office.with(|state| {
        state.backed_up = Some(1);
        state.uploads.backed_up = [photo.sha256].into();
    });
    let device = goes_round(&name, &office).await;
    forgotten(&device, 1).await;
    office.with(|state| {
        let restored = std::mem::take(state);
        state.register = restored.register;
        (state.epoch, state.ahead_ms) = (restored.epoch + 1, Some(0));
    });
    device.sync_now();
    let gone = Delivery::NeedsFix(Fix::FileGone { name: photo.name.clone() });
    until("it is noticed", || device.summaries()[0].delivery == gone).await;
    assert_eq!(device.record(record).await.expect("it").delivery, gone);
    assert!(device.sync_status().get_untracked().files.waiting[0].forgotten);
    let begun = office.heard("POST /api/v1/uploads");
    synced(&device).await;
    synced(&device).await;
    assert_eq!(office.heard("POST /api/v1/uploads"), begun, "nobody tries for ever");
    assert_eq!(device.summaries()[0].delivery, gone);

    // Somebody at the office finds it in a backup.
    let bytes = Uint8Array::new(&photo.bytes).to_vec();
    office.with(|state| state.uploads.whole.insert(photo.sha256, bytes));
    device.sync_now();
    until("it is received", || matches!(device.summaries()[0].delivery, Delivery::Received { .. })).await;
}

#[wasm_bindgen_test]
async fn a_photo_that_the_office_lost_within_its_epoch_is_sent_again_instead() {
    let (name, office) = (name(), FakeOffice::default());
    let photo = file(35, 5_000);
    sent(&name, &office, std::slice::from_ref(&photo)).await;
    office.with(|state| {
        state.backed_up = Some(1);
        state.uploads = Default::default();
    });
    let device = goes_round(&name, &office).await;
    until("it waits again", || device.sync_status().get_untracked().files.waiting.len() == 1).await;
    synced(&device).await;
    through(&device).await;
    assert!(office.with(|state| state.uploads.whole.contains_key(&photo.sha256)));
    let view = device.record(device.summaries()[0].id).await.expect("it");
    assert!(matches!(view.files[0].fate, Fate::Confirmed { .. }) && !view.files[0].forgotten);
}
