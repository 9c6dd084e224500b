//! Hubs: district centres whose line to the province is down for stretches, and whose machines lose power. Devices
//! turn to them where the province is silent, by the rules of the app.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use danvan_core::access::Role;
use danvan_core::catalogue::{HubId, ProvinceCode, UnitId};
use danvan_core::sync::{Answer, Call, Failure, Trigger};
use danvan_office::store::Reach;

use super::callers::{caller, secret};
use super::faults::Fault;
use super::{Happening, STORM_MS, World};
use crate::calls::Asked;
use crate::office::{LineAnswer, PROVINCE, RealHub, catalogues};

/// A hub with its surroundings.
pub(super) struct District {
    pub(super) machine: RealHub,
    /// The communes whose devices know its address.
    pub(super) homes: BTreeSet<UnitId>,
    pub(super) line_down_until: u64,
    /// Counts its starts; what belongs to an earlier one is ignored.
    pub(super) life: u32,
    /// Counts its disks.
    pub(super) disk: u32,
    /// The number of its last request to the province.
    pub(super) asked: u64,
}

/// Something that happens to a hub, or between it and a device or the province.
#[derive(Debug)]
pub(super) enum HubHappening {
    /// It is time to pass on.
    Round {
        life: u32,
    },
    /// A request of its round arrives at the province.
    Arrive {
        life: u32,
        number: u64,
        asked: Asked,
        heard: bool,
    },
    /// What came of that request.
    Hear {
        life: u32,
        number: u64,
        answer: LineAnswer,
    },
    /// A device's question to the province has been out for too long.
    GivenUp {
        device: usize,
        life: u32,
        ticket: u64,
    },
    /// A device's request arrives here.
    Asked {
        device: usize,
        life: u32,
        ticket: u64,
        call: Call,
    },
    /// The answer to it arrives there.
    Replied {
        device: usize,
        life: u32,
        ticket: u64,
        disk: u32,
        answer: Result<Answer, Failure>,
    },
    /// The district is cut off from the province: its devices, and mostly the hub too.
    CutOff {
        for_ms: u64,
    },
    /// The hub's own line is down.
    LineDown {
        for_ms: u64,
    },
    PowerCut {
        for_ms: u64,
    },
    PowerOn,
    DiskCopied,
    DiskChanged,
}

/// What the hubs of some worlds did.
#[derive(Clone, Copy, Debug, Default)]
pub struct HubTally {
    /// Worlds that had any.
    pub worlds: u32,
    /// Rounds with the province that went through.
    pub rounds: u32,
    /// Rounds that ended early.
    pub broken_rounds: u32,
    /// Entries that the province had first by a hub.
    pub passed_on: u64,
    /// Stretches that devices handed over to a hub.
    pub handovers: u32,
    /// Power cuts of hubs.
    pub power_cuts: u32,
}

impl HubTally {
    /// In words.
    pub fn words(&self) -> String {
        format!(
            "{} worlds with hubs ({} rounds with the province and {} that ended early, {} stretches handed over, {} \
             entries passed on, {} power cuts)",
            self.worlds, self.rounds, self.broken_rounds, self.handovers, self.passed_on, self.power_cuts
        )
    }

    /// Adds what those of another world did.
    pub fn add(&mut self, other: Self) {
        self.worlds += other.worlds;
        self.rounds += other.rounds;
        self.broken_rounds += other.broken_rounds;
        self.passed_on += other.passed_on;
        self.handovers += other.handovers;
        self.power_cuts += other.power_cuts;
    }
}

impl World {
    /// Half of the worlds have one hub or two: of one district, so that two hold stretches of the same log, or of two.
    pub(super) fn start_hubs(&mut self) -> Result<()> {
        let (tam_duong, muong_te, city) = ("12:tam_duong", "12:muong_te", "12:tp_lai_chau");
        let ids: &[&str] = match self.dice.below(100) {
            0..14 => &[tam_duong],
            14..24 => &[muong_te],
            24..30 => &[tam_duong, tam_duong],
            30..36 => &[muong_te, muong_te],
            36..45 => &[tam_duong, muong_te],
            45..50 => &[city, muong_te],
            _ => return Ok(()),
        };
        self.outcome.hubs.worlds = 1;
        for id in ids {
            self.start_hub(&HubId::from(*id))?;
        }
        if self.dice.percent(20) {
            // All hubs sleep through a restore of the office.
            let third = STORM_MS / 3;
            let backup = self.dice.between(third / 2, third);
            self.schedule(backup, Happening::Fault(Fault::OfficeBackup));
            for hub in 0..self.hubs.len() {
                let what = HubHappening::LineDown { for_ms: third + third / 3 };
                self.schedule(third + third / 2, Happening::Hub { hub, what });
            }
            let restore = self.dice.between(2 * third, 2 * third + third / 2);
            self.schedule(restore, Happening::Fault(Fault::OfficeRestore));
        }
        Ok(())
    }

