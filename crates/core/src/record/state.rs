//! A record: what the entries about it came to.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::{Body, Proposal, RecordKind, TrailStep, Withdrawal};
use crate::access::Author;
use crate::catalogue::UnitId;
use crate::entry::FieldPath;
use crate::ids::{LogId, RecordId};

/// One more with each field that [`Record`] or what is in it gets. A device keeps records as its app understood them;
/// one that was updated reads them from the office again, so that no field of them stays lost on it. One more, too, with
/// each new [`RecordKind`]: until then the device's lines say that a newer version is needed.
pub const RECORD_FORMAT: u32 = 3;

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
    /// Withdrawals that met changes and wait for a person's choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawals: Vec<Withdrawal>,
    /// Withdrawn by its author; kept, shown as such, counted nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// How many entries of each log have been answered in this record: what a device need not replay again.
    pub applied: BTreeMap<LogId, u64>,
    /// What happened to it, oldest first.
    pub trail: Vec<TrailStep>,
}

/// Who wrote a value, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer<'r> {
    /// The person.
    pub author: &'r Author,
    /// The name that their entry says, where it is another one.
    pub written_as: Option<&'r str>,
    /// Their device's clock, to show.
    pub device_time: &'r DateTime<FixedOffset>,
    /// The log of their entry; absent in what the first version wrote.
    pub log: Option<LogId>,
}

impl Record {
    /// The step that led to the present state, with its reason: what a person must know of a returned record.
    pub fn last_move(&self) -> Option<&TrailStep> {
        self.trail.iter().rev().find(|step| step.is_move())
    }

    /// Who created it.
    pub fn creator(&self) -> Option<&Author> {
        self.trail.first().map(|step| &step.author)
    }

    /// The step that withdrew it, while it is withdrawn.
    pub fn withdrawn(&self) -> Option<&TrailStep> {
        self.trail.iter().rev().find(|step| self.deleted && step.did == "delete")
    }

    /// What people call the device behind a log that took part in it, by the office's last word.
    pub fn device_of(&self, log: LogId) -> Option<&str> {
        let of_log = self.trail.iter().rev().filter(|step| step.log == Some(log));
        of_log.into_iter().find_map(|step| step.device.as_deref())
    }

    /// How many values and withdrawals wait for a person's choice.
    pub fn waiting(&self) -> usize {
        self.proposals.len() + self.withdrawals.len()
    }

    /// The last revision in it that the office gave: what it is without own entries that were not answered.
    pub fn mirrored(&self) -> u64 {
        let of_office = self.trail.iter().rev().find(|step| step.received_at.is_some());
        of_office.map_or(0, |step| step.revision)
    }

    /// Who wrote what stands at a place: where it was taken from a proposal, the one who proposed it.
    pub fn writer(&self, at: &FieldPath) -> Option<Writer<'_>> {
        let of_place = |other: &FieldPath| {
            other.field == at.field && (other.key == at.key || other.key.is_none() || at.key.is_none())
        };
        let last = self.trail.iter().rev().find(|step| step.changed.iter().any(of_place));
        let step = last.or_else(|| self.trail.first())?;
        let taken =
            step.settled.iter().rev().find(|settled| settled.taken && settled.at.as_ref() == Some(at));
        Some(match taken {
            Some(settled) => Writer {
                author: &settled.author,
                written_as: settled.written_as.as_deref(),
                device_time: &settled.device_time,
                log: Some(settled.log),
            },
            None => Writer {
                author: &step.author,
                written_as: step.written_as.as_deref(),
                device_time: &step.device_time,
                log: step.log,
            },
        })
    }
}
