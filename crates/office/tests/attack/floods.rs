//! Many at once of whom nobody knows anything: what they cost the others, who else hears of it, and whom they keep out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::desk::Desk;
use super::phone::{Phone, fresh_key};
use super::table::Table;
use super::wire::{Answer, Office, is};

const ENROLMENTS: &str = "/api/v1/enrolments";
const SESSIONS: &str = "/api/v1/sessions";
const UNIT: &str = "03466@2025-07-01";
/// Open requests of the flood.
const FLOOD: usize = 140;
/// How long it lasts at least.
const FLOOD_LASTS: Duration = Duration::from_secs(5);

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    one_address(office, table).await;
    hung_up(office, table, &desk).await;
    another_password(office, table, &desk).await;
    named_device(office, table, &desk).await;
}

/// Somebody at another address of this machine.
fn at(address: &str) -> Client {
    Client::builder().local_address(Some(address.parse().unwrap())).build().unwrap()
}

fn trying(office: &Office, client: &Client, username: &str, password: &str) -> RequestBuilder {
    let body = json!({ "username": username, "password": password });
    client.request(Method::POST, office.program.url(SESSIONS)).json(&body)
}

fn password(office: &Office, username: &str) -> String {
    let users = office.program.printed["users"].as_array().unwrap();
    let user = users.iter().find(|user| user["username"] == username).unwrap();
    user["password"].as_str().unwrap().to_owned()
}

/// Another viewer's account: the person, and the password.
async fn account(desk: &Desk<'_>, username: &str) -> (String, String) {
    let new = json!({ "name": "Bị dò", "account": { "username": username, "role": "viewer" } });
    let made = desk.post("/api/v1/people", &new).await;
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{}", made.text)).to_owned();
    (text(&made.body["person"]["id"]), text(&made.body["password"]))
}

/// 140 connections, each with a made-up name; turned away, they come again at once.
async fn one_address(office: &Office, table: &mut Table) {
    let (over, number) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let (judged, turned_away) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let flood: Vec<_> = (0..FLOOD)
        .map(|_| {
            let (over, number) = (over.clone(), number.clone());
            let (judged, turned_away) = (judged.clone(), turned_away.clone());
            let (url, client) = (office.program.url(SESSIONS), Client::new());
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let name = format!("ai-do-{}", number.fetch_add(1, Ordering::Relaxed));
                    let request = client.post(&url).json(&json!({ "username": name, "password": "đoán" }));
                    let status = request.send().await.map_or(0, |answer| answer.status().as_u16());
                    let seen = if status == 401 { &judged } else { &turned_away };
                    seen.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    sleep(Duration::from_secs(1)).await;
    let (elsewhere, began) = (at("127.0.0.2"), Instant::now());
    let signing_in = async {
        let request = trying(office, &elsewhere, "lanhdao", &password(office, "lanhdao"));
        (Answer::of(request).await.status, began.elapsed())
    };
    let others = async {
        let mut statuses = Vec::new();
        while began.elapsed() < FLOOD_LASTS {
            for path in ["/health", "/api/v1/catalogue/12"] {
                for client in [&elsewhere, &office.client] {
                    let answer = client.get(office.program.url(path)).send().await.unwrap();
                    statuses.push(answer.status().as_u16());
                }
            }
        }
        statuses
    };
    let ((signed_in, took), mut statuses) = tokio::join!(signing_in, others);
    over.store(true, Ordering::Relaxed);
    join_all(flood).await;
    println!(
        "      {} looked at, {} turned away, {} others asked; the sign-in of another address took {} ms",
        judged.load(Ordering::Relaxed),
        turned_away.load(Ordering::Relaxed),
        statuses.len(),
        took.as_millis()
    );
    statuses.dedup();
    table.row("140 guesses at made-up names from one address: health and catalogue", statuses, vec![200]);
    table.row("a sign-in at another address meanwhile", signed_in, 201);
}

/// Sends a request and hangs up before it is answered.
async fn hang_up(office: &Office, path: &str, body: &Value) {
    let (host, body) = (office.program.url("").replace("http://", ""), body.to_string());
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let head = format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n");
    let text = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(text.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(3)).await;
}

async fn alarmed(desk: &Desk<'_>, kind: &str, subject: &Value) -> bool {
    for _ in 0..50 {
        let list = desk.get("/api/v1/alarms").await;
        let alarms = list.body["alarms"].as_array().cloned().unwrap_or_default();
        if alarms.iter().any(|alarm| alarm["kind"] == kind && alarm["subject"] == *subject) {
            return true;
        }
        sleep(Duration::from_millis(100)).await;
    }
    false
}

async fn hung_up(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    account(desk, "bi-do").await;
    for _ in 0..14 {
        hang_up(office, SESSIONS, &json!({ "username": "bi-do", "password": "đoán" })).await;
        sleep(Duration::from_millis(60)).await;
    }
    let told = alarmed(desk, "guessing_password", &json!("bi-do")).await;
    table.row("14 sign-ins that hang up before the answer: somebody is told", told, true);
}

/// The guide's own remedy, while the guessing goes on.
async fn another_password(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let (person, first) = account(desk, "bi-do-nua").await;
    let answer = trying(office, &office.client, "bi-do-nua", &first).send().await.unwrap();
    let set = answer.headers().get_all(header::SET_COOKIE).iter();
    let mut set = set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
    let browser = set.next_back().unwrap();
    for _ in 0..12 {
        trying(office, &office.client, "bi-do-nua", "đoán").send().await.unwrap();
    }
    let actions = format!("/api/v1/people/{person}/actions");
    let fresh = desk.post(&actions, &json!({ "type": "new_password" })).await;
    let fresh = fresh.body["password"].as_str().unwrap();
    let known = trying(office, &office.client, "bi-do-nua", fresh).header(header::COOKIE, &browser);
    let known = Answer::of(known).await.outcome();
    table.row("after a new password, while somebody guesses: a browser used before", known, is(201, ""));
    let here = Answer::of(trying(office, &office.client, "bi-do-nua", fresh)).await.outcome();
    table.row("a new one at the guesser's address", here, is(429, "too-many"));
    let elsewhere = Answer::of(trying(office, &at("127.0.0.3"), "bi-do-nua", fresh)).await.outcome();
    table.row("a new one at another address", elsewhere, is(201, ""));
    let forged =
        trying(office, &office.client, "bi-do-nua", fresh).header("x-forwarded-for", "127.0.0.1, nobody");
    let forged = Answer::of(forged).await.outcome();
    table.row("what is no address is not one more", forged, is(429, "too-many"));
}

/// Identifiers of devices stand on hub pages and in the headers of bundles.
async fn named_device(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let phone = Phone::unknown();
    let thief = Phone { key: fresh_key(), ..phone.clone() };
    let mut seen = Vec::new();
    for number in 0..12 {
        let guess = thief.asking(&format!("BUM-5555-{number}"));
        seen.push(office.post(ENROLMENTS, None, &guess).await.status);
        let mut unproven = phone.asking(&format!("BUM-6666-{number}"));
        unproven.as_object_mut().unwrap().remove("proof");
        seen.push(office.post(ENROLMENTS, None, &unproven).await.status);
    }
    let counted = seen.iter().filter(|status| **status == 429).count();
    table.row("12 wrong codes by who names another's device, twice: turned away", counted, 4);
    let code = desk.code(&Value::Null, UNIT).await;
    let own = office.post(ENROLMENTS, None, &phone.asking(&code)).await.outcome();
    table.row("the device itself, with a right code", own, is(201, ""));
}
