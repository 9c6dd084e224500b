//! One log up the line: whole segments, each with its device's signature, so that the province believes the device and not
//! the hub. The hub cuts at signed heads only; what lies beyond the last of them waits here.

use std::io::Write;

use danvan_core::apply::Verdict;
use danvan_core::ids::LogId;
use danvan_core::wire::{DEVICE_REVOKED, PUSH_ENTRIES_MAX, Push, REQUEST_BYTES_MAX, Receipt};
use serde_json::value::RawValue;

use super::PassingError;
use super::lanes::{SMALL_BYTES, Standing};
use super::shares::{Clocked, Shares};
use crate::hub::store::{Cut, HubLog, Refused, Told};
use crate::hub::{Hub, Refusal, UpstreamError};
use crate::store::{StoreError, StoreResult};

/// The texts of one push stay under this many bytes, or are those of one segment; about a tenth of it travels.
pub(super) const PUSH_BYTES: u64 = 512 * 1024;
/// What stands around the texts in a push, at most.
const AROUND_BYTES: u64 = 4 * 1024;

const AWAITS_JUDGEMENT: &str =
    "Máy đã bị thu hồi. Tỉnh đã giữ riêng các lần ghi của máy này: chờ tỉnh xem xét.";

/// How often it is tried again where the province had no room.
const NO_ROOM_MS: i64 = 3_600_000;

/// How much of a log goes at a time.
pub(super) struct Way<'a> {
    /// The texts of one push stay under this many bytes, or are those of one segment.
    pub(super) bytes: u64,
    /// No push has more than this on the line.
    pub(super) travels_max: u64,
    /// The time that it may take.
    pub(super) shares: &'a Shares,
    /// Whether one push goes whatever the time.
    pub(super) one_at_least: bool,
}

/// How far a log came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// As far as it was signed; or why the province did not take the rest.
    Through(Option<Refused>),
    /// As far as its time went.
    Left,
    /// To a segment of which so many bytes would be on the line.
    Long(u64),
    /// To where the province has other entries.
    Forked(u64),
}

/// What the province has of a log beside the hub's.
struct Theirs {
    receipt: Receipt,
    /// How many entries both have in common.
    shared: u64,
}

impl Standing {
    /// How far the province was brought a log without taking it into its own, and knows the device as it did then.
    pub(super) fn sent(&self, log: &HubLog, now_ms: i64) -> Option<u64> {
        let marks = [&self.mark, &by_the_hour(&self.mark, now_ms)];
        let earlier = log.refused.as_ref()?;
        earlier.mark.iter().any(|known| marks.contains(&known)).then_some(earlier.sent)
    }
}

/// A mark that is another one in the next hour.
pub(super) fn by_the_hour(mark: &str, now_ms: i64) -> String {
    format!("{mark} {}", now_ms / NO_ROOM_MS)
}

impl Hub {
    /// Brings one log to the province, and its word back. What it set apart of a revoked device is the answer.
    pub(super) async fn pass_log(
        &self,
        log: &HubLog,
        standing: &Standing,
        way: &Way<'_>,
        new: &mut u64,
    ) -> Result<Came, PassingError> {
        let time = Clocked::begin(way.shares, log.device, &self.clock);
        if time.used_up() && !way.one_at_least {
            return Ok(Came::Left);
        }
        let mut theirs = self.ask(log, &standing.epoch).await?;
        // What was brought and set apart there is not brought again.
        let sent = standing.sent(log, self.clock.unix_ms()).unwrap_or(0);
        let set_apart = if standing.revoked { sent } else { 0 };
        let mut from = theirs.shared.max(set_apart);
        let (mut refused, mut bytes, mut at_least) = (None, way.bytes, way.one_at_least);
        // As far as it was signed when this began: a log that grows meanwhile is no end of the round.
        while from < log.signed {
            if time.used_up() && !at_least {
                return Ok(Came::Left);
            }
            let Some(cut) = self.file.cut(log.log, from, bytes, PUSH_ENTRIES_MAX as u64).await? else {
                break;
            };
            let shorter = (cut.segments > 1).then_some(cut.bytes / 2);
            let push = self.segments(log.log, from, &cut).await?;
            let travels = travelling(&push, cut.bytes);
            if travels > way.travels_max {
                let Some(shorter) = shorter else { return Ok(Came::Long(travels)) };
                // As much as fits if all of it packs alike.
                bytes = shorter.min(cut.bytes.saturating_mul(way.travels_max) / travels);
                continue;
            }
            let answer = match self.upstream.push(log.device, log.log, &push).await {
                Err(UpstreamError::TooLarge) if shorter.is_some() => {
                    bytes = shorter.unwrap_or(bytes);
                    continue;
                }
                Err(UpstreamError::Refused(refusal)) if refusal.kind == DEVICE_REVOKED => {
                    (from, at_least) = (push.head().length, false);
                    refused = Some(self.set_apart(standing, from, &refusal).await?);
                    continue;
                }
                answer => answer?,
            };
            at_least = false;
            same_life(&answer.receipt, &standing.epoch)?;
            let shared = answer.forked.unwrap_or_else(|| push.head().length);
            *new += shared.saturating_sub(theirs.receipt.head.length.max(theirs.shared));
            self.keep(log.log, &answer.receipt, shared, &answer.verdicts).await?;
            if let Some(fork) = answer.forked {
                return Ok(Came::Forked(fork));
            }
            theirs = Theirs { receipt: answer.receipt, shared };
            from = theirs.shared;
        }
        let waits_there = set_apart > theirs.shared && refused.is_none();
        Ok(Came::Through(if waits_there { log.refused.clone() } else { refused }))
    }

