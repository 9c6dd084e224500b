//! The device's store: what is durable, and the transactions that change it. Each is all or nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use danvan_core::apply::Verdict;
use danvan_core::entry::{Chain, Entry, Head, SealedEntry, relog};
use danvan_core::ids::{Digest, LogId, RecordId};
use danvan_core::record::Record;
use danvan_core::sync::uploads::Fate;
use danvan_core::sync::{ClosedLog, LocalLog, believed};
use danvan_core::wire::{FeedPage, Held, Receipt};

use crate::planted::PlantedBug;

/// A photo in the device's store. It lies there before the entry that names it.
#[derive(Clone, Debug)]
pub struct StoredPhoto {
    /// Its bytes.
    pub bytes: Rc<Vec<u8>>,
    /// Tells in which order photos were taken.
    pub taken: u64,
    /// What has become of it.
    pub fate: Fate,
}

/// An entry with its parsed form at hand.
#[derive(Clone, Debug)]
pub struct Kept {
    /// As it stands in the log.
    pub sealed: SealedEntry,
    /// What it says.
    pub entry: Rc<Entry>,
}

/// A log on the device.
#[derive(Clone, Debug)]
pub struct StoredLog {
    /// Its identifier.
    pub id: LogId,
    /// Its entries.
    pub entries: Vec<Kept>,
    /// How many of them the office has, by its last receipt.
    pub confirmed: u64,
    /// The epoch of that receipt.
    pub epoch: Option<String>,
    /// When the last entry had arrived at the office, by that receipt.
    pub received_at: Option<DateTime<FixedOffset>>,
    /// What became of entries.
    pub verdicts: BTreeMap<u64, Verdict>,
    /// Verdicts below this number were given in the receipt's epoch.
    answered_to: u64,
    /// Where the log was left, once it was.
    pub closed_at: Option<u64>,
    /// What a hub last said that it holds.
    pub held: Option<KeptHeld>,
}

/// How far a log has come to a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptHeld {
    /// The hub, by its place in the world.
    pub hub: usize,
    /// Which of its disks it was.
    pub disk: u32,
    /// How many entries it holds.
    pub length: u64,
}

/// What survives the death of the app.
#[derive(Clone, Debug)]
pub struct Stored {
    /// All logs, oldest first; the last one is written.
    pub logs: Vec<StoredLog>,
    /// The office's records in scope.
    pub mirror: BTreeMap<RecordId, Rc<Record>>,
    /// Where the feed goes on.
    pub cursor: Option<String>,
    /// The photos that were taken here.
    pub photos: BTreeMap<Digest, StoredPhoto>,
}

/// A transaction.
#[derive(Clone, Debug)]
pub enum Change {
    /// An entry is appended to the log that is written when the transaction runs.
    Append { entry: Rc<Entry>, text: String },
    /// A receipt with verdicts; where a hub gave it, with what it said of itself, and as the device keeps that.
    Receipt { receipt: Receipt, verdicts: Vec<Verdict>, held: Option<Box<(KeptHeld, Held)>> },
    /// A page with its cursor.
    Page(FeedPage),
    /// A cursor alone: only a planted bug does this.
    Cursor(String),
    /// A new log that says everything from `keep_from` on again.
    StartLog { old: LogId, keep_from: u64, new: LogId },
}

impl StoredLog {
    fn new(id: LogId) -> Self {
        Self {
            id,
            entries: Vec::new(),
            confirmed: 0,
            epoch: None,
            received_at: None,
            verdicts: BTreeMap::new(),
            answered_to: 0,
            closed_at: None,
            held: None,
        }
    }

    /// How many of its entries count: those before the place where it was left.
    pub fn end(&self) -> u64 {
        self.closed_at.unwrap_or(self.entries.len() as u64)
    }

    /// The first entry without a verdict of the present epoch.
    pub fn answered(&self) -> u64 {
        self.answered_to
    }

