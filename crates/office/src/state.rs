//! What every handler can reach.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use chrono::NaiveDate;
use danvan_core::access::{Author, Role, Scope};
use danvan_core::bundle::{OfficeKeys, OfficeSecrets};
use danvan_core::catalogue::Catalogue;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::wire_alarms::AlarmKind;

use crate::afterwards::Afterwards;
use crate::alarms::Alarms;
use crate::attachments::Attachments;
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::contacts::{Contacts, Heard};
use crate::error::ApiError;
use crate::intake::{Bringer, Intake, Person};
use crate::limits::guessing::Guessing;
use crate::limits::{Place, Rate, WaitingRoom};
use crate::pressure::{Limits, Spread};
use crate::scope::scope_of;
use crate::slow_work::SlowWork;
use crate::store::{Device, OfficeStore, Reach, StoreResult};
use crate::turns::{ReceiptTurns, TotalTurns};

/// Slow digests (passwords, codes) at a time: each takes a core and 8 to 19 MiB for some ten milliseconds.
const HASHING: usize = 2;
/// Those of strangers have a turn of their own and come behind everything else, so that nobody who is known waits for them.
const HASHING_FOR_STRANGERS: usize = 1;
/// How long a stranger waits for a turn; longer than all who wait take together.
const STRANGERS_PATIENCE: Duration = Duration::from_secs(20);

/// On what terms requests are taken.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Whether cookies are for HTTPS only.
    pub secure_cookies: bool,
    /// How much is taken on at a time.
    pub limits: Limits,
    /// The oldest generation of apps whose requests are taken.
    pub oldest_app: u32,
    /// The last day on which segments are taken unsigned, from devices that have never signed one; without, every day.
    pub unsigned_until: Option<NaiveDate>,
}

/// The office as its handlers see it; cheap to clone.
#[derive(Clone)]
pub struct Office(Arc<Shared>);

/// See [`Office`].
pub struct Shared {
    /// What is kept.
    pub store: Arc<dyn OfficeStore>,
    /// Photos and files.
    pub attachments: Arc<Attachments>,
    /// The way to the writer.
    pub intake: Intake,
    /// The provinces' catalogues.
    pub catalogues: Catalogues,
    /// The time.
    pub clock: Clock,
    /// The database's epoch.
    pub epoch: String,
    /// The salt of enrolment codes.
    pub code_salt: Vec<u8>,
    /// Opens bundles and signs receipt files.
    pub secrets: OfficeSecrets,
    /// What devices know of them.
    pub keys: OfficeKeys,
    /// Whether cookies are for HTTPS only.
    pub secure_cookies: bool,
    /// What may be tried of passwords and codes.
    pub guessing: Guessing,
    /// How often each device and each person asks.
    pub rate: Rate,
    /// How often each hub asks.
    pub hub_rate: Rate,
    /// When each device last asked.
    pub contacts: Contacts,
    /// What goes on after an answer.
    pub afterwards: Afterwards,
    /// When those come again who ask too often.
    pub spread: Spread,
    /// The oldest generation of apps whose requests are taken.
    pub oldest_app: u32,
    /// The last day on which segments are taken unsigned, from devices that have never signed one.
    pub unsigned_until: Option<NaiveDate>,
    /// Whose totals are worked out.
    pub totals: TotalTurns,
    /// Whose receipt files are made.
    pub receipts: ReceiptTurns,
    alarms: Alarms,
    hashing: SlowWork,
    hashing_for_strangers: SlowWork,
    strangers_wait: WaitingRoom,
}

/// What became of what a revoked device has just sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It sent nothing, or nothing that is not there already.
    Nothing,
    /// It waits for a person's judgement.
    SetApart,
    /// There is no room for it.
    NoRoom,
    /// It was not kept: it cannot be read, or is not proven to be the device's.
    Unproven,
}

impl Sent {
    fn words(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::SetApart => "Phần vừa gửi được tỉnh giữ riêng, chờ người có thẩm quyền xem xét.",
            Self::NoRoom => "Phần vừa gửi tỉnh chưa giữ: phần giữ riêng cho máy này đã đầy.",
            Self::Unproven => {
                "Phần vừa gửi tỉnh không giữ: không đọc được, hoặc không có chữ ký đúng của máy này."
            }
        }
    }
}

