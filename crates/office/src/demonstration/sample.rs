//! Sample records of the third and fourth quarter of 2026, so that no page is empty. They go the way that every
//! record goes: devices enrol, seal entries into their logs, and push. All of them are invented.
//!
//! Identifiers and texts are the same at each start, so that a second loading finds repeats and changes nothing.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone};
use danvan_core::access::{Author, Role};
use danvan_core::bundle::{PublicKey, SecretKey};
use danvan_core::catalogue::{ActorGroup, Catalogue, Qualifier, UnitId};
use danvan_core::entry::{Action, Chain, ENTRY_FORMAT, Entry};
use danvan_core::hexadecimal;
use danvan_core::ids::{DeviceId, Digest, LogId, RecordId};
use danvan_core::proof;
use danvan_core::record::{ActivityBody, Body, NominationBody, Quantity, RecordKind};
use danvan_core::text::Amount;
use danvan_core::wire::{EnrolmentRequest, Push};
use danvan_core::wire_console::{EnrolmentCodeRequest, EnrolmentReach};
use serde_json::value::RawValue;

use super::cast;
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::enrolling::Proof;
use crate::intake::{Bringer, CheckedPush, Intake, Person, PushOutcome};
use crate::issuing::Issuer;
use crate::scope::scope_of;
use crate::secrets::{code_digest, new_token, normalise_code, random_bytes, token_digest};
use crate::store::{EnrolAttempt, EnrolOutcome, Grant, OfficeStore};

/// person, unit, date, lead, group, type, title, figures.
const TABLE: &str = include_str!("sample.tsv");

struct Line {
    person: &'static str,
    unit: UnitId,
    date: NaiveDate,
    kind: RecordKind,
    body: Body,
}

/// Loads the sample; what is there already stays as it is.
///
/// # Errors
/// Where the store fails, or the catalogue lacks one of the sample's places.
pub async fn load_sample(
    store: &dyn OfficeStore,
    intake: &Intake,
    catalogues: &Catalogues,
    salt: &[u8],
    clock: &Clock,
) -> anyhow::Result<()> {
    let mut by_person: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    for line in TABLE.lines().skip(1) {
        let line = activity(line).with_context(|| format!("sample: {line}"))?;
        by_person.entry(line.person).or_default().push(line);
    }
    for line in nominations().context("sample: nominations")? {
        by_person.entry(line.person).or_default().push(line);
    }
    for (person, lines) in by_person {
        let unit = lines.first().map(|line| line.unit.clone()).context("a person without records")?;
        let catalogue = catalogue_of(catalogues, &unit)?;
        let device = SampleDevice { store, catalogue, salt, clock, person, unit };
        let log = LogId::from_random(0, cast::ten_bytes("log", person));
        if let Some(known) = store.log(&catalogue.province.code, log).await?
            && known.head.length >= lines.len() as u64
        {
            continue;
        }
        let (bringer, secret) = device.known(log).await?;
        let push = segment((person, bringer.device), log, &lines, secret.as_ref())?;
        let outcome = intake.push(bringer, log, push).await?;
        let PushOutcome::Answered(answer) = outcome else {
            anyhow::bail!("the sample of {person} does not continue its log: {outcome:?}")
        };
        if let Some(refused) = answer.verdicts.iter().find(|verdict| verdict.refused()) {
            anyhow::bail!("the sample of {person} is refused: {refused:?}");
        }
    }
    Ok(())
}

fn catalogue_of<'c>(catalogues: &'c Catalogues, unit: &UnitId) -> anyhow::Result<&'c Catalogue> {
    let mut all = catalogues.provinces().filter_map(|province| catalogues.get(province));
    all.find(|catalogue| catalogue.unit(unit).is_some()).with_context(|| format!("no unit {unit}"))
}

/// A device that brings the records of one person.
struct SampleDevice<'a> {
    store: &'a dyn OfficeStore,
    catalogue: &'a Catalogue,
    salt: &'a [u8],
    clock: &'a Clock,
    person: &'static str,
    unit: UnitId,
}

