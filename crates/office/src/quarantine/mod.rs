//! Quarantine: what arrives after its device was revoked, by whatever road, is kept apart until a person decides. Clocks
//! decide nothing: a device's own time may be set, and what it wrote before may come late.
//!
//! What is taken goes the way of every segment, with the rights that the device's persons have today.

mod holds;
mod segment;

use std::collections::BTreeMap;

use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use danvan_core::wire_people::{
    DeviceJudgement, QuarantineDecision, QuarantineItem, QuarantineList, QuarantinedDevice,
};

pub use segment::Arrived;

use self::segment::Segment;
use crate::clock;
use crate::error::ApiError;
use crate::intake::CheckedPush;
use crate::state::Office;
use crate::store::{Apart, Decision, DeviceFacts, Kept, LogAt, Quarantined, Room, Wanted};

/// How much of one device is kept: far more than a phone writes in a season, far less than a disk.
const ROOM: Room = Room { bundles: 200, bytes: 64 * 1024 * 1024 };
/// Items of each device in a list of all.
const FIRST: u32 = 20;
/// Items in a list of one device.
pub const PAGE: u32 = 50;

/// What became of a segment that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept, or there is no room for it.
    Kept(Kept),
    /// The log has all of it from before: nothing is there to be judged.
    InLog,
    /// The log is another device's.
    NotTheirLog,
}

/// Keeps a segment of a revoked device: what of it neither the log has nor the quarantine.
///
/// # Errors
/// Where the office cannot do it just now.
pub async fn keep(
    office: &Office,
    province: &ProvinceCode,
    arrived: &Arrived<'_>,
) -> Result<Keeping, ApiError> {
    let Arrived { device, log, push, .. } = *arrived;
    // What is kept of the log is compared with it: sixteen at a time would do so sixteen times.
    let _turn = office.intake.turn_of(device).await?;
    let known = office.store.log(province, log).await?;
    if office.store.log_owner(province, log).await?.is_some_and(|owner| owner != device) {
        return Ok(Keeping::NotTheirLog);
    }
    let whole = segment::span(arrived, 0);
    let mut in_log = 0;
    if whole.files.is_empty() {
        if is_in_log(office, province, log, push).await? {
            return Ok(Keeping::InLog);
        }
        // What the log has of its beginning is not judged.
        let had = known.and_then(|known| {
            let skip = usize::try_from(known.head.length.checked_sub(whole.from)?).ok()?;
            (whole.chain.get(skip) == Some(&known.head.digest)).then_some(skip)
        });
        in_log = had.unwrap_or_default();
    }
    let segment = Segment {
        arrived,
        in_log,
        titles: holds::titles(office, province, &push.entries).await?,
        now_ms: office.clock.unix_ms(),
        span: segment::span(arrived, in_log),
    };
    let kept = office.store.keep_quarantined(province, &segment, ROOM).await?;
    tracing::warn!(%log, %device, from = segment.span.from, ?kept, "quarantined: device={device}");
    Ok(Keeping::Kept(kept))
}

async fn is_in_log(
    office: &Office,
    province: &ProvinceCode,
    log: LogId,
    push: &CheckedPush,
) -> Result<bool, ApiError> {
    let Some(last) = push.entries.last() else { return Ok(true) };
    let at = LogAt { province: province.clone(), log };
    let stored = office.store.begin().await?.stored(&at, last.number, 1).await?;
    Ok(stored.first().is_some_and(|stored| stored.digest == last.digest))
}

/// Which part of the quarantine is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// One device's items; the first ones of each without.
    pub device: Option<DeviceId>,
    /// The items behind this one of it.
    pub after: Option<Digest>,
}

