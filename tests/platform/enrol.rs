//! Enrolling, also where the answer is lost.

use danvan::device::EnrolFailure;
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::{FakeOffice, Fault};
use crate::support::{enrolled, name, ready, rows, save, synced};
use danvan::device::store::Table;

#[wasm_bindgen_test]
async fn a_lost_answer_is_asked_for_again_with_the_same_identifiers() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    office.fail([Fault::Lost, Fault::AnswerLost]);
    assert_eq!(device.enrol("7K2M-94TX", "Máy 1").await, Err(EnrolFailure::Offline));
    assert_eq!(device.enrol("7K2M-94TX", "Máy 1").await, Err(EnrolFailure::Offline));
    assert!(device.session().is_none());
    drop(device);
    // Even the page may have been closed in between.
    let device = enrolled(&name, &office).await;
    let asked = office.with(|state| state.enrolments.clone());
    assert_eq!(asked.len(), 2);
    assert_eq!((asked[0].device, asked[0].log), (asked[1].device, asked[1].log));
    assert_eq!(device.session().expect("a session").place(), "Xã Bum Tở");
    assert_eq!(device.catalogue().expect("a catalogue").province.name, "Tỉnh Lai Châu");
}

#[wasm_bindgen_test]
async fn the_offices_own_words_are_handed_on_and_what_stands_in_between_is_named() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    office.fail([Fault::Status(422), Fault::Portal, Fault::Redirect, Fault::TooOld, Fault::Status(429)]);
    let refused = device.enrol("sai", "Máy").await;
    assert!(matches!(refused, Err(EnrolFailure::Refused { title, .. }) if title == "Không được"));
    assert_eq!(device.enrol("sai", "Máy").await, Err(EnrolFailure::Portal));
    assert_eq!(device.enrol("sai", "Máy").await, Err(EnrolFailure::Portal));
    assert_eq!(device.enrol("sai", "Máy").await, Err(EnrolFailure::TooOld));
    assert_eq!(device.enrol("sai", "Máy").await, Err(EnrolFailure::Busy { retry_after_s: None }));
}

#[wasm_bindgen_test]
async fn enrolled_again_the_device_goes_on_with_what_waits() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Đã gửi").await;
    synced(&device).await;
    let (waiting, _) = save(&device, "Chưa gửi").await;
    device.enrol("9999-9999", "Máy thử").await.expect("a new code");
    let asked = office.with(|state| state.enrolments.clone());
    assert_eq!(asked[0].device, asked[1].device);
    assert_ne!(asked[0].log, asked[1].log);
    synced(&device).await;
    assert!(office.with(|state| state.records.contains_key(&waiting)));
    assert_eq!(office.with(|state| state.records.len()), 2);
    // The old log keeps both, the new one says the second again; the receipt counts what has arrived in either.
    let receipt = device.sync_status().get_untracked().receipt.expect("a receipt");
    assert_eq!(receipt.length, 2);
    assert_eq!(rows(&name, Table::Entries).await, 3);
}
