//! Logs up the line: whole segments, each with its device's signature, so that the province believes the device and not
//! the hub. The hub cuts at signed heads only; what lies beyond the last of them waits here.

use std::collections::BTreeMap;

use danvan_core::apply::Verdict;
use danvan_core::entry::{Chain, Head};
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire::{
    BAD_SIGNATURE, DEVICE_REVOKED, Push, REQUEST_BYTES_MAX, Receipt, SignedHead, UNSIGNED,
};
use futures_util::{StreamExt, stream};
use serde_json::value::RawValue;

use super::shares::Shares;
use super::{Passed, PassingError};
use crate::hub::store::{HubLog, Refused, Told};
use crate::hub::wire::{DEVICE_BUSY, HubDevice, HubDevices, LogHead, QUARANTINE_FULL};
use crate::hub::{Hub, Refusal, UpstreamError};
use crate::store::{StoreError, StoreResult};

/// The texts of one push stay under this many bytes, or are those of one segment; about a tenth of it travels.
const PUSH_BYTES: u64 = 512 * 1024;
/// Below this a push is not halved any more: it is one segment.
const PUSH_BYTES_LEAST: u64 = 4 * 1024;
/// What stands around the texts in a push, at most.
const AROUND_BYTES: u64 = 4 * 1024;

const NOT_SERVED: &str = "Tỉnh không còn cho máy này gửi qua khu vực.";
const AWAITS_JUDGEMENT: &str =
    "Máy đã bị thu hồi quyền. Tỉnh đã nhận riêng các mục của máy này: chờ tỉnh xem xét.";
const SEGMENT_TOO_LARGE: &str =
    "Một đoạn ghi từ phiên bản cũ quá lớn đối với đường truyền: máy đó cần gửi thẳng về tỉnh.";

/// How often it is tried again where the province had no room.
const NO_ROOM_MS: i64 = 3_600_000;

/// What the province has of a log beside the hub's.
struct Theirs {
    receipt: Receipt,
    /// How many entries both have in common.
    shared: u64,
}

/// A log of which something is to be brought or asked.
struct Work {
    log: HubLog,
    /// Whether its device is revoked: its segments are set apart there, and do not lengthen the log.
    revoked: bool,
    /// See [`Refused::mark`].
    mark: String,
    /// How far the province has been brought it already without taking it into its log.
    sent: u64,
}

/// What came of one log.
struct Brought {
    /// Entries that the province has now and had not before.
    new: u64,
    /// Whether it did not take the rest.
    refused: bool,
    /// Whether the rest waits for the next round, since its device has had its share of this one.
    left: bool,
}

impl Hub {
    pub(super) async fn pass_logs(&self, list: &HubDevices) -> Result<Passed, PassingError> {
        let devices: BTreeMap<DeviceId, &HubDevice> =
            list.devices.iter().map(|device| (device.device, device)).collect();
        let heads: BTreeMap<LogId, Head> = list
            .devices
            .iter()
            .flat_map(|device| &device.logs)
            .map(|LogHead { log, head }| (*log, *head))
            .collect();
        let (mut work, mut passed) = (Vec::new(), Passed::default());
        for log in self.file.logs().await? {
            passed.unsigned += u64::from(log.head.length > log.signed.max(log.told.length));
            if !self.wanting(&log, &list.epoch, heads.get(&log.log)).await? {
                continue;
            }
            let Some(device) = devices.get(&log.device) else {
                if log.head.length > log.told.length {
                    let refused = Refused { words: NOT_SERVED.to_owned(), mark: None, sent: 0 };
                    self.file.keep_refusal(log.log, Some(&refused)).await?;
                    passed.refused += 1;
                }
                continue;
            };
            let mark = mark(&list.epoch, device);
            let marks = [&mark, &by_the_hour(&mark, self.clock.unix_ms())];
            let earlier = log.refused.as_ref();
            let earlier = earlier.filter(|refused| refused.mark.iter().any(|known| marks.contains(&known)));
            let sent = earlier.map_or(0, |refused| refused.sent);
            let grown = heads.get(&log.log).is_some_and(|head| head.length > log.told.length);
            if earlier.is_some() && sent >= log.signed && !grown {
                passed.refused += 1;
                continue;
            }
            work.push(Work { log, revoked: device.revoked, mark, sent });
        }
        let shares = &Shares::default();
        let mut done = stream::iter(in_turns(work, |work| work.log.device))
            .map(|work| async move { self.pass_one(&work, &list.epoch, shares).await })
            .buffer_unordered(self.upstream.logs_at_once());
        // Nothing here may wait for the file: one of the logs beside may be holding its only writer, and goes on only
        // while this loop asks for the next.
        while let Some(brought) = done.next().await {
            let brought = brought?;
            passed.entries += brought.new;
            passed.refused += u64::from(brought.refused);
            passed.left += u64::from(brought.left);
        }
        Ok(passed)
    }