impl SampleDevice<'_> {
    fn id(&self) -> DeviceId {
        DeviceId::from_random(0, cast::ten_bytes("device", self.person))
    }

    /// The device as one who brings entries, enrolled if it was not; with the key it signs by, unless it is of a
    /// demonstration that had no keys yet.
    async fn known(&self, log: LogId) -> anyhow::Result<(Bringer, Option<SecretKey>)> {
        let province = &self.catalogue.province.code;
        let fresh = hexadecimal::write(&random_bytes::<32>()?);
        let kept = self.store.demonstration_secret(&format!("key of {}", self.person), &fresh).await?;
        let secret = SecretKey::derive(*Digest::of(&[kept.as_bytes()]).as_bytes());
        let key = secret.public().context("no key")?;
        let known = match self.store.signer(province, self.id()).await? {
            Some(known) => Some(known),
            None => {
                self.enrol(log, &secret, key).await?;
                self.store.signer(province, self.id()).await?
            }
        };
        let known = known.context("the sample's device is not known")?;
        let person = |grant: &Grant| Person {
            id: grant.author.id,
            name: grant.author.name.clone(),
            role: grant.role,
            scope: scope_of(&grant.reach, self.catalogue, self.clock.today()),
            disabled: false,
        };
        let grants = std::iter::once(&known.device.grant).chain(&known.device.earlier);
        let persons = grants.map(person).collect();
        let (province, device_name) = (province.clone(), known.name.clone());
        let bringer = Bringer { province, device: self.id(), device_name, persons, judged: false };
        Ok((bringer, Some(secret).filter(|_| known.keys.has(&key))))
    }

    /// Enrols by a code of its own, which nobody else ever sees.
    async fn enrol(&self, log: LogId, secret: &SecretKey, key: PublicKey) -> anyhow::Result<()> {
        let issuer =
            Issuer { store: self.store, catalogue: self.catalogue, salt: self.salt, clock: self.clock };
        let request = self.request();
        let grant = issuer.grant(&request, cast::user_of(self.person))?;
        let code = new_token()?;
        issuer.keep(&code, &request, grant).await?;
        let request = EnrolmentRequest {
            proof: secret.sign(&proof::enrolment(self.id(), log, &key, &code)),
            device: self.id(),
            log,
            device_name: "Dữ liệu mẫu".to_owned(),
            key: Some(key),
            machine: false,
            code,
        };
        let attempt = EnrolAttempt {
            code: code_digest(&normalise_code(&request.code), self.salt).context("no digest of a code")?,
            proof: Proof::of(&request),
            carried: None,
            machine: false,
            device: request.device,
            log,
            device_name: request.device_name,
            token: token_digest(&new_token()?),
            at_ms: self.clock.unix_ms(),
        };
        match self.store.enrol(&attempt).await? {
            EnrolOutcome::Enrolled { .. } => Ok(()),
            EnrolOutcome::Refused(refusal) => {
                anyhow::bail!("the sample's device of {} is not enrolled: {refusal:?}", self.person)
            }
        }
    }

    /// What a person of the demonstration is; the others are officials of their communes.
    fn request(&self) -> EnrolmentCodeRequest {
        let known = cast::devices().into_iter().find(|(_, known)| known.name == self.person);
        let request = known.map(|(_, known)| known.request).unwrap_or_else(|| EnrolmentCodeRequest {
            reach: EnrolmentReach::Units { units: vec![self.unit.clone()] },
            role: Role::FieldOfficer,
            person: name_of(self.person).to_owned(),
            person_id: None,
            organisation: None,
            uses: None,
            days: None,
        });
        EnrolmentCodeRequest { uses: Some(1), days: Some(1), ..request }
    }
}

