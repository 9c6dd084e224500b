//! A province of one device as a hub sees it, without an office: it checks signatures, remembers every push, and can be
//! told to take no more than so much, to revoke the device, or to have been restored.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use bytes::Bytes;
use danvan_core::access::{Author, Role, Scope};
use danvan_core::bundle::{PublicKey, SecretKey};
use danvan_core::entry::{Chain, Head, SealedEntry};
use danvan_core::further::Further;
use danvan_core::ids::{DeviceId, Digest, LogId, UserId};
use danvan_core::proof;
use danvan_core::wire::{
    BAD_SIGNATURE, DEVICE_REVOKED, Enrolment, FeedPage, LogStatus, Push, PushAnswer, Receipt, SignedHead,
    UNSIGNED,
};
use danvan_core::wire_bundles::BundleRow;
use danvan_office::clock::Clock;
use danvan_office::hub::store::{HubFile, Identity};
use danvan_office::hub::{FetchedCatalogue, Hub, NotTaken, Refusal, Upstream, UpstreamError};
use danvan_office::hub_wire::{
    DEVICE_BUSY, DevicesAsked, HubDevice, HubDevices, LogHead, LogStretch, QUARANTINE_FULL,
};
use danvan_office::intake::{CheckedPush, PushOutcome};
use serde_json::value::RawValue;

use super::TestDevice;
use super::device::{secret_of, ten_bytes};

/// What the province knows and was asked.
pub struct FakeProvince {
    pub epoch: String,
    pub device: DeviceId,
    pub log: LogId,
    pub keys: Vec<PublicKey>,
    pub revoked: bool,
    /// Whether the device is revoked as soon as a hub has read the list of devices once more.
    pub revoked_once_listed: bool,
    /// Whether it is at work on another push of the device.
    pub busy: bool,
    /// Whether there is room for what waits for a judgement.
    pub room: bool,
    /// The bytes of texts that it takes at a time.
    pub bytes_max: usize,
    /// The log of the device, as the province has it.
    pub entries: Vec<SealedEntry>,
    pub signed: Vec<SignedHead>,
    /// What it set apart, by the length after it.
    pub quarantined: BTreeSet<u64>,
    /// Every push that came: from, to, and whether it was answered well.
    pub pushes: Vec<(u64, u64, bool)>,
    /// What else it says with each receipt, of a later version.
    pub further: Further,
    /// How often it was asked how far it has the log.
    pub asked: u64,
}

impl FakeProvince {
    /// Of a device that it has nothing of.
    pub(super) fn of(device: DeviceId, log: LogId) -> Self {
        Self {
            epoch: "first".to_owned(),
            device,
            log,
            keys: vec![secret_of(device).public().unwrap()],
            revoked: false,
            revoked_once_listed: false,
            busy: false,
            room: true,
            bytes_max: usize::MAX,
            entries: Vec::new(),
            signed: Vec::new(),
            quarantined: BTreeSet::new(),
            pushes: Vec::new(),
            further: Further::default(),
            asked: 0,
        }
    }

    fn head(&self) -> Head {
        let last = self.entries.last();
        last.map_or(Chain::open(self.log).head(), |last| Head {
            length: last.number + 1,
            digest: last.digest,
        })
    }

    fn digest_at(&self, length: u64) -> Digest {
        let before = length.checked_sub(1).map(|before| self.entries[before as usize].digest);
        before.unwrap_or_else(|| Chain::genesis(self.log))
    }

    fn receipt(&self) -> Receipt {
        let received_at = "2026-11-27T08:00:00+07:00".parse().unwrap();
        Receipt {
            log: self.log,
            head: self.head(),
            received_at,
            epoch: self.epoch.clone(),
            backed_up: None,
            further: self.further.clone(),
        }
    }

    /// It was restored from a backup of when it had so many entries.
    pub fn restore(&mut self, epoch: &str, length: usize) {
        self.epoch = epoch.to_owned();
        self.entries.truncate(length);
        self.signed.retain(|signed| signed.head.length <= length as u64);
        self.pushes.clear();
    }

