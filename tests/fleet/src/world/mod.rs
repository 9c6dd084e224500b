//! One seed: six devices, an office and its console, people, and everything that can go wrong, in virtual time.

mod callers;
mod carriers;
mod checks;
mod console;
mod faults;
mod hub_checks;
mod hub_line;
mod hub_road;
mod hubs;
mod identity;
mod network;
mod people;
mod photo_checks;
mod photos;
mod shell;
mod start;
mod values;

pub use crate::versions::AppVersion;
pub use checks::Violation;
pub use hubs::HubTally;
pub use identity::IdentityTally;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::rc::Rc;

use danvan_core::bundle::PublicKey;
use danvan_core::ids::{DeviceId, Digest, LogId, RecordId};
use danvan_core::sync::{Answer, Call, Failure, Trigger};

use crate::device::Device;
use crate::dice::Dice;
use crate::office::{Caller, RealOffice, Surroundings};
use crate::planted::PlantedBug;
use faults::{Fault, Weather};
use hubs::{District, HubHappening};
use identity::{Identity, IdentityEvent};
use network::Arrival;
use photos::Photos;

/// The stormy part of a seed, in virtual milliseconds.
const STORM_MS: u64 = 25 * 60_000;
/// Rounds of healing; each ends when everybody rests, at the latest after [`ROUND_MS`].
const HEALING_ROUNDS: u32 = 6;
const ROUND_MS: u64 = 4 * 60_000;
/// More happenings than any seed may need.
const HAPPENINGS_MAX: u64 = 200_000;

/// Something that will happen to a device (by its place in the fleet and the life of its app) or to the office.
#[derive(Debug)]
enum Happening {
    Arrive {
        device: usize,
        life: u32,
        ticket: u64,
        call: Call,
        heard: bool,
    },
    /// Somebody brings a bundle of a device to the office.
    Brought {
        device: usize,
        file: Rc<Vec<u8>>,
    },
    /// Somebody brings a receipt file to a device, and may have written another one in its place.
    ReceiptBrought {
        device: usize,
        file: Rc<Vec<u8>>,
        forged: bool,
    },
    /// Those who wait at the office's door come in together.
    ComeIn,
    Answer {
        device: usize,
        life: u32,
        ticket: u64,
        answer: Result<Answer, Failure>,
    },
    Read {
        device: usize,
        life: u32,
        ticket: u64,
        log: LogId,
        from: u64,
        bytes_max: usize,
    },
    Commit {
        device: usize,
        life: u32,
    },
    Wake {
        device: usize,
        life: u32,
        wish: u64,
    },
    Trigger {
        device: usize,
        trigger: Trigger,
    },
    Act {
        device: usize,
    },
    Console,
    Fault(Fault),
    Hub {
        hub: usize,
        what: HubHappening,
    },
    Photo(photos::Step),
    Identity(IdentityEvent),
}

struct Due {
    at: u64,
    order: u64,
    what: Happening,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

/// What a seed came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was broken; nothing in a good world.
    pub violations: Vec<Violation>,
    /// The story, where it was asked for.
    pub trace: Vec<String>,
    /// How many things happened.
    pub happenings: u64,
    /// Entries that devices called saved.
    pub saved: usize,
    /// Entries that the office refused, by reason.
    pub refused: BTreeMap<String, usize>,
    /// Logs that ended in a fork or were left.
    pub left_logs: usize,
    /// How often the office was set back to a backup.
    pub restores: u32,
    /// How often the office's database or power failed under a request.
    pub blows: u32,
    /// Bundles that were packed.
    pub bundles: u32,
    /// Receipts that came to devices in files.
    pub receipts: u32,
    /// Choices that people made between values.
    pub choices: u32,
    /// Photos that people took.
    pub photos: u32,
    /// Chunks of photos that devices sent.
    pub chunks: u32,
    /// How often a device asked where an upload stands, to go on with it.
    pub resumed: u32,
    /// How often several requests reached the office at the same moment.
    pub together: u32,
    /// What hubs did.
    pub hubs: HubTally,
    /// Keys, revocations, forgeries.
    pub identity: IdentityTally,
}

/// A world in motion.
pub struct World {
    dice: Dice,
    bug: Option<PlantedBug>,
    now: u64,
    order: u64,
    due: BinaryHeap<Reverse<Due>>,
    devices: Vec<Device>,
    surroundings: Surroundings,
    office: RealOffice,
    /// Another, empty office under the same name; only some worlds meet it.
    foreign: Option<RealOffice>,
    /// Requests that will reach the office at the same moment.
    door: Vec<Arrival>,
    console: Caller,
    weather: Weather,
    photos: Photos,
    identity: Identity,
    /// The devices that are revoked.
    revoked: BTreeSet<DeviceId>,
    /// Every key that a device ever had.
    keys: BTreeMap<DeviceId, Vec<PublicKey>>,
    calm: bool,
    /// The last round of healing: nobody brings files any more, or not all could still hear of what they changed.
    last_round: bool,
    /// Every text that a device called saved.
    saved: BTreeMap<String, usize>,
    /// Every text that a person wrote, saved or not.
    written: BTreeSet<String>,
    /// The revisions that devices were shown, by device, epoch and record.
    shown: BTreeMap<(usize, String, RecordId), u64>,
    /// Devices that a hub's pages may show something older: see `is_ordered`.
    no_order: BTreeSet<usize>,
    values: u64,
    /// The hubs; only some worlds have any.
    hubs: Vec<District>,
    /// What the office had of each log in the epochs before its present one.
    earlier: Vec<(String, BTreeMap<LogId, Vec<Digest>>)>,
    trace: Option<Vec<String>>,
    outcome: Outcome,
}

