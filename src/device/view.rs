//! One record as its page shows it.

use chrono::{DateTime, FixedOffset};
use danvan_core::entry::{Action, Entry};
use danvan_core::ids::{LogId, RecordId};
use danvan_core::message::Problem;
use danvan_core::record::Record;

use super::Delivery;
use super::facts::{OwnEntry, gather};
use super::files::FileRow;
use super::inner::Inner;

/// A record with everything the device knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordView {
    /// The office's word plus the own entries it has not answered: what to show.
    pub record: Record,
    /// The office's word alone, once it has arrived in the feed.
    pub office: Option<Record>,
    /// Where it stands on its way.
    pub delivery: Delivery,
    /// Own entries that were not refused, oldest first.
    pub own: Vec<Entry>,
    /// The device's logs.
    pub logs: Vec<LogId>,
    /// Own entries that the office refused, oldest first.
    pub refusals: Vec<Refusal>,
    /// Own entries that the office has not confirmed, oldest first.
    pub waiting: Vec<WaitingEntry>,
    /// Whether the office answered an own entry in a way that only another version can read.
    pub answered_newer: bool,
    /// The files that own entries name and this device holds.
    pub files: Vec<FileRow>,
}

impl RecordView {
    /// Whether a form has been saved on this device since a revision: of what another tab typed, that may be part.
    pub fn has_saved_since(&self, base: u64) -> bool {
        let is_form = |action: &Action| {
            matches!(action, Action::Create { .. } | Action::Change { .. } | Action::Move { .. })
        };
        self.own.iter().any(|entry| entry.base >= base && is_form(&entry.action))
    }

    /// Whether everything that the office has had since a revision came from this device.
    pub fn is_own_since(&self, mirrored: u64) -> bool {
        let all = self.record.trail.iter();
        let since = all.filter(|step| step.received_at.is_some() && step.revision > mirrored);
        let own = since.filter(|step| step.log.is_some_and(|log| self.logs.contains(&log))).count() as u64;
        // A step that is missing in the history may have been anybody's.
        self.record.mirrored().checked_sub(mirrored) == Some(own)
    }
}

/// An entry that changed nothing, with what was written in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Its number in the log.
    pub number: u64,
    /// Why.
    pub problem: Problem,
    /// The device's clock when it was written.
    pub device_time: DateTime<FixedOffset>,
    /// What it wanted: nothing typed is lost.
    pub action: Action,
}

/// An entry on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingEntry {
    /// Its number in the log.
    pub number: u64,
    /// The device's clock when it was written.
    pub device_time: DateTime<FixedOffset>,
}

/// Reads a record from the store.
pub async fn read(inner: &Inner, id: RecordId) -> Option<RecordView> {
    let session = inner.session()?;
    let (logs, _) = inner.logs().await.ok()??;
    let facts = gather(&inner.vault, &logs, &[id]).await.ok()?.pop()?;
    let catalogue = inner.catalogue();
    let record = facts.view(&session.authority(), catalogue.as_deref())?;
    let refusals = facts.own.iter().filter_map(|own| {
        Some(Refusal {
            number: own.number,
            problem: own.refusal()?.clone(),
            device_time: own.entry.device_time,
            action: own.entry.action.clone(),
        })
    });
    let own = facts.own.iter().filter(|own| own.refusal().is_none()).map(|own| own.entry.clone());
    let waiting = facts.own.iter().filter(|own| !own.confirmed);
    let waiting = waiting.map(|own| WaitingEntry { number: own.number, device_time: own.entry.device_time });
    Some(RecordView {
        delivery: facts.delivery(&record),
        answered_newer: facts.own.iter().any(OwnEntry::answered_newer),
        own: own.collect(),
        logs: logs.all.iter().map(|row| row.log).collect(),
        refusals: refusals.collect(),
        waiting: waiting.collect(),
        office: facts.office.clone(),
        files: facts.files.clone(),
        record,
    })
}
