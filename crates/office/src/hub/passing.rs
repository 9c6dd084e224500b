//! Passing on: up the line what the province lacks, down the line whom the hub serves, the catalogue and the feed.

mod logs;
mod shares;

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use danvan_core::bundle::PublicKey;
use danvan_core::catalogue::HubId;
use danvan_core::ids::DeviceId;
use danvan_core::sync::{Moment, Waits, asked_s};
use serde::Deserialize;
use tokio::sync::watch;

use super::feed::parts;
use super::store::FeedState;
use super::wire::HubDevices;
use super::{Hub, Line, UpstreamError};
use crate::public_address::PublicAddress;
use crate::secrets::random_bytes;
use crate::store::{StoreError, read};

/// How often the hub asks by itself.
const INTERVAL: Duration = Duration::from_secs(60);
/// The kind of the problem of a machine whose code was not one for machines.
const ROLE_MAY_NOT: &str = "/problems/role-may-not";
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
    /// Logs whose rest waits for the next round, since their devices have had their share of this one.
    pub left: u64,
    /// Logs whose rest no device has signed: it waits until one does.
    pub unsigned: u64,
    /// Bundles on which the province has given its word.
    pub bundles: u64,
}

/// Of a catalogue, the addresses of hubs.
#[derive(Deserialize)]
struct Addresses {
    hubs: Vec<HubAddress>,
}

#[derive(Deserialize)]
struct HubAddress {
    id: HubId,
    url: Option<String>,
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
            Self::Upstream(UpstreamError::Refused(refusal)) => format!("Tỉnh không nhận: {}", refusal.words),
            // Enrolled before there was a role for machines.
            Self::Upstream(UpstreamError::Unknown(refusal)) if refusal.kind == ROLE_MAY_NOT => {
                "Máy khu vực cần ghi danh lại bằng mã dành cho máy khu vực: xin mã ở tỉnh, rồi bật lại một lần với \
                 --hub-code."
                    .to_owned()
            }
            Self::Upstream(UpstreamError::Unknown(refusal)) => {
                format!("Tỉnh không công nhận máy khu vực này: {}", refusal.words)
            }
            Self::Store(_) => "Tệp dữ liệu của máy khu vực có lỗi.".to_owned(),
        }
    }
}

impl Hub {
    /// Goes on until it is told to stop: a round at every change, and by the minute.
    pub async fn keep_passing(self, mut stop: watch::Receiver<bool>) {
        let mut waits = Waits::default();
        let started = Instant::now();
        loop {
            let wait = match self.pass_on().await {
                Ok(passed) => {
                    waits.succeeded(&());
                    if passed.entries + passed.records + passed.bundles > 0 {
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
                    let now_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                    let due_ms = waits.failed((), Moment { now_ms, dice });
                    let wait = Duration::from_millis(due_ms.saturating_sub(now_ms)).min(INTERVAL);
                    Some(wait + Duration::from_secs(u64::from(asked_s(asked))))
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
        self.sessions.end_others(&signers(&list));
        let mut passed = self.pass_logs(&list).await?;
        passed.records = self.fetch_feed().await?;
        self.fetch_catalogue(&list.province).await?;
        // Last, since they are large: nothing else waits for them.
        passed.bundles = self.pass_bundles().await?;
        if passed.refused + passed.unsigned + passed.left == 0 && self.file.bundles_waiting().await? == 0 {
            self.file.passed(self.clock.unix_ms()).await?;
        }
        Ok(passed)
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

    /// Takes from the catalogue under which name the province has its devices come here.
    pub(super) async fn hear_own_name(&self) -> Result<(), StoreError> {
        let hub = self.file.identity().await?.and_then(|identity| identity.hub);
        let (Some(hub), Some((catalogue, _))) = (hub, self.file.catalogue().await?) else { return Ok(()) };
        let Addresses { hubs } = read::json("catalogue", &catalogue)?;
        let address = hubs.into_iter().find(|known| known.id == hub).and_then(|known| known.url);
        let name = address.and_then(|address| Some(address.parse::<PublicAddress>().ok()?.host().to_owned()));
        *self.told.write().unwrap_or_else(PoisonError::into_inner) = name;
        Ok(())
    }

    async fn fetch_catalogue(&self, province: &str) -> Result<(), PassingError> {
        let known = self.file.catalogue().await?;
        let known = known.as_ref().map(|(_, etag)| etag.as_str());
        if let Some(fetched) = self.upstream.catalogue(province, known).await? {
            self.file.keep_catalogue(&fetched.json, &fetched.etag).await?;
            self.hear_own_name().await?;
        }
        Ok(())
    }
}

/// The keys with which devices open sessions, as the province has just named them.
fn signers(list: &HubDevices) -> BTreeMap<DeviceId, PublicKey> {
    let served = list.devices.iter().filter(|device| !device.revoked);
    served.filter_map(|device| Some((device.device, device.key?))).collect()
}
