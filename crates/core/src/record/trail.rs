//! A record's history.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Settled;
use crate::access::Author;
use crate::clock::clock_was_off;
use crate::entry::FieldPath;
use crate::ids::LogId;

/// One line of a record's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailStep {
    /// The revision it led to.
    pub revision: u64,
    /// `create`, `change`, `delete`, or the workflow step's name. A choice is a `change` with something in
    /// [`Self::settled`], or a `delete` where a withdrawal was taken.
    pub did: String,
    /// Who did it, under the name that the office knew them by.
    pub author: Author,
    /// The name that the entry says, where it is not the one that the office knew its author by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_as: Option<String>,
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
    /// The log of the entry behind it; absent in what the first version wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogId>,
    /// What people call the device of that log, as the office knew it then; absent where an earlier step of the log says the
    /// same, and for what was done at the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// What stood at the places that changed: nothing that was written is ever forgotten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Replaced>,
    /// What had waited, and was taken or left with this step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Settled>,
}

/// A value that another one replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replaced {
    /// Where it stood.
    pub at: FieldPath,
    /// What stood there.
    pub value: Value,
}

impl TrailStep {
    /// Whether it is a step of the workflow.
    pub fn is_move(&self) -> bool {
        !matches!(self.did.as_str(), "create" | "change" | "delete")
    }

    /// Whether a value that waited took its place with it.
    pub fn took_value(&self) -> bool {
        self.settled.iter().any(|settled| settled.taken && settled.at.is_some())
    }
}

impl TrailStep {
    /// Whether the author's clock was certainly wrong: its time is shown with that word.
    pub fn clock_was_off(&self) -> bool {
        self.received_at.is_some_and(|at| clock_was_off(self.device_time, at))
    }
}
