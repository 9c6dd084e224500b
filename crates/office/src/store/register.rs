//! The register of devices, as administrators see it: contacts, revocations, what waits.

use std::collections::BTreeMap;

use async_trait::async_trait;
use danvan_core::access::Author;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;

use super::rows::row;
use super::{Device, Grant, StoreResult, devices, read};

/// A device's latest question to the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The generation of its app.
    pub generation: u32,
    /// The app's build, where it said one.
    pub build: Option<String>,
}

/// A revocation of a device, or what took it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it was revoked; otherwise it was allowed again.
    pub revoked: bool,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// By whom: a person's name, or how it was done.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// One enrolment of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentRow {
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The code's own identifier.
    pub code: String,
    /// Whom it was issued to.
    pub person: Author,
}

/// Everything that is known of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceFacts {
    /// The device with its persons.
    pub device: Device,
    /// What people call it.
    pub name: String,
    /// When it was first known, in Unix milliseconds.
    pub known_ms: i64,
    /// When it last asked the office itself.
    pub contact: Option<Contact>,
    /// How many entries of it the office has.
    pub entries: u64,
    /// When the last of them arrived, in Unix milliseconds.
    pub last_entries_ms: Option<i64>,
    /// Bundles that wait for what comes before them.
    pub waiting_bundles: u64,
    /// Segments that wait for a person's judgement.
    pub quarantined: u64,
    /// Its enrolments, the latest first.
    pub enrolments: Vec<EnrolmentRow>,
    /// Revocations and what took them back, the latest first.
    pub judgements: Vec<Judgement>,
}

/// The register.
#[async_trait]
pub trait RegisterStore: Send + Sync {
    /// The devices of a province with everything known of them, or the one that is named; in the order of identifiers.
    /// The devices that stand for consoles are none of them.
    async fn register(
        &self,
        province: &ProvinceCode,
        device: Option<DeviceId>,
    ) -> StoreResult<Vec<DeviceFacts>>;

    /// Revokes a device or allows it again, and keeps who did it and why; `false`, and nothing is kept, where there is
    /// no such device or it stands so already.
    async fn judge_device(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        judgement: &Judgement,
    ) -> StoreResult<bool>;

    /// The latest revocation of a device, or what took it back.
    async fn latest_judgement(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
    ) -> StoreResult<Option<Judgement>>;

    /// Keeps when devices last asked.
    async fn note_contacts(&self, contacts: &[(ProvinceCode, DeviceId, Contact)]) -> StoreResult<()>;
}

row! {
    /// A device with one of its grants; of one device the latest grant comes first.
    pub(super) struct FactsRow {
        device: String,
        name: String,
        created_at: i64,
        revoked: bool,
        last_contact_at: Option<i64>,
        app_generation: Option<i64>,
        app_build: Option<String>,
        grant_json: String,
        disabled: bool,
    }
}

/// Revoked, when, by whom, why.
pub(super) type JudgementRow = (bool, i64, String, String);

pub(super) fn judgement((revoked, at_ms, by, reason): JudgementRow) -> Judgement {
    Judgement { revoked, at_ms, by, reason }
}

/// The rows that facts are put together from.
pub(super) struct Rows {
    /// In the order of devices.
    pub(super) devices: Vec<FactsRow>,
    /// Device, entries, when the last arrived.
    pub(super) logs: Vec<(String, i64, Option<i64>)>,
    /// Device, bundles that wait.
    pub(super) bundles: Vec<(String, i64)>,
    /// Device, segments that wait for judgement.
    pub(super) quarantined: Vec<(String, i64)>,
    /// Device, when, code, grant; the latest first.
    pub(super) enrolments: Vec<(String, i64, String, String)>,
    /// Device, revoked, when, by whom, why; the latest first.
    pub(super) judgements: Vec<(String, bool, i64, String, String)>,
}

/// Facts of their rows.
pub(super) fn facts(province: &ProvinceCode, rows: Rows) -> StoreResult<Vec<DeviceFacts>> {
    let logs: BTreeMap<String, (i64, Option<i64>)> =
        rows.logs.into_iter().map(|(device, entries, last)| (device, (entries, last))).collect();
    let bundles: BTreeMap<String, i64> = rows.bundles.into_iter().collect();
    let quarantined: BTreeMap<String, i64> = rows.quarantined.into_iter().collect();
    let mut enrolments: BTreeMap<String, Vec<EnrolmentRow>> = BTreeMap::new();
    for (device, at_ms, code, grant) in rows.enrolments {
        let person = read::json::<Grant>("grant", &grant)?.author;
        enrolments.entry(device).or_default().push(EnrolmentRow { at_ms, code, person });
    }
    let mut judgements: BTreeMap<String, Vec<Judgement>> = BTreeMap::new();
    for (device, revoked, at_ms, by, reason) in rows.judgements {
        judgements.entry(device).or_default().push(judgement((revoked, at_ms, by, reason)));
    }
    let counted = |counts: &BTreeMap<String, i64>, device: &str| {
        read::count(counts.get(device).copied().unwrap_or_default())
    };
    let mut all = Vec::new();
    for rows in rows.devices.chunk_by(|one, next| one.device == next.device) {
        let Some(first) = rows.first() else { continue };
        let grants = rows.iter().map(|row| (row.grant_json.as_str(), row.disabled));
        let id = read::device_id(&first.device)?;
        let device = devices::device(province, id, &first.name, first.revoked, grants)?;
        let Some(device) = device else { continue };
        let (entries, last_entries_ms) = logs.get(&first.device).copied().unwrap_or_default();
        all.push(DeviceFacts {
            device,
            name: first.name.clone(),
            known_ms: first.created_at,
            contact: first.last_contact_at.map(|at_ms| Contact {
                at_ms,
                generation: first
                    .app_generation
                    .and_then(|said| u32::try_from(said).ok())
                    .unwrap_or_default(),
                build: first.app_build.clone(),
            }),
            entries: read::count(entries)?,
            last_entries_ms,
            waiting_bundles: counted(&bundles, &first.device)?,
            quarantined: counted(&quarantined, &first.device)?,
            enrolments: enrolments.remove(&first.device).unwrap_or_default(),
            judgements: judgements.remove(&first.device).unwrap_or_default(),
        });
    }
    Ok(all)
}
