//! What the Sync page and the badge show: "is my work safe?"

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use danvan_core::clock::ClockOff;
use danvan_core::ids::{Digest, LogId, RecordId};
use danvan_core::sync;

use super::waiting::Waiting;

/// Everything about syncing that a person may want to know. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncStatus {
    /// What the engine is doing, and what stopped it last.
    pub engine: sync::Status,
    /// Entries that the office has not confirmed.
    pub waiting: u64,
    /// The records that they speak of.
    pub waiting_records: Waiting,
    /// The size of their texts in bytes.
    pub waiting_bytes: u64,
    /// The device's clock when the oldest of them was saved.
    pub waiting_since: Option<DateTime<FixedOffset>>,
    /// What lies at a hub and is not confirmed by the province.
    pub at_hub: Option<AtHub>,
    /// The name of the hub that could not be reached either, where the province was silent.
    pub hub_silent: Option<String>,
    /// The logs that this device has written.
    pub own_logs: Vec<LogId>,
    /// The office's last word on this device's log.
    pub receipt: Option<LastReceipt>,
    /// The device's clock when a round last ended well.
    pub last_round: Option<DateTime<FixedOffset>>,
    /// Whether another tab is syncing for this one.
    pub other_tab: bool,
    /// Whether the browser believes there is a network. `false` is certain, `true` is not.
    pub online: bool,
    /// Photos and files that the office does not have.
    pub files: FilesStatus,
    /// Whether the browser has lost the key that the device signs with: nothing leaves before it has enrolled again.
    pub key_lost: bool,
    /// In which way the office takes nothing from this device at all, [`sync::Failure::Unproven`],
    /// [`sync::Failure::Revoked`], [`sync::Failure::TooOld`] or [`sync::Failure::NotAllowed`]: until it takes something
    /// again, through all the tries in between.
    pub shut_out: Option<sync::Failure>,
    /// How wrong the device's clock is, where it is and somebody could tell.
    pub clock: Option<ClockOff>,
    /// What the browser says about space.
    pub storage: Option<StorageEstimate>,
    /// Whether the browser promises to keep the data; `None` where it does not say.
    pub persisted: Option<bool>,
}

impl SyncStatus {
    /// Whether nothing leaves before the device has enrolled again: its key is lost, or the office does not take what it
    /// signs.
    pub fn must_enrol_again(&self) -> bool {
        self.key_lost || self.shut_out == Some(sync::Failure::Unproven)
    }

    /// Whether a code can be of use to this device: also where its holder was shut out, as when it was handed to another.
    pub fn may_enrol_again(&self) -> bool {
        self.must_enrol_again() || matches!(self.shut_out, Some(sync::Failure::Revoked { .. }))
    }

    /// Whether nothing leaves this device by itself, whatever the network: a person must do something first. The one
    /// place that decides it.
    pub fn is_held(&self) -> bool {
        self.key_lost || self.shut_out.is_some()
    }

    /// Where the person's work is.
    pub fn safety(&self) -> Safety {
        match self.unsent() {
            waiting if self.is_held() => Safety::Held { waiting },
            0 => Safety::Arrived,
            waiting => Safety::Waits { waiting },
        }
    }

    /// Keeps in mind what the engine said of the office's taking nothing from this device.
    pub(super) fn hear_refusal(&mut self, failure: &sync::Failure) {
        match failure {
            sync::Failure::Unproven | sync::Failure::Revoked { .. } | sync::Failure::TooOld => {
                self.shut_out = Some(failure.clone());
            }
            // It says less than any of the others.
            sync::Failure::NotAllowed => drop(self.shut_out.get_or_insert(sync::Failure::NotAllowed)),
            _ => {}
        }
    }

    /// How many records the office does not have whole: an entry of them waits, or a photo or file.
    pub fn unsent(&self) -> u64 {
        let Waiting { records, unreadable } = &self.waiting_records;
        let files = || self.files.waiting.iter().filter_map(|file| file.record);
        let of_files: BTreeSet<RecordId> = files().filter(|record| !records.contains(record)).collect();
        let unowned = self.files.waiting.iter().filter(|file| file.record.is_none()).count();
        let known = (records.len() + of_files.len() + unowned) as u64 + unreadable;
        // While the store cannot be read, it is not said that all has arrived.
        known.max(u64::from(self.waiting > 0))
    }
}

/// Where a person's work is: what each page that answers this leads with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// The office takes nothing from this device as it stands: what waits lies here until that is mended.
    Held {
        /// So many records wait.
        waiting: u64,
    },
    /// Something waits, and leaves by itself.
    Waits {
        /// So many records wait.
        waiting: u64,
    },
    /// The office has everything.
    Arrived,
}

/// Files that entries name and the office has not confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesStatus {
    /// Each of them, in the order of sending.
    pub waiting: Vec<FileOnTheWay>,
    /// The one that is being sent.
    pub sending: Option<Digest>,
    /// What stopped the uploader last.
    pub trouble: Option<sync::uploads::Failure>,
    /// When it tries again by itself, in the clock of the page.
    pub wake_at_ms: Option<u64>,
    /// Those that lie on this device, sent or not.
    pub here: Bulk,
    /// Those whose bytes it has let go, since the office keeps them.
    pub forgotten: Bulk,
}

/// So many files of so many bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Bulk {
    /// One more.
    pub fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

impl FilesStatus {
    /// Bytes that are still to be sent.
    pub fn bytes_left(&self) -> u64 {
        self.waiting.iter().map(|file| file.bytes.saturating_sub(file.sent)).sum()
    }
}

/// A file that the office does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOnTheWay {
    /// Its hash.
    pub sha256: Digest,
    /// A record of which an own entry names it.
    pub record: Option<RecordId>,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// How much of it the office has confirmed.
    pub sent: u64,
    /// Whether it goes on, or why not.
    pub fate: sync::uploads::Fate,
    /// Whether the device had let its bytes go before the office lost them.
    pub forgotten: bool,
}

/// Entries at a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtHub {
    /// How many.
    pub entries: u64,
    /// The hub's name.
    pub name: String,
    /// When the last of them arrived there.
    pub at: DateTime<FixedOffset>,
}

/// A receipt as people compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastReceipt {
    /// When the last entry arrived at the office.
    pub at: DateTime<FixedOffset>,
    /// How many entries the office has, of all logs of this device.
    pub length: u64,
    /// The beginning of the last entry's digest: `7F3A-91C2`.
    pub digest: String,
}

/// The browser's figures, in bytes. They do not tell free space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageEstimate {
    /// Used by this site.
    pub usage: u64,
    /// The most this site may use.
    pub quota: u64,
}
