//! Apps of release 2 at this office: attachments, bundles, hubs and choices as they came together on 24 November 2026
//! (`748f0cf`). As in [`crate::versions`]: requests byte for byte as that commit's code wrote them, and what it reads
//! answers with copied from its source. Do not change either.

use danvan_core::bundle::{BundleProblem, SecretKey};
use danvan_core::wire_bundles::BundleOutcome;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::support::{Answer, TestOffice};
use crate::versions::{CODE, office_with_bun, post, read};

/// The way release 2 reads what the office answers, where it reads more than release 1.
mod r2 {
    #![expect(dead_code, reason = "what is not looked at must still be readable")]

    use chrono::{DateTime, FixedOffset};
    use serde::Deserialize;
    use serde_json::{Map, Value};

    #[derive(Deserialize)]
    pub struct OfficeKeys {
        pub id: String,
        pub seal: String,
        pub sign: String,
    }

    #[derive(Deserialize)]
    pub struct Enrolment {
        pub token: String,
        pub province: String,
        pub home: String,
        #[serde(default)]
        pub office_keys: Option<OfficeKeys>,
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
        #[serde(default)]
        pub backed_up: Option<u64>,
    }

    #[derive(Deserialize)]
    pub struct Held {
        pub hub: String,
        pub name: String,
        pub head: Head,
        pub received_at: DateTime<FixedOffset>,
        #[serde(default)]
        pub earlier_epochs: Vec<String>,
    }

    #[derive(Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    pub enum Outcome {
        Applied,
        Merged { waiting: Vec<Value> },
        Refused { problem: Value },
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
        #[serde(default)]
        pub held: Option<Held>,
    }

    #[derive(Deserialize)]
    pub struct PushAnswer {
        pub receipt: Receipt,
        pub verdicts: Vec<Verdict>,
        #[serde(default)]
        pub forked: Option<u64>,
        #[serde(default)]
        pub held: Option<Held>,
    }

    #[derive(Deserialize)]
    pub struct KnownAnswer {
        pub epoch: String,
        pub known: Vec<String>,
        #[serde(default)]
        pub backed_up: Vec<String>,
    }

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum BundleOutcome {
        Taken,
        AlreadyHad,
        Waiting,
        Forked,
        Damaged,
        UnknownDevice,
        OtherOffice,
        #[serde(other)]
        Unknown,
    }

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum BundleProblem {
        NotABundle,
        Newer,
        Truncated,
        TooLarge,
        Damaged,
        UnknownDevice,
        DeviceRevoked,
        BadSignature,
        OtherOffice,
        WrongKey,
        HeaderDiffers,
        NotTheirLog,
        ChainDiffers,
        OtherDevice,
        #[serde(other)]
        Unknown,
    }

    #[derive(Deserialize)]
    pub struct BundleRow {
        pub digest: String,
        #[serde(default)]
        pub header: Option<Value>,
        pub outcome: BundleOutcome,
        #[serde(default)]
        pub problem: Option<BundleProblem>,
        #[serde(default)]
        pub fresh: u64,
        #[serde(default)]
        pub refused: u64,
        #[serde(default)]
        pub files: u64,
        pub brought_at: DateTime<FixedOffset>,
        #[serde(default)]
        pub receipt: Option<Receipt>,
    }

    #[derive(Deserialize)]
    pub struct ReceiptFile {
        pub province: String,
        pub device: String,
        pub made_at: DateTime<FixedOffset>,
        pub logs: Vec<LogStatus>,
        #[serde(default)]
        pub attachments: Vec<String>,
    }

    #[derive(Deserialize)]
    pub struct Record {
        pub id: String,
        pub kind: String,
        pub unit: String,
        pub revision: u64,
        pub state: String,
        pub body: Map<String, Value>,
        #[serde(default)]
        pub deleted: bool,
    }

    #[derive(Deserialize)]
    pub struct FeedPage {
        pub epoch: String,
        pub records: Vec<Record>,
        pub cursor: String,
        pub more: bool,
    }
}

const ENROLMENT: &str = include_str!("releases/r2/enrolment.json");
const PUSH: &str = include_str!("releases/r2/push.json");
const KNOWN: &str = include_str!("releases/r2/known.json");
const KEY: &str = include_str!("releases/r2/key.json");
const METADATA: &str = include_str!("releases/r2/upload_metadata.txt");
const CHECKSUM: &str = include_str!("releases/r2/upload_checksum.txt");
const PHOTO: &[u8] = include_bytes!("releases/r2/photo.jpg");
/// Sealed to the keys of [`office`].
const BUNDLE: &[u8] = include_bytes!("releases/r2/bundle.danvan");

