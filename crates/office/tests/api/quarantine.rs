//! What arrives after a revocation waits for a person's judgement, whatever road it takes.

use danvan_core::wire::Enrolment;
use reqwest::Method;
use serde_json::{Value, json};

use crate::revocation::{allow, line, revoke};
use crate::support::{Answer, TestConsole, TestDevice, TestOffice, also_on_postgres};

async fn items(console: &TestConsole<'_>) -> Vec<Value> {
    console.get("/api/v1/quarantine").await.ok()["items"].as_array().unwrap().clone()
}

async fn decide(console: &TestConsole<'_>, item: &Value, take: bool) -> Answer {
    let path = format!("/api/v1/quarantine/{}/decision", item["id"].as_str().unwrap());
    console.post(&path, &json!({ "take": take, "note": "Đã hỏi lại người ghi" })).await
}

async fn titles(office: &TestOffice) -> Vec<String> {
    let records = office.console("xem").await.get("/api/v1/records").await.ok();
    let mut titles: Vec<_> = records["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["body"]["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    titles
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_revoked_device_pushes_waits_and_is_taken_in_order() {
    let office = TestOffice::start().await;
    let (admin, specialist) = (office.console("quantri").await, office.console("chuyenvien").await);
    let mut device = office.device("bum_nua").await;
    device.create_activity("Trước");
    device.push(&office, 0).await;
    revoke(&admin, &device).await;
    let record = device.create_activity("Một");
    device.create_activity("Hai");
    device.change(record, 1, "title", "Một", "Một đã sửa");
    device.append("{}".to_owned());
    for (from, to) in [(3, 5), (1, 3), (1, 3)] {
        let answer = device.try_push(&office, &device.segment_of(from, to)).await;
        assert_eq!(answer.problem(), (403, "device-revoked"));
        assert!(answer.body["detail"].as_str().unwrap().contains("giữ riêng"), "{}", answer.text);
    }
    let mut damaged = device.segment(1);
    damaged.last = damaged.previous;
    let answer = device.try_push(&office, &damaged).await;
    assert_eq!(answer.problem(), (403, "device-revoked"), "before whatever else is wrong");
    assert!(answer.body["detail"].as_str().unwrap().contains("không giữ"), "{}", answer.text);
    let other = office.device("thu_lum").await;
    revoke(&admin, &other).await;
    let theft = TestDevice { chain: device.chain, sealed: device.sealed.clone(), ..other.copied() };
    assert_eq!(theft.try_push(&office, &theft.segment(1)).await.problem(), (403, "device-revoked"));
    assert_eq!(titles(&office).await, ["Trước"], "nothing of it is applied");

    let waiting = items(&specialist).await;
    let places: Vec<_> = waiting.iter().map(|item| (item["from"].clone(), item["count"].clone())).collect();
    assert_eq!(places, [(json!(1), json!(2)), (json!(3), json!(2))], "once each, by number");
    assert_eq!(waiting[0]["road"], "network");
    let held: Vec<_> =
        waiting[0]["holds"].as_array().unwrap().iter().map(|held| held["title"].clone()).collect();
    assert_eq!(held, ["Một", "Hai"]);
    assert_eq!(waiting[0]["holds"][0]["author"], json!(device.enrolment.author));
    assert_eq!(waiting[1]["others"], 1, "what cannot be read is counted");
    assert_eq!(line(&admin, &device).await["quarantined"], 2);
    assert_eq!(
        office.console("lanhdao").await.get("/api/v1/quarantine").await.problem(),
        (403, "role-may-not")
    );

    let gap = decide(&specialist, &waiting[1], true).await;
    assert_eq!(gap.problem(), (409, "gap"), "what comes before it first");
    assert_eq!(items(&specialist).await.len(), 2);
    let taken = decide(&specialist, &waiting[0], true).await.ok();
    assert_eq!((&taken["item"]["decision"]["take"], &taken["still_waiting"]), (&json!(true), &json!(1)));
    assert_eq!(titles(&office).await, ["Hai", "Một", "Trước"], "applied with the device's own rights");
    assert_eq!(decide(&specialist, &waiting[0], true).await.problem(), (409, "already-decided"));

    let left = decide(&admin, &waiting[1], false).await.ok();
    assert_eq!((&left["item"]["decision"]["take"], left.get("still_waiting")), (&json!(false), None));
    assert_eq!(titles(&office).await, ["Hai", "Một", "Trước"]);
    let later = decide(&admin, &waiting[1], true).await.ok();
    assert_eq!(later["refused"], 1, "what cannot be read stands in the log with its reason");
    assert_eq!(titles(&office).await, ["Hai", "Một đã sửa", "Trước"]);
    let nothing = json!({ "id": "00".repeat(32) });
    assert_eq!(decide(&admin, &nothing, true).await.problem(), (404, "not-found"));
}

/// Whoever held the device before and has lost their access is not heard again by a judgement; its holder is.
#[tokio::test(flavor = "multi_thread")]
async fn a_judgement_speaks_for_the_holder_alone() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let mut device = office.device("bum_nua").await;
    let before = device.enrolment.clone();
    let ask = json!({ "reach": { "type": "units", "units": [before.home] }, "role": "field_officer", "person": "Người sau" });
    let code = admin.post("/api/v1/enrolment-codes", &ask).await.ok()["code"].clone();
    let request = json!(device.enrolment_request(code.as_str().unwrap()));
    let now = office.post("/api/v1/enrolments", &request).await.ok();
    let now: Enrolment = serde_json::from_value(now).unwrap();
    for person in [&before.author, &now.author] {
        let path = format!("/api/v1/people/{}/actions", person.id);
        admin.post(&path, &json!({ "type": "disable" })).await.ok();
    }
    for (author, title) in [(&before.author, "Của người trước"), (&now.author, "Của người sau")]
    {
        device.enrolment = Enrolment { author: author.clone(), ..now.clone() };
        device.create_activity(title);
    }
    assert_eq!(device.try_push(&office, &device.segment(0)).await.problem(), (403, "device-revoked"));
    let listed = admin.get("/api/v1/quarantine").await.ok();
    assert_eq!(
        (&listed["devices"][0]["ended"], &listed["devices"][0]["revoked"]),
        (&json!(true), &Value::Null)
    );
    let taken = decide(&admin, &listed["items"][0], true).await.ok();
    assert_eq!(taken["refused"], 1);
    assert_eq!(titles(&office).await, ["Của người sau"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_hub_brings_of_a_revoked_device_waits_too() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let mut device = office.device("bum_nua").await;
    let hub = TestDevice::machine(&office).await;
    device.create_activity("Ở khu vực");
    revoke(&admin, &device).await;
    let on_behalf = format!("/api/v1/hub/devices/{}/logs/{}", device.id, device.log());
    assert_eq!(
        hub.get(&office, &on_behalf).await.ok()["receipt"]["head"]["length"],
        0,
        "it finds out how far"
    );
    let push =
        office.request(Method::POST, &format!("{on_behalf}/entries")).bearer_auth(&hub.enrolment.token);
    let answer = Answer::of(push.json(&device.segment(0))).await;
    assert_eq!(answer.problem(), (403, "device-revoked"));
    // The same from the device itself is the same item.
    assert_eq!(device.try_push(&office, &device.segment(0)).await.problem(), (403, "device-revoked"));
    let waiting = items(&admin).await;
    assert_eq!((waiting.len(), &waiting[0]["road"]), (1, &json!("hub")));
    decide(&admin, &waiting[0], true).await.ok();
    assert_eq!(titles(&office).await, ["Ở khu vực"]);
    let listed = hub.get(&office, "/api/v1/hub/devices").await.ok();
    let id = json!(device.id);
    let listed =
        listed["devices"].as_array().unwrap().iter().find(|known| known["device"] == id).unwrap().clone();
    assert_eq!(listed["revoked"], true, "hubs learn of it with their next round");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_a_revoked_device_waits_and_is_taken_with_all_that_is_in_it() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let other = office.device("thu_lum").await;
    device.create_activity("Một");
    device.create_activity("Hai");
    // Kept while what comes before it was missing; its device is revoked before that comes.
    assert_eq!(other.carry(&office, &device.bundle(1, 2)).await["outcome"], "waiting");
    {
        let admin = office.console("quantri").await;
        revoke(&admin, &device).await;
    }
    let row = other.carry(&office, &device.bundle(0, 1)).await;
    assert_eq!((&row["outcome"], &row["problem"]), (&json!("quarantined"), &json!("device_revoked")));
    office.restart().await;
    let admin = office.console("quantri").await;
    let waiting = items(&admin).await;
    assert_eq!((waiting.len(), &waiting[0]["road"]), (1, &json!("bundle")));
    let rows = admin.get("/api/v1/bundles").await.ok();
    let outcomes: Vec<_> =
        rows["bundles"].as_array().unwrap().iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["waiting", "quarantined"]);

    decide(&admin, &waiting[0], true).await.ok();
    assert_eq!(titles(&office).await, ["Một"]);
    // What waited for it came to its turn: its device is revoked, so it waits for a person now.
    let waiting = items(&admin).await;
    assert_eq!((waiting[0]["from"].clone(), waiting[0].get("decision")), (json!(1), None));
    allow(&admin, &device).await;
    assert_eq!(titles(&office).await, ["Một"], "to allow again releases nothing by itself");
    assert_eq!(line(&admin, &device).await["quarantined"], 1);
    decide(&admin, &waiting[0], true).await.ok();
    assert_eq!(titles(&office).await, ["Hai", "Một"]);
    let rows = admin.get("/api/v1/bundles").await.ok();
    let outcomes: Vec<_> =
        rows["bundles"].as_array().unwrap().iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["taken", "taken"]);
}

also_on_postgres! {
    what_a_revoked_device_pushes_waits_and_is_taken_in_order,
    what_a_hub_brings_of_a_revoked_device_waits_too,
    a_bundle_of_a_revoked_device_waits_and_is_taken_with_all_that_is_in_it,
}
