//! Guessing passwords, codes and proofs; keeping the rightful owners out by it; and two identities in one.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::desk::Desk;
use super::hubs;
use super::phone::{Phone, fresh_key};
use super::table::Table;
use super::wire::{Answer, Office, is};

const ENROLMENTS: &str = "/api/v1/enrolments";
const SESSIONS: &str = "/api/v1/sessions";
const UNIT: &str = "03466@2025-07-01";
/// What may be wrong of codes at once, over all of them.
const CODES_AT_ONCE: usize = 600;

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    passwords(office, table).await;
    both(table, &desk).await;
    proofs(office, table, &desk).await;
    codes(office, table, &desk, &phone).await;
    alarms(table, &desk).await;
}

/// Status and cookies of a sign-in.
async fn sign_in(office: &Office, username: &str, password: &str, cookies: &str) -> (u16, Vec<String>) {
    let body = json!({ "username": username, "password": password });
    let request = office.request(Method::POST, SESSIONS).header(header::COOKIE, cookies).json(&body);
    let answer = request.send().await.unwrap();
    let set = answer.headers().get_all(header::SET_COOKIE).iter();
    let set = set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect();
    (answer.status().as_u16(), set)
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|seen| **seen == status).count()
}

async fn passwords(office: &Office, table: &mut Table) {
    let users = office.program.printed["users"].as_array().unwrap();
    let leader = users.iter().find(|user| user["username"] == "lanhdao").unwrap();
    let right = leader["password"].as_str().unwrap();
    let (_, cookies) = sign_in(office, "lanhdao", right, "").await;
    let [session, browser] = cookies.as_slice() else { panic!("{cookies:?}") };

    let burst = join_all((0..50).map(|_| sign_in(office, "lanhdao", "mật khẩu", ""))).await;
    let burst: Vec<u16> = burst.into_iter().map(|answer| answer.0).collect();
    let turned_away = count(&burst, 429) + count(&burst, 503);
    let bounded = (count(&burst, 401) <= 10, count(&burst, 401) + turned_away);
    table.row(
        "50 wrong passwords at once: no more than ten answered, all others turned away",
        bounded,
        (true, 50),
    );
    for _ in count(&burst, 401)..10 {
        sign_in(office, "lanhdao", "mật khẩu", "").await;
    }
    let names: Vec<String> = (0..60).map(|number| format!("ai-{number}")).collect();
    // Of one address so many at a time find a place.
    for some in names.chunks(10) {
        join_all(some.iter().map(|name| sign_in(office, name, "mật khẩu", ""))).await;
    }
    let tried = sign_in(office, "lanhdao", right, "").await.0;
    table.row("60 drawn names later the account is still closed to strangers", tried, 429);
    let (name, value) = browser.split_once('=').unwrap();
    let forged = format!("{name}={}", value.replace(['1', '2', '3', '4'], "5"));
    let tried = sign_in(office, "lanhdao", right, &forged).await.0;
    table.row("and to a cookie of my own making", tried, 429);
    let own = sign_in(office, "lanhdao", right, browser).await.0;
    table.row("the leader signs in from a browser that they have used", own, 201);
    let body = json!({ "old": "mật khẩu", "new": "hoa ban nở trắng" });
    let path = "/api/v1/sessions/current/password";
    let request = office.request(Method::POST, path).header(header::COOKIE, session).json(&body);
    let own = Answer::of(request).await.outcome();
    table.row("and is looked at when they change the password", own, is(401, "wrong-password"));
    let read = office.request(Method::GET, "/api/v1/sessions/current").header(header::COOKIE, browser);
    table.row("what a browser is known by opens nothing", Answer::of(read).await.status, 401);
    let burst = join_all((0..50).map(|_| sign_in(office, "lanhdao", "mật khẩu", browser))).await;
    let burst: Vec<u16> = burst.into_iter().map(|answer| answer.0).collect();
    let seen = (count(&burst, 401), count(&burst, 429));
    table.row("50 at once by that browser", seen, (10, 40));
}

/// Two requests of an administrator at the same instant, that each look before the other has written.
async fn both(table: &mut Table, desk: &Desk<'_>) {
    let machine = json!({ "reach": { "type": "hub", "hub": "12:muong_te" }, "role": "hub_machine" });
    let officer = json!({ "reach": { "type": "units", "units": [UNIT] }, "role": "field_officer" });
    let (mut twice, mut neither) = (0, 0);
    for round in 0..20 {
        let made = desk.post("/api/v1/people", &json!({ "name": "Hai mặt" })).await;
        let id = made.body["person"]["id"].as_str().unwrap().to_owned();
        let of = |code: &Value| {
            let mut code = code.clone();
            code["person_id"] = json!(id);
            code
        };
        let account = json!({ "username": format!("haimat{round}"), "role": "viewer" });
        let (machine, officer) = (of(&machine), of(&officer));
        let (actions, account) =
            (format!("/api/v1/people/{id}/actions"), json!({ "type": "add_account", "account": account }));
        let (as_machine, as_officer, as_clerk) = tokio::join!(
            desk.post("/api/v1/enrolment-codes", &machine),
            desk.post("/api/v1/enrolment-codes", &officer),
            desk.post(&actions, &account),
        );
        let well = |answer: &Answer| answer.status < 300;
        let person = well(&as_officer) || well(&as_clerk);
        twice += usize::from(well(&as_machine) && person);
        neither += usize::from(!well(&as_machine) && !person);
    }
    table.row(
        "a machine's code, a person's and an account at once for one, 20 times: both, neither",
        (twice, neither),
        (0, 0),
    );
}

