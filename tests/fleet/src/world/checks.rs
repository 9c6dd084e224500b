//! What must always be true, and what must be true once the world has healed.

use std::collections::{BTreeMap, BTreeSet};

use danvan_core::apply::{Outcome, Verdict};
use danvan_core::code::Code;
use danvan_core::entry::{Action, Chain};
use danvan_core::further::Further;
use danvan_core::ids::RecordId;
use danvan_core::message::Message;
use danvan_core::record::Record;
use danvan_core::sync::Failure;
use danvan_core::wire::FeedPage;

use super::network::tail;
use super::{AppVersion, World};
use crate::device::{Change, epoch_of};
use crate::office::CONSOLE_LOG;

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule that was broken.
    pub rule: &'static str,
    /// Where and how.
    pub detail: String,
}

/// How much a device holds.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    entries: usize,
    mirrored: usize,
    /// The epoch in which it reads the feed.
    epoch: Option<String>,
}

impl World {
    pub(super) fn violated(&mut self, rule: &'static str, detail: impl FnOnce() -> String) {
        let detail = detail();
        self.note(|| format!("!!! {rule}: {detail}"));
        if self.outcome.violations.len() < 20 {
            self.outcome.violations.push(Violation { rule, detail });
        }
    }

    pub(super) fn measure(&self, device: usize) -> Measure {
        let stored = &self.devices[device].stored;
        let epoch = stored.cursor.as_deref().and_then(epoch_of).map(str::to_owned);
        Measure { entries: stored.texts().count(), mirrored: stored.mirror.len(), epoch }
    }

    /// After each transaction of a device.
    pub(super) fn check_commit(&mut self, device: usize, change: &Change, before: Measure) {
        let after = self.measure(device);
        if after.entries < before.entries || after.mirrored < before.mirrored {
            self.violated("a device deletes nothing", || format!("device {device}: {before:?} -> {after:?}"));
        }
        match change {
            Change::Page(page) => {
                let ordered = self.is_ordered(device, page, before.epoch.as_deref());
                for record in &page.records {
                    self.check_shown(device, &page.epoch, record, ordered);
                }
            }
            Change::Receipt { receipt, verdicts, .. } => {
                if receipt.epoch == self.office.epoch() {
                    self.check_received(device);
                    self.check_photos(device);
                }
                for verdict in verdicts {
                    self.check_still_seen(device, receipt.log, verdict.number);
                }
            }
            Change::Append { .. } | Change::Cursor(_) | Change::StartLog { .. } => {}
        }
    }

    /// Whether the page cannot be older than what the device was shown in this epoch before.
    ///
    /// Of an office and another one under its name neither is the older: a hub that has met both may bring a device back
    /// to the one that it has left, as it was before. From such a change on a hub's pages have no order, until the device
    /// has read the feed to its end without it (decision 13).
    fn is_ordered(&mut self, device: usize, page: &FeedPage, epoch_before: Option<&str>) -> bool {
        let by_hub = self.devices[device].road.at_hub;
        let epoch = epoch_of(&page.cursor);
        if self.foreign.is_some() && epoch_before.is_some() && epoch_before != epoch {
            self.no_order.insert(device);
        }
        if !by_hub && !page.more {
            self.no_order.remove(&device);
        }
        !(by_hub && self.no_order.contains(&device))
    }

    fn check_shown(&mut self, device: usize, epoch: &str, record: &Record, ordered: bool) {
        if !self.devices[device].caller.scope.covers(&record.unit) {
            self.violated("no row outside its scope", || format!("device {device}: {}", record.id));
        }
        let key = (device, epoch.to_owned(), record.id);
        let known = self.shown.insert(key, record.revision).unwrap_or(0);
        if record.revision < known && ordered {
            self.violated("revisions grow", || {
                format!("device {device}: {} {known} -> {}", record.id, record.revision)
            });
        }
    }

    /// What is shown as received is at the office, as long as the office is the one that the receipt came from.
    pub(super) fn check_received(&mut self, device: usize) {
        let epoch = self.office.epoch().to_owned();
        let mut missing = None;
        for log in &self.devices[device].stored.logs {
            if log.epoch.as_ref() != Some(&epoch) {
                continue;
            }
            let office = self.office.books().logs.get(&log.id);
            for number in 0..log.confirmed.min(log.end()) {
                let theirs = office.and_then(|office| office.entry(number)).map(|entry| entry.digest);
                let ours = log.at(number).map(|kept| kept.sealed.digest);
                if theirs != ours {
                    missing = missing.or(Some((log.id, number)));
                }
            }
        }
        if let Some((log, number)) = missing {
            self.violated("received means that the office has it", || {
                format!("device {device}: log {} number {number}", tail(&log))
            });
        }
    }

