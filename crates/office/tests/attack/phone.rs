//! A device by hand: its key, its log, and what it could say.

use std::sync::atomic::{AtomicU64, Ordering};

use danvan_core::bundle::SecretKey;
use danvan_core::ids::{DeviceId, Digest, LogId, RecordId};
use reqwest::Method;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::wire::{Answer, Office};

/// Bytes that no one else has in this program.
pub fn fresh() -> [u8; 10] {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let mut bytes = [0xa7; 10];
    bytes[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    bytes
}

pub fn fresh_key() -> SecretKey {
    let mut seed = [0; 32];
    seed[..10].copy_from_slice(&fresh());
    SecretKey::derive(seed)
}

/// The message over a log's head: a name, the device, the log, its length, its digest.
pub fn head_message(device: DeviceId, log: LogId, length: u64, digest: Digest) -> Vec<u8> {
    let mut message = b"danvan segment 1\n".to_vec();
    message.extend(device.as_bytes());
    message.extend(log.as_bytes());
    message.extend(length.to_be_bytes());
    message.extend(digest.as_bytes());
    message
}

/// The message of an enrolment: a name, the device, the log, the key, the code as it is sent.
pub fn enrolment_message(device: DeviceId, log: LogId, key: &SecretKey, code: &str) -> Vec<u8> {
    let mut message = b"danvan enrolment 1\n".to_vec();
    message.extend(device.as_bytes());
    message.extend(log.as_bytes());
    message.extend(key.public().unwrap().as_bytes());
    message.extend(code.as_bytes());
    message
}

/// A device with its log.
#[derive(Clone)]
pub struct Phone {
    pub device: DeviceId,
    pub log: LogId,
    pub key: SecretKey,
    pub enrolled: Value,
    /// Each entry's text with the digest of the log after it.
    pub entries: Vec<(String, Digest)>,
}

impl Phone {
    /// One that nobody knows yet.
    pub fn unknown() -> Self {
        let (device, log) = (DeviceId::from_random(1, fresh()), LogId::from_random(1, fresh()));
        Self { device, log, key: fresh_key(), enrolled: Value::Null, entries: Vec::new() }
    }

    /// A request for an enrolment, proven by the key.
    pub fn asking(&self, code: &str) -> Value {
        let proof = self.key.sign(&enrolment_message(self.device, self.log, &self.key, code)).unwrap();
        json!({
            "code": code, "device": self.device, "log": self.log, "device_name": "Máy thử",
            "key": self.key.public(), "proof": proof,
        })
    }

    /// An enrolled one.
    pub async fn enrolled(office: &Office, code: &str) -> Self {
        let mut phone = Self::unknown();
        let answer = office.post("/api/v1/enrolments", None, &phone.asking(code)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        phone.enrolled = answer.body;
        phone
    }

    pub fn token(&self) -> &str {
        self.enrolled["token"].as_str().unwrap()
    }

    /// The digest of the log after so many entries.
    pub fn digest_at(&self, length: usize) -> Digest {
        match length.checked_sub(1) {
            Some(last) => self.entries[last].1,
            None => Digest::of(&[b"danvan log 1", self.log.as_bytes()]),
        }
    }

    /// Appends any text.
    pub fn say(&mut self, text: String) {
        let before = self.digest_at(self.entries.len());
        let digest = Digest::of(&[before.as_bytes(), text.as_bytes()]);
        self.entries.push((text, digest));
    }

    /// Appends an entry that creates an activity; the record.
    pub fn create(&mut self, title: &str) -> RecordId {
        let unit = self.enrolled["home"].clone();
        self.create_as(title, self.enrolled["author"].clone(), &unit, json!({}))
    }

    /// As whoever the author says, in whichever unit, with further fields.
    pub fn create_as(&mut self, title: &str, author: Value, unit: &Value, fields: Value) -> RecordId {
        let record = RecordId::from_random(1, fresh());
        let lead = format!("{}:mttq", unit.as_str().unwrap_or_default());
        let mut body = json!({
            "type_code": "tuyen_truyen_mieng", "title": title, "date_from": "2026-11-20", "admin_unit": unit,
            "lead_org": lead, "actor_group": "mttq_doan_the", "content": title,
        });
        if let (Some(body), Some(fields)) = (body.as_object_mut(), fields.as_object()) {
            body.extend(fields.clone());
        }
        self.say(
            json!({
                "format": 1, "author": author, "device_time": "2026-11-20T08:00:00+07:00", "record": record,
                "kind": "activity", "base": 0,
                "action": { "type": "create", "unit": unit, "body": body },
            })
            .to_string(),
        );
        record
    }

    /// An entry that does something to an activity whose first revision this device has seen.
    pub fn entry(&self, record: RecordId, action: &Value) -> Value {
        json!({
            "format": 1, "author": self.enrolled["author"], "device_time": "2026-11-20T08:00:00+07:00",
            "record": record, "kind": "activity", "base": 1, "action": action,
        })
    }

    /// Does something to a record whose first revision it has seen, and sends it.
    pub async fn push_action(&mut self, at: &Office, record: RecordId, action: Value) -> Answer {
        let from = self.entries.len();
        self.say(self.entry(record, &action).to_string());
        let answer = self.push(at, &self.rest(from)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    }

    /// The segment from one number to another, signed by `key`.
    pub fn segment(&self, from: usize, to: usize, key: Option<&SecretKey>) -> Value {
        let last = self.digest_at(to);
        let entries: Vec<Box<RawValue>> = self.entries[from..to]
            .iter()
            .map(|(text, _)| RawValue::from_string(text.clone()).unwrap())
            .collect();
        let mut push = json!({
            "from": from, "previous": self.digest_at(from), "last": last,
            "entries": entries.iter().map(|text| serde_json::from_str::<Value>(text.get()).unwrap()).collect::<Vec<_>>(),
        });
        if let Some(key) = key {
            push["signature"] =
                json!(key.sign(&head_message(self.device, self.log, to as u64, last)).unwrap());
        }
        push
    }

    /// Everything from a number on, signed as it should be.
    pub fn rest(&self, from: usize) -> Value {
        self.segment(from, self.entries.len(), Some(&self.key))
    }

    pub async fn push(&self, at: &Office, push: &Value) -> Answer {
        self.push_as(at, self.token(), push).await
    }

    pub async fn push_as(&self, at: &Office, token: &str, push: &Value) -> Answer {
        at.post(&format!("/api/v1/logs/{}/entries", self.log), Some(token), push).await
    }

    /// How many entries of its log the other side has: by its own word if it is a hub.
    pub async fn length_at(&self, at: &Office, token: &str) -> u64 {
        let answer = at.get(&format!("/api/v1/logs/{}", self.log), token).await;
        let head = if answer.body["held"].is_null() { &answer.body["receipt"] } else { &answer.body["held"] };
        head["head"]["length"].as_u64().unwrap_or(u64::MAX)
    }

    pub async fn put_key(&self, at: &Office, body: &Value) -> Answer {
        let request = at.request(Method::PUT, "/api/v1/devices/me/key").bearer_auth(self.token());
        Answer::of(request.json(body)).await
    }
}