    fn start_hub(&mut self, id: &HubId) -> Result<()> {
        let catalogue =
            catalogues().get(&ProvinceCode::from(PROVINCE)).context("the province's catalogue")?;
        let members = catalogue.hub(id).context("the hub")?.members.iter();
        let homes = members.map(|member| member.unit.clone()).collect();
        let reach = Reach::Hub { hub: id.clone() };
        let mut caller = caller(&mut self.dice, id.as_str(), Role::HubMachine, reach, "")?;
        caller.key = secret(&mut self.dice).public();
        let machine = RealHub::new(id, caller, &self.surroundings, self.bug);
        let hub = self.hubs.len();
        self.hubs.push(District { machine, homes, line_down_until: 0, life: 0, disk: 0, asked: 0 });
        self.next_round(hub, 1_000, 90_000);
        let mut plan = Vec::new();
        for _ in 0..self.dice.between(1, 4) {
            plan.push(HubHappening::CutOff { for_ms: self.dice.between(120_000, STORM_MS / 2) });
        }
        for _ in 0..self.dice.below(3) {
            plan.push(HubHappening::LineDown { for_ms: self.dice.between(60_000, STORM_MS / 3) });
        }
        for _ in 0..self.dice.below(4) {
            plan.push(HubHappening::PowerCut { for_ms: self.dice.between(5_000, 300_000) });
        }
        if self.dice.percent(12) {
            plan.extend([HubHappening::DiskCopied, HubHappening::DiskChanged]);
        }
        for what in plan {
            let at = self.dice.below(STORM_MS);
            self.schedule(at, Happening::Hub { hub, what });
        }
        Ok(())
    }

    pub(super) fn hub_happens(&mut self, hub: usize, what: HubHappening) {
        match what {
            HubHappening::GivenUp { device, life, ticket } => self.give_province_up(device, life, ticket),
            HubHappening::Asked { device, life, ticket, call } => {
                self.asked_at_hub(hub, device, life, ticket, &call);
            }
            HubHappening::Replied { device, life, ticket, disk, answer } => {
                self.hub_replied(device, life, ticket, disk, answer);
            }
            HubHappening::Arrive { life, number, asked, heard } => {
                self.line_arrives(hub, life, number, &asked, heard);
            }
            // What follows is of the storm; after it the hubs are led by hand.
            _ if self.calm => {}
            HubHappening::Round { life } if life == self.hubs[hub].life => {
                let step = self.hubs[hub].machine.begin_round();
                self.after_step(hub, step);
            }
            HubHappening::Hear { life, number, answer } => {
                let district = &mut self.hubs[hub];
                if (life, number) == (district.life, district.asked) {
                    let struck = self.dice.percent(self.weather.office_blows).then(|| self.any_blow());
                    let step = self.hubs[hub].machine.hear_under(answer, struck);
                    self.after_step(hub, step);
                }
            }
            HubHappening::Round { .. } => {}
            HubHappening::CutOff { for_ms } => self.cut_off(hub, for_ms),
            HubHappening::LineDown { for_ms } => {
                self.note(|| format!("*** hub {hub}: the line is down"));
                self.hubs[hub].line_down_until = self.now + for_ms;
            }
            HubHappening::PowerCut { for_ms } => {
                self.hubs[hub].machine.power_cut();
                self.hub_went_dark(hub, for_ms);
            }
            HubHappening::PowerOn => self.power_on(hub),
            HubHappening::DiskCopied => self.hubs[hub].machine.copy_disk(),
            HubHappening::DiskChanged => {
                self.note(|| format!("*** hub {hub} gets another disk"));
                self.hubs[hub].machine.change_disk();
                self.hubs[hub].disk += 1;
                self.hubs[hub].life += 1;
                self.next_round(hub, 1_000, 30_000);
            }
        }
    }

    pub(super) fn next_round(&mut self, hub: usize, from_ms: u64, to_ms: u64) {
        let after = self.dice.between(from_ms, to_ms);
        let life = self.hubs[hub].life;
        self.schedule(after, Happening::Hub { hub, what: HubHappening::Round { life } });
    }

    fn cut_off(&mut self, hub: usize, for_ms: u64) {
        let with_hub = self.dice.percent(70);
        self.note(|| format!("*** the district of hub {hub} is cut off, with its hub: {with_hub}"));
        let until = self.now + for_ms;
        if with_hub {
            self.hubs[hub].line_down_until = until;
        }
        for device in 0..self.devices.len() {
            let home = &self.devices[device].caller.grant.home;
            if !self.hubs[hub].homes.contains(home) || self.dice.percent(15) {
                continue;
            }
            self.devices[device].offline_until = until;
            for _ in 0..2 {
                let after = self.dice.below(for_ms);
                self.schedule(after, Happening::Trigger { device, trigger: Trigger::Pressed });
            }
            self.schedule(for_ms, Happening::Trigger { device, trigger: Trigger::Online });
        }
    }

    pub(super) fn power_on(&mut self, hub: usize) {
        if self.hubs[hub].machine.is_on() {
            return;
        }
        self.note(|| format!("hub {hub} starts again"));
        self.hubs[hub].machine.power_on();
        self.check_held_by(hub);
        self.next_round(hub, 1_000, 30_000);
    }

    pub(super) fn hub_went_dark(&mut self, hub: usize, for_ms: u64) {
        self.note(|| format!("*** hub {hub} has no power"));
        self.outcome.hubs.power_cuts += 1;
        self.hubs[hub].life += 1;
        self.schedule(for_ms, Happening::Hub { hub, what: HubHappening::PowerOn });
    }
}
