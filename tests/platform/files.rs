//! Photos and files: kept for their drafts, named by entries, brought to the scripted office.

use danvan::device::store::{DeviceStore, Stretch, Table};
use danvan::device::{Delivery, Device, Draft, Fix, SaveFailure};
use danvan::platform::photo::Prepared;
use danvan_core::attachment::{ATTACHMENTS, AttachmentKind, AttachmentMeta};
use danvan_core::catalogue::UnitId;
use danvan_core::entry::Action;
use danvan_core::ids::{Digest, RecordId};
use danvan_core::record::{RecordKind, fields};
use danvan_core::sync::uploads::Fate;
use js_sys::Uint8Array;
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::{FakeOffice, Fault};
use crate::support::{UNIT, activity, enrolled, name, peek, ready, rows, save, synced, until};

/// A file of so many bytes, no two alike.
pub fn file(number: u8, bytes: usize) -> Prepared {
    let content: Vec<u8> = (0..bytes).map(|at| (at as u8).wrapping_mul(31).wrapping_add(number)).collect();
    Prepared {
        sha256: Digest::of(&[&content]),
        bytes: Uint8Array::from(content.as_slice()).buffer(),
        mime: "image/jpeg".to_owned(),
        name: format!("Ảnh {number}.jpg"),
    }
}

fn item(file: &Prepared) -> danvan_core::record::Body {
    AttachmentMeta {
        key: file.sha256.to_string(),
        kind: AttachmentKind::Photo,
        name: Some(file.name.clone()),
        mime: Some(file.mime.clone()),
        bytes: u64::from(file.bytes.byte_length()),
        sha256: file.sha256,
        caption: None,
    }
    .to_item()
}

/// A draft on the disk that holds these files.
pub async fn draft_with(device: &Device, files: &[Prepared]) -> Draft {
    let draft = Draft::new(RecordKind::Activity);
    device.put_draft(draft.clone());
    device.flush_drafts().await.expect("on the disk");
    for file in files {
        device.take_file(draft.id, file).await.expect("kept");
    }
    draft
}

/// What creates a record with these files.
fn creation(title: &str, files: &[Prepared]) -> Action {
    let mut body = activity(title);
    for file in files {
        fields::set_item(&mut body, ATTACHMENTS, "key", item(file));
    }
    Action::Create { unit: UnitId::from(UNIT), body }
}

/// Saves a record with these files, by way of a draft.
pub async fn save_with(device: &Device, title: &str, files: &[Prepared]) -> RecordId {
    let draft = draft_with(device, files).await;
    let action = creation(title, files);
    device.append(draft.id, RecordKind::Activity, 0, action, Some(draft.id)).await.expect("saved");
    draft.id
}

/// Starts a round and stops time after its first chunk: the office has it, the device does not know yet.
async fn first_chunk(device: &Device, office: &FakeOffice) {
    office.with(|state| state.answers_wait = Some("PATCH"));
    device.sync_now();
    until("the first chunk", || office.heard("PATCH") == 1).await;
}

fn go_on(office: &FakeOffice) {
    office.with(|state| state.answers_wait = None);
}

pub async fn through(device: &Device) {
    until("no file waits", || device.sync_status().get_untracked().files.waiting.is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_photo_survives_with_its_draft_and_goes_with_it() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    let (one, two) = (file(1, 5_000), file(2, 6_000));
    let draft = draft_with(&device, &[one.clone(), two.clone()]).await;
    drop(device);

    let device = ready(&name, &office).await;
    let held = device.files_of_draft(draft.id).await;
    assert_eq!(held.iter().map(|row| row.sha256).collect::<Vec<_>>(), [one.sha256, two.sha256]);
    let bytes = device.file(one.sha256).await.expect("its bytes");
    assert_eq!(Digest::of(&[&Uint8Array::new(&bytes).to_vec()]), one.sha256);
    assert_eq!(device.sync_status().get_untracked().unsent(), 0, "a draft's photo waits for nobody");

    device.let_file_go(draft.id, two.sha256).await;
    assert!(device.file(two.sha256).await.is_none() && device.file(one.sha256).await.is_some());
    device.delete_draft(draft.id);
    for _ in 0..1_000 {
        if rows(&name, Table::Uploads).await == 0 {
            break;
        }
    }
    assert_eq!((rows(&name, Table::Uploads).await, rows(&name, Table::Files).await), (0, 0));
}

#[wasm_bindgen_test]
async fn a_file_whose_draft_was_discarded_in_another_tab_is_missed_before_anything_is_saved() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (photo, other) = (file(5, 4_000), ready(&name, &office).await);
    let draft = draft_with(&device, std::slice::from_ref(&photo)).await;
    other.delete_draft(draft.id);
    for _ in 0..1_000 {
        if rows(&name, Table::Uploads).await == 0 {
            break;
        }
    }
    let save = |files: &[Prepared]| {
        device.append(draft.id, RecordKind::Activity, 0, creation("Có ảnh", files), Some(draft.id))
    };
    let names = vec![photo.name.clone()];
    assert_eq!(save(std::slice::from_ref(&photo)).await, Err(SaveFailure::FileGone { names }));
    assert_eq!(rows(&name, Table::Entries).await, 0);
    save(&[]).await.expect("without it");
}