/// An office with the keys that the fixture's bundle was sealed to.
async fn office() -> TestOffice {
    let mut office = office_with_bun().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(office.database());
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("UPDATE office SET seal_secret = ?, sign_secret = ?")
        .bind(SecretKey::derive([101; 32]).as_bytes().to_vec())
        .bind(SecretKey::derive([102; 32]).as_bytes().to_vec())
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    office.restart().await;
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_of_release_2_sends_entries_and_photos_by_network_and_by_bundle() {
    let office = office().await;
    let body = ENROLMENT.replace("\"CODE\"", &format!("\"{CODE}\""));
    let enrolled: r2::Enrolment = read(&post(&office, "/api/v1/enrolments", None, body).await);
    let token = enrolled.token.as_str();
    let asked = |method: Method, path: &str| office.request(method, path).bearer_auth(token);
    let tus = |request: RequestBuilder| request.header("tus-resumable", "1.0.0");

    let fixture: Value = serde_json::from_str(ENROLMENT).unwrap();
    let (log, device) = (fixture["log"].as_str().unwrap(), fixture["device"].as_str().unwrap());
    let path = format!("/api/v1/logs/{log}/entries");
    let answer: r2::PushAnswer = read(&post(&office, &path, Some(token), PUSH.to_owned()).await);
    assert_eq!((answer.receipt.head.length, answer.forked, answer.held.is_none()), (2, None, true));
    assert!(answer.verdicts.iter().all(|verdict| matches!(verdict.outcome, r2::Outcome::Applied)));

    // Its photo, in one chunk.
    let known = async || -> r2::KnownAnswer {
        read(&post(&office, "/api/v1/attachments/known", Some(token), KNOWN.to_owned()).await)
    };
    assert!(known().await.known.is_empty());
    let creation = tus(asked(Method::POST, "/api/v1/uploads")).header("upload-length", PHOTO.len());
    let begun = Answer::of(creation.header("upload-metadata", METADATA)).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let chunk = tus(asked(Method::PATCH, begun.headers["location"].to_str().unwrap()));
    let chunk = chunk.header("upload-offset", 0).header("upload-checksum", CHECKSUM);
    let chunk = chunk.header("content-type", "application/offset+octet-stream").body(PHOTO);
    assert_eq!(Answer::of(chunk).await.status, 204);
    assert_eq!(known().await.known.len(), 1);

    // The rest in somebody's pocket.
    let key = asked(Method::PUT, "/api/v1/devices/me/key").header("content-type", "application/json");
    let keys: r2::OfficeKeys = read(&Answer::of(key.body(KEY)).await);
    assert_eq!(Some(keys.id), enrolled.office_keys.map(|keys| keys.id));
    let row: r2::BundleRow = read(&Answer::of(asked(Method::POST, "/api/v1/bundles").body(BUNDLE)).await);
    assert_eq!(
        (row.outcome, row.problem, row.fresh, row.refused, row.files),
        (r2::BundleOutcome::Taken, None, 1, 0, 1)
    );
    assert_eq!(known().await.known.len(), 2);

    let file = asked(Method::GET, &format!("/api/v1/receipts/{device}")).send().await.unwrap();
    let file = file.bytes().await.unwrap();
    // `DANVANR\n`, a format of two bytes, a length of four; behind it the signature.
    let file: r2::ReceiptFile = serde_json::from_slice(&file[14..file.len() - 64]).unwrap();
    assert_eq!((file.logs[0].receipt.head.length, file.attachments.len()), (3, 2));
    let status: r2::LogStatus =
        read(&Answer::of(asked(Method::GET, &format!("/api/v1/logs/{log}?from=0"))).await);
    assert_eq!((status.receipt.head.length, status.verdicts.len()), (3, 3));
    let page: r2::FeedPage = read(&Answer::of(asked(Method::GET, "/api/v1/feed?limit=200")).await);
    let mut titles: Vec<&Value> = page.records.iter().map(|record| &record.body["title"]).collect();
    titles.sort_by_key(|title| title.to_string());
    assert_eq!(titles, ["Làm 3 km đường, có ảnh", "Đối thoại, mang bằng gói"]);
    assert!(page.records.iter().all(|record| record.body["attachments"].as_array().unwrap().len() == 1));

    // Known already, it reads that it must update; it goes on with its token and key meanwhile.
    let again = ENROLMENT.replace("\"CODE\"", &format!("\"{CODE}\""));
    assert_eq!(post(&office, "/api/v1/enrolments", None, again).await.problem(), (426, "app-too-old"));
    let key = asked(Method::PUT, "/api/v1/devices/me/key").header("content-type", "application/json");
    assert_eq!(Answer::of(key.body(KEY)).await.status, 200);
    assert_eq!(post(&office, &path, Some(token), PUSH.to_owned()).await.status, 200);
}

#[test]
fn what_came_after_release_2_is_unknown_to_it_and_readable() {
    let outcome = serde_json::to_value(BundleOutcome::NoRoom).unwrap();
    assert_eq!(serde_json::from_value::<r2::BundleOutcome>(outcome).unwrap(), r2::BundleOutcome::Unknown);
    let problem = serde_json::to_value(BundleProblem::TooMuchWaits).unwrap();
    assert_eq!(serde_json::from_value::<r2::BundleProblem>(problem).unwrap(), r2::BundleProblem::Unknown);
}
