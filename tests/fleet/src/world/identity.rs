//! Who may: browsers lose keys and get successors, keys hand over, phones are revoked and allowed again, and strangers
//! try to speak as somebody else. The plan has dice of its own.

use anyhow::Result;
use chrono::DateTime;
use danvan_core::access::Role;
use danvan_core::bundle::{Origin, PublicKey, SecretKey, seal};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::{Action, Chain, Head};
use danvan_core::ids::{DeviceId, RecordId};
use danvan_core::proof::segment;
use danvan_core::record::RecordKind;
use danvan_core::sync::{Call, Trigger};
use danvan_core::wire::Push;
use danvan_office::store::Reach;
use serde_json::value::RawValue;

use super::callers::{caller, secret};
use super::{Happening, STORM_MS, World};
use crate::bodies;
use crate::calls;
use crate::dice::Dice;
use crate::office::{Caller, Judged, PROVINCE, Station, office_secrets};

/// Something about who may.
#[derive(Debug)]
pub(super) enum IdentityEvent {
    /// The browser has thrown the key away.
    KeyLost {
        device: usize,
    },
    /// The key hands over to another one, as from a readable one to one of the browser's.
    HandedOver {
        device: usize,
    },
    /// The person shows a code that they were given.
    EnrolsAgain {
        device: usize,
    },
    Revoked {
        device: usize,
    },
    Allowed {
        device: usize,
    },
    /// Somebody looks into the quarantine.
    Judging,
    /// Somebody else speaks as this device.
    Forged {
        device: usize,
    },
    /// Somebody else shows a code of their own and says that they are this device.
    TakenOver {
        device: usize,
    },
}

/// What happened of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdentityTally {
    /// Keys that were lost.
    pub lost: u32,
    /// Keys that handed over to others.
    pub handed_over: u32,
    /// Devices that enrolled again.
    pub again: u32,
    /// Devices that were revoked.
    pub revoked: u32,
    /// Segments of revoked devices that a person took.
    pub taken: u32,
    /// Segments that somebody forged.
    pub forged: u32,
}

impl IdentityTally {
    /// In words.
    pub fn words(&self) -> String {
        let Self { lost, handed_over, again, revoked, taken, forged } = self;
        format!(
            "{lost} keys lost and {handed_over} handed over, {again} enrolments of known devices, {revoked} revocations \
             and {taken} segments taken from quarantine, {forged} forged segments"
        )
    }

    /// Adds what happened in another world.
    pub fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.handed_over += other.handed_over;
        self.again += other.again;
        self.revoked += other.revoked;
        self.taken += other.taken;
        self.forged += other.forged;
    }
}

/// The plan's dice, and the office's administrator.
pub(super) struct Identity {
    dice: Dice,
    administrator: Caller,
    /// Somebody with a device and a key of their own.
    stranger: (Caller, SecretKey),
}

impl Identity {
    pub(super) fn of_seed(seed: u64) -> Result<Self> {
        let mut dice = Dice::new(seed ^ 0x4B45_5953);
        let mut person = |name, role| caller(&mut dice, name, role, Reach::Province, "");
        let administrator = person("Quản trị", Role::Administrator)?;
        let mut stranger = person("Người lạ", Role::FieldOfficer)?;
        let key = secret(&mut dice);
        stranger.key = key.public();
        Ok(Self { dice, administrator, stranger: (stranger, key) })
    }
}

impl World {
    pub(super) fn plan_identity(&mut self) {
        let fleet = self.devices.len() as u64;
        let mut plan = Vec::new();
        let dice = &mut self.identity.dice;
        let any = |dice: &mut Dice| usize::try_from(dice.below(fleet)).unwrap_or(0);
        if dice.percent(30) {
            for _ in 0..dice.between(1, 4) {
                let device = any(dice);
                plan.push((dice.below(STORM_MS), IdentityEvent::KeyLost { device }));
            }
        }
        if dice.percent(25) {
            for _ in 0..dice.between(1, 4) {
                let device = any(dice);
                plan.push((dice.below(STORM_MS), IdentityEvent::HandedOver { device }));
            }
        }
        if dice.percent(30) {
            for _ in 0..dice.between(1, 3) {
                let (device, at) = (any(dice), dice.below(STORM_MS));
                plan.push((at, IdentityEvent::Revoked { device }));
                if dice.percent(60) {
                    plan.push((dice.between(at, STORM_MS), IdentityEvent::Allowed { device }));
                }
            }
            for _ in 0..dice.between(1, 4) {
                plan.push((dice.below(STORM_MS), IdentityEvent::Judging));
            }
        }
        if dice.percent(40) {
            for _ in 0..dice.between(1, 6) {
                let device = any(dice);
                plan.push((dice.below(STORM_MS), IdentityEvent::Forged { device }));
            }
        }
        if dice.percent(20) {
            let device = any(dice);
            plan.push((dice.below(STORM_MS), IdentityEvent::TakenOver { device }));
        }
        for (at, event) in plan {
            self.schedule(at, Happening::Identity(event));
        }
    }

