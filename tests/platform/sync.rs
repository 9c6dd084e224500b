//! The driver against a scripted office.

use std::rc::Rc;

use danvan::device::{Delivery, Device, FILES_IN_REACH, Fix, Opened, Setup};
use danvan::platform::timer::breathe;
use danvan::platform::{local, locks};
use danvan_core::apply::diff;
use danvan_core::entry::Action;
use danvan_core::message::Message;
use danvan_core::record::RecordKind;
use danvan_core::sync::{Failure, TRIES_AN_HOUR};
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::{FakeOffice, Fault};
use crate::support::{activity, enrolled, name, ready, save, synced, until};

#[wasm_bindgen_test]
async fn what_waits_reaches_the_office_and_the_receipt_comes_back() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Giúp dân").await;
    let status = device.sync_status().get_untracked();
    assert_eq!((status.waiting, status.receipt.is_none()), (1, true));
    assert!(status.waiting_bytes > 0 && status.waiting_since.is_some());
    synced(&device).await;
    let status = device.sync_status().get_untracked();
    assert_eq!((status.waiting, status.waiting_bytes, status.waiting_since), (0, 0, None));
    assert_eq!(status.receipt.expect("a receipt").length, 1);
    assert!(matches!(device.summaries()[0].delivery, Delivery::Received { at: Some(_) }));
    let view = device.record(id).await.expect("the record");
    assert!(view.office.is_some() && view.waiting.is_empty());
}

#[wasm_bindgen_test]
async fn ten_presses_send_each_entry_once() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    for turn in 0..3 {
        save(&device, &format!("Việc {turn}")).await;
    }
    for _ in 0..10 {
        device.sync_now();
    }
    synced(&device).await;
    for _ in 0..10 {
        device.sync_now();
    }
    synced(&device).await;
    assert_eq!(office.with(|state| state.logs.values().map(Vec::len).sum::<usize>()), 3);
    assert!(office.with(|state| state.records.values().all(|record| record.revision == 1)));
    assert_eq!(office.heard("POST /api/v1/logs"), 1);
}

#[wasm_bindgen_test]
async fn an_answer_lost_after_the_commit_and_ten_presses_take_effect_once() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Một lần").await;
    synced(&device).await;
    let asked = office.heard("GET /api/v1/logs");
    save(&device, "Hai lần?").await;
    device.sync_now();
    until("the question", || office.heard("GET /api/v1/logs") > asked).await;
    // The question has passed; now the answer to the push is lost.
    office.fail([Fault::AnswerLost]);
    until("trouble", || device.sync_status().get_untracked().engine.trouble.is_some()).await;
    assert_eq!(office.with(|state| state.records.len()), 2);
    assert_eq!(device.sync_status().get_untracked().waiting, 1);
    for _ in 0..10 {
        device.sync_now();
    }
    synced(&device).await;
    assert_eq!(office.with(|state| state.logs.values().map(Vec::len).sum::<usize>()), 2);
    assert!(office.with(|state| state.records.values().all(|record| record.revision == 1)));
    assert_eq!(device.sync_status().get_untracked().waiting, 0);
}

#[wasm_bindgen_test]
async fn a_portal_and_refused_tokens_delete_nothing() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Vẫn còn").await;
    for (fault, expected) in [
        (Fault::Portal, Failure::Portal),
        (Fault::Redirect, Failure::Portal),
        (Fault::TooOld, Failure::TooOld),
        (Fault::Lost, Failure::Lost),
        (Fault::Status(401), Failure::NotAllowed),
        (Fault::Status(403), Failure::NotAllowed),
        (Fault::Status(404), Failure::NotAllowed),
        (Fault::Status(500), Failure::Lost),
        (Fault::Status(503), Failure::Busy { retry_after_s: None }),
        (Fault::Status(422), Failure::Rejected("Không được".to_owned())),
    ] {
        office.fail([fault]);
        let before = device.sync_status().get_untracked().engine.trouble;
        device.sync_now();
        until("this trouble", || {
            let trouble = device.sync_status().get_untracked().engine.trouble;
            trouble.as_ref() == Some(&expected)
                && (before.as_ref() != Some(&expected) || office.with(|state| state.faults.is_empty()))
        })
        .await;
        assert!(device.record(id).await.is_some());
        assert_eq!(device.sync_status().get_untracked().waiting, 1);
    }
    synced(&device).await;
    assert_eq!(office.with(|state| state.records.len()), 1);
}

#[wasm_bindgen_test]
async fn a_refusal_is_visible_with_what_was_written_and_can_be_answered() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Được nhận").await;
    synced(&device).await;
    office.with(|state| state.refuse = Some(Message::RecordLocked));
    let body = device.record(id).await.expect("the record").record.body;
    let change = |title: &str| Action::Change { fields: diff(RecordKind::Activity, &body, &activity(title)) };
    device.append(id, RecordKind::Activity, 1, change("Bị từ chối"), None).await.expect("saved");
    assert_eq!(device.summaries()[0].title, "Bị từ chối");
    synced(&device).await;
    let view = device.record(id).await.expect("the record");
    assert_eq!(view.record.body["title"], "Được nhận");
    assert_eq!((view.refusals.len(), view.refusals[0].problem.message), (1, Message::RecordLocked));
    assert!(
        matches!(&view.refusals[0].action, Action::Change { fields } if fields[0].written == Some("Bị từ chối".into()) || fields.len() > 1)
    );
    assert!(
        matches!(&view.delivery, Delivery::NeedsFix(Fix::Refused { problem }) if problem.message == Message::RecordLocked)
    );
    assert_eq!(device.summaries()[0].delivery, view.delivery);
    drop(device);

    office.with(|state| state.refuse = None);
    let device = ready(&name, &office).await;
    assert!(device.summaries()[0].delivery.needs_person());
    device.append(id, RecordKind::Activity, 1, change("Lần nữa"), None).await.expect("saved");
    synced(&device).await;
    assert!(matches!(device.summaries()[0].delivery, Delivery::Received { .. }));
    assert_eq!(device.summaries()[0].title, "Lần nữa");
}

