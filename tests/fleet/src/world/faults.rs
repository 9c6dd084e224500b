//! What goes wrong: the weather of the network, and single blows.

use danvan_core::sync::Trigger;

use super::{Happening, STORM_MS, World};
use crate::dice::Dice;

/// How the network is in a seed.
#[derive(Clone, Debug)]
pub(super) struct Weather {
    /// Requests in a hundred that never arrive.
    pub lost_requests: u64,
    /// Answers in a hundred that never come back: the office has done it.
    pub lost_answers: u64,
    /// Requests in a hundred that arrive twice.
    pub repeated: u64,
    /// Messages in a hundred that take minutes.
    pub late: u64,
    /// Losses in a hundred of which the device hears nothing.
    pub silent: u64,
    /// The longest ordinary way of a message.
    pub latency_ms: u64,
    /// A proxy takes no push with more bytes of text than this.
    pub push_bytes_max: usize,
    /// Transactions in a hundred that the device's store refuses.
    pub store_refuses: u64,
    /// Requests in a hundred that wait at the door for the next one to come in with them.
    pub crowded: u64,
    /// Requests in a hundred during which the office's database or power fails.
    pub office_blows: u64,
    /// The office goes back to its backup while the next stretch of a longer log is on its way.
    pub restore_meets_push: bool,
    /// What answers instead of the office, and until when.
    pub mood: Mood,
    /// The mood ends then.
    pub mood_until: u64,
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// The office.
    Office,
    /// A captive portal: 200 with a page.
    Portal,
    /// The office, asking for patience.
    Busy,
    /// 401, 403 or 404.
    NotAllowed,
    /// Another, empty office under the same name.
    Foreign,
}

/// A blow.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    Crash { device: usize },
    Partition { device: usize, for_ms: u64 },
    Mood { mood: Mood, for_ms: u64 },
    OfficeRestart,
    OfficeBackup,
    OfficeRestore,
    OfficeRestoreUnderPush,
    Remember { device: usize },
    SetBack { device: usize },
    Clone { device: usize },
}

impl Weather {
    pub(super) fn of(dice: &mut Dice) -> Self {
        let rough = dice.below(4) * 6;
        Self {
            lost_requests: rough,
            lost_answers: dice.below(4) * 6,
            repeated: dice.below(3) * 8,
            late: dice.below(3) * 4,
            silent: dice.below(3) * 20,
            latency_ms: dice.between(50, 6_000),
            push_bytes_max: if dice.percent(20) { 5_000 } else { usize::MAX },
            store_refuses: if dice.percent(20) { 5 } else { 0 },
            crowded: dice.below(3) * 15,
            office_blows: if dice.percent(40) { 6 } else { 0 },
            restore_meets_push: false,
            mood: Mood::Office,
            mood_until: 0,
        }
    }

    pub(super) fn perfect() -> Self {
        Self {
            lost_requests: 0,
            lost_answers: 0,
            repeated: 0,
            late: 0,
            silent: 0,
            latency_ms: 50,
            push_bytes_max: usize::MAX,
            store_refuses: 0,
            crowded: 0,
            office_blows: 0,
            restore_meets_push: false,
            mood: Mood::Office,
            mood_until: 0,
        }
    }
}

