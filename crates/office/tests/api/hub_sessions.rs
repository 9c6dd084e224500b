//! Who a device is to a hub: a proof by its key for this hub, never its token of the province.

use std::process::Command;

use danvan_core::bundle::SecretKey;
use danvan_core::catalogue::{HubId, ProvinceCode};
use danvan_core::proof;
use danvan_core::wire::{HubChallenge, HubChallengeRequest, HubSessionRequest};
use danvan_office::hub::store::HubFile;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::store::{Judgement, RegisterStore};
use reqwest::Client;
use serde_json::{Value, json};

use crate::support::{Answer, TestDevice, TestHub, TestOffice, open_session};

const HUB: &str = "12:muong_te";

async fn challenge(hub: &TestHub, device: &TestDevice) -> HubChallenge {
    let url = format!("{}/api/v1/hub-sessions/challenges", hub.running().url());
    let asked = Client::new().post(url).json(&HubChallengeRequest { device: device.id });
    serde_json::from_value(Answer::of(asked).await.ok()).unwrap()
}

fn answer_to(given: HubChallenge, device: &TestDevice, secret: &SecretKey, hub: &str) -> HubSessionRequest {
    let (province, challenge) = (ProvinceCode::new("12"), given.challenge);
    let message = proof::hub_session(&province, &HubId::new(hub), device.id, &challenge);
    HubSessionRequest { device: device.id, challenge, proof: secret.sign(&message).unwrap() }
}

async fn open(hub: &TestHub, request: &HubSessionRequest) -> Answer {
    let url = format!("{}/api/v1/hub-sessions", hub.running().url());
    Answer::of(Client::new().post(url).json(request)).await
}