    /// The digest at a length.
    fn digest_at(&self, length: u64) -> Digest {
        let last = length.checked_sub(1).and_then(|number| self.at(number));
        last.map_or(Chain::genesis(self.id), |kept| kept.sealed.digest)
    }

    /// The entry of a number.
    pub fn at(&self, number: u64) -> Option<&Kept> {
        self.entries.get(usize::try_from(number).ok()?)
    }

    /// Entries from a number on, in order, at least one if there is one, up to a size of texts.
    pub fn stretch(&self, from: u64, bytes_max: usize) -> Vec<SealedEntry> {
        let mut bytes = 0;
        let mut stretch = Vec::new();
        for kept in self.entries.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)) {
            bytes += kept.sealed.text.len();
            if bytes > bytes_max && !stretch.is_empty() {
                break;
            }
            stretch.push(kept.sealed.clone());
        }
        stretch
    }

    /// The head that it had at a length.
    pub fn head_at(&self, length: u64) -> Head {
        Head { length, digest: self.digest_at(length) }
    }

    /// What the engine is told of it.
    pub fn local(&self) -> LocalLog {
        let head = self.head_at(self.end());
        LocalLog { log: self.id, head, confirmed: self.confirmed, answered: self.answered_to }
    }

    /// The same for a log that was left.
    pub fn closed(&self) -> ClosedLog {
        let settled = self.confirmed >= self.end() && self.answered_to >= self.end();
        ClosedLog { log: self.local(), settled_in: self.epoch.clone().filter(|_| settled) }
    }

    /// The entries that the view still needs: those that were not refused.
    pub fn waiting_for_view(&self, bug: Option<PlantedBug>) -> impl Iterator<Item = (u64, &Entry)> {
        self.entries.iter().filter_map(move |kept| {
            let number = kept.sealed.number;
            let verdict = self.verdicts.get(&number);
            let dropped = bug == Some(PlantedBug::OverlayDropsAnswered) && verdict.is_some();
            let refused = verdict.is_some_and(Verdict::refused);
            (number < self.end() && !refused && !dropped).then_some((number, &*kept.entry))
        })
    }

    fn take(
        &mut self,
        receipt: &Receipt,
        verdicts: &[Verdict],
        held: Option<&(KeptHeld, Held)>,
        bug: Option<PlantedBug>,
    ) {
        self.held = held.map(|(kept, _)| *kept).or(self.held);
        let word = held.map(|(_, held)| held);
        let taken = believed(self.epoch.as_deref(), self.confirmed, receipt, word);
        if !taken && bug != Some(PlantedBug::HubWordBelieved) {
            return self.count_held(bug);
        }
        let head = receipt.head.length;
        let new_epoch = self.epoch.as_ref() != Some(&receipt.epoch);
        if new_epoch && bug != Some(PlantedBug::VerdictsOfAnotherEpoch) {
            self.answered_to = 0;
        }
        self.epoch = Some(receipt.epoch.clone());
        self.received_at = Some(receipt.received_at);
        if bug == Some(PlantedBug::ConfirmedNeverLowered) {
            self.confirmed = self.confirmed.max(head);
        } else {
            self.confirmed = head;
        }
        if head < self.end() && bug != Some(PlantedBug::VerdictsOfAnotherEpoch) {
            self.answered_to = self.answered_to.min(head);
            self.verdicts.retain(|number, _| *number < head);
        }
        for verdict in verdicts {
            if bug != Some(PlantedBug::VerdictsNotStored) {
                self.verdicts.insert(verdict.number, verdict.clone());
            }
            if verdict.number == self.answered_to {
                self.answered_to += 1;
            }
        }
        self.count_held(bug);
    }

    /// What a planted bug makes of a hub's word.
    fn count_held(&mut self, bug: Option<PlantedBug>) {
        if let (Some(PlantedBug::HeldCountsAsReceived), Some(held)) = (bug, self.held) {
            self.confirmed = self.confirmed.max(held.length.min(self.end()));
        }
    }
}