/// The persons of the sample that have no code of their own in the demonstration.
fn name_of(person: &'static str) -> &'static str {
    match person {
        "muong_te_xa" => "Lù Văn Chung",
        "pa_u" => "Pờ Lò Hừ",
        "mu_ca" => "Lỳ Xuyến Phù",
        "sin_ho" => "Tẩn A Lai",
        "phong_tho" => "Phàn Văn Minh",
        "than_uyen" => "Hà Thị Xuân",
        "tan_uyen" => "Lò Văn Thắng",
        other => other,
    }
}

/// Everything a person recorded, sealed into their log.
fn segment(
    (person, device): (&'static str, DeviceId),
    log: LogId,
    lines: &[Line],
    secret: Option<&SecretKey>,
) -> anyhow::Result<CheckedPush> {
    let request = cast::devices().into_iter().find(|(_, known)| known.name == person);
    let name = request.map_or_else(|| name_of(person).to_owned(), |(_, known)| known.request.person);
    let mut chain = Chain::open(log);
    let mut entries = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        let entry = Entry {
            format: ENTRY_FORMAT,
            author: Author { id: cast::user_of(person), name: name.clone() },
            device_time: evening(line.date).context("a day without an evening")?,
            record: RecordId::from_random(0, cast::ten_bytes(person, &place.to_string())),
            kind: line.kind,
            base: 0,
            mirrored: None,
            action: Action::Create { unit: line.unit.clone(), body: line.body.clone() },
        };
        entries.push(RawValue::from_string(chain.append(entry.to_text()?).text)?);
    }
    let head = chain.head();
    let signature = secret.and_then(|secret| secret.sign(&proof::segment(device, log, &head)));
    let push = Push { from: 0, previous: Chain::genesis(log), last: head.digest, entries, signature };
    CheckedPush::check(log, push).map_err(|problem| anyhow::anyhow!("the sample's segment: {problem:?}"))
}

fn evening(day: NaiveDate) -> Option<DateTime<FixedOffset>> {
    let vietnam = FixedOffset::east_opt(7 * 3600)?;
    vietnam.from_local_datetime(&day.and_hms_opt(17, 30, 0)?).single()
}

fn activity(line: &'static str) -> Option<Line> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [person, unit, date, lead, group, type_code, title, figures] = cells.try_into().ok()?;
    let (unit, date) = (UnitId::from(unit), date.parse().ok()?);
    let lead = lead.replace("{unit}", unit.as_str());
    let mut body = ActivityBody::new(type_code, title, date, &unit, &lead, ActorGroup::from_code(group)?);
    for figure in figures.split(';') {
        let (indicator, figure) = figure.split_once('=')?;
        body = body.figure(indicator, &quantity(figure));
    }
    Some(Line { person, unit, date, kind: RecordKind::Activity, body: body.build() })
}

/// "320", "tren 320", or words.
fn quantity(text: &str) -> Quantity {
    let (qualifier, number) = match text.split_once(' ') {
        Some(("tren", number)) => (Qualifier::Tren, number),
        Some(("gan", number)) => (Qualifier::Gan, number),
        Some(("khoang", number)) => (Qualifier::Khoang, number),
        _ => (Qualifier::Bang, text),
    };
    Amount::from_decimal(number)
        .map_or_else(|| Quantity::words(text), |amount| Quantity::number(amount, qualifier))
}

fn nominations() -> Option<Vec<Line>> {
    let (since, until) = ("2021-01-01".parse().ok()?, "2025-12-31".parse().ok()?);
    let line = |person, unit: &str, date: &str, body: NominationBody| {
        let (unit, date) = (UnitId::from(unit), date.parse().ok()?);
        let body = body
            .text("admin_unit", unit.as_str())
            .proposed("C2", "van_hoa_xa_hoi", "BK-UBND", "tinh")
            .dated(since, until, date)
            .achieved(
                "Vận động Nhân dân hiến đất, góp công làm đường bản (dữ liệu mẫu).",
                "I. Đặc điểm tình hình. II. Thành tích đạt được. III. Đề nghị. (Dữ liệu mẫu.)",
            )
            .papers(["to_trinh", "bao_cao_thanh_tich", "bien_ban"]);
        Some(Line { person, unit, date, kind: RecordKind::Nomination, body: body.build() })
    };
    Some(vec![
        line(
            "bum_nua",
            "03466@2025-07-01",
            "2026-10-12",
            NominationBody::individual("Phùng Xừ Ché", "Trưởng bản"),
        )?,
        line(
            "thu_lum",
            "03439@2025-07-01",
            "2026-10-20",
            NominationBody::collective("Tổ dân vận bản Thu Lũm 1"),
        )?,
        line(
            "doan_ket_mttq",
            "03388@2025-07-01",
            "2026-11-02",
            NominationBody::household("Hộ ông Lò Văn Pâng"),
        )?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use danvan_core::catalogue::ProvinceCode;

    #[test]
    fn every_line_of_the_table_reads_and_names_a_unit_of_its_province() {
        let catalogues = Catalogues::bundled().unwrap();
        for line in TABLE.lines().skip(1) {
            let line = activity(line).unwrap_or_else(|| panic!("{line}"));
            let province = &catalogue_of(&catalogues, &line.unit).unwrap().province.code;
            let expected = if line.person == "tan_ninh" { "80" } else { "12" };
            assert_eq!(*province, ProvinceCode::from(expected), "{}", line.person);
        }
    }
}
