//! What goes to the province beside the rounds: whatever is long, was slow, or may wait. Two lanes, each with one thing under
//! way at a time, in turns by device: the short one has what a thin line carries in two minutes at most, the long one what
//! cannot be parted and is longer. Nothing here keeps a round waiting, nor a device another one; what fails is put off by itself, for
//! longer each time.

use std::collections::{BTreeMap, BTreeSet};

use danvan_core::ids::{DeviceId, Digest, LogId};

use super::pauses::Pauses;
use crate::hub::store::WaitingBundle;

/// One push of a round has no more than this on the line: seven seconds at 20 kbit/s.
pub(super) const SMALL_BYTES: u64 = 16 * 1024;
/// What is longer and cannot be parted goes by the long lane.
pub(super) const LONG_BYTES: u64 = 256 * 1024;

/// The pauses of what did not get through.
const FAILED_FIRST_MS: i64 = 10_000;
const FAILED_MOST_MS: i64 = 1_800_000;
/// The pauses of a device that the province is at work on.
const BUSY_FIRST_MS: i64 = 10_000;
const BUSY_MOST_MS: i64 = 300_000;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    Short,
    Long,
}

/// Something that goes beside the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Log(LogId),
    Bundle(Digest),
    Receipt(DeviceId),
}

/// A log that has forked at the province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fork {
    /// There; nothing of the province's entries stands here yet.
    At(u64),
    /// The province's entries stand here up to there.
    Adopted(u64),
}

/// What the province was last heard to think of a log's device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// The log.
    pub(super) log: LogId,
    /// Whose it is.
    pub(super) device: DeviceId,
    /// In which epoch.
    pub(super) epoch: String,
    /// Whether the device is revoked: its segments are set apart there, and do not lengthen the log.
    pub(super) revoked: bool,
    /// See [`crate::hub::store::Refused::mark`].
    pub(super) mark: String,
    /// The mark once the device is revoked, which may be so before the list of devices is read again.
    pub(super) mark_revoked: String,
}

/// A log that goes beside the rounds.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    pub(super) standing: Standing,
    pub(super) fork: Option<Fork>,
    /// Whether its next segment is too long for the short lane.
    pub(super) long: bool,
}

/// What a lane has in hand.
#[derive(Clone, Debug)]
pub(super) enum Turn {
    Log(Beside),
    Bundle(WaitingBundle),
    Receipt(DeviceId),
}

impl Turn {
    fn item(&self) -> Item {
        match self {
            Self::Log(beside) => Item::Log(beside.standing.log),
            Self::Bundle(bundle) => Item::Bundle(bundle.digest),
            Self::Receipt(device) => Item::Receipt(*device),
        }
    }

    fn device(&self) -> DeviceId {
        match self {
            Self::Log(beside) => beside.standing.device,
            Self::Bundle(bundle) => bundle.device,
            Self::Receipt(device) => *device,
        }
    }
}

/// What waits for the lanes, what they have in hand, and what was put off.
#[derive(Debug)]
pub(in crate::hub) struct Lanes {
    logs: BTreeMap<LogId, Beside>,
    receipts: BTreeSet<DeviceId>,
    in_hand: BTreeSet<Item>,
    /// The number of each device's last turn.
    served: BTreeMap<DeviceId, u64>,
    turns: u64,
    items: Pauses<Item>,
    devices: Pauses<DeviceId>,
    /// The province asked to wait.
    closed_until_ms: i64,
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            logs: BTreeMap::new(),
            receipts: BTreeSet::new(),
            in_hand: BTreeSet::new(),
            served: BTreeMap::new(),
            turns: 0,
            items: Pauses::new(FAILED_FIRST_MS, FAILED_MOST_MS),
            devices: Pauses::new(BUSY_FIRST_MS, BUSY_MOST_MS),
            closed_until_ms: 0,
        }
    }
}

impl Lanes {
    /// Whether a log goes beside the rounds; what the round has just heard of it is taken along.
    pub(super) fn has(&mut self, standing: &Standing) -> bool {
        let Some(beside) = self.logs.get_mut(&standing.log) else { return false };
        if beside.standing.epoch != standing.epoch {
            // A restored province has other entries, or none.
            beside.fork = None;
        }
        beside.standing.clone_from(standing);
        true
    }

    /// A log goes beside the rounds from now on.
    pub(super) fn add(&mut self, beside: Beside) {
        self.logs.insert(beside.standing.log, beside);
    }

    /// A log goes on beside the rounds, from here.
    pub(super) fn goes_on(&mut self, log: LogId, fork: Option<Fork>, long: bool) {
        if let Some(beside) = self.logs.get_mut(&log) {
            (beside.fork, beside.long) = (fork, long);
        }
    }

    /// A log goes with the rounds again.
    pub(super) fn done(&mut self, log: LogId) {
        self.logs.remove(&log);
    }

    /// How many logs go beside the rounds.
    pub(super) fn logs(&self) -> u64 {
        self.logs.len() as u64
    }

    /// The province's word on these devices is wanted.
    pub(super) fn want_receipts(&mut self, devices: impl IntoIterator<Item = DeviceId>) {
        self.receipts.extend(devices);
    }

    /// The province's word on a device was asked for.
    pub(super) fn asked_receipt(&mut self, device: DeviceId) {
        self.receipts.remove(&device);
    }

    /// Whether a log, or its device, is put off.
    pub(super) fn put_off(&self, log: LogId, device: DeviceId, now_ms: i64) -> bool {
        self.items.holds(&Item::Log(log), now_ms) || self.devices.holds(&device, now_ms)
    }

