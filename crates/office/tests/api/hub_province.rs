//! What the province lets a hub do, and what the hub lets devices do.

use crate::revocation::revoke;
use crate::support::{Answer, TestDevice, TestHub, TestOffice};

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_knows_the_devices_of_its_members_and_no_others() {
    let office = TestOffice::start().await;
    let mut inside = office.device("bum_nua").await;
    let outside = office.device("doan_ket_mttq").await;
    inside.create_activity("Một");
    inside.push(&office, 0).await;
    let hub = TestDevice::machine(&office).await;

    let list = hub.get(&office, "/api/v1/hub/devices").await.ok();
    let known: Vec<&str> =
        list["devices"].as_array().unwrap().iter().map(|device| device["device"].as_str().unwrap()).collect();
    assert_eq!(known, [inside.id.to_string()]);
    assert_eq!(list["devices"][0]["logs"][0]["head"]["length"], 1);
    assert_eq!(list["units"].as_array().unwrap().len(), 7);
    let listed = &list["devices"][0];
    assert_eq!(listed["tokens"], serde_json::json!([]), "a device shows a hub its key, never its token");
    assert_eq!(listed["key"], serde_json::json!(inside.secret.public()));
    assert_eq!((&listed["keys"], &listed["signs"]), (&serde_json::json!([listed["key"]]), &true.into()));
    assert!(!list.to_string().contains(&inside.enrolment.token));

    let entries = format!("/api/v1/hub/devices/{}/logs/{}/entries", inside.id, inside.log());
    let read = hub.get(&office, &entries).await.ok();
    assert_eq!(read["entries"][0].to_string().len(), inside.sealed[0].text.len());
    assert_eq!(read["signed"][0]["head"], serde_json::json!(inside.chain.head()));
    assert_eq!(read["signed"][0]["signature"], serde_json::json!(inside.segment(0).signature));
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
    let hub = TestDevice::machine(&office).await;
    device.create_activity("Trong xã");
    let unit = elsewhere.enrolment.home.clone();
    device.create_in(
        &unit,
        danvan_core::record::RecordKind::Activity,
        crate::support::activity(&unit, "Ngoài"),
    );
    let path = format!("/api/v1/hub/devices/{}/logs/{}/entries", device.id, device.log());
    let request = office.request(reqwest::Method::POST, &path).bearer_auth(&hub.enrolment.token);
    let answer = Answer::of(request.json(&device.segment(0))).await.ok();
    assert_eq!(answer["receipt"]["head"]["length"], 2);
    assert_eq!(answer["verdicts"][0]["outcome"]["type"], "applied");
    assert_eq!(answer["verdicts"][1]["outcome"]["type"], "refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_is_a_machine_and_brings_nothing_unsigned() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Qua khu vực");
    let path = format!("/api/v1/hub/devices/{}/logs/{}/entries", device.id, device.log());
    let bring = async |hub: &TestDevice, push: &danvan_core::wire::Push| {
        let request = office.request(reqwest::Method::POST, &path).bearer_auth(&hub.enrolment.token);
        Answer::of(request.json(push)).await
    };
    // Whoever watches over the district is a person; so was a hub before there were codes for machines.
    let monitor = office.device("muong_te").await;
    let refused = bring(&monitor, &device.segment(0)).await;
    assert_eq!(refused.problem(), (403, "role-may-not"));
    assert!(refused.body["detail"].as_str().unwrap().contains("mã dành riêng cho máy"), "{}", refused.text);
    assert_eq!(monitor.get(&office, "/api/v1/hub/devices").await.problem(), (403, "role-may-not"));

    let hub = TestDevice::machine(&office).await;
    let unsigned = danvan_core::wire::Push { signature: None, ..device.segment(0) };
    assert_eq!(bring(&hub, &unsigned).await.problem(), (403, "unsigned"));
    let forged = hub.secret.sign(&danvan_core::proof::segment(device.id, device.log(), &device.chain.head()));
    let forged = danvan_core::wire::Push { signature: forged, ..device.segment(0) };
    assert_eq!(bring(&hub, &forged).await.problem(), (422, "bad-signature"));
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0);
    bring(&hub, &device.segment(0)).await.ok();

    // A device of release 1 goes by its own token alone.
    let mut old = TestDevice::of_release_1(&office, &office.code("thu_lum")).await;
    old.create_activity("Bản cũ");
    let path = format!("/api/v1/hub/devices/{}/logs/{}/entries", old.id, old.log());
    let request = office.request(reqwest::Method::POST, &path).bearer_auth(&hub.enrolment.token);
    assert_eq!(Answer::of(request.json(&old.segment(0))).await.problem(), (403, "unsigned"));
    old.push(&office, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_no_longer_served_and_what_it_brought_is_kept() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    hub.line.set(false);
    device.create_activity("Trước khi mất máy");
    hub.push(&device, 0).await;
    revoke(&office.console("quantri").await, &device).await;
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
    let mut forged = device.segment(1);
    forged.last = forged.previous;
    let forged = device.sign(forged);
    assert_eq!(hub.try_push_of(&device, &forged).await.problem(), (422, "damaged"));
    assert_eq!(hub.get(&device, "/api/v1/nowhere").await.problem(), (404, "not-found"));
}
