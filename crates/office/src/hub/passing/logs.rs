//! The logs in a round: what is short of each, in turns by device. What is long or takes long goes on beside the round.

use std::collections::{BTreeMap, BTreeSet};

use danvan_core::entry::Head;
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire::{BAD_SIGNATURE, UNSIGNED};
use futures_util::{StreamExt, stream};

use super::lanes::{Beside, Fork, Item, LONG_BYTES, SMALL_BYTES, Standing};
use super::one_log::{Came, PUSH_BYTES, Way, by_the_hour};
use super::shares::Shares;
use super::{Passed, PassingError};
use crate::hub::known::Listed;
use crate::hub::store::{HubLog, Refused};
use crate::hub::{Hub, UpstreamError};
use crate::hub_wire::{DEVICE_BUSY, HubDevice, QUARANTINE_FULL};
use crate::store::StoreResult;

/// A device has so much of a round, in milliseconds; what is left of it goes on beside the round.
const SHARE_MS: i64 = 5_000;
/// Where nothing gets through of so many devices in one round, it is the line's trouble and not theirs.
const UNREACHED_MAX: usize = 3;

const NOT_SERVED: &str = "Tỉnh không còn cho máy này gửi qua khu vực.";
const SEGMENT_TOO_LARGE: &str =
    "Một đoạn ghi từ phiên bản cũ quá lớn đối với đường truyền: máy đó cần gửi thẳng về tỉnh.";

/// A log of which something is to be brought or asked.
struct Work {
    log: HubLog,
    standing: Standing,
}

/// What came of one log.
#[derive(Debug)]
pub(super) enum Fate {
    /// All of it went; or the province did not take the rest.
    Through {
        /// Whether it did not.
        refused: bool,
    },
    /// It goes on beside the round.
    Beside(Option<Fork>, bool),
    /// It is put off.
    PutOff(Option<UpstreamError>),
}

