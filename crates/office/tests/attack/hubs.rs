//! A hub that alters, drops, reorders or forges; devices that show it the wrong proof; tokens in the wrong place.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use danvan_core::bundle::SecretKey;
use danvan_core::ids::{Digest, LogId};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::{Phone, fresh, fresh_key};
use super::program::Program;
use super::table::Table;
use super::wire::{Answer, Office, is};

const UNIT: &str = "03466@2025-07-01";
pub const HUB: &str = "12:muong_te";

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    operator(office, table, &desk, phone.clone()).await;
    let folder = tempfile::TempDir::new().unwrap();
    let hub = start(office, &machine_code(&desk).await, folder.path());
    sessions(office, table, &hub, phone).await;
}

pub async fn machine_code(desk: &Desk<'_>) -> String {
    let machine =
        json!({ "reach": { "type": "hub", "hub": HUB }, "role": "hub_machine", "person": "Máy khu vực" });
    desk.code_of(&machine).await
}

/// Who runs the hub, with all that its machine has: what can they make the province believe?
async fn operator(office: &Office, table: &mut Table, desk: &Desk<'_>, mut phone: Phone) {
    let mut machine = Phone::unknown();
    let mut asking = machine.asking(&machine_code(desk).await);
    asking["machine"] = json!(true);
    let answer = office.post("/api/v1/enrolments", None, &asking).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    machine.enrolled = answer.body;
    let list = office.get("/api/v1/hub/devices", machine.token()).await;
    let listed = list.body["devices"].as_array().cloned().unwrap_or_default();
    let mine =
        listed.iter().find(|listed| listed["device"] == json!(phone.device)).cloned().unwrap_or_default();
    table.row("a hub is told of a device", mine["key"].is_string(), true);
    table.row("and no token of it, nor a digest of one", mine["tokens"].as_array().map_or(0, Vec::len), 0);

    // More than a device may ask at once, and less than a hub may.
    let asked = (0..1_000).map(|_| async { office.get("/api/v1/hub/devices", machine.token()).await.status });
    let asked: Vec<u16> = stream::iter(asked).buffer_unordered(8).collect().await;
    let well = asked.iter().filter(|status| **status == 200).count();
    table.row("a hub that speaks for a district asks a thousand times", well, 1_000);

    for title in ["Một", "Hai", "Ba"] {
        phone.create(title);
    }
    let path = |log: LogId| format!("/api/v1/hub/devices/{}/logs/{log}/entries", phone.device);
    let send =
        async |push: &Value| office.post(&path(phone.log), Some(machine.token()), push).await.outcome();
    let forged = fresh_key();
    table.row("a hub brings a segment unsigned", send(&phone.segment(0, 2, None)).await, is(403, "unsigned"));
    table.row(
        "signed by itself",
        send(&phone.segment(0, 2, Some(&machine.key))).await,
        is(422, "bad-signature"),
    );
    table.row(
        "signed by a key of its own",
        send(&phone.segment(0, 2, Some(&forged))).await,
        is(422, "bad-signature"),
    );
    let mut cut = phone.segment(0, 2, Some(&phone.key));
    cut["signature"] = phone.segment(0, 3, Some(&phone.key))["signature"].clone();
    table.row("cut where the device has not signed", send(&cut).await, is(422, "bad-signature"));
    let mut reordered = phone.segment(0, 3, Some(&phone.key));
    reordered["entries"].as_array_mut().unwrap().reverse();
    table.row("reordered", send(&reordered).await.0, 422);
    let mut dropped = phone.segment(0, 3, Some(&phone.key));
    dropped["entries"].as_array_mut().unwrap().remove(1);
    table.row("with one entry dropped", send(&dropped).await.0, 422);
    let mut altered = phone.clone();
    altered.entries.truncate(1);
    altered.create("Khác hẳn");
    let mut push = altered.segment(0, 2, None);
    push["signature"] = phone.segment(0, 2, Some(&phone.key))["signature"].clone();
    table.row(
        "altered and chained anew under the old signature",
        send(&push).await,
        is(422, "bad-signature"),
    );
    let mut own_log = phone.clone();
    (own_log.log, own_log.entries) = (LogId::from_random(1, fresh()), Vec::new());
    own_log.create("Nhật ký lạ");
    let push = own_log.segment(0, 1, Some(&forged));
    let tried = office.post(&path(own_log.log), Some(machine.token()), &push).await.outcome();
    table.row("a log of its own making under the device", tried, is(422, "bad-signature"));
    let tried = phone.push_as(office, machine.token(), &phone.rest(0)).await.status;
    table.row("the device's log as its own", tried >= 400, true);
    table.row("nothing of all that is in the log", phone.length_at(office, phone.token()).await, 0);
    table.row(
        "what the device signed is passed on",
        send(&phone.segment(0, 2, Some(&phone.key))).await,
        is(200, ""),
    );
    table.row("two entries are in the log", phone.length_at(office, phone.token()).await, 2);
    let tried = office.get(&format!("/api/v1/receipts/{}", phone.device), machine.token()).await.status;
    table.row("the machine fetches the receipt for its device", tried, 200);
}

