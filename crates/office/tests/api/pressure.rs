//! Everybody at once: who is turned away is told when to come again, each at another moment, and nothing of theirs is
//! lost.

use std::collections::BTreeSet;
use std::time::Duration;

use danvan_core::wire::APP_HEADER;
use danvan_office::pressure::Limits;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Answer, TestHub, TestOffice};

fn retry_after(answer: &Answer) -> u64 {
    answer.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_asks_too_often_waits_and_no_other_does() {
    let limits = Limits { at_once: 20, per_second: 2, ..Limits::default() };
    let office = TestOffice::with(|config| config.limits = limits).await;
    let mut hasty = office.device("bum_nua").await;
    let calm = office.device("thu_lum").await;
    for _ in 0..20 {
        hasty.status(&office, 0).await;
    }
    hasty.create_activity("Gửi quá dày");
    let refused = hasty.try_push(&office, &hasty.segment(0)).await;
    assert_eq!(refused.problem(), (429, "too-often"));
    assert!((1..=9).contains(&retry_after(&refused)), "{}", refused.text);
    assert_eq!(calm.status(&office, 0).await.receipt.head.length, 0);
    assert_eq!(office.get("/api/v1/catalogue/12").await.status, 200);
    office.wait_seconds(i64::try_from(retry_after(&refused)).unwrap());
    assert_eq!(hasty.push(&office, 0).await.receipt.head.length, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_at_the_console_has_a_share_of_his_own() {
    let limits = Limits { at_once: 10, per_second: 1, ..Limits::default() };
    let office = TestOffice::with(|config| config.limits = limits).await;
    let (one, other) = (office.console("xem").await, office.console("chuyenvien").await);
    let mut refused = 0;
    for _ in 0..12 {
        let answer =
            Answer::of(office.request(Method::GET, "/api/v1/sessions/current").header("cookie", &one.cookie));
        refused += u32::from(answer.await.status == 429);
    }
    assert_eq!(refused, 2);
    let answer =
        Answer::of(office.request(Method::GET, "/api/v1/sessions/current").header("cookie", &other.cookie));
    assert_eq!(answer.await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_requests_than_it_takes_on_are_turned_away_at_once_and_the_others_are_answered() {
    let office =
        TestOffice::with(|config| config.limits = Limits { under_way: 3, ..Limits::default() }).await;
    let mut devices = Vec::new();
    for _ in 0..3 {
        let mut device = office.device("bum_nua").await;
        assert_eq!(device.get(&office, "/api/v1/feed").await.status, 200, "its token was used");
        device.create_activity("Đang chờ ghi");
        devices.push(device);
    }
    // Something else holds the database: each of three pushes keeps its turn until it can be written.
    let mut other = SqliteConnection::connect(office.database().to_str().unwrap()).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let pushes: Vec<_> = devices.iter().map(|device| device.segment(0)).collect();
    // Finding out who asks takes a turn for a moment: one of four that come at once may find none, and comes again.
    let held = devices.iter().zip(&pushes).map(async |(device, push)| {
        loop {
            let answer = device.try_push(&office, push).await;
            if answer.status != 503 {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let meanwhile = async {
        let mut answer = office.get("/api/v1/catalogue/12").await;
        for _ in 0..100 {
            if answer.status == 503 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            answer = office.get("/api/v1/catalogue/12").await;
        }
        assert_eq!(answer.problem(), (503, "busy"));
        assert!((5..=15).contains(&retry_after(&answer)));
        let with_body = office.post("/api/v1/enrolments", &json!({ "code": "x".repeat(300_000) })).await;
        assert_eq!(with_body.problem(), (503, "busy"), "the answer comes, although the body was long");
        sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    };
    let (answers, ()) = tokio::join!(join_all(held), meanwhile);
    assert!(answers.iter().all(|answer| answer.status == 200), "what had begun is answered");
    assert_eq!(office.get("/api/v1/catalogue/12").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_device_has_a_share_of_the_turns() {
    let office = TestOffice::with(|config| config.limits = Limits { of_one: 2, ..Limits::default() }).await;
    let (busy, calm) = (office.device("bum_nua").await, office.device("thu_lum").await);
    let address = office.url("").trim_start_matches("http://").to_owned();
    let head = format!(
        "POST /api/v1/logs/{}/entries HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-type: \
         application/json\r\ncontent-length: 2\r\n\r\n{{",
        busy.log(),
        busy.enrolment.token
    );
    // The question itself takes a share for a moment, in which one that stalls may find none left: then another does.
    let mut stalled = Vec::new();
    let mut answer = busy.get(&office, "/api/v1/feed").await;
    for _ in 0..100 {
        if answer.status == 429 {
            break;
        }
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stalled.push(stream);
        tokio::time::sleep(Duration::from_millis(20)).await;
        answer = busy.get(&office, "/api/v1/feed").await;
    }
    assert_eq!(answer.problem(), (429, "too-often"));
    assert!((2..=6).contains(&retry_after(&answer)));
    assert_eq!(calm.get(&office, "/api/v1/feed").await.status, 200);
    let mut answered = 0;
    for mut stream in stalled {
        stream.write_all(b"}").await.unwrap();
        let mut beginning = [0; 12];
        stream.read_exact(&mut beginning).await.unwrap();
        answered += usize::from(&beginning == b"HTTP/1.1 400");
    }
    assert_eq!(answered, 2, "what had begun is answered");
    assert_eq!(busy.get(&office, "/api/v1/feed").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_the_writers_queue_full_is_told_to_come_again_and_then_gets_in() {
    let limits = Limits { of_one: 300, at_once: 1_000_000, ..Limits::default() };
    let office = TestOffice::with(|config| config.limits = limits).await;
    let mut devices = Vec::new();
    // One device alone stands in the queue once.
    for _ in 0..300 {
        let mut device = office.device("bum_nua").await;
        // Its token's first use is written down: this must not be what waits for the database.
        assert_eq!(device.get(&office, "/api/v1/feed").await.status, 200);
        device.create_activity("Cùng một lúc");
        devices.push(device);
    }
    // Something else holds the database: the writer stands still, and its queue fills.
    let mut other = SqliteConnection::connect(office.database().to_str().unwrap()).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let pushes: Vec<_> = devices.iter().map(|device| device.segment(0)).collect();
    let requests = devices.iter().zip(&pushes).map(|(device, push)| device.try_push(&office, push));
    let release = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    };
    let (answers, ()) = tokio::join!(join_all(requests), release);
    let (taken, turned_away): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert!(taken.len() >= 256, "{} were taken", taken.len());
    assert!(!turned_away.is_empty(), "the queue never was full");
    let mut moments = BTreeSet::new();
    for answer in &turned_away {
        assert_eq!(answer.problem(), (503, "busy"));
        moments.insert(retry_after(answer));
    }
    assert!(moments.len() > 1 && moments.iter().all(|wait| (5..=15).contains(wait)), "{moments:?}");
    for device in &devices {
        assert_eq!(device.push(&office, 0).await.receipt.head.length, 1, "repeated or new, it is there once");
    }
    assert_eq!(devices[0].feed(&office, "?limit=1000").await.records.len(), 300);
}

/// The other way is a hub's: what it brings of that device waits for its next round, and nobody else does.
#[tokio::test(flavor = "multi_thread")]
async fn a_push_waits_for_another_one_of_its_device_and_holds_no_hub_up() {
    let office = TestOffice::start().await;
    let (mut busy, mut calm) = (office.device("bum_nua").await, office.device("thu_lum").await);
    let hub = TestHub::start(&office).await;
    for device in [&mut busy, &mut calm] {
        assert_eq!(device.get(&office, "/api/v1/feed").await.status, 200, "its token was used");
        device.create_activity("Qua hai đường");
        hub.push(device, 0).await;
    }
    let mut other = SqliteConnection::connect(office.database().to_str().unwrap()).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let segment = busy.segment(0);
    let release = async {
        // Longer than a device waits for itself, and shorter than the writer for the database.
        tokio::time::sleep(Duration::from_secs(7)).await;
        sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    };
    let again = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::join!(busy.try_push(&office, &segment), hub.pass_on())
    };
    let (first, (second, round), ()) = tokio::join!(busy.try_push(&office, &segment), again, release);
    let (waited, answer) = if first.status == 200 { (first, second) } else { (second, first) };
    assert_eq!((waited.status, answer.problem()), (200, (429, "device-busy")));
    assert_eq!(retry_after(&answer), 10);
    round.unwrap();
    assert_eq!(calm.status(&office, 0).await.receipt.head.length, 1);
    hub.pass_on().await.unwrap();
    assert_eq!(hub.status(&busy, 0).await.receipt.head.length, 1, "it is told in the next round");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_too_old_is_told_so_on_every_way_in_and_loses_nothing() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Trước khi cũ");
    device.push(&office, 0).await;
    device.create_activity("Ghi tiếp khi đã cũ");
    office.restart_with(|config| config.oldest_app = 7).await;
    let code = office.code("bum_nua");
    let request = json!({ "code": code, "device": device.id, "log": device.log(), "device_name": "Máy cũ" });
    let answers = [
        office.post("/api/v1/enrolments", &request).await,
        device.get(&office, &format!("/api/v1/logs/{}", device.log())).await,
        device.get(&office, "/api/v1/feed").await,
        device.try_push(&office, &device.segment(1)).await,
        Answer::of(device.push_request(&office, &device.segment(1)).header(APP_HEADER, "6")).await,
        Answer::of(device.push_request(&office, &device.segment(1)).header(APP_HEADER, "nonsense")).await,
    ];
    for answer in answers {
        assert_eq!(answer.problem(), (426, "app-too-old"));
    }
    // The update, with the same store: what was recorded in between goes on from where the log stands.
    let newer = Answer::of(device.push_request(&office, &device.segment(1)).header(APP_HEADER, "7")).await;
    assert_eq!(newer.ok()["receipt"]["head"]["length"], 2);
    // The console's people are of the same release as the office: no header is asked of them.
    office.console("xem").await;
}