    /// Whether something of a log can be brought to the province or asked of it: a word of another epoch, something
    /// signed here that it lacks, something that it has lost or got elsewhere, or verdicts that are missing.
    async fn wanting(&self, log: &HubLog, epoch: &str, theirs: Option<&Head>) -> StoreResult<bool> {
        let (told, length) = (&log.told, theirs.map_or(0, |head| head.length));
        if told.epoch != epoch || log.signed > told.length || length < told.length {
            return Ok(true);
        }
        if let Some(theirs) = theirs.filter(|_| length > told.length && log.head.length > told.length)
            && self.file.digest_at(log.log, length).await? == Some(theirs.digest)
        {
            return Ok(true);
        }
        Ok(self.file.unanswered(log.log, told.length).await? < told.length)
    }

    /// Brings one log to the province, and keeps why where it does not take the rest. What it refuses is no end of the round: another log may do.
    async fn pass_one(&self, work: &Work, epoch: &str, shares: &Shares) -> Result<Brought, PassingError> {
        let mut new = 0;
        let refused = match self.pass_log(work, epoch, shares, &mut new).await {
            Err(PassingError::Upstream(UpstreamError::Refused(refusal))) if refusal.kind == DEVICE_BUSY => {
                shares.use_up(work.log.device);
                return Ok(Brought { new, refused: false, left: true });
            }
            Err(PassingError::Upstream(UpstreamError::Refused(refusal))) => {
                let words = &refusal.words;
                tracing::warn!(words, "the province did not take the rest of log={}", work.log.log);
                // The same signatures come to the same, until the province knows the device otherwise.
                let mark = match refusal.kind.as_str() {
                    UNSIGNED | BAD_SIGNATURE => Some(work.mark.clone()),
                    QUARANTINE_FULL => Some(by_the_hour(&work.mark, self.clock.unix_ms())),
                    _ => None,
                };
                let sent = if mark.is_some() { work.log.signed } else { 0 };
                Some(Refused { mark, sent, words: refusal.words })
            }
            Err(PassingError::Upstream(UpstreamError::TooLarge)) => {
                Some(Refused { words: SEGMENT_TOO_LARGE.to_owned(), mark: None, sent: 0 })
            }
            refused => refused?,
        };
        self.file.keep_refusal(work.log.log, refused.as_ref()).await?;
        Ok(Brought { new, refused: refused.is_some(), left: shares.used_up(work.log.device) })
    }

