//! The doors of a hub: under which names it answers, and what its PIN keeps.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::{Client, Method, header};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;
use url::form_urlencoded;

use super::addresses;
use super::desk::Desk;
use super::hubs;
use super::phone::Phone;
use super::raw::{ask, by_host, host_of};
use super::readers;
use super::table::Table;
use super::wire::{Answer, Office, is};

const UNIT: &str = "03466@2025-07-01";
const PIN: &str = "/api/v1/hub/pin";
const STICK: &str = "/api/v1/hub/stick";
const RECEIPTS: &str = "/api/v1/receipts?name=x.danvan";

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    // Before the hub's first round, which tells it of the device.
    let phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let folder = tempfile::TempDir::new().unwrap();
    let code = hubs::machine_code(&desk).await;
    let hub = hubs::start_with(office, &code, folder.path(), &["--name", "than-uyen.example"]);
    names(&hub, table).await;
    readers::attack(&hub, "hub", &["/nothing", "/index.html"], table).await;
    addresses::at_hub(&hub, table).await;
    slow_strangers(&hub, table, &phone).await;
    pin(&hub, table, folder.path()).await;
    policy(&hub, table).await;
}

/// Files of strangers from four machines that never end.
async fn slow_strangers(hub: &Office, table: &mut Table, phone: &Phone) {
    let session = hubs::session(hub, phone).await;
    let host = host_of(hub);
    let head =
        format!("POST /api/v1/bundles?name=x HTTP/1.1\r\nhost: {host}\r\ncontent-length: 1000000\r\n\r\nx");
    let mut slow = Vec::new();
    for from in [2, 2, 3, 3, 4, 4, 5, 5] {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, from], 0))).unwrap();
        let mut stream = socket.connect(host.parse().unwrap()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let bundle = |from: u8| {
        let address: IpAddr = [127, 0, 0, from].into();
        let client = Client::builder().local_address(Some(address)).build().unwrap();
        client.post(hub.program.url("/api/v1/bundles?name=x")).body("no bundle")
    };
    let device = bundle(6).bearer_auth(&session);
    table.row("a device's bundle beside eight slow strangers", Answer::of(device).await.status, 200);
    table.row("one that is brought at the hub itself", Answer::of(bundle(1)).await.status, 200);
    table.row("another stranger's", Answer::of(bundle(7)).await.outcome(), is(503, "busy"));
    drop(slow);
    tokio::time::sleep(Duration::from_millis(300)).await;
    table.row("the same once they are gone", Answer::of(bundle(7)).await.status, 200);
}

async fn names(hub: &Office, table: &mut Table) {
    let own = host_of(hub);
    for host in ["than-uyen.example", "THAN-UYEN.EXAMPLE.:8443", &own, "localhost", "[::ffff:127.0.0.1]:1"] {
        table.row(
            &format!("a hub by {host}"),
            by_host(hub, "/", &[&format!("host: {host}")]).await,
            is(200, ""),
        );
    }
    for host in ["rebound.evil.example", "than-uyen.example.evil.example", "0.0.0.0", "10.0.0.5", "[::1]"] {
        for path in ["/", "/hub.js", "/health", "/api/v1/hub/overview", "/api/v1/bundles", "/nothing"] {
            let seen = by_host(hub, path, &[&format!("host: {host}")]).await;
            table.row(&format!("{path} of a hub by {host}"), seen, is(421, "misdirected"));
        }
    }
    for path in [STICK, RECEIPTS, PIN, "/api/v1/bundles", "/api/v1/hub-sessions/challenges"] {
        let request =
            hub.request(Method::POST, path).header(header::HOST, "rebound.evil.example").body("pin=1");
        let outcome = Answer::of(request).await.outcome();
        table.row(&format!("POST {path} by a rebound name"), outcome, is(421, "misdirected"));
    }
    table.row(
        "two names at once",
        by_host(hub, "/", &["host: than-uyen.example", "host: evil.example"]).await.0,
        400,
    );
    table.row("no name", by_host(hub, "/", &[]).await.0, 400);
    let whole = by_host(hub, "http://evil.example/", &["host: than-uyen.example"]).await;
    table.row("another's name in the address", whole, is(421, "misdirected"));
}

