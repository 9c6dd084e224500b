//! Two provinces in one office never see each other, whatever is asked.

use danvan_core::record::RecordKind;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, TestDevice, TestOffice, activity, message, nomination};

#[tokio::test(flavor = "multi_thread")]
async fn no_route_shows_one_province_to_the_other() {
    let office = TestOffice::start().await;
    let mut here = office.device("bum_nua").await;
    let mut there = office.device("tan_ninh").await;
    let unit = here.enrolment.home.clone();
    let secret = here.create_activity("Bí mật Lai Châu");
    let nominated = here.create(RecordKind::Nomination, nomination(&unit, "Người Lai Châu"));
    here.push(&office, 0).await;
    let specialist = office.console("chuyenvien").await;
    specialist.take(&nominated.to_string(), "receive", None).await.ok();

    // The device of the other province.
    assert_eq!(there.feed(&office, "").await.records.len(), 0);
    let record = format!("/api/v1/records/{secret}");
    assert_eq!(there.get(&office, &record).await.problem(), (404, "not-found"));
    let log = there.get(&office, &format!("/api/v1/logs/{}", here.log())).await.ok();
    assert_eq!(log["receipt"]["head"]["length"], 0, "another province's log is a log nobody has");

    // Its console.
    let other = office.console("tn.chuyenvien").await;
    assert_eq!(other.get("/api/v1/records").await.ok()["total"], 0);
    assert_eq!(other.get("/api/v1/records?q=bi+mat").await.ok()["total"], 0);
    assert_eq!(other.get(&record).await.problem(), (404, "not-found"));
    let decide = json!({ "step": "approve", "revision": 1 });
    assert_eq!(other.post(&format!("{record}/moves"), &decide).await.problem(), (404, "not-found"));
    assert_eq!(other.get("/api/v1/figures").await.ok()["lines"], json!([]));
    assert_eq!(other.get("/api/v1/figures/records?indicator=TT01&group=mttq_doan_the").await.ok(), json!([]));
    assert_eq!(other.get("/api/v1/awards").await.ok()["lines"], json!([]));
    let units = other.get("/api/v1/units/status").await.ok();
    assert!(
        units.as_array().unwrap().iter().all(|unit| unit["records"] == 0 && unit["last_heard"].is_null())
    );
    assert!(units.as_array().unwrap().iter().all(|unit| unit["unit"] != unit_text(&here)));

    // The same record identifier in both provinces is two records.
    let home = there.enrolment.home.clone();
    let create =
        danvan_core::entry::Action::Create { unit: home.clone(), body: activity(&home, "Của Tây Ninh") };
    there.write(&there.entry(secret, RecordKind::Activity, 0, create));
    there.change(nominated, 1, "title", "a", "b");
    let answer = there.push(&office, 0).await;
    assert_eq!(message(&answer.verdicts[0].outcome), None, "{answer:?}");
    assert_eq!(message(&answer.verdicts[1].outcome), Some(danvan_core::message::Message::RecordMissing));
    assert_eq!(there.get(&office, &record).await.ok()["body"]["title"], "Của Tây Ninh");
    assert_eq!(here.get(&office, &record).await.ok()["body"]["title"], "Bí mật Lai Châu");

    // The same log identifier, too.
    let mut same_log = TestDevice { chain: danvan_core::entry::Chain::open(here.log()), ..there.copied() };
    same_log.sealed.clear();
    let unit = same_log.enrolment.home.clone();
    same_log.create_in(&unit, RecordKind::Activity, activity(&unit, "Cùng số nhật ký"));
    assert_eq!(same_log.push(&office, 0).await.receipt.head.length, 1);
    assert_eq!(here.status(&office, 0).await.receipt.head, here.chain.head());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_or_session_never_names_a_province_of_its_own_choice() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let request = json!({
        "reach": { "type": "units", "units": ["25459@2025-07-01"] }, "role": "field_officer", "person": "Người khác",
        "province": "80",
    });
    assert_eq!(admin.post("/api/v1/enrolment-codes", &request).await.problem(), (422, "invalid"));
    let listed = admin.get("/api/v1/enrolment-codes").await;
    assert!(!listed.text.contains("Lê Thị Bích"), "codes of the other province are not listed");
    // A device's token does not open the console, nor a session the devices' routes.
    let device = office.device("bum_nua").await;
    assert_eq!(device.get(&office, "/api/v1/records").await.problem(), (401, "not-signed-in"));
    assert_eq!(admin.get("/api/v1/feed").await.problem(), (401, "unknown-device"));
    let both = admin.request(Method::GET, "/api/v1/feed").bearer_auth("f".repeat(64));
    assert_eq!(Answer::of(both).await.problem(), (401, "unknown-device"));
}

fn unit_text(device: &TestDevice) -> String {
    device.enrolment.home.as_str().to_owned()
}
