//! Taking a device over, codes that work for ever, keys by token.

use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::{Phone, fresh_key};
use super::table::Table;
use super::wire::{Office, is};

const ENROLMENTS: &str = "/api/v1/enrolments";
const THEIRS: &str = "03466@2025-07-01";
const MINE: &str = "03439@2025-07-01";

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let victim = Phone::enrolled(office, &desk.code(&Value::Null, THEIRS).await).await;
    takeover(office, table, &desk, &victim).await;
    codes(office, table, &desk).await;
    keys(office, table, &desk).await;
    machines(office, table, &desk).await;
    let read = office.get("/api/v1/feed", victim.token()).await.outcome();
    table.row("after all that, the victim's token reads as before", read, is(200, ""));
}

/// Device identifiers are no secret. A fresh code of another commune must not be enough.
async fn takeover(office: &Office, table: &mut Table, desk: &Desk<'_>, victim: &Phone) {
    let code = desk.code(&Value::Null, MINE).await;
    let mut thief = Phone::unknown();
    thief.device = victim.device;
    let tried = office.post(ENROLMENTS, None, &thief.asking(&code)).await.outcome();
    table.row(
        "take a device over: its id, a code of another commune, my key",
        tried,
        is(403, "device-known"),
    );
    thief.log = victim.log;
    let tried = office.post(ENROLMENTS, None, &thief.asking(&code)).await.outcome();
    table.row("the same with its log", tried, is(403, "device-known"));
    let mut unproven = thief.asking(&code);
    unproven["key"] = json!(victim.key.public());
    let tried = office.post(ENROLMENTS, None, &unproven).await.outcome();
    table.row("the same with its public key and a proof by mine", tried.0 >= 400, true);
    for field in ["proof", "key"] {
        unproven.as_object_mut().unwrap().remove(field);
        let tried = office.post(ENROLMENTS, None, &unproven).await.outcome();
        table.row(
            &format!("the same without {field}, as releases 1 and 2 ask"),
            tried,
            is(426, "app-too-old"),
        );
    }
    for _ in 0..3 {
        office.post(ENROLMENTS, None, &thief.asking(&code)).await;
    }
    let read = office.get("/api/v1/feed", victim.token()).await.outcome();
    table.row("three more such enrolments do not evict its token", read, is(200, ""));
    let mut other = Phone::unknown();
    other.log = victim.log;
    let tried = office.post(ENROLMENTS, None, &other.asking(&code)).await;
    table.row(
        "a device of my own that claims its log",
        (tried.status, tried.body["token"].is_null()),
        (403, true),
    );
    let honest = office.post(ENROLMENTS, None, &Phone::unknown().asking(&code)).await.outcome();
    table.row("none of it has used the code up", honest, is(201, ""));
}

/// A code is good once; its repeat only until the token is used, and for the same key.
async fn codes(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let code = desk.code(&Value::Null, MINE).await;
    let phone = Phone::unknown();
    let first = office.post(ENROLMENTS, None, &phone.asking(&code)).await;
    let again = office.post(ENROLMENTS, None, &phone.asking(&code)).await;
    table.row("an answer was lost: the same enrolment again", (first.status, again.status), (201, 201));
    let mut other_key = phone.clone();
    other_key.key = fresh_key();
    let tried = office.post(ENROLMENTS, None, &other_key.asking(&code)).await.outcome();
    table.row("the same code and device with another key", tried, is(403, "device-known"));
    let mut other_log = Phone::unknown();
    (other_log.device, other_log.key) = (phone.device, phone.key.clone());
    let tried = office.post(ENROLMENTS, None, &other_log.asking(&code)).await.status;
    table.row("the same code, device and key for another log", tried >= 400, true);
    office.get("/api/v1/feed", again.body["token"].as_str().unwrap()).await;
    let tried = office.post(ENROLMENTS, None, &phone.asking(&code)).await.status;
    table.row("the used code again once the token is in use", tried >= 400, true);
    let tried = office.post(ENROLMENTS, None, &Phone::unknown().asking(&code)).await.outcome();
    table.row("the used code for another device", tried, is(422, "unknown-code"));
    let mut asking = Phone::unknown().asking(&desk.code(&Value::Null, MINE).await);
    asking["proof"] = json!("00".repeat(64));
    let tried = office.post(ENROLMENTS, None, &asking).await.outcome();
    table.row("a new device whose proof is no signature", tried, is(422, "bad-signature"));
}

