//! A hub (district centre): keeps the logs of the devices of its district while the line to the province is down,
//! passes them on when it is up, and serves the feed that it has. It judges nothing and confirms nothing: what it
//! says beside its own "held" is the province's last word.
//!
//! The device-facing operations ([`Hub::status`], [`Hub::push`], [`Hub::feed`]) and [`Hub::pass_on`] are plain
//! functions over a file and an [`Upstream`]; HTTP stands around them in `server`.

mod bundles;
mod feed;
pub mod http;
mod known;
mod opened;
pub mod overview;
mod packing;
mod page;
mod passing;
pub mod pin;
pub mod server;
mod sessions;
mod showing;
pub mod store;
mod upstream;
mod writer;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use danvan_core::catalogue::HubId;
use danvan_core::entry::{Chain, Head};
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{Held, LogStatus, PushAnswer, Receipt, SignedHead};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

pub use bundles::NotKept;
pub use passing::{Passed, PassingError};
pub use server::HubConfig;
pub use sessions::{Access, NotOpened};
pub use upstream::{FetchedCatalogue, Refusal, Upstream, UpstreamError};

use crate::clock::{self, Clock};
use crate::intake::{CheckedPush, PushOutcome};
use crate::limits::Rate;
use crate::own_names::Told;
use crate::pressure::Limits;
use crate::slow_work::SlowWork;
use crate::store::{StoreError, StoreResult};
use known::Known;
use passing::Lanes;
use pin::Pins;
use sessions::Sessions;
use showing::Showing;
use store::{HubFile, HubLog, KnownDevice};
use writer::{Job, Taken};

/// Verdicts in one answer, as at the province.
const VERDICTS_MAX: u32 = 5_000;
/// Stretches that may wait for the writer before others wait outside.
const QUEUE: usize = 64;
/// Digests of large files at a time: a hub is a small machine.
const SLOW_AT_A_TIME: usize = 1;

/// A running hub; cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

/// See [`Hub`].
pub struct Shared {
    /// What is kept.
    pub file: HubFile,
    upstream: Arc<dyn Upstream>,
    clock: Clock,
    jobs: mpsc::Sender<Job>,
    /// Something waits to be passed on.
    wanted: Notify,
    /// When devices came, until it is written down.
    contacts: Mutex<BTreeMap<DeviceId, i64>>,
    /// How often each device asks.
    rate: Rate,
    sessions: Sessions,
    pins: Pins,
    /// The name in the address that the province has for this hub.
    told: Told,
    /// One round at a time.
    round: tokio::sync::Mutex<()>,
    /// What the province has told of devices and logs.
    known: Mutex<Known>,
    /// What goes beside the rounds.
    lanes: Mutex<Lanes>,
    /// One thing at a time in each lane.
    short_lane: tokio::sync::Mutex<()>,
    long_lane: tokio::sync::Mutex<()>,
    /// Something may go beside the rounds.
    beside: Notify,
    /// Something may have come to be read.
    down: Notify,
    /// One reader of the feed at a time.
    reading: tokio::sync::Mutex<()>,
    /// How the line was the last time.
    line: Mutex<Line>,
    /// Digests and signatures of large files.
    slow: SlowWork,
    /// What everybody may ask for, read for one at a time.
    showing: Showing,
}

/// Why a hub did not take a segment. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It carries no signature, and could not be passed on.
    #[error("unsigned")]
    Unsigned,
    /// Its signature is by no key of the device, or not over this head.
    #[error("wrong signature")]
    BadSignature,
    /// The hub's own file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The origin of an address, as browsers write it: scheme, host and port, nothing behind them.
///
/// # Errors
/// For what is no address of HTTP.
pub fn origin(address: &str) -> anyhow::Result<String> {
    let url = reqwest::Url::parse(address.trim())?;
    anyhow::ensure!(matches!(url.scheme(), "http" | "https"), "{address} is no address of http or https");
    anyhow::ensure!(url.path() == "/" && url.query().is_none(), "{address} is more than an origin");
    Ok(url.origin().ascii_serialization())
}

/// The line to the province.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// Not tried since the start.
    #[default]
    Untried,
    /// The last attempt went through.
    Up,
    /// The last attempt failed, in these words for people.
    Down(String),
}

impl std::ops::Deref for Hub {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Hub {
    /// A hub over a file and a province. The writer ends once every clone of the hub is gone.
    pub fn start(file: HubFile, upstream: Arc<dyn Upstream>, clock: Clock) -> (Self, JoinHandle<()>) {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let writer = tokio::spawn(writer::run(file.clone(), clock.clone(), waiting));
        let shared = Shared {
            file,
            upstream,
            rate: Rate::new(Limits::default(), &clock),
            clock,
            jobs,
            wanted: Notify::new(),
            contacts: Mutex::default(),
            sessions: Sessions::default(),
            pins: Pins::default(),
            told: Told::default(),
            round: tokio::sync::Mutex::default(),
            known: Mutex::default(),
            lanes: Mutex::default(),
            short_lane: tokio::sync::Mutex::default(),
            long_lane: tokio::sync::Mutex::default(),
            beside: Notify::new(),
            down: Notify::new(),
            reading: tokio::sync::Mutex::default(),
            line: Mutex::default(),
            slow: SlowWork::new(SLOW_AT_A_TIME),
            showing: Showing::default(),
        };
        (Self(Arc::new(shared)), writer)
    }

