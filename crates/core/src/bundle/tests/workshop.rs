//! What the tests make bundles from.

use serde_json::value::RawValue;

use crate::bundle::{BundledFile, OfficeSecrets, Origin, PublicKey, SecretKey, seal};
use crate::entry::Chain;
use crate::ids::{DeviceId, Digest, LogId, RecordId};
use crate::wire::Push;

pub fn secret(seed: u8) -> SecretKey {
    SecretKey::derive([seed; 32])
}

pub fn public(seed: u8) -> PublicKey {
    secret(seed).public().unwrap()
}

pub fn office() -> OfficeSecrets {
    OfficeSecrets { seal: secret(101), sign: secret(102) }
}

pub fn log() -> LogId {
    LogId::from_random(1, [9; 10])
}

pub fn origin() -> Origin {
    Origin {
        province: "12".into(),
        unit: "03466@2025-07-01".into(),
        device: DeviceId::from_random(1, [3; 10]),
        log: log(),
        made_at: "2026-11-22T14:05:00+07:00".parse().unwrap(),
    }
}

/// Entries `from..` of a log whose entries are numbers and a text.
pub fn push(from: usize, texts: &[String]) -> Push {
    let mut chain = Chain::open(log());
    (0..from).for_each(|number| drop(chain.append(format!("{{\"n\":{number}}}"))));
    let previous = chain.head().digest;
    let entries: Vec<String> = texts.iter().map(|text| serde_json::to_string(text).unwrap()).collect();
    entries.iter().for_each(|text| drop(chain.append(text.clone())));
    Push {
        from: from as u64,
        previous,
        last: chain.head().digest,
        entries: entries.into_iter().map(|text| RawValue::from_string(text).unwrap()).collect(),
        signature: None,
    }
}

pub fn file(content: &[u8]) -> BundledFile {
    BundledFile {
        sha256: Digest::of(&[content]),
        record: RecordId::from_random(1, [5; 10]),
        name: "ảnh.jpg".to_owned(),
        mime: "image/jpeg".to_owned(),
        content: content.to_vec(),
    }
}

/// A bundle of device 3 for the office.
pub fn bundle(push: &Push, files: &[BundledFile]) -> Vec<u8> {
    seal(origin(), push, files, &office().public().unwrap(), &secret(3), [42; 32]).unwrap()
}

pub fn texts(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("Phát dọn vệ sinh bản Pa Vệ Sủ {number}")).collect()
}
