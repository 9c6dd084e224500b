//! Phones and a console of release 3 at this office: everything that they asked for while it was frozen (`cargo xtask
//! freeze 3`), byte for byte and in its order, gets an answer of the same status that they can read. What they read answers
//! with is copied from their source, as in [`crate::versions`]: do not change either.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use crate::support::{Answer, TestOffice};

/// The way release 3 reads what the office answers.
mod r3 {
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
    #[serde(tag = "type", rename_all = "snake_case")]
    pub enum Scope {
        Units { units: BTreeSet<String> },
        Province,
    }

    #[derive(Deserialize)]
    pub struct OfficeKeys {
        pub id: String,
        pub seal: String,
        pub sign: String,
    }

    #[derive(Deserialize)]
    pub struct Enrolment {
        pub token: String,
        pub author: Author,
        pub role: String,
        pub scope: Scope,
        pub province: String,
        pub home: String,
        pub place: String,
        #[serde(default)]
        pub organisation: Option<String>,
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
    pub struct FieldPath {
        pub field: String,
        #[serde(default)]
        pub key: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    pub enum Outcome {
        Applied,
        Merged { waiting: Vec<FieldPath> },
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
    }

    #[derive(Deserialize)]
    pub struct PushAnswer {
        pub receipt: Receipt,
        pub verdicts: Vec<Verdict>,
        #[serde(default)]
        pub forked: Option<u64>,
    }

    #[derive(Deserialize)]
    pub struct KnownAnswer {
        pub epoch: String,
        pub known: Vec<String>,
        #[serde(default)]
        pub backed_up: Vec<String>,
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
        pub kind: String,
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

    #[derive(Deserialize)]
    pub struct ConsoleUser {
        pub username: String,
        pub author: Author,
        pub role: String,
        pub scope: Scope,
        pub province: String,
        pub place: String,
    }

    #[derive(Deserialize)]
    pub struct RecordPage {
        pub records: Vec<Value>,
        pub total: u64,
        #[serde(default)]
        pub next: Option<String>,
    }

    #[derive(Deserialize)]
    pub struct BundleRow {
        pub digest: String,
        #[serde(default)]
        pub header: Option<Value>,
        pub outcome: String,
        #[serde(default)]
        pub problem: Option<String>,
        #[serde(default)]
        pub fresh: u64,
        #[serde(default)]
        pub files: u64,
        pub brought_at: DateTime<FixedOffset>,
        #[serde(default)]
        pub receipt: Option<Receipt>,
    }

    #[derive(Deserialize)]
    pub struct BundleList {
        pub bundles: Vec<BundleRow>,
    }
}

/// What was recorded, as `tests/e2e/freeze` writes it.
#[derive(Deserialize)]
struct Recorded {
    /// Where the browsers found the office.
    origin: String,
    titles: Titles,
    secrets: Secrets,
    requests: Vec<Asked>,
}

#[derive(Deserialize)]
struct Titles {
    received: String,
    returned: String,
    disputed_here: String,
    disputed_there: String,
    photo_by_patch: String,
    photo_by_post: String,
    corrected: String,
    waiting: String,
}

/// Codes, passwords and keys of the office at which it was recorded: proofs and sealed files hold for these alone.
#[derive(Deserialize)]
struct Secrets {
    codes: Vec<(String, String)>,
    users: Vec<(String, String)>,
    keys: Keys,
}

#[derive(Deserialize)]
struct Keys {
    seal: String,
    sign: String,
}

#[derive(Deserialize)]
struct Asked {
    at_ms: i64,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    base64: Option<String>,
    status: u16,
    /// What the answer gave for later requests to carry.
    gave: Vec<String>,
}

/// Where the clock of a test's office begins.
const BEGINS_MS: i64 = 1_795_316_400_000;

fn recorded() -> Recorded {
    serde_json::from_str(include_str!("releases/r3/recorded.json")).unwrap()
}

/// An office with the secrets of the recorded one.
async fn office(secrets: &Secrets) -> TestOffice {
    let mut office = TestOffice::start().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(office.database());
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    for (name, secret) in secrets.codes.iter().chain(&secrets.users) {
        let kept = sqlx::query("UPDATE demonstration_secrets SET secret = ? WHERE name = ?");
        assert_eq!(kept.bind(secret).bind(name).execute(&pool).await.unwrap().rows_affected(), 1, "{name}");
    }
    // Accounts are made anew with these passwords, and codes beside the others.
    sqlx::query("DELETE FROM users").execute(&pool).await.unwrap();
    sqlx::query("UPDATE office SET seal_secret = unhex(?), sign_secret = unhex(?)")
        .bind(&secrets.keys.seal)
        .bind(&secrets.keys.sign)
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    office.restart().await;
    office
}

/// What the recorded office gave, and what this one gave in its place.
struct Swaps(Vec<(String, String)>);

impl Swaps {
    fn in_text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (then, now)| text.replace(then, now))
    }

