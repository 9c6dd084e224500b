//! What an office holds: logs with verdicts, records, and the order in which records changed.

use std::collections::BTreeMap;
use std::rc::Rc;

use danvan_core::apply::Verdict;
use danvan_core::entry::{Chain, Head, SealedEntry};
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::record::Record;

/// A log at the office.
#[derive(Clone, Debug)]
pub struct OfficeLog {
    /// The device that writes it.
    pub owner: DeviceId,
    /// Its entries.
    pub entries: Vec<Rc<SealedEntry>>,
    /// What became of each of them.
    pub verdicts: Vec<Verdict>,
    /// Entries that met another one at their number, kept apart.
    pub forks: Vec<Rc<SealedEntry>>,
}

/// All that an office holds; a copy of it is a backup.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// The logs.
    pub logs: BTreeMap<LogId, OfficeLog>,
    /// The records.
    pub records: BTreeMap<RecordId, Rc<Record>>,
    /// Which record changed at which number of the feed; each record stands only at its last.
    pub changes: BTreeMap<u64, RecordId>,
    /// The last number of the feed.
    pub last_change: u64,
    /// How many codes were given out.
    pub codes: u64,
}

impl OfficeLog {
    /// A log of which nothing has arrived.
    pub fn new(owner: DeviceId) -> Self {
        Self { owner, entries: Vec::new(), verdicts: Vec::new(), forks: Vec::new() }
    }

    /// Where it ends.
    pub fn head(&self, log: LogId) -> Head {
        match self.entries.last() {
            Some(last) => Head { length: self.entries.len() as u64, digest: last.digest },
            None => Head { length: 0, digest: Chain::genesis(log) },
        }
    }

    /// The entry of a number.
    pub fn entry(&self, number: u64) -> Option<&Rc<SealedEntry>> {
        self.entries.get(usize::try_from(number).ok()?)
    }

    /// The verdict on a number.
    pub fn verdict(&self, number: u64) -> Option<&Verdict> {
        self.verdicts.get(usize::try_from(number).ok()?)
    }
}

impl Books {
    /// Keeps a record as it is now and puts it at the end of the feed.
    pub fn keep(&mut self, record: Record) {
        self.changes.retain(|_, id| *id != record.id);
        self.last_change += 1;
        self.changes.insert(self.last_change, record.id);
        self.records.insert(record.id, Rc::new(record));
    }
}
