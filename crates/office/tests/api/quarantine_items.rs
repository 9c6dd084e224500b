//! What an item of the quarantine is: the same entries once, everybody's in sight, and nothing that the log has by now.

use danvan_core::bundle::{BundledFile, Signature};
use danvan_core::ids::Digest;
use danvan_core::record::RecordKind;
use danvan_core::wire::Push;
use reqwest::Method;
use serde_json::{Value, json};

use crate::revocation::{allow, line, revoke};
use crate::support::{Answer, TestConsole, TestDevice, TestOffice, also_on_postgres, files};

/// The order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

async fn list(console: &TestConsole<'_>, query: &str) -> Value {
    console.get(&format!("/api/v1/quarantine{query}")).await.ok()
}

/// First number and count of each item.
fn places(list: &Value) -> Vec<(u64, u64)> {
    let number = |item: &Value, name: &str| item[name].as_u64().unwrap();
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| (number(item, "from"), number(item, "count"))).collect()
}

async fn waiting(console: &TestConsole<'_>) -> Value {
    console.get("/api/v1/quarantine/count").await.ok()["waiting"].clone()
}

async fn decide(console: &TestConsole<'_>, item: &Value, take: bool) -> Answer {
    let path = format!("/api/v1/quarantine/{}/decision", item["id"].as_str().unwrap());
    console.post(&path, &json!({ "take": take })).await
}