impl std::ops::Deref for Office {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Office {
    /// Puts the parts together.
    pub fn new(
        (store, attachments): (Arc<dyn OfficeStore>, Arc<Attachments>),
        intake: Intake,
        catalogues: Catalogues,
        clock: Clock,
        (epoch, code_salt): (String, Vec<u8>),
        (secrets, keys): (OfficeSecrets, OfficeKeys),
        terms: &Terms,
    ) -> Self {
        Self(Arc::new(Shared {
            store,
            attachments,
            intake,
            catalogues,
            epoch,
            code_salt,
            secrets,
            keys,
            secure_cookies: terms.secure_cookies,
            rate: Rate::new(terms.limits, &clock),
            hub_rate: Rate::new(terms.limits.of_hub(), &clock),
            guessing: Guessing::new(&clock, terms.limits.codes_waiting()),
            clock,
            spread: Spread::default(),
            contacts: Contacts::default(),
            afterwards: Afterwards::default(),
            oldest_app: terms.oldest_app,
            unsigned_until: terms.unsigned_until,
            totals: TotalTurns::default(),
            receipts: ReceiptTurns::default(),
            alarms: Alarms::default(),
            hashing: SlowWork::new(HASHING),
            hashing_for_strangers: SlowWork::new(HASHING_FOR_STRANGERS),
            strangers_wait: WaitingRoom::new(terms.limits.digests_waiting()),
        }))
    }

    /// The catalogue of a province whose tokens and sessions the office has given out.
    ///
    /// # Errors
    /// Where the office was started without that province's data.
    pub fn catalogue(&self, province: &ProvinceCode) -> Result<&Catalogue, ApiError> {
        self.catalogues.get(province).ok_or_else(|| {
            tracing::error!(%province, "no catalogue for province={province}");
            ApiError::busy()
        })
    }

    /// The scope of a reach, today.
    ///
    /// # Errors
    /// Where the province has no catalogue.
    pub fn scope(&self, province: &ProvinceCode, reach: &Reach) -> Result<Scope, ApiError> {
        Ok(scope_of(reach, self.catalogue(province)?, self.clock.today()))
    }

    /// A device as one who brings entries: also those of persons it was enrolled for before, except where their access
    /// was ended since.
    ///
    /// # Errors
    /// Where the province has no catalogue.
    pub fn bringer(&self, device: &Device) -> Result<Bringer, ApiError> {
        let Device { province, id, name, grant, earlier, disabled, .. } = device;
        let mut persons = Vec::with_capacity(1 + earlier.len());
        for grant in std::iter::once(grant).chain(earlier) {
            let scope = self.scope(province, &grant.reach)?;
            let Author { id, name } = grant.author.clone();
            persons.push(Person { id, name, role: grant.role, scope, disabled: disabled.contains(&id) });
        }
        let (province, device_name) = (province.clone(), name.clone());
        Ok(Bringer { province, device: *id, device_name, persons, judged: false })
    }

    /// Remembers that a device has asked. It is written down after its answer, with others that came meanwhile.
    pub fn heard(&self, heard: Heard) {
        if !self.contacts.heard(heard) {
            return;
        }
        let office = self.clone();
        self.afterwards.spawn(async move {
            loop {
                let contacts = office.contacts.next();
                if contacts.is_empty() {
                    return;
                }
                if let Err(error) = office.store.note_contacts(&contacts).await {
                    tracing::warn!(%error, devices = contacts.len(), "last contacts were not kept");
                }
            }
        });
    }

    /// Why a device is refused: the reason of its revocation, or that its person's access was ended.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn refusal_of(&self, device: &Device) -> StoreResult<Option<String>> {
        if !device.revoked {
            let ended = "quyền dùng sổ của người giữ máy này đã kết thúc";
            return Ok(device.ended().then(|| ended.to_owned()));
        }
        let latest = self.store.latest_judgement(&device.province, device.id).await?;
        Ok(latest.filter(|judgement| judgement.revoked).map(|judgement| judgement.reason))
    }

    /// What a refused device is told, whatever it asks for: why, and what became of what it has just sent.
    pub async fn revoked(&self, device: &Device, sent: Sent) -> ApiError {
        let because = match self.refusal_of(device).await {
            Ok(because) => because,
            Err(error) => return error.into(),
        };
        ApiError::device_turned_away(because.as_deref(), sent.words())
    }

