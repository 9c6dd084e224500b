//! A record as the office keeps it and every device mirrors it.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Body, RecordKind};
use crate::access::Author;
use crate::catalogue::UnitId;
use crate::entry::FieldPath;
use crate::ids::{LogId, RecordId};

/// A record after the entries that were applied to it.
///
/// Stored and sent as JSON: do not rename fields; add optional ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its identifier.
    pub id: RecordId,
    /// Its kind.
    pub kind: RecordKind,
    /// The unit it belongs to; decides who reads it.
    pub unit: UnitId,
    /// One more with each entry that changed it; 1 after its creation.
    pub revision: u64,
    /// Where it stands in [`crate::workflow`].
    pub state: String,
    /// The number the office gave it when it was received ("tiếp nhận"); before that devices show a temporary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The content.
    pub body: Body,
    /// Values that met another value in the same place and wait for a person's choice. The body keeps the office's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
    /// Withdrawn by its author; kept, shown as such, counted nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// How many entries of each log have been answered in this record: what a device need not replay again.
    pub applied: BTreeMap<LogId, u64>,
    /// What happened to it, oldest first.
    pub trail: Vec<TrailStep>,
}

/// A value that could not take its place because another one stood there that its author had not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The place.
    pub at: FieldPath,
    /// What its author saw there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Value>,
    /// What he wants there; absent for a removal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Value>,
    /// Who he is.
    pub author: Author,
    /// His device's clock, to show.
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

/// One line of a record's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailStep {
    /// The revision it led to.
    pub revision: u64,
    /// `create`, `change`, `delete`, or the workflow step's name.
    pub did: String,
    /// Who did it.
    pub author: Author,
    /// The author's clock, to show.
    pub device_time: DateTime<FixedOffset>,
    /// When the office received it; absent while only the device knows of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<DateTime<FixedOffset>>,
    /// The reason given, as for a return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The places that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<FieldPath>,
}

impl Record {
    /// The step that led to the present state, with its reason: what a person must know of a returned record.
    pub fn last_move(&self) -> Option<&TrailStep> {
        self.trail.iter().rev().find(|step| !matches!(step.did.as_str(), "create" | "change" | "delete"))
    }

    /// Who created it.
    pub fn creator(&self) -> Option<&Author> {
        self.trail.first().map(|step| &step.author)
    }
}
