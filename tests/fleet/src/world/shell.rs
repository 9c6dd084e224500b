//! What the shell around the engine does: the commands are carried out, and the engine is told.

use danvan_core::ids::LogId;
use danvan_core::sync::{Answer, Command, Engine, Event, Failure, Moment, Trigger};

use danvan_core::wire::Held;

use super::faults::Fault;
use super::{Happening, World};
use crate::device::{Change, Job, KeptHeld, Uploading};
use crate::planted::PlantedBug;

/// As the engine's patience: after it a request counts as given up.
const PATIENCE_MS: u64 = 120_000;

impl World {
    /// The app starts: a new engine, told what the store holds.
    pub(super) fn open(&mut self, device: usize) {
        let here = &mut self.devices[device];
        here.life += 1;
        here.engine = Some(Engine::new());
        here.uploading = Uploading::default();
        let events = [
            Event::Log(here.local_log()),
            Event::ClosedLogs(here.closed_logs(self.bug)),
            Event::Cursor(here.stored.cursor.clone()),
            Event::Trigger(Trigger::Opened),
        ];
        self.note(|| format!("device {device} opens the app"));
        self.choose_road(device);
        self.round_begins(device, Trigger::Opened);
        for event in events {
            self.tell(device, event);
        }
    }

    /// The app dies. What was not durable is gone; sometimes a transaction was, and nobody heard of it.
    pub(super) fn crash(&mut self, device: usize) {
        let here = &mut self.devices[device];
        here.engine = None;
        here.request = None;
        let unheard = here.jobs.pop_front().filter(|_| self.dice.percent(40));
        here.jobs.clear();
        if let Some(job) = unheard {
            here.stored.run(&job.change, self.bug);
        }
        if self.dice.percent(80) {
            let after = self.dice.between(1_000, 200_000);
            self.schedule(after, Happening::Act { device });
        }
    }

    pub(super) fn trigger(&mut self, device: usize, trigger: Trigger) {
        self.choose_road(device);
        self.round_begins(device, trigger);
        self.tell(device, Event::Trigger(trigger));
    }

    pub(super) fn wake(&mut self, device: usize, life: u32, wish: u64) {
        let here = &self.devices[device];
        if here.life == life && here.wish == wish {
            self.trigger(device, Trigger::Timer);
        }
    }

    /// An answer, or the news that there is none.
    pub(super) fn answer(&mut self, device: usize, life: u32, ticket: u64, answer: Result<Answer, Failure>) {
        if self.devices[device].life != life || self.devices[device].engine.is_none() {
            return;
        }
        if self.turns_to_hub(device, ticket, &answer) {
            return;
        }
        self.note(|| format!("device {device} hears .{ticket} {}", answer.is_ok()));
        let here = &mut self.devices[device];
        if here.request.is_some_and(|(asked, _)| asked == ticket) {
            here.request = None;
        }
        match answer {
            Ok(answer) => self.tell(device, Event::Answered { ticket, answer }),
            Err(failure) => {
                if failure == Failure::NotAllowed && self.bug == Some(PlantedBug::NotAllowedDeletes) {
                    self.devices[device].stored.mirror.clear();
                }
                if failure == Failure::Lost && self.bug == Some(PlantedBug::RetryMakesNewRecord) {
                    self.rewrite_unsent(device);
                }
                if failure == Failure::Unproven {
                    self.ask_for_code(device);
                }
                self.tell(device, Event::Failed { ticket, failure });
            }
        }
    }

    pub(super) fn read(
        &mut self,
        device: usize,
        life: u32,
        ticket: u64,
        log: LogId,
        from: u64,
        bytes_max: usize,
    ) {
        if self.devices[device].life != life {
            return;
        }
        let log = self.devices[device].stored.log(log);
        let entries = log.map(|log| log.stretch(from, bytes_max)).unwrap_or_default();
        self.tell(device, Event::Read { ticket, entries });
    }

    fn tell(&mut self, device: usize, event: Event) {
        let moment = Moment { now_ms: self.now, dice: self.dice.word() };
        let Some(engine) = &mut self.devices[device].engine else { return };
        for command in engine.handle(event, moment) {
            self.obey(device, command);
        }
        self.round_may_end(device);
    }

