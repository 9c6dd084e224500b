//! What waits in a record for a person's choice, and what became of it.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::Author;
use crate::entry::FieldPath;
use crate::ids::LogId;

/// A value that could not take its place because of something that its author had not seen: another value stood
/// there, or the record was withdrawn or no longer open to the author.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The place.
    pub at: FieldPath,
    /// What its author saw there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Value>,
    /// What the author wants there; absent for a removal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Value>,
    /// Who the author is.
    pub author: Author,
    /// The name that the entry says, where it is not the one that the office knew its author by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_as: Option<String>,
    /// The clock of the author's device, to show.
    pub device_time: DateTime<FixedOffset>,
    /// The entry's log.
    pub log: LogId,
    /// The entry's number in it.
    pub number: u64,
    /// The revision with which it began to wait. Whoever saw that one, or a later one, and writes at the place has
    /// chosen: the proposal goes.
    #[serde(default)]
    pub revision: u64,
}

/// A withdrawal that could not take effect because its author had not seen what others did to the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Why, if the author said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who wants it.
    pub author: Author,
    /// The name that the entry says, where it is not the one that the office knew its author by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_as: Option<String>,
    /// The clock of the author's device, to show.
    pub device_time: DateTime<FixedOffset>,
    /// The entry's log.
    pub log: LogId,
    /// The entry's number in it.
    pub number: u64,
    /// The revision with which it began to wait.
    pub revision: u64,
}

/// Something that waited and waits no more, kept in the record's history for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// The place; absent for a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FieldPath>,
    /// What its author had seen there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Value>,
    /// What the author wanted there; absent for a removal or a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Value>,
    /// Why the author withdrew, if they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who the author is.
    pub author: Author,
    /// The name that the entry says, where it is not the one that the office knew its author by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_as: Option<String>,
    /// The clock of the author's device, to show.
    pub device_time: DateTime<FixedOffset>,
    /// The entry's log.
    pub log: LogId,
    /// The entry's number in it.
    pub number: u64,
    /// Whether it took its place; otherwise it was left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub taken: bool,
}

impl Settled {
    /// A value that took its place, or was left.
    pub fn proposal(proposal: Proposal, taken: bool) -> Self {
        let Proposal { at, seen, written, author, written_as, device_time, log, number, revision: _ } =
            proposal;
        Self {
            at: Some(at),
            seen,
            written,
            reason: None,
            author,
            written_as,
            device_time,
            log,
            number,
            taken,
        }
    }

    /// A withdrawal that took effect, or was left.
    pub fn withdrawal(withdrawal: Withdrawal, taken: bool) -> Self {
        let Withdrawal { reason, author, written_as, device_time, log, number, revision: _ } = withdrawal;
        Self {
            at: None,
            seen: None,
            written: None,
            reason,
            author,
            written_as,
            device_time,
            log,
            number,
            taken,
        }
    }
}