    /// Takes a device's entries in as if they had come straight from it.
    pub fn take(&mut self, push: Push) -> Result<PushAnswer, UpstreamError> {
        let refuse = |kind: &str| {
            Err(UpstreamError::Refused(Refusal { kind: kind.to_owned(), words: format!("không: {kind}") }))
        };
        let (head, from, signature) = (push.head(), push.from, push.signature);
        let bytes: usize = push.entries.iter().map(|text| text.get().len()).sum();
        let mut pushed = |well: bool| self.pushes.push((from, head.length, well));
        if bytes > self.bytes_max {
            pushed(false);
            return Err(UpstreamError::TooLarge);
        }
        if self.busy {
            pushed(false);
            return refuse(DEVICE_BUSY);
        }
        let Some(signature) = signature else {
            pushed(false);
            return refuse(UNSIGNED);
        };
        let message = proof::segment(self.device, self.log, &head);
        if !self.keys.iter().any(|key| key.verifies(&message, &signature)) {
            pushed(false);
            return refuse(BAD_SIGNATURE);
        }
        pushed(!self.revoked);
        if self.revoked && !self.room {
            return refuse(QUARANTINE_FULL);
        }
        if self.revoked {
            self.quarantined.insert(head.length);
            return refuse(DEVICE_REVOKED);
        }
        assert!(from <= self.head().length, "a hub leaves no gap");
        assert_eq!(push.previous, self.digest_at(from), "what comes before is the same");
        let mut chain = Chain::resume(self.log, Head { length: from, digest: push.previous });
        let mut forked = None;
        for text in push.entries {
            let sealed = chain.append(Box::<str>::from(text).into());
            match self.entries.get(sealed.number as usize) {
                None => self.entries.push(sealed),
                Some(known) if known.digest == sealed.digest => {}
                Some(_) => {
                    forked = Some(sealed.number);
                    break;
                }
            }
        }
        if forked.is_none() {
            assert_eq!(chain.head(), head);
            self.signed.push(SignedHead { head, signature });
        }
        Ok(PushAnswer { receipt: self.receipt(), verdicts: Vec::new(), forked, held: None })
    }
}

/// The line to it.
pub(super) struct Way(pub(super) Arc<Mutex<FakeProvince>>);

impl Way {
    fn there(&self) -> MutexGuard<'_, FakeProvince> {
        self.0.lock().unwrap()
    }
}

#[async_trait]
impl Upstream for Way {
    async fn devices(&self, _: &DevicesAsked) -> Result<HubDevices, UpstreamError> {
        let mut there = self.there();
        let revoked = there.revoked;
        there.revoked |= std::mem::take(&mut there.revoked_once_listed);
        Ok(HubDevices {
            hub: "12:muong_te".into(),
            name: "Khu vực Mường Tè".to_owned(),
            province: "12".to_owned(),
            epoch: there.epoch.clone(),
            units: Vec::new(),
            devices: vec![HubDevice {
                earlier_homes: Default::default(),
                device: there.device,
                name: "Máy thử".to_owned(),
                home: "x".into(),
                scope: Scope::Units { units: BTreeSet::new() },
                tokens: Vec::new(),
                revoked,
                revoked_because: revoked.then(|| "mất máy".to_owned()),
                logs: vec![LogHead { log: there.log, head: there.head() }],
                key: there.keys.first().copied(),
                keys: there.keys.clone(),
                signs: true,
            }],
            keys: None,
            tag: None,
            same: false,
            changed: None,
        })
    }

    async fn status(&self, _: DeviceId, _: LogId, _: u64) -> Result<LogStatus, UpstreamError> {
        let mut there = self.there();
        there.asked += 1;
        Ok(LogStatus { receipt: there.receipt(), verdicts: Vec::new(), held: None })
    }

    async fn push(&self, _: DeviceId, _: LogId, push: &Push) -> Result<PushAnswer, UpstreamError> {
        self.there().take(push.clone())
    }

    async fn entries(&self, _: DeviceId, _: LogId, from: u64) -> Result<LogStretch, UpstreamError> {
        let there = self.there();
        // Few at a time, so that several answers make one segment.
        let texts = there.entries.iter().skip(from as usize).take(2);
        let entries: Vec<_> = texts.map(|entry| RawValue::from_string(entry.text.clone()).unwrap()).collect();
        let to = from + entries.len() as u64;
        let within = there.signed.iter().filter(|signed| (from + 1..=to).contains(&signed.head.length));
        Ok(LogStretch { from, signed: within.copied().collect(), entries })
    }