    /// Something did not get through.
    pub(super) fn failed(&mut self, item: Item, now_ms: i64) {
        self.items.failed(item, now_ms);
    }

    /// The province is at work on something else of a device.
    pub(super) fn busy(&mut self, device: DeviceId, now_ms: i64) {
        self.devices.failed(device, now_ms);
    }

    /// Something of a device got through.
    pub(super) fn got_through(&mut self, item: Item, device: DeviceId) {
        self.items.succeeded(&item);
        self.devices.succeeded(&device);
    }

    /// The province asked to wait so long.
    pub(super) fn close(&mut self, now_ms: i64, wait_ms: i64) {
        self.closed_until_ms = now_ms.saturating_add(wait_ms);
    }

    /// Everything may be tried now.
    pub(super) fn forget_waits(&mut self) {
        self.items.forget_waits();
        self.devices.forget_waits();
        self.closed_until_ms = 0;
    }

    /// The next thing of a lane: the first of the device whose last turn is longest ago.
    pub(super) fn next(&mut self, lane: Lane, bundles: &[WaitingBundle], now_ms: i64) -> Option<Turn> {
        if now_ms < self.closed_until_ms {
            return None;
        }
        let of_lane = |long: bool| long == (lane == Lane::Long);
        let logs = self.logs.values().filter(|beside| of_lane(beside.long)).cloned().map(Turn::Log);
        let bundles = bundles.iter().filter(|bundle| of_lane(bundle.bytes > LONG_BYTES));
        let receipts = self.receipts.iter().filter(|_| of_lane(false)).copied().map(Turn::Receipt);
        let waiting = logs.chain(bundles.cloned().map(Turn::Bundle)).chain(receipts);
        let due = waiting.filter(|turn| {
            let item = turn.item();
            !self.in_hand.contains(&item)
                && !self.items.holds(&item, now_ms)
                && !self.devices.holds(&turn.device(), now_ms)
        });
        // The first of several that are equal: bundles stay in the order of their logs.
        let next = due.min_by_key(|turn| (self.served.get(&turn.device()).copied(), rank(turn)))?;
        self.turns += 1;
        self.served.insert(next.device(), self.turns);
        self.in_hand.insert(next.item());
        Some(next)
    }

    /// A lane has something in hand no longer.
    pub(super) fn put_down(&mut self, turn: &Turn) {
        self.in_hand.remove(&turn.item());
    }
}

/// Logs before bundles, and the province's word after both.
fn rank(turn: &Turn) -> u8 {
    match turn {
        Turn::Log(_) => 0,
        Turn::Bundle(_) => 1,
        Turn::Receipt(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_000_000_000;

    fn device(number: u8) -> DeviceId {
        DeviceId::from_random(1, [number; 10])
    }

    fn log(number: u8, of: u8, long: bool) -> Beside {
        let standing = Standing {
            log: LogId::from_random(1, [number; 10]),
            device: device(of),
            epoch: String::new(),
            revoked: false,
            mark: String::new(),
            mark_revoked: String::new(),
        };
        Beside { standing, fork: None, long }
    }

    fn bundle(number: u8, of: u8, bytes: u64) -> WaitingBundle {
        WaitingBundle { digest: Digest::of(&[&[number]]), device: device(of), bytes }
    }

    /// The devices of the next turns; what was in hand stays there.
    fn turns(lanes: &mut Lanes, lane: Lane, bundles: &[WaitingBundle], now_ms: i64) -> Vec<DeviceId> {
        std::iter::from_fn(|| lanes.next(lane, bundles, now_ms)).map(|turn| turn.device()).collect()
    }

    #[test]
    fn devices_have_turns_and_what_is_long_has_a_lane_of_its_own() {
        let mut lanes = Lanes::default();
        for number in 0..3 {
            lanes.add(log(number, 1, false));
        }
        lanes.add(log(3, 1, true));
        lanes.want_receipts([device(3)]);
        let bundles = [bundle(1, 1, 10), bundle(2, 2, 10), bundle(3, 2, 10), bundle(4, 4, LONG_BYTES + 1)];
        let short = turns(&mut lanes, Lane::Short, &bundles, NOW_MS);
        assert_eq!(short, [1, 2, 3, 1, 2, 1, 1].map(device));
        assert_eq!(turns(&mut lanes, Lane::Long, &bundles, NOW_MS), [4, 1].map(device));
    }

    #[test]
    fn what_failed_is_put_off_by_itself_and_a_busy_device_with_all_it_has() {
        let mut lanes = Lanes::default();
        lanes.add(log(1, 1, false));
        let bundles = [bundle(1, 1, 10), bundle(2, 2, 10), bundle(3, 2, 10)];
        let first = lanes.next(Lane::Short, &bundles, NOW_MS).unwrap();
        assert_eq!(first.item(), Item::Log(log(1, 1, false).standing.log));
        lanes.failed(first.item(), NOW_MS);
        lanes.put_down(&first);
        lanes.busy(device(2), NOW_MS);
        let due = turns(&mut lanes, Lane::Short, &bundles, NOW_MS + 9_999);
        assert_eq!(due, [device(1)], "its bundle goes on");
        assert!(lanes.put_off(log(1, 1, false).standing.log, device(1), NOW_MS));
        assert_eq!(turns(&mut lanes, Lane::Short, &bundles, NOW_MS + 10_000).len(), 3);
        lanes.close(NOW_MS, 5_000);
        lanes.add(log(9, 9, false));
        assert!(lanes.next(Lane::Short, &[], NOW_MS + 4_999).is_none());
        assert!(lanes.next(Lane::Short, &[], NOW_MS + 5_000).is_some());
    }
}