/// The other signature that says the same: (r, n - s).
fn mirrored(push: Push) -> Push {
    let mut bytes = *push.signature.unwrap().as_bytes();
    let mut borrow = 0;
    for place in (0..32).rev() {
        let left = i16::from(ORDER[place]) - i16::from(bytes[32 + place]) - borrow;
        borrow = i16::from(left < 0);
        bytes[32 + place] = left.rem_euclid(256) as u8;
    }
    Push { signature: Signature::from_bytes(&bytes), ..push }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_entries_wait_once_whatever_signature_cut_or_road() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let (mut device, other) = (office.device("bum_nua").await, office.device("thu_lum").await);
    let hub = TestDevice::machine(&office).await;
    device.create_activity("Trước");
    device.push(&office, 0).await;
    revoke(&admin, &device).await;
    for title in ["Một", "Hai", "Ba", "Bốn", "Năm"] {
        device.create_activity(title);
    }
    let send = async |push: Push| {
        assert_eq!(device.try_push(&office, &push).await.problem(), (403, "device-revoked"));
    };
    // A longer cut of the same head takes the place of a shorter one.
    for from in [4, 3, 1, 2, 5, 0] {
        send(device.segment(from)).await;
        send(mirrored(device.segment(from))).await;
    }
    send(device.segment_of(1, 3)).await;
    let on_behalf = format!("/api/v1/hub/devices/{}/logs/{}/entries", device.id, device.log());
    let push = office.request(Method::POST, &on_behalf).bearer_auth(&hub.enrolment.token);
    assert_eq!(Answer::of(push.json(&device.segment(2))).await.problem(), (403, "device-revoked"));
    for _ in 0..2 {
        assert_eq!(other.carry(&office, &device.bundle(0, 6)).await["outcome"], "quarantined");
    }
    let listed = list(&admin, "").await;
    assert_eq!(places(&listed), [(1, 5)], "once, without what the log has");
    assert_eq!((waiting(&admin).await, &line(&admin, &device).await["quarantined"]), (json!(1), &json!(1)));

    device.create_activity("Sáu");
    assert_eq!(other.carry(&office, &device.bundle(1, 7)).await["outcome"], "quarantined");
    assert_eq!(device.try_push(&office, &device.segment(0)).await.status, 403);
    let listed = list(&admin, "").await;
    assert_eq!(places(&listed), [(1, 5), (6, 1)], "what is new alone: each can be judged by itself");
    decide(&admin, &listed["items"][0], true).await.ok();
    let last = decide(&admin, &listed["items"][1], true).await.ok();
    assert_eq!(last["item"]["in_log"], true);
    assert_eq!(waiting(&admin).await, json!(0));
    let rows = admin.get("/api/v1/bundles").await.ok();
    for row in rows["bundles"].as_array().unwrap() {
        assert_ne!(row["outcome"], "quarantined", "a bundle whose entries were taken waits no longer: {row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_flood_hides_nobody_elses() {
    let office = TestOffice::start().await;
    let specialist = office.console("chuyenvien").await;
    let (mut thief, mut honest) = (office.device("bum_nua").await, office.device("thu_lum").await);
    {
        let admin = office.console("quantri").await;
        revoke(&admin, &thief).await;
        revoke(&admin, &honest).await;
    }
    for number in 0..60 {
        thief.create_activity("Rác");
        let push = thief.segment(number);
        assert_eq!(thief.try_push(&office, &push).await.problem(), (403, "device-revoked"));
    }
    office.wait_seconds(60);
    honest.create_activity("Thật");
    assert_eq!(honest.try_push(&office, &honest.segment(0)).await.status, 403);

    let listed = list(&specialist, "").await;
    let devices: Vec<_> = listed["devices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|device| (device["device"].clone(), device["waiting"].clone()))
        .collect();
    assert_eq!(devices, [(json!(thief.id), json!(60)), (json!(honest.id), json!(1))], "the longest first");
    let held = listed["items"].as_array().unwrap();
    assert_eq!(held.len(), 21, "the first of each device");
    assert_eq!(held[20]["holds"][0]["title"], "Thật");
    assert_eq!(waiting(&specialist).await, json!(61));

    // Every one of them is reached, and what is decided meanwhile moves nothing out of sight.
    let of_thief = format!("?device={}", thief.id);
    let mut page = list(&specialist, &of_thief).await;
    assert_eq!(page["devices"].as_array().unwrap().len(), 1);
    let mut seen = places(&page);
    assert_eq!(seen.len(), 50);
    decide(&specialist, &page["items"][0], false).await.ok();
    let last = page["items"][49]["id"].as_str().unwrap().to_owned();
    page = list(&specialist, &format!("{of_thief}&after={last}")).await;
    seen.extend(places(&page));
    let all: Vec<_> = (0..60).map(|number| (number, 1)).chain([(0, 1)]).collect();
    assert_eq!(seen, all, "what was judged comes last");
    for wrong in [format!("?after={last}"), format!("?device={}&after={last}", honest.id)] {
        let answer = specialist.get(&format!("/api/v1/quarantine{wrong}")).await;
        assert_eq!(answer.problem(), (404, "not-found"), "{wrong}");
    }
    let nobody = office.device("bum_nua").await.id;
    assert_eq!(list(&specialist, &format!("?device={nobody}")).await["items"], json!([]));
    let leader = office.console("lanhdao").await.get("/api/v1/quarantine/count").await;
    assert_eq!(leader.problem(), (403, "role-may-not"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_device_sent_itself_is_in_the_log_and_judged_no_more() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let (mut device, other) = (office.device("bum_nua").await, office.device("thu_lum").await);
    revoke(&admin, &device).await;
    device.create_activity("Không nhận");
    assert_eq!(other.carry(&office, &device.bundle(0, 1)).await["outcome"], "quarantined");
    let left = list(&admin, "").await["items"][0].clone();
    decide(&admin, &left, false).await.ok();
    device.create_activity("Còn chờ");
    assert_eq!(device.try_push(&office, &device.segment(0)).await.status, 403);
    let waits = list(&admin, "").await["items"][0].clone();
    assert_eq!((&waits["from"], waits.get("in_log")), (&json!(1), None));
    assert_eq!(allow(&admin, &device).await["quarantined"], 1);

    device.push(&office, 0).await;
    let listed = list(&admin, "").await;
    let states: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["from"].clone(), item["in_log"].clone(), item["decision"]["take"].clone()))
        .collect();
    assert_eq!(states, [(json!(0), json!(true), json!(false)), (json!(1), json!(true), Value::Null)]);
    let known = &listed["devices"][0];
    assert_eq!((known.get("waiting"), &known["settled"]), (None, &json!(2)));
    assert_eq!(line(&admin, &device).await.get("quarantined"), None);
    assert_eq!(waiting(&admin).await, json!(0));
    for item in [&left, &waits] {
        for take in [true, false] {
            let answer = decide(&admin, item, take).await;
            assert_eq!(answer.problem(), (409, "already-in-log"));
        }
    }
    let rows = admin.get("/api/v1/bundles").await.ok();
    assert_eq!(rows["bundles"][0]["outcome"], "already_had", "its bundle waits for nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_judge_reads_whose_it_is_why_it_waits_and_what_is_in_it() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let mut device = office.device("bum_nua").await;
    let old = device.create_activity("Đã có ở tỉnh");
    device.push(&office, 0).await;
    revoke(&admin, &device).await;
    let mut body = crate::support::activity(&device.enrolment.home, "Tuyên truyền ở bản");
    body.insert("content".to_owned(), json!("á".repeat(4_000)));
    body.insert("indicator_values".to_owned(), json!([{ "indicator": "nguoi_tham_gia", "value": "42" }]));
    device.create(RecordKind::Activity, body);
    device.change(old, 1, "title", "Đã có ở tỉnh", "Đã sửa");
    assert_eq!(device.try_push(&office, &device.segment(1)).await.status, 403);

    let listed = list(&admin, "").await;
    let known = &listed["devices"][0];
    assert_eq!(known["holder"], json!(device.enrolment.author));
    assert_eq!((&known["place"], &known["revoked"]), (&json!(device.enrolment.place), &json!(true)));
    assert_eq!(known["revocation"]["reason"], "Mất điện thoại ở chợ Bum Nưa");
    assert!(known["revocation"]["at"].is_string() && known["revocation"]["by"].is_string());
    let held = &listed["items"][0]["holds"];
    assert_eq!((&held[0]["kind"], &held[0]["title"]), (&json!("activity"), &json!("Tuyên truyền ở bản")));
    assert_eq!(held[0]["acts"], json!([{ "type": "create" }]));
    assert_eq!(held[0]["written"]["indicator_values"][0]["value"], "42");
    assert_eq!(held[0]["written"]["date_from"], "2026-11-20");
    let content = held[0]["written"]["content"].as_str().unwrap();
    assert!(content.chars().count() <= 301 && content.ends_with('…'), "{content}");
    assert_eq!(
        (&held[1]["title"], &held[1]["acts"]),
        (&json!("Đã có ở tỉnh"), &json!([{ "type": "change" }]))
    );
    assert_eq!(held[1]["written"], json!({ "title": "Đã sửa" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_keep_a_bundle_waiting_until_they_are_there() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let (mut device, other) = (office.device("bum_nua").await, office.device("thu_lum").await);
    revoke(&admin, &device).await;
    let photo = files::jpeg(1_000);
    let body = files::with_photo(&device.enrolment.home, "Có ảnh", &photo);
    let record = device.create(RecordKind::Activity, body);
    let file = BundledFile {
        sha256: Digest::of(&[&photo]),
        record,
        name: "anh.jpg".to_owned(),
        mime: "image/jpeg".to_owned(),
        content: photo.clone(),
    };
    let push = device.segment(0);
    assert_eq!(device.try_push(&office, &push).await.status, 403);
    for _ in 0..3 {
        let file = device.bundle_with(&push, std::slice::from_ref(&file));
        assert_eq!(other.carry(&office, &file).await["outcome"], "quarantined");
    }
    let listed = list(&admin, "").await;
    assert_eq!(
        (places(&listed), &listed["items"][0]["files"]),
        (vec![(0, 1)], &json!(1)),
        "sealed anew each time"
    );
    allow(&admin, &device).await;
    device.push(&office, 0).await;
    assert_eq!(waiting(&admin).await, json!(1), "its photo is missing");
    assert_eq!(files::upload(&office, &device, &photo).await.status, 204);
    assert_eq!(waiting(&admin).await, json!(0));
    assert_eq!(list(&admin, "").await["items"][0]["in_log"], true);
}

also_on_postgres! {
    the_same_entries_wait_once_whatever_signature_cut_or_road,
    ones_flood_hides_nobody_elses,
    what_its_device_sent_itself_is_in_the_log_and_judged_no_more,
    a_judge_reads_whose_it_is_why_it_waits_and_what_is_in_it,
    photos_keep_a_bundle_waiting_until_they_are_there,
}
