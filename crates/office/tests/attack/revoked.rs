//! A device that was revoked, by every road that it might take.

use danvan_core::ids::LogId;
use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::{Phone, fresh};
use super::table::Table;
use super::wire::{Office, is};

const UNIT: &str = "03466@2025-07-01";

/// The access of a person is ended: so is that of the devices they hold, and nothing of theirs comes by others' devices.
pub async fn disabled(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let person = phone.enrolled["author"].clone();
    let path = format!("/api/v1/people/{}/actions", person["id"].as_str().unwrap());
    let ended = desk.post(&path, &json!({ "type": "disable" })).await.status;
    table.row("the administrator ends a person's access", ended, 200);
    let late = phone.create("Sau khi khóa");
    let said = phone.push(office, &phone.rest(0)).await;
    table.row("a device that they hold sends", said.outcome(), is(403, "device-revoked"));
    table.row("and reads why", said.text.contains("người giữ máy này đã kết thúc"), true);
    let read = office.get("/api/v1/feed", phone.token()).await.outcome();
    table.row("it reads", read, is(403, "device-revoked"));
    let waiting = desk.get("/api/v1/quarantine").await;
    let items = waiting.body["items"].as_array().cloned().unwrap_or_default();
    let mine: Vec<_> = items.into_iter().filter(|item| item["device"] == json!(phone.device)).collect();
    table.row("what it sent waits for a person", mine.len(), 1);
    let devices = desk.get("/api/v1/devices").await;
    let line =
        devices.body["devices"].as_array().unwrap().iter().find(|line| line["device"] == json!(phone.device));
    let line = line.map(|line| (line["holder_disabled"].clone(), line["revoked"].clone()));
    table.row("the console says why it is refused", line, Some((json!(true), Value::Null)));
    let decision = format!("/api/v1/quarantine/{}/decision", mine[0]["id"].as_str().unwrap_or("none"));
    let taken = desk.post(&decision, &json!({ "take": true, "note": "Ghi trước khi nghỉ" })).await;
    table.row("a person takes it in", taken.body["refused"].as_u64().unwrap_or_default(), 0);
    table.row("then it is there", desk.get(&format!("/api/v1/records/{late}")).await.status, 200);

    let enabled = desk.post(&path, &json!({ "type": "enable" })).await.status;
    table.row("the person is enabled again", enabled, 200);
    table.row("and the device reads as before", office.get("/api/v1/feed", phone.token()).await.status, 200);

    // The phone goes to a colleague, and the person before leaves.
    let code = desk.code(&Value::Null, UNIT).await;
    let answer = office.post("/api/v1/enrolments", Some(phone.token()), &phone.asking(&code)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let colleague = answer.body["author"].clone();
    phone.enrolled = answer.body;
    desk.post(&path, &json!({ "type": "disable" })).await;
    let from = phone.entries.len();
    let unit = json!(UNIT);
    phone.create_as("Của người trước", person, &unit, json!({}));
    phone.create_as("Của người mới", colleague, &unit, json!({}));
    let said = phone.push(office, &phone.rest(from)).await;
    let outcome = |number: usize| said.body["verdicts"][number]["outcome"].clone();
    table.row(
        "their phone writes as the person before",
        outcome(0)["problem"]["message"].clone(),
        json!("author_disabled"),
    );
    table.row("and as the one who holds it", outcome(1)["type"].clone(), json!("applied"));
}

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    phone.create("Trước khi thu hồi");
    phone.push(office, &phone.rest(0)).await;
    let path = format!("/api/v1/devices/{}/revocation", phone.device);
    let specialist = Desk::open(office, "chuyenvien").await;
    let reason = json!({ "reason": "Máy bị mất ở chợ Mường Tè" });
    table.row("a specialist revokes a device", specialist.post(&path, &reason).await.status, 403);
    let short = desk.post(&path, &json!({ "reason": "mất" })).await.status;
    table.row("a revocation without a reason to speak of", short, 422);
    table.row("the administrator revokes it", desk.post(&path, &reason).await.status < 300, true);

    let late = phone.create("Sau khi thu hồi");
    let said = phone.push(office, &phone.rest(1)).await;
    table.row("a revoked device sends", said.outcome(), is(403, "device-revoked"));
    table.row("and reads why", said.text.contains("Mường Tè"), true);
    for from in [0, 1] {
        let said = phone.push(office, &phone.rest(from)).await;
        table.row("the same entries again, cut and signed anew", said.outcome(), is(403, "device-revoked"));
    }
    for road in [
        "/api/v1/feed".to_owned(),
        format!("/api/v1/logs/{}", phone.log),
        format!("/api/v1/receipts/{}", phone.device),
    ] {
        let said = office.get(&road, phone.token()).await.outcome();
        table.row(
            &format!("a revoked device reads {}", road.split('/').nth(3).unwrap_or_default()),
            said,
            is(403, "device-revoked"),
        );
    }
    let code = desk.code(&phone.enrolled["author"], UNIT).await;
    let said = office.post("/api/v1/enrolments", Some(phone.token()), &phone.asking(&code)).await.outcome();
    table.row("a revoked device enrols again, with everything it has", said, is(403, "device-revoked"));
    table.row("its late record is not there", desk.get(&format!("/api/v1/records/{late}")).await.status, 404);

    let waiting = desk.get("/api/v1/quarantine").await;
    let mine = waiting.body["items"].as_array().cloned().unwrap_or_default();
    let mine: Vec<_> = mine.into_iter().filter(|item| item["device"] == json!(phone.device)).collect();
    table.row("what it sent waits for a person, once", mine.len(), 1);
    let officer = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let read = office.get("/api/v1/quarantine", officer.token()).await.status;
    table.row("a device may not look there", read, 401);
    let decision = format!("/api/v1/quarantine/{}/decision", mine[0]["id"].as_str().unwrap_or("none"));
    let taken = desk.post(&decision, &json!({ "take": true, "note": "Chủ máy đã gọi xác nhận" })).await;
    table.row("a person takes it in", taken.status, 200);
    table.row("then it is there", desk.get(&format!("/api/v1/records/{late}")).await.status, 200);

    let mut second = Phone { log: LogId::from_random(1, fresh()), entries: Vec::new(), ..phone.clone() };
    second.create("Trong nhật ký thứ hai");
    let said = second.push(office, &second.rest(0)).await;
    table.row("it sends of a second log, which waits", said.outcome(), is(403, "device-revoked"));
    let mut squatter = Phone { log: second.log, entries: Vec::new(), ..officer.clone() };
    squatter.create("Chiếm nhật ký");
    let said = squatter.push(office, &squatter.rest(0)).await;
    table.row("another device opens that log", said.outcome(), is(403, "not-your-log"));
    let named = Phone { log: second.log, ..Phone::unknown() };
    let code = desk.code(&Value::Null, UNIT).await;
    let said = office.post("/api/v1/enrolments", None, &named.asking(&code)).await;
    table.row("or enrols with it", said.outcome(), is(403, "not-your-log"));

    let allow = format!("/api/v1/devices/{}/allowance", phone.device);
    table.row("the device is allowed again", desk.post(&allow, &json!({})).await.status < 300, true);
    let again = desk.post(&decision, &json!({ "take": false })).await.outcome();
    table.row("what was taken cannot be left out any more", again, is(409, "already-decided"));
    table.row("and reads as before", office.get("/api/v1/feed", phone.token()).await.status, 200);
}
