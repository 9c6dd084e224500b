//! How a seed begins: the fleet, its weather, and what is going to happen when.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use anyhow::Result;
use danvan_core::access::Role;
use danvan_core::catalogue::UnitId;
use danvan_core::ids::LogId;
use danvan_office::store::Reach;

use super::callers::{caller, secret};
use super::faults::{Fault, Weather};
use super::identity::Identity;
use super::photos::Photos;
use super::{AppVersion, Happening, Outcome, STORM_MS, World};
use crate::device::Device;
use crate::dice::Dice;
use crate::office::{RealOffice, Surroundings};
use crate::planted::PlantedBug;

/// The units of each of the six: two phones of one commune, two people who share a post's records, a hub that
/// writes for all, and one who is alone.
const FLEET: [(&str, Role, &[&str]); 6] = [
    ("A1", Role::FieldOfficer, &["03390@2025-07-01"]),
    ("A2", Role::CommuneLeader, &["03390@2025-07-01"]),
    ("B1", Role::FieldOfficer, &["03466@2025-07-01", "03448@early"]),
    ("B2", Role::FieldOfficer, &["03466@2025-07-01"]),
    ("H", Role::SectorUnit, &["03390@2025-07-01", "03466@2025-07-01", "03408@2025-07-01"]),
    ("C", Role::FieldOfficer, &["03408@2025-07-01"]),
];
const ACTS_PER_DEVICE: u64 = 9;
const CONSOLE_ACTS: u64 = 30;

impl World {
    pub(super) fn start(seed: u64, bug: Option<PlantedBug>, traced: bool) -> Result<Self> {
        let photos = Photos::of_seed(seed);
        let surroundings = Surroundings::new(photos.carried)?;
        let office = RealOffice::open("office", &surroundings, bug)?;
        let mut dice = Dice::new(seed);
        let weather = Weather::of(&mut dice);
        let devices = FLEET.iter().map(|(name, role, units)| device(&mut dice, name, *role, units));
        let mut devices = devices.collect::<Result<Vec<Device>>>()?;
        // In some worlds files are carried.
        if dice.percent(35) {
            devices.iter_mut().for_each(|device| device.carries = true);
        }
        let console = caller(&mut dice, "Văn phòng", Role::ProvinceLeader, Reach::Province, "")?;
        let mut world = Self {
            dice,
            bug,
            now: 0,
            order: 0,
            due: BinaryHeap::new(),
            devices,
            surroundings,
            office,
            foreign: None,
            door: Vec::new(),
            console,
            weather,
            photos,
            identity: Identity::of_seed(seed)?,
            revoked: BTreeSet::new(),
            keys: BTreeMap::new(),
            calm: false,
            last_round: false,
            saved: BTreeMap::new(),
            written: BTreeSet::new(),
            shown: BTreeMap::new(),
            no_order: BTreeSet::new(),
            values: 0,
            hubs: Vec::new(),
            earlier: Vec::new(),
            trace: traced.then(Vec::new),
            outcome: Outcome::default(),
        };
        for place in 0..world.devices.len() {
            let caller = world.devices[place].caller.clone();
            world.know_key(caller.device, caller.key);
            world.open(place);
        }
        world.plan();
        world.start_hubs()?;
        world.plan_photos();
        world.plan_identity();
        Ok(world)
    }

    /// Throws what is going to happen over the time of the storm.
    fn plan(&mut self) {
        for device in 0..self.devices.len() {
            for _ in 0..ACTS_PER_DEVICE {
                let at = self.dice.below(STORM_MS);
                self.schedule(at, Happening::Act { device });
            }
        }
        for _ in 0..CONSOLE_ACTS {
            let at = self.dice.below(STORM_MS);
            self.schedule(at, Happening::Console);
        }
        for (at, fault) in Fault::of_seed(&mut self.dice, self.devices.len()) {
            self.schedule(at, Happening::Fault(fault));
        }
    }
}

fn device(dice: &mut Dice, name: &str, role: Role, units: &[&str]) -> Result<Device> {
    let units: Vec<UnitId> = units.iter().map(|unit| UnitId::from(*unit)).collect();
    let reach = Reach::Units { units: units.iter().cloned().collect() };
    let home = units.first().map_or("", |unit| unit.as_str());
    let (mut caller, secret) = (caller(dice, name, role, reach, home)?, secret(dice));
    caller.key = secret.public();
    let version = AppVersion::of(dice);
    Ok(Device::new(caller, secret, units, version, LogId::from_random(1, dice.ten_bytes())))
}
