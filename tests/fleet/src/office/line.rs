//! The line from a hub to the province: what a hub asks waits here until the world carries it. A round has one request
//! on the line at a time, so that a seed tells the same story twice; the catalogue is not asked for, since nothing in
//! these worlds reads it from a hub.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::DateTime;
use danvan_core::entry::{Chain, Head};
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::sync::Call;
use danvan_core::wire::{FeedPage, LogStatus, ProblemDocument, Push, PushAnswer, Receipt};
use danvan_core::wire_bundles::BundleRow;
use danvan_office::hub::{FetchedCatalogue, Refusal, Upstream, UpstreamError};
use danvan_office::hub_wire::{DevicesAsked, HubDevices, LogStretch};
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

use super::http::Reply;
use crate::calls::{self, Asked};
use crate::planted::PlantedBug;

/// Records of one page of the feed: few, so that reading it takes several pages.
const PAGE: u32 = 12;

/// What came of a request on the line.
pub type LineAnswer = Result<Reply, UpstreamError>;

/// A request that waits to be carried.
pub(super) struct OnTheLine {
    pub asked: Asked,
    pub answer: oneshot::Sender<LineAnswer>,
}

/// The hub's end of the line.
pub(super) struct Line {
    requests: mpsc::UnboundedSender<OnTheLine>,
    bug: Option<PlantedBug>,
    /// What planted bugs remember of the province.
    remembered: Mutex<Remembered>,
}

#[derive(Default)]
struct Remembered {
    epoch: Option<String>,
    latest_epoch: String,
    heads: BTreeMap<LogId, Head>,
    first_served: Option<DeviceId>,
}

impl Line {
    pub fn new(requests: mpsc::UnboundedSender<OnTheLine>, bug: Option<PlantedBug>) -> Self {
        Self { requests, bug, remembered: Mutex::default() }
    }

    async fn ask<T: DeserializeOwned>(&self, asked: Asked) -> Result<T, UpstreamError> {
        read(&self.carried(asked).await?)
    }

    async fn carried(&self, asked: Asked) -> LineAnswer {
        let silent = || UpstreamError::Unreachable("no line".to_owned());
        let (answer, answered) = oneshot::channel();
        self.requests.send(OnTheLine { asked, answer }).map_err(|_| silent())?;
        answered.await.map_err(|_| silent())?
    }

    fn get(path: String) -> Asked {
        Asked { path, body: None }
    }

