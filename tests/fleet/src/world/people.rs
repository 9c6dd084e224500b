//! The people at the devices: they record, change, withdraw, correct what was returned, and press buttons.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use danvan_core::apply::diff;
use danvan_core::catalogue::UnitId;
use danvan_core::entry::{Action, ENTRY_FORMAT, Entry, FieldChange};
use danvan_core::ids::RecordId;
use danvan_core::record::conflict::{bring_back, disputed, keep_record, stay_withdrawn, withdraw};
use danvan_core::record::{Body, Record, RecordKind};
use danvan_core::sync::Trigger;

use super::{AppVersion, World};
use crate::bodies;
use crate::device::Change;
use crate::versions::{later_field, later_text, unknown_text};

/// A unit that no device of the fleet has in its scope.
const ELSEWHERE: &str = "25456@2025-07-01";

impl World {
    /// One of the things that a person does.
    pub(super) fn act(&mut self, device: usize) {
        if self.devices[device].engine.is_none() {
            return self.open(device);
        }
        if let Some(returned) = self.returned(device)
            && self.dice.percent(60)
        {
            return self.correct(device, &returned);
        }
        if self.devices[device].carries && self.dice.percent(25) {
            return self.export(device);
        }
        if self.dice.percent(12) && self.settle(device) {
            return;
        }
        if self.devices[device].version == AppVersion::Newer && self.dice.percent(15) {
            return self.annotate(device);
        }
        match self.dice.below(100) {
            0..45 => self.create(device),
            45..78 => self.change(device),
            78..84 => self.delete(device),
            84..94 => (0..10).for_each(|_| self.trigger(device, Trigger::Pressed)),
            _ => {
                let trigger = if self.dice.percent(50) { Trigger::Opened } else { Trigger::Online };
                self.trigger(device, trigger);
            }
        }
    }

    fn create(&mut self, device: usize) {
        let kind = if self.dice.percent(60) { RecordKind::Activity } else { RecordKind::Nomination };
        let own = self.dice.pick(&self.devices[device].units).cloned();
        let unit = own.filter(|_| !self.dice.percent(4)).unwrap_or_else(|| UnitId::from(ELSEWHERE));
        let record = RecordId::from_random(self.now, self.dice.ten_bytes());
        let value = self.value();
        let mut body = bodies::new(kind, unit.as_str(), value);
        if self.devices[device].version == AppVersion::Newer {
            body.extend([later_field(value)]);
        }
        self.add_photo(device, &mut body);
        self.write(device, record, kind, 0, Action::Create { body, unit });
    }

    /// Chooses between what stands and what waits in some record; says whether there was one.
    fn settle(&mut self, device: usize) -> bool {
        let mirror = &self.devices[device].stored.mirror;
        let waiting: Vec<RecordId> =
            mirror.values().filter(|record| record.waiting() > 0).map(|record| record.id).collect();
        let Some(seen) = self.dice.pick(&waiting).and_then(|id| self.devices[device].view(*id, self.bug))
        else {
            return false;
        };
        let how = self.dice.below(4);
        let places = disputed(&seen);
        let choices = match (self.dice.pick(&places), seen.withdrawals.first()) {
            _ if seen.deleted && how < 2 => stay_withdrawn(&seen),
            _ if seen.deleted => bring_back(&seen),
            (Some(place), _) => match self.dice.pick(&place.proposals).filter(|_| how < 3) {
                Some(taken) => place.take(taken),
                None => place.keep(),
            },
            (None, Some(_)) if how < 3 => keep_record(&seen),
            (None, Some(withdrawal)) => withdraw(withdrawal),
            (None, None) => Vec::new(),
        };
        if choices.is_empty() {
            return false;
        }
        self.outcome.choices += 1;
        self.write(device, seen.id, seen.kind, seen.revision, Action::Settle { choices });
        true
    }

    /// What a later version does, and this one cannot read.
    fn annotate(&mut self, device: usize) {
        let Some(seen) = self.any_record(device) else { return };
        let action = Action::Delete { reason: None };
        let Some((entry, text)) = self.entry(device, seen.id, seen.kind, seen.revision, action) else {
            return;
        };
        let Some(text) = unknown_text(&text, self.value()) else { return };
        let entry = Entry { action: Action::Unknown, ..entry };
        self.keep(device, entry, text);
    }

    fn change(&mut self, device: usize) {
        let Some(seen) = self.any_record(device) else { return };
        let fields = self.edit(device, &seen);
        self.write(device, seen.id, seen.kind, seen.revision, Action::Change { fields });
    }

    fn delete(&mut self, device: usize) {
        let Some(seen) = self.any_record(device) else { return };
        let reason = Some(format!("Ghi nhầm {}", self.value()));
        self.write(device, seen.id, seen.kind, seen.revision, Action::Delete { reason });
    }

