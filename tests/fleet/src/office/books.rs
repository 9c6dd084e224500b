//! What an office holds: logs with verdicts, and records.

use std::collections::BTreeMap;
use std::rc::Rc;

use danvan_core::apply::Verdict;
use danvan_core::entry::SealedEntry;
use danvan_core::ids::{LogId, RecordId};
use danvan_core::record::Record;

/// A log at the office.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfficeLog {
    /// Its entries.
    pub entries: Vec<Rc<SealedEntry>>,
    /// What became of each of them.
    pub verdicts: Vec<Verdict>,
}

/// All that an office holds, as it was read from its database.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Books {
    /// The logs.
    pub logs: BTreeMap<LogId, OfficeLog>,
    /// The records.
    pub records: BTreeMap<RecordId, Rc<Record>>,
    /// The texts that were kept apart because a log forked.
    pub forked: Vec<String>,
}

impl OfficeLog {
    /// The entry of a number.
    pub fn entry(&self, number: u64) -> Option<&Rc<SealedEntry>> {
        self.entries.get(usize::try_from(number).ok()?)
    }

    /// The verdict on a number.
    pub fn verdict(&self, number: u64) -> Option<&Verdict> {
        self.verdicts.get(usize::try_from(number).ok()?)
    }
}