async fn feed(hub: &TestHub, token: &str) -> Answer {
    let url = format!("{}/api/v1/feed", hub.running().url());
    Answer::of(Client::new().get(url).bearer_auth(token)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_opened_by_a_proof_for_this_hub_and_by_nothing_else() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let neighbour = office.device("thu_lum").await;
    let hub = TestHub::start(&office).await;

    assert_eq!(
        feed(&hub, &device.enrolment.token).await.problem(),
        (401, "unknown-device"),
        "of the province"
    );
    for elsewhere in ["12:than_uyen", ""] {
        let given = challenge(&hub, &device).await;
        let refused = open(&hub, &answer_to(given, &device, &device.secret, elsewhere)).await;
        assert_eq!(refused.problem(), (422, "bad-signature"), "a proof for the hub {elsewhere}");
    }
    let given = challenge(&hub, &device).await;
    let stolen = answer_to(given, &device, &neighbour.secret, HUB);
    assert_eq!(open(&hub, &stolen).await.problem(), (422, "bad-signature"), "by another device's key");
    let theirs = challenge(&hub, &neighbour).await;
    let crossed = answer_to(theirs, &device, &device.secret, HUB);
    assert_eq!(open(&hub, &crossed).await.problem(), (422, "hub-challenge"), "another device's challenge");
    let made_up = HubChallenge { challenge: danvan_core::ids::Digest::of(&[b"made up"]) };
    let made_up = answer_to(made_up, &device, &device.secret, HUB);
    assert_eq!(open(&hub, &made_up).await.problem(), (422, "hub-challenge"));

    let given = challenge(&hub, &device).await;
    let proven = answer_to(given, &device, &device.secret, HUB);
    let token = open(&hub, &proven).await.ok()["token"].as_str().unwrap().to_owned();
    feed(&hub, &token).await.ok();
    assert_eq!(open(&hub, &proven).await.problem(), (422, "hub-challenge"), "a challenge is answered once");
    // And the hub's token is worth nothing at the province.
    let there = office.request(reqwest::Method::GET, "/api/v1/feed").bearer_auth(&token);
    assert_eq!(Answer::of(there).await.problem(), (401, "unknown-device"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_the_province_does_not_name_learns_nothing_of_use() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    // Something in between passes the challenge of the true hub on; the device signs for the one that it knows.
    let passed_on = open_session(&hub.running().url(), &device, "12:false").await;
    assert_eq!(passed_on.problem(), (422, "bad-signature"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_few_and_bodies_small() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    let mut tokens = Vec::new();
    for _ in 0..4 {
        let answer = hub.open_session(&device).await.ok();
        tokens.push(answer["token"].as_str().unwrap().to_owned());
    }
    let mut good = Vec::new();
    for token in &tokens {
        good.push(feed(&hub, token).await.status);
    }
    assert_eq!(good, [401, 200, 200, 200], "three at a time");
    for path in ["/api/v1/hub-sessions", "/api/v1/hub-sessions/challenges"] {
        let url = format!("{}{path}", hub.running().url());
        let large = json!({ "device": device.id, "filler": "x".repeat(20_000) });
        assert_eq!(Answer::of(Client::new().post(&url).json(&large)).await.problem(), (413, "too-large"));
        for wrong in
            [json!({}), json!([]), json!({ "device": "x", "challenge": "y", "proof": "z" }), Value::Null]
        {
            let answer = Answer::of(Client::new().post(&url).json(&wrong)).await;
            assert_eq!(answer.problem(), (400, "malformed"), "{path} {wrong}");
        }
    }
    let stranger = office.device("doan_ket_mttq").await;
    assert_eq!(hub.open_session(&stranger).await.problem(), (401, "unknown-device"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_told_so_from_the_next_round_on() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    let token = hub.session(&device).await.ok().unwrap();
    feed(&hub, &token).await.ok();
    let store = SqliteStore::open(&office.database(), "unused", b"0123456789abcdef").await.unwrap();
    let lost =
        Judgement {
            revoked: true, at_ms: 1, by: "tỉnh".to_owned(), reason: "Mất máy ở bến xe".to_owned()
        };
    assert!(store.judge_device(&"12".into(), device.id, &lost).await.unwrap());
    hub.pass_on().await.unwrap();
    let refused = feed(&hub, &token).await;
    assert_eq!(refused.problem(), (403, "device-revoked"));
    assert!(refused.body["detail"].as_str().unwrap().contains("Mất máy ở bến xe"), "{}", refused.text);
    assert_eq!(hub.open_session(&device).await.problem(), (403, "device-revoked"));
    // Whoever has proven nothing is not told why.
    let given = challenge(&hub, &device).await;
    let guessed = open(&hub, &answer_to(given, &device, &SecretKey::derive([77; 32]), HUB)).await;
    assert_eq!(guessed.problem(), (422, "bad-signature"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_enrols_again_under_its_name_and_by_its_key() {
    let office = TestOffice::start().await;
    let mut hub = TestHub::start(&office).await;
    let before = hub.running().hub.file.machine().await.unwrap().unwrap();
    let first = hub.running().hub.file.identity().await.unwrap().unwrap();
    let fresh = Command::new(env!("CARGO_BIN_EXE_danvan-office"))
        .args(["enrolment-code", "--province", "12", "--hub", HUB, "--role", "hub-machine"])
        .args(["--person", "Máy khu vực", "--database"])
        .arg(office.database())
        .output()
        .unwrap();
    assert!(fresh.status.success(), "{}", String::from_utf8_lossy(&fresh.stderr));
    let printed = String::from_utf8(fresh.stdout).unwrap();
    let fresh = printed.split_whitespace().next().unwrap().to_owned();
    hub.restart_with(Some(fresh)).await;
    let after = hub.running().hub.file.identity().await.unwrap().unwrap();
    assert_ne!(first.token, after.token, "known anew");
    assert_eq!(hub.running().hub.file.machine().await.unwrap(), Some(before));
    hub.pass_on().await.unwrap();
    // With a code that was used up, and with one that is good for nobody, it goes on as before.
    for useless in [office.code("muong_te_may"), "XXXX-YYYY-ZZZZ".to_owned()] {
        hub.restart_with(Some(useless)).await;
        assert_eq!(hub.running().hub.file.identity().await.unwrap().unwrap().token, after.token);
        hub.pass_on().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_with_a_persons_role_reads_that_it_needs_another_code() {
    let office = TestOffice::start().await;
    let mut hub = TestHub::start(&office).await;
    let monitor = office.device("muong_te").await;
    let refused = monitor.get(&office, "/api/v1/hub/devices").await;
    assert_eq!(refused.problem(), (403, "role-may-not"));
    assert!(refused.body["detail"].as_str().unwrap().contains("mã dành riêng cho máy"));
    // A hub that was enrolled so before: its token stands for such a role.
    keep_token(&hub, &monitor.enrolment.token).await;
    hub.restart().await;
    assert!(hub.pass_on().await.is_err());
    let overview = hub.running().hub.overview().await.unwrap();
    assert!(overview.line_trouble.unwrap().contains("kích hoạt lại bằng mã dành cho máy khu vực"));
}

async fn keep_token(hub: &TestHub, token: &str) {
    let file: &HubFile = &hub.running().hub.file;
    sqlx::query("UPDATE hub SET token = ?").bind(token).execute(file.pool()).await.unwrap();
}