/// The devices of which something lies apart, with their first items, or one device with a page of its items.
///
/// # Errors
/// Where the office cannot do it just now, or there is no such item to go on from.
pub async fn list(
    office: &Office,
    province: &ProvinceCode,
    asked: Asked,
) -> Result<QuarantineList, ApiError> {
    let mut apart = office.store.quarantine_devices(province).await?;
    apart.retain(|apart| asked.device.is_none_or(|device| apart.device == device));
    if apart.is_empty() {
        return Ok(QuarantineList { devices: Vec::new(), items: Vec::new() });
    }
    if let Some(after) = asked.after {
        let known = office.store.quarantined(province, after).await?;
        if known.is_none_or(|(known, _)| Some(known.device) != asked.device) {
            return Err(ApiError::not_found());
        }
    }
    let each = if asked.device.is_some() { PAGE } else { FIRST };
    let wanted = Wanted { device: asked.device, after: asked.after, each };
    let mut of_device: BTreeMap<DeviceId, Vec<Quarantined>> = BTreeMap::new();
    for segment in office.store.quarantine(province, &wanted).await? {
        of_device.entry(segment.device).or_default().push(segment);
    }
    let facts = office.store.register(province, asked.device).await?;
    let facts: BTreeMap<DeviceId, DeviceFacts> =
        facts.into_iter().map(|facts| (facts.device.id, facts)).collect();
    let mut list = QuarantineList { devices: Vec::new(), items: Vec::new() };
    for apart in apart {
        // Only enrolled devices are revoked, and none is ever removed.
        let Some(facts) = facts.get(&apart.device) else { continue };
        let segments = of_device.remove(&apart.device).unwrap_or_default();
        let known = |segment| item(segment, &facts.name, facts.device.revoked);
        list.items.extend(segments.into_iter().map(known));
        list.devices.push(device(apart, facts));
    }
    Ok(list)
}

/// How much waits for a person's judgement.
///
/// # Errors
/// Where the office cannot do it just now.
pub async fn waiting(office: &Office, province: &ProvinceCode) -> Result<u64, ApiError> {
    Ok(office.store.quarantine_devices(province).await?.iter().map(|apart| apart.waiting).sum())
}

/// Brings the row of a bundle that was set apart to what became of it: its entries may have come in by another road, or
/// with another segment.
///
/// # Errors
/// Where the office cannot do it just now.
pub async fn settle(office: &Office, province: &ProvinceCode, row: &mut BundleRow) -> Result<(), ApiError> {
    let Some(header) = row.header.as_ref().filter(|_| row.outcome == BundleOutcome::Quarantined) else {
        return Ok(());
    };
    let last = header.head().length.saturating_sub(1);
    if !office.store.is_apart(province, header.log, last).await? {
        row.outcome = BundleOutcome::AlreadyHad;
        row.problem = None;
    }
    Ok(())
}

fn device(apart: Apart, facts: &DeviceFacts) -> QuarantinedDevice {
    let revocation = facts.judgements.iter().find(|judgement| judgement.revoked);
    QuarantinedDevice {
        device: apart.device,
        name: facts.name.clone(),
        holder: facts.device.grant.author.clone(),
        place: facts.device.grant.place.clone(),
        revoked: facts.device.revoked,
        ended: facts.device.ended(),
        revocation: revocation.map(|judgement| DeviceJudgement {
            revoked: true,
            at: clock::from_unix_ms(judgement.at_ms).unwrap_or_default(),
            by: judgement.by.clone(),
            reason: judgement.reason.clone(),
        }),
        waiting: apart.waiting,
        settled: apart.settled,
    }
}

/// An item as it is told.
pub(crate) fn item(segment: Quarantined, name: &str, revoked: bool) -> QuarantineItem {
    let decided = |decision: Decision| QuarantineDecision {
        take: decision.take,
        at: clock::from_unix_ms(decision.at_ms).unwrap_or_default(),
        by: decision.by,
        note: decision.note,
    };
    QuarantineItem {
        id: segment.item.to_string(),
        device: segment.device,
        device_name: name.to_owned(),
        device_revoked: revoked,
        log: segment.log,
        from: segment.from,
        count: segment.count,
        road: segment.road,
        bytes: segment.bytes,
        arrived_at: clock::from_unix_ms(segment.arrived_ms).unwrap_or_default(),
        holds: segment.holds.records,
        others: segment.holds.others,
        files: segment.holds.files,
        in_log: segment.in_log,
        decision: segment.decision.map(decided),
    }
}
