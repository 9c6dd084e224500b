//! A hub as browsers and districts meet it: another origin, HTTPS, its page, its address, the program itself.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use danvan_core::wire::{LogStatus, PushAnswer};
use danvan_office::hub::server::start;
use danvan_office::tls::Tls;
use reqwest::{Certificate, Client, Method};

use crate::support::{Answer, Line, TestHub, TestOffice, open_session};

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_province_may_call_and_others_may_not() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    let url = format!("{}/api/v1/feed", hub.running().url());
    let asked = |origin: &str| {
        Client::new()
            .request(Method::OPTIONS, &url)
            .header("origin", origin)
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization")
            .header("access-control-request-private-network", "true")
            .send()
    };
    for origin in [hub.line.url.as_str(), "https://so.example.vn"] {
        let answer = asked(origin).await.unwrap();
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(answer.status(), 200);
        assert_eq!(header("access-control-allow-origin").as_deref(), Some(origin));
        assert_eq!(header("access-control-allow-private-network").as_deref(), Some("true"));
        assert_eq!(header("access-control-allow-headers").as_deref(), Some("authorization"));
    }
    let stranger = asked("https://elsewhere.example").await.unwrap();
    assert!(!stranger.headers().contains_key("access-control-allow-origin"));
    // A refusal can be read by the page too.
    let refused = Client::new().get(&url).header("origin", "https://so.example.vn").send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.headers()["access-control-allow-origin"], "https://so.example.vn");
    let served = Client::new().get(&url).bearer_auth(hub.session(&device).await.ok().unwrap());
    assert_eq!(served.header("origin", "https://so.example.vn").send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_made_for_trials_serves_and_stays() {
    let office = TestOffice::start().await;
    let (line, folder) = (Line::to(&office).await, tempfile::TempDir::new().unwrap());
    let tls = Tls::Local { folder: folder.path().to_owned(), names: vec!["127.0.0.1".to_owned()] };
    let mut config = TestHub::config(&line, &folder, Some(office.code("muong_te_may")));
    config.tls = Some(tls);
    let running = start(config.clone()).await.unwrap();
    let fingerprint = running.fingerprint.clone().unwrap();
    assert_eq!(fingerprint.len(), 32 * 3 - 1, "{fingerprint}");
    let pem = std::fs::read(folder.path().join("local-certificate.pem")).unwrap();
    let trusting = Client::builder().tls_certs_only([Certificate::from_pem(&pem).unwrap()]).build().unwrap();
    let health = trusting.get(format!("{}/health", running.url())).send().await.unwrap();
    assert_eq!(health.status(), 200);
    assert!(
        Client::new().get(format!("{}/health", running.url())).send().await.is_err(),
        "nobody else trusts it"
    );
    running.stop().await.unwrap();
    let again = start(config).await.unwrap();
    assert_eq!(again.fingerprint.as_deref(), Some(fingerprint.as_str()));
    again.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_who_was_here_and_what_waits() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    hub.line.set(false);
    device.create_activity("Một");
    device.create_activity("Hai");
    hub.push(&device, 0).await;
    assert!(hub.pass_on().await.is_err());
    let page = Answer::of(Client::new().get(hub.running().url())).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    for words in
        ["Khu vực Mường Tè", "2 lần ghi đang chờ", "Chưa liên lạc được với tỉnh", "Xã Bum Nưa", "hôm nay"]
    {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    hub.line.set(true);
    hub.pass_on().await.unwrap();
    let page = Answer::of(Client::new().get(hub.running().url())).await;
    assert!(
        page.text.contains("Không có lần ghi nào chờ") && page.text.contains("tỉnh có trả lời"),
        "{}",
        page.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_comes_with_the_catalogue_and_the_policy() {
    let mut office = TestOffice::start().await;
    let set = |url: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_danvan-office"))
            .args(["hub-address", "--hub", "12:muong_te", "--database"])
            .arg(office.database())
            .args(url)
            .output()
            .unwrap()
    };
    assert!(!set(&["--url", "https://10.0.0.5:8443/somewhere"]).status.success());
    assert!(!set(&["--url", "ftp://10.0.0.5"]).status.success());
    let told = set(&["--url", "https://10.0.0.5:8443/"]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    office.restart().await;
    let catalogue = office.get("/api/v1/catalogue/12").await;
    let hubs = catalogue.body["hubs"].as_array().unwrap();
    let of = |id: &str| hubs.iter().find(|hub| hub["id"] == id).unwrap()["url"].clone();
    assert_eq!(of("12:muong_te"), "https://10.0.0.5:8443");
    assert!(of("12:than_uyen").is_null());
    let policy = catalogue.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("connect-src 'self' https://10.0.0.5:8443;"), "{policy}");
}

/// The program as a hub.
fn program(database: &std::path::Path, upstream: &str, code: Option<&str>) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_danvan-office"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--print-json", "--upstream", upstream, "--database"]);
    command.arg(database).args(code.map(|code| ["--hub-code", code]).into_iter().flatten());
    let mut child = command.env("RUST_LOG", "error").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let printed: serde_json::Value = serde_json::from_str(&line).unwrap();
    (child, printed["address"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_survives_sigkill() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let (line, folder) = (Line::to(&office).await, tempfile::TempDir::new().unwrap());
    let database = folder.path().join("hub.sqlite");
    let (mut child, url) = program(&database, &line.url, Some(&office.code("muong_te_may")));
    // The first round runs at the start; the device is known once it is through.
    let log = format!("/api/v1/logs/{}", device.log());
    let mut token = None;
    for _ in 0..100 {
        token = open_session(&url, &device, "12:muong_te").await.body["token"].as_str().map(str::to_owned);
        if token.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let token = token.unwrap();
    line.set(false);
    let mut held = 0;
    for round in 0..5 {
        for number in 0..20 {
            device.create_activity(&format!("Hoạt động {round}.{number}"));
        }
        let push = Client::new().post(format!("{url}{log}/entries")).bearer_auth(&token);
        let answer: PushAnswer =
            push.json(&device.segment(round * 20)).send().await.unwrap().json().await.unwrap();
        held = answer.held.unwrap().head.length;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(held, 100);

    let (mut child, url) = program(&database, &line.url, None);
    // Sessions are not kept: whoever was known before the kill answers anew.
    let known =
        async |token: &str| Client::new().get(format!("{url}{log}")).bearer_auth(token).send().await.unwrap();
    assert_eq!(known(&token).await.status(), 401);
    let again = open_session(&url, &device, "12:muong_te").await.ok();
    let status: LogStatus = known(again["token"].as_str().unwrap()).await.json().await.unwrap();
    assert_eq!(status.held.unwrap().head, device.chain.head());
    line.set(true);
    for _ in 0..600 {
        if device.status(&office, 0).await.receipt.head == device.chain.head() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head(), "passed on by itself");
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What a line takes off a request is not to be read from its head; brotli has no first bytes to know it by.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_takes_the_names_of_codings_off_brings_entries_and_answers() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    hub.line.strip_codings();
    for round in 0..3 {
        device.create_activity(&format!("Làm đường, lần {round}"));
        hub.push(&device, round).await;
        hub.pass_on().await.unwrap();
        assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());
    }
    assert_eq!(device.feed(&office, "").await.records.len(), 3);
}
