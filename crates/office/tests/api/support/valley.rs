//! A hub in memory with several devices, and a line to their province on which each of them meets something else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use danvan_core::bundle::BundleHeader;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire::{FeedPage, LogStatus, Push, PushAnswer};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use danvan_office::clock::Clock;
use danvan_office::hub::store::{KeepLimits, Keeping};
use danvan_office::hub::{FetchedCatalogue, Hub, Upstream, UpstreamError};
use danvan_office::hub_wire::{DevicesAsked, HubDevices, LogStretch};

use super::TestDevice;
use super::province::{FakeProvince, Way, enrolled_file, hand, known_device};

/// What a request of one device meets on the line to the province.
#[derive(Clone, Debug)]
pub enum Meets {
    /// Nothing is ever heard of it.
    Silence,
    /// This, at once.
    Trouble(UpstreamError),
}

/// What happens on the line to the province of several devices.
#[derive(Default)]
pub struct Happens {
    /// By device: what its pushes, the reading of its entries, and its bundles meet.
    pub pushes: BTreeMap<DeviceId, Meets>,
    pub entries: BTreeMap<DeviceId, Meets>,
    pub bundles: BTreeMap<Digest, Meets>,
    /// From where a device's entries were read, in order.
    pub read_from: Vec<u64>,
    /// Pushes of each device that set out.
    pub pushed: BTreeMap<DeviceId, u64>,
    /// Bundles that set out.
    pub brought: Vec<Digest>,
    /// How often the feed was asked for.
    pub fed: u64,
}

/// The line to the province of several devices.
struct Lines {
    ways: BTreeMap<DeviceId, Way>,
    happens: Arc<Mutex<Happens>>,
}

impl Lines {
    fn way(&self, device: DeviceId) -> &Way {
        &self.ways[&device]
    }

    async fn meet(meets: Option<Meets>) -> Result<(), UpstreamError> {
        match meets {
            None => Ok(()),
            Some(Meets::Silence) => std::future::pending().await,
            Some(Meets::Trouble(trouble)) => Err(trouble),
        }
    }

    fn happens<T>(&self, of: impl FnOnce(&mut Happens) -> T) -> T {
        of(&mut self.happens.lock().unwrap())
    }
}

#[async_trait]
impl Upstream for Lines {
    fn round_patience(&self) -> Duration {
        Duration::from_secs(3)
    }

    async fn devices(&self, asked: &DevicesAsked) -> Result<HubDevices, UpstreamError> {
        let mut all: Option<HubDevices> = None;
        for way in self.ways.values() {
            let mut of_one = way.devices(asked).await?;
            match &mut all {
                None => all = Some(of_one),
                Some(all) => all.devices.append(&mut of_one.devices),
            }
        }
        Ok(all.unwrap())
    }

