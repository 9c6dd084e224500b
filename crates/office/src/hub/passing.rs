//! Passing on: up the line what the province lacks, down the line whom the hub serves, the catalogue and the feed.

use std::collections::BTreeMap;
use std::time::Duration;

use danvan_core::apply::Verdict;
use danvan_core::entry::{Chain, Head, SealedEntry};
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::sync::Backoff;
use danvan_core::wire::{Push, Receipt};
use futures_util::{StreamExt, stream};
use serde_json::value::RawValue;
use tokio::sync::watch;

use super::feed::parts;
use super::store::{FeedState, HubLog, Told};
use super::wire::HubDevices;
use super::{Hub, Line, UpstreamError};
use crate::secrets::random_bytes;
use crate::store::StoreError;

/// The texts of one push stay under this many bytes; about a tenth of it travels.
const STRETCH_BYTES: usize = 512 * 1024;
/// Below this a stretch is not halved any more.
const STRETCH_BYTES_LEAST: usize = 4 * 1024;
/// How often the hub asks by itself.
const INTERVAL: Duration = Duration::from_secs(60);
/// What devices bring within this time travels together.
const GATHERING: Duration = Duration::from_secs(1);

/// What one round brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Entries that the province has now and had not before.
    pub entries: u64,
    /// Records that came down.
    pub records: u64,
    /// Logs of which the province did not take the rest.
    pub refused: u64,
    /// Bundles on which the province has given its word.
    pub bundles: u64,
}

/// Why a round ended early. What was done is kept; the next round goes on.
#[derive(Debug, thiserror::Error)]
pub enum PassingError {
    /// The province.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// The hub's own file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PassingError {
    /// For whoever stands before the hub's page; the log has the particulars.
    fn words(&self) -> String {
        match self {
            Self::Upstream(UpstreamError::Unreachable(_)) => {
                "Mất đường truyền, hoặc máy tỉnh không trả lời.".to_owned()
            }
            Self::Upstream(UpstreamError::Busy { .. }) => "Máy tỉnh đang bận.".to_owned(),
            Self::Upstream(UpstreamError::TooLarge) => {
                "Máy tỉnh không nhận nhiều như vậy một lần.".to_owned()
            }
            Self::Upstream(UpstreamError::Refused(words)) => format!("Tỉnh không nhận: {words}"),
            Self::Upstream(UpstreamError::Unknown(words)) => {
                format!("Tỉnh không công nhận máy khu vực này: {words}")
            }
            Self::Store(_) => "Tệp dữ liệu của máy khu vực có lỗi.".to_owned(),
        }
    }
}

/// What the province has of a log beside the hub's.
struct Theirs {
    receipt: Receipt,
    /// How many entries both have in common.
    shared: u64,
}

impl Hub {
    /// Goes on until it is told to stop: a round at every change, and by the minute.
    pub async fn keep_passing(self, mut stop: watch::Receiver<bool>) {
        let mut backoff = Backoff::default();
        loop {
            let wait = match self.pass_on().await {
                Ok(passed) => {
                    backoff.succeeded();
                    if passed != Passed::default() {
                        tracing::info!(
                            entries = passed.entries,
                            records = passed.records,
                            bundles = passed.bundles,
                            "passed on"
                        );
                    }
                    None
                }
                Err(error) => {
                    tracing::warn!(%error, "the round to the province ended early");
                    let asked = match &error {
                        PassingError::Upstream(UpstreamError::Busy { retry_after_s }) => *retry_after_s,
                        _ => None,
                    };
                    let dice = random_bytes::<4>().map_or(u32::MAX, u32::from_le_bytes);
                    // A dead line is tried by the minute at least: people stand beside it and wait.
                    let wait = Duration::from_millis(backoff.failed(dice, asked));
                    Some(wait.min(INTERVAL.max(Duration::from_secs(u64::from(asked.unwrap_or(0))))))
                }
            };
            if let Err(error) = self.write_contacts().await {
                tracing::warn!(%error, "last contacts were not kept");
            }
            let pause = async {
                match wait {
                    Some(wait) => tokio::time::sleep(wait).await,
                    None => {
                        // A time without news is as good as news.
                        let _ = tokio::time::timeout(INTERVAL, self.wanted.notified()).await;
                        tokio::time::sleep(GATHERING).await;
                    }
                }
            };
            tokio::select! {
                () = pause => {}
                _ = stop.wait_for(|stopped| *stopped) => return,
            }
        }
    }