impl Stored {
    /// An empty store with its first log.
    pub fn new(log: LogId) -> Self {
        Self {
            logs: vec![StoredLog::new(log)],
            mirror: BTreeMap::new(),
            cursor: None,
            photos: BTreeMap::new(),
        }
    }

    /// The log that is written.
    ///
    /// # Panics
    /// Never: a store begins with a log and only adds more.
    #[expect(clippy::expect_used, reason = "a store without a log cannot be built")]
    pub fn current(&self) -> &StoredLog {
        self.logs.last().expect("a store has a log")
    }

    /// A log by its identifier.
    pub fn log(&self, id: LogId) -> Option<&StoredLog> {
        self.logs.iter().find(|log| log.id == id)
    }

    /// Every entry of every log, those included that were said again elsewhere.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.logs.iter().flat_map(|log| log.entries.iter().map(|kept| kept.sealed.text.as_str()))
    }

    /// Runs one transaction.
    pub fn run(&mut self, change: &Change, bug: Option<PlantedBug>) {
        match change {
            Change::Append { entry, text } => self.append(Rc::clone(entry), text.clone()),
            Change::Receipt { receipt, verdicts, held } => {
                let named = self.logs.iter().position(|log| log.id == receipt.log);
                let place = if bug == Some(PlantedBug::ReceiptOfAnotherLog) {
                    self.logs.len().checked_sub(1)
                } else {
                    named
                };
                if let Some(log) = place.and_then(|place| self.logs.get_mut(place)) {
                    log.take(receipt, verdicts, held.as_deref(), bug);
                }
            }
            Change::Page(page) => self.keep_page(page, bug),
            Change::Cursor(cursor) => self.cursor = Some(cursor.clone()),
            Change::StartLog { old, keep_from, new } => self.start_log(*old, *keep_from, *new, bug),
        }
    }

    fn append(&mut self, entry: Rc<Entry>, text: String) {
        let Some(log) = self.logs.last_mut() else { return };
        let length = log.entries.len() as u64;
        let mut chain = Chain::resume(log.id, log.head_at(length));
        let sealed = chain.append(text);
        log.entries.push(Kept { sealed, entry });
    }

    fn keep_page(&mut self, page: &FeedPage, bug: Option<PlantedBug>) {
        let known = self.cursor.as_deref().and_then(epoch_of);
        if bug == Some(PlantedBug::NewEpochDeletes) && known != Some(page.epoch.as_str()) {
            self.mirror.clear();
        }
        for record in &page.records {
            let known = self.mirror.get(&record.id).map_or(0, |known| known.revision);
            if bug == Some(PlantedBug::HigherRevisionWins) && known >= record.revision {
                continue;
            }
            self.mirror.insert(record.id, Rc::new(Record::clone(record)));
        }
        self.cursor = Some(page.cursor.clone());
    }

    fn start_log(&mut self, old: LogId, keep_from: u64, new: LogId, bug: Option<PlantedBug>) {
        let Some(current) = self.logs.len().checked_sub(1) else { return };
        let Some(place) = self.logs.iter().position(|log| log.id == old) else { return };
        if place != current {
            self.logs[current].closed_at = Some(self.logs[current].end());
        }
        let end = self.logs[place].end();
        let again: Vec<Kept> = self.logs[place]
            .entries
            .iter()
            .filter(|kept| (keep_from..end).contains(&kept.sealed.number))
            .filter(|_| bug != Some(PlantedBug::ForkLosesRest))
            .cloned()
            .collect();
        self.logs[place].closed_at = Some(keep_from.min(end));
        let (_, sealed) = relog(again.iter().map(|kept| kept.sealed.clone()), new);
        let mut log = StoredLog::new(new);
        log.entries =
            sealed.into_iter().zip(again).map(|(sealed, kept)| Kept { sealed, entry: kept.entry }).collect();
        self.logs.push(log);
    }
}

/// The epoch that a feed's cursor was given in.
pub fn epoch_of(cursor: &str) -> Option<&str> {
    cursor.split_once('.').map(|(epoch, _)| epoch)
}
