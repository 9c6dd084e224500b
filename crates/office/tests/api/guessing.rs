//! Guessing passwords and codes: what of it is looked at, whom it stands in the way of, and who is told.

use std::time::Duration;

use danvan_core::ids::{DeviceId, LogId};
use futures_util::future::join_all;
use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::support::{Answer, TestOffice, also_on_postgres, enrolment, secret_of};

const SESSIONS: &str = "/api/v1/sessions";
const ENROLMENTS: &str = "/api/v1/enrolments";

fn password(office: &TestOffice, username: &str) -> String {
    office.demonstration().users.iter().find(|user| user.username == username).unwrap().password.clone()
}

/// Signs in from a browser with these cookies; the answer, and the cookies that it sets.
async fn sign_in(
    office: &TestOffice,
    username: &str,
    password: &str,
    cookies: &str,
) -> (Answer, Vec<String>) {
    let body = json!({ "username": username, "password": password });
    let request = office.request(Method::POST, SESSIONS).header(header::COOKIE, cookies).json(&body);
    let answer = Answer::of(request).await;
    let set =
        answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned());
    let set = set.collect();
    (answer, set)
}

fn pair(cookie: &str) -> &str {
    cookie.split(';').next().unwrap()
}

/// A browser in which that account has signed in: its session, and what stays when that has ended.
async fn browser(office: &TestOffice, username: &str) -> (String, String) {
    let (answer, set) = sign_in(office, username, &password(office, username), "").await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(set.len(), 2, "{set:?}");
    assert!(
        set[1].contains("; Path=/api/v1/sessions;") && set[1].contains("; HttpOnly; SameSite=Strict"),
        "{}",
        set[1]
    );
    (pair(&set[0]).to_owned(), pair(&set[1]).to_owned())
}

async fn fail(office: &TestOffice, username: &str, times: usize) {
    for _ in 0..times {
        let guess = json!({ "username": username, "password": "mật khẩu" });
        assert_eq!(office.post(SESSIONS, &guess).await.problem(), (401, "wrong-password"));
    }
}

/// Posts as a proxy on this machine does for somebody at that address.
async fn post_from(office: &TestOffice, address: &str, path: &str, body: &Value) -> Answer {
    Answer::of(office.request(Method::POST, path).header("x-forwarded-for", address).json(body)).await
}

