//! Conflicts at the office: what waits, who chooses at the console, and that both values stay with names and times.

use danvan_core::apply::Outcome;
use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use danvan_core::record::RecordKind;
use serde_json::{Value, json};

use crate::support::{TestConsole, TestDevice, TestOffice, also_on_postgres};

/// A record that two people of different devices changed at one place, neither knowing of the other.
async fn in_conflict(office: &TestOffice) -> (TestDevice, TestDevice, RecordId) {
    let mut commune = office.device("bum_nua").await;
    let mut post = office.device("don_pa_ve_su").await;
    let record = commune.create_activity("Họp bản");
    commune.change(record, 1, "title", "Họp bản", "Họp bản Nậm Củm");
    commune.push(office, 0).await;
    post.change(record, 1, "title", "Họp bản", "Họp dân bản Nậm Xả");
    let answer = post.push(office, 0).await;
    assert!(matches!(answer.verdicts[0].outcome, Outcome::Merged { .. }), "{answer:?}");
    (commune, post, record)
}

fn path(record: RecordId) -> String {
    format!("/api/v1/records/{record}/choices")
}

/// The choice of the only value that waits.
fn choice(record: &Value, take: bool) -> Value {
    let proposal = &record["proposals"][0];
    let field = proposal["at"]["field"].as_str().unwrap();
    json!({ "log": proposal["log"], "number": proposal["number"], "at": proposal["at"],
        "seen": record["body"][field], "take": take })
}

async fn read(console: &TestConsole<'_>, record: RecordId) -> Value {
    console.get(&format!("/api/v1/records/{record}")).await.ok()
}

