//! A device that writes entries and pushes them by hand, so that tests can repeat, cut and forge.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, FixedOffset};
use danvan_core::access::Author;
use danvan_core::apply::Outcome;
use danvan_core::bundle::{BundledFile, Origin, SecretKey, seal};
use danvan_core::catalogue::{ActorGroup, UnitId};
use danvan_core::entry::{Action, Chain, ENTRY_FORMAT, Entry, FieldChange, FieldPath, SealedEntry};
use danvan_core::ids::{DeviceId, Digest, LogId, RecordId};
use danvan_core::message::Message;
use danvan_core::proof;
use danvan_core::record::{ActivityBody, Body, NominationBody, RecordKind};
use danvan_core::wire::{Enrolment, EnrolmentRequest, FeedPage, LogStatus, Push, PushAnswer};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::contract;
use super::office::TestOffice;
use crate::cluster::feed_has_come_up;

static IDS: AtomicU64 = AtomicU64::new(1);

pub(super) fn ten_bytes() -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&IDS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    bytes
}

/// An answer, read and held against the description of the API.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let method = request.method().clone();
        let response = client.execute(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let url = response.url().clone();
        let text = response.text().await.unwrap();
        contract::hold(&method, &url, status, &headers, &text).await;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, body }
    }

    /// The body of a good answer.
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        self.body
    }

    /// Status and name of a problem, which must be one with Vietnamese words.
    pub fn problem(&self) -> (u16, &str) {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{} {}", self.status, self.text);
        assert!(self.body["title"].as_str().is_some_and(|title| !title.is_ascii()), "{}", self.text);
        assert_eq!(self.body["status"], self.status);
        (self.status, self.body["type"].as_str().unwrap().strip_prefix("/problems/").unwrap())
    }
}

/// A device with its log.
pub struct TestDevice {
    pub id: DeviceId,
    pub enrolment: Enrolment,
    pub chain: Chain,
    pub sealed: Vec<SealedEntry>,
    pub secret: SecretKey,
    /// Whether it signs what it pushes, as every app since release 3 does.
    pub signs: bool,
}

impl TestDevice {
    pub async fn enrol(office: &TestOffice, name: &str) -> Self {
        Self::enrol_with(office, &office.code(name)).await
    }

    pub async fn enrol_with(office: &TestOffice, code: &str) -> Self {
        let (id, log) = (DeviceId::from_random(1, ten_bytes()), LogId::from_random(1, ten_bytes()));
        let request = enrolment(id, log, code, &secret_of(id));
        Self::asked(office, &request).await
    }

    /// The machine of the hub of Mường Tè, enrolled by hand.
    pub async fn machine(office: &TestOffice) -> Self {
        let (id, log) = (DeviceId::from_random(1, ten_bytes()), LogId::from_random(1, ten_bytes()));
        let request = enrolment(id, log, &office.code("muong_te_may"), &secret_of(id));
        Self::asked(office, &EnrolmentRequest { machine: true, ..request }).await
    }

    /// As release 1 enrolled: no key, no proof; it does not sign either.
    pub async fn of_release_1(office: &TestOffice, code: &str) -> Self {
        let (id, log) = (DeviceId::from_random(1, ten_bytes()), LogId::from_random(1, ten_bytes()));
        let request = enrolment(id, log, code, &secret_of(id));
        let old = Self::asked(office, &EnrolmentRequest { key: None, proof: None, ..request }).await;
        Self { signs: false, ..old }
    }

