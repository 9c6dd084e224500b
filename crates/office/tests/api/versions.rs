//! Apps of earlier releases at this office. Their requests are here byte for byte as their own code wrote them
//! (`releases/`), and what they read answers with is copied from their source: do not change either, add the next
//! release beside them.
//!
//! Release 1 is the main job as it landed on 22 November 2026.

use danvan_core::access::{Author, Role};
use danvan_core::ids::UserId;
use danvan_core::wire::EnrolmentRequest;
use danvan_office::Catalogues;
use danvan_office::secrets::{code_digest, normalise_code};
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::store::{EnrolmentStore, Grant, NewCode, OfficeStore, Reach};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestOffice};

/// The way release 1 reads what the office answers.
mod r1 {
    #![expect(dead_code, reason = "what is not looked at must still be readable")]

    use std::collections::{BTreeMap, BTreeSet};

    use chrono::{DateTime, FixedOffset};
    use serde::Deserialize;
    use serde_json::{Map, Value};

    #[derive(Deserialize)]
    pub struct Author {
        pub id: String,
        pub name: String,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        FieldOfficer,
        CommuneLeader,
        HubMonitor,
        ProvinceSpecialist,
        ProvinceLeader,
        SectorUnit,
        Council,
        Viewer,
        Administrator,
    }

    #[derive(Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    pub enum Scope {
        Units { units: BTreeSet<String> },
        Province,
    }

    #[derive(Deserialize)]
    pub struct Enrolment {
        pub token: String,
        pub author: Author,
        pub role: Role,
        pub scope: Scope,
        pub province: String,
        pub home: String,
        pub place: String,
        #[serde(default)]
        pub organisation: Option<String>,
    }

    #[derive(Deserialize)]
    pub struct Head {
        pub length: u64,
        pub digest: String,
    }

    #[derive(Deserialize)]
    pub struct Receipt {
        pub log: String,
        pub head: Head,
        pub received_at: DateTime<FixedOffset>,
        pub epoch: String,
    }

    #[derive(Deserialize)]
    pub struct FieldPath {
        pub field: String,
        #[serde(default)]
        pub key: Option<String>,
    }

    #[derive(Deserialize)]
    pub struct Problem {
        pub message: String,
        #[serde(default)]
        pub at: Option<FieldPath>,
    }

    #[derive(Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    pub enum Outcome {
        Applied,
        Merged { waiting: Vec<FieldPath> },
        Refused { problem: Problem },
    }

    #[derive(Deserialize)]
    pub struct Verdict {
        pub number: u64,
        #[serde(default)]
        pub record: Option<String>,
        pub revision: u64,
        pub outcome: Outcome,
    }

    #[derive(Deserialize)]
    pub struct LogStatus {
        pub receipt: Receipt,
        pub verdicts: Vec<Verdict>,
    }

    #[derive(Deserialize)]
    pub struct PushAnswer {
        pub receipt: Receipt,
        pub verdicts: Vec<Verdict>,
        #[serde(default)]
        pub forked: Option<u64>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum RecordKind {
        Activity,
        Nomination,
    }

    #[derive(Deserialize)]
    pub struct Proposal {
        pub at: FieldPath,
        #[serde(default)]
        pub seen: Option<Value>,
        #[serde(default)]
        pub written: Option<Value>,
        pub author: Author,
        pub device_time: DateTime<FixedOffset>,
        pub log: String,
        pub number: u64,
        #[serde(default)]
        pub revision: u64,
    }

    #[derive(Deserialize)]
    pub struct TrailStep {
        pub revision: u64,
        pub did: String,
        pub author: Author,
        pub device_time: DateTime<FixedOffset>,
        #[serde(default)]
        pub received_at: Option<DateTime<FixedOffset>>,
        #[serde(default)]
        pub reason: Option<String>,
        #[serde(default)]
        pub changed: Vec<FieldPath>,
    }

    #[derive(Deserialize)]
    pub struct Record {
        pub id: String,
        pub kind: RecordKind,
        pub unit: String,
        pub revision: u64,
        pub state: String,
        #[serde(default)]
        pub code: Option<String>,
        pub body: Map<String, Value>,
        #[serde(default)]
        pub proposals: Vec<Proposal>,
        #[serde(default)]
        pub deleted: bool,
        pub applied: BTreeMap<String, u64>,
        pub trail: Vec<TrailStep>,
    }

    #[derive(Deserialize)]
    pub struct FeedPage {
        pub epoch: String,
        pub records: Vec<Record>,
        pub cursor: String,
        pub more: bool,
    }
}

const ENROLMENT: &str = include_str!("releases/r1/enrolment.json");
const PUSHES: [&str; 2] = [include_str!("releases/r1/push_1.json"), include_str!("releases/r1/push_2.json")];
pub const CODE: &str = "R1R1-R1R1";
const UNIT: &str = "03466@2025-07-01";

/// An office that knows the person who signs the entries of the fixtures.
pub async fn office_with_bun() -> TestOffice {
    let office = TestOffice::start().await;
    let store = SqliteStore::open(&office.database(), "unused", b"0123456789abcdef").await.unwrap();
    let salt = store.code_salt().await.unwrap();
    let id = serde_json::from_str::<Value>(PUSHES[0]).unwrap()["entries"][0]["author"]["id"].clone();
    let grant = Grant {
        author: Author { id: UserId::parse(id.as_str().unwrap()).unwrap(), name: "Lò Văn Bun".to_owned() },
        role: Role::FieldOfficer,
        reach: Reach::Units { units: [UNIT.into()].into() },
        home: UNIT.into(),
        place: "Xã Bum Nưa".to_owned(),
        organisation: None,
    };
    let code = NewCode {
        id: "r1".to_owned(),
        digest: code_digest(&normalise_code(CODE), &salt).unwrap(),
        grant,
        uses: 10,
        at_ms: 0,
        expires_ms: i64::MAX,
    };
    store.add_code(&"12".into(), &code).await.unwrap();
    store.close().await;
    assert!(Catalogues::bundled().unwrap().get(&"12".into()).is_some());
    office
}