    /// An answer that does not refuse never takes a record out of the person's sight.
    fn check_still_seen(&mut self, device: usize, log: danvan_core::ids::LogId, number: u64) {
        let here = &self.devices[device];
        let Some(log) = here.stored.log(log).filter(|log| number < log.end()) else { return };
        // A hub's word that was passed over is no answer; what it says of a refusal is not known here.
        if log.verdicts.get(&number).is_none_or(Verdict::refused) {
            return;
        }
        let Some(kept) = log.at(number) else { return };
        if matches!(kept.entry.action, Action::Create { .. })
            && here.view(kept.entry.record, self.bug).is_none()
        {
            let record = kept.entry.record;
            self.violated("what was saved stays in sight", || format!("device {device}: {record}"));
        }
    }

    /// After healing.
    pub(super) fn check_end(&mut self) {
        self.outcome.left_logs = self.devices.iter().map(|device| device.stored.logs.len() - 1).sum();
        self.check_office();
        self.check_values();
        for device in 0..self.devices.len() {
            if self.is_revoked(device) {
                self.check_told(device);
                continue;
            }
            self.check_queue(device);
            self.check_answers(device);
            self.check_mirror(device);
        }
        self.check_saved();
        self.check_hubs_empty(true);
        self.check_photos_end();
    }

    /// The office's own books: chains hold, and each record is the sum of what was applied to it.
    fn check_office(&mut self) {
        let mut applied: BTreeMap<RecordId, u64> = BTreeMap::new();
        let mut broken = Vec::new();
        let books = self.office.books();
        for (id, log) in &books.logs {
            let mut chain = Chain::open(*id);
            let whole = log.entries.iter().all(|entry| {
                let next = chain.append(entry.text.clone());
                next.digest == entry.digest && next.number == entry.number
            });
            if !whole {
                broken.push(("the office's chains hold", format!("log {}", tail(id))));
            }
            for verdict in &log.verdicts {
                match (&verdict.outcome, verdict.record) {
                    (Outcome::Applied | Outcome::Merged { .. }, Some(record)) => {
                        *applied.entry(record).or_default() += 1;
                    }
                    (Outcome::Refused { problem }, _) => {
                        let reason = match &problem.at {
                            Some(at) => format!("{:?} {at}", problem.message),
                            None => format!("{:?}", problem.message),
                        };
                        *self.outcome.refused.entry(reason).or_default() += 1;
                    }
                    _ => {}
                }
            }
        }
        for (id, record) in &books.records {
            let count = applied.get(id).copied().unwrap_or(0);
            if record.revision != count || record.trail.len() as u64 != count {
                let words = format!("{id}: revision {}, {count} applied", record.revision);
                broken.push(("each entry takes effect once", words));
            }
        }
        for (rule, words) in broken {
            self.violated(rule, || words);
        }
    }

    fn check_queue(&mut self, device: usize) {
        let here = &self.devices[device];
        let trouble: Option<Failure> =
            here.engine.as_ref().and_then(|engine| engine.status().trouble.clone());
        if !here.drained() || trouble.is_some() {
            let logs: Vec<_> = here
                .stored
                .logs
                .iter()
                .map(|log| (tail(&log.id), log.end(), log.confirmed, log.answered()))
                .collect();
            self.violated("the queue drains", || format!("device {device}: {trouble:?} {logs:?}"));
        }
    }

    /// A revoked device knows that it is.
    fn check_told(&mut self, device: usize) {
        let trouble = self.devices[device].engine.as_ref().and_then(|engine| engine.status().trouble.clone());
        if !matches!(trouble, Some(Failure::Revoked { .. })) {
            self.violated("a revoked device is told so", || format!("device {device}: {trouble:?}"));
        }
    }

