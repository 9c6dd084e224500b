//! What must always be true of hubs and of what devices believe of them.

use std::collections::{BTreeMap, BTreeSet};

use danvan_core::ids::{Digest, LogId};
use danvan_office::hub::UpstreamError;

use super::World;
use super::network::tail;
use crate::device::Change;
use crate::office::{Books, Step};

/// What a device believed of the province before a hub's word came.
#[derive(Clone, Debug)]
pub(super) struct Believed {
    epoch: Option<String>,
    confirmed: u64,
}

impl World {
    /// What the device believes before a transaction, where that keeps a hub's word.
    pub(super) fn word_of(&self, device: usize, change: &Change) -> Option<Believed> {
        let Change::Receipt { receipt, held: Some(_), .. } = change else { return None };
        let log = self.devices[device].stored.log(receipt.log)?;
        Some(Believed { epoch: log.epoch.clone(), confirmed: log.confirmed })
    }

    /// After a transaction that kept a hub's word.
    pub(super) fn check_hub_word(&mut self, device: usize, change: &Change, before: Option<Believed>) {
        let (Change::Receipt { receipt, .. }, Some(before)) = (change, before) else { return };
        let Some(log) = self.devices[device].stored.log(receipt.log) else { return };
        let (id, epoch, confirmed) = (log.id, log.epoch.clone(), log.confirmed.min(log.end()));
        if epoch == before.epoch && log.confirmed < before.confirmed {
            self.violated("a hub takes nothing back", || {
                format!("device {device}: log {} {} -> {confirmed}", tail(&id), before.confirmed)
            });
        }
        let order = |epoch: &Option<String>| epoch.as_ref().and_then(|epoch| self.order_of(epoch));
        if let (Some(was), Some(is)) = (order(&before.epoch), order(&epoch))
            && is < was
        {
            self.violated("a hub brings no earlier office back", || {
                format!("device {device}: log {} {:?} -> {epoch:?}", tail(&id), before.epoch)
            });
        }
        self.check_confirmed(device, id);
        self.check_held(device, id);
    }

    /// The office is about to be set back: what it has now counts as received in this epoch for ever.
    pub(super) fn remember_epoch(&mut self) {
        if !self.hubs.is_empty() {
            let epoch = self.office.epoch().to_owned();
            self.earlier.push((epoch, digests(self.office.books())));
        }
    }

    /// The order in which the office's epochs followed each other; nothing for another office's.
    fn order_of(&self, epoch: &str) -> Option<usize> {
        let earlier = self.earlier.iter().position(|(earlier, _)| earlier == epoch);
        earlier.or_else(|| (epoch == self.office.epoch()).then_some(self.earlier.len()))
    }

    /// What counts as received was at the office, in the very epoch that the device names.
    fn check_confirmed(&mut self, device: usize, id: LogId) {
        let Some(log) = self.devices[device].stored.log(id) else { return };
        let theirs = |epoch: &str| {
            let of = |books: &Books| {
                books.logs.get(&id).map(|log| log.entries.iter().map(|entry| entry.digest).collect())
            };
            if epoch == self.office.epoch() {
                return of(self.office.books()).unwrap_or_default();
            }
            let earlier = self.earlier.iter().rfind(|(earlier, _)| earlier == epoch);
            if let Some((_, logs)) = earlier {
                return logs.get(&id).cloned().unwrap_or_default();
            }
            let foreign = self.foreign.as_ref().filter(|foreign| foreign.epoch() == epoch);
            foreign.and_then(|foreign| of(foreign.books())).unwrap_or_default()
        };
        let theirs: Vec<Digest> = log.epoch.as_deref().map(theirs).unwrap_or_default();
        let ours =
            (0..log.confirmed.min(log.end())).map(|number| log.at(number).map(|kept| kept.sealed.digest));
        let missing = ours.zip(0..).find(|(own, number)| theirs.get(*number) != own.as_ref());
        if let Some((_, number)) = missing {
            let epoch = log.epoch.clone();
            self.violated("received means that the office has it", || {
                format!("device {device}: log {} number {number}, by a hub, in epoch {epoch:?}", tail(&id))
            });
        }
    }