    /// Whether apps before signed segments may still send.
    pub fn takes_unsigned(&self) -> bool {
        self.unsigned_until.is_none_or(|last| self.clock.today() <= last)
    }

    /// Counts a request of a device or a person.
    ///
    /// # Errors
    /// Where it asks more often than its share.
    pub fn may_ask(&self, who: &str) -> Result<(), ApiError> {
        self.rate.take(who).map_err(|wait_s| ApiError::too_often(self.spread.seconds(wait_s)))
    }

    /// Counts a request of a device: a hub speaks for all of a district and has a share of its own size.
    ///
    /// # Errors
    /// Where it asks more often than its share.
    pub fn device_may_ask(&self, device: &Device) -> Result<(), ApiError> {
        let rate = if device.grant.role == Role::HubMachine { &self.hub_rate } else { &self.rate };
        let asked = rate.take(&format!("device {}", device.id));
        asked.map_err(|wait_s| ApiError::too_often(self.spread.seconds(wait_s)))
    }

    /// Something has happened which is about `subject`; the administrators of these provinces are told where it is one too
    /// many to keep quiet about. Written down beside the answer, which tells nothing of it by the time it takes.
    pub fn alarm<'a>(
        &self,
        provinces: impl IntoIterator<Item = &'a ProvinceCode>,
        kind: AlarmKind,
        subject: &str,
        is_too_many: bool,
    ) {
        let now_ms = self.clock.unix_ms();
        for province in provinces {
            let Some(raised) = self.alarms.note(province, kind, subject, is_too_many, now_ms) else {
                continue;
            };
            tracing::warn!(kind = kind.name(), subject, %province, "alarm: {} {subject}", kind.name());
            let office = self.clone();
            self.afterwards.spawn(async move {
                let written = office.alarms.write(office.store.as_ref(), |known| *known == raised).await;
                if let Err(error) = written {
                    tracing::error!(%error, kind = raised.1.name(), "an alarm was not kept");
                }
            });
        }
    }

    /// Writes down what has happened since the alarms of a province were last written: for somebody who looks.
    ///
    /// # Errors
    /// Where it was not kept.
    pub async fn write_alarms(&self, province: &ProvinceCode) -> Result<(), ApiError> {
        Ok(self.alarms.write(self.store.as_ref(), |(of, ..)| of == province).await?)
    }

    /// Somebody has seen to an alarm: from now on it is counted anew.
    pub fn alarm_seen_to(&self, province: &ProvinceCode, kind: AlarmKind, subject: &str) {
        self.alarms.seen_to(province, kind, subject, self.clock.unix_ms());
    }

    /// Works out a slow digest beside the threads that serve requests, a few at a time.
    ///
    /// # Errors
    /// Where the office is stopping.
    pub async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        self.hashing.run(work).await.map_err(|_| ApiError::busy())
    }

    /// A place for a stranger at that address to wait for a slow digest. Taken before anything else is done for them: those
    /// who find none are told so at once, and take no other stranger's turn.
    ///
    /// # Errors
    /// Where too many wait, or too many from there.
    pub fn place_to_wait(&self, from: Option<IpAddr>) -> Result<Place, ApiError> {
        self.strangers_wait.place(from).ok_or_else(ApiError::busy)
    }

    /// As [`Self::slowly`], for those of whom nothing is known yet.
    ///
    /// # Errors
    /// Where the office is stopping, or no turn comes in time.
    pub async fn slowly_for_strangers<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let done = self.hashing_for_strangers.run_behind(place, STRANGERS_PATIENCE, work).await;
        done.map_err(|_| ApiError::busy())
    }

    /// Decides something to its end also where the one who asked hangs up meanwhile: who does so again and again is
    /// counted, and reported, as who waits for the answer.
    ///
    /// # Errors
    /// What comes of it.
    pub async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
    ) -> Result<T, ApiError> {
        let decided = self.afterwards.to_the_end(work).await;
        decided.unwrap_or_else(|| Err(ApiError::of_status(StatusCode::INTERNAL_SERVER_ERROR)))
    }
}
