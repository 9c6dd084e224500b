//! What the tests share: a device of one's own, records to write, and a scripted office.

pub mod hub;
pub mod office;
pub mod register;
pub mod uploads;

use std::rc::Rc;

use chrono::NaiveDate;
use danvan::device::store::{DeviceStore, IndexedDb, Table};
use danvan::device::{Device, FILES_IN_REACH, Opened, Setup};
use danvan::platform::random;
use danvan::platform::timer::breathe;
use danvan_core::catalogue::{ActorGroup, UnitId};
use danvan_core::entry::{Action, SealedEntry};
use danvan_core::ids::RecordId;
use danvan_core::record::{ActivityBody, Body, RecordKind};
use leptos::prelude::GetUntracked;

use office::FakeOffice;

/// Bum Tở of today: the unit of every device here.
pub const UNIT: &str = "03433@2025-07-01";

/// A name that no other test uses.
pub fn name() -> String {
    format!("test-{}", random::record_id())
}

/// Opens the device of that name.
pub async fn opened(name: &str, office: &FakeOffice) -> Opened {
    opened_with_reach(name, office, FILES_IN_REACH).await
}

/// The same, with so many bytes of sent photos that stay on the device.
async fn opened_with_reach(name: &str, office: &FakeOffice, files_in_reach: u64) -> Opened {
    let setup = Setup {
        name: name.to_owned(),
        transport: Rc::new(office.clone()),
        sync_by_itself: false,
        files_in_reach,
    };
    Device::open_as(setup).await
}

/// Opens the device of that name, which keeps no photo for longer than it must.
pub async fn tight(name: &str, office: &FakeOffice) -> Device {
    match opened_with_reach(name, office, 0).await {
        Opened::Ready(device) => device,
        other => panic!("not ready: {other:?}"),
    }
}

/// Opens the device of that name in IndexedDB.
pub async fn ready(name: &str, office: &FakeOffice) -> Device {
    match opened(name, office).await {
        Opened::Ready(device) => device,
        other => panic!("not ready: {other:?}"),
    }
}

/// A new device, enrolled.
pub async fn enrolled(name: &str, office: &FakeOffice) -> Device {
    let device = ready(name, office).await;
    device.enrol("7K2M-94TX", "Máy thử").await.expect("the code is good");
    device
}

/// An activity's body.
pub fn activity(title: &str) -> Body {
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let unit = UnitId::from(UNIT);
    ActivityBody::new("giup_dan_duong", title, day, &unit, "12:mttq", ActorGroup::MttqDoanThe).build()
}

/// Its creation.
pub fn creation(title: &str) -> Action {
    Action::Create { unit: UnitId::from(UNIT), body: activity(title) }
}

/// Saves a new activity.
pub async fn save(device: &Device, title: &str) -> (RecordId, SealedEntry) {
    let id = random::record_id();
    let sealed = device.append(id, RecordKind::Activity, 0, creation(title), None).await;
    (id, sealed.expect("it is saved"))
}

/// Gives the browser turns until something is so; fails where it never comes.
pub async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..5_000 {
        if so() {
            return;
        }
        breathe().await;
    }
    panic!("it never came: {what}");
}

/// Presses the button and waits for the end of a round that ends well.
pub async fn synced(device: &Device) {
    let before = device.sync_status().get_untracked().last_round;
    device.sync_now();
    until("a round that ends well", || {
        let status = device.sync_status().get_untracked();
        status.last_round != before && status.engine.phase == danvan_core::sync::Phase::Idle
    })
    .await;
}

/// Another connection to the database, for looking and for breaking things.
pub async fn peek(name: &str) -> IndexedDb {
    IndexedDb::open(name).await.expect("it opens")
}

/// How many rows a table has.
pub async fn rows(name: &str, table: Table) -> u64 {
    let all = danvan::device::store::Stretch::prefix("");
    peek(name).await.count(table, all).await.expect("it counts")
}