    fn obey(&mut self, device: usize, command: Command) {
        let life = self.devices[device].life;
        match command {
            Command::Send { ticket, call } => {
                if let Some((other, given_up)) = self.devices[device].request
                    && self.now < given_up
                {
                    self.violated("one request at a time", || {
                        format!("device {device}: {ticket} over {other}")
                    });
                }
                self.devices[device].request = Some((ticket, self.now + PATIENCE_MS));
                match self.devices[device].signed(call) {
                    Ok(call) => self.transmit(device, ticket, call),
                    Err(failure) => self.come_to(device, ticket, failure),
                }
            }
            Command::Read { ticket, log, from, bytes_max } => {
                let after = self.dice.between(1, 30);
                self.schedule(after, Happening::Read { device, life, ticket, log, from, bytes_max });
            }
            Command::KeepReceipt { ticket, receipt, verdicts, held } => {
                let held = self.kept_held(device, held);
                self.transact(device, Some(ticket), Change::Receipt { receipt, verdicts, held });
            }
            Command::KeepPage { ticket, page } => {
                if self.bug == Some(PlantedBug::CursorBeforePage) {
                    self.transact(device, None, Change::Cursor(page.cursor.clone()));
                }
                self.transact(device, Some(ticket), Change::Page(page));
            }
            Command::StartLog { ticket, old, keep_from } => {
                let new = LogId::from_random(self.now, self.dice.ten_bytes());
                self.transact(device, Some(ticket), Change::StartLog { old, keep_from, new });
            }
            Command::WakeAt { at_ms } => {
                self.devices[device].wish += 1;
                let wish = self.devices[device].wish;
                let early = u64::from(self.dice.percent(10));
                let after = at_ms.saturating_sub(self.now + early);
                self.schedule(after.max(1), Happening::Wake { device, life, wish });
            }
            Command::Show => {}
        }
    }

    /// A hub's word on what it holds, as the device keeps it.
    fn kept_held(&self, device: usize, held: Option<Held>) -> Option<Box<(KeptHeld, Held)>> {
        let road = &self.devices[device].road;
        let (hub, held) = road.hub.zip(held)?;
        Some(Box::new((KeptHeld { hub, disk: road.disk, length: held.head.length }, held)))
    }

    /// Begins a transaction; transactions of a device run one after the other.
    pub(super) fn transact(&mut self, device: usize, ticket: Option<u64>, change: Change) {
        if matches!(change, Change::Append { .. }) && self.bug == Some(PlantedBug::SavedBeforeDurable) {
            self.called_saved(device, &change);
        }
        let life = self.devices[device].life;
        self.devices[device].jobs.push_back(Job { change, ticket });
        let after =
            if self.dice.percent(10) { self.dice.between(500, 4_000) } else { self.dice.between(5, 60) };
        self.schedule(after, Happening::Commit { device, life });
        if !self.calm && self.dice.percent(2) {
            // The phone dies while it writes, or just after.
            let after = self.dice.between(1, 100);
            self.schedule(after, Happening::Fault(Fault::Crash { device }));
        }
    }

    /// A transaction ends: durable as a whole, or refused as a whole.
    pub(super) fn commit(&mut self, device: usize, life: u32) {
        if self.devices[device].life != life {
            return;
        }
        let Some(Job { change, ticket }) = self.devices[device].jobs.pop_front() else { return };
        if ticket.is_some() && self.dice.percent(self.weather.store_refuses) {
            self.note(|| format!("device {device}: the store refuses"));
            if let Some(ticket) = ticket {
                self.tell(device, Event::NotKept { ticket });
            }
            return;
        }
        let before = self.measure(device);
        let word = self.word_of(device, &change);
        self.devices[device].stored.run(&change, self.bug);
        self.check_hub_word(device, &change, word);
        self.check_commit(device, &change, before);
        match &change {
            Change::Append { .. } => self.called_saved(device, &change),
            Change::Page(_) | Change::Cursor(_) => {}
            Change::Receipt { .. } | Change::StartLog { .. } => {
                let closed = self.devices[device].closed_logs(self.bug);
                self.tell(device, Event::ClosedLogs(closed));
            }
        }
        let log = self.devices[device].local_log();
        self.tell(device, Event::Log(log));
        match ticket {
            Some(ticket) => self.tell(device, Event::Kept { ticket }),
            None if matches!(change, Change::Append { .. }) => self.trigger(device, Trigger::Appended),
            None => {}
        }
    }

    /// The person reads "Đã lưu".
    fn called_saved(&mut self, device: usize, change: &Change) {
        if let Change::Append { text, .. } = change {
            self.saved.insert(text.clone(), device);
        }
    }
}