impl Hub {
    pub(super) async fn pass_logs(&self, listed: &Listed) -> Result<Passed, PassingError> {
        let list = &listed.list;
        let devices: BTreeMap<DeviceId, &HubDevice> =
            list.devices.iter().map(|device| (device.device, device)).collect();
        let (mut work, mut passed) = (Vec::new(), Passed::default());
        for log in self.file.logs().await? {
            passed.unsigned += u64::from(log.head.length > log.signed.max(log.told.length));
            if !self.wanting(&log, listed).await? {
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
            let standing = Standing {
                log: log.log,
                device: log.device,
                epoch: list.epoch.clone(),
                revoked: device.revoked,
                mark: mark(&list.epoch, device, device.revoked),
                mark_revoked: mark(&list.epoch, device, true),
            };
            let now_ms = self.clock.unix_ms();
            let grown = listed.heads.get(&log.log).is_some_and(|head| head.length > log.told.length);
            if standing.sent(&log, now_ms).is_some_and(|sent| sent >= log.signed) && !grown {
                passed.refused += 1;
                continue;
            }
            if self.lanes().has(&standing) {
                continue;
            }
            if self.lanes().put_off(log.log, log.device, now_ms) {
                passed.left += 1;
                continue;
            }
            work.push(Work { log, standing });
        }
        let shares = &Shares::of(SHARE_MS);
        let mut done = stream::iter(in_turns(work, |work| work.log.device))
            .map(|work| async move {
                let mut new = 0;
                let fate = self.pass_one(&work, shares, &mut new).await;
                (work.standing, new, fate)
            })
            .buffer_unordered(self.upstream.logs_at_once());
        let mut unreached = BTreeSet::new();
        // Nothing here may wait for the file: one of the logs beside may be holding its only writer, and goes on only
        // while this loop asks for the next.
        while let Some((standing, new, fate)) = done.next().await {
            passed.entries += new;
            match fate? {
                Fate::Through { refused } => passed.refused += u64::from(refused),
                Fate::Beside(fork, long) => self.lanes().add(Beside { standing, fork, long }),
                Fate::PutOff(trouble) => {
                    passed.left += 1;
                    let Some(trouble) = trouble else { continue };
                    unreached.insert(standing.device);
                    if unreached.len() >= UNREACHED_MAX {
                        return Err(trouble.into());
                    }
                }
            }
        }
        Ok(passed)
    }

    /// Whether something of a log can be brought to the province or asked of it: a word of another epoch, something
    /// signed here that it lacks, something that it has lost or got elsewhere, or verdicts that are missing.
    async fn wanting(&self, log: &HubLog, listed: &Listed) -> StoreResult<bool> {
        let (told, theirs) = (&log.told, listed.heads.get(&log.log));
        if told.epoch != listed.list.epoch || log.signed > told.length {
            return Ok(true);
        }
        let lost = match theirs {
            Some(theirs) => theirs.length < told.length,
            None => listed.complete && told.length > 0,
        };
        if lost {
            return Ok(true);
        }
        if let Some(Head { digest, length }) = theirs
            && *length > told.length
            && log.head.length > told.length
            && self.file.digest_at(log.log, *length).await? == Some(*digest)
        {
            return Ok(true);
        }
        Ok(self.unanswered(log).await? < told.length)
    }

    /// The first entry of a log that the province has, and on which its verdict is missing here.
    pub(super) async fn unanswered(&self, log: &HubLog) -> StoreResult<u64> {
        let (epoch, told) = (&log.told.epoch, log.told.length);
        let known = self.known().answered(log.log, epoch, told);
        let first = self.file.unanswered(log.log, known, told).await?;
        self.known().is_answered(log.log, epoch, first);
        Ok(first)
    }

    /// Brings what is short of one log to the province.
    async fn pass_one(&self, work: &Work, shares: &Shares, new: &mut u64) -> Result<Fate, PassingError> {
        let way = Way { bytes: PUSH_BYTES, travels_max: SMALL_BYTES, shares, one_at_least: false };
        let log = self.pass_log(&work.log, &work.standing, &way, new);
        let came = tokio::time::timeout(self.upstream.round_patience(), log).await.unwrap_or(Ok(Came::Left));
        let fate = self.fate_of(&work.log, &work.standing, came).await?;
        if matches!(fate, Fate::PutOff(None)) {
            shares.use_up(work.log.device);
        }
        Ok(fate)
    }

    /// What becomes of a log, and keeps why where the province does not take the rest. What it refuses, or what did not get
    /// through, is that log's own trouble: another log may do.
    pub(super) async fn fate_of(
        &self,
        log: &HubLog,
        standing: &Standing,
        came: Result<Came, PassingError>,
    ) -> Result<Fate, PassingError> {
        let now_ms = self.clock.unix_ms();
        let item = Item::Log(log.log);
        let refused = match came {
            Ok(Came::Through(refused)) => refused,
            Ok(Came::Left) => {
                self.lanes().got_through(item, log.device);
                return Ok(Fate::Beside(None, false));
            }
            Ok(Came::Long(bytes)) => return Ok(Fate::Beside(None, bytes > LONG_BYTES)),
            Ok(Came::Forked(fork)) => return Ok(Fate::Beside(Some(Fork::At(fork)), false)),
            Err(PassingError::Upstream(UpstreamError::Refused(refusal))) if refusal.kind == DEVICE_BUSY => {
                self.lanes().busy(log.device, now_ms);
                return Ok(Fate::PutOff(None));
            }
            Err(PassingError::Upstream(UpstreamError::Refused(refusal))) => {
                let words = &refusal.words;
                tracing::warn!(words, "the province did not take the rest of log={}", log.log);
                // The same signatures come to the same, until the province knows the device otherwise.
                let mark = match refusal.kind.as_str() {
                    UNSIGNED | BAD_SIGNATURE => Some(standing.mark.clone()),
                    QUARANTINE_FULL => Some(by_the_hour(&standing.mark_revoked, now_ms)),
                    _ => None,
                };
                let sent = if mark.is_some() { log.signed } else { 0 };
                Some(Refused { mark, sent, words: refusal.words })
            }
            Err(PassingError::Upstream(UpstreamError::TooLarge)) => {
                Some(Refused { words: SEGMENT_TOO_LARGE.to_owned(), mark: None, sent: 0 })
            }
            Err(PassingError::Upstream(
                trouble @ (UpstreamError::Unreachable(_) | UpstreamError::Slow(_)),
            )) => {
                tracing::warn!(%trouble, "did not get through: log={}", log.log);
                self.lanes().failed(item, now_ms);
                return Ok(Fate::PutOff(Some(trouble)));
            }
            Err(error) => return Err(error),
        };
        // Where asking again may be of use any time, it is no more often than that.
        if refused.as_ref().is_some_and(|refused| refused.mark.is_none()) {
            self.lanes().failed(item, now_ms);
        } else {
            self.lanes().got_through(item, log.device);
        }
        self.file.keep_refusal(log.log, refused.as_ref()).await?;
        Ok(Fate::Through { refused: refused.is_some() })
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
fn mark(epoch: &str, device: &HubDevice, revoked: bool) -> String {
    let keys = device.keys.iter().chain(&device.key).flat_map(|key| key.as_bytes()).copied();
    let keys: Vec<u8> = keys.collect();
    Digest::of(&[&[u8::from(revoked)], &keys, b"\n", epoch.as_bytes()]).to_string()
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