    /// What a device shows as "ở khu vực" is in that hub's file, or at the office.
    fn check_held(&mut self, device: usize, id: LogId) {
        let Some(log) = self.devices[device].stored.log(id) else { return };
        let Some(held) = log.held else { return };
        let shown: Vec<(u64, Digest)> = (log.confirmed..held.length.min(log.end()))
            .filter_map(|number| Some((number, log.at(number)?.sealed.digest)))
            .collect();
        let Some(hub) = self.hubs.get_mut(held.hub) else { return };
        if hub.disk != held.disk || !hub.machine.is_on() || shown.is_empty() {
            return;
        }
        let there: BTreeSet<(u64, Digest)> = hub.machine.entries(id).into_iter().collect();
        let apart = hub.machine.apart(id);
        let office = self.office.books().logs.get(&id);
        let missing = shown.iter().find(|shown| {
            let at_office = office.and_then(|office| office.entry(shown.0)).map(|entry| entry.digest);
            !there.contains(shown) && !apart.contains(shown) && at_office != Some(shown.1)
        });
        if let Some((number, _)) = missing.copied() {
            self.violated("held means that the hub has it", || {
                format!("device {device}: log {} number {number} of {held:?}", tail(&id))
            });
        }
    }

    /// The same for everything that devices show of a hub: it has just started from its disk.
    pub(super) fn check_held_by(&mut self, hub: usize) {
        for device in 0..self.devices.len() {
            let logs = self.devices[device].stored.logs.iter();
            let of_it = logs.filter(|log| log.held.is_some_and(|held| held.hub == hub));
            for log in of_it.map(|log| log.id).collect::<Vec<_>>() {
                self.check_held(device, log);
            }
        }
    }

    /// The storm is over, and before any device says anything again, the hubs pass on: what they hold comes to the
    /// office by itself.
    pub(super) fn heal_hubs(&mut self) {
        for hub in 0..self.hubs.len() {
            self.hubs[hub].machine.hang_up();
            self.power_on(hub);
        }
        // The second time, one hub hears of what the other has brought.
        self.hubs_pass_on();
        self.hubs_pass_on();
        self.check_hubs_empty(false);
    }

    /// Every hub does a round without being disturbed.
    pub(super) fn hubs_pass_on(&mut self) {
        for hub in 0..self.hubs.len() {
            let mut step = self.hubs[hub].machine.begin_round();
            while let Some(Step::Asks(asked)) = step {
                let reply = self.office.relay(&self.hubs[hub].machine.caller, &asked);
                let reply = reply.ok_or_else(|| UpstreamError::Unreachable("no answer".to_owned()));
                step = self.hubs[hub].machine.hear(reply);
            }
            let Some(Step::Ended(ended)) = step else {
                self.violated("a hub passes on", || format!("hub {hub} did not begin"));
                continue;
            };
            self.round_ended(hub, &ended);
            if let Err(problem) = ended {
                self.violated("a hub passes on", || format!("hub {hub}: {problem}"));
            }
        }
    }

    /// Nothing waits at a hub, and what it has is what the office has. Of a device that the office has forgotten with a
    /// restore, the hub waits until it comes. What was signed by a key that a restored office does not know
    /// waits for its device, all of which have come once `came`.
    pub(super) fn check_hubs_empty(&mut self, came: bool) {
        let epoch = self.office.epoch().to_owned();
        let mut waiting = Vec::new();
        for (place, hub) in self.hubs.iter_mut().enumerate() {
            let logs = hub.machine.logs().into_iter();
            for (log, _) in logs.filter(|(log, served)| *served && !self.revoked.contains(&log.device)) {
                let entries = hub.machine.entries(log.log);
                let office = self.office.books().logs.get(&log.log);
                let missing = entries.iter().find(|(number, digest)| {
                    office.and_then(|office| office.entry(*number)).map(|entry| entry.digest) != Some(*digest)
                });
                let changed = self.keys.get(&log.device).is_some_and(|keys| keys.len() > 1);
                if log.refused.is_some() && changed && (!came || missing.is_none()) {
                    continue;
                }
                let told = log.told.epoch == epoch && log.told.length == log.head.length;
                if missing.is_some() || !told || log.refused.is_some() {
                    waiting.push(format!(
                        "hub {place}: {:?}, head {}, {:?}",
                        log.told, log.head.length, log.refused
                    ));
                }
            }
        }
        if let Some(first) = waiting.into_iter().next() {
            self.violated("nothing waits at a hub", || first);
        }
        for hub in 0..self.hubs.len() {
            self.check_set_apart(hub);
            self.check_held_by(hub);
        }
    }
}

fn digests(books: &Books) -> BTreeMap<LogId, Vec<Digest>> {
    let logs = books.logs.iter();
    logs.map(|(id, log)| (*id, log.entries.iter().map(|entry| entry.digest).collect())).collect()
}
