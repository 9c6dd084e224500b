//! What the province has told of this hub's devices and their logs, in memory from one round to the next: a thin line
//! carries what has changed in seconds, and all of it in minutes. After a start, by the day, and from a province that
//! tells everything each time, it is all told again.

use std::collections::BTreeMap;

use danvan_core::entry::Head;
use danvan_core::ids::LogId;

use crate::hub_wire::{DevicesAsked, HubDevice, HubDevices, LogHead};

/// After this the logs are told again from the beginning: what was missed is made good.
const ANEW_MS: i64 = 24 * 3_600_000;

/// See the module's head.
#[derive(Debug, Default)]
pub(super) struct Known {
    epoch: String,
    tag: Option<String>,
    /// Without their logs.
    devices: Vec<HubDevice>,
    heads: BTreeMap<LogId, Head>,
    next: String,
    begun_ms: i64,
    /// Whether every log was told once in this epoch.
    complete: bool,
    /// How far each log has verdicts of this epoch at the hub, so that long logs are not read through with every round.
    answered: BTreeMap<LogId, u64>,
}

/// The province's list as the round goes by it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// All devices, with the logs that this answer told.
    pub(super) list: HubDevices,
    /// The heads of all logs that were told.
    pub(super) heads: BTreeMap<LogId, Head>,
    /// Whether a log that is not among them is one that the province does not have.
    pub(super) complete: bool,
    /// Whether more logs are told if it is asked again.
    pub(super) more: bool,
}

impl Known {
    /// How far a log is known to have verdicts, of so many entries that the province has in an epoch.
    pub(super) fn answered(&self, log: LogId, epoch: &str, told: u64) -> u64 {
        let answered = self.answered.get(&log).filter(|_| self.epoch == epoch);
        answered.copied().filter(|answered| *answered <= told).unwrap_or(0)
    }

    /// A log has verdicts up to there, in an epoch.
    pub(super) fn is_answered(&mut self, log: LogId, epoch: &str, up_to: u64) {
        if self.epoch == epoch {
            self.answered.insert(log, up_to);
        }
    }

    /// What to ask.
    pub(super) fn asked(&mut self, now_ms: i64) -> DevicesAsked {
        if !(0..ANEW_MS).contains(&now_ms.saturating_sub(self.begun_ms)) {
            (self.begun_ms, self.next) = (now_ms, String::new());
        }
        DevicesAsked { known: self.tag.clone(), after: Some(self.next.clone()) }
    }

    /// Takes the answer. What comes behind it is asked for only after [`Self::kept`].
    pub(super) fn told(&mut self, mut list: HubDevices) -> Listed {
        if self.epoch != list.epoch {
            (self.epoch, self.complete) = (list.epoch.clone(), false);
            self.heads.clear();
            self.answered.clear();
        }
        if list.same {
            list.devices.clone_from(&self.devices);
        }
        let more = match &list.changed {
            Some(changed) => {
                for told in &changed.logs {
                    let of = list.devices.iter_mut().find(|device| device.device == told.device);
                    if let Some(device) = of {
                        device.logs.push(LogHead { log: told.log, head: told.head });
                    }
                }
                changed.more
            }
            None => {
                self.heads.clear();
                false
            }
        };
        let told = list.devices.iter().flat_map(|device| &device.logs);
        self.heads.extend(told.map(|told| (told.log, told.head)));
        self.complete |= !more;
        Listed { heads: self.heads.clone(), complete: self.complete, more, list }
    }

    /// The answer is kept in the hub's file: from here on only what changes is asked for.
    pub(super) fn kept(&mut self, listed: &Listed) {
        let list = &listed.list;
        self.tag.clone_from(&list.tag);
        self.devices.clone_from(&list.devices);
        for device in &mut self.devices {
            device.logs.clear();
        }
        self.next = list.changed.as_ref().map(|changed| changed.next.clone()).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use danvan_core::access::Scope;
    use danvan_core::entry::Chain;
    use danvan_core::ids::DeviceId;

    use super::*;
    use crate::hub_wire::{ChangedLogs, DeviceLog};

    fn log(number: u8) -> LogId {
        LogId::from_random(1, [number; 10])
    }

    fn device() -> DeviceId {
        DeviceId::from_random(1, [9; 10])
    }

    fn answer(epoch: &str, same: bool, logs: &[u8], more: bool) -> HubDevices {
        let known = HubDevice {
            device: device(),
            name: String::new(),
            home: "x".into(),
            earlier_homes: Vec::new(),
            scope: Scope::Units { units: BTreeSet::new() },
            tokens: Vec::new(),
            revoked: false,
            revoked_because: None,
            logs: Vec::new(),
            key: None,
            keys: Vec::new(),
            signs: true,
        };
        let told = |number: &u8| DeviceLog {
            device: device(),
            log: log(*number),
            head: Chain::open(log(*number)).head(),
        };
        HubDevices {
            hub: "h".into(),
            name: String::new(),
            province: "12".to_owned(),
            epoch: epoch.to_owned(),
            units: Vec::new(),
            devices: if same { Vec::new() } else { vec![known] },
            keys: None,
            tag: Some("tag".to_owned()),
            same,
            changed: Some(ChangedLogs {
                logs: logs.iter().map(told).collect(),
                next: format!("after {logs:?}"),
                more,
            }),
        }
    }

    #[test]
    fn pages_come_together_and_what_was_not_kept_is_asked_again() {
        let mut known = Known::default();
        let first = DevicesAsked { known: None, after: Some(String::new()) };
        assert_eq!(known.asked(1_000_000_000_000), first);
        let listed = known.told(answer("e1", false, &[1, 2], true));
        assert_eq!((listed.heads.len(), listed.complete, listed.more), (2, false, true));
        assert_eq!(known.asked(1_000_000_000_001), first, "the file has not kept it");
        known.kept(&listed);
        let next = DevicesAsked { known: Some("tag".to_owned()), after: Some("after [1, 2]".to_owned()) };
        assert_eq!(known.asked(1_000_000_000_002), next);
        let listed = known.told(answer("e1", true, &[3], false));
        known.kept(&listed);
        assert_eq!((listed.heads.len(), listed.complete, listed.more), (3, true, false));
        assert_eq!(listed.list.devices[0].logs.len(), 1, "what is new of it");
        assert_eq!(known.asked(1_000_000_000_002 + ANEW_MS).after.as_deref(), Some(""), "by the day");
        // Restored: nothing of before counts.
        let listed = known.told(answer("e2", true, &[1], true));
        assert_eq!((listed.heads.len(), listed.complete), (1, false));
    }

    #[test]
    fn a_province_that_tells_everything_each_time_is_taken_by_its_word() {
        let mut known = Known::default();
        let mut old = answer("e1", false, &[], false);
        (old.tag, old.changed) = (None, None);
        old.devices[0].logs = vec![LogHead { log: log(1), head: Chain::open(log(1)).head() }];
        let listed = known.told(old.clone());
        assert_eq!((listed.heads.len(), listed.complete, listed.more), (1, true, false));
        known.kept(&listed);
        assert_eq!(known.asked(5).known, None);
        old.devices[0].logs.clear();
        assert!(known.told(old).heads.is_empty());
    }
}