    fn correct(&mut self, device: usize, seen: &Record) {
        let fields = self.edit(device, seen);
        let action = Action::Move { step: "resubmit".to_owned(), reason: None, fields };
        self.write(device, seen.id, seen.kind, seen.revision, action);
    }

    /// A record that the person sees, their own or a colleague's.
    fn any_record(&mut self, device: usize) -> Option<Record> {
        let stored = &self.devices[device].stored;
        let mut known: Vec<RecordId> = stored.mirror.keys().copied().collect();
        known.extend(stored.current().entries.iter().map(|kept| kept.entry.record));
        let id = *self.dice.pick(&known)?;
        self.devices[device].view(id, self.bug)
    }

    fn returned(&mut self, device: usize) -> Option<Record> {
        let stored = &self.devices[device].stored;
        let waiting: Vec<RecordId> = stored
            .mirror
            .values()
            .filter(|record| record.state == "returned" && !record.deleted)
            .map(|record| record.id)
            .collect();
        let id = *self.dice.pick(&waiting)?;
        self.devices[device].view(id, self.bug).filter(|record| record.state == "returned")
    }

    /// Changes one or two places: a field that everybody likes to change, one of the person's own, or an item of a
    /// list.
    fn edit(&mut self, device: usize, seen: &Record) -> Vec<FieldChange> {
        let mut written: Body = seen.body.clone();
        for _ in 0..self.dice.between(1, 3) {
            let value = self.value();
            let choice = self.dice.below(3);
            bodies::change(seen.kind, &mut written, choice, value);
            if self.devices[device].version == AppVersion::Newer {
                written.extend([later_field(value)]);
            }
        }
        self.add_photo(device, &mut written);
        diff(seen.kind, &seen.body, &written)
    }

    fn write(&mut self, device: usize, record: RecordId, kind: RecordKind, base: u64, action: Action) {
        let Some((entry, text)) = self.entry(device, record, kind, base, action) else { return };
        let newer = self.devices[device].version == AppVersion::Newer;
        let value = self.value();
        let text = later_text(&text, value).filter(|_| newer).unwrap_or(text);
        let read_back = Entry::from_text(&text);
        if read_back.as_ref().ok() != Some(&entry) {
            self.violated("an entry survives its text", || text.clone());
        }
        self.keep(device, entry, text);
    }

    pub(super) fn entry(
        &mut self,
        device: usize,
        record: RecordId,
        kind: RecordKind,
        base: u64,
        action: Action,
    ) -> Option<(Entry, String)> {
        let author = self.devices[device].caller.author.clone();
        let device_time = self.device_time();
        let mirrored = self.devices[device].stored.mirror.get(&record).map_or(0, |record| record.revision);
        let mirrored = Some(mirrored);
        let entry = Entry { format: ENTRY_FORMAT, author, device_time, record, kind, base, mirrored, action };
        let text = entry.to_text().ok()?;
        Some((entry, text))
    }

    fn keep(&mut self, device: usize, entry: Entry, text: String) {
        self.note(|| format!("device {device} writes {text}"));
        self.written.insert(text.clone());
        self.transact(device, None, Change::Append { entry: Rc::new(entry), text });
    }

    /// A number that nobody wrote before: it makes every text of a seed different.
    pub(super) fn value(&mut self) -> u64 {
        self.values += 1;
        self.values
    }

    /// What the phone believes the time to be; flat batteries and wrong settings included. Never twice the same: who
    /// chooses again, because nobody told them that it was kept, writes another text.
    fn device_time(&mut self) -> DateTime<FixedOffset> {
        let moment = i64::try_from(self.value()).unwrap_or(0);
        let seconds = match self.dice.below(10) {
            0 => 0,
            1 => 4_070_908_800,
            _ => 1_795_305_600 + i64::try_from(self.now / 1_000).unwrap_or(0),
        };
        DateTime::from_timestamp(seconds + moment, 0).unwrap_or_default().fixed_offset()
    }

    /// What a planted bug does with its unsent records after a lost answer: it says them again as new ones.
    pub(super) fn rewrite_unsent(&mut self, device: usize) {
        let current = self.devices[device].stored.current();
        let unsent: Vec<_> = current
            .entries
            .iter()
            .filter(|kept| kept.sealed.number >= current.confirmed)
            .filter(|kept| matches!(kept.entry.action, Action::Create { .. }))
            .map(|kept| kept.entry.clone())
            .collect();
        for entry in unsent.into_iter().take(1) {
            let mut again = (*entry).clone();
            again.record = RecordId::from_random(self.now, self.dice.ten_bytes());
            if let Ok(text) = again.to_text() {
                self.devices[device].stored.run(&Change::Append { entry: Rc::new(again), text }, self.bug);
            }
        }
    }
}
