//! The way to the province as a trait, so that tests and the simulation put an office without a network behind it.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{FeedPage, LogStatus, ProblemDocument, Push, PushAnswer};
use danvan_core::wire_bundles::BundleRow;

use crate::hub_wire::{DevicesAsked, HubDevices, LogStretch};

/// Why the province gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamError {
    /// No answer, or one that cannot be the province's: it may have done it or not.
    #[error("the province cannot be reached: {0}")]
    Unreachable(String),
    /// It took longer than its length explains. The line may be good for what is shorter.
    #[error("too slow: {0}")]
    Slow(String),
    /// The province is busy (429, 503).
    #[error("the province is busy")]
    Busy {
        /// The seconds it asks to wait.
        retry_after_s: Option<u32>,
    },
    /// The request was too large (413).
    #[error("too large for the province")]
    TooLarge,
    /// The province does not take this; another log may do.
    #[error("refused by the province: {}", .0.words)]
    Refused(Refusal),
    /// The province does not know this hub (401), or it is none there (403 to the list of devices).
    #[error("the province does not know this hub: {}", .0.words)]
    Unknown(Refusal),
}

/// What the province says where it does not take something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The problem's name, such as [`danvan_core::wire::DEVICE_REVOKED`].
    pub kind: String,
    /// Its words.
    pub words: String,
}

impl Refusal {
    /// A refusal without a name: nothing depends on what it was.
    pub fn unnamed(words: impl Into<String>) -> Self {
        Self { kind: String::new(), words: words.into() }
    }

    /// What a problem says, with the case's own words behind its title.
    pub fn of(problem: ProblemDocument) -> Self {
        let words = match problem.detail {
            Some(detail) => format!("{}. {detail}", problem.title),
            None => problem.title,
        };
        Self { kind: problem.kind, words }
    }
}

/// The province's catalogue with its validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedCatalogue {
    /// The catalogue.
    pub json: String,
    /// Its `ETag`.
    pub etag: String,
}

/// The province as a hub asks it.
#[async_trait]
pub trait Upstream: Send + Sync {
    /// Logs on the way at once: a line of long latency is filled, and memory stays bounded.
    fn logs_at_once(&self) -> usize {
        4
    }

    /// A round waits no longer for one log, whatever its device has left of its share: what is not through by then goes on
    /// beside the round, where it has all the time that it needs.
    fn round_patience(&self) -> Duration {
        Duration::from_secs(15)
    }

    /// Whom this hub serves, as far as it has changed.
    async fn devices(&self, asked: &DevicesAsked) -> Result<HubDevices, UpstreamError>;

    /// How far the province has a device's log, with its verdicts from a number on.
    async fn status(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStatus, UpstreamError>;

    /// Brings a segment of a device's log.
    async fn push(&self, device: DeviceId, log: LogId, push: &Push) -> Result<PushAnswer, UpstreamError>;

    /// What the province has of a device's log from a number on, a piece of it; nothing at its end.
    async fn entries(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStretch, UpstreamError>;

    /// A page of the feed in the hub's scope.
    async fn feed(&self, after: Option<&str>) -> Result<FeedPage, UpstreamError>;

    /// The province's catalogue, if it is another one than the known.
    async fn catalogue(
        &self,
        province: &str,
        known: Option<&str>,
    ) -> Result<Option<FetchedCatalogue>, UpstreamError>;

    /// Brings a file that a device sealed, under the name that it came by. Bringing it again changes nothing.
    async fn bundle(&self, name: Option<&str>, file: Bytes) -> Result<BundleRow, UpstreamError>;

    /// The province's signed word on a device, as a file; nothing where it has none for this hub.
    async fn receipt(&self, device: DeviceId) -> Result<Option<Bytes>, UpstreamError>;
}