/// What a device shows to a hub, and what the hub takes.
async fn sessions(office: &Office, table: &mut Table, hub: &Office, mut phone: Phone) {
    let tried = hub.get("/api/v1/feed", phone.token()).await.status;
    table.row("the province's token at a hub", tried, 401);
    let challenge = challenge(hub, &phone).await;
    let proof =
        |hub: &str, key: &SecretKey| json!(key.sign(&session_message(&phone, hub, &challenge)).unwrap());
    let open = async |proof: &Value| {
        let body = json!({ "device": phone.device, "challenge": challenge, "proof": proof });
        hub.post("/api/v1/hub-sessions", None, &body).await
    };
    let other = open(&proof("12:than_uyen", &phone.key)).await.status;
    table.row("a proof that was made for another hub", other >= 400, true);

    let challenge = self::challenge(hub, &phone).await;
    let body = |key: &SecretKey| {
        let proof = key.sign(&session_message(&phone, HUB, &challenge)).unwrap();
        json!({ "device": phone.device, "challenge": challenge, "proof": proof })
    };
    let tried = hub.post("/api/v1/hub-sessions", None, &body(&fresh_key())).await.status;
    table.row("a proof by a key of my own", tried >= 400, true);
    let challenge = self::challenge(hub, &phone).await;
    let proof = phone.key.sign(&session_message(&phone, HUB, &challenge)).unwrap();
    let body = json!({ "device": phone.device, "challenge": challenge, "proof": proof });
    let session = hub.post("/api/v1/hub-sessions", None, &body).await;
    let token = session.body["token"].as_str().unwrap_or_default().to_owned();
    table.row("the device's proof for this hub", session.status < 300, true);
    let again = hub.post("/api/v1/hub-sessions", None, &body).await.status;
    table.row("the same proof replayed", again >= 400, true);
    let tried = office.get("/api/v1/feed", &token).await.status;
    table.row("the hub's token at the province", tried, 401);

    phone.create("Ở khu vực");
    let tried = phone.push_as(hub, &token, &phone.segment(0, 1, None)).await.outcome();
    table.row("an unsigned segment at the hub", tried, is(403, "unsigned"));
    let tried = phone.push_as(hub, &token, &phone.segment(0, 1, Some(&fresh_key()))).await.outcome();
    table.row("a forged segment at the hub", tried, is(422, "bad-signature"));
    table.row("nothing of it is held", phone.length_at(hub, &token).await, 0);
    let tried = phone.push_as(hub, &token, &phone.rest(0)).await.outcome();
    table.row("a signed segment at the hub", tried, is(200, ""));
    table.row("is held", phone.length_at(hub, &token).await, 1);
    names_of_logs(office, table, hub, (&phone, &token)).await;
    many_logs(office, table, hub, (&phone, &token)).await;
}

/// The names of logs stand on a hub's page: another device of the district uses one.
async fn names_of_logs(office: &Office, table: &mut Table, hub: &Office, (thief, token): (&Phone, &str)) {
    let desk = Desk::open(office, "quantri").await;
    let mut victim = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    victim.create("Ở khu vực");
    let theirs = session(hub, &victim).await;
    let mut squat = thief.clone();
    (squat.log, squat.entries) = (victim.log, Vec::new());
    let tried = squat.push_as(hub, token, &squat.segment(0, 0, Some(&thief.key))).await.outcome();
    table.row("a log that the province names as another's, opened at a hub", tried, is(403, "not-your-log"));
    squat.create("Của tôi");
    let tried = squat.push_as(hub, token, &squat.rest(0)).await.outcome();
    table.row("the same with an entry", tried, is(403, "not-your-log"));
    let own = victim.push_as(hub, &theirs, &victim.rest(0)).await.outcome();
    table.row("its own device brings it", own, is(200, ""));
    (squat.log, squat.entries) = (LogId::from_random(1, fresh()), Vec::new());
    squat.push_as(hub, token, &squat.segment(0, 0, Some(&thief.key))).await;
    let mut second = victim.clone();
    (second.log, second.entries) = (squat.log, Vec::new());
    second.create("Nhật ký mới");
    let own = second.push_as(hub, &theirs, &second.rest(0)).await.outcome();
    table.row(
        "a log that the province does not know, opened by no entries, stays its device's",
        own,
        is(200, ""),
    );
}