impl Fault {
    /// The blows of a seed. The rarer kinds come only in some seeds, so that each is also seen alone.
    pub(super) fn of_seed(dice: &mut Dice, devices: usize) -> Vec<(u64, Self)> {
        let mut faults = Vec::new();
        let some = |dice: &mut Dice, most: u64| dice.below(most + 1);
        let any = |dice: &mut Dice| usize::try_from(dice.below(devices as u64)).unwrap_or(0);
        for _ in 0..some(dice, 8) {
            faults.push(Self::Crash { device: any(dice) });
        }
        for _ in 0..some(dice, 5) {
            let for_ms = dice.between(30_000, STORM_MS / 2);
            faults.push(Self::Partition { device: any(dice), for_ms });
        }
        for mood in [Mood::Portal, Mood::Busy, Mood::NotAllowed] {
            for _ in 0..some(dice, 2) {
                faults.push(Self::Mood { mood, for_ms: dice.between(10_000, 120_000) });
            }
        }
        if dice.percent(10) {
            faults.push(Self::Mood { mood: Mood::Foreign, for_ms: dice.between(30_000, 300_000) });
        }
        for _ in 0..some(dice, 2) {
            faults.push(Self::OfficeRestart);
        }
        if dice.percent(40) {
            faults.extend([Self::OfficeBackup, Self::OfficeBackup, Self::OfficeRestore]);
            if dice.percent(30) {
                faults.push(Self::OfficeRestore);
            }
        }
        if dice.percent(25) {
            faults.push(Self::Clone { device: any(dice) });
        }
        if dice.percent(25) {
            let device = any(dice);
            faults.extend([Self::Remember { device }, Self::SetBack { device }]);
        }
        let mut plan: Vec<(u64, Self)> =
            faults.into_iter().map(|fault| (dice.below(STORM_MS), fault)).collect();
        if dice.percent(8) {
            // A log forks between a backup and its restore: rare by chance, and the hardest to mend.
            let third = STORM_MS / 3;
            plan.push((dice.below(third), Self::OfficeBackup));
            plan.push((dice.between(third / 2, 2 * third), Self::Clone { device: any(dice) }));
            plan.push((dice.between(2 * third, STORM_MS), Self::OfficeRestore));
        }
        if dice.percent(12) {
            // A phone forgets what it said after a backup and leaves its log: of what it still knows there, nobody
            // else can tell the office once that is set back to the backup.
            let (part, device) = (STORM_MS / 6, any(dice));
            plan.push((dice.below(part), Self::OfficeBackup));
            plan.push((dice.between(2 * part, 3 * part), Self::Remember { device }));
            plan.push((dice.between(4 * part, 5 * part), Self::SetBack { device }));
            plan.push((STORM_MS - dice.below(part / 2), Self::OfficeRestore));
        }
        if dice.percent(12) {
            // A stretch that was right when it was sent, and finds an office that has less.
            let half = STORM_MS / 2;
            plan.push((dice.below(half), Self::OfficeBackup));
            plan.push((dice.between(half, STORM_MS), Self::OfficeRestoreUnderPush));
        }
        plan
    }
}

impl World {
    pub(super) fn strike(&mut self, fault: Fault) {
        self.note(|| format!("*** {fault:?}"));
        match fault {
            Fault::Crash { device } => self.crash(device),
            Fault::Partition { device, for_ms } => {
                self.devices[device].offline_until = self.now + for_ms;
                self.schedule(for_ms, Happening::Trigger { device, trigger: Trigger::Online });
            }
            Fault::Mood { mood, for_ms } => {
                self.weather.mood = mood;
                self.weather.mood_until = self.now + for_ms;
            }
            Fault::OfficeRestart => self.office.restart(),
            Fault::OfficeBackup => self.office.back_up(),
            Fault::OfficeRestore => self.restore_office(),
            Fault::OfficeRestoreUnderPush => self.weather.restore_meets_push = true,
            Fault::Remember { device } => {
                self.devices[device].older = Some(self.devices[device].stored.clone());
            }
            Fault::SetBack { device } => self.set_back(device),
            // Two copies that want a successor to the same lost key: the office lets one of them come back, and the other,
            // whose token is no longer the last one, begins as a new device. No person of this world does that (seed 2924).
            Fault::Clone { device } if self.devices[device].key_lost => {}
            Fault::Clone { device } => {
                let copy = self.devices[device].cloned();
                self.devices[device].tampered = true;
                self.devices.push(copy);
                let copy = self.devices.len() - 1;
                self.open(copy);
                for _ in 0..4 {
                    let at = self.dice.below(STORM_MS.saturating_sub(self.now));
                    self.schedule(at, Happening::Act { device: copy });
                }
            }
        }
    }

    pub(super) fn restore_office(&mut self) {
        self.remember_epoch();
        self.outcome.restores += u32::from(self.office.restore());
    }

    /// The phone comes back with an earlier state of its own.
    fn set_back(&mut self, device: usize) {
        let Some(older) = self.devices[device].older.take() else { return };
        self.crash(device);
        self.devices[device].stored = older;
        self.devices[device].tampered = true;
        // It has forgotten newer states, and a hub may show it older ones.
        self.shown.retain(|(shown_to, ..), _| *shown_to != device);
    }
}
