//! What a device without a browser carries: the core's engine, and its store in memory. How it speaks to the office is
//! for others to say.

use std::rc::Rc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use chrono::{DateTime, FixedOffset, Utc};
use danvan_core::entry::{Action, ENTRY_FORMAT, Entry};
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::record::{Body, RecordKind};
use danvan_core::sync::{Call, ClosedLog, Command, Engine, Event, Moment, Status};
use danvan_core::wire::{Enrolment, EnrolmentRequest};

use crate::device::{Change, Stored, StoredLog};
use crate::dice::Dice;

/// See the module's head.
pub(super) struct Pocket {
    /// What the office said of its user.
    pub enrolment: Enrolment,
    stored: Stored,
    engine: Engine,
    dice: Dice,
    begun: Instant,
}

/// What is left of a command after the pocket has done what it can.
pub(super) enum Left {
    /// It is done; to report.
    Done(Vec<Event>),
    /// A request to send, and its ticket.
    Send(u64, Box<Call>),
    /// To be woken at this time of the engine's clock.
    WakeAt(u64),
}

/// The wall clock.
pub(super) fn now() -> DateTime<FixedOffset> {
    DateTime::<Utc>::from(SystemTime::now()).fixed_offset()
}

/// An enrolment to ask for, and the dice that go with the device.
pub(super) fn asking(code: &str, name: &str, salt: u64) -> Result<(EnrolmentRequest, Dice)> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let mut seed = u64::try_from(now.as_nanos() % u128::from(u64::MAX))? ^ salt.rotate_left(17);
    seed = name.bytes().fold(seed, |seed, byte| seed.rotate_left(9) ^ u64::from(byte));
    let mut dice = Dice::new(seed);
    let ms = u64::try_from(now.as_millis())?;
    let (device, log) =
        (DeviceId::from_random(ms, dice.ten_bytes()), LogId::from_random(ms, dice.ten_bytes()));
    let request = EnrolmentRequest {
        code: code.to_owned(),
        device,
        log,
        device_name: name.to_owned(),
        key: None,
        proof: None,
        machine: false,
    };
    Ok((request, dice))
}

impl Pocket {
    /// Of a device that was enrolled.
    pub fn new(enrolment: Enrolment, log: LogId, dice: Dice) -> Self {
        let (stored, engine) = (Stored::new(log), Engine::new());
        let mut pocket = Self { enrolment, stored, engine, dice, begun: Instant::now() };
        pocket.tell(Event::Log(pocket.stored.current().local()));
        pocket.tell(Event::Cursor(None));
        pocket
    }

    /// Writes a record into the log, as of that time; nothing is sent.
    pub fn record(&mut self, kind: RecordKind, body: Body, at: DateTime<FixedOffset>) -> Result<RecordId> {
        let ms = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        let record = RecordId::from_random(ms, self.dice.ten_bytes());
        let entry = Entry {
            format: ENTRY_FORMAT,
            author: self.enrolment.author.clone(),
            device_time: at,
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

    /// What its page would show.
    pub fn status(&self) -> &Status {
        self.engine.status()
    }

    /// The engine's clock.
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Hands an event to the engine.
    pub fn tell(&mut self, event: Event) -> Vec<Command> {
        let moment = Moment { now_ms: self.now_ms(), dice: self.dice.word() };
        self.engine.handle(event, moment)
    }

    /// Does of a command what needs no network.
    pub fn obey(&mut self, command: Command) -> Left {
        match command {
            Command::Send { ticket, call } => Left::Send(ticket, Box::new(call)),
            Command::WakeAt { at_ms } => Left::WakeAt(at_ms),
            Command::Read { ticket, log, from, bytes_max } => {
                let log = self.stored.log(log);
                let entries = log.map(|log| log.stretch(from, bytes_max)).unwrap_or_default();
                Left::Done(vec![Event::Read { ticket, entries }])
            }
            Command::KeepReceipt { ticket, receipt, verdicts, .. } => {
                self.keep(ticket, &Change::Receipt { receipt, verdicts, held: None })
            }
            Command::KeepPage { ticket, page } => self.keep(ticket, &Change::Page(page)),
            Command::StartLog { ticket, old, keep_from } => {
                let new = LogId::from_random(0, self.dice.ten_bytes());
                self.keep(ticket, &Change::StartLog { old, keep_from, new })
            }
            Command::Show => Left::Done(Vec::new()),
        }
    }

    fn keep(&mut self, ticket: u64, change: &Change) -> Left {
        self.stored.run(change, None);
        let left = self.stored.logs.iter().filter(|log| log.closed_at.is_some());
        let closed: Vec<ClosedLog> = left.map(StoredLog::closed).collect();
        let log = self.stored.current().local();
        Left::Done(vec![Event::ClosedLogs(closed), Event::Log(log), Event::Kept { ticket }])
    }
}