async fn waiting(console: &TestConsole<'_>) -> u64 {
    console.get("/api/v1/records?waiting=true").await.ok()["total"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_chooses_and_both_values_stay_with_their_names() {
    let office = TestOffice::start().await;
    let (commune, post, record) = in_conflict(&office).await;
    let specialist = office.console("chuyenvien").await;
    assert_eq!(waiting(&specialist).await, 1);
    let seen = read(&specialist, record).await;
    let request = json!({ "choices": [choice(&seen, true)], "revision": seen["revision"] });
    let chosen = specialist.post(&path(record), &request).await.ok();
    assert_eq!(chosen["body"]["title"], "Họp dân bản Nậm Xả");
    assert_eq!((&chosen["proposals"], waiting(&specialist).await), (&Value::Null, 0));
    let step = chosen["trail"].as_array().unwrap().last().unwrap();
    assert_eq!(step["author"]["name"], "Lò Thị Mai");
    assert_eq!(step["replaced"][0]["value"], "Họp bản Nậm Củm");
    assert_eq!(
        (&step["settled"][0]["author"]["name"], &step["settled"][0]["written"], &step["settled"][0]["taken"]),
        (&json!("Trực ban Đồn Pa Vệ Sủ"), &json!("Họp dân bản Nậm Xả"), &json!(true))
    );
    // Both devices read it from their feeds.
    for device in [&commune, &post] {
        let page = device.feed(&office, "").await;
        assert_eq!(page.records[0].body["title"], "Họp dân bản Nậm Xả");
        assert_eq!(page.records[0].waiting(), 0);
    }
    // The button pressed again meets another revision; pressed with the new one, nothing waits.
    assert_eq!(specialist.post(&path(record), &request).await.problem(), (409, "changed-since"));
    let again = json!({ "choices": [choice(&seen, true)], "revision": chosen["revision"] });
    let refused = specialist.post(&path(record), &again).await;
    assert_eq!(refused.problem(), (422, "refused"));
    assert_eq!(refused.body["problem"], json!({ "message": "nothing_waits", "at": { "field": "title" } }));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_choose_or_asks_badly_is_told() {
    let office = TestOffice::start().await;
    let (_, _, record) = in_conflict(&office).await;
    let viewer = office.console("xem").await;
    let seen = read(&viewer, record).await;
    let request = json!({ "choices": [choice(&seen, false)], "revision": seen["revision"] });
    assert_eq!(viewer.post(&path(record), &request).await.body["problem"]["message"], "role_may_not");
    assert_eq!(office.post(&path(record), &request).await.problem(), (401, "not-signed-in"));
    let specialist = office.console("chuyenvien").await;
    let nowhere = "/api/v1/records/00000000-0000-7000-8000-000000000000/choices";
    assert_eq!(specialist.post(nowhere, &request).await.problem(), (404, "not-found"));
    let none = json!({ "choices": [], "revision": seen["revision"] });
    assert_eq!(specialist.post(&path(record), &none).await.problem(), (422, "refused"));
    for body in [json!({}), json!({ "choices": [{ "take": true }], "revision": 3 }), json!([])] {
        assert_eq!(specialist.post(&path(record), &body).await.problem(), (400, "malformed"), "{body}");
    }
    let mut long = choice(&seen, false);
    long["seen"] = json!("x".repeat(70_000));
    let long = json!({ "choices": [long], "revision": seen["revision"] });
    assert_eq!(specialist.post(&path(record), &long).await.problem(), (413, "too-large"));
    // Nothing of all that was kept.
    assert_eq!(read(&specialist, record).await, seen);
    let left = specialist.post(&path(record), &request).await.ok();
    assert_eq!((&left["body"]["title"], &left["proposals"]), (&json!("Họp bản Nậm Củm"), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_record_that_somebody_edits_stands_in_the_queue_and_can_be_brought_back() {
    let office = TestOffice::start().await;
    let mut commune = office.device("bum_nua").await;
    let mut post = office.device("don_pa_ve_su").await;
    let record = commune.create_activity("Họp bản");
    commune.push(&office, 0).await;
    let withdraw = Action::Delete { reason: Some("Ghi hai lần".to_owned()) };
    commune.write(&commune.entry(record, RecordKind::Activity, 1, withdraw));
    commune.push(&office, 1).await;
    post.change(record, 1, "title", "Họp bản", "Họp bản có 40 hộ");
    post.push(&office, 0).await;

    let specialist = office.console("chuyenvien").await;
    let page = specialist.get("/api/v1/records?waiting=true").await.ok();
    assert_eq!((&page["total"], &page["records"][0]["deleted"]), (&json!(1), &json!(true)));
    assert_eq!(specialist.get("/api/v1/records").await.ok()["total"], 0, "elsewhere it is withdrawn");
    let seen = read(&specialist, record).await;
    let request = json!({ "choices": [choice(&seen, true)], "revision": seen["revision"] });
    let back = specialist.post(&path(record), &request).await.ok();
    assert_eq!((&back["deleted"], &back["body"]["title"]), (&Value::Null, &json!("Họp bản có 40 hộ")));
    assert_eq!(specialist.get("/api/v1/records").await.ok()["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_that_met_an_edit_waits_for_the_office() {
    let office = TestOffice::start().await;
    let mut commune = office.device("bum_nua").await;
    let mut post = office.device("don_pa_ve_su").await;
    let record = commune.create_activity("Họp bản");
    commune.change(record, 1, "title", "Họp bản", "Họp bản Nậm Củm");
    commune.push(&office, 0).await;
    let withdraw = Action::Delete { reason: None };
    post.write(&post.entry(record, RecordKind::Activity, 1, withdraw));
    let answer = post.push(&office, 0).await;
    assert_eq!(answer.verdicts[0].outcome, Outcome::Merged { waiting: vec![] });

    let specialist = office.console("chuyenvien").await;
    let seen = read(&specialist, record).await;
    assert_eq!((&seen["deleted"], waiting(&specialist).await), (&Value::Null, 1));
    let wish = &seen["withdrawals"][0];
    assert_eq!(wish["author"]["name"], "Trực ban Đồn Pa Vệ Sủ");
    let take = json!({ "log": wish["log"], "number": wish["number"], "take": true });
    let request = json!({ "choices": [take], "revision": seen["revision"] });
    let gone = specialist.post(&path(record), &request).await.ok();
    assert_eq!((&gone["deleted"], waiting(&specialist).await), (&json!(true), 0));
}

also_on_postgres! {
    the_office_chooses_and_both_values_stay_with_their_names,
    who_may_not_choose_or_asks_badly_is_told,
    a_withdrawn_record_that_somebody_edits_stands_in_the_queue_and_can_be_brought_back,
    a_withdrawal_that_met_an_edit_waits_for_the_office,
}