    fn remembered<T>(&self, look: impl FnOnce(&mut Remembered) -> T) -> T {
        look(&mut self.remembered.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A planted bug: a hub that goes by what it was told before the province was restored.
    fn as_before(&self, list: &mut HubDevices) {
        self.remembered(|remembered| {
            list.epoch.clone_from(remembered.epoch.get_or_insert(list.epoch.clone()));
            for log in list.devices.iter_mut().flat_map(|device| &mut device.logs) {
                let known = remembered.heads.entry(log.log).or_insert(log.head);
                if log.head.length > known.length {
                    *known = log.head;
                }
                log.head = *known;
            }
            let listed: Vec<LogId> =
                list.devices.iter().flat_map(|device| &device.logs).map(|log| log.log).collect();
            let lost = remembered.heads.iter().filter(|(log, _)| !listed.contains(log));
            let lost = lost.map(|(log, head)| danvan_office::hub_wire::LogHead { log: *log, head: *head });
            if let Some(device) = list.devices.first_mut() {
                device.logs.extend(lost);
            }
        });
    }

    fn in_epoch_of_before(&self, receipt: &mut Receipt) {
        if self.bug == Some(PlantedBug::HubSleepsThroughRestore) {
            receipt.epoch = self.remembered(|known| known.epoch.clone()).unwrap_or_default();
        }
    }

    /// A planted bug: whose log it is does not matter to the hub.
    fn owner(&self, device: DeviceId) -> DeviceId {
        if self.bug != Some(PlantedBug::HubMixesDevices) {
            return device;
        }
        self.remembered(|known| known.first_served).unwrap_or(device)
    }
}

#[async_trait]
impl Upstream for Line {
    fn logs_at_once(&self) -> usize {
        1
    }

    /// The world's clock is another one.
    fn round_patience(&self) -> Duration {
        Duration::MAX
    }

    async fn devices(&self, asked: &DevicesAsked) -> Result<HubDevices, UpstreamError> {
        // What the planted bugs remember is the whole list; so they ask as hubs did before there was another way.
        let query = match (self.bug, &asked.known, &asked.after) {
            (None, Some(known), Some(after)) => format!("?known={known}&after={after}"),
            (None, None, Some(after)) => format!("?after={after}"),
            _ => String::new(),
        };
        let path = format!("/api/v1/hub/devices{query}");
        let mut list: HubDevices = self.ask(Self::get(path)).await.map_err(|error| match error {
            UpstreamError::Refused(refusal) => UpstreamError::Unknown(refusal),
            other => other,
        })?;
        self.remembered(|known| {
            known.latest_epoch.clone_from(&list.epoch);
            known.first_served = list.devices.first().map(|device| device.device).or(known.first_served);
        });
        if self.bug == Some(PlantedBug::HubSleepsThroughRestore) {
            self.as_before(&mut list);
        }
        Ok(list)
    }

    async fn status(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStatus, UpstreamError> {
        let device = self.owner(device);
        let path = format!("/api/v1/hub/devices/{device}/logs/{log}?from={from}");
        let mut status: LogStatus = self.ask(Self::get(path)).await?;
        self.in_epoch_of_before(&mut status.receipt);
        Ok(status)
    }

    async fn push(&self, device: DeviceId, log: LogId, push: &Push) -> Result<PushAnswer, UpstreamError> {
        let device = self.owner(device);
        let path = format!("/api/v1/hub/devices/{device}/logs/{log}/entries");
        let elsewhere = cut_elsewhere(log, push).filter(|_| self.bug == Some(PlantedBug::HubCutsElsewhere));
        let push = elsewhere.as_ref().unwrap_or(push);
        let body = serde_json::to_vec(push)
            .map_err(|error| UpstreamError::Refused(Refusal::unnamed(error.to_string())))?;
        let answer: Result<PushAnswer, UpstreamError> = self.ask(Asked { path, body: Some(body) }).await;
        match answer {
            Err(UpstreamError::Unreachable(_)) if self.bug == Some(PlantedBug::HubSendsOnce) => {
                let head = Head { length: push.from + push.entries.len() as u64, digest: push.last };
                let epoch = self.remembered(|known| known.latest_epoch.clone());
                let received_at = DateTime::UNIX_EPOCH.fixed_offset();
                let receipt =
                    Receipt { log, head, received_at, epoch, backed_up: None, further: Default::default() };
                Ok(PushAnswer { receipt, verdicts: Vec::new(), forked: None, held: None })
            }
            answer => {
                let mut answer = answer?;
                self.in_epoch_of_before(&mut answer.receipt);
                Ok(answer)
            }
        }
    }

    async fn entries(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStretch, UpstreamError> {
        self.ask(Self::get(format!("/api/v1/hub/devices/{device}/logs/{log}/entries?from={from}"))).await
    }

    async fn feed(&self, after: Option<&str>) -> Result<FeedPage, UpstreamError> {
        let call = Call::Feed { after: after.map(str::to_owned) };
        let asked = calls::asked(&call, Some(PAGE));
        self.ask(asked.map_err(|failure| UpstreamError::Refused(Refusal::unnamed(format!("{failure:?}"))))?)
            .await
    }

    async fn catalogue(&self, _: &str, _: Option<&str>) -> Result<Option<FetchedCatalogue>, UpstreamError> {
        Ok(None)
    }

    async fn bundle(&self, _: Option<&str>, file: Bytes) -> Result<BundleRow, UpstreamError> {
        self.ask(Asked { path: "/api/v1/bundles".to_owned(), body: Some(file.into()) }).await
    }

    async fn receipt(&self, device: DeviceId) -> Result<Option<Bytes>, UpstreamError> {
        let reply = self.carried(Self::get(format!("/api/v1/receipts/{device}"))).await?;
        match reply.status {
            200 => Ok(Some(reply.body.into())),
            404 => Ok(None),
            _ => read::<serde_json::Value>(&reply).map(|_| None),
        }
    }
}

/// The same push without its last entry, under the signature of the whole; nothing of a push of one.
fn cut_elsewhere(log: LogId, push: &Push) -> Option<Push> {
    let (_, kept) = push.entries.split_last().filter(|(_, kept)| !kept.is_empty())?;
    let mut chain = Chain::resume(log, Head { length: push.from, digest: push.previous });
    for text in kept {
        chain.append(text.get().to_owned());
    }
    Some(Push { last: chain.head().digest, entries: kept.to_vec(), ..push.clone() })
}

/// As the hub's own `HttpUpstream`, which needs a socket.
fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, UpstreamError> {
    let unreachable = |words: String| Err(UpstreamError::Unreachable(words));
    match reply.status {
        200..300 => serde_json::from_slice(&reply.body).or_else(|error| unreachable(error.to_string())),
        413 => Err(UpstreamError::TooLarge),
        429 | 503 => Err(UpstreamError::Busy { retry_after_s: reply.retry_after_s }),
        status @ 500.. => unreachable(status.to_string()),
        status => {
            let problem = serde_json::from_slice::<ProblemDocument>(&reply.body);
            let refusal = problem.map_or_else(|_| Refusal::unnamed(status.to_string()), Refusal::of);
            Err(if status == 401 { UpstreamError::Unknown(refusal) } else { UpstreamError::Refused(refusal) })
        }
    }
}