    async fn status(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStatus, UpstreamError> {
        self.way(device).status(device, log, from).await
    }

    async fn push(&self, device: DeviceId, log: LogId, push: &Push) -> Result<PushAnswer, UpstreamError> {
        let meets = self.happens(|happens| {
            *happens.pushed.entry(device).or_default() += 1;
            happens.pushes.get(&device).cloned()
        });
        Self::meet(meets).await?;
        self.way(device).push(device, log, push).await
    }

    async fn entries(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStretch, UpstreamError> {
        let meets = self.happens(|happens| {
            happens.read_from.push(from);
            happens.entries.get(&device).cloned()
        });
        Self::meet(meets).await?;
        self.way(device).entries(device, log, from).await
    }

    async fn feed(&self, _: Option<&str>) -> Result<FeedPage, UpstreamError> {
        self.happens(|happens| happens.fed += 1);
        Ok(FeedPage {
            cursor: "first.x.0".to_owned(),
            epoch: "first".to_owned(),
            records: Vec::new(),
            more: false,
        })
    }

    async fn catalogue(&self, _: &str, _: Option<&str>) -> Result<Option<FetchedCatalogue>, UpstreamError> {
        Ok(None)
    }

    async fn bundle(&self, _: Option<&str>, file: Bytes) -> Result<BundleRow, UpstreamError> {
        let digest = Digest::of(&[&file]);
        let meets = self.happens(|happens| {
            happens.brought.push(digest);
            happens.bundles.get(&digest).cloned()
        });
        Self::meet(meets).await?;
        Ok(BundleRow { outcome: BundleOutcome::Taken, ..bundle_row(digest, None) })
    }

    async fn receipt(&self, _: DeviceId) -> Result<Option<Bytes>, UpstreamError> {
        Ok(None)
    }
}

fn bundle_row(digest: Digest, header: Option<BundleHeader>) -> BundleRow {
    BundleRow {
        digest,
        name: None,
        header,
        device_name: None,
        outcome: BundleOutcome::Kept,
        problem: None,
        missing_from: None,
        fresh: 0,
        refused: 0,
        files: 0,
        refused_files: Vec::new(),
        released: 0,
        brought_at: "2026-11-27T08:00:00+07:00".parse().unwrap(),
        receipt: None,
        further: Default::default(),
    }
}

/// A hub in memory with several devices, and the line to their province.
pub struct Valley {
    pub devices: Vec<TestDevice>,
    pub hub: Hub,
    pub happens: Arc<Mutex<Happens>>,
    provinces: BTreeMap<DeviceId, Arc<Mutex<FakeProvince>>>,
}

impl Valley {
    /// The hub has met the province once, and works by itself only from [`Self::work`] on.
    pub async fn of(devices: usize) -> Self {
        let devices: Vec<_> = (0..devices).map(|_| known_device()).collect();
        let provinces: BTreeMap<_, _> = devices
            .iter()
            .map(|device| (device.id, Arc::new(Mutex::new(FakeProvince::of(device.id, device.log())))))
            .collect();
        let happens = Arc::new(Mutex::new(Happens::default()));
        let ways = provinces.iter().map(|(device, province)| (*device, Way(province.clone()))).collect();
        let lines = Lines { ways, happens: happens.clone() };
        let (hub, _) = Hub::start(enrolled_file().await, Arc::new(lines), Clock::system());
        hub.pass_on().await.unwrap();
        Self { devices, hub, happens, provinces }
    }

    /// The hub works by itself, until what is given back is dropped.
    pub fn work(&self) -> tokio::sync::watch::Sender<bool> {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        tokio::spawn(self.hub.clone().keep_passing(stopped));
        stop
    }

    pub fn happens(&self) -> MutexGuard<'_, Happens> {
        self.happens.lock().unwrap()
    }

    pub fn province(&self, device: usize) -> MutexGuard<'_, FakeProvince> {
        self.provinces[&self.devices[device].id].lock().unwrap()
    }

    /// A device writes these and brings them as one segment.
    pub async fn bring(&mut self, device: usize, texts: impl IntoIterator<Item = String>) {
        let of = &mut self.devices[device];
        let from = of.sealed.len();
        for text in texts {
            of.append(text);
        }
        hand(&self.hub, of, &of.segment(from)).await.unwrap();
    }

    /// Somebody has brought a bundle of a device.
    pub async fn keep_bundle(&self, device: usize, content: &[u8]) -> Digest {
        let (of, digest) = (&self.devices[device], Digest::of(&[content]));
        let header = BundleHeader {
            format: 1,
            province: "12".into(),
            unit: "x".into(),
            device: of.id,
            log: of.log(),
            from: 0,
            count: 1,
            previous: digest,
            last: digest,
            attachments: 0,
            bytes: 1,
            office: String::new(),
            made_at: "2026-11-27T08:00:00+07:00".parse().unwrap(),
            signature: None,
        };
        let row = bundle_row(digest, Some(header));
        let kept = self.hub.file.keep_bundle(&row, content, 1, &KeepLimits::default()).await.unwrap();
        assert_eq!(kept, Keeping::Kept);
        digest
    }

    /// How far the province has confirmed a device's log at the hub.
    pub async fn told(&self, device: usize) -> u64 {
        let log = self.hub.file.log(self.devices[device].log()).await.unwrap();
        log.map_or(0, |log| log.told.length)
    }
}