    fn request(&self, office: &TestOffice, asked: &Asked) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(asked.method.as_bytes()).unwrap();
        let mut request = office.request(method, &self.in_text(&asked.path));
        for (name, value) in &asked.headers {
            // This client unpacks nothing.
            if !name.eq_ignore_ascii_case("accept-encoding") {
                request = request.header(name, self.in_text(value));
            }
        }
        match (&asked.text, &asked.base64) {
            (Some(text), _) => request.body(text.clone()),
            (_, Some(bytes)) => request.body(BASE64_STANDARD.decode(bytes).unwrap()),
            (None, None) => request,
        }
    }

    fn learn(&mut self, asked: &Asked, answer: &Answer) {
        let location = answer.headers.get("location").map(|place| place.to_str().unwrap());
        let location = location.map(|place| place[place.find("/api/v1/").unwrap()..].to_owned());
        let cookies = answer.headers.get_all("set-cookie").iter();
        let cookies = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().map(str::to_owned));
        let body = ["/token", "/cursor", "/author/id"];
        let body = body.map(|place| answer.body.pointer(place)?.as_str().map(str::to_owned));
        let now: Vec<String> = [location].into_iter().chain(cookies).chain(body).flatten().collect();
        assert_eq!(now.len(), asked.gave.len(), "{} {}", asked.method, asked.path);
        for pair in asked.gave.iter().cloned().zip(now) {
            if !self.0.contains(&pair) {
                self.0.push(pair);
            }
        }
    }
}