/// What a PIN that is typed comes to, from a machine of this address; and the cookie.
async fn typed(hub: &Office, from: &str, pin: &str) -> (u16, String, String) {
    let client = Client::builder().local_address(Some(from.parse().unwrap())).build().unwrap();
    let request = client
        .post(hub.program.url(PIN))
        .body(form_urlencoded::Serializer::new(String::new()).append_pair("pin", pin).finish());
    let response = request.send().await.unwrap();
    let cookie = response.headers().get(header::SET_COOKIE).map(|value| value.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default();
    let kind = body["type"].as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned();
    (status, kind, cookie.unwrap_or_default())
}

/// What the two doors answer to a browser with this cookie.
async fn doors(hub: &Office, cookie: &str) -> [(u16, String); 2] {
    let ask = async |path: &str| {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let request = client.post(hub.program.url(path)).header(header::COOKIE, cookie).body("x");
        Answer::of(request).await.outcome()
    };
    [ask(STICK).await, ask(RECEIPTS).await]
}

async fn pin(hub: &Office, table: &mut Table, folder: &Path) {
    let pin = hub.program.printed["pin"].as_str().unwrap_or_default().to_owned();
    table.row("a new hub prints its PIN", (pin.len(), pin.replace(' ', "").len()), (9, 8));
    let shut = || [is(401, "pin-needed"), is(401, "pin-needed")];
    table.row("without it nothing is copied, no receipt is taken", doors(hub, "").await, shut());
    let made_up = format!("danvan_hub={}", "0".repeat(64));
    for cookie in [made_up.as_str(), "danvan_hub=", "danvan_hub=%00", "danvan_session=x"] {
        table.row(&format!("with {cookie:.24}"), doors(hub, cookie).await, shut());
    }
    for typed_pin in ["", "1234", "abcdefgh", "' OR 1=1 --", "１２３４５６７８"] {
        let (status, kind, _) = typed(hub, "127.0.0.9", typed_pin).await;
        table.row(&format!("{typed_pin:?} is no PIN"), (status, kind), is(422, "invalid"));
    }
    let bundle = Answer::of(hub.request(Method::POST, "/api/v1/bundles?name=x").body("x")).await.status;
    table.row("bundles need none", bundle, 200);

    let (status, _, cookie) = typed(hub, "127.0.0.8", &pin.replace(' ', "")).await;
    let kept = cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict");
    table.row("the right one opens a browser", (status, kept), (204, true));
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    // A hub without its province's keys takes no receipts yet: it says that, and not that a PIN is missing.
    let open = doors(hub, &cookie).await.map(|(status, kind)| (status, kind == "pin-needed"));
    table.row("which gets through", [open[0].1, open[1].1, open[0].0 == 303], [false, false, true]);

    let wrong = if pin.starts_with('1') { "22222222" } else { "11111111" };
    let burst = join_all((0..50).map(|_| typed(hub, "127.0.0.9", wrong))).await;
    let count = |status: u16| burst.iter().filter(|(seen, ..)| *seen == status).count();
    table.row("of fifty guesses at once ten are looked at", (count(401), count(429)), (10, 40));
    let late = typed(hub, "127.0.0.9", &pin).await;
    table.row("the right one comes too late from there", (late.0, late.1), is(429, "too-many"));
    let open = doors(hub, &cookie).await.map(|(_, kind)| kind == "pin-needed");
    table.row("an open browser goes on", open, [false, false]);
    let (status, ..) = typed(hub, "127.0.0.7", &pin).await;
    table.row("and another machine types it", status, 204);
    let mut answered = 0;
    for last in 20..40 {
        let from = format!("127.0.0.{last}");
        let burst = join_all((0..10).map(|_| typed(hub, &from, wrong))).await;
        answered += burst.iter().filter(|(status, ..)| *status == 401).count();
    }
    table.row("200 guesses from twenty machines: no more than sixty in all", answered <= 60, true);

    let mut reset = Command::new(env!("CARGO_BIN_EXE_danvan-office"));
    let reset = reset.arg("hub-pin").arg("--database").arg(folder.join("hub.sqlite")).output().unwrap();
    let fresh = String::from_utf8(reset.stdout).unwrap();
    let fresh = fresh.trim().strip_prefix("PIN ").unwrap_or_default();
    table.row("the command gives another", (fresh.len(), fresh == pin), (9, false));
    table.row("which ends what the old one opened", doors(hub, &cookie).await, shut());
}

/// What the page lets into itself.
async fn policy(hub: &Office, table: &mut Table) {
    let page = ask(hub, "GET", "/", &["accept: text/html"]).await.unwrap();
    let policy = page.header("content-security-policy").unwrap_or_default();
    for words in [
        "default-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors 'none'",
    ] {
        table.row(&format!("the hub's page: {words}"), policy.contains(words), true);
    }
    let shown = String::from_utf8_lossy(&page.body).into_owned();
    table.row("and the field for the PIN", shown.contains("id=\"pin-field\""), true);
    let hostile = ask(hub, "GET", "/?pin=%22%3E%3Cscript%3E", &["accept: text/html"]).await.unwrap();
    let shown = String::from_utf8_lossy(&hostile.body).into_owned();
    table.row("nothing of its address comes into it", shown.contains("\"><script>"), false);
}
