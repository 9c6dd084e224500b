//! Enrolments of devices that the office knows: a row for each case. Nothing changes where one is refused.

use danvan_core::bundle::SecretKey;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::proof;
use danvan_core::wire::{APP_GENERATION, APP_HEADER, EnrolmentRequest};
use danvan_office::secrets::{code_digest, normalise_code};
use danvan_office::store::{Grant, NewCode, Reach};
use danvan_office::{Catalogues, open_known_store};
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, TestDevice, TestOffice, also_on_postgres, enrolment, secret_of};

/// An identifier that belongs to nobody yet.
fn fresh(seed: u8) -> (DeviceId, LogId) {
    (DeviceId::from_random(9, [seed; 10]), LogId::from_random(9, [seed; 10]))
}

fn thief() -> SecretKey {
    SecretKey::derive([66; 32])
}

/// A one-use code for the person of this device.
async fn code_for(office: &TestOffice, device: &TestDevice, code: &str) {
    let store = open_known_store(&office.books(), &Catalogues::bundled().unwrap()).await.unwrap();
    let salt = store.code_salt().await.unwrap();
    let enrolment = &device.enrolment;
    let grant = Grant {
        author: enrolment.author.clone(),
        role: enrolment.role,
        reach: Reach::Units { units: [enrolment.home.clone()].into() },
        home: enrolment.home.clone(),
        place: enrolment.place.clone(),
        organisation: None,
    };
    let new = NewCode {
        id: code.to_lowercase(),
        digest: code_digest(&normalise_code(code), &salt).unwrap(),
        grant,
        uses: 1,
        at_ms: 0,
        expires_ms: i64::MAX,
    };
    store.add_code(&"12".into(), &new).await.unwrap();
    store.close().await;
}

/// A code that the administrator issues.
async fn issued(office: &TestOffice, unit: &str) -> String {
    let request = json!({
        "reach": { "type": "units", "units": [unit] }, "role": "field_officer", "person": "Người mới",
    });
    let admin = office.console("quantri").await;
    admin.post("/api/v1/enrolment-codes", &request).await.ok()["code"].as_str().unwrap().to_owned()
}

async fn enrol(office: &TestOffice, request: &EnrolmentRequest, token: Option<&str>) -> Answer {
    let asked = office.request(Method::POST, "/api/v1/enrolments").header(APP_HEADER, APP_GENERATION);
    let asked = match token {
        Some(token) => asked.bearer_auth(token),
        None => asked,
    };
    Answer::of(asked.json(request)).await
}

