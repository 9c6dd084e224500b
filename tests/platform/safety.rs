//! What a page says first of a person's work: never that all is well where the office takes nothing from the device.

use danvan::device::{Device, Safety};
use danvan_core::apply::diff;
use danvan_core::entry::Action;
use danvan_core::record::RecordKind;
use danvan_core::sync::{Failure, Phase};
use danvan_core::wire::DEVICE_REVOKED;
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::{FakeOffice, Fault};
use crate::support::{activity, enrolled, name, ready, save, synced, until};

fn safety(device: &Device) -> Safety {
    device.sync_status().get_untracked().safety()
}

/// Presses the button and waits for the end of a round that met the fault.
async fn ends(device: &Device, office: &FakeOffice, fault: Fault, expected: &Failure) {
    office.fail([fault]);
    device.sync_now();
    until("the end of a round that met the fault", || {
        let status = device.sync_status().get_untracked().engine;
        let met = office.with(|state| state.faults.is_empty());
        met && status.phase == Phase::Idle && status.trouble.as_ref() == Some(expected)
    })
    .await;
}

#[wasm_bindgen_test]
async fn nothing_is_well_while_the_office_takes_nothing() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Đã ở tỉnh").await;
    assert_eq!(safety(&device), Safety::Waits { waiting: 1 });
    synced(&device).await;
    assert_eq!(safety(&device), Safety::Arrived);

    let reason = "Máy bị mất ngày 20/11.";
    let revoked = Failure::Revoked { reason: Some(reason.to_owned()) };
    for (fault, failure) in [
        (Fault::Problem(403, DEVICE_REVOKED, reason), &revoked),
        (Fault::TooOld, &Failure::TooOld),
        (Fault::Status(401), &Failure::NotAllowed),
    ] {
        ends(&device, &office, fault, failure).await;
        assert_eq!(safety(&device), Safety::Held { waiting: 0 }, "{failure:?}");
        // A network that fails in between changes nothing of it.
        ends(&device, &office, Fault::Lost, &Failure::Lost).await;
        assert_eq!(safety(&device), Safety::Held { waiting: 0 }, "{failure:?}, then lost");
        synced(&device).await;
        assert_eq!(safety(&device), Safety::Arrived, "after {failure:?}");
    }

    ends(&device, &office, Fault::Problem(403, DEVICE_REVOKED, reason), &revoked).await;
    save(&device, "Chờ").await;
    assert_eq!(safety(&device), Safety::Held { waiting: 1 });
    // A word that says less does not come over the reason.
    ends(&device, &office, Fault::Status(404), &Failure::NotAllowed).await;
    assert_eq!(device.sync_status().get_untracked().shut_out, Some(revoked));
    synced(&device).await;
    assert_eq!(safety(&device), Safety::Arrived);
}

/// People count records: one that was written three times is one, before and after a restart.
#[wasm_bindgen_test]
async fn a_record_is_counted_once_however_often_it_was_written() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Làm đường").await;
    for (before, after) in [("Làm đường", "Làm đường bản"), ("Làm đường bản", "Làm đường liên bản")]
    {
        let fields = diff(RecordKind::Activity, &activity(before), &activity(after));
        device.append(id, RecordKind::Activity, 0, Action::Change { fields }, None).await.expect("saved");
    }
    assert_eq!(safety(&device), Safety::Waits { waiting: 1 });
    assert_eq!(device.sync_status().get_untracked().waiting, 3, "the details count entries");
    save(&device, "Họp dân").await;
    assert_eq!(safety(&device), Safety::Waits { waiting: 2 });
    drop(device);

    let device = ready(&name, &office).await;
    until("the count after a restart", || safety(&device) == Safety::Waits { waiting: 2 }).await;
    synced(&device).await;
    assert_eq!(safety(&device), Safety::Arrived);
    save(&device, "Làm nhà").await;
    assert_eq!(safety(&device), Safety::Waits { waiting: 1 });
}