    /// Brings one log to the province, and its word back. What it set apart of a revoked device is the answer.
    async fn pass_log(
        &self,
        work: &Work,
        epoch: &str,
        shares: &Shares,
        new: &mut u64,
    ) -> Result<Option<Refused>, PassingError> {
        let log = &work.log;
        if shares.used_up(log.device) {
            return Ok(log.refused.clone());
        }
        let mut theirs = self.ask(log, epoch).await?;
        // What was brought and set apart there is not brought again.
        let set_apart = if work.revoked { work.sent } else { 0 };
        let mut from = theirs.shared.max(set_apart);
        let (mut refused, mut bytes) = (None, PUSH_BYTES);
        // As far as it was signed when the round began: a log that grows meanwhile is no end of the round.
        while from < log.signed
            && !shares.used_up(log.device)
            && let Some(push) = self.segments(log.log, from, bytes).await?
        {
            let began_ms = self.clock.unix_ms();
            let answer = self.upstream.push(log.device, log.log, &push).await;
            shares.spent(log.device, self.clock.unix_ms().saturating_sub(began_ms));
            let answer = match answer {
                Err(UpstreamError::TooLarge) if bytes > PUSH_BYTES_LEAST => {
                    bytes /= 2;
                    continue;
                }
                Err(UpstreamError::Refused(refusal)) if refusal.kind == DEVICE_REVOKED => {
                    from = push.head().length;
                    refused = Some(self.set_apart(work, from, &refusal).await?);
                    continue;
                }
                answer => answer?,
            };
            same_life(&answer.receipt, epoch)?;
            let shared = answer.forked.unwrap_or_else(|| push.head().length);
            *new += shared.saturating_sub(theirs.receipt.head.length.max(theirs.shared));
            self.keep(log.log, &answer.receipt, shared, &answer.verdicts).await?;
            theirs = Theirs { receipt: answer.receipt, shared };
            if let Some(fork) = answer.forked {
                self.adopt(log, fork).await?;
                theirs = self.ask(log, epoch).await?;
            }
            from = theirs.shared;
        }
        let waits_there = set_apart > theirs.shared && refused.is_none();
        Ok(if waits_there { log.refused.clone() } else { refused })
    }

    /// The province has set apart what came of a revoked device, up to here. It is not asked again, and nothing is
    /// deleted: a person decides there.
    async fn set_apart(&self, work: &Work, sent: u64, refusal: &Refusal) -> StoreResult<Refused> {
        tracing::warn!(words = refusal.words, sent, "set apart at the province: log={}", work.log.log);
        let refused = Refused { words: AWAITS_JUDGEMENT.to_owned(), mark: Some(work.mark.clone()), sent };
        self.file.keep_refusal(work.log.log, Some(&refused)).await?;
        Ok(refused)
    }

    /// Asks how far the province has a log and how much of it is the hub's. What cannot be told by one digest is
    /// found by sending from the beginning: repeats cost nothing but bytes.
    async fn ask(&self, log: &HubLog, epoch: &str) -> Result<Theirs, PassingError> {
        let known = log.told.epoch == epoch;
        let from = if known { self.file.unanswered(log.log, log.told.length).await? } else { 0 };
        let status = self.upstream.status(log.device, log.log, from).await?;
        same_life(&status.receipt, epoch)?;
        let head = status.receipt.head;
        if self.file.digest_at(log.log, head.length).await? == Some(head.digest) {
            self.keep(log.log, &status.receipt, head.length, &status.verdicts).await?;
            return Ok(Theirs { receipt: status.receipt, shared: head.length });
        }
        Ok(Theirs { receipt: status.receipt, shared: 0 })
    }

    /// Keeps the province's word as far as both logs agree.
    async fn keep(
        &self,
        log: LogId,
        receipt: &Receipt,
        shared: u64,
        verdicts: &[Verdict],
    ) -> Result<(), PassingError> {
        let told = Told {
            length: shared,
            at_ms: receipt.received_at.timestamp_millis(),
            epoch: receipt.epoch.clone(),
            further: receipt.further.clone(),
        };
        Ok(self.file.keep_word(log, &told, verdicts).await?)
    }