#[wasm_bindgen_test]
async fn what_an_entry_names_outlives_every_draft() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(3, 4_000);
    save_with(&device, "Có ảnh", std::slice::from_ref(&photo)).await;
    let other = draft_with(&device, std::slice::from_ref(&photo)).await;
    device.let_file_go(other.id, photo.sha256).await;
    device.delete_draft(other.id);
    device.flush_drafts().await.expect("on the disk");
    drop(device);
    let device = ready(&name, &office).await;
    assert!(device.file(photo.sha256).await.is_some());
}

#[wasm_bindgen_test]
async fn the_file_of_a_draft_that_vanished_is_swept_at_the_next_start() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    device.take_file(Draft::new(RecordKind::Activity).id, &file(4, 1_000)).await.expect("kept");
    assert_eq!(rows(&name, Table::Files).await, 1);
    drop(device);
    let _device = ready(&name, &office).await;
    for _ in 0..1_000 {
        if rows(&name, Table::Files).await == 0 {
            return;
        }
    }
    panic!("it is still there");
}

#[wasm_bindgen_test]
async fn a_record_is_received_only_with_its_photos_and_entries_go_first() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(5, 200_000);
    let id = save_with(&device, "Có ảnh", std::slice::from_ref(&photo)).await;
    until("it is counted", || device.sync_status().get_untracked().unsent() == 1).await;
    // The office takes entries and no file yet.
    office.with(|state| state.uploads.refuse = Some((503, String::new())));
    synced(&device).await;
    assert_eq!(device.record(id).await.expect("the record").delivery, Delivery::OnDevice);
    assert_eq!(device.sync_status().get_untracked().unsent(), 1);

    office.with(|state| state.uploads.refuse = None);
    device.sync_now();
    through(&device).await;
    assert!(matches!(device.record(id).await.expect("it").delivery, Delivery::Received { .. }));
    assert!(matches!(device.summaries()[0].delivery, Delivery::Received { .. }));
    assert_eq!(office.with(|state| state.uploads.received), 200_000);
    let metadata =
        office.with(|state| state.uploads.begun.values().next().map(|begun| begun.metadata.clone()));
    let metadata = metadata.expect("an upload");
    assert_eq!((metadata.record, metadata.filename.as_deref()), (Some(id), Some("Ảnh 5.jpg")));
    let heard = office.with(|state| state.heard.clone());
    let first = |what: &str| heard.iter().position(|word| word.starts_with(what)).expect("heard");
    assert!(first("POST /api/v1/logs") < first("POST /api/v1/uploads"));
}

#[wasm_bindgen_test]
async fn a_lost_chunk_goes_on_where_the_office_stands_also_after_a_restart() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(6, 300_000);
    save_with(&device, "Có ảnh", std::slice::from_ref(&photo)).await;
    first_chunk(&device, &office).await;
    office.fail([Fault::Lost]);
    go_on(&office);
    until("trouble", || device.sync_status().get_untracked().files.trouble.is_some()).await;
    let sent = office.with(|state| state.uploads.received);
    assert!(sent > 0 && sent < 300_000);
    drop(device);

    let device = ready(&name, &office).await;
    let waiting = device.sync_status().get_untracked().files.waiting;
    assert!(waiting[0].sent > 0 && waiting[0].sent <= sent as u64, "the offset was kept: {waiting:?}");
    device.sync_now();
    through(&device).await;
    assert_eq!(office.with(|state| state.uploads.received), 300_000, "no byte twice");
    assert_eq!((office.heard("POST /api/v1/uploads"), office.heard("HEAD")), (1, 1));
}

#[wasm_bindgen_test]
async fn an_entry_saved_meanwhile_goes_before_the_next_chunk() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save_with(&device, "Có ảnh", &[file(7, 900_000)]).await;
    first_chunk(&device, &office).await;
    save(&device, "Gấp").await;
    device.sync_now();
    go_on(&office);
    until("the entry", || office.with(|state| state.records.len()) == 2).await;
    let chunks = office.heard("PATCH");
    assert!(chunks <= 2, "{chunks} chunks went first");
    through(&device).await;
    assert_eq!(office.with(|state| state.uploads.received), 900_000);
}