/// Sends a request and hangs up before its answer, while it is looked at.
async fn hang_up(office: &TestOffice, path: &str, body: &Value) {
    let (host, body) = (office.url("").replace("http://", ""), body.to_string());
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let head = format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n");
    let text = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(text.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_wrong_passwords_gets_ten_answers() {
    let office = TestOffice::start().await;
    // A name that no account has looks the same.
    for username in ["lanhdao", "không ai"] {
        let guess = json!({ "username": username, "password": "mật khẩu" });
        let answers = join_all((0..50).map(|_| office.post(SESSIONS, &guess))).await;
        let count = |status| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!(count(401) + count(429) + count(503), 50, "{username}");
        assert!(count(401) <= 10, "{username}");
        for _ in count(401)..10 {
            assert_eq!(
                office.post(SESSIONS, &guess).await.status,
                401,
                "what nobody looked at costs nothing"
            );
        }
        let turned_away = office.post(SESSIONS, &guess).await;
        assert_eq!(
            (turned_away.problem(), &turned_away.headers["retry-after"]),
            ((429, "too-many"), &"90".parse().unwrap())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_at_one_address_closes_an_account_there_alone() {
    let office = TestOffice::start().await;
    let right = json!({ "username": "lanhdao", "password": password(&office, "lanhdao") });
    // The other is nobody's, and looks the same.
    let names = ["lanhdao", "không ai"];
    let guess = |name: &str| json!({ "username": name, "password": "mật khẩu" });
    for name in names {
        fail(&office, name, 10).await;
        let turned_away = office.post(SESSIONS, &guess(name)).await;
        assert_eq!(turned_away.problem(), (429, "too-many"));
        // Who sits there may not have tried once: what they read is true of them, too.
        assert_eq!(
            turned_away.body["detail"],
            "Vừa có nhiều lần thử vào tài khoản này, có thể từ nơi khác. Mật khẩu vừa gõ chưa được xem. Trình duyệt \
             đã từng đăng nhập tài khoản này vẫn vào được ngay. Ở trình duyệt này, thử lại từ 10:02. Nếu không tự thử \
             nhiều lần, báo người quản trị của tỉnh."
        );
    }
    let elsewhere = post_from(&office, "203.0.113.7", SESSIONS, &right).await;
    assert_eq!(elsewhere.status, 201, "{}", elsewhere.text);
    // Addresses of one network of IPv6 are one; what a client says before its proxy's word counts for nothing.
    for name in names {
        for host in 0..11 {
            let address = format!("198.51.100.{host}, 2001:db8:1:2::{host}");
            let answer = post_from(&office, &address, SESSIONS, &guess(name)).await;
            assert_eq!(answer.status, if host < 10 { 401 } else { 429 }, "{name} {host}");
        }
    }
    // Many addresses together have a bound, too.
    for name in names {
        for number in 0..40 {
            let address = format!("203.0.113.{}", 100 + number / 10);
            assert_eq!(
                post_from(&office, &address, SESSIONS, &guess(name)).await.status,
                401,
                "{name} {number}"
            );
        }
        let turned_away = post_from(&office, "203.0.113.8", SESSIONS, &guess(name)).await;
        assert_eq!(
            (turned_away.problem(), &turned_away.headers["retry-after"]),
            ((429, "too-many"), &"30".parse().unwrap())
        );
    }
    office.wait_seconds(30);
    let guess = guess("không ai");
    let [well, nobody] = [&right, &guess].map(|body| post_from(&office, "203.0.113.8", SESSIONS, body));
    assert_eq!((well.await.status, nobody.await.status), (201, 401));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_is_counted_and_reported_like_who_waits() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let kinds = async || {
        let alarms = admin.get("/api/v1/alarms").await.ok();
        let alarms = alarms["alarms"].as_array().unwrap().clone();
        alarms.iter().map(|alarm| alarm["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for _ in 0..11 {
        hang_up(&office, SESSIONS, &json!({ "username": "chuyenvien", "password": "mật khẩu" })).await;
        sleep(Duration::from_millis(100)).await;
    }
    let mut tries = 0;
    while kinds().await != ["guessing_password"] {
        assert!(tries < 100, "nobody is told");
        tries += 1;
        sleep(Duration::from_millis(100)).await;
    }
    for number in 0..300_u64 {
        let (device, log) = (DeviceId::from_random(number, [9; 10]), LogId::from_random(number, [9; 10]));
        let body = json!({ "code": format!("BUM-2222-{number}"), "device": device, "log": log, "device_name": "Máy" });
        hang_up(&office, ENROLMENTS, &body).await;
        // Those of one address that wait are few.
        sleep(Duration::from_millis(40)).await;
    }
    let mut number = 1_000;
    while !kinds().await.contains(&"guessing_codes".to_owned()) {
        // Some were told that nobody could look at them now, and were not counted.
        assert!(number < 1_060, "nobody is told");
        assert_eq!(enrol(&office, "BUM-9999-9999", number).await.status / 100, 4);
        number += 1;
    }
}

/// Identifiers of devices are no secret: whoever names one does not stand in its way.
#[tokio::test(flavor = "multi_thread")]
async fn who_names_a_device_takes_nothing_from_it() {
    let office = TestOffice::start().await;
    let (device, log) = (DeviceId::from_random(7, [7; 10]), LogId::from_random(7, [7; 10]));
    let thief = DeviceId::from_random(8, [8; 10]);
    for number in 0..12 {
        let guess = json!(enrolment(device, log, &format!("BUM-2222-222{number}"), &secret_of(thief)));
        let answer = office.post(ENROLMENTS, &guess).await;
        assert_eq!(answer.status, if number < 10 { 422 } else { 429 }, "{}", answer.text);
    }
    for number in 0..12 {
        let mut guess = json!(enrolment(device, log, &format!("BUM-3333-333{number}"), &secret_of(device)));
        guess.as_object_mut().unwrap().remove("proof");
        let answer = office.post(ENROLMENTS, &guess).await;
        assert_eq!(answer.status, if number < 10 { 422 } else { 429 }, "{}", answer.text);
    }
    let right = |proven: bool| {
        let mut right = json!(enrolment(device, log, &office.code("bum_nua"), &secret_of(device)));
        if !proven {
            right.as_object_mut().unwrap().remove("proof");
        }
        right
    };
    let own = post_from(&office, "203.0.113.7", ENROLMENTS, &right(false)).await;
    assert_eq!(own.status, 201, "a release before proofs, elsewhere: {}", own.text);
    let own = office.post(ENROLMENTS, &right(true)).await;
    assert_eq!(own.problem(), (403, "device-known"), "it was looked at: {}", own.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_locks_a_person_out_of_a_browser_that_they_have_used() {
    let office = TestOffice::start().await;
    let right = password(&office, "lanhdao");
    let (_, known) = browser(&office, "lanhdao").await;
    let (_, of_another) = browser(&office, "chuyenvien").await;
    fail(&office, "lanhdao", 10).await;
    let too_many = (429, "too-many");
    assert_eq!(sign_in(&office, "lanhdao", &right, "").await.0.problem(), too_many);
    assert_eq!(sign_in(&office, "lanhdao", &right, &of_another).await.0.problem(), too_many);
    let renamed = known.replace(known.split('=').next().unwrap(), of_another.split('=').next().unwrap());
    assert_eq!(sign_in(&office, "lanhdao", &right, &renamed).await.0.problem(), too_many);
    let (answer, set) = sign_in(&office, "lanhdao", &right, &known).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(pair(&set[1]), known, "the browser keeps its name, and so what is counted against it");
    // The cookie opens nothing, and guessing with it is counted too.
    let reading = office.request(Method::GET, "/api/v1/sessions/current").header(header::COOKIE, &known);
    assert_eq!(Answer::of(reading).await.problem(), (401, "not-signed-in"));
    for _ in 0..10 {
        assert_eq!(sign_in(&office, "lanhdao", "đoán", &known).await.0.status, 401);
    }
    assert_eq!(sign_in(&office, "lanhdao", &right, &known).await.0.problem(), too_many);
    office.wait_seconds(90);
    assert_eq!(sign_in(&office, "lanhdao", &right, &known).await.0.status, 201);
}

/// A shared machine on which the account was used once.
#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_in_one_browser_that_is_known_closes_no_other_and_is_reported() {
    let office = TestOffice::start().await;
    let right = password(&office, "lanhdao");
    let (_, own) = browser(&office, "lanhdao").await;
    let (_, shared) = browser(&office, "lanhdao").await;
    for tries in 0..70 {
        let expected = if tries < 10 { 401 } else { 429 };
        assert_eq!(sign_in(&office, "lanhdao", "đoán", &shared).await.0.status, expected, "{tries}");
    }
    assert_eq!(sign_in(&office, "lanhdao", &right, &own).await.0.status, 201);
    let admin = office.console("quantri").await;
    let alarms = admin.get("/api/v1/alarms").await.ok()["alarms"].as_array().unwrap().clone();
    let said = |alarm: &Value| (alarm["kind"].clone(), alarm["subject"].clone());
    assert_eq!(alarms.iter().map(said).collect::<Vec<_>>(), [(json!("guessing_password"), json!("lanhdao"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_leaves_the_browsers_known() {
    let office = TestOffice::start().await;
    let (_, known) = browser(&office, "lanhdao").await;
    let admin = office.console("quantri").await;
    let people = admin.get("/api/v1/people").await.ok();
    let leader = people["people"]
        .as_array()
        .unwrap()
        .iter()
        .find(|person| person["accounts"][0]["username"] == "lanhdao")
        .unwrap();
    let actions = format!("/api/v1/people/{}/actions", leader["id"].as_str().unwrap());
    let fresh = admin.post(&actions, &json!({ "type": "new_password" })).await.ok()["password"]
        .as_str()
        .unwrap()
        .to_owned();
    fail(&office, "lanhdao", 10).await;
    assert_eq!(sign_in(&office, "lanhdao", &fresh, "").await.0.problem(), (429, "too-many"));
    assert_eq!(sign_in(&office, "lanhdao", &fresh, &known).await.0.status, 201, "while somebody guesses");
    let old = password(&office, "lanhdao");
    assert_eq!(sign_in(&office, "lanhdao", &old, &known).await.0.status, 401, "it opens nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_do_not_keep_anybody_from_changing_their_password() {
    let office = TestOffice::start().await;
    let old = password(&office, "lanhdao");
    let (session, known) = browser(&office, "lanhdao").await;
    fail(&office, "lanhdao", 10).await;
    let change = json!({ "old": old, "new": "hoa ban nở trắng" });
    let request = office.request(Method::POST, "/api/v1/sessions/current/password");
    let answer =
        Answer::of(request.header(header::COOKIE, format!("{session}; {known}")).json(&change)).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(pair(answer.headers[header::SET_COOKIE].to_str().unwrap()), known, "for longer again");
    assert_eq!(sign_in(&office, "lanhdao", "hoa ban nở trắng", &known).await.0.status, 201);
}

/// A device of its own for every attempt.
async fn enrol(office: &TestOffice, code: &str, number: u64) -> Answer {
    let body = json!({
        "code": code, "device": DeviceId::from_random(number, [9; 10]), "log": LogId::from_random(number, [9; 10]), "device_name": "Máy",
    });
    office.post(ENROLMENTS, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_guessed_over_many_devices_are_bounded_and_reported_and_right_ones_go_through() {
    let mut office = TestOffice::start().await;
    let guesses: Vec<(u64, String)> = (0..600).map(|number| (number, format!("BUM-2222-{number}"))).collect();
    for some in guesses.chunks(10) {
        let answers = join_all(some.iter().map(|(number, code)| enrol(&office, code, *number))).await;
        assert!(answers.iter().all(|answer| answer.problem() == (422, "unknown-code")));
    }
    let answer = enrol(&office, "BUM-9999-9999", 1_000).await;
    assert_eq!(
        answer.problem(),
        (503, "busy"),
        "over whatever codes and devices: the app comes again by itself"
    );
    let wait: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((5..=15).contains(&wait), "{wait}");
    // Every three seconds one attempt is looked at; right codes give theirs back.
    office.wait_seconds(3);
    let admin = office.console("quantri").await;
    for number in 2_000..2_005 {
        let ask = json!({ "reach": { "type": "units", "units": ["03466@2025-07-01"] }, "role": "field_officer", "person": "Lò Thử" });
        let code =
            admin.post("/api/v1/enrolment-codes", &ask).await.ok()["code"].as_str().unwrap().to_owned();
        assert_eq!(enrol(&office, &code, number).await.status, 201);
    }
    let alarms = admin.get("/api/v1/alarms").await.ok();
    let alarms = alarms["alarms"].as_array().unwrap();
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    assert_eq!(
        (alarms[0]["kind"].as_str(), alarms[0]["count"].as_u64()),
        (Some("guessing_codes"), Some(601)),
        "from the first on"
    );
    office.restart().await;
    let admin = office.console("quantri").await;
    assert_eq!(
        admin.get("/api/v1/alarms").await.ok()["alarms"].as_array().unwrap(),
        alarms,
        "it outlives a restart"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_guessed_at_is_named_until_somebody_sees_to_it() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let list = async || admin.get("/api/v1/alarms").await.ok()["alarms"].as_array().unwrap().clone();
    fail(&office, "lanhdao", 9).await;
    fail(&office, "không ai", 10).await;
    assert!(list().await.is_empty(), "nine are a bad memory; a name that nobody has is nobody's account");
    fail(&office, "lanhdao", 1).await;
    let guess = json!({ "username": " LanhDao", "password": "mật khẩu" });
    for _ in 0..5 {
        assert_eq!(office.post(SESSIONS, &guess).await.status, 429);
    }
    let alarms = list().await;
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    let alarm = &alarms[0];
    assert_eq!(
        (alarm["kind"].as_str(), alarm["subject"].as_str(), alarm["count"].as_u64()),
        (Some("guessing_password"), Some("lanhdao"), Some(15)),
        "from the first on, also those that were worth no alarm yet"
    );
    assert!(alarm["detail"].as_str().unwrap().contains("lanhdao"));
    let path = format!("/api/v1/alarms/{}/acknowledgement", alarm["id"].as_str().unwrap());
    for who in ["xem", "chuyenvien"] {
        let other = office.console(who).await;
        assert_eq!(other.get("/api/v1/alarms").await.problem(), (403, "role-may-not"), "{who}");
        assert_eq!(other.post(&path, &Value::Null).await.problem(), (403, "role-may-not"), "{who}");
    }
    assert_eq!(office.get("/api/v1/alarms").await.problem(), (401, "not-signed-in"));
    for nothing in ["0123456789abcdef", "không", "x'; DROP TABLE alarms; --"] {
        let path = format!("/api/v1/alarms/{nothing}/acknowledgement");
        assert_eq!(admin.post(&path, &Value::Null).await.problem(), (404, "not-found"), "{nothing}");
    }
    let seen_to = admin.post(&path, &Value::Null).await.ok();
    assert!(seen_to["acknowledged_at"].is_string() && seen_to["acknowledged_by"].is_string(), "{seen_to}");
    assert_eq!(admin.post(&path, &Value::Null).await.ok(), seen_to, "twice is once");
    let kept = async || -> Vec<_> {
        let alarms = list().await.into_iter();
        alarms.map(|alarm| (alarm["count"].as_u64(), alarm["acknowledged_at"].is_null())).collect()
    };
    for _ in 0..9 {
        assert_eq!(office.post(SESSIONS, &guess).await.status, 429);
    }
    assert_eq!(kept().await, [(Some(15), false)], "nine more are worth no other alarm");
    assert_eq!(office.post(SESSIONS, &guess).await.status, 429);
    assert_eq!(kept().await, [(Some(10), true), (Some(15), false)], "counted from there on");
    let of = async |state: &str| {
        let alarms = admin.get(&format!("/api/v1/alarms?state={state}")).await.ok();
        let alarms = alarms["alarms"].as_array().unwrap().clone();
        alarms.iter().map(|alarm| alarm["count"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((of("open").await, of("acknowledged").await), (vec![10], vec![15]));
    assert_eq!(admin.get("/api/v1/alarms?state=x").await.problem(), (422, "invalid"));
}

/// The leader reads what concerns their own account, and leaves it to the administrator.
#[tokio::test(flavor = "multi_thread")]
async fn the_leader_reads_the_alarms_and_the_administrator_sees_to_them() {
    let office = TestOffice::start().await;
    let leader = office.console("lanhdao").await;
    fail(&office, "quantri", 10).await;
    let alarms = leader.get("/api/v1/alarms").await.ok();
    assert_eq!(alarms["alarms"][0]["subject"], "quantri");
    let path = format!("/api/v1/alarms/{}/acknowledgement", alarms["alarms"][0]["id"].as_str().unwrap());
    assert_eq!(leader.post(&path, &Value::Null).await.problem(), (403, "role-may-not"));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_alarms_are_seen_to_at_once_and_one_that_came_since_stays() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let open = async || -> Vec<Value> {
        admin.get("/api/v1/alarms?state=open").await.ok()["alarms"].as_array().unwrap().clone()
    };
    let mut others = Vec::new();
    for who in ["xem", "chuyenvien", "lanhdao"] {
        others.push((who, office.console(who).await));
    }
    for name in ["lanhdao", "chuyenvien"] {
        fail(&office, name, 10).await;
    }
    let seen: Vec<Value> = open().await.iter().map(|alarm| alarm["id"].clone()).collect();
    assert_eq!(seen.len(), 2);
    fail(&office, "xem", 10).await;
    let several = "/api/v1/alarms/acknowledgements";
    for (who, other) in &others {
        let refused = other.post(several, &json!({ "alarms": seen })).await;
        assert_eq!(refused.problem(), (403, "role-may-not"), "{who}");
    }
    let refused = office.post(several, &json!({ "alarms": seen })).await;
    assert_eq!(refused.problem(), (401, "not-signed-in"));
    let many: Vec<String> = (0..1_001).map(|number| number.to_string()).collect();
    assert_eq!(admin.post(several, &json!({ "alarms": many })).await.problem(), (422, "invalid"));
    assert_eq!(admin.post(several, &json!({ "alarms": "all" })).await.status, 400);
    assert_eq!(admin.post(several, &json!({})).await.status, 400);
    assert_eq!(open().await.len(), 3, "who is refused changes nothing");
    for nothing in [json!([]), json!(["0123", "'; DROP TABLE alarms; --", "\0", ""])] {
        assert_eq!(admin.post(several, &json!({ "alarms": nothing })).await.ok()["alarms"], json!([]));
    }

    let answer = admin.post(several, &json!({ "alarms": seen })).await.ok();
    let answered = answer["alarms"].as_array().unwrap();
    assert_eq!(answered.len(), 2);
    assert!(answered.iter().all(|alarm| alarm["acknowledged_by"].is_string()), "{answer}");
    let left = open().await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["subject"], "xem");
    assert_eq!(admin.post(several, &json!({ "alarms": seen })).await.ok(), answer, "twice is once");
    // From there on they are counted anew, as if they had been seen to one by one.
    let guess = json!({ "username": "lanhdao", "password": "mật khẩu" });
    for _ in 0..9 {
        assert_eq!(office.post(SESSIONS, &guess).await.status, 429);
    }
    assert_eq!(open().await.len(), 1);
    assert_eq!(office.post(SESSIONS, &guess).await.status, 429);
    assert_eq!(open().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_password_tried_on_many_names_is_reported() {
    let office = TestOffice::start().await;
    let names: Vec<String> = (0..100).map(|number| format!("can-bo-{number}")).collect();
    for some in names.chunks(10) {
        let guesses: Vec<_> =
            some.iter().map(|name| json!({ "username": name, "password": "laichau2026" })).collect();
        let answers = join_all(guesses.iter().map(|guess| office.post(SESSIONS, guess))).await;
        assert!(answers.iter().all(|answer| answer.status == 401));
    }
    let alarms = office.console("quantri").await.get("/api/v1/alarms").await.ok();
    assert_eq!(alarms["alarms"][0]["kind"], "guessing_sign_ins");
    assert_eq!(alarms["alarms"][0]["count"], 100);
}

also_on_postgres! {
    a_burst_of_wrong_passwords_gets_ten_answers,
    who_guesses_at_one_address_closes_an_account_there_alone,
    many_alarms_are_seen_to_at_once_and_one_that_came_since_stays,
    who_hangs_up_is_counted_and_reported_like_who_waits,
    who_names_a_device_takes_nothing_from_it,
    codes_guessed_over_many_devices_are_bounded_and_reported_and_right_ones_go_through,
    an_account_that_is_guessed_at_is_named_until_somebody_sees_to_it,
}