/// Reads an answer as release 3 does, where it reads what stands in it.
fn read(method: &str, path: &str, text: &str) {
    fn as_a<T: serde::de::DeserializeOwned>(text: &str) {
        serde_json::from_str::<T>(text).map(drop).unwrap_or_else(|error| panic!("{error}: {text}"));
    }
    let parts: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').skip(3).collect();
    match (method, parts.as_slice()) {
        ("POST", ["enrolments"]) => as_a::<r3::Enrolment>(text),
        ("GET", ["logs", _]) => as_a::<r3::LogStatus>(text),
        ("POST", ["logs", _, "entries"]) => as_a::<r3::PushAnswer>(text),
        ("GET", ["feed"]) => as_a::<r3::FeedPage>(text),
        ("POST", ["attachments", "known"]) => as_a::<r3::KnownAnswer>(text),
        ("PUT", ["devices", "me", "key"]) => as_a::<r3::OfficeKeys>(text),
        ("POST", ["sessions"]) => as_a::<r3::ConsoleUser>(text),
        ("GET", ["records"]) => as_a::<r3::RecordPage>(text),
        ("GET", ["records", _]) | ("POST", ["records", _, "moves"]) => as_a::<r3::Record>(text),
        ("GET", ["bundles"]) | ("POST", ["bundles", "collections"]) => as_a::<r3::BundleList>(text),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_release_3_asked_is_answered_as_it_was() {
    let recorded = recorded();
    let office = office(&recorded.secrets).await;
    let mut swaps = Swaps(vec![(recorded.origin.clone(), office.url(""))]);
    let mut clock_s = BEGINS_MS / 1000;
    for asked in &recorded.requests {
        office.wait_seconds(asked.at_ms / 1000 - clock_s);
        clock_s = asked.at_ms / 1000;
        let place = format!("{} {}", asked.method, asked.path);
        let answer = Answer::of(swaps.request(&office, asked)).await;
        // Another catalogue is no refusal.
        let same = answer.status == asked.status || (answer.status, asked.status) == (200, 304);
        assert!(same, "{place}: {} and not {}: {}", answer.status, asked.status, answer.text);
        swaps.learn(asked, &answer);
        if answer.status < 300 && !answer.text.is_empty() {
            read(&asked.method, &asked.path, &answer.text);
        }
    }

    // What came of it: every record once, with its photo.
    let console = office.console("chuyenvien").await;
    let titles = &recorded.titles;
    let page = console.get("/api/v1/records?limit=100").await.ok();
    let lines = page["records"].as_array().unwrap();
    assert_eq!(lines.len(), 6);
    let mut seen = Vec::new();
    for line in lines {
        let record = console.get(&format!("/api/v1/records/{}", line["id"].as_str().unwrap())).await.ok();
        let title = record["body"]["title"].as_str().unwrap().to_owned();
        for file in record["body"]["attachments"].as_array().into_iter().flatten() {
            let address = format!("/api/v1/attachments/{}", file["sha256"].as_str().unwrap());
            assert_eq!(console.get(&address).await.status, 200, "{title}");
        }
        let files = record["body"]["attachments"].as_array().map_or(0, Vec::len);
        let proposals = record["proposals"].as_array().map_or(0, Vec::len);
        seen.push((title, record["state"].as_str().unwrap().to_owned(), files, proposals));
    }
    let state = |title: &str| {
        let found =
            seen.iter().find(|(seen, ..)| seen == title).unwrap_or_else(|| panic!("{title}: {seen:?}"));
        (found.1.as_str(), found.2, found.3)
    };
    assert_eq!(state(&titles.returned), ("returned", 0, 0));
    assert_eq!(state(&titles.disputed_there), ("submitted", 0, 1), "{}", titles.disputed_here);
    assert_eq!(state(&titles.photo_by_patch), ("submitted", 1, 0));
    assert_eq!(state(&titles.photo_by_post), ("submitted", 1, 0));
    // By the file that somebody carried.
    assert_eq!(state(&titles.corrected), ("submitted", 0, 0), "{}", titles.received);
    assert_eq!(state(&titles.waiting), ("submitted", 1, 0));
}

#[test]
fn the_record_holds_every_way_in_which_release_3_asks() {
    let recorded = recorded();
    let any = |what: &str, of: &dyn Fn(&Asked) -> bool| {
        assert!(recorded.requests.iter().any(of), "{what} was not recorded");
    };
    let named = |asked: &Asked, name: &str, value: &str| {
        asked.headers.iter().any(|(header, said)| header.eq_ignore_ascii_case(name) && said.contains(value))
    };
    let json =
        |asked: &Asked| asked.text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    any("an enrolment with its proof", &|asked| {
        asked.path == "/api/v1/enrolments" && json(asked).is_some_and(|body| body["proof"].is_string())
    });
    any("a compressed push", &|asked| {
        asked.path.ends_with("/entries") && named(asked, "content-encoding", "gzip")
    });
    any("a plain push, signed", &|asked| {
        asked.path.ends_with("/entries") && json(asked).is_some_and(|body| body["signature"].is_string())
    });
    any("a question for a log", &|asked| asked.method == "GET" && asked.path.starts_with("/api/v1/logs/"));
    any("the feed behind a cursor", &|asked| {
        asked.path.starts_with("/api/v1/feed") && asked.path.contains("after=")
    });
    any("a question for files", &|asked| asked.path == "/api/v1/attachments/known");
    any("the beginning of an upload", &|asked| asked.path == "/api/v1/uploads" && asked.status == 201);
    any("a piece of a file", &|asked| asked.method == "PATCH" && asked.status == 204);
    any("a piece of a file by POST", &|asked| {
        asked.method == "POST" && named(asked, "x-http-method-override", "PATCH") && asked.status == 204
    });
    any("a bundle", &|asked| {
        asked.method == "POST" && asked.path.starts_with("/api/v1/bundles") && asked.base64.is_some()
    });
    any("a receipt file", &|asked| asked.path.starts_with("/api/v1/receipts/"));
    any("a sign-in", &|asked| asked.method == "POST" && asked.path == "/api/v1/sessions");
    any("a decision", &|asked| asked.method == "POST" && asked.path.ends_with("/moves"));
}
