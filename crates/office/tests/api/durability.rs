//! What was acknowledged is there: after a restart, and after SIGKILL.

use std::process::Command;

use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{Enrolment, FeedPage, LogStatus, PushAnswer};
use danvan_office::{Catalogues, Database, open_known_store};
use reqwest::Client;

use crate::cluster::{feed_has_come_up, fresh_database};
use crate::support::{Program, TestDevice, TestOffice, also_on_postgres, enrolment, secret_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_gentle_restart_keeps_everything_and_prints_the_same_secrets() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    for number in 0..10 {
        device.create_activity(&format!("Hoạt động {number}"));
    }
    let answer = device.push(&office, 0).await;
    let cursor = device.feed(&office, "?limit=4").await.cursor;
    let console = office.console("xem").await.cookie;
    let secrets = serde_json::to_value(office.demonstration()).unwrap();
    office.restart().await;
    assert_eq!(serde_json::to_value(office.demonstration()).unwrap(), secrets);
    assert_eq!(
        device.push(&office, 0).await,
        answer,
        "the answer was lost with the restart: it is given again"
    );
    assert_eq!(device.feed(&office, &format!("?after={cursor}")).await.records.len(), 6);
    let current = office.request(reqwest::Method::GET, "/api/v1/sessions/current").header("cookie", console);
    assert_eq!(current.send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_while_the_office_stopped_is_there() {
    let office = TestOffice::start().await;
    let mut devices = Vec::new();
    for _ in 0..8 {
        let mut device = office.device("bum_nua").await;
        for number in 0..30 {
            device.create_activity(&format!("Hoạt động {number}"));
        }
        devices.push(device);
    }
    let requests: Vec<_> =
        devices.iter().map(|device| device.push_request(&office, &device.segment(0)).send()).collect();
    let pushing = tokio::spawn(futures_util::future::join_all(requests));
    let books = office.books();
    let folder = office.stop().await;
    let store = open_known_store(&books, &Catalogues::bundled().unwrap()).await.unwrap();
    for (device, answer) in devices.iter().zip(pushing.await.unwrap()) {
        let length = store.log(&"12".into(), device.log()).await.unwrap().map_or(0, |log| log.head.length);
        let acknowledged = answer.is_ok_and(|answer| answer.status().is_success());
        assert!(length == 30 || (!acknowledged && length == 0), "all or nothing: {length}, {acknowledged}");
    }
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_sigkill() {
    let folder = tempfile::TempDir::new().unwrap();
    survives_sigkill(&folder.path().join("office.sqlite").into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_sigkill_on_postgres() {
    survives_sigkill(&Database::Postgres(fresh_database())).await;
}

async fn survives_sigkill(books: &Database) {
    danvan_office::tls::use_ring();
    let client = Client::new();
    let program = Program::start(books);
    let (id, log) = (DeviceId::from_random(2, [2; 10]), LogId::from_random(2, [2; 10]));
    let request = enrolment(id, log, &program.code("bum_nua"), &secret_of(id));
    let answer = client.post(program.url("/api/v1/enrolments")).json(&request).send().await.unwrap();
    let enrolment: Enrolment = answer.json().await.unwrap();
    let token = enrolment.token.clone();
    let mut device = TestDevice::known(id, log, enrolment);
    let mut acknowledged = Vec::new();
    for round in 0..5 {
        for number in 0..20 {
            device.create_activity(&format!("Hoạt động {round}.{number}"));
        }
        let url = program.url(&format!("/api/v1/logs/{log}/entries"));
        let answer =
            client.post(url).bearer_auth(&token).json(&device.segment(round * 20)).send().await.unwrap();
        acknowledged.push(answer.json::<PushAnswer>().await.unwrap());
    }
    program.kill();

    let program = Program::start(books);
    feed_has_come_up().await;
    let get = async |path: &str| client.get(program.url(path)).bearer_auth(&token).send().await.unwrap();
    let status: LogStatus = get(&format!("/api/v1/logs/{log}")).await.json().await.unwrap();
    assert_eq!(status.receipt, acknowledged.last().unwrap().receipt);
    let verdicts: Vec<_> = acknowledged.into_iter().flat_map(|answer| answer.verdicts).collect();
    assert_eq!(status.verdicts, verdicts);
    let feed: FeedPage = get("/api/v1/feed").await.json().await.unwrap();
    assert_eq!(feed.records.len(), 100);
    program.kill();
}

#[test]
fn the_program_stops_gently_when_it_is_asked_to() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut program = Program::start(&folder.path().join("office.sqlite").into());
    let asked = Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert!(program.child.wait().unwrap().success());
}

also_on_postgres! {
    a_gentle_restart_keeps_everything_and_prints_the_same_secrets,
    what_was_acknowledged_while_the_office_stopped_is_there,
}