    /// The province has set apart what came of a revoked device, up to here. It is not asked again, and nothing is
    /// deleted: a person decides there.
    async fn set_apart(&self, standing: &Standing, sent: u64, refusal: &Refusal) -> StoreResult<Refused> {
        tracing::warn!(words = refusal.words, sent, "set apart at the province: log={}", standing.log);
        // The list of devices may be of before it was revoked.
        let mark = Some(standing.mark_revoked.clone());
        let refused = Refused { words: AWAITS_JUDGEMENT.to_owned(), mark, sent };
        self.file.keep_refusal(standing.log, Some(&refused)).await?;
        Ok(refused)
    }

    /// Asks how far the province has a log and how much of it is the hub's. What it said it has in this epoch it has, since a
    /// log only grows there. What cannot be told by that or by one digest is found by sending from the beginning:
    /// repeats cost nothing but bytes.
    async fn ask(&self, log: &HubLog, epoch: &str) -> Result<Theirs, PassingError> {
        let known = log.told.epoch == epoch;
        let from = if known { self.unanswered(log).await? } else { 0 };
        let status = self.upstream.status(log.device, log.log, from).await?;
        same_life(&status.receipt, epoch)?;
        let head = status.receipt.head;
        if self.file.digest_at(log.log, head.length).await? == Some(head.digest) {
            self.keep(log.log, &status.receipt, head.length, &status.verdicts).await?;
            return Ok(Theirs { receipt: status.receipt, shared: head.length });
        }
        let shared = if known { log.told.length.min(head.length) } else { 0 };
        if shared > 0 {
            // It has more of another end: when that arrived says nothing of these.
            self.file
                .keep_word(log.log, &Told { length: shared, ..log.told.clone() }, &status.verdicts)
                .await?;
        }
        Ok(Theirs { receipt: status.receipt, shared })
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

    /// The segments of a log up to a cut, with the signature of the last one.
    async fn segments(&self, log: LogId, from: u64, cut: &Cut) -> Result<Push, PassingError> {
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
        Ok(Push { from, previous, last: cut.at.head.digest, entries, signature })
    }
}

/// About how many bytes of a push will be on the line. What is short anyway is not looked at.
fn travelling(push: &Push, bytes: u64) -> u64 {
    if bytes <= SMALL_BYTES {
        return bytes;
    }
    let mut packing = brotli::CompressorWriter::new(Counted(0), 64 * 1024, 2, 22);
    for text in &push.entries {
        // Counting fails nowhere.
        let _ = packing.write_all(text.get().as_bytes());
    }
    packing.into_inner().0
}

/// Counts what is written, and keeps nothing of it.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A province that was restored while the round goes on is asked anew from its beginning.
pub(super) fn same_life(receipt: &Receipt, epoch: &str) -> Result<(), UpstreamError> {
    if receipt.epoch == epoch {
        return Ok(());
    }
    Err(UpstreamError::Unreachable("its database is another one than at the round's beginning".to_owned()))
}
