//! How far the device's logs go and how far the office has them: the one row that every write of entries,
//! receipts or pages expects unchanged and renews, so that two tabs never write past each other.

use chrono::{DateTime, FixedOffset};
use danvan_core::entry::{Chain, Head};
use danvan_core::ids::LogId;
use danvan_core::record::RECORD_FORMAT;
use danvan_core::sync::{ClosedLog, KeptWord, LocalLog};
use danvan_core::wire::Held;
use serde::{Deserialize, Serialize};

use super::inner::said;
use super::status::{AtHub, LastReceipt};
use super::store::{Batch, StoreError, Table, Vault};

/// Where the logs stand among the store's facts. Named here alone, so that nobody writes them without [`Seen`].
const KEY: &str = "logs";

/// The logs' text as it was read, or that there was none: what every write of them expects to find still. Two tabs that
/// open at once would otherwise write past each other, and one of them drop what the other has promised to keep.
#[derive(Clone, Debug)]
pub struct Seen(Option<String>);

impl Seen {
    /// Reads the logs; `None` where the store has none.
    ///
    /// # Errors
    /// Where the store cannot be read, or what stands there are no logs.
    pub async fn read(vault: &Vault) -> Result<(Option<Logs>, Self), StoreError> {
        let text = vault.one(Table::Meta, KEY).await?;
        let logs = text.as_deref().map(serde_json::from_str).transpose();
        let logs = logs.map_err(|error| StoreError::Broken(["logs: ", &error.to_string()].concat()))?;
        Ok((logs, Self(text)))
    }

    /// Renews the logs with a batch, which then holds only if nobody has written them since they were read.
    ///
    /// # Errors
    /// Where they cannot be said.
    pub fn renew(&self, batch: &mut Batch, logs: &mut Logs) -> Result<(), StoreError> {
        batch.expect(Table::Meta, KEY, self.0.clone());
        logs.writes += 1;
        batch.put(Table::Meta, KEY, said(logs)?);
        Ok(())
    }
}

/// All logs of this device. Stored as JSON: do not rename fields; add optional ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logs {
    /// The store's own epoch: another one than the canary's means that the store was made anew.
    pub store: String,
    /// Every log, oldest first; the last one is written now.
    pub all: Vec<LogRow>,
    /// The form of records that the app knew which read the feed so far ([`RECORD_FORMAT`]): one that knows more reads
    /// it again. Apps before this field was there leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u32>,
    /// How far the feed was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// When a round last ended well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_round: Option<DateTime<FixedOffset>>,
    /// One more with each write, so that no write goes unnoticed.
    pub writes: u64,
}

/// One log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// The log.
    pub log: LogId,
    /// Where it ends, or where it was left.
    pub head: Head,
    /// How many entries the office has confirmed.
    pub confirmed: u64,
    /// The first entry without a verdict.
    pub answered: u64,
    /// The size of the texts that are not confirmed, in bytes.
    pub waiting_bytes: u64,
    /// The last receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<KeptReceipt>,
    /// What a hub last said that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<KeptHeld>,
}

/// How far a log has come to a hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHeld {
    /// The hub's name.
    pub name: String,
    /// How many entries it holds.
    pub length: u64,
    /// When the last of them arrived there.
    pub received_at: DateTime<FixedOffset>,
}

impl KeptHeld {
    /// Of a hub's word.
    pub fn of(held: &Held) -> Self {
        Self { name: held.name.clone(), length: held.head.length, received_at: held.received_at }
    }
}

/// What the office said last of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReceipt {
    /// How far it has the log.
    pub head: Head,
    /// When the last entry arrived.
    pub received_at: DateTime<FixedOffset>,
    /// The epoch of its database.
    pub epoch: String,
    /// How many of the entries lie in a backup as well ([`danvan_core::sync::may_forget`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up: Option<u64>,
}

impl LogRow {
    /// A log with nothing in it.
    pub fn empty(log: LogId) -> Self {
        Self {
            log,
            head: Chain::open(log).head(),
            confirmed: 0,
            answered: 0,
            waiting_bytes: 0,
            receipt: None,
            held: None,
        }
    }

