//! What one request, one slow client or many of them may cost everybody else: at the office and at a hub.

use std::io::Write;
use std::time::{Duration, Instant};

use danvan_core::ids::Digest;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::join_all;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::desk::Desk;
use super::hubs;
use super::phone::Phone;
use super::table::Table;
use super::wire::{Answer, Office, is};

const UNIT: &str = "03466@2025-07-01";
/// The program was started with so few turns.
pub const TURNS: usize = 40;

pub async fn attack(office: &Office, table: &mut Table) {
    let idle = Idle::open(office).await;
    let desk = Desk::open(office, "quantri").await;
    let phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let calm = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let folder = tempfile::TempDir::new().unwrap();
    let hub = hubs::start(office, &hubs::machine_code(&desk).await, folder.path());
    let (theirs, ours) = (hubs::session(&hub, &phone).await, hubs::session(&hub, &calm).await);

    println!("    at the office");
    pushes(office, table, &phone, phone.token(), calm.token()).await;
    strangers(office, table, calm.token()).await;
    slow_devices(office, table, &phone, calm.token()).await;
    println!("    at a hub");
    pushes(&hub, table, &phone, &theirs, &ours).await;
    strangers(&hub, table, &ours).await;
    files(office, table, (phone.token(), calm.token())).await;
    idle.ended(table).await;
}