    async fn asked(office: &TestOffice, request: &EnrolmentRequest) -> Self {
        let answer = office.post("/api/v1/enrolments", &json!(request)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        Self::known(request.device, request.log, serde_json::from_value(answer.body).unwrap())
    }

    /// This device's enrolment with a code, proven by its key.
    pub fn enrolment_request(&self, code: &str) -> EnrolmentRequest {
        enrolment(self.id, self.log(), code, &self.secret)
    }

    /// A device that was enrolled elsewhere.
    pub fn known(id: DeviceId, log: LogId, enrolment: Enrolment) -> Self {
        let secret = secret_of(id);
        Self { id, enrolment, chain: Chain::open(log), sealed: Vec::new(), secret, signs: true }
    }

    pub fn log(&self) -> LogId {
        self.chain.log()
    }

    /// The same device under another log.
    pub fn with_new_log(&self) -> Self {
        let log = LogId::from_random(1, ten_bytes());
        Self::known(self.id, log, self.enrolment.clone())
    }

    /// A clone with the same log, as a copied phone has it.
    pub fn copied(&self) -> Self {
        Self {
            id: self.id,
            enrolment: self.enrolment.clone(),
            chain: self.chain,
            sealed: self.sealed.clone(),
            secret: self.secret.clone(),
            signs: self.signs,
        }
    }

    pub fn entry(&self, record: RecordId, kind: RecordKind, base: u64, action: Action) -> Entry {
        Entry {
            format: ENTRY_FORMAT,
            author: Author { ..self.enrolment.author.clone() },
            device_time: "2026-11-20T08:00:00+07:00".parse::<DateTime<FixedOffset>>().unwrap(),
            record,
            kind,
            base,
            mirrored: None,
            action,
        }
    }

    /// Appends any text to the log.
    pub fn append(&mut self, text: String) {
        let sealed = self.chain.append(text);
        self.sealed.push(sealed);
    }

    pub fn write(&mut self, entry: &Entry) {
        self.append(entry.to_text().unwrap());
    }

    /// Creates a record in the device's own unit.
    pub fn create(&mut self, kind: RecordKind, body: Body) -> RecordId {
        let unit = self.enrolment.home.clone();
        self.create_in(&unit, kind, body)
    }

    pub fn create_in(&mut self, unit: &UnitId, kind: RecordKind, body: Body) -> RecordId {
        let record = RecordId::from_random(1, ten_bytes());
        self.write(&self.entry(record, kind, 0, Action::Create { unit: unit.clone(), body }));
        record
    }

    pub fn create_activity(&mut self, title: &str) -> RecordId {
        let unit = self.enrolment.home.clone();
        self.create(RecordKind::Activity, activity(&unit, title))
    }

    /// Changes one text, having seen another.
    pub fn change(&mut self, record: RecordId, base: u64, field: &str, seen: &str, written: &str) {
        self.change_value(record, base, FieldPath::field(field), Some(json!(seen)), Some(json!(written)));
    }

    /// Changes what stands at one place.
    pub fn change_value(
        &mut self,
        record: RecordId,
        base: u64,
        at: FieldPath,
        seen: Option<Value>,
        written: Option<Value>,
    ) {
        let fields = vec![FieldChange { at, seen, written }];
        self.write(&self.entry(record, RecordKind::Activity, base, Action::Change { fields }));
    }

    /// The segment from a number on, as it is sent.
    pub fn segment(&self, from: usize) -> Push {
        self.segment_of(from, self.sealed.len())
    }

    pub fn segment_of(&self, from: usize, to: usize) -> Push {
        let before = |number: usize| match number.checked_sub(1) {
            Some(before) => self.sealed[before].digest,
            None => Chain::genesis(self.log()),
        };
        let texts = self.sealed[from..to].iter().map(|entry| entry.text.clone());
        let push = Push {
            from: from as u64,
            previous: before(from),
            last: before(to),
            entries: texts.map(|text| RawValue::from_string(text).unwrap()).collect(),
            signature: None,
        };
        if self.signs { self.sign(push) } else { push }
    }

    /// Signs a segment for this device's log, whatever it is.
    pub fn sign(&self, push: Push) -> Push {
        let signature = self.secret.sign(&proof::segment(self.id, self.log(), &push.head()));
        Push { signature, ..push }
    }

    pub fn push_request(&self, office: &TestOffice, push: &Push) -> RequestBuilder {
        let path = format!("/api/v1/logs/{}/entries", self.log());
        office.request(Method::POST, &path).bearer_auth(&self.enrolment.token).json(push)
    }

    pub async fn try_push(&self, office: &TestOffice, push: &Push) -> Answer {
        Answer::of(self.push_request(office, push)).await
    }

    /// Pushes everything from a number on.
    pub async fn push(&self, office: &TestOffice, from: usize) -> PushAnswer {
        serde_json::from_value(self.try_push(office, &self.segment(from)).await.ok()).unwrap()
    }

    /// Seals a segment into a file.
    pub fn bundle(&self, from: usize, to: usize) -> Vec<u8> {
        self.bundle_of(&self.segment_of(from, to))
    }

    pub fn bundle_of(&self, push: &Push) -> Vec<u8> {
        self.bundle_with(push, &[])
    }

    pub fn bundle_with(&self, push: &Push, files: &[BundledFile]) -> Vec<u8> {
        let keys = self.enrolment.office_keys.as_ref().unwrap();
        seal(self.origin(), push, files, keys, &self.secret, *Digest::of(&[&ten_bytes()]).as_bytes()).unwrap()
    }

    pub fn origin(&self) -> Origin {
        Origin {
            province: self.enrolment.province.as_str().into(),
            unit: self.enrolment.home.clone(),
            device: self.id,
            log: self.log(),
            made_at: "2026-11-21T08:00:00+07:00".parse().unwrap(),
        }
    }

    /// Brings a file to the office, as anybody's.
    pub async fn carry(&self, office: &TestOffice, file: &[u8]) -> Value {
        let request = office.request(Method::POST, "/api/v1/bundles?name=goi.danvan");
        Answer::of(request.bearer_auth(&self.enrolment.token).body(file.to_vec())).await.ok()
    }

    pub fn key_request(&self, office: &TestOffice) -> RequestBuilder {
        let request = office.request(Method::PUT, "/api/v1/devices/me/key");
        request.bearer_auth(&self.enrolment.token).json(&json!({ "key": self.secret.public() }))
    }

    pub async fn get(&self, office: &TestOffice, path: &str) -> Answer {
        Answer::of(office.request(Method::GET, path).bearer_auth(&self.enrolment.token)).await
    }

    pub async fn status(&self, office: &TestOffice, from: u64) -> LogStatus {
        let path = format!("/api/v1/logs/{}?from={from}", self.log());
        serde_json::from_value(self.get(office, &path).await.ok()).unwrap()
    }

    /// A page of the feed, once everything committed is in it.
    pub async fn feed(&self, office: &TestOffice, query: &str) -> FeedPage {
        feed_has_come_up().await;
        serde_json::from_value(self.get(office, &format!("/api/v1/feed{query}")).await.ok()).unwrap()
    }
}

/// An enrolment, proven by a key.
pub fn enrolment(device: DeviceId, log: LogId, code: &str, secret: &SecretKey) -> EnrolmentRequest {
    let key = secret.public().unwrap();
    EnrolmentRequest {
        code: code.to_owned(),
        device,
        log,
        device_name: "Máy thử".to_owned(),
        key: Some(key),
        proof: secret.sign(&proof::enrolment(device, log, &key, code)),
        machine: false,
    }
}

/// A device's key, always the same for the same device.
pub fn secret_of(device: DeviceId) -> SecretKey {
    SecretKey::derive(*Digest::of(&[device.as_bytes()]).as_bytes())
}

/// The message of a refusal.
pub fn message(outcome: &Outcome) -> Option<Message> {
    match outcome {
        Outcome::Refused { problem } => Some(problem.message),
        _ => None,
    }
}

/// An activity that validates.
pub fn activity(unit: &UnitId, title: &str) -> Body {
    let day = "2026-11-20".parse().unwrap();
    let lead = format!("{unit}:mttq");
    ActivityBody::new("tuyen_truyen_mieng", title, day, unit, &lead, ActorGroup::MttqDoanThe)
        .figure(
            "TT01",
            &danvan_core::record::Quantity::exact(danvan_core::text::Amount::from_decimal("1").unwrap()),
        )
        .build()
}

/// A nomination that validates.
pub fn nomination(unit: &UnitId, name: &str) -> Body {
    let day = |text: &str| text.parse().unwrap();
    NominationBody::individual(name, "Trưởng bản")
        .text("admin_unit", unit.as_str())
        .proposed("C2", "van_hoa_xa_hoi", "BK-UBND", "tinh")
        .dated(day("2021-01-01"), day("2025-12-31"), day("2026-11-01"))
        .achieved("Vận động Nhân dân hiến đất làm đường.", "I. Đặc điểm. II. Thành tích. III. Đề nghị.")
        .papers(["to_trinh", "bao_cao_thanh_tich", "bien_ban"])
        .build()
}