/// A token never replaces a key.
async fn keys(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let phone = Phone::enrolled(office, &desk.code(&Value::Null, MINE).await).await;
    let next = fresh_key();
    let tried = phone.put_key(office, &json!({ "key": next.public() })).await.outcome();
    table.row("another key by the token alone", tried, is(403, "device-known"));
    let by_itself = next.sign(&change_message(&phone, &next)).unwrap();
    let body = json!({ "key": next.public(), "by_previous": by_itself });
    let tried = phone.put_key(office, &body).await.status;
    table.row("another key that hands over to itself", tried >= 400, true);
    let stranger = desk.code(&Value::Null, MINE).await;
    let mut lost = phone.clone();
    lost.key = next.clone();
    let tried = office.post(ENROLMENTS, Some(phone.token()), &lost.asking(&stranger)).await.outcome();
    table.row("its token and a code of another person", tried, is(403, "code-of-another"));
    let own = desk.code(&phone.enrolled["author"], MINE).await;
    let tried = office.post(ENROLMENTS, None, &lost.asking(&own)).await.outcome();
    table.row("a code of the same person without its token", tried, is(403, "device-known"));
    let answer = office.post(ENROLMENTS, Some(phone.token()), &lost.asking(&own)).await;
    table.row("its token and a code of the same person: a successor", answer.outcome(), is(201, ""));
    lost.enrolled = answer.body;
    let tried = office.get("/api/v1/feed", phone.token()).await.outcome();
    table.row("the tokens of before end with the key that was lost", tried, is(401, "unknown-device"));
    let again = office.post(ENROLMENTS, None, &lost.asking(&own)).await;
    table.row("the successor's lost answer is given again", again.status, 201);
    let tried = office.get("/api/v1/feed", lost.token()).await.outcome();
    table.row("the successor's token opens the door", tried, is(200, ""));
    let handed = fresh_key();
    let by_previous = next.sign(&change_message(&phone, &handed)).unwrap();
    let body = json!({ "key": handed.public(), "by_previous": by_previous });
    let tried = lost.put_key(office, &body).await.outcome();
    table.row("a key that the present one hands over to", tried, is(200, ""));
    let back = phone.key.sign(&change_message(&phone, &phone.key)).unwrap();
    let body = json!({ "key": phone.key.public(), "by_previous": back });
    let tried = lost.put_key(office, &body).await.status;
    table.row("the key that was lost does not come back", tried >= 400, true);
}

/// A machine is no person, and a person no machine.
async fn machines(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let machine = json!({ "reach": { "type": "hub", "hub": "12:muong_te" }, "role": "hub_machine", "person": "Máy khu vực" });
    let tried = office.post(ENROLMENTS, None, &Phone::unknown().asking(&desk.code_of(&machine).await)).await;
    table.row(
        "a person's device with a machine's code",
        (tried.status, tried.body["token"].is_null()),
        (422, true),
    );
    let mut asking = Phone::unknown().asking(&desk.code(&Value::Null, MINE).await);
    asking["machine"] = json!(true);
    let tried = office.post(ENROLMENTS, None, &asking).await;
    table.row("a machine with a person's code", (tried.status, tried.body["token"].is_null()), (422, true));
    let units =
        json!({ "reach": { "type": "units", "units": [MINE] }, "role": "hub_machine", "person": "Máy" });
    let tried = desk.post("/api/v1/enrolment-codes", &units).await.status;
    table.row("a machine's code that reaches communes at will", tried, 422);
    let monitor = json!({ "reach": { "type": "hub", "hub": "12:muong_te" }, "role": "hub_monitor", "person": "Pờ Thị Hoa" });
    let monitor = Phone::enrolled(office, &desk.code_of(&monitor).await).await;
    let tried = office.get("/api/v1/hub/devices", monitor.token()).await.status;
    table.row("a person who monitors a hub asks for its devices", tried, 403);
    let mut victim = Phone::enrolled(office, &desk.code(&Value::Null, THEIRS).await).await;
    victim.create("Không phải tôi viết");
    let path = format!("/api/v1/hub/devices/{}/logs/{}/entries", victim.device, victim.log);
    let tried = office.post(&path, Some(monitor.token()), &victim.rest(0)).await.status;
    table.row("and writes by the hub's route as a device of the district", tried, 403);
}

fn change_message(phone: &Phone, next: &danvan_core::bundle::SecretKey) -> Vec<u8> {
    let mut message = b"danvan key change 1\n".to_vec();
    message.extend(phone.device.as_bytes());
    message.extend(next.public().unwrap().as_bytes());
    message
}