/// A push of so many entries that are none, signed or not: two bytes each, and a few thousandths of it packed.
fn zeros(phone: &Phone, count: usize) -> Vec<u8> {
    let mut digest = phone.digest_at(0);
    for _ in 0..count {
        digest = Digest::of(&[digest.as_bytes(), b"0"]);
    }
    let signature =
        phone.key.sign(&super::phone::head_message(phone.device, phone.log, count as u64, digest));
    let (around, zeros) = (
        json!({ "from": 0, "previous": phone.digest_at(0), "last": digest, "signature": signature })
            .to_string(),
        vec!["0"; count].join(","),
    );
    let text = format!("{},\"entries\":[{zeros}]}}", around.trim_end_matches('}'));
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

fn push(at: &Office, phone: &Phone, token: &str, packed: Vec<u8>) -> RequestBuilder {
    let path = format!("/api/v1/logs/{}/entries", phone.log);
    let request = at.request(Method::POST, &path).bearer_auth(token);
    request.header("content-type", "application/json").header("content-encoding", "gzip").body(packed)
}

/// Whether everybody else is answered well meanwhile.
async fn others(at: &Office, token: &str) -> Vec<u16> {
    let asked = (0..5).map(|_| at.get("/api/v1/feed", token));
    let mut seen: Vec<u16> = join_all(asked).await.iter().map(|answer| answer.status).collect();
    seen.dedup();
    seen
}

async fn pushes(at: &Office, table: &mut Table, phone: &Phone, token: &str, calm: &str) {
    let million = zeros(phone, 1_000_000);
    println!("    a million entries are {} bytes", million.len());
    let answer = Answer::of(push(at, phone, token, million.clone())).await;
    table.row("a push of a million entries", answer.outcome(), is(413, "too-large"));
    table.row("its answer is short", answer.text.len() < 1_000, true);
    let four = (0..4).map(|_| Answer::of(push(at, phone, token, million.clone())));
    let (answers, seen) = tokio::join!(join_all(four), others(at, calm));
    table.row("four of them at once", answers.iter().all(|answer| answer.status == 413), true);
    table.row("others are answered meanwhile", seen, vec![200]);
    let answer = Answer::of(push(at, phone, token, zeros(phone, 10_001))).await;
    table.row("one entry more than there may be", answer.outcome(), is(413, "too-large"));
    table.row("nothing of them was taken", phone.length_at(at, token).await, 0);
    let (answer, seen) =
        tokio::join!(Answer::of(push(at, phone, token, zeros(phone, 10_000))), others(at, calm));
    table.row("as many as there may be", answer.outcome(), is(200, ""));
    table.row("others are answered meanwhile, too", seen, vec![200]);
    table.row("all of them are in the log", phone.length_at(at, token).await, 10_000);
}

/// A request of which the head and a little of the body come.
async fn half_sent(at: &Office, head: &str) -> TcpStream {
    let url = at.program.url("");
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn strangers(at: &Office, table: &mut Table, calm: &str) {
    let host = at.program.url("").trim_start_matches("http://").to_owned();
    let path = if at.get("/api/v1/records", "").await.status == 404 { "hub-sessions" } else { "sessions" };
    let head = format!(
        "POST /api/v1/{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n{{"
    );
    let slow = join_all((0..200).map(|_| half_sent(at, &head))).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    table.row("200 slow strangers hold up no device", others(at, calm).await, vec![200]);
    let body = json!({ "username": "không có ai", "password": "sai", "device": "x", "challenge": "x", "proof": "x" });
    let tried = at.post(&format!("/api/v1/{path}"), None, &body).await.status;
    table.row("and no other stranger", tried == 401 || tried == 400, true);
    drop(slow);
    let long = json!({ "username": "x".repeat(100_000), "password": "sai" });
    let tried = at.post(&format!("/api/v1/{path}"), None, &long).await.outcome();
    table.row("a stranger with a long body", tried, is(413, "too-large"));
    let unknown = format!("/api/v1/logs/{}/entries", danvan_core::ids::LogId::from_random(1, [9; 10]));
    let tried = at.post(&unknown, Some("nobody's token"), &long).await.outcome();
    table.row("the same where one must be known", tried, is(401, "unknown-device"));
}

/// A device that sends slowly, many times at once.
async fn slow_devices(at: &Office, table: &mut Table, phone: &Phone, calm: &str) {
    let host = at.program.url("").trim_start_matches("http://").to_owned();
    let head = format!(
        "POST /api/v1/logs/{}/entries HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-type: \
         application/json\r\ncontent-length: 400\r\n\r\n{{",
        phone.log,
        phone.token()
    );
    let slow = join_all((0..100).map(|_| half_sent(at, &head))).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    table.row("one device's hundred slow requests hold up no other", others(at, calm).await, vec![200]);
    let own = at.get("/api/v1/feed", phone.token()).await.outcome();
    table.row("it waits itself", own, is(429, "too-often"));
    drop(slow);
}

/// Collections of one device that never end.
async fn files(at: &Office, table: &mut Table, (own, calm): (&str, &str)) {
    let host = at.program.url("").trim_start_matches("http://").to_owned();
    let head = format!(
        "POST /api/v1/bundles/collections HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {own}\r\ncontent-length: \
         1000000\r\n\r\nx"
    );
    let slow = join_all((0..12).map(|_| half_sent(at, &head))).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let request = at.request(Method::POST, "/api/v1/bundles/collections").bearer_auth(calm).body("no bundle");
    table.row("another's collection beside twelve slow ones", Answer::of(request).await.status, 200);
    let request = at.request(Method::POST, "/api/v1/bundles").bearer_auth(calm).body("no bundle");
    table.row("and a bundle", Answer::of(request).await.status, 200);
    let head = format!(
        "POST /api/v1/bundles/collections HTTP/1.1\r\nhost: {host}\r\ncontent-length: 1000000\r\n\r\nx"
    );
    let strangers = join_all((0..50).map(|_| half_sent(at, &head))).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let request = at.request(Method::POST, "/api/v1/bundles/collections").bearer_auth(calm).body("no bundle");
    table.row("and beside fifty strangers", Answer::of(request).await.status, 200);
    drop((slow, strangers));
}

/// Connections on which nothing, or half a header, was said at the beginning.
struct Idle {
    began: Instant,
    streams: Vec<(&'static str, TcpStream)>,
}

impl Idle {
    async fn open(at: &Office) -> Self {
        let host = at.program.url("").trim_start_matches("http://").to_owned();
        let whole = format!("GET /health HTTP/1.1\r\nhost: {host}\r\n\r\n");
        let half = format!("GET /health HTTP/1.1\r\nhost: {host}\r\nx-slow: ");
        let streams = vec![
            ("a connection that says nothing", half_sent(at, "").await),
            ("half a header", half_sent(at, &half).await),
            ("one that was answered and asks nothing more", half_sent(at, &whole).await),
        ];
        Self { began: Instant::now(), streams }
    }

    /// All of them are closed within a minute, whatever they said.
    async fn ended(self, table: &mut Table) {
        for (case, mut stream) in self.streams {
            let left = Duration::from_secs(60).saturating_sub(self.began.elapsed());
            let mut rest = Vec::new();
            // Closed well or reset: it is not open.
            let closed = timeout(left, stream.read_to_end(&mut rest)).await.is_ok();
            table.row(&format!("{case} is closed within a minute"), closed, true);
        }
    }
}
