//! Which records have entries that the office has not confirmed. People count records, not entries: one record that was
//! edited twice is one.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use danvan_core::entry::Entry;
use danvan_core::ids::{LogId, RecordId};

use super::keys;
use super::logs::Logs;
use super::store::{StoreError, Table, Vault};

/// Entries read between two breaths, so that the texts of a long log never lie in memory at once.
const AT_ONCE: u32 = 500;

/// The records of waiting entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Each record once.
    pub records: BTreeSet<RecordId>,
    /// Entries that this version cannot read: each stands for a record of its own.
    pub unreadable: u64,
}

/// What each waiting entry speaks of: an entry never changes, so each is read once.
#[derive(Debug, Default)]
pub struct Spoken(RefCell<BTreeMap<(LogId, u64), Option<RecordId>>>);

impl Spoken {
    /// An entry was appended that speaks of a record.
    pub fn note(&self, log: LogId, number: u64, record: RecordId) {
        self.0.borrow_mut().insert((log, number), Some(record));
    }

    /// The records of all that waits by these logs; reads the entries that are new to it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn waiting(&self, vault: &Vault, logs: &Logs) -> Result<Waiting, StoreError> {
        let waits = |(log, number): (LogId, u64)| {
            logs.all.iter().any(|row| row.log == log && (row.confirmed..row.head.length).contains(&number))
        };
        self.0.borrow_mut().retain(|place, _| waits(*place));
        for row in &logs.all {
            let known = |number: &u64| self.0.borrow().contains_key(&(row.log, *number));
            let mut from = row.confirmed;
            while let Some(first) = (from..row.head.length).find(|number| !known(number)) {
                let to = (first..row.head.length)
                    .take(AT_ONCE as usize)
                    .take_while(|number| !known(number))
                    .last();
                let to = to.unwrap_or(first) + 1;
                let rows = vault.range(Table::Entries, keys::numbers(row.log, first, to, AT_ONCE)).await?;
                let mut spoken = self.0.borrow_mut();
                spoken.extend((first..to).map(|number| ((row.log, number), None)));
                spoken.extend(rows.iter().filter_map(|found| {
                    let number = keys::number_of(&found.key)?;
                    let text = keys::entry_of(row.log, number, &found.value)?.text;
                    let record = Entry::from_text(&text).ok().map(|entry| entry.record);
                    Some(((row.log, number), record))
                }));
                from = to;
            }
        }
        let spoken = self.0.borrow();
        let records = spoken.values().flatten().copied().collect();
        let unreadable = spoken.values().filter(|record| record.is_none()).count() as u64;
        Ok(Waiting { records, unreadable })
    }
}
