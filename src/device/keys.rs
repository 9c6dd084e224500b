//! Keys of the store, and the stored form of an entry. Parts of the stored format: do not change, only add.

use danvan_core::entry::SealedEntry;
use danvan_core::ids::{Digest, LogId, RecordId};

use super::store::Stretch;

/// The enrolment ([`super::Session`]).
pub const SESSION: &str = "session";
/// An enrolment that was asked for and not answered yet.
pub const ENROLLING: &str = "enrolling";
/// The key that the device signs with: in 64 hexadecimal digits a secret, as release 2 wrote it; in 66 the public key
/// under which the browser's own secret lies in [`super::store::Table::Secrets`].
pub const KEY: &str = "key";
/// In the same form, the key that is to follow it and that the office has not confirmed yet.
pub const NEXT_KEY: &str = "next-key";
/// The catalogue as the office sent it.
pub const CATALOGUE: &str = "catalogue";
/// Its `ETag`.
pub const CATALOGUE_TAG: &str = "catalogue-tag";
/// What was lost ([`super::Damage`]).
pub const DAMAGE: &str = "damage";

/// The key of an entry or a verdict.
pub fn numbered(log: LogId, number: u64) -> String {
    format!("{log}/{number:010}")
}

/// The numbers from `from` up to, not including, `to` of a log.
pub fn numbers(log: LogId, from: u64, to: u64, limit: u32) -> Stretch {
    Stretch { from: numbered(log, from), to: numbered(log, to), limit }
}

/// The number at the end of such a key.
pub fn number_of(key: &str) -> Option<u64> {
    key.rsplit('/').next()?.parse().ok()
}

/// The key that says: this entry of the device's n-th log speaks of that record. In order of writing.
pub fn own(record: RecordId, generation: usize, number: u64) -> String {
    format!("{record}/{generation:04}/{number:010}")
}

/// The generation and the number of such a key.
pub fn own_place(key: &str) -> Option<(usize, u64)> {
    let mut parts = key.rsplit('/');
    let number = parts.next()?.parse().ok()?;
    Some((parts.next()?.parse().ok()?, number))
}

/// An entry's value: its digest in 64 letters, then its frozen text.
pub fn entry_value(entry: &SealedEntry) -> String {
    format!("{}{}", entry.digest, entry.text)
}

/// An entry back from its value.
pub fn entry_of(log: LogId, number: u64, value: &str) -> Option<SealedEntry> {
    let (digest, text) = value.split_at_checked(64)?;
    Some(SealedEntry { log, number, text: text.to_owned(), digest: Digest::parse(digest)? })
}
