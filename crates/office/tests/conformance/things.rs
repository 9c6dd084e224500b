//! Persons, codes, entries and records to store.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, FixedOffset};
use danvan_core::access::{Author, Role};
use danvan_core::apply::{Outcome, Verdict};
use danvan_core::bundle::SecretKey;
use danvan_core::catalogue::{ProvinceCode, UnitId};
use danvan_core::entry::SealedEntry;
use danvan_core::ids::{DeviceId, Digest, LogId, RecordId, UserId};
use danvan_core::record::{Record, RecordKind};
use danvan_office::enrolling::Proof;
use danvan_office::store::{
    EnrolAttempt, EnrolOutcome, Grant, Judgement, LogAt, NewCode, NewEntry, NewUser, OfficeStore, Reach, User,
};
use serde_json::json;

pub const HERE: &str = "12";
pub const THERE: &str = "80";
pub const AT_MS: i64 = 1_795_316_400_000;

static IDS: AtomicU64 = AtomicU64::new(1);

/// A fresh identifier of any kind.
pub fn id<T>(make: impl FnOnce(u64, [u8; 10]) -> T) -> T {
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&IDS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    make(1, bytes)
}

pub fn now() -> DateTime<FixedOffset> {
    danvan_office::clock::from_unix_ms(AT_MS).unwrap()
}

pub fn province(code: &str) -> ProvinceCode {
    code.into()
}

pub fn digest(text: &str) -> Digest {
    Digest::of(&[text.as_bytes()])
}

pub fn user(username: &str) -> NewUser {
    let user = User {
        province: province(HERE),
        id: id(UserId::from_random),
        username: username.to_owned(),
        name: "Lò Thị Mai".to_owned(),
        role: Role::ProvinceSpecialist,
        log: id(LogId::from_random),
        device: id(DeviceId::from_random),
    };
    NewUser { user, password: "digest of a password".to_owned() }
}

pub fn code(text: &str, uses: u32, person: &str) -> NewCode {
    let home = UnitId::from("03466@2025-07-01");
    NewCode {
        id: format!("id of {text}"),
        digest: digest(text),
        grant: Grant {
            author: Author { id: id(UserId::from_random), name: person.to_owned() },
            role: Role::FieldOfficer,
            reach: Reach::Units { units: [home.clone()].into() },
            home,
            place: "Xã Bum Nưa".to_owned(),
            organisation: None,
        },
        uses,
        at_ms: AT_MS,
        expires_ms: AT_MS + 1_000,
    }
}

pub fn attempt(code: &str, device: DeviceId, log: LogId, token: &str) -> EnrolAttempt {
    EnrolAttempt {
        code: digest(code),
        device,
        log,
        device_name: "Máy thử".to_owned(),
        token: digest(token),
        proof: Proof::By(secret_of(device).public().unwrap()),
        carried: None,
        machine: false,
        at_ms: AT_MS,
    }
}

/// A revocation.
pub fn lost() -> Judgement {
    Judgement {
        revoked: true, at_ms: AT_MS, by: "Lò Thị Mai".to_owned(), reason: "Mất máy ở chợ".to_owned()
    }
}

/// A device's key, always the same for the same device.
pub fn secret_of(device: DeviceId) -> SecretKey {
    SecretKey::derive(*Digest::of(&[device.as_bytes()]).as_bytes())
}

/// An enrolled device with its empty log.
pub async fn device(store: &dyn OfficeStore, code_text: &str, at: &str) -> (DeviceId, LogAt) {
    store.add_code(&province(at), &code(code_text, 1, "Người ghi")).await.unwrap();
    let (device, log) = (id(DeviceId::from_random), id(LogId::from_random));
    let outcome = store.enrol(&attempt(code_text, device, log, code_text)).await.unwrap();
    assert!(matches!(outcome, EnrolOutcome::Enrolled { .. }), "{outcome:?}");
    (device, LogAt { province: province(at), log })
}

pub fn entry(sealed: SealedEntry) -> NewEntry {
    let verdict = Verdict {
        number: sealed.number,
        record: None,
        revision: 1,
        outcome: Outcome::Applied,
        further: Default::default(),
    };
    NewEntry { number: sealed.number, text: sealed.text, digest: sealed.digest, verdict }
}

pub fn record(unit: &str, title: &str, day: &str) -> Record {
    Record {
        id: id(RecordId::from_random),
        kind: RecordKind::Activity,
        unit: unit.into(),
        revision: 1,
        state: "submitted".to_owned(),
        code: None,
        body: json!({ "title": title, "date_from": day, "later": { "unknown": [1.5, null] } })
            .as_object()
            .unwrap()
            .clone(),
        proposals: Vec::new(),
        withdrawals: Vec::new(),
        deleted: false,
        applied: Default::default(),
        trail: Vec::new(),
    }
}

pub async fn save(store: &dyn OfficeStore, at: &str, records: &[Record]) {
    let mut writing = store.begin().await.unwrap();
    writing.save(&province(at), records).await.unwrap();
    writing.commit().await.unwrap();
}