impl World {
    /// Plays a seed to its end against the real office.
    pub fn play(seed: u64, bug: Option<PlantedBug>, traced: bool) -> Outcome {
        let mut world = match Self::start(seed, bug, traced) {
            Ok(world) => world,
            Err(problem) => {
                let violation = Violation { rule: "a world begins", detail: format!("{problem:#}") };
                return Outcome { violations: vec![violation], ..Outcome::default() };
            }
        };
        world.run_until(STORM_MS);
        world.heal();
        world.office.audit(&world.keys);
        world.hear_findings();
        world.check_end();
        world.outcome.saved = world.saved.len();
        world.outcome.trace = world.trace.take().unwrap_or_default();
        world.outcome
    }

    fn schedule(&mut self, after_ms: u64, what: Happening) {
        self.order += 1;
        self.due.push(Reverse(Due { at: self.now + after_ms, order: self.order, what }));
    }

    fn run_until(&mut self, end: u64) {
        while let Some(Reverse(next)) = self.due.peek() {
            if next.at > end || self.outcome.happenings >= HAPPENINGS_MAX {
                break;
            }
            let Some(Reverse(next)) = self.due.pop() else { break };
            self.now = next.at;
            self.surroundings.set_clock(self.now);
            self.outcome.happenings += 1;
            self.happen(next.what);
            self.hear_findings();
            if self.calm && self.resting() {
                break;
            }
        }
        if self.outcome.happenings >= HAPPENINGS_MAX {
            self.violated("steps are bounded", || "the world did not come to rest".to_owned());
        }
        if !(self.calm && self.resting()) {
            self.now = self.now.max(end);
        }
    }

    fn happen(&mut self, what: Happening) {
        match what {
            Happening::Arrive { device, life, ticket, call, heard } => {
                self.arrive(Arrival { device, life, ticket, call, heard });
            }
            Happening::ComeIn => self.come_in(),
            Happening::Brought { .. } | Happening::ReceiptBrought { .. } if self.last_round => {}
            Happening::Brought { device, file } => self.bring(device, &file),
            Happening::ReceiptBrought { device, file, forged } => {
                let another = if forged { self.forged(device, &file) } else { None };
                self.take_receipt(device, another.as_ref().unwrap_or(&file));
            }
            Happening::Answer { device, life, ticket, answer } => self.answer(device, life, ticket, answer),
            Happening::Read { device, life, ticket, log, from, bytes_max } => {
                self.read(device, life, ticket, log, from, bytes_max);
            }
            Happening::Commit { device, life } => self.commit(device, life),
            Happening::Wake { device, life, wish } => self.wake(device, life, wish),
            Happening::Trigger { device, trigger } => self.trigger(device, trigger),
            Happening::Act { device } if self.calm => self.trigger(device, Trigger::Opened),
            Happening::Act { device } => self.act(device),
            Happening::Console => self.console_acts(),
            Happening::Photo(step) => self.photo_step(step),
            Happening::Identity(event) => self.identity_happens(event),
            Happening::Fault(_) if self.calm => {}
            Happening::Fault(fault) => self.strike(fault),
            Happening::Hub { hub, what } => self.hub_happens(hub, what),
        }
    }

    fn hear_findings(&mut self) {
        let mut found = self.office.take_findings();
        if let Some(foreign) = &mut self.foreign {
            found.extend(foreign.take_findings());
        }
        for hub in &mut self.hubs {
            found.extend(hub.machine.take_findings().into_iter().map(|words| ("a hub can be asked", words)));
        }
        for (rule, detail) in found {
            self.violated(rule, || detail);
        }
    }

    /// The network is perfect from here on, everybody is awake, and nobody writes any more.
    fn heal(&mut self) {
        self.calm = true;
        self.weather = Weather::perfect();
        self.note(|| "--- healing".to_owned());
        for device in 0..self.devices.len() {
            self.devices[device].offline_until = 0;
            if self.devices[device].engine.is_none() {
                self.open(device);
            }
        }
        self.heal_identity();
        self.heal_hubs();
        for round in 1..=HEALING_ROUNDS {
            self.last_round = round == HEALING_ROUNDS;
            for device in 0..self.devices.len() {
                self.trigger(device, Trigger::Pressed);
            }
            let end = self.now + ROUND_MS;
            self.run_until(end);
            self.hubs_pass_on();
            self.judge_quarantine(100);
        }
    }

    /// Whether all devices are idle: only wishes to be woken remain.
    fn resting(&self) -> bool {
        self.photos_rest()
            && self.devices.iter().enumerate().all(|(place, device)| {
                device.jobs.is_empty()
                    && device.request.is_none()
                    && (!device.key_lost || self.is_revoked(place))
                    && device.engine.as_ref().is_none_or(|engine| {
                        let told = matches!(engine.status().trouble, Some(Failure::Revoked { .. }));
                        let rests = engine.status().trouble.is_none() || self.is_revoked(place) && told;
                        engine.status().phase == danvan_core::sync::Phase::Idle && rests
                    })
            })
    }

    fn note(&mut self, words: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>9} {}", self.now, words()));
        }
    }
}