/// Sends a body as it stands, without the header that came later.
pub async fn post(office: &TestOffice, path: &str, token: Option<&str>, body: String) -> Answer {
    let mut request =
        office.request(Method::POST, path).header("content-type", "application/json").body(body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    Answer::of(request).await
}

pub fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> T {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_of_release_1_enrols_sends_corrects_and_reads() {
    let office = office_with_bun().await;
    let log = serde_json::from_str::<EnrolmentRequest>(ENROLMENT).unwrap().log;
    let enrolled =
        post(&office, "/api/v1/enrolments", None, ENROLMENT.replace("\"CODE\"", &format!("\"{CODE}\"")))
            .await;
    assert_eq!(enrolled.status, 201, "{}", enrolled.text);
    let enrolled: r1::Enrolment = read(&enrolled);
    let token = Some(enrolled.token.as_str());
    assert!(matches!(enrolled.scope, r1::Scope::Units { ref units } if units.contains(UNIT)));

    let entries = format!("/api/v1/logs/{log}/entries");
    for (place, push) in PUSHES.iter().enumerate() {
        let answer = post(&office, &entries, token, (*push).to_owned()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer: r1::PushAnswer = read(&answer);
        assert_eq!((answer.receipt.head.length, answer.forked), (place as u64 * 2 + 2, None));
        let last = serde_json::from_str::<Value>(push).unwrap()["last"].as_str().unwrap().to_owned();
        assert_eq!(answer.receipt.head.digest, last);
        for verdict in &answer.verdicts {
            match &verdict.outcome {
                r1::Outcome::Applied => assert!(verdict.number < 3),
                // The last one withdraws a record of which it has not seen the revision: that waits for a person.
                r1::Outcome::Merged { .. } => assert_eq!(verdict.number, 3),
                r1::Outcome::Refused { problem } => panic!("{}: {}", verdict.number, problem.message),
            }
        }
    }
    let get = |path: String| {
        let request = office.request(Method::GET, &path).bearer_auth(enrolled.token.clone());
        async move { Answer::of(request).await }
    };
    let status: r1::LogStatus = read(&get(format!("/api/v1/logs/{log}?from=0")).await);
    assert_eq!((status.receipt.head.length, status.verdicts.len()), (4, 4));
    let page: r1::FeedPage = read(&get("/api/v1/feed?limit=200".to_owned()).await);
    let activity =
        page.records.iter().find(|record| matches!(record.kind, r1::RecordKind::Activity)).unwrap();
    assert_eq!(activity.body["title"], "Giúp dân làm 157,5 km đường");
    assert_eq!(activity.body["of_a_later_version"], json!({ "kept": [1, null, "ờ"] }));
    assert_eq!(activity.applied.values().copied().max(), Some(3));
    assert_eq!(page.records.iter().filter(|record| !record.deleted).count(), 2);
    assert!(!page.more && !page.cursor.is_empty() && !page.epoch.is_empty());

    // A device that is known already has to prove itself, which this release cannot: it reads that it must update, and
    // goes on with the token that it has.
    let again = ENROLMENT.replace("\"CODE\"", &format!("\"{CODE}\""));
    assert_eq!(post(&office, "/api/v1/enrolments", None, again).await.problem(), (426, "app-too-old"));
    post(&office, &entries, token, PUSHES[1].to_owned()).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_release_1_is_refused_it_can_read_as_well() {
    let office = office_with_bun().await;
    let request: EnrolmentRequest = serde_json::from_str(ENROLMENT).unwrap();
    let body = ENROLMENT.replace("\"CODE\"", &format!("\"{CODE}\""));
    let enrolled: r1::Enrolment = read(&post(&office, "/api/v1/enrolments", None, body).await);
    let path = format!("/api/v1/logs/{}/entries", request.log);
    let gap = post(&office, &path, Some(&enrolled.token), PUSHES[1].to_owned()).await;
    assert_eq!(gap.problem(), (409, "gap"));
    // A second device of another person changes the record in between: what met it waits as a proposal.
    post(&office, &path, Some(&enrolled.token), PUSHES[0].to_owned()).await.ok();
    let mut other = office.device("bum_nua").await;
    let page = other.feed(&office, "").await;
    let record = page.records.iter().find(|record| record.body.get("title").is_some()).unwrap();
    other.change(record.id, record.revision, "title", "Giúp dân làm đường", "Việc của người khác");
    other.push(&office, 0).await;
    let merged: r1::PushAnswer =
        read(&post(&office, &path, Some(&enrolled.token), PUSHES[1].to_owned()).await);
    assert!(merged.verdicts.iter().any(|verdict| matches!(
        &verdict.outcome,
        r1::Outcome::Merged { waiting } if waiting[0].field == "title"
    )));
    let request = office.request(Method::GET, "/api/v1/feed").bearer_auth(&enrolled.token);
    let page: r1::FeedPage = read(&Answer::of(request).await);
    assert_eq!(page.records.iter().flat_map(|record| &record.proposals).count(), 1);
}