    pub(super) fn identity_happens(&mut self, event: IdentityEvent) {
        match event {
            IdentityEvent::EnrolsAgain { device } => self.enrol_again(device),
            _ if self.calm => {}
            IdentityEvent::KeyLost { device } => {
                self.note(|| format!("*** device {device} loses its key"));
                self.outcome.identity.lost += 1;
                let here = &mut self.devices[device];
                (here.key_lost, here.next) = (true, None);
                self.ask_for_code(device);
            }
            IdentityEvent::HandedOver { device } => self.hand_over(device),
            IdentityEvent::Revoked { device } => self.judge(device, true),
            IdentityEvent::Allowed { device } => self.judge(device, false),
            IdentityEvent::Judging => self.judge_quarantine(60),
            IdentityEvent::Forged { device } => {
                let (stranger, own) = (self.identity.stranger.1.clone(), self.identity.dice.below(4));
                self.forge(device, &stranger, own);
            }
            IdentityEvent::TakenOver { device } => {
                let (stranger, key) = self.identity.stranger.clone();
                self.note(|| format!("*** somebody enrols as device {device}"));
                let victim = self.devices[device].caller.clone();
                self.office.take_over(&victim, &stranger);
                self.forge(device, &key, 0);
            }
        }
    }

    /// Whether a device is revoked.
    pub(super) fn is_revoked(&self, device: usize) -> bool {
        self.revoked.contains(&self.devices[device].caller.device)
    }

    /// All keys that each device has ever had.
    pub(super) fn know_key(&mut self, device: DeviceId, key: Option<PublicKey>) {
        self.keys.entry(device).or_default().extend(key);
    }

    /// The page says that the province takes nothing from here: the person calls and is given a code, which takes a while.
    pub(super) fn ask_for_code(&mut self, device: usize) {
        let here = &mut self.devices[device];
        if !std::mem::replace(&mut here.asked_for_code, true) {
            let after =
                if self.calm { self.dice.between(2_000, 20_000) } else { self.dice.between(30_000, 600_000) };
            self.schedule(after, Happening::Identity(IdentityEvent::EnrolsAgain { device }));
        }
    }

    fn enrol_again(&mut self, device: usize) {
        self.devices[device].asked_for_code = false;
        let here = &self.devices[device];
        if here.engine.is_none() || self.now < here.offline_until {
            return self.ask_for_code(device);
        }
        let lost = here.key_lost;
        let key = if lost {
            let key = here.next.clone().unwrap_or_else(|| secret(&mut self.dice));
            self.devices[device].next = Some(key.clone());
            key
        } else {
            here.secret.clone()
        };
        let caller = Caller { key: key.public(), ..self.devices[device].caller.clone() };
        self.know_key(caller.device, caller.key);
        let enrolled = self.office.enrol_again(&caller);
        let heard = enrolled && !self.dice.percent(self.weather.lost_answers);
        self.note(|| format!("device {device} enrols again: {enrolled}, heard {heard}"));
        self.outcome.identity.again += u32::from(enrolled);
        if !heard {
            // Whoever is revoked is told so, and asks again once they are not.
            if !self.is_revoked(device) {
                self.ask_for_code(device);
            }
            return;
        }
        let here = &mut self.devices[device];
        here.caller = caller;
        if lost {
            (here.secret, here.key_lost, here.next) = (key, false, None);
        }
        self.trigger(device, Trigger::Pressed);
    }

    fn hand_over(&mut self, device: usize) {
        let here = &self.devices[device];
        if here.key_lost || here.engine.is_none() || self.now < here.offline_until {
            return;
        }
        let next = here.next.clone().unwrap_or_else(|| secret(&mut self.dice));
        let here = &mut self.devices[device];
        here.next = Some(next.clone());
        let (caller, secret) = (here.caller.clone(), here.secret.clone());
        let Some(key) = next.public() else { return };
        self.know_key(caller.device, Some(key));
        let taken = self.office.hand_over(&caller, &secret, key);
        let heard = taken && !self.dice.percent(self.weather.lost_answers);
        self.note(|| format!("device {device} hands its key over: {taken}, heard {heard}"));
        self.outcome.identity.handed_over += u32::from(taken);
        if heard {
            let here = &mut self.devices[device];
            (here.secret, here.caller.key, here.next) = (next, Some(key), None);
        }
    }

    fn judge(&mut self, device: usize, revoked: bool) {
        let id = self.devices[device].caller.device;
        let changed = if revoked { self.revoked.insert(id) } else { self.revoked.remove(&id) };
        if !changed {
            return;
        }
        self.note(|| format!("*** device {device} is revoked: {revoked}"));
        self.outcome.identity.revoked += u32::from(revoked);
        self.office.judge(&self.identity.administrator, id, revoked);
        let waiting: Vec<usize> = (0..self.devices.len())
            .filter(|other| self.devices[*other].caller.device == id && self.devices[*other].key_lost)
            .collect();
        if !revoked {
            waiting.into_iter().for_each(|other| self.ask_for_code(other));
        }
    }