    async fn feed(&self, _: Option<&str>) -> Result<FeedPage, UpstreamError> {
        let epoch = self.there().epoch.clone();
        Ok(FeedPage { cursor: format!("{epoch}.x.0"), epoch, records: Vec::new(), more: false })
    }

    async fn catalogue(&self, _: &str, _: Option<&str>) -> Result<Option<FetchedCatalogue>, UpstreamError> {
        Ok(None)
    }

    async fn bundle(&self, _: Option<&str>, _: Bytes) -> Result<BundleRow, UpstreamError> {
        Err(UpstreamError::TooLarge)
    }

    async fn receipt(&self, _: DeviceId) -> Result<Option<Bytes>, UpstreamError> {
        Ok(None)
    }
}

/// A device of the province's that has written nothing.
pub(super) fn known_device() -> TestDevice {
    let (id, log) = (DeviceId::from_random(1, ten_bytes()), LogId::from_random(1, ten_bytes()));
    let enrolment = Enrolment {
        token: "of the province".to_owned(),
        author: Author { id: UserId::from_random(1, ten_bytes()), name: "Lò Văn Thử".to_owned() },
        role: Role::FieldOfficer,
        scope: Scope::Units { units: BTreeSet::new() },
        province: "12".to_owned(),
        home: "x".into(),
        place: "Xã thử".to_owned(),
        organisation: None,
        office_keys: None,
    };
    TestDevice::known(id, log, enrolment)
}

/// The file of a hub in memory that is enrolled.
pub(super) async fn enrolled_file() -> HubFile {
    let file = HubFile::in_memory().await.unwrap();
    file.enrol(&Identity {
        upstream: "https://tinh".to_owned(),
        token: "token".to_owned(),
        province: "12".to_owned(),
        hub: None,
        name: "Khu vực".to_owned(),
        units: Vec::new(),
        last_contact_ms: None,
        last_passed_ms: None,
        keys: None,
    })
    .await
    .unwrap();
    file
}

/// Hands a hub a segment as it is.
pub(super) async fn hand(hub: &Hub, device: &TestDevice, push: &Push) -> Result<PushOutcome, NotTaken> {
    let known = hub.file.device(device.id).await.unwrap().unwrap();
    let checked = CheckedPush::check(device.log(), push.clone()).unwrap();
    hub.push(&known, device.log(), checked).await
}

/// A device, a hub in memory, and the province behind it.
pub struct District {
    pub device: TestDevice,
    pub hub: Hub,
    province: Arc<Mutex<FakeProvince>>,
}

impl District {
    /// The hub has met the province once.
    pub async fn new() -> Self {
        let device = known_device();
        let province = Arc::new(Mutex::new(FakeProvince::of(device.id, device.log())));
        let file = enrolled_file().await;
        let (hub, _) = Hub::start(file, Arc::new(Way(province.clone())), Clock::system());
        hub.pass_on().await.unwrap();
        Self { device, hub, province }
    }

    pub fn province(&self) -> MutexGuard<'_, FakeProvince> {
        self.province.lock().unwrap()
    }

    /// Writes so many entries and brings them to the hub as one segment.
    pub async fn bring(&mut self, entries: usize) {
        let from = self.device.sealed.len();
        for number in 0..entries {
            self.device.append(format!("\"{}.{number} {}\"", from, "x".repeat(1_000)));
        }
        self.push(&self.device.segment(from)).await.unwrap();
    }

    /// Hands the hub a segment as it is.
    pub async fn push(&self, push: &Push) -> Result<PushOutcome, NotTaken> {
        hand(&self.hub, &self.device, push).await
    }

    /// The device's key hands over to another one.
    pub fn change_key(&mut self, seed: u8) {
        self.device.secret = SecretKey::derive([seed; 32]);
        let key = self.device.secret.public().unwrap();
        self.province().keys.insert(0, key);
    }
}
