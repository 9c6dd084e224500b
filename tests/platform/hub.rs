//! The device between a silent province and the hub of its district.

use danvan::device::Delivery;
use danvan_core::sync::{Failure, Phase};
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::hub::NAME;
use crate::support::office::FakeOffice;
use crate::support::{enrolled, name, save, synced, until};

/// A district with a hub; the province answers until it is told not to.
fn district() -> FakeOffice {
    let office = FakeOffice::default();
    office.with(|state| {
        state.district = true;
        state.hub.up = true;
    });
    office
}

#[wasm_bindgen_test]
async fn where_the_province_is_silent_the_hub_holds_it_and_the_page_says_so() {
    let (name, office) = (name(), district());
    let device = enrolled(&name, &office).await;
    office.with(|state| state.silent = true);
    save(&device, "Ở khu vực").await;
    synced(&device).await;
    let status = device.sync_status().get_untracked();
    assert_eq!((status.waiting, status.receipt), (1, None), "the province has said nothing");
    let there = status.at_hub.expect("it lies at the hub");
    assert_eq!((there.entries, there.name.as_str()), (1, NAME));
    assert!(matches!(&device.summaries()[0].delivery, Delivery::AtHub { hub, .. } if hub == NAME));
    assert!(device.summaries()[0].delivery.waits());

    // What comes after it lies on the device until the next round.
    let (later, _) = save(&device, "Sau đó").await;
    assert_eq!(device.record(later).await.expect("the record").delivery, Delivery::OnDevice);

    // The hub has passed the first on.
    office.with(|state| state.hub.told = Some((1, "0".to_owned())));
    synced(&device).await;
    let status = device.sync_status().get_untracked();
    assert_eq!((status.waiting, status.at_hub.expect("the other").entries), (1, 1));
    assert_eq!(status.receipt.expect("the province's, by the hub").length, 1);
    let received =
        device.summaries().iter().filter(|line| matches!(line.delivery, Delivery::Received { .. })).count();
    assert_eq!(received, 1);
}

#[wasm_bindgen_test]
async fn an_old_word_through_the_hub_takes_nothing_back_and_the_next_round_tries_the_province() {
    let (name, office) = (name(), district());
    let device = enrolled(&name, &office).await;
    save(&device, "Thẳng về tỉnh").await;
    synced(&device).await;
    assert_eq!(device.sync_status().get_untracked().waiting, 0);
    office.with(|state| {
        state.silent = true;
        state.hub.told = Some((0, state.epoch.to_string()));
    });
    synced(&device).await;
    let status = device.sync_status().get_untracked();
    assert!(status.engine.at_hub);
    assert_eq!((status.waiting, status.at_hub), (0, None));
    assert!(matches!(device.summaries()[0].delivery, Delivery::Received { .. }));
    office.with(|state| state.silent = false);
    synced(&device).await;
    assert!(!device.sync_status().get_untracked().engine.at_hub);
}

#[wasm_bindgen_test]
async fn where_neither_answers_the_page_names_the_hub() {
    let (name, office) = (name(), district());
    let device = enrolled(&name, &office).await;
    save(&device, "Không đâu nhận").await;
    office.with(|state| {
        state.silent = true;
        state.hub.up = false;
    });
    device.sync_now();
    until("the end of a round", || {
        let status = device.sync_status().get_untracked();
        status.engine.trouble == Some(Failure::Lost) && status.engine.phase == Phase::Idle
    })
    .await;
    assert_eq!(device.sync_status().get_untracked().hub_silent.as_deref(), Some(NAME));
}

#[wasm_bindgen_test]
async fn a_hub_gets_a_proof_for_itself_and_never_the_province_s_token() {
    let (name, office) = (name(), district());
    let device = enrolled(&name, &office).await;
    let token = device.session().expect("a session").enrolment.token.clone();
    office.with(|state| state.silent = true);
    for title in ["Một", "Hai"] {
        save(&device, title).await;
        synced(&device).await;
    }
    office.with(|state| {
        assert_eq!(state.hub.sessions, 1, "one session serves both rounds");
        assert!(!state.hub.shown.contains(&token) && !state.hub.shown.is_empty());
        // The hub was set up anew: the session is opened once more, and nothing is lost.
        state.hub.token = Some("another".to_owned());
    });
    save(&device, "Ba").await;
    synced(&device).await;
    office.with(|state| {
        assert_eq!(state.hub.sessions, 2);
        assert_eq!(state.hub.logs.values().map(Vec::len).sum::<usize>(), 3);
        assert!(!state.hub.shown.contains(&token));
    });
}

#[wasm_bindgen_test]
async fn a_hub_of_the_time_before_sessions_is_as_good_as_silent() {
    let (name, office) = (name(), district());
    let device = enrolled(&name, &office).await;
    save(&device, "Chờ").await;
    office.with(|state| {
        state.silent = true;
        state.hub.old = true;
    });
    device.sync_now();
    until("the end of a round", || {
        let status = device.sync_status().get_untracked();
        status.engine.trouble == Some(Failure::Lost) && status.engine.phase == Phase::Idle
    })
    .await;
    assert_eq!(device.sync_status().get_untracked().hub_silent.as_deref(), Some(NAME));
    office.with(|state| assert!(state.hub.shown.is_empty(), "no token was tried"));
}