    /// The storm is over: some of the revoked are allowed again, the others stay so for ever.
    pub(super) fn heal_identity(&mut self) {
        for device in 0..self.devices.len() {
            if self.is_revoked(device) && self.dice.percent(60) {
                self.judge(device, false);
            }
            if self.devices[device].key_lost && !self.is_revoked(device) {
                self.devices[device].asked_for_code = false;
                self.ask_for_code(device);
            }
        }
    }

    /// Somebody takes `percent` in a hundred of what waits, in the order in which it is listed, and leaves the rest.
    pub(super) fn judge_quarantine(&mut self, percent: u64) {
        let administrator = self.identity.administrator.clone();
        let items = self.office.quarantine(&administrator);
        for item in items.into_iter().filter(|item| item.decision.is_none()) {
            let take = self.dice.percent(percent);
            let judged = self.office.decide(&administrator, &item.id, take);
            self.note(|| format!("quarantine: {}+{}, taken {take}: {judged:?}", item.from, item.count));
            self.outcome.identity.taken += u32::from(take && judged == Judged::Done);
            if let Judged::Failed(status) = judged {
                self.violated("what waits can be judged", || format!("{} came to {status}", item.id));
            }
        }
    }

    /// What a hub holds of a revoked device has come to the office, where it waits or was judged.
    pub(super) fn check_set_apart(&mut self, hub: usize) {
        let administrator = self.identity.administrator.clone();
        for (log, served) in self.hubs[hub].machine.logs() {
            if !served || !self.revoked.contains(&log.device) {
                continue;
            }
            let has = self.office.has_anywhere(&administrator, log.log);
            if has < log.signed {
                let words = format!("hub {hub}: {} signed, {has} at the office", log.signed);
                self.violated("what comes of a revoked device is kept apart", || words);
            }
        }
    }

    /// A segment that its device has not signed, by one of the roads. Wherever it came in, its text is nobody's.
    fn forge(&mut self, device: usize, stranger: &SecretKey, how: u64) {
        let Some(text) = self.forged_text(device) else { return };
        let here = &self.devices[device];
        let (caller, log) = (here.caller.clone(), here.stored.current().id);
        let known = self.office.books().logs.get(&log).and_then(|log| log.entries.last());
        let head = known
            .map_or(Chain::open(log).head(), |last| Head { length: last.number + 1, digest: last.digest });
        let mut chain = Chain::resume(log, head);
        chain.append(text.clone());
        let Ok(text) = RawValue::from_string(text) else { return };
        let signature = match how {
            0 | 1 => stranger.sign(&segment(caller.device, log, &chain.head())),
            // What the device has signed, for another head.
            2 => here.secret.sign(&segment(caller.device, log, &head)),
            _ => None,
        };
        let push = Push {
            from: head.length,
            previous: head.digest,
            last: chain.head().digest,
            entries: vec![text],
            signature,
        };
        self.outcome.identity.forged += 1;
        let road = self.identity.dice.below(3);
        let taken = match road {
            0 if !self.hubs.is_empty() => {
                let call = Call::Push { log, push };
                let Ok(mut asked) = calls::asked(&call, None) else { return };
                asked.path = format!("/api/v1/hub/devices/{}/logs/{log}/entries", caller.device);
                let reply = self.office.relay(&self.hubs[0].machine.caller, &asked);
                reply.is_some_and(|reply| reply.status == 200)
            }
            1 => {
                let origin = Origin {
                    province: ProvinceCode::from(PROVINCE),
                    unit: caller.grant.home.clone(),
                    device: caller.device,
                    log,
                    made_at: DateTime::UNIX_EPOCH.fixed_offset(),
                };
                let seed = [self.identity.dice.roll().to_le_bytes()[0]; 32];
                let file = office_secrets()
                    .public()
                    .and_then(|office| seal(origin, &push, &[], &office, stranger, seed));
                let row = file.and_then(|file| self.office.bring(&caller, file));
                row.is_some_and(|row| row.fresh > 0)
            }
            _ => self.office.answer(&caller, &Call::Push { log, push }).is_ok(),
        };
        self.note(|| format!("*** somebody speaks as device {device}, road {road}, how {how}: {taken}"));
        if taken {
            self.violated("nobody speaks as a device but itself", || format!("device {device}"));
        }
    }

    /// A record that the person at the device never wrote.
    fn forged_text(&mut self, device: usize) -> Option<String> {
        let unit = self.devices[device].units.first()?.clone();
        let record = RecordId::from_random(self.now, self.identity.dice.ten_bytes());
        let value = self.value();
        let body = bodies::new(RecordKind::Activity, unit.as_str(), value);
        let action = Action::Create { body, unit };
        self.entry(device, record, RecordKind::Activity, 0, action).map(|(_, text)| text)
    }
}
