//! What the province lets a hub do, and what the hub lets devices do.

use danvan_office::store::EnrolmentStore;
use danvan_office::store::sqlite::SqliteStore;

use crate::support::{Answer, TestDevice, TestHub, TestOffice, machine, signed};

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_knows_the_devices_of_its_members_and_no_others() {
    let office = TestOffice::start().await;
    let mut inside = office.device("bum_nua").await;
    let outside = office.device("doan_ket_mttq").await;
    inside.create_activity("Một");
    inside.push(&office, 0).await;
    let hub = machine(&office).await;

    let list = hub.get(&office, "/api/v1/hub/devices").await.ok();
    let known: Vec<&str> =
        list["devices"].as_array().unwrap().iter().map(|device| device["device"].as_str().unwrap()).collect();
    assert_eq!(known, [inside.id.to_string()]);
    assert_eq!(list["devices"][0]["logs"][0]["head"]["length"], 1);
    assert_eq!(list["units"].as_array().unwrap().len(), 7);
    assert!(!list.to_string().contains(&inside.enrolment.token), "tokens do not travel");
    assert_eq!(list["devices"][0]["tokens"], serde_json::json!([]), "nor do their digests");
    assert_eq!(list["devices"][0]["key"], serde_json::to_value(inside.secret.public()).unwrap());

    let entries = format!("/api/v1/hub/devices/{}/logs/{}/entries", inside.id, inside.log());
    let read = hub.get(&office, &entries).await.ok();
    assert_eq!(read["entries"][0].to_string().len(), inside.sealed[0].text.len());
    for path in ["", "/entries"] {
        let path = format!("/api/v1/hub/devices/{}/logs/{}{path}", outside.id, outside.log());
        assert_eq!(hub.get(&office, &path).await.problem(), (404, "not-found"));
        assert_eq!(inside.get(&office, &path).await.problem(), (403, "role-may-not"));
    }
    assert_eq!(inside.get(&office, "/api/v1/hub/devices").await.problem(), (403, "role-may-not"));
    let whose = format!("/api/v1/hub/devices/{}/logs/{}/entries", inside.id, outside.log());
    assert_eq!(hub.get(&office, &whose).await.problem(), (403, "not-your-log"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_brings_entries_with_the_rights_of_their_device() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let elsewhere = office.device("doan_ket_mttq").await;
    let hub = machine(&office).await;
    device.create_activity("Trong xã");
    let unit = elsewhere.enrolment.home.clone();
    device.create_in(
        &unit,
        danvan_core::record::RecordKind::Activity,
        crate::support::activity(&unit, "Ngoài"),
    );
    let path = format!("/api/v1/hub/devices/{}/logs/{}/entries", device.id, device.log());
    let request = office.request(reqwest::Method::POST, &path).bearer_auth(&hub.enrolment.token);
    let answer = Answer::of(request.json(&signed(&device, device.stretch(0)))).await.ok();
    assert_eq!(answer["receipt"]["head"]["length"], 2);
    assert_eq!(answer["verdicts"][0]["outcome"]["type"], "applied");
    assert_eq!(answer["verdicts"][1]["outcome"]["type"], "refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_no_longer_served_and_what_it_brought_is_kept() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    hub.line.set(false);
    device.create_activity("Trước khi mất máy");
    hub.push(&device, 0).await;
    let store = SqliteStore::open(&office.database(), "unused", b"0123456789abcdef").await.unwrap();
    assert!(store.revoke_device(&"12".into(), device.id, 1).await.unwrap());
    hub.line.set(true);
    assert_eq!(hub.pass_on().await.unwrap().refused, 1);
    assert_eq!(hub.try_push(&device, 0).await.problem(), (403, "device-revoked"));
    let kept = hub.running().hub.file.entries(device.log(), 0, 1_000).await.unwrap();
    assert_eq!(kept, device.sealed);
    let overview = hub.running().hub.overview().await.unwrap();
    assert_eq!((overview.waiting, overview.refused.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_get_nothing_at_a_hub() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let outside = office.device("doan_ket_mttq").await;
    let hub = TestHub::start(&office).await;
    let late = office.device("thu_lum").await;
    for stranger in [&outside, &late] {
        assert_eq!(hub.get(stranger, "/api/v1/feed").await.problem(), (401, "unknown-device"));
    }
    hub.pass_on().await.unwrap();
    hub.get(&late, "/api/v1/feed").await.ok();

    device.create_activity("Một");
    hub.push(&device, 0).await;
    let theft = TestDevice { chain: device.chain, sealed: device.sealed.clone(), ..late.copied() };
    assert_eq!(hub.try_push(&theft, 0).await.problem(), (403, "not-your-log"));
    let path = format!("/api/v1/logs/{}", device.log());
    assert_eq!(hub.get(&late, &path).await.problem(), (403, "not-your-log"));

    device.create_activity("Hai");
    device.create_activity("Ba");
    assert_eq!(hub.try_push(&device, 2).await.problem(), (409, "gap"));
    let mut forged = device.stretch(1);
    forged.last = forged.previous;
    let forged = signed(&device, forged);
    assert_eq!(hub.try_push_of(&device, &forged).await.problem(), (422, "damaged"));
    assert_eq!(hub.get(&device, "/api/v1/nowhere").await.problem(), (404, "not-found"));
}
