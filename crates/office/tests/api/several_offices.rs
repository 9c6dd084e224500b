//! Several processes of the office on one PostgreSQL database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::record::RecordKind;
use danvan_core::wire::{Enrolment, FeedPage, LogStatus, PushAnswer};
use danvan_office::{Catalogues, Database, open_known_store};
use reqwest::{Client, Response, header};
use serde_json::{Value, json};

use crate::cluster::{feed_has_come_up, fresh_database};
use crate::support::{Program, TestDevice, enrolment, nomination, secret_of};

const DEVICES: usize = 8;
const ROUNDS: usize = 40;
/// Of each round: two records made, one of them changed.
const ENTRIES: usize = 3;

/// The offices as a device knows them.
#[derive(Clone)]
struct Offices {
    client: Client,
    urls: [String; 2],
    /// Rounds that all devices have had acknowledged.
    acknowledged: Arc<AtomicUsize>,
}

impl Offices {
    fn of(programs: &[Program]) -> Self {
        let client = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        let urls = [programs[0].url(""), programs[1].url("")];
        Self { client, urls, acknowledged: Arc::default() }
    }

    async fn enrol(&self, number: usize, code: &str) -> TestDevice {
        let seed = [u8::try_from(number).unwrap() + 1; 10];
        let (id, log) = (DeviceId::from_random(7, seed), LogId::from_random(7, seed));
        let request = enrolment(id, log, code, &secret_of(id));
        let url = format!("{}/api/v1/enrolments", self.urls[number % 2]);
        let answer = self.client.post(url).json(&request).send().await.unwrap();
        TestDevice::known(id, log, answer.json::<Enrolment>().await.unwrap())
    }

    async fn push(&self, at: usize, device: &TestDevice, from: usize) -> Option<PushAnswer> {
        let url = format!("{}/api/v1/logs/{}/entries", self.urls[at], device.log());
        let request = self.client.post(url).bearer_auth(&device.enrolment.token);
        let answer = request.json(&device.segment(from)).send().await.ok()?;
        let status = answer.status();
        assert!(status == 200 || status == 503, "{status} {}", answer.text().await.unwrap());
        if status == 200 { answer.json().await.ok() } else { None }
    }

    async fn get(&self, at: usize, device: &TestDevice, path: &str) -> Option<Response> {
        let url = format!("{}/api/v1/{path}", self.urls[at]);
        let answer = self.client.get(url).bearer_auth(&device.enrolment.token).send().await.ok()?;
        (answer.status() == 200).then_some(answer)
    }

    async fn status(&self, at: usize, device: &TestDevice) -> Option<LogStatus> {
        self.get(at, device, &format!("logs/{}", device.log())).await?.json().await.ok()
    }

    /// Everything of the feed, page by page.
    async fn feed(&self, at: usize, device: &TestDevice) -> Vec<danvan_core::record::Record> {
        let (mut cursor, mut records) = (String::new(), Vec::new());
        loop {
            let page = self.get(at, device, &format!("feed?limit=100&after={cursor}")).await.unwrap();
            let page: FeedPage = page.json().await.unwrap();
            records.extend(page.records);
            if !page.more {
                return records.into_iter().map(danvan_core::record::Given::into_record).collect();
            }
            cursor = page.cursor;
        }
    }
}