#[wasm_bindgen_test]
async fn a_record_whose_creation_was_refused_is_still_shown() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    office.with(|state| state.refuse = Some(Message::ScopeOutside));
    let (id, _) = save(&device, "Không mất").await;
    synced(&device).await;
    let view = device.record(id).await.expect("still here");
    assert_eq!(view.record.body["title"], "Không mất");
    assert!(matches!(view.delivery, Delivery::NeedsFix(Fix::Refused { .. })));
    assert_eq!(device.summaries()[0].title, "Không mất");
}

#[wasm_bindgen_test]
async fn a_forked_log_goes_on_under_a_new_one_and_nothing_vanishes() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Chung").await;
    synced(&device).await;
    // A cloned phone has written under the second number already.
    let log = office.with(|state| *state.logs.keys().next().expect("a log"));
    let (clone, clones_office) = (crate::support::name(), FakeOffice::default());
    let other = enrolled(&clone, &clones_office).await;
    save(&other, "Của máy kia").await;
    synced(&other).await;
    office.with(|state| {
        let text = clones_office.with(|other| other.logs.values().next().expect("a log")[0].text.clone());
        let last = state.logs[&log].last().expect("an entry").clone();
        let head = danvan_core::entry::Head { length: 1, digest: last.digest };
        let sealed = danvan_core::entry::Chain::resume(log, head).append(text);
        let verdict = state.verdicts[&log][0].clone();
        state
            .verdicts
            .get_mut(&log)
            .expect("verdicts")
            .push(danvan_core::apply::Verdict { number: 1, ..verdict });
        state.logs.get_mut(&log).expect("a log").push(sealed);
    });
    let (mine, _) = save(&device, "Của máy này").await;
    synced(&device).await;
    assert_eq!(office.with(|state| state.logs.len()), 2);
    assert!(office.with(|state| state.records.contains_key(&mine)));
    assert!(matches!(device.record(mine).await.expect("mine").delivery, Delivery::Received { .. }));
    assert_eq!(device.sync_status().get_untracked().waiting, 0);
    let (next, sealed) = save(&device, "Tiếp").await;
    assert_ne!(sealed.log, log);
    synced(&device).await;
    assert!(office.with(|state| state.records.contains_key(&next)));
}

#[wasm_bindgen_test]
async fn a_restored_office_gets_everything_again() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    for turn in 0..3 {
        save(&device, &format!("Việc {turn}")).await;
        synced(&device).await;
    }
    office.with(|state| {
        let restored = std::mem::take(state);
        state.epoch = restored.epoch + 1;
        state.register = restored.register;
    });
    synced(&device).await;
    assert_eq!(office.with(|state| state.records.len()), 3);
    assert_eq!(device.summaries().len(), 3);
    assert!(device.summaries().iter().all(|line| matches!(line.delivery, Delivery::Received { .. })));
    assert_eq!(device.sync_status().get_untracked().waiting, 0);
}

#[wasm_bindgen_test]
async fn an_empty_office_empties_no_device() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Vẫn đây").await;
    synced(&device).await;
    office.with(|state| {
        state.records.clear();
        state.feed.clear();
        state.epoch += 1;
    });
    synced(&device).await;
    assert_eq!(device.summaries().len(), 1);
}

#[wasm_bindgen_test]
async fn what_is_saved_while_a_round_begins_or_runs_goes_with_it_or_right_after() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let other = ready(&name, &office).await;
    save(&device, "Trước").await;
    device.sync_now();
    save(&device, "Trong lúc bắt đầu").await;
    save(&other, "Ở thẻ kia").await;
    other.sync_now();
    until("all three are there", || office.with(|state| state.records.len()) == 3).await;
    until("nothing waits", || device.sync_status().get_untracked().waiting == 0).await;
    until("the other tab hears of it", || other.sync_status().get_untracked().waiting == 0).await;
}

/// Opens the device as a page does that is loaded: a round begins by itself.
async fn loaded(name: &str, office: &FakeOffice) -> Device {
    // The page before has let go.
    while locks::try_acquire(&format!("{name}.sync")).await.is_none() {
        breathe().await;
    }
    let setup = Setup {
        name: name.to_owned(),
        transport: Rc::new(office.clone()),
        sync_by_itself: true,
        files_in_reach: FILES_IN_REACH,
    };
    match Device::open_as(setup).await {
        Opened::Ready(device) => device,
        other => panic!("not ready: {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn a_page_loaded_anew_tries_no_more_often_what_fails_and_says_why() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Chờ tỉnh").await;
    drop(device);
    let mut tries = 0;
    for _ in 0..TRIES_AN_HOUR + 4 {
        office.with(|state| state.faults.clear());
        office.fail([Fault::Status(503); 9]);
        let device = loaded(&name, &office).await;
        until("it is said why", || device.sync_status().get_untracked().engine.trouble.is_some()).await;
        tries += 9 - office.with(|state| state.faults.len());
    }
    assert!((6..=TRIES_AN_HOUR).contains(&tries), "{tries}");
    // A press is always tried, and its success is known to every page.
    office.with(|state| state.faults.clear());
    synced(&loaded(&name, &office).await).await;
    assert_eq!(local::read(&format!("{name}.waits.rounds")).as_deref(), Some("[]"));
}
