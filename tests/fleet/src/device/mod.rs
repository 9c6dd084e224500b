//! A simulated device: its store, its person, and the engine that lives between two starts of the app.

mod road;
mod stored;
mod uploads;

pub use road::Road;
pub use stored::{Change, KeptHeld, Stored, StoredLog, StoredPhoto, epoch_of};
pub use uploads::Uploading;

use std::collections::VecDeque;

use danvan_core::access::Authority;
use danvan_core::apply::optimistic;
use danvan_core::bundle::SecretKey;
use danvan_core::catalogue::UnitId;
use danvan_core::ids::{LogId, RecordId};
use danvan_core::proof;
use danvan_core::record::Record;
use danvan_core::sync::{Call, ClosedLog, Engine, Failure, LocalLog};
use danvan_core::wire::Push;

use crate::office::Caller;
use crate::planted::PlantedBug;
use crate::world::AppVersion;

/// What is waiting to become durable, in the order of its transactions.
#[derive(Debug)]
pub struct Job {
    /// What it changes, all or nothing.
    pub change: Change,
    /// The engine's ticket, where the engine asked for it.
    pub ticket: Option<u64>,
}

/// One device.
#[derive(Debug)]
pub struct Device {
    /// Whom its token stands for.
    pub caller: Caller,
    /// The units its person records for.
    pub units: Vec<UnitId>,
    /// What it signs with, as long as its browser has it.
    pub secret: SecretKey,
    /// Its browser has lost the key; a successor needs a code.
    pub key_lost: bool,
    /// The key that it is changing to: the office has not said yes, or was not heard.
    pub next: Option<SecretKey>,
    /// Its person has asked for a code to enrol again.
    pub asked_for_code: bool,
    /// Whether its person carries files.
    pub carries: bool,
    /// How old its app is.
    pub version: AppVersion,
    /// What survives the death of the app.
    pub stored: Stored,
    /// Transactions under way: they die with the app.
    pub jobs: VecDeque<Job>,
    /// The running app, if it runs.
    pub engine: Option<Engine>,
    /// Its uploader, new with each start of the app.
    pub uploading: Uploading,
    /// Counts starts of the app; whatever belongs to an earlier one is ignored.
    pub life: u32,
    /// The number of the last wish to be woken.
    pub wish: u64,
    /// No network before this time.
    pub offline_until: u64,
    /// The request under way, with the time from which the engine may give it up.
    pub request: Option<(u64, u64)>,
    /// Which way the present round goes.
    pub road: Road,
    /// An earlier state of its store, as a backup of the phone keeps it.
    pub older: Option<Stored>,
    /// It was set back to an earlier state of its own, or copied: what only it knew may be gone or said twice.
    pub tampered: bool,
}

impl Device {
    /// A device with an empty log.
    pub fn new(
        caller: Caller,
        secret: SecretKey,
        units: Vec<UnitId>,
        version: AppVersion,
        log: LogId,
    ) -> Self {
        Self {
            caller,
            units,
            secret,
            key_lost: false,
            next: None,
            asked_for_code: false,
            carries: false,
            version,
            stored: Stored::new(log),
            jobs: VecDeque::new(),
            engine: None,
            uploading: Uploading::default(),
            life: 0,
            wish: 0,
            offline_until: 0,
            request: None,
            road: Road::default(),
            older: None,
            tampered: false,
        }
    }

    /// A copy of the profile on another phone: same token, same log.
    pub fn cloned(&self) -> Self {
        let (caller, secret, units) = (self.caller.clone(), self.secret.clone(), self.units.clone());
        let mut copy = Self::new(caller, secret, units, self.version, self.stored.current().id);
        copy.stored = self.stored.clone();
        (copy.key_lost, copy.next) = (self.key_lost, self.next.clone());
        copy.carries = self.carries;
        copy.tampered = true;
        copy
    }

    /// Its key, where it has one.
    pub fn present(&self) -> Option<&SecretKey> {
        Some(&self.secret).filter(|_| !self.key_lost)
    }

    /// A request as the shell sends it: a segment with the device's signature over the head after it.
    ///
    /// # Errors
    /// Where a segment cannot be signed.
    pub fn signed(&self, call: Call) -> Result<Call, Failure> {
        let Call::Push { log, push } = call else { return Ok(call) };
        let secret = self.present().ok_or(Failure::Unproven)?;
        let signature = secret.sign(&proof::segment(self.caller.device, log, &push.head()));
        Ok(Call::Push { log, push: Push { signature, ..push } })
    }

    /// What the engine is told of the log that is written.
    pub fn local_log(&self) -> LocalLog {
        self.stored.current().local()
    }

    /// What the engine is told of the logs that were left.
    pub fn closed_logs(&self, bug: Option<PlantedBug>) -> Vec<ClosedLog> {
        if bug == Some(PlantedBug::ClosedLogsForgotten) {
            return Vec::new();
        }
        self.stored.logs.iter().filter(|log| log.closed_at.is_some()).map(StoredLog::closed).collect()
    }

    /// What its person sees of a record.
    pub fn view(&self, record: RecordId, bug: Option<PlantedBug>) -> Option<Record> {
        let mirrored = self.stored.mirror.get(&record).map(|record| &**record);
        let entries = self.stored.logs.iter().flat_map(|log| {
            log.waiting_for_view(bug)
                .filter(move |(_, entry)| entry.record == record)
                .map(|(number, entry)| (log.id, number, entry))
        });
        let authority = Authority { role: self.caller.role, scope: &self.caller.scope };
        optimistic(mirrored, entries, &authority, None)
    }

    /// Whether everything it ever said is confirmed and answered.
    pub fn drained(&self) -> bool {
        self.stored.logs.iter().all(|log| log.confirmed >= log.end() && log.answered() >= log.end())
    }
}
