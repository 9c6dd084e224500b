//! What the device does when the office or the network asks for patience, and what it says about its own clock.

use std::rc::Rc;

use danvan::device::{Device, FILES_IN_REACH, Opened, Setup};
use danvan::net::retry_after_s;
use danvan::platform::clock;
use danvan::platform::timer::breathe;
use danvan_core::clock::ClockUnit;
use danvan_core::sync::{LONGEST_ASKED_S, Phase};
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::{FakeOffice, Fault};
use crate::support::{enrolled, name, ready, save, synced, until};

async fn turns(count: usize) {
    for _ in 0..count {
        breathe().await;
    }
}

#[wasm_bindgen_test]
async fn a_busy_catalogue_keeps_rounds_away_as_well_and_nothing_waits_for_it() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    office.with(|state| state.busy = Some(("GET /api/v1/catalogue", 3_600)));
    save(&device, "Đã gửi trước").await;
    synced(&device).await;
    until("the catalogue was asked for", || office.heard("GET /api/v1/catalogue") == 2).await;
    save(&device, "Trong lúc chờ").await;
    let asked = office.heard("GET /api/v1/logs");
    turns(200).await;
    assert_eq!(office.heard("GET /api/v1/logs"), asked, "by itself nothing is asked");
    assert_eq!(device.sync_status().get_untracked().waiting, 1);
    device.sync_now();
    until("a press is always tried", || office.heard("GET /api/v1/logs") > asked).await;
}

/// What asked for an hour may have been a sign-in page of a Wi-Fi: a person who presses is not kept waiting for it.
#[wasm_bindgen_test]
async fn a_press_gives_the_code_again_although_patience_was_asked_for() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    office.with(|state| state.busy = Some(("POST /api/v1/enrolments", 3_600)));
    let answer = device.enrol("7K2M-94TX", "Máy").await;
    assert!(
        matches!(answer, Err(danvan::device::EnrolFailure::Busy { retry_after_s: Some(_) })),
        "{answer:?}"
    );
    office.with(|state| state.busy = None);
    device.enrol("7K2M-94TX", "Máy").await.expect("the office takes it now");
    assert_eq!(office.heard("POST /api/v1/enrolments"), 2);
}

#[wasm_bindgen_test]
async fn the_networks_return_starts_a_round_at_a_moment_of_the_devices_own() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Chờ mạng").await;
    drop(device);
    let setup = Setup {
        name: name.clone(),
        transport: Rc::new(office.clone()),
        sync_by_itself: true,
        files_in_reach: FILES_IN_REACH,
    };
    // The opening's own round comes to nothing.
    office.fail([Fault::Lost; 3]);
    let Opened::Ready(device) = Device::open_as(setup).await else { panic!("not ready") };
    until("the first round failed", || device.sync_status().get_untracked().engine.trouble.is_some()).await;
    office.with(|state| state.faults.clear());
    let heard = office.with(|state| state.heard.len());
    let window = web_sys::window().expect("a window");
    let before = clock::monotonic_ms();
    window.dispatch_event(&web_sys::Event::new("online").expect("an event")).expect("dispatched");
    turns(10).await;
    let status = device.sync_status().get_untracked().engine;
    let at = status.wake_at_ms.expect("a moment");
    if clock::monotonic_ms() < at {
        assert_eq!((status.phase, office.with(|state| state.heard.len())), (Phase::Idle, heard));
        assert!(at <= before + 31_000, "within half a minute");
    }
    device.sync_now();
    until("a press starts at once", || device.sync_status().get_untracked().waiting == 0).await;
}

#[wasm_bindgen_test]
async fn one_tab_of_several_speaks_with_the_office_at_a_time() {
    let (name, office) = (name(), FakeOffice::default());
    let one = enrolled(&name, &office).await;
    let other = ready(&name, &office).await;
    let third = ready(&name, &office).await;
    for turn in 0..6 {
        save(&one, &format!("Một {turn}")).await;
        save(&other, &format!("Hai {turn}")).await;
        for device in [&one, &other, &third] {
            device.sync_now();
        }
        turns(3).await;
    }
    until("all is there", || office.with(|state| state.records.len()) == 12).await;
    until("all know it", || {
        [&one, &other, &third].iter().all(|device| device.sync_status().get_untracked().waiting == 0)
    })
    .await;
    assert_eq!(office.with(|state| state.under_way_most), 1, "two tabs spoke at once");
    assert!(office.with(|state| state.records.values().all(|record| record.revision == 1)));
}

#[wasm_bindgen_test]
async fn a_clock_that_is_wrong_is_pointed_out_and_forms_offer_the_right_day() {
    const DAY_MS: i64 = 86_400_000;
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    synced(&device).await;
    assert_eq!(device.sync_status().get_untracked().clock, None, "nobody could tell");
    office.with(|state| state.ahead_ms = Some(60_000));
    synced(&device).await;
    assert_eq!(device.sync_status().get_untracked().clock, None, "a minute is nobody's business");

    office.with(|state| state.ahead_ms = Some(54 * 365 * DAY_MS + DAY_MS));
    let (record, _) = save(&device, "Máy ở năm 1970").await;
    synced(&device).await;
    let off = device.sync_status().get_untracked().clock.expect("it is pointed out");
    assert_eq!((off.ahead, off.amount, off.unit), (false, 54, ClockUnit::Years));
    assert_eq!((clock::today() - clock::now().date_naive()).num_days(), 54 * 365 + 1);
    assert!(device.record(record).await.expect("it is there").office.is_some(), "nothing is refused");

    office.with(|state| state.ahead_ms = Some(-72 * 365 * DAY_MS));
    synced(&device).await;
    assert!(device.sync_status().get_untracked().clock.is_some_and(|off| off.ahead && off.amount == 72));
    office.with(|state| state.ahead_ms = Some(0));
    synced(&device).await;
    assert_eq!(device.sync_status().get_untracked().clock, None);
    assert_eq!(clock::today(), clock::now().date_naive());
}

#[wasm_bindgen_test]
fn a_wait_may_be_said_in_seconds_or_as_a_date_of_the_other_sides_clock() {
    let at = |date: &str| js_sys::Date::parse(date) as i64;
    let now = at("Tue, 24 Nov 2026 08:00:00 GMT");
    assert_eq!(retry_after_s("120", None), Some(120));
    assert_eq!(retry_after_s(" 7 ", Some(now)), Some(7));
    assert_eq!(retry_after_s("Tue, 24 Nov 2026 08:01:30 GMT", Some(now)), Some(90));
    assert_eq!(retry_after_s("Tue, 24 Nov 2026 07:00:00 GMT", Some(now)), Some(0));
    assert_eq!(retry_after_s("Tue, 24 Nov 2026 08:01:30 GMT", None), None);
    assert_eq!(retry_after_s("soon", Some(now)), None);
    // Whoever stands in between may say anything.
    for wait in ["604800", "99999999999999", "Tue, 01 Dec 2026 08:00:00 GMT"] {
        assert_eq!(retry_after_s(wait, Some(now)), Some(LONGEST_ASKED_S), "{wait}");
    }
}
