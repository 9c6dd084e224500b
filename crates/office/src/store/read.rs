//! Reading stored values back into the core's types.

use chrono::{DateTime, FixedOffset};
use danvan_core::bundle::{PublicKey, SecretKey, Signature};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::Head;
use danvan_core::ids::{DeviceId, Digest, LogId, RecordId, UserId};
use danvan_core::record::{Given, Record};
use danvan_core::wire::SignedHead;
use danvan_core::wire_bundles::BundleRow;
use serde::de::DeserializeOwned;

use crate::clock;
use crate::store::error::{StoreError, StoreResult};

pub(crate) fn json<T: DeserializeOwned>(what: &'static str, text: &str) -> StoreResult<T> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(what, error))
}

/// A record with its text, whichever version wrote it.
pub(crate) fn given(text: &str) -> StoreResult<Given> {
    Given::read(text).ok_or_else(|| StoreError::corrupt("record", "it names no record"))
}

/// A record to look at or to apply entries to, whichever version wrote it.
pub(crate) fn record(text: &str) -> StoreResult<Record> {
    Record::read(text).ok_or_else(|| StoreError::corrupt("record", "it names no record"))
}

pub(crate) fn to_json<T: serde::Serialize>(what: &'static str, value: &T) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt(what, error))
}

pub(crate) fn digest(bytes: &[u8]) -> StoreResult<Digest> {
    let bytes = bytes.try_into().map_err(|error| StoreError::corrupt("digest", error))?;
    Ok(Digest::from_bytes(bytes))
}

pub(crate) fn count(stored: i64) -> StoreResult<u64> {
    u64::try_from(stored).map_err(|error| StoreError::corrupt("count", error))
}

/// A number as databases keep it. Nothing that the office counts comes near the end of the range; a number from
/// outside that lies beyond it simply finds nothing.
pub(crate) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn time(unix_ms: i64) -> StoreResult<DateTime<FixedOffset>> {
    clock::from_unix_ms(unix_ms).ok_or_else(|| StoreError::corrupt("time", unix_ms))
}

pub(crate) fn public_key(bytes: &[u8]) -> StoreResult<PublicKey> {
    PublicKey::from_bytes(bytes).ok_or_else(|| StoreError::corrupt("key", bytes.len()))
}

/// A head with a signature: length, digest, signature.
pub(crate) fn signed_head((length, digest, signature): (i64, Vec<u8>, Vec<u8>)) -> StoreResult<SignedHead> {
    let signature =
        Signature::from_bytes(&signature).ok_or_else(|| StoreError::corrupt("signature", signature.len()))?;
    Ok(SignedHead { head: head(length, &digest)?, signature })
}

pub(crate) fn secret_key(bytes: &[u8]) -> StoreResult<SecretKey> {
    SecretKey::from_bytes(bytes).ok_or_else(|| StoreError::corrupt("office key", "not a key"))
}

pub(crate) fn device_id(text: &str) -> StoreResult<DeviceId> {
    DeviceId::parse(text).ok_or_else(|| StoreError::corrupt("device", text))
}

pub(crate) fn log_id(text: &str) -> StoreResult<LogId> {
    LogId::parse(text).ok_or_else(|| StoreError::corrupt("log", text))
}

pub(crate) fn record_id(text: &str) -> StoreResult<RecordId> {
    RecordId::parse(text).ok_or_else(|| StoreError::corrupt("record", text))
}

pub(crate) fn user_id(text: &str) -> StoreResult<UserId> {
    UserId::parse(text).ok_or_else(|| StoreError::corrupt("user", text))
}

/// A bundle that waits: its row and the file.
pub(crate) fn waiting_bundle((row, content): (String, Vec<u8>)) -> StoreResult<(BundleRow, Vec<u8>)> {
    Ok((json("bundle", &row)?, content))
}

/// A log with its province.
pub(crate) fn log_of((province, log): (String, String)) -> StoreResult<(ProvinceCode, LogId)> {
    Ok((ProvinceCode::new(province), log_id(&log)?))
}

pub(crate) fn head(length: i64, digest: &[u8]) -> StoreResult<Head> {
    Ok(Head { length: count(length)?, digest: self::digest(digest)? })
}
