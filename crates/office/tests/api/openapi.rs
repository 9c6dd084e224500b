//! The API's description: complete, and true to what is sent.

use danvan_core::record::RecordKind;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::contract::compare;
use crate::support::{Answer, TestDevice, TestHub, TestOffice, files, nomination};

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_described() {
    let office = TestOffice::start().await;
    let document = office.get("/api/v1/openapi.json").await.ok();
    insta::assert_json_snapshot!(routes(&document), @r#"
    [
      "DELETE /api/v1/enrolment-codes/{id}",
      "DELETE /api/v1/sessions/current",
      "GET /api/v1/alarms",
      "GET /api/v1/attachments/{sha256}",
      "GET /api/v1/awards",
      "GET /api/v1/awards/records",
      "GET /api/v1/bundles",
      "GET /api/v1/catalogue/{province}",
      "GET /api/v1/devices",
      "GET /api/v1/enrolment-codes",
      "GET /api/v1/feed",
      "GET /api/v1/figures",
      "GET /api/v1/figures/records",
      "GET /api/v1/hub/devices",
      "GET /api/v1/hub/devices/{device}/logs/{log}",
      "GET /api/v1/hub/devices/{device}/logs/{log}/entries",
      "GET /api/v1/logs/{log}",
      "GET /api/v1/people",
      "GET /api/v1/quarantine",
      "GET /api/v1/quarantine/count",
      "GET /api/v1/receipts/{device}",
      "GET /api/v1/records",
      "GET /api/v1/records/{id}",
      "GET /api/v1/sessions/current",
      "GET /api/v1/units/status",
      "GET /health",
      "HEAD /api/v1/uploads/{id}",
      "OPTIONS /api/v1/uploads",
      "PATCH /api/v1/uploads/{id}",
      "POST /api/v1/alarms/acknowledgements",
      "POST /api/v1/alarms/{id}/acknowledgement",
      "POST /api/v1/attachments/known",
      "POST /api/v1/bundles",
      "POST /api/v1/bundles/collections",
      "POST /api/v1/devices/{device}/allowance",
      "POST /api/v1/devices/{device}/revocation",
      "POST /api/v1/enrolment-codes",
      "POST /api/v1/enrolments",
      "POST /api/v1/hub/devices/{device}/logs/{log}/entries",
      "POST /api/v1/logs/{log}/entries",
      "POST /api/v1/people",
      "POST /api/v1/people/{person}/actions",
      "POST /api/v1/quarantine/{id}/decision",
      "POST /api/v1/receipts/collections",
      "POST /api/v1/records/{id}/choices",
      "POST /api/v1/records/{id}/moves",
      "POST /api/v1/sessions",
      "POST /api/v1/sessions/current/password",
      "POST /api/v1/uploads",
      "POST /api/v1/uploads/{id}",
      "PUT /api/v1/devices/me/key"
    ]
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_a_hub_is_described() {
    let office = TestOffice::start().await;
    let hub = TestHub::start(&office).await;
    let address = format!("{}/api/v1/openapi.json", hub.running().url());
    let document = Answer::of(office.client.get(address)).await.ok();
    insta::assert_json_snapshot!(routes(&document), @r#"
    [
      "GET /api/v1/bundles",
      "GET /api/v1/catalogue/{province}",
      "GET /api/v1/feed",
      "GET /api/v1/hub/overview",
      "GET /api/v1/hub/pin",
      "GET /api/v1/logs/{log}",
      "GET /api/v1/receipts/{device}",
      "GET /health",
      "POST /api/v1/bundles",
      "POST /api/v1/hub-sessions",
      "POST /api/v1/hub-sessions/challenges",
      "POST /api/v1/hub/pin",
      "POST /api/v1/hub/pin/end",
      "POST /api/v1/hub/stick",
      "POST /api/v1/logs/{log}/entries",
      "POST /api/v1/receipts"
    ]
    "#);
}

fn routes(document: &Value) -> Vec<String> {
    assert_eq!(document["openapi"], "3.1.0");
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            routes.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    routes.sort();
    routes
}

/// What layers and extractors answer stands at every operation, and every refusal is a problem.
#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_described() {
    let office = TestOffice::start().await;
    let document = office.get("/api/v1/openapi.json").await.ok();
    let statuses = |method: &str, path: &str| -> Vec<u16> {
        let responses = document["paths"][path][method]["responses"].as_object().unwrap();
        responses.keys().map(|status| status.parse().unwrap()).collect()
    };
    let has = |method: &str, path: &str, wanted: &[u16]| {
        let statuses = statuses(method, path);
        let missing: Vec<_> = wanted.iter().filter(|status| !statuses.contains(status)).collect();
        assert!(missing.is_empty(), "{method} {path} lacks {missing:?}");
    };
    let around = [400, 408, 413, 414, 415, 431, 503];
    has("get", "/health", &around);
    has("post", "/api/v1/logs/{log}/entries", &[401, 403, 404, 409, 422, 426, 429]);
    has("get", "/api/v1/records", &[401, 429]);
    has("post", "/api/v1/records/{id}/moves", &[400, 401, 403, 404, 409, 413, 415, 422, 429]);
    has("post", "/api/v1/uploads", &[401, 403, 412, 413, 426, 429]);
    has("post", "/api/v1/bundles/collections", &[401, 403, 413, 429, 503]);
    assert!(!statuses("options", "/api/v1/uploads").contains(&412));
    assert!(!statuses("get", "/health").contains(&401));
    let busy = &document["paths"]["/health"]["get"]["responses"]["503"];
    assert_eq!(busy["headers"]["Retry-After"]["schema"]["type"], "integer");
    let problem = &busy["content"]["application/problem+json"]["schema"]["$ref"];
    assert_eq!(problem, "#/components/schemas/ProblemDocument");
}

/// The fields of what is sent, held against those of its description.
#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_true_to_what_is_sent() {
    let office = TestOffice::start().await;
    let document = office.get("/api/v1/openapi.json").await.ok();
    let answer_of = |path: &str, method: &str, status: &str| {
        document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"].clone()
    };
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    let nominated = device.create(RecordKind::Nomination, nomination(&unit, "Lý Mí Sùng"));
    let changed = device.create_activity("Một");
    device.change(changed, 1, "title", "Một", "Hai");
    device.change(changed, 2, "title", "Ba", "Bốn");
    device.append("rubbish".to_owned().replace("rubbish", "{}"));
    let pushed = device.try_push(&office, &device.segment(0)).await.ok();
    let specialist = office.console("chuyenvien").await;
    let admin = office.console("quantri").await;
    specialist.take(&nominated.to_string(), "return", Some("Bổ sung biên bản")).await.ok();
    let code =
        json!({ "reach": { "type": "units", "units": [unit] }, "role": "field_officer", "person": "Ai" });

    let photo = files::jpeg(1_000);
    assert_eq!(files::upload(&office, &device, &photo).await.status, 204);
    let asked = json!({ "sha256": [danvan_core::ids::Digest::of(&[&photo])] });
    let hub = TestDevice::machine(&office).await;
    let on_behalf = format!("/api/v1/hub/devices/{}/logs/{}", device.id, device.log());

    let mut lost = office.device("thu_lum").await;
    lost.create_activity("Sau khi mất");
    let revocation = format!("/api/v1/devices/{}/revocation", lost.id);
    let revoked = admin.post(&revocation, &json!({ "reason": "Mất máy ở chợ" })).await.ok();
    assert_eq!(lost.try_push(&office, &lost.segment(0)).await.status, 403);
    let waiting = admin.get("/api/v1/quarantine").await.ok();
    let decision = format!("/api/v1/quarantine/{}/decision", waiting["items"][0]["id"].as_str().unwrap());
    let decided = admin.post(&decision, &json!({ "take": true, "note": "Người ghi xác nhận" })).await.ok();
    let people = admin.get("/api/v1/people").await.ok();
    let action = format!("/api/v1/people/{}/actions", people["people"][0]["id"].as_str().unwrap());
    let new = json!({ "name": "Ai", "account": { "username": "ai", "role": "viewer" } });

    for _ in 0..10 {
        let guess = json!({ "username": "xem", "password": "đoán" });
        assert_eq!(office.post("/api/v1/sessions", &guess).await.status, 401);
    }
    let alarms = admin.get("/api/v1/alarms").await.ok();
    let seen_to = format!("/api/v1/alarms/{}/acknowledgement", alarms["alarms"][0]["id"].as_str().unwrap());
    let several = json!({ "alarms": [alarms["alarms"][0]["id"]] });

    let checks = [
        ("/api/v1/alarms", "get", "200", alarms),
        ("/api/v1/alarms/{id}/acknowledgement", "post", "200", admin.post(&seen_to, &json!({})).await.ok()),
        (
            "/api/v1/alarms/acknowledgements",
            "post",
            "200",
            admin.post("/api/v1/alarms/acknowledgements", &several).await.ok(),
        ),
        ("/api/v1/people", "get", "200", people),
        ("/api/v1/people", "post", "201", admin.post("/api/v1/people", &new).await.ok()),
        (
            "/api/v1/people/{person}/actions",
            "post",
            "200",
            admin.post(&action, &json!({ "type": "enable" })).await.ok(),
        ),
        ("/api/v1/devices", "get", "200", admin.get("/api/v1/devices").await.ok()),
        ("/api/v1/devices/{device}/revocation", "post", "200", revoked),
        ("/api/v1/quarantine", "get", "200", waiting),
        ("/api/v1/quarantine/count", "get", "200", admin.get("/api/v1/quarantine/count").await.ok()),
        ("/api/v1/quarantine/{id}/decision", "post", "200", decided),
        ("/api/v1/hub/devices", "get", "200", hub.get(&office, "/api/v1/hub/devices").await.ok()),
        ("/api/v1/hub/devices/{device}/logs/{log}", "get", "200", hub.get(&office, &on_behalf).await.ok()),
        (
            "/api/v1/hub/devices/{device}/logs/{log}/entries",
            "get",
            "200",
            hub.get(&office, &format!("{on_behalf}/entries")).await.ok(),
        ),
        ("/api/v1/enrolments", "post", "201", serde_json::to_value(&device.enrolment).unwrap()),
        ("/api/v1/logs/{log}/entries", "post", "200", pushed),
        (
            "/api/v1/logs/{log}",
            "get",
            "200",
            device.get(&office, &format!("/api/v1/logs/{}", device.log())).await.ok(),
        ),
        ("/api/v1/feed", "get", "200", device.get(&office, "/api/v1/feed").await.ok()),
        ("/api/v1/records", "get", "200", specialist.get("/api/v1/records?limit=1").await.ok()),
        (
            "/api/v1/records/{id}",
            "get",
            "200",
            specialist.get(&format!("/api/v1/records/{nominated}")).await.ok(),
        ),
        ("/api/v1/sessions/current", "get", "200", specialist.get("/api/v1/sessions/current").await.ok()),
        ("/api/v1/figures", "get", "200", specialist.get("/api/v1/figures").await.ok()),
        (
            "/api/v1/figures/records",
            "get",
            "200",
            specialist.get("/api/v1/figures/records?indicator=TT01&group=mttq_doan_the").await.ok(),
        ),
        ("/api/v1/units/status", "get", "200", specialist.get("/api/v1/units/status").await.ok()),
        ("/api/v1/enrolment-codes", "post", "201", admin.post("/api/v1/enrolment-codes", &code).await.ok()),
        ("/api/v1/enrolment-codes", "get", "200", admin.get("/api/v1/enrolment-codes?limit=9").await.ok()),
        ("/api/v1/bundles", "post", "200", device.carry(&office, &device.bundle(0, 2)).await),
        (
            "/api/v1/bundles/collections",
            "post",
            "200",
            Answer::of(specialist.request(Method::POST, "/api/v1/bundles/collections").body("x")).await.ok(),
        ),
        ("/api/v1/bundles", "get", "200", specialist.get("/api/v1/bundles").await.ok()),
        ("/api/v1/devices/me/key", "put", "200", Answer::of(device.key_request(&office)).await.ok()),
        (
            "/api/v1/attachments/known",
            "post",
            "200",
            specialist.post("/api/v1/attachments/known", &asked).await.ok(),
        ),
        ("/health", "get", "200", office.get("/health").await.ok()),
    ];
    for (path, method, status, sent) in &checks {
        let schema = answer_of(path, method, status);
        assert!(schema.is_object(), "{method} {path} describes its answer");
        compare(&document, &schema, sent, &format!("{method} {path}"));
    }
}
