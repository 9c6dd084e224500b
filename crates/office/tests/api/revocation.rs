//! A revoked device: refused on every road, told why in plain words, and allowed again.

use danvan_core::wire::Push;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestConsole, TestDevice, TestOffice, also_on_postgres};

const WHY: &str = "Mất điện thoại ở chợ Bum Nưa";

pub async fn revoke(admin: &TestConsole<'_>, device: &TestDevice) -> Value {
    let path = format!("/api/v1/devices/{}/revocation", device.id);
    admin.post(&path, &json!({ "reason": WHY })).await.ok()
}

pub async fn allow(admin: &TestConsole<'_>, device: &TestDevice) -> Value {
    let path = format!("/api/v1/devices/{}/allowance", device.id);
    admin.post(&path, &json!({ "note": "Đã tìm thấy" })).await.ok()
}

/// The device's line in the register.
pub async fn line(admin: &TestConsole<'_>, device: &TestDevice) -> Value {
    let devices = admin.get("/api/v1/devices").await.ok();
    let id = json!(device.id);
    devices["devices"].as_array().unwrap().iter().find(|line| line["device"] == id).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_reads_why_whatever_it_asks_for() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Trước khi mất máy");
    device.push(&office, 0).await;
    revoke(&admin, &device).await;

    let log = format!("/api/v1/logs/{}", device.log());
    let receipt = format!("/api/v1/receipts/{}", device.id);
    for path in ["/api/v1/feed", &log, &receipt, "/api/v1/bundles", "/api/v1/records"] {
        let answer = device.get(&office, path).await;
        if path == "/api/v1/records" && answer.status == 401 {
            continue; // For consoles alone.
        }
        assert_eq!(answer.problem(), (403, "device-revoked"), "{path}");
        // Only what the app does not say by itself.
        assert_eq!(answer.body["detail"], format!("Lý do: {WHY}."), "{path}");
    }
    let token = device.enrolment.token.clone();
    let bearer = |method, path: &str| office.request(method, path).bearer_auth(&token);
    let known = bearer(Method::POST, "/api/v1/attachments/known").json(&json!({ "sha256": [] }));
    assert_eq!(Answer::of(known).await.problem(), (403, "device-revoked"));
    assert_eq!(Answer::of(device.key_request(&office)).await.problem(), (403, "device-revoked"));
    let carried = bearer(Method::POST, "/api/v1/bundles").body(device.bundle(0, 1));
    assert_eq!(Answer::of(carried).await.problem(), (403, "device-revoked"));
    let enrol = json!({ "code": office.code("bum_nua"), "device": device.id, "log": device.log(), "device_name": "Máy" });
    let again = office.post("/api/v1/enrolments", &enrol).await;
    assert_eq!(again.problem().0 / 100, 4, "{}", again.text);
    assert!(!again.text.contains(WHY), "whoever has proven nothing is not told why");

    // With its token, the device is told why, whatever is wrong with the code.
    for code in [office.code("bum_nua"), "KHÔNG-CÓ-MÃ-NÀY".to_owned()] {
        let mut enrol = enrol.clone();
        enrol["code"] = json!(code);
        let answer = Answer::of(bearer(Method::POST, "/api/v1/enrolments").json(&enrol)).await;
        assert_eq!(answer.problem(), (403, "device-revoked"), "{code}");
        assert!(answer.text.contains(WHY), "{}", answer.text);
    }

    // Whatever else is wrong with a push, or with the app.
    device.create_activity("Sau khi bị thu hồi");
    let good = device.segment(1);
    let unsigned = Push { signature: None, ..good.clone() };
    let forged = Push { signature: device.segment_of(0, 1).signature, ..good.clone() };
    let damaged = Push { last: good.previous, ..good.clone() };
    for push in [&unsigned, &forged, &damaged] {
        let answer = device.try_push(&office, push).await;
        assert_eq!(answer.problem(), (403, "device-revoked"), "{push:?}");
        let words = answer.body["detail"].as_str().unwrap();
        assert!(words.contains(WHY) && words.contains("không giữ"), "{words}");
    }
    let unreadable = bearer(Method::POST, &format!("{log}/entries"));
    let unreadable = unreadable.header("content-type", "application/json").body("{");
    assert_eq!(Answer::of(unreadable).await.problem(), (403, "device-revoked"));
    let old = bearer(Method::GET, "/api/v1/feed").header("danvan-app", "0");
    assert_eq!(Answer::of(old).await.problem(), (403, "device-revoked"), "no update would help");
    let upload = bearer(Method::POST, "/api/v1/uploads").header("tus-resumable", "1.0.0");
    assert_eq!(Answer::of(upload).await.problem(), (403, "device-revoked"));
    assert_eq!(line(&admin, &device).await.get("quarantined"), None, "nothing unproven is kept");

    let repeated = device.try_push(&office, &device.segment_of(0, 1)).await;
    assert_eq!(repeated.problem(), (403, "device-revoked"));
    assert_eq!(line(&admin, &device).await.get("quarantined"), None, "what the log has needs no judgement");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_says_what_is_known_of_a_device() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let mut device = office.device("bum_nua").await;
    let before = line(&admin, &device).await;
    assert_eq!(before.get("last_contact"), None, "to enrol is no contact yet");
    assert_eq!(before["holder"], json!(device.enrolment.author));
    assert_eq!(before["enrolments"].as_array().unwrap().len(), 1);
    device.create_activity("Một");
    let request = device.push_request(&office, &device.segment(0));
    let request = request.header("danvan-app", "2").header("danvan-app-build", "2.1.0-thu");
    Answer::of(request).await.ok();
    // Written after the answer, by nobody who waits for it.
    let seen = loop {
        let seen = line(&admin, &device).await;
        if seen["last_contact"].is_string() {
            break seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(seen["app"], json!({ "generation": 2, "build": "2.1.0-thu" }));
    assert_eq!((&seen["entries"], seen["last_entries"].is_string()), (&json!(1), true));

    let admin = office.console("quantri").await;
    for reason in ["ngắn", "................", &"x".repeat(2_001)] {
        let path = format!("/api/v1/devices/{}/revocation", device.id);
        assert_eq!(admin.post(&path, &json!({ "reason": reason })).await.problem(), (422, "invalid"));
    }
    let nobody = "/api/v1/devices/00000000-0000-7000-8000-000000000000/revocation";
    assert_eq!(admin.post(nobody, &json!({ "reason": WHY })).await.problem(), (404, "not-found"));
    let path = format!("/api/v1/devices/{}/revocation", device.id);
    let specialist = office.console("chuyenvien").await;
    assert_eq!(specialist.post(&path, &json!({ "reason": WHY })).await.problem(), (403, "role-may-not"));

    let revoked = revoke(&admin, &device).await;
    assert_eq!((&revoked["revoked"], &revoked["history"][0]["reason"]), (&json!(true), &json!(WHY)));
    assert_eq!(revoke(&admin, &device).await, revoked, "a second time changes nothing");
    let allowed = allow(&admin, &device).await;
    assert_eq!(allowed.get("revoked"), None);
    let history = allowed["history"].as_array().unwrap();
    assert_eq!(history.iter().map(|line| line["revoked"].clone()).collect::<Vec<_>>(), [false, true]);
    device.get(&office, "/api/v1/feed").await.ok();
}

also_on_postgres! {
    a_revoked_device_reads_why_whatever_it_asks_for,
    the_register_says_what_is_known_of_a_device,
}