    /// The next segments of a log, with the signature of the last one; nothing where nothing signed is left.
    async fn segments(&self, log: LogId, from: u64, bytes_max: u64) -> Result<Option<Push>, PassingError> {
        let Some(cut) = self.file.cut(log, from, bytes_max).await? else { return Ok(None) };
        if cut.bytes.saturating_add(AROUND_BYTES) > REQUEST_BYTES_MAX as u64 {
            return Err(UpstreamError::TooLarge.into());
        }
        let previous = self.file.digest_at(log, from).await?;
        let previous = previous.ok_or_else(|| StoreError::corrupt("log", "a hole"))?;
        let entries = self.file.entries(log, from, cut.at.head.length).await?;
        let texts: Result<Vec<_>, _> =
            entries.into_iter().map(|entry| RawValue::from_string(entry.text)).collect();
        let entries = texts.map_err(|error| StoreError::corrupt("entry", error))?;
        let signature = Some(cut.at.signature);
        Ok(Some(Push { from, previous, last: cut.at.head.digest, entries, signature }))
    }

    /// The log forked at the province: its entries stand here too from now on, with their signatures, the hub's own are
    /// kept apart. The device compares when it comes, and says under a new log what the province lacks.
    async fn adopt(&self, log: &HubLog, fork: u64) -> Result<(), PassingError> {
        let before = self.file.digest_at(log.log, fork).await?;
        let digest = before.ok_or_else(|| StoreError::corrupt("log", "no entry before the fork"))?;
        let device = self.file.device(log.device).await?;
        let mut chain = Chain::resume(log.log, Head { length: fork, digest });
        let (mut theirs, mut signed) = (Vec::new(), Vec::<SignedHead>::new());
        loop {
            let segment = self.upstream.entries(log.device, log.log, chain.head().length).await?;
            if segment.entries.is_empty() {
                break;
            }
            theirs
                .extend(segment.entries.into_iter().map(|text| chain.append(Box::<str>::from(text).into())));
            // A signature that is none of the device's would be refused wherever it is shown.
            let own = |signed: &SignedHead| device.as_ref().is_some_and(|it| it.signed(log.log, signed));
            signed.extend(segment.signed.into_iter().filter(own));
        }
        tracing::warn!(log = %log.log, device = %log.device, number = fork, "log forked: log={}", log.log);
        Ok(self.file.adopt(log.log, fork, &theirs, &signed, self.clock.unix_ms()).await?)
    }
}

/// The first log of every device, then the second of every one, and so on, each in the order in which they came: whoever
/// brings a thousand logs keeps nobody else's from the province.
fn in_turns<T>(work: Vec<T>, device: impl Fn(&T) -> DeviceId) -> Vec<T> {
    let mut before: BTreeMap<DeviceId, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, T)> = work
        .into_iter()
        .map(|work| {
            let rank = before.entry(device(&work)).or_default();
            *rank += 1;
            (*rank, work)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, work)| work).collect()
}

/// What the province knows of a device, as far as its word on a segment depends on it.
fn mark(epoch: &str, device: &HubDevice) -> String {
    let keys = device.keys.iter().chain(&device.key).flat_map(|key| key.as_bytes()).copied();
    let keys: Vec<u8> = keys.collect();
    Digest::of(&[&[u8::from(device.revoked)], &keys, b"\n", epoch.as_bytes()]).to_string()
}

/// A mark that is another one in the next hour.
fn by_the_hour(mark: &str, now_ms: i64) -> String {
    format!("{mark} {}", now_ms / NO_ROOM_MS)
}

/// A province that was restored while the round goes on is asked anew from its beginning.
fn same_life(receipt: &Receipt, epoch: &str) -> Result<(), UpstreamError> {
    if receipt.epoch == epoch {
        return Ok(());
    }
    Err(UpstreamError::Unreachable("its database is another one than at the round's beginning".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_brings_many_logs_has_them_passed_on_one_at_a_time() {
        let device = |number| DeviceId::from_random(number, [7; 10]);
        let brought = vec![(1, "a"), (1, "b"), (1, "c"), (2, "d"), (1, "e"), (3, "f"), (2, "g")];
        let order: String =
            in_turns(brought, |(number, _)| device(*number)).iter().map(|(_, log)| *log).collect();
        assert_eq!(order, "adfbgce");
    }
}