/// What a stranger knows of a device: its identifier, from a bundle's header or a hub's page.
#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_code_of_another_commune_takes_nobody_over() {
    let office = TestOffice::start().await;
    let mut victim = office.device("bum_nua").await;
    victim.create_activity("Của nạn nhân");
    victim.push(&office, 0).await;
    let code = issued(&office, "03388@2025-07-01").await;
    let (_, own_log) = fresh(1);
    let theirs = |log| enrolment(victim.id, log, &code, &thief());
    let unproven = |request: EnrolmentRequest, key| EnrolmentRequest { proof: None, key, ..request };
    let borrowed = enrolment(victim.id, own_log, "ANOTHER-CODE", &victim.secret).proof;
    for (request, problem) in [
        (theirs(own_log), (403, "device-known")),
        (theirs(victim.log()), (403, "device-known")),
        // The victim's key is no secret either; a proof that they once gave is for another code.
        (EnrolmentRequest { key: victim.secret.public(), ..theirs(own_log) }, (403, "device-known")),
        (
            EnrolmentRequest { key: victim.secret.public(), proof: borrowed, ..theirs(own_log) },
            (403, "device-known"),
        ),
        (EnrolmentRequest { key: None, ..theirs(own_log) }, (403, "device-known")),
        (unproven(theirs(own_log), None), (426, "app-too-old")),
        (unproven(theirs(own_log), thief().public()), (426, "app-too-old")),
    ] {
        for token in [None, Some("0000")] {
            let answer = enrol(&office, &request, token).await;
            assert_eq!(answer.problem(), problem, "{request:?}");
            assert!(answer.body.get("token").is_none());
        }
    }
    let known = enrol(&office, &theirs(own_log), None).await;
    assert!(known.body["detail"].as_str().unwrap().contains("cấp mã mới cho đúng người"), "{}", known.text);

    // Nothing has changed: the victim writes and reads under their own name and key, and nobody opened a log as them.
    victim.create_activity("Vẫn của nạn nhân");
    let answer = victim.push(&office, 1).await;
    assert!(answer.verdicts.iter().all(|verdict| !verdict.refused()));
    assert_eq!(victim.feed(&office, "").await.records.len(), 2);
    assert_eq!(Answer::of(victim.key_request(&office)).await.status, 200, "its key is today's");
    let (newcomer, _) = fresh(2);
    let own = enrol(&office, &enrolment(newcomer, own_log, &code, &secret_of(newcomer)), None).await;
    assert_eq!(own.status, 201, "the code was not used, and the log is nobody's: {}", own.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_enrolments_of_others_evict_no_token() {
    let office = TestOffice::start().await;
    let victim = office.device("bum_nua").await;
    for seed in 1..=4 {
        let code = issued(&office, "03388@2025-07-01").await;
        let request = enrolment(victim.id, fresh(seed).1, &code, &thief());
        assert_eq!(enrol(&office, &request, None).await.problem(), (403, "device-known"));
    }
    assert_eq!(victim.get(&office, "/api/v1/feed").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_device_comes_again_by_its_key_for_whomever_the_code_is() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let code = issued(&office, "03439@2025-07-01").await;
    let request = device.enrolment_request(&code);
    let again = enrol(&office, &request, None).await;
    assert_eq!(again.status, 201, "{}", again.text);
    assert_eq!(
        (&again.body["author"]["name"], &again.body["home"]),
        (&"Người mới".into(), &"03439@2025-07-01".into())
    );
    // The answer may be lost: the same again, until a token of it is used.
    let repeat = enrol(&office, &request, None).await;
    assert_eq!(repeat.status, 201, "{}", repeat.text);
    let repeated = TestDevice::known(device.id, device.log(), serde_json::from_value(repeat.body).unwrap());
    assert_eq!(repeated.get(&office, "/api/v1/feed").await.status, 200);
    assert_eq!(enrol(&office, &request, None).await.problem(), (403, "device-known"));
    let before = device.get(&office, "/api/v1/feed").await;
    assert_eq!(before.problem(), (401, "unknown-device"), "the token of who held it before is not");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_code_is_answered_again_within_its_life_alone() {
    let office = TestOffice::start().await;
    let code = issued(&office, "03466@2025-07-01").await;
    let (device, log) = fresh(3);
    let request = enrolment(device, log, &code, &secret_of(device));
    assert_eq!(enrol(&office, &request, None).await.status, 201);
    let other_log = enrolment(device, fresh(4).1, &code, &secret_of(device));
    let other_key = enrolment(device, log, &code, &thief());
    for other in [other_log, other_key] {
        assert_eq!(enrol(&office, &other, None).await.problem(), (403, "device-known"));
    }
    assert_eq!(enrol(&office, &request, None).await.status, 201);
    office.wait_seconds(15 * 24 * 3600);
    assert_eq!(enrol(&office, &request, None).await.problem(), (403, "device-known"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_with_a_wrong_proof_uses_no_code() {
    let office = TestOffice::start().await;
    let code = issued(&office, "03466@2025-07-01").await;
    let (device, log) = fresh(5);
    let right = enrolment(device, log, &code, &secret_of(device));
    let of_another = enrolment(fresh(6).0, log, &code, &secret_of(device)).proof;
    for wrong in [
        EnrolmentRequest { key: thief().public(), ..right.clone() },
        EnrolmentRequest { key: None, ..right.clone() },
        EnrolmentRequest { proof: of_another, ..right.clone() },
        EnrolmentRequest {
            proof: secret_of(device).sign(&proof::key_change(device, &right.key.unwrap())),
            ..right.clone()
        },
    ] {
        assert_eq!(enrol(&office, &wrong, None).await.problem(), (422, "bad-signature"));
    }
    assert_eq!(enrol(&office, &right, None).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_gets_a_successor_and_what_the_old_one_signed_stays() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Còn khóa cũ");
    let on_a_stick = device.bundle(0, 1);
    code_for(&office, &device, "SAME-ONE").await;
    code_for(&office, &device, "SAME-TWO").await;
    let token = device.enrolment.token.clone();
    let next = SecretKey::derive([7; 32]);
    let request = |code: &str| enrolment(device.id, device.log(), code, &next);

    let another = issued(&office, "03466@2025-07-01").await;
    let stranger = office.device("thu_lum").await.enrolment.token;
    let another = another.as_str();
    for (code, carried, problem) in [
        ("SAME-ONE", None, (403, "device-known")),
        ("SAME-ONE", Some(stranger.as_str()), (403, "device-known")),
        (another, None, (403, "device-known")),
        (another, Some(token.as_str()), (403, "code-of-another")),
    ] {
        let answer = enrol(&office, &request(code), carried).await;
        assert_eq!(answer.problem(), problem, "{code} {carried:?}");
    }
    // Without its key it can send nothing meanwhile, and loses nothing.
    let mut keyless = device.copied();
    keyless.secret = next.clone();
    assert_eq!(keyless.try_push(&office, &keyless.segment(0)).await.problem(), (422, "bad-signature"));

    let followed = enrol(&office, &request("SAME-ONE"), Some(&token)).await;
    assert_eq!(followed.status, 201, "{}", followed.text);
    assert_eq!(
        device.get(&office, "/api/v1/feed").await.problem(),
        (401, "unknown-device"),
        "tokens end too"
    );
    // What is wrong with a code is told to a known device alone, by the token that it has now.
    let token = followed.body["token"].as_str().unwrap().to_owned();
    for (carried, problem) in [(Some(token.as_str()), (422, "code-used")), (None, (403, "device-known"))] {
        let third = enrolment(device.id, device.log(), "SAME-ONE", &SecretKey::derive([8; 32]));
        assert_eq!(enrol(&office, &third, carried).await.problem(), problem);
    }
    // The old key enrols nobody any more, and does not come back.
    let back = enrolment(device.id, device.log(), "SAME-TWO", &device.secret);
    for carried in [None, Some(token.as_str())] {
        assert_eq!(enrol(&office, &back, carried).await.problem(), (403, "device-known"));
    }
    // What it had signed still arrives.
    let carrier = office.device("don_pa_ve_su").await;
    assert_eq!(carrier.carry(&office, &on_a_stick).await["outcome"], "taken");
    keyless.enrolment = serde_json::from_value(followed.body).unwrap();
    keyless.create_activity("Đã có khóa mới");
    let answer = keyless.push(&office, 1).await;
    assert!(answer.verdicts.iter().all(|verdict| !verdict.refused()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_alone_replaces_no_key() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let next = SecretKey::derive([8; 32]);
    let change = async |by: Option<&SecretKey>, key: &SecretKey| {
        let key = key.public().unwrap();
        let by_previous = by.and_then(|by| by.sign(&proof::key_change(device.id, &key)));
        let request =
            office.request(Method::PUT, "/api/v1/devices/me/key").bearer_auth(&device.enrolment.token);
        Answer::of(request.json(&json!({ "key": key, "by_previous": by_previous }))).await
    };
    assert_eq!(change(None, &device.secret).await.status, 200, "its own, once more");
    for by in [None, Some(&next), Some(&thief())] {
        assert_eq!(change(by, &next).await.problem(), (403, "device-known"));
    }
    assert_eq!(change(Some(&device.secret), &next).await.status, 200);
    assert_eq!(
        change(Some(&next), &device.secret).await.problem(),
        (403, "device-known"),
        "no key comes back"
    );

    // A device of release 1 says its first.
    let old = TestDevice::of_release_1(&office, &office.code("thu_lum")).await;
    assert_eq!(Answer::of(old.key_request(&office)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_and_persons_have_codes_of_their_own() {
    let office = TestOffice::start().await;
    let (device, log) = fresh(7);
    let machines = enrolment(device, log, &office.code("muong_te_may"), &secret_of(device));
    let persons = enrolment(device, log, &office.code("muong_te"), &secret_of(device));
    let unproven = EnrolmentRequest { machine: true, proof: None, ..machines.clone() };
    let as_person = EnrolmentRequest { machine: true, ..persons };
    for request in [machines.clone(), unproven, as_person] {
        let answer = enrol(&office, &request, None).await;
        assert_eq!(answer.problem(), (422, "invalid"));
        assert!(
            answer.body["detail"].as_str().unwrap().contains("Máy khu vực")
                || answer.body["detail"].as_str().unwrap().contains("máy khu vực")
        );
    }
    let answer = enrol(&office, &EnrolmentRequest { machine: true, ..machines }, None).await;
    assert_eq!((answer.status, &answer.body["role"]), (201, &"hub_machine".into()), "{}", answer.text);

    let admin = office.console("quantri").await;
    let units = json!({
        "reach": { "type": "units", "units": ["03466@2025-07-01"] }, "role": "hub_machine", "person": "Máy",
    });
    assert_eq!(admin.post("/api/v1/enrolment-codes", &units).await.problem(), (422, "invalid"));
    let hub =
        json!({ "reach": { "type": "hub", "hub": "12:muong_te" }, "role": "hub_machine", "person": "Máy" });
    assert_eq!(admin.post("/api/v1/enrolment-codes", &hub).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_held_the_device_before_reads_nothing_as_its_next_holder() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    device.get(&office, "/api/v1/feed").await.ok();
    let code = issued(&office, "03388@2025-07-01").await;
    let next = enrol(&office, &device.enrolment_request(&code), None).await;
    assert_eq!(next.status, 201, "{}", next.text);
    assert_eq!(device.get(&office, "/api/v1/feed").await.problem(), (401, "unknown-device"));
    // The answer was lost: the same is answered again.
    let again = enrol(&office, &device.enrolment_request(&code), None).await;
    assert_eq!(again.status, 201, "{}", again.text);
}

also_on_postgres! {
    whoever_held_the_device_before_reads_nothing_as_its_next_holder,
    a_fresh_code_of_another_commune_takes_nobody_over,
    three_enrolments_of_others_evict_no_token,
    a_known_device_comes_again_by_its_key_for_whomever_the_code_is,
    a_used_code_is_answered_again_within_its_life_alone,
    a_new_device_with_a_wrong_proof_uses_no_code,
    a_lost_key_gets_a_successor_and_what_the_old_one_signed_stays,
    a_token_alone_replaces_no_key,
    machines_and_persons_have_codes_of_their_own,
}