    /// What a receipt file is compared with.
    pub fn kept_word(&self) -> KeptWord<'_> {
        let epoch = self.receipt.as_ref().map(|receipt| receipt.epoch.as_str());
        KeptWord { log: self.log, epoch, confirmed: self.confirmed }
    }

    /// What the engine is told of it.
    pub fn local(&self) -> LocalLog {
        LocalLog { log: self.log, head: self.head, confirmed: self.confirmed, answered: self.answered }
    }

    /// How many entries wait for the office.
    pub fn waiting(&self) -> u64 {
        self.head.length.saturating_sub(self.confirmed)
    }

    /// Ends the log at `head`: what comes after it stands in another log.
    pub fn close(&mut self, head: Head) {
        self.head = head;
        self.confirmed = self.confirmed.min(head.length);
        self.answered = self.answered.min(head.length);
        if let Some(held) = &mut self.held {
            held.length = held.length.min(head.length);
        }
    }

    /// How many entries lie at a hub and are not confirmed by the province.
    pub fn at_hub(&self) -> u64 {
        self.held.as_ref().map_or(0, |held| held.length.min(self.head.length).saturating_sub(self.confirmed))
    }
}

impl Logs {
    /// The logs of a device that begins with `log`.
    pub fn begin(store: String, log: LogId) -> Self {
        Self {
            store,
            all: vec![LogRow::empty(log)],
            records: Some(RECORD_FORMAT),
            cursor: None,
            last_round: None,
            writes: 0,
        }
    }

    /// The log that is written now. There is always one.
    pub fn current(&self) -> Option<&LogRow> {
        self.all.last()
    }

    /// The same, to change.
    pub fn current_mut(&mut self) -> Option<&mut LogRow> {
        self.all.last_mut()
    }

    /// Which of the device's logs this is, from 0.
    pub fn generation(&self, log: LogId) -> Option<usize> {
        self.all.iter().position(|row| row.log == log)
    }

    /// The logs that were left, as the engine knows them.
    pub fn closed(&self) -> Vec<ClosedLog> {
        let left = self.all.split_last().map(|(_, left)| left).unwrap_or_default();
        left.iter()
            .map(|row| ClosedLog {
                log: row.local(),
                settled_in: row
                    .receipt
                    .as_ref()
                    // Without its verdicts a refusal there would stay unseen.
                    .filter(|_| row.confirmed.min(row.answered) >= row.head.length)
                    .map(|receipt| receipt.epoch.clone()),
            })
            .collect()
    }

    /// How many entries wait for the office.
    pub fn waiting(&self) -> u64 {
        self.all.iter().map(LogRow::waiting).sum()
    }

    /// The office's latest word, counted over all logs: a new log takes nothing back of what had arrived.
    pub fn last_receipt(&self) -> Option<LastReceipt> {
        let said = self.all.iter().filter_map(|row| Some((row, row.receipt.as_ref()?)));
        let (last, receipt) =
            said.max_by_key(|(_, receipt)| (receipt.head.length > 0, receipt.received_at))?;
        let earlier: u64 = self.all.iter().filter(|row| row.log != last.log).map(|row| row.confirmed).sum();
        Some(LastReceipt {
            at: receipt.received_at,
            length: earlier + receipt.head.length,
            digest: receipt.head.digest.short(),
        })
    }

    /// What lies at a hub and is not confirmed by the office.
    pub fn at_hub(&self) -> Option<AtHub> {
        let there = self.all.iter().filter(|row| row.at_hub() > 0);
        let last = there.clone().filter_map(|row| row.held.as_ref()).max_by_key(|held| held.received_at)?;
        let entries = there.map(LogRow::at_hub).sum();
        Some(AtHub { entries, name: last.name.clone(), at: last.received_at })
    }

    /// The oldest entry that waits for the office.
    pub fn oldest_waiting(&self) -> Option<(LogId, u64)> {
        self.all.iter().find(|row| row.waiting() > 0).map(|row| (row.log, row.confirmed))
    }
}
