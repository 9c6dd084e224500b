//! One record as its page shows it.

use chrono::{DateTime, FixedOffset};
use danvan_core::entry::Action;
use danvan_core::message::Problem;
use danvan_core::record::Record;

use super::Delivery;

/// A record with everything the device knows of it.
#[derive(Clone, Debug)]
pub struct RecordView {
    /// The office's word plus the own entries it has not answered: what to show.
    pub record: Record,
    /// The office's word alone, once it has arrived in the feed.
    pub office: Option<Record>,
    /// Where it stands on its way.
    pub delivery: Delivery,
    /// Own entries that the office refused, oldest first.
    pub refusals: Vec<Refusal>,
    /// Own entries that the office has not confirmed, oldest first.
    pub waiting: Vec<WaitingEntry>,
}

/// An entry that changed nothing, with what was written in it.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct WaitingEntry {
    /// Its number in the log.
    pub number: u64,
    /// The device's clock when it was written.
    pub device_time: DateTime<FixedOffset>,
}