/// A day in the field: rounds of entries, each brought to the other office than the one before, some to both at once;
/// where one does not answer, the other is asked how far it has the log.
async fn work(
    offices: Offices,
    mut device: TestDevice,
    number: usize,
) -> (TestDevice, BTreeMap<RecordId, String>) {
    let (mut at, mut sent, mut titles) = (number % 2, 0, BTreeMap::new());
    for round in 0..ROUNDS {
        let (kept, renamed) = (format!("{number}.{round} giữ"), format!("{number}.{round} đổi"));
        titles.insert(device.create_activity(&kept), kept);
        let changed = device.create_activity("Tên cũ");
        device.change(changed, 1, "title", "Tên cũ", &renamed);
        titles.insert(changed, renamed);
        loop {
            let answer = if round % 4 == 0 {
                let both = tokio::join!(offices.push(0, &device, sent), offices.push(1, &device, sent));
                if let (Some(one), Some(other)) = &both {
                    assert_eq!(one, other, "who came second is answered with what stands");
                }
                both.0.or(both.1)
            } else {
                offices.push(at, &device, sent).await
            };
            if let Some(answer) = answer {
                assert_eq!(answer.receipt.head, device.chain.head());
                assert!(answer.forked.is_none() && answer.verdicts.iter().all(|verdict| !verdict.refused()));
                break;
            }
            at = 1 - at;
            if let Some(status) = offices.status(at, &device).await {
                sent = usize::try_from(status.receipt.head.length).unwrap();
                if sent == device.sealed.len() {
                    assert_eq!(
                        status.receipt.head,
                        device.chain.head(),
                        "the answer was lost, not the entries"
                    );
                    break;
                }
            }
        }
        (sent, at) = (device.sealed.len(), 1 - at);
        offices.acknowledged.fetch_add(1, Ordering::SeqCst);
    }
    (device, titles)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_offices_is_killed_under_load_and_nothing_is_lost_or_doubled() {
    let books = Database::Postgres(fresh_database());
    let mut programs = Program::start_together(&books, 2);
    assert_eq!(programs[0].printed["codes"], programs[1].printed["codes"]);
    let offices = Offices::of(&programs);
    let code = programs[0].code("bum_nua");
    let mut working = Vec::new();
    for number in 0..DEVICES {
        let device = offices.enrol(number, &code).await;
        working.push(tokio::spawn(work(offices.clone(), device, number)));
    }
    while offices.acknowledged.load(Ordering::SeqCst) < DEVICES * ROUNDS / 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    programs.remove(0).kill();
    let killed_at = offices.acknowledged.load(Ordering::SeqCst);
    assert!(killed_at < DEVICES * ROUNDS, "killed too late to matter");

    let store = open_known_store(&books, &Catalogues::bundled().unwrap()).await.unwrap();
    let (mut expected, mut reader) = (BTreeMap::new(), None);
    for working in working {
        let (device, titles) = working.await.unwrap();
        assert_eq!(device.sealed.len(), ROUNDS * ENTRIES);
        let status = offices.status(1, &device).await.unwrap();
        assert_eq!(status.receipt.head, device.chain.head());
        assert_eq!(status.verdicts.len(), device.sealed.len());
        let texts = store.entry_texts(&"12".into(), device.log(), 0, 10_000).await.unwrap();
        assert!(texts.iter().eq(device.sealed.iter().map(|entry| &entry.text)), "entry by entry as written");
        assert_eq!(store.forked_entries(&"12".into(), device.log()).await.unwrap(), []);
        expected.extend(titles);
        reader = Some(device);
    }
    feed_has_come_up().await;
    let records = offices.feed(1, &reader.unwrap()).await;
    assert_eq!(records.len(), DEVICES * ROUNDS * 2, "each record once");
    let read: BTreeMap<RecordId, String> = records
        .into_iter()
        .map(|record| (record.id, record.body["title"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(read, expected);
    programs.remove(0).kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_offices_give_each_number_out_once() {
    const NOMINATIONS: usize = 24;
    let mut programs = Program::start_together(&Database::Postgres(fresh_database()), 2);
    let offices = Offices::of(&programs);
    let mut device = offices.enrol(0, &programs[1].code("bum_nua")).await;
    let home = device.enrolment.home.clone();
    let records: Vec<RecordId> = (0..NOMINATIONS)
        .map(|number| device.create(RecordKind::Nomination, nomination(&home, &format!("Người {number}"))))
        .collect();
    offices.push(0, &device, 0).await.unwrap();

    let users = programs[0].printed["users"].as_array().unwrap();
    let user = users.iter().find(|user| user["username"] == "chuyenvien").unwrap();
    let sign_in = json!({ "username": "chuyenvien", "password": user["password"] });
    let url = format!("{}/api/v1/sessions", offices.urls[0]);
    let session = offices.client.post(url).json(&sign_in).send().await.unwrap();
    let cookie =
        session.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();

    // One session, good at both offices; the steps come to both at the same moment.
    let steps = records.iter().enumerate().map(|(number, record)| {
        let url = format!("{}/api/v1/records/{record}/moves", offices.urls[number % 2]);
        let step = json!({ "step": "receive", "reason": null, "revision": 1 });
        let request = offices.client.post(url).header(header::COOKIE, &cookie).json(&step);
        async move {
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 200);
            answer.json::<Value>().await.unwrap()["code"].as_str().unwrap().to_owned()
        }
    });
    let codes: BTreeSet<String> = futures_util::future::join_all(steps).await.into_iter().collect();
    let numbers: Vec<&str> = codes.iter().map(|code| code.rsplit('-').next().unwrap()).collect();
    let expected: Vec<String> = (1..=NOMINATIONS).map(|number| format!("{number:04}")).collect();
    assert_eq!(numbers, expected);
    programs.drain(..).for_each(Program::kill);
}
