//! A device without a browser: the core's engine over HTTP, its store in memory.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail, ensure};
use danvan_core::entry::{Action, ENTRY_FORMAT, Entry};
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::record::{Body, RecordKind};
use danvan_core::sync::{ClosedLog, Command, Engine, Event, Failure, Moment, Status, Trigger};
use danvan_core::wire::{Enrolment, EnrolmentRequest};

use super::Api;
use crate::device::{Change, Stored, StoredLog};
use crate::dice::Dice;

/// A device.
pub struct Phone {
    /// What the office said of its user.
    pub enrolment: Enrolment,
    /// Its way to the office.
    pub api: Api,
    stored: Stored,
    engine: Engine,
    dice: Dice,
    begun: Instant,
}

impl Phone {
    /// Enrols a new device with a code.
    ///
    /// # Errors
    /// Where the office cannot be reached or refuses the code.
    pub fn enrol(office: &str, code: &str, name: &str) -> Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let mut seed = u64::try_from(now.as_nanos() % u128::from(u64::MAX))?;
        seed = name.bytes().fold(seed, |seed, byte| seed.rotate_left(9) ^ u64::from(byte));
        let mut dice = Dice::new(seed);
        let ms = u64::try_from(now.as_millis())?;
        let (device, log) =
            (DeviceId::from_random(ms, dice.ten_bytes()), LogId::from_random(ms, dice.ten_bytes()));
        let mut api = Api::new(office);
        let request =
            EnrolmentRequest { code: code.to_owned(), device, log, device_name: name.to_owned(), key: None };
        let enrolment = api.enrol(&request)?;
        let mut phone = Self {
            enrolment,
            api,
            stored: Stored::new(log),
            engine: Engine::new(),
            dice,
            begun: Instant::now(),
        };
        phone.tell(Event::Log(phone.stored.current().local()));
        phone.tell(Event::Cursor(None));
        Ok(phone)
    }

    /// Writes a record into the log; nothing is sent.
    ///
    /// # Errors
    /// Where the clock stands before 1970 or the body cannot be written as JSON.
    pub fn record(&mut self, kind: RecordKind, body: Body) -> Result<RecordId> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let record = RecordId::from_random(u64::try_from(now.as_millis())?, self.dice.ten_bytes());
        let seconds = i64::try_from(now.as_secs())?;
        let entry = Entry {
            format: ENTRY_FORMAT,
            author: self.enrolment.author.clone(),
            device_time: chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default().fixed_offset(),
            record,
            kind,
            base: 0,
            mirrored: None,
            action: Action::Create { unit: self.enrolment.home.clone(), body },
        };
        let text = entry.to_text()?;
        self.stored.run(&Change::Append { entry: Rc::new(entry), text }, None);
        self.tell(Event::Log(self.stored.current().local()));
        Ok(record)
    }

    /// How many entries wait for the office.
    pub fn waiting(&self) -> u64 {
        self.stored.logs.iter().map(|log| log.end() - log.confirmed.min(log.end())).sum()
    }

    /// How many entries the office refused.
    pub fn refused(&self) -> usize {
        let verdicts = self.stored.logs.iter().flat_map(|log| log.verdicts.values());
        verdicts.filter(|verdict| verdict.refused()).count()
    }

    /// How many records of the office it holds.
    pub fn mirrored(&self) -> usize {
        self.stored.mirror.len()
    }

    /// One round with the office, to its end.
    ///
    /// # Errors
    /// Where the round ended in trouble.
    pub fn sync(&mut self) -> Result<Status> {
        let mut waiting: VecDeque<Command> = self.tell(Event::Trigger(Trigger::Pressed)).into();
        ensure!(!waiting.is_empty(), "the engine waits by itself");
        while let Some(command) = waiting.pop_front() {
            for event in self.obey(command) {
                waiting.extend(self.tell(event));
            }
        }
        let status = self.engine.status().clone();
        match &status.trouble {
            None => Ok(status),
            Some(Failure::Rejected(kind)) => bail!("the office rejects the request: {kind}"),
            Some(failure) => bail!("the round came to nothing: {failure:?}"),
        }
    }

    fn tell(&mut self, event: Event) -> Vec<Command> {
        let now_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let moment = Moment { now_ms, dice: self.dice.word() };
        self.engine.handle(event, moment)
    }

    fn obey(&mut self, command: Command) -> Vec<Event> {
        match command {
            Command::Send { ticket, call } => {
                vec![match self.api.call(&self.enrolment.token, &call) {
                    Ok(answer) => Event::Answered { ticket, answer },
                    Err(failure) => Event::Failed { ticket, failure },
                }]
            }
            Command::Read { ticket, log, from, bytes_max } => {
                let log = self.stored.log(log);
                let entries = log.map(|log| log.stretch(from, bytes_max)).unwrap_or_default();
                vec![Event::Read { ticket, entries }]
            }
            Command::KeepReceipt { ticket, receipt, verdicts, .. } => {
                self.keep(ticket, &Change::Receipt { receipt, verdicts })
            }
            Command::KeepPage { ticket, page } => self.keep(ticket, &Change::Page(page)),
            Command::StartLog { ticket, old, keep_from } => {
                let new = LogId::from_random(0, self.dice.ten_bytes());
                self.keep(ticket, &Change::StartLog { old, keep_from, new })
            }
            Command::WakeAt { .. } | Command::Show => Vec::new(),
        }
    }

    fn keep(&mut self, ticket: u64, change: &Change) -> Vec<Event> {
        self.stored.run(change, None);
        let left = self.stored.logs.iter().filter(|log| log.closed_at.is_some());
        let closed: Vec<ClosedLog> = left.map(StoredLog::closed).collect();
        let log = self.stored.current().local();
        vec![Event::ClosedLogs(closed), Event::Log(log), Event::Kept { ticket }]
    }
}
