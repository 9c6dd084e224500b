//! Whatever is thrown at the office, it answers with a problem, never with a 5xx, and nothing changes.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestOffice};

const WRITES: [&str; 8] = [
    "/api/v1/attachments/known",
    "/api/v1/enrolments",
    "/api/v1/logs/{log}/entries",
    "/api/v1/sessions",
    "/api/v1/records/{record}/moves",
    "/api/v1/enrolment-codes",
    "/api/v1/logs/x/entries",
    "/api/v1/records/x/moves",
];
const READS: [&str; 12] = [
    "/api/v1/bundles?",
    "/api/v1/receipts/{record}?",
    "/api/v1/attachments/0000000000000000000000000000000000000000000000000000000000000000?",
    "/api/v1/feed?",
    "/api/v1/logs/{log}?",
    "/api/v1/records?",
    "/api/v1/records/{record}?",
    "/api/v1/figures?",
    "/api/v1/figures/records?",
    "/api/v1/awards?",
    "/api/v1/units/status?",
    "/api/v1/catalogue/12?",
];

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(json!(u64::MAX)),
        Just(json!("0190a0a0-0000-7000-8000-000000000001")),
        Just(json!("0".repeat(64))),
    ];
    let field = prop_oneof![
        "[a-z_]{1,8}",
        prop::sample::select(vec![
            "code",
            "device",
            "log",
            "device_name",
            "from",
            "previous",
            "last",
            "entries",
            "username",
            "password",
            "step",
            "reason",
            "revision",
            "reach",
            "role",
            "person",
            "uses",
            "days",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 40, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(field.clone(), inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        json_value().prop_map(|value| serde_json::to_vec(&value).unwrap()),
        prop::collection::vec(any::<u8>(), 0..300),
        Just(b"[".repeat(20_000)),
        Just(b"{\"entries\":[".repeat(5_000)),
        Just(Vec::new()),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "after",
        "limit",
        "from",
        "to",
        "kind",
        "state",
        "unit",
        "q",
        "indicator",
        "group",
        "content",
        "campaign",
        "x",
    ]);
    let value = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        prop::collection::vec(any::<u8>(), 0..12)
            .prop_map(|bytes| { bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<String>() }),
        Just("2026-13-45".to_owned()),
        Just("9999-12-31".to_owned()),
        "[a-z0-9%&=.@-]{0,20}",
    ];
    prop::collection::vec((name, value), 0..4).prop_map(|pairs| {
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    })
}

async fn everything(office: &TestOffice) -> (Value, Value, Value) {
    let console = office.console("quantri").await;
    let records = console.get("/api/v1/records?limit=200").await.ok();
    let codes = console.get("/api/v1/enrolment-codes").await.ok();
    (records, codes, office.get("/health").await.ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn arbitrary_requests_are_answered_with_problems_and_change_nothing() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let record = device.create_activity("Vẫn nguyên");
    device.push(&office, 0).await;
    let before = everything(&office).await;
    let console = office.console("chuyenvien").await;
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let fill = |path: &str| {
        path.replace("{log}", &device.log().to_string()).replace("{record}", &record.to_string())
    };
    let kinds = ["application/json", "application/json; charset=utf-8", "text/plain", "", "\u{7f}"];
    for round in 0..60 {
        for path in WRITES {
            let bytes = body().new_tree(&mut runner).unwrap().current();
            let request = console.request(Method::POST, &fill(path)).bearer_auth(&device.enrolment.token);
            let kind = kinds[if round % 4 == 3 { round / 4 % kinds.len() } else { 0 }];
            let request = if kind.starts_with(|c: char| c.is_ascii_graphic()) {
                request.header("content-type", kind)
            } else {
                request
            };
            let answer = Answer::of(request.body(bytes.clone())).await;
            assert!(
                (400..500).contains(&answer.status),
                "{path} {} {:?}",
                answer.status,
                String::from_utf8_lossy(&bytes)
            );
            answer.problem();
        }
        for path in READS {
            let query = query().new_tree(&mut runner).unwrap().current();
            let path = fill(path) + &query;
            for request in [
                console.request(Method::GET, &path),
                office.request(Method::GET, &path).bearer_auth(&device.enrolment.token),
                office.request(Method::GET, &path),
            ] {
                let answer = Answer::of(request).await;
                assert!(answer.status < 500, "{path} {}", answer.text);
                if answer.status >= 400 {
                    answer.problem();
                }
            }
        }
    }
    // Wrong passwords were among them.
    office.wait_seconds(3600);
    assert_eq!(everything(&office).await, before);
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_methods_and_addresses_get_words() {
    let office = TestOffice::start().await;
    for (method, path, expected) in [
        (Method::GET, "/api", (404, "not-found")),
        (Method::GET, "/api/v1/nothing", (404, "not-found")),
        (Method::POST, "/api/v2/feed", (404, "not-found")),
        (Method::PUT, "/api/v1/feed", (405, "method-not-allowed")),
        (Method::GET, "/api/v1/enrolments", (405, "method-not-allowed")),
        (Method::DELETE, "/health", (405, "method-not-allowed")),
        (Method::POST, "/", (404, "not-found")),
        (Method::GET, "/anything", (404, "not-found")),
    ] {
        let answer = Answer::of(office.request(method.clone(), path)).await;
        assert_eq!(answer.problem(), expected, "{method} {path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    let untyped = office.request(Method::POST, "/api/v1/sessions").body("{}");
    assert_eq!(Answer::of(untyped).await.problem(), (415, "unsupported-media-type"));
    let cut = office
        .request(Method::POST, "/api/v1/sessions")
        .header("content-type", "application/json")
        .body("{\"us");
    assert_eq!(Answer::of(cut).await.problem(), (400, "malformed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parsers_words_never_quote_a_body() {
    let office = TestOffice::start().await;
    let secret = office
        .request(Method::POST, "/api/v1/sessions")
        .json(&json!({ "username": 5, "password": "tuyệt mật" }));
    let answer = Answer::of(secret).await;
    assert_eq!(answer.problem(), (400, "malformed"));
    assert!(!answer.text.contains("tuyệt mật"));
}
