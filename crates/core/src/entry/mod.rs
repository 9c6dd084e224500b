//! Entries: what a device appends to its log. An entry is frozen once it is written.

mod action;
mod chain;

pub use action::{Action, Choice, FieldChange, FieldPath};
pub use chain::{Chain, ChainProblem, Head, SealedEntry, relog};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::access::Author;
use crate::ids::RecordId;
use crate::record::RecordKind;

/// The format of the entries this version writes. Readers accept every format up to their own.
pub const ENTRY_FORMAT: u16 = 1;

/// The first format there was: an entry of one before it is none.
pub const ENTRY_FORMAT_FIRST: u16 = 1;

/// The longest text of one entry, in bytes. The forms keep well below it; the office refuses more.
pub const ENTRY_BYTES_MAX: usize = 64 * 1024;

/// One thing that one person did to one record.
///
/// Stored and sent as JSON: do not rename fields; add optional ones. The log and the number are not inside: the
/// chain binds them (see [`Chain`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The format it was written in.
    pub format: u16,
    /// Who wrote it.
    pub author: Author,
    /// The device's clock when it was written: shown to people, never used to order.
    pub device_time: DateTime<FixedOffset>,
    /// The record it speaks of.
    pub record: RecordId,
    /// The kind of that record.
    pub kind: RecordKind,
    /// The revision its author had before them; 0 when they create the record.
    pub base: u64,
    /// The office's revision that the author's device had, without the author's own entries that [`Self::base`] counts
    /// too: tells what the author can have seen of others. Absent in entries of the first version, for which the base
    /// stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirrored: Option<u64>,
    /// What the author did.
    pub action: Action,
}

impl Entry {
    /// The text that is stored, chained and sent.
    ///
    /// # Errors
    /// Only if a body holds something that JSON cannot say, which parsed JSON never does.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads an entry back from its text.
    ///
    /// # Errors
    /// When the text is not an entry in a format that this version knows.
    pub fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