#[wasm_bindgen_test]
async fn a_refused_file_is_shown_with_its_reason_and_kept() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(8, 1_000);
    let id = save_with(&device, "Có ảnh", std::slice::from_ref(&photo)).await;
    office.with(|state| state.uploads.refuse = Some((415, "Tệp không phải ảnh".to_owned())));
    device.sync_now();
    until("the office's word", || device.summaries()[0].delivery.needs_person()).await;
    let view = device.record(id).await.expect("the record");
    let reason = "Tệp không phải ảnh".to_owned();
    assert_eq!(
        view.delivery,
        Delivery::NeedsFix(Fix::File { name: photo.name.clone(), reason: reason.clone() })
    );
    assert_eq!(device.summaries()[0].delivery, view.delivery);
    assert_eq!(view.files[0].fate, Fate::Refused { reason });
    assert!(device.file(photo.sha256).await.is_some());
    drop(device);
    let device = ready(&name, &office).await;
    assert_eq!(device.summaries()[0].delivery, view.delivery, "the line of the book says so too");
}

#[wasm_bindgen_test]
async fn a_refused_file_is_tried_again_when_somebody_presses() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(14, 1_000);
    save_with(&device, "Có ảnh", std::slice::from_ref(&photo)).await;
    office.with(|state| state.uploads.refuse = Some((413, "Tệp quá lớn".to_owned())));
    device.sync_now();
    until("the office's word", || device.summaries()[0].delivery.needs_person()).await;
    // The office takes larger files from now on.
    office.with(|state| state.uploads.refuse = None);
    device.sync_now();
    until("it is received", || matches!(device.summaries()[0].delivery, Delivery::Received { .. })).await;
    assert!(office.with(|state| state.uploads.whole.contains_key(&photo.sha256)));
}

#[wasm_bindgen_test]
async fn a_restored_office_gets_the_photos_again() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(9, 70_000);
    let id = save_with(&device, "Có ảnh", std::slice::from_ref(&photo)).await;
    synced(&device).await;
    through(&device).await;
    office.with(|state| {
        let restored = std::mem::take(state);
        state.register = restored.register;
        state.epoch = restored.epoch + 1;
    });
    device.sync_now();
    until("the bytes", || office.with(|state| state.uploads.whole.contains_key(&photo.sha256))).await;
    through(&device).await;
    assert!(matches!(device.record(id).await.expect("it").delivery, Delivery::Received { .. }));
}

#[wasm_bindgen_test]
async fn bytes_that_the_browser_lost_are_said_to_be_missing() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(10, 70_000);
    let id = save_with(&device, "Có ảnh", std::slice::from_ref(&photo)).await;
    let mut batch = danvan::device::store::Batch::strict();
    batch.delete(Table::Files, photo.sha256.to_string());
    peek(&name).await.write(batch).await.expect("deleted");
    device.sync_now();
    until("it is noticed", || device.summaries()[0].delivery.needs_person()).await;
    let view = device.record(id).await.expect("the record");
    assert_eq!(view.delivery, Delivery::NeedsFix(Fix::File { name: photo.name, reason: String::new() }));
}

#[wasm_bindgen_test]
async fn the_office_s_bytes_are_believed_only_under_their_name() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let photo = file(11, 900);
    let bytes = Uint8Array::new(&photo.bytes).to_vec();
    office.with(|state| state.uploads.whole.insert(photo.sha256, bytes.clone()));
    assert_eq!(device.file_from_office(photo.sha256).await, Some(bytes));
    office.with(|state| state.uploads.whole.insert(photo.sha256, b"another".to_vec()));
    assert_eq!(device.file_from_office(photo.sha256).await, None);
}

#[wasm_bindgen_test]
async fn two_tabs_count_and_send_the_same_files_once() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let other = ready(&name, &office).await;
    save_with(&device, "Có ảnh", &[file(12, 900_000)]).await;
    first_chunk(&device, &office).await;
    other.sync_now();
    until("the other tab stands back", || other.sync_status().get_untracked().other_tab).await;
    assert!(office.with(|state| state.uploads.received) < 900_000, "it was asked while the file was sent");
    go_on(&office);
    through(&device).await;
    other.sync_now();
    through(&other).await;
    assert_eq!(office.with(|state| state.uploads.received), 900_000);
    let all = peek(&name).await.ranges(Table::Uploads, vec![Stretch::prefix("")]).await.expect("rows");
    assert!(all[0][0].value.contains("confirmed"));
}

#[wasm_bindgen_test]
async fn without_indexed_db_photos_are_refused_and_records_are_not() {
    let _hidden = crate::fallback::Hidden::hide("indexedDB");
    let (name, office) = (name(), FakeOffice::default());
    let danvan::device::Opened::Fallback(device, _) = crate::support::opened(&name, &office).await else {
        panic!("no fallback")
    };
    device.enrol("7K2M-94TX", "Máy").await.expect("enrolled");
    let draft = Draft::new(RecordKind::Activity);
    device.put_draft(draft.clone());
    assert_eq!(device.take_file(draft.id, &file(13, 10)).await, Err(SaveFailure::NoFiles));
    assert!(device.files_of_draft(draft.id).await.is_empty());
    save(&device, "Chữ vẫn lưu").await;
    synced(&device).await;
}
