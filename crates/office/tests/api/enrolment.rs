//! Enrolment: codes, lost answers, guessing.

use danvan_core::ids::{DeviceId, LogId};
use danvan_office::{Catalogues, open_known_store};
use serde_json::json;

use crate::revocation::revoke;
use crate::support::{TestDevice, TestOffice, also_on_postgres, enrolment, secret_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_device_learns_who_and_where_it_is() {
    let office = TestOffice::start().await;
    let post = office.device("don_pa_ve_su").await;
    let mut enrolment = serde_json::to_value(&post.enrolment).unwrap();
    enrolment["token"] = "…".into();
    enrolment["office_keys"] = "…".into();
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(enrolment, @r#"
        {
          "author": {
            "id": "00000000-0000-7fd9-9ab9-ad622fc9eeea",
            "name": "Trực ban Đồn Pa Vệ Sủ"
          },
          "home": "03466@2025-07-01",
          "office_keys": "…",
          "organisation": "12:don_pa_ve_su",
          "place": "Đồn Biên phòng Pa Vệ Sủ",
          "province": "12",
          "role": "sector_unit",
          "scope": {
            "type": "units",
            "units": [
              "03448@early",
              "03466@2025-07-01",
              "03466@early"
            ]
          },
          "token": "…"
        }
        "#);
    }
    let hub = office.device("muong_te").await.enrolment;
    assert!(hub.scope.covers(&"03466@2025-07-01".into()) && hub.scope.covers(&"03448@early".into()));
    assert!(!hub.scope.covers(&"03388@2025-07-01".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_given_again_to_the_same_device_only() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let request = json!({
        "reach": { "type": "units", "units": ["03466@2025-07-01"] }, "role": "field_officer", "person": "Lò Thử",
    });
    let issued = admin.post("/api/v1/enrolment-codes", &request).await.ok();
    let (device, log) = (DeviceId::from_random(4, [4; 10]), LogId::from_random(4, [4; 10]));
    let typed = issued["code"].as_str().unwrap().to_lowercase().replace('-', " ");
    let enrol = json!(enrolment(device, log, &typed, &secret_of(device)));
    let first = office.post("/api/v1/enrolments", &enrol).await;
    let second = office.post("/api/v1/enrolments", &enrol).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_ne!(first.body["token"], second.body["token"]);
    assert_eq!(first.body["author"], second.body["author"]);
    // Both answers may have arrived; both tokens are good.
    for answer in [first, second] {
        let request = office.request(reqwest::Method::GET, "/api/v1/feed");
        let token = answer.body["token"].as_str().unwrap().to_owned();
        assert_eq!(request.bearer_auth(token).send().await.unwrap().status(), 200);
    }
    // One of them has.
    assert_eq!(office.post("/api/v1/enrolments", &enrol).await.problem(), (403, "device-known"));
    let other = json!({ "code": typed, "device": DeviceId::from_random(6, [6; 10]), "log": LogId::from_random(6, [6; 10]), "device_name": "Khác" });
    assert_eq!(office.post("/api/v1/enrolments", &other).await.problem(), (422, "unknown-code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_is_slowed_down_and_wrong_codes_say_so() {
    let office = TestOffice::start().await;
    let attempt = |code: &str| json!({ "code": code, "device": DeviceId::from_random(5, [5; 10]), "log": LogId::from_random(5, [5; 10]), "device_name": "Máy" });
    for number in 0..10 {
        let answer = office.post("/api/v1/enrolments", &attempt(&format!("BUM-2222-222{number}"))).await;
        assert_eq!(answer.problem(), (422, "unknown-code"));
    }
    let good = attempt(&office.code("bum_nua"));
    let answer = office.post("/api/v1/enrolments", &good).await;
    assert_eq!(answer.problem(), (429, "too-many"));
    assert_eq!(answer.headers["retry-after"], "60");
    office.wait_seconds(60);
    assert_eq!(office.post("/api/v1/enrolments", &good).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_code_enrols_nobody_new() {
    let office = TestOffice::start().await;
    let early: TestDevice = office.device("bum_nua").await;
    office.wait_seconds(400 * 24 * 3600);
    let enrol = |device: DeviceId, log: LogId| json!({ "code": office.code("bum_nua"), "device": device, "log": log, "device_name": "Máy" });
    let late = enrol(DeviceId::from_random(5, [5; 10]), LogId::from_random(5, [5; 10]));
    assert_eq!(office.post("/api/v1/enrolments", &late).await.problem(), (422, "unknown-code"));
    // Also where it has used the code before.
    let again = json!(early.enrolment_request(&office.code("bum_nua")));
    assert_eq!(office.post("/api/v1/enrolments", &again).await.problem(), (403, "device-known"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_another_device_cannot_be_taken() {
    let office = TestOffice::start().await;
    let owner = office.device("bum_nua").await;
    let thief = json!({
        "code": office.code("bum_nua"), "device": DeviceId::from_random(8, [8; 10]), "log": owner.log(), "device_name": "Máy",
    });
    assert_eq!(office.post("/api/v1/enrolments", &thief).await.problem(), (403, "not-your-log"));
}

/// The log that an account's steps go to stands in the feed; before its first step it is nobody else's either.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_an_account_cannot_be_taken() {
    let office = TestOffice::start().await;
    let store = open_known_store(&office.books(), &Catalogues::bundled().unwrap()).await.unwrap();
    let (leader, _) = store.user_by_name("lanhdao").await.unwrap().unwrap();
    store.close().await;
    let enrol = json!({
        "code": office.code("bum_nua"), "device": DeviceId::from_random(8, [8; 10]), "log": leader.log, "device_name": "Máy",
    });
    assert_eq!(office.post("/api/v1/enrolments", &enrol).await.problem(), (403, "not-your-log"));
    let device = office.device("bum_nua").await;
    let mut thief = TestDevice::known(device.id, leader.log, device.enrolment.clone());
    thief.create_activity("Trong nhật ký của lãnh đạo");
    assert_eq!(thief.try_push(&office, &thief.segment(0)).await.problem(), (403, "not-your-log"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_shut_out() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let (id, log) = (device.id, device.log());
    revoke(&office.console("quantri").await, &device).await;
    assert_eq!(device.get(&office, "/api/v1/feed").await.problem(), (403, "device-revoked"));
    let again = json!({ "code": office.code("bum_nua"), "device": id, "log": log, "device_name": "Máy" });
    assert_eq!(office.post("/api/v1/enrolments", &again).await.problem(), (403, "device-revoked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_an_earlier_person_still_come_in_after_another_enrolled_on_the_tablet() {
    let office = TestOffice::start().await;
    let mut tablet = office.device("bum_nua").await;
    tablet.create_activity("Người trước ghi");
    let again = json!(tablet.enrolment_request(&office.code("don_pa_ve_su")));
    let enrolment = office.post("/api/v1/enrolments", &again).await.ok();
    tablet.enrolment = serde_json::from_value(enrolment).unwrap();
    tablet.create_activity("Người sau ghi");
    let answer = tablet.push(&office, 0).await;
    assert!(answer.verdicts.iter().all(|verdict| !verdict.refused()), "{answer:?}");
}

also_on_postgres! {
    a_device_learns_who_and_where_it_is,
    a_lost_answer_is_given_again_to_the_same_device_only,
    guessing_codes_is_slowed_down_and_wrong_codes_say_so,
    an_expired_code_enrols_nobody_new,
    a_log_of_another_device_cannot_be_taken,
    a_revoked_device_is_shut_out,
    entries_of_an_earlier_person_still_come_in_after_another_enrolled_on_the_tablet,
}