/// Devices stand on a hub's page; their keys do not.
async fn proofs(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let folder = tempfile::TempDir::new().unwrap();
    let hub = hubs::start(office, &hubs::machine_code(desk).await, folder.path());
    let challenge = hubs::challenge(&hub, &phone).await;
    let message = hubs::session_message(&phone, hubs::HUB, &challenge);
    let guess = json!({ "device": phone.device, "challenge": challenge, "proof": fresh_key().sign(&message).unwrap() });
    let asking = json!({ "device": phone.device });
    let began = Instant::now();
    for _ in 0..5 {
        let tries = join_all((0..60).map(|_| hub.post("/api/v1/hub-sessions", None, &guess))).await;
        assert!(tries.iter().all(|answer| answer.status >= 400));
        join_all((0..60).map(|_| hub.post("/api/v1/hub-sessions/challenges", None, &asking))).await;
    }
    println!("      300 proofs and 300 challenges in {} ms", began.elapsed().as_millis());
    let own = hubs::session(&hub, &phone).await;
    table.row(
        "300 wrong proofs and 300 challenges for a device at a hub: its own proof opens",
        own.is_empty(),
        false,
    );
    let tokens: Vec<String> = (0..60).map(|number| format!("{number:064x}")).collect();
    let tries = join_all(tokens.iter().map(|token| hub.get("/api/v1/feed", token))).await;
    table.row("60 drawn tokens at the hub", tries.iter().filter(|answer| answer.status == 401).count(), 60);
}

async fn codes(office: &Office, table: &mut Table, desk: &Desk<'_>, known: &Phone) {
    let honest = desk.code(&Value::Null, UNIT).await;
    let asking: Vec<Value> = (0..CODES_AT_ONCE + 60)
        .map(|number| Phone::unknown().asking(&format!("BUM-2345-{number}")))
        .collect();
    let began = Instant::now();
    let mut statuses = Vec::new();
    // So many of one address find a place at once; the last are too many by themselves.
    let (first, last) = asking.split_at(CODES_AT_ONCE);
    for some in first.chunks(10).chain([last]) {
        let answers = join_all(some.iter().map(|body| office.post(ENROLMENTS, None, body))).await;
        statuses.extend(answers.into_iter().map(|answer| answer.status));
    }
    let passed = began.elapsed();
    // One more every three seconds that it took.
    let most = CODES_AT_ONCE + 1 + usize::try_from(passed.as_secs()).unwrap() / 3;
    let looked_at = count(&statuses, 422);
    println!("      {looked_at} codes looked at in {} ms", passed.as_millis());
    let bounded = looked_at <= most && looked_at + count(&statuses, 503) == statuses.len();
    table.row(
        "660 wrong codes, each another code of another device: no more than 600 looked at",
        bounded,
        true,
    );
    let read = office.get("/api/v1/feed", known.token()).await.outcome();
    table.row("a device that is enrolled reads on", read, is(200, ""));
    // As the app does by itself: after a few seconds, once more.
    let phone = Phone::unknown();
    let mut own = office.post(ENROLMENTS, None, &phone.asking(&honest)).await;
    for _ in 0..5 {
        if own.status != 503 {
            break;
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
        own = office.post(ENROLMENTS, None, &phone.asking(&honest)).await;
    }
    table.row("a right code right after it", own.outcome(), is(201, ""));
    let same: Vec<Value> = (0..20).map(|_| phone.asking("BUM-2345-6789")).collect();
    let tries = join_all(same.iter().map(|body| office.post(ENROLMENTS, None, body))).await;
    let looked_at = tries.iter().filter(|answer| answer.status == 422).count();
    table.row("20 times one wrong code by one device: no more than 10 looked at", looked_at <= 10, true);
}

async fn alarms(table: &mut Table, desk: &Desk<'_>) {
    let list = desk.get("/api/v1/alarms").await;
    let alarms = list.body["alarms"].as_array().cloned().unwrap_or_default();
    let open = |kind: &str, subject: &Value| {
        let mut open = alarms.iter().filter(|alarm| alarm["acknowledged_at"].is_null());
        open.any(|alarm| alarm["kind"] == kind && alarm["subject"] == *subject)
    };
    table.row(
        "the console names the account that was guessed at",
        open("guessing_password", &json!("lanhdao")),
        true,
    );
    table.row("and says that codes were", open("guessing_codes", &Value::Null), true);
    let path = format!("/api/v1/alarms/{}/acknowledgement", alarms[0]["id"].as_str().unwrap());
    let leader = desk.another("xem").await;
    table.row(
        "who only reads learns of none",
        leader.get("/api/v1/alarms").await.outcome(),
        is(403, "role-may-not"),
    );
    table.row(
        "and acknowledges none",
        leader.post(&path, &Value::Null).await.outcome(),
        is(403, "role-may-not"),
    );
    table.row("the administrator does", desk.post(&path, &Value::Null).await.outcome(), is(200, ""));
}