    /// One round with the province.
    ///
    /// # Errors
    /// See [`PassingError`].
    pub async fn pass_on(&self) -> Result<Passed, PassingError> {
        let _alone = self.round.lock().await;
        let round = self.go_round().await;
        match &round {
            Ok(_) => self.set_line(Line::Up),
            Err(error) => self.set_line(Line::Down(error.words())),
        }
        round
    }

    async fn go_round(&self) -> Result<Passed, PassingError> {
        let list = self.upstream.devices().await?;
        self.file.met(&list.epoch, self.clock.unix_ms()).await?;
        self.file.keep_devices(&list).await?;
        let mut passed = self.pass_logs(&list).await?;
        passed.records = self.fetch_feed().await?;
        self.fetch_catalogue(&list.province).await?;
        // Last, since they are large: nothing else waits for them.
        passed.bundles = self.pass_bundles().await?;
        if passed.refused == 0 && self.file.bundles_waiting().await? == 0 {
            self.file.passed(self.clock.unix_ms()).await?;
        }
        Ok(passed)
    }

    async fn pass_logs(&self, list: &HubDevices) -> Result<Passed, PassingError> {
        let mut has: BTreeMap<LogId, u64> = BTreeMap::new();
        let served = list.devices.iter().filter(|device| !device.revoked);
        let served: BTreeMap<DeviceId, ()> = served.map(|device| (device.device, ())).collect();
        has.extend(list.devices.iter().flat_map(|device| &device.logs).map(|log| (log.log, log.head.length)));
        let mut work = Vec::new();
        let mut passed = Passed::default();
        for log in self.file.logs().await? {
            let theirs = has.get(&log.log).copied().unwrap_or(0);
            let told = &log.told;
            // A word of another epoch, something new here, something that the province has lost, or verdicts missing.
            let wanting = told.epoch != list.epoch
                || log.head.length > told.length
                || theirs < told.length
                || self.file.unanswered(log.log, told.length).await? < told.length;
            if !wanting {
                continue;
            }
            if served.contains_key(&log.device) {
                work.push(log);
            } else if log.head.length > told.length {
                self.file.keep_refusal(log.log, "Tỉnh không còn cho máy này gửi qua khu vực.").await?;
                passed.refused += 1;
            }
        }
        let mut done = stream::iter(work)
            .map(|log| async move { (log.log, self.pass_log(&log, &list.epoch).await) })
            .buffer_unordered(self.upstream.logs_at_once());
        while let Some((log, outcome)) = done.next().await {
            match outcome {
                Ok(entries) => passed.entries += entries,
                Err(PassingError::Upstream(UpstreamError::Refused(words))) => {
                    tracing::warn!(%log, words, "the province did not take the rest of log={log}");
                    self.file.keep_refusal(log, &words).await?;
                    passed.refused += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(passed)
    }

    /// Brings one log to the province, and its word back. How many entries were new there.
    async fn pass_log(&self, log: &HubLog, epoch: &str) -> Result<u64, PassingError> {
        let mut theirs = self.ask(log, epoch).await?;
        let mut new = 0;
        let mut bytes = STRETCH_BYTES;
        loop {
            let entries = self.file.entries(log.log, theirs.shared, bytes).await?;
            let Some(push) = self.stretch(log.log, theirs.shared, &entries).await? else { return Ok(new) };
            let answer = match self.upstream.push(log.device, log.log, &push).await {
                Err(UpstreamError::TooLarge) if bytes > STRETCH_BYTES_LEAST => {
                    bytes /= 2;
                    continue;
                }
                answer => answer?,
            };
            same_life(&answer.receipt, epoch)?;
            let shared = answer.forked.unwrap_or(theirs.shared + entries.len() as u64);
            new += shared.saturating_sub(theirs.receipt.head.length.max(theirs.shared));
            self.keep(log.log, &answer.receipt, shared, &answer.verdicts).await?;
            theirs = Theirs { receipt: answer.receipt, shared };
            if let Some(fork) = answer.forked {
                self.adopt(log, fork).await?;
                theirs = self.ask(log, epoch).await?;
            }
        }
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
        };
        Ok(self.file.keep_word(log, &told, verdicts).await?)
    }

    async fn stretch(
        &self,
        log: LogId,
        from: u64,
        entries: &[SealedEntry],
    ) -> Result<Option<Push>, PassingError> {
        let Some(last) = entries.last() else { return Ok(None) };
        let previous = self.file.digest_at(log, from).await?;
        let previous = previous.ok_or_else(|| StoreError::corrupt("log", "a hole"))?;
        let texts: Result<Vec<_>, _> =
            entries.iter().map(|entry| RawValue::from_string(entry.text.clone())).collect();
        let texts = texts.map_err(|error| StoreError::corrupt("entry", error))?;
        Ok(Some(Push { from, previous, last: last.digest, entries: texts, signature: None }))
    }

    /// The log forked at the province: its entries stand here too from now on, the hub's own are kept apart. The
    /// device compares when it comes, and says under a new log what the province lacks.
    async fn adopt(&self, log: &HubLog, fork: u64) -> Result<(), PassingError> {
        let before = self.file.digest_at(log.log, fork).await?;
        let digest = before.ok_or_else(|| StoreError::corrupt("log", "no entry before the fork"))?;
        let mut chain = Chain::resume(log.log, Head { length: fork, digest });
        let mut theirs = Vec::new();
        loop {
            let stretch = self.upstream.entries(log.device, log.log, chain.head().length).await?;
            if stretch.entries.is_empty() {
                break;
            }
            theirs
                .extend(stretch.entries.into_iter().map(|text| chain.append(Box::<str>::from(text).into())));
        }
        tracing::warn!(log = %log.log, device = %log.device, number = fork, "log forked: log={}", log.log);
        Ok(self.file.adopt(log.log, fork, &theirs, self.clock.unix_ms()).await?)
    }

    async fn fetch_feed(&self) -> Result<u64, PassingError> {
        let mut state = self.file.feed_state().await?;
        let mut fetched = 0;
        loop {
            let page = self.upstream.feed(state.cursor.as_deref()).await?;
            let place = parts(&page.cursor).map(|(_, _, place)| place);
            let reached =
                place.ok_or_else(|| UpstreamError::Unreachable("a cursor of another version".to_owned()))?;
            let still = state.cursor.as_ref() == Some(&page.cursor) && page.records.is_empty();
            if !still {
                fetched += page.records.len() as u64;
                state = FeedState { cursor: Some(page.cursor), epoch: page.epoch, reached };
                self.file.keep_page(&state, &page.records).await?;
            }
            if !page.more {
                return Ok(fetched);
            }
        }
    }

    async fn fetch_catalogue(&self, province: &str) -> Result<(), PassingError> {
        let known = self.file.catalogue().await?;
        let known = known.as_ref().map(|(_, etag)| etag.as_str());
        if let Some(fetched) = self.upstream.catalogue(province, known).await? {
            self.file.keep_catalogue(&fetched.json, &fetched.etag).await?;
        }
        Ok(())
    }
}

/// A province that was restored while the round goes on is asked anew from its beginning.
fn same_life(receipt: &Receipt, epoch: &str) -> Result<(), UpstreamError> {
    if receipt.epoch == epoch {
        return Ok(());
    }
    Err(UpstreamError::Unreachable("its database is another one than at the round's beginning".to_owned()))
}