    /// Every verdict of the office stands on the device, refusals with their reasons.
    fn check_answers(&mut self, device: usize) {
        let mut unseen = Vec::new();
        let older = self.devices[device].version == AppVersion::Older;
        for log in &self.devices[device].stored.logs {
            let office = self.office.books().logs.get(&log.id);
            for number in 0..log.end() {
                let theirs = office.and_then(|office| office.verdict(number)).cloned();
                let theirs = if older { theirs.map(without_words) } else { theirs };
                let own = log.at(number).map(|kept| kept.sealed.digest);
                let there = office.and_then(|office| office.entry(number)).map(|entry| entry.digest);
                // What a later office adds is kept beside; here there is none, and `of_later_office` made it up.
                let kept = log.verdicts.get(&number).cloned();
                let kept = kept.map(|verdict| Verdict { further: Further::default(), ..verdict });
                if theirs.is_none() || theirs != kept || own != there {
                    unseen
                        .push(format!("device {device}: log {} number {number}: {theirs:?}", tail(&log.id)));
                }
            }
        }
        if let Some(first) = unseen.into_iter().next() {
            self.violated("every verdict is visible", || first);
        }
    }

    /// The mirror is the office's state of the scope, and with nothing waiting the view is the mirror.
    fn check_mirror(&mut self, device: usize) {
        let here = &self.devices[device];
        let books = self.office.books();
        let in_scope = books.records.values().filter(|record| here.caller.scope.covers(&record.unit));
        let different: Vec<RecordId> = in_scope
            .filter(|record| here.stored.mirror.get(&record.id) != Some(record))
            .map(|record| record.id)
            .collect();
        // What the office and its author both lost (set back to older states) may still stand on others' devices.
        // So may what a revoked device had said to an office that was set back since: it is not heard again.
        let lost = self.devices.iter().any(|device| device.tampered) || !self.revoked.is_empty();
        let strange = here.stored.mirror.keys().find(|id| !books.records.contains_key(id)).filter(|_| !lost);
        let unlike = here
            .stored
            .mirror
            .iter()
            .find(|(id, record)| here.view(**id, self.bug).as_ref() != Some(&***record))
            .map(|(id, _)| *id);
        let strange = strange.copied();
        if let Some(first) = different.first() {
            self.violated("mirrors converge", || {
                format!("device {device}: {} records differ, {first} first", different.len())
            });
        }
        if let Some(id) = strange {
            self.violated("mirrors converge", || format!("device {device}: the office has no {id}"));
        }
        if let Some(id) = unlike {
            self.violated("with nothing waiting the view is the mirror", || format!("device {device}: {id}"));
        }
    }

    /// Saved means: at the office, exactly once. Only what a phone set back to an older state forgot may be missing,
    /// and only what it said under two logs may stand twice.
    fn check_saved(&mut self) {
        let mut at_office: BTreeMap<&str, u32> = BTreeMap::new();
        for log in self.office.books().logs.values() {
            for entry in &log.entries {
                *at_office.entry(entry.text.as_str()).or_default() += 1;
            }
        }
        let on_devices: BTreeSet<&str> =
            self.devices.iter().flat_map(|device| device.stored.texts()).collect();
        let mut broken = Vec::new();
        for (text, device) in &self.saved {
            let tampered = self.devices[*device].tampered;
            let forgotten = tampered && !on_devices.contains(text.as_str());
            let revoked = self.is_revoked(*device);
            if revoked && !tampered && !on_devices.contains(text.as_str()) {
                broken.push(("a revoked device keeps everything", text.clone()));
            }
            match at_office.get(text.as_str()).copied().unwrap_or(0) {
                0 if !forgotten && !revoked => broken.push(("saved means at the office", text.clone())),
                0 | 1 => {}
                _ if tampered => {}
                times => broken.push(("saved means exactly once", format!("{times} times {text}"))),
            }
        }
        let console = danvan_core::ids::LogId::from_random(0, CONSOLE_LOG);
        for (id, log) in &self.office.books().logs {
            let mut strangers = log.entries.iter().filter(|entry| !self.written.contains(&entry.text));
            if *id != console
                && let Some(stranger) = strangers.next()
            {
                broken.push(("nobody's words appear at the office", stranger.text.clone()));
            }
        }
        for (rule, words) in broken {
            self.violated(rule, || words);
        }
    }
}

/// A verdict as an app keeps it that has no words for its reason: what came is carried (see `of_later_office`).
fn without_words(mut verdict: Verdict) -> Verdict {
    if let Outcome::Refused { problem } = &mut verdict.outcome {
        problem.message = Message::Other(Code::of("too_many_moons"));
    }
    verdict
}