/// A device that brings hundreds of logs: it has a share of requests, so many logs and no more, and keeps nobody else's
/// from the province.
async fn many_logs(office: &Office, table: &mut Table, hub: &Office, (thief, token): (&Phone, &str)) {
    let desk = Desk::open(office, "quantri").await;
    let mut calm = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let theirs = session(hub, &calm).await;
    let logs = (0..600).map(|_| {
        let mut phone = thief.clone();
        (phone.log, phone.entries) = (LogId::from_random(1, fresh()), Vec::new());
        phone.create("Một trong nhiều");
        async move { phone.push_as(hub, token, &phone.rest(0)).await.status }
    });
    let brought: Vec<u16> = stream::iter(logs).buffer_unordered(8).collect().await;
    let of = |wanted: u16| brought.iter().filter(|status| **status == wanted).count();
    let all = of(200) + of(422) + of(429);
    table.row("600 logs of one device at once: taken, too many, and told to wait", all, 600);
    // How many are told to wait depends on how fast this machine asks.
    table.row("300 of them at most", (200..=300).contains(&of(200)), true);
    calm.create("Sau tất cả");
    table.row(
        "another device brings one",
        calm.push_as(hub, &theirs, &calm.rest(0)).await.outcome(),
        is(200, ""),
    );
    let mut waited = 0;
    while calm.length_at(office, calm.token()).await != 1 && waited < 300 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        waited += 1;
    }
    table.row("it is at the province before all of them are", waited < 300, true);
}

/// A session of a device that the hub knows, or will know after its next round.
pub async fn session(hub: &Office, phone: &Phone) -> String {
    let challenge = challenge(hub, phone).await;
    let proof = phone.key.sign(&session_message(phone, HUB, &challenge)).unwrap();
    let body = json!({ "device": phone.device, "challenge": challenge, "proof": proof });
    let session = hub.post("/api/v1/hub-sessions", None, &body).await;
    session.body["token"].as_str().unwrap_or_default().to_owned()
}

pub async fn challenge(hub: &Office, phone: &Phone) -> Digest {
    let body = json!({ "device": phone.device });
    let mut answer: Answer = hub.post("/api/v1/hub-sessions/challenges", None, &body).await;
    // Known once the hub's first round is through.
    for _ in 0..300 {
        if answer.status == 200 || answer.status == 201 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        answer = hub.post("/api/v1/hub-sessions/challenges", None, &body).await;
    }
    let text = answer.body["challenge"].as_str().unwrap_or_default().to_owned();
    Digest::parse(&text).unwrap_or_else(|| panic!("{} {}", answer.status, answer.text))
}

/// The message before a hub: a name, the device, the challenge, the digest of province and hub.
pub fn session_message(phone: &Phone, hub: &str, challenge: &Digest) -> Vec<u8> {
    let mut message = b"danvan hub session 1\n".to_vec();
    message.extend(phone.device.as_bytes());
    message.extend(challenge.as_bytes());
    message.extend(Digest::of(&[b"12\n", hub.as_bytes()]).as_bytes());
    message
}

pub fn start(office: &Office, code: &str, folder: &std::path::Path) -> Office {
    start_with(office, code, folder, &[])
}

/// With more arguments.
pub fn start_with(office: &Office, code: &str, folder: &std::path::Path, arguments: &[&str]) -> Office {
    let mut hub = Command::new(env!("CARGO_BIN_EXE_danvan-office"));
    hub.args(["serve", "--listen", "127.0.0.1:0", "--print-json", "--upstream", &office.program.url("")]);
    hub.args(arguments);
    hub.args(["--hub-code", code, "--database"]).arg(folder.join("hub.sqlite")).env_remove("DATABASE_URL");
    let mut child = hub.env("RUST_LOG", "warn").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let printed = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
    Office { program: Program { child, printed }, client: office.client.clone() }
}