    /// Counts a request of a device. An error is the seconds to wait.
    ///
    /// # Errors
    /// Where it asks more often than its share.
    pub fn may_ask(&self, device: DeviceId) -> Result<(), u64> {
        self.rate.take(&device.to_string())
    }

    fn was_here(&self, device: DeviceId, at_ms: i64) {
        self.contacts.lock().unwrap_or_else(PoisonError::into_inner).insert(device, at_ms);
    }

    /// How far the hub has a log, and the province's last word on it; `None` for another device's log.
    pub async fn status(
        &self,
        device: &KnownDevice,
        log: LogId,
        from: u64,
    ) -> StoreResult<Option<LogStatus>> {
        let known = match self.file.log(log).await? {
            Some(known) if known.device != device.id => return Ok(None),
            None if self.file.owner(log).await?.is_some_and(|owner| owner != device.id) => return Ok(None),
            known => known,
        };
        let told = known.as_ref().map_or(0, |known| known.told.length);
        let verdicts = self.file.verdicts(log, from, told, VERDICTS_MAX).await?;
        let (receipt, held) = self.word(log, known.as_ref()).await?;
        Ok(Some(LogStatus { receipt, verdicts, held: Some(held) }))
    }

    /// Takes a segment in that the device has signed. Answered once it is durable here.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn push(
        &self,
        device: &KnownDevice,
        log: LogId,
        push: CheckedPush,
    ) -> Result<PushOutcome, NotTaken> {
        let signature = push.signature.ok_or(NotTaken::Unsigned)?;
        let signed = SignedHead { head: push.head(), signature };
        if !device.signed(log, &signed) {
            return Err(NotTaken::BadSignature);
        }
        let (from, sent) = (push.previous.length, push.entries.len() as u64);
        let forked = match self.write(device.id, log, push).await? {
            Taken::In { forked } => forked,
            Taken::Gap { expected } => return Ok(PushOutcome::Gap { expected }),
            Taken::Differs => return Ok(PushOutcome::ChainDiffers),
            Taken::NotYours => return Ok(PushOutcome::NotYours),
            Taken::TooManyLogs => return Ok(PushOutcome::TooManyLogs),
            Taken::DeviceFull => return Ok(PushOutcome::DeviceFull),
        };
        self.wanted.notify_one();
        let known = self.file.log(log).await?;
        let told = known.as_ref().map_or(0, |known| known.told.length);
        let to = forked.unwrap_or(from + sent).min(told);
        let verdicts = self.file.verdicts(log, from, to, VERDICTS_MAX).await?;
        let (receipt, held) = self.word(log, known.as_ref()).await?;
        let answer = PushAnswer { receipt, verdicts, forked, held: Some(held) };
        Ok(PushOutcome::Answered(Box::new(answer)))
    }

    /// Gives a segment to the writer, a long one part by part, so that nobody waits behind the whole of it.
    async fn write(&self, device: DeviceId, log: LogId, push: CheckedPush) -> StoreResult<Taken> {
        let stopping = || StoreError::Database("the hub is stopping".to_owned());
        let (mut part, mut rest) = push.part();
        let mut forked = None;
        loop {
            let (answer, answered) = oneshot::channel();
            let job = Job { device, log, push: part, forked: forked.is_some(), answer };
            self.jobs.send(job).await.map_err(|_| stopping())?;
            match answered.await.map_err(|_| stopping())?? {
                Taken::In { forked: here } => forked = forked.or(here),
                refused => return Ok(refused),
            }
            let Some(next) = rest.take() else { return Ok(Taken::In { forked }) };
            (part, rest) = next.part();
        }
    }

    /// The province's last word on a log, and the hub's own.
    async fn word(&self, log: LogId, known: Option<&HubLog>) -> StoreResult<(Receipt, Held)> {
        let identity = self.file.identity().await?.ok_or_else(store::not_enrolled)?;
        let time = |ms| clock::from_unix_ms(ms).unwrap_or_else(|| self.clock.now());
        let told = known.map(|known| known.told.clone()).unwrap_or_default();
        let digest = self.file.digest_at(log, told.length).await?;
        let digest = digest.ok_or_else(|| StoreError::corrupt("log", "shorter than the province's word"))?;
        let epochs = self.file.epochs().await?;
        let head = known.map_or(Chain::open(log).head(), |known| known.head);
        let held = Held {
            hub: identity.hub.unwrap_or_else(|| HubId::new("")),
            name: identity.name,
            head,
            received_at: time(known.map_or_else(|| self.clock.unix_ms(), |known| known.received_ms)),
            earlier_epochs: epochs.into_iter().take_while(|epoch| *epoch != told.epoch).collect(),
            signed: Some(known.map_or(0, |known| known.signed)),
        };
        let receipt = Receipt {
            log,
            head: Head { length: told.length, digest },
            received_at: time(told.at_ms),
            epoch: told.epoch,
            // What lies in a backup is the province's own word.
            backed_up: None,
            further: told.further,
        };
        Ok((receipt, held))
    }

    /// How the line was the last time.
    pub fn line(&self) -> Line {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_line(&self, line: Line) {
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = line;
    }

    async fn write_contacts(&self) -> StoreResult<()> {
        let contacts = std::mem::take(&mut *self.contacts.lock().unwrap_or_else(PoisonError::into_inner));
        if contacts.is_empty() { Ok(()) } else { self.file.keep_contacts(&contacts).await }
    }
}
