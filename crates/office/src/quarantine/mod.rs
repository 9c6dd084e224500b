//! Quarantine: what arrives after its device was revoked, by whatever road, is kept apart until a person decides. Clocks
//! decide nothing: a device's own time may be set, and what it wrote before may come late.
//!
//! What is taken goes the way of every segment, with the rights that the device's persons have today.

mod holds;

use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire::{Push, PushAnswer};
use danvan_core::wire_bundles::BundleOutcome;
use danvan_core::wire_people::{
    DecisionAnswer, DecisionRequest, QuarantineDecision, QuarantineItem, REASON_MAX, Road,
};

use crate::bundles;
use crate::clock;
use crate::error::ApiError;
use crate::intake::{CheckedPush, PushOutcome};
use crate::state::Office;
use crate::store::{Decision, Kept, LogAt, Quarantined, Room, StoreError};

/// How much of one device is kept: far more than a phone writes in a season, far less than a disk.
const ROOM: Room = Room { bundles: 200, bytes: 64 * 1024 * 1024 };
/// Items in a list.
const ITEMS: u32 = 500;

/// A segment whose texts, digests and signature are right, as it arrived.
pub struct Arrived<'a> {
    /// Its device, which is revoked.
    pub device: DeviceId,
    /// The log.
    pub log: LogId,
    /// By which road.
    pub road: Road,
    /// The segment.
    pub push: &'a CheckedPush,
    /// What is kept: the push as JSON, or the bundle's file.
    pub content: &'a [u8],
    /// Photos and files in it.
    pub files: u64,
}

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

/// Keeps a segment of a revoked device.
///
/// # Errors
/// Where the office cannot do it just now.
pub async fn keep(
    office: &Office,
    province: &ProvinceCode,
    arrived: &Arrived<'_>,
) -> Result<Keeping, ApiError> {
    let Arrived { device, log, road, push, content, files } = *arrived;
    let known = office.store.log(province, log).await?;
    if known.is_some_and(|known| known.device != device) {
        return Ok(Keeping::NotTheirLog);
    }
    if files == 0 && is_in_log(office, province, log, push).await? {
        return Ok(Keeping::InLog);
    }
    let segment = Quarantined {
        item: Digest::of(&[b"danvan quarantine 1", device.as_bytes(), log.as_bytes(), content]),
        device,
        log,
        from: push.previous.length,
        count: push.entries.len() as u64,
        road,
        bytes: content.len() as u64,
        arrived_ms: office.clock.unix_ms(),
        holds: holds::of(office, province, &push.entries, files).await?,
        decision: None,
    };
    let kept = office.store.keep_quarantined(province, &segment, content, ROOM).await?;
    tracing::warn!(%log, %device, item = %segment.item, ?kept, "quarantined: device={device}");
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

/// What waits, then what was decided.
///
/// # Errors
/// Where the office cannot do it just now.
pub async fn list(office: &Office, province: &ProvinceCode) -> Result<Vec<QuarantineItem>, ApiError> {
    let segments = office.store.quarantine(province, ITEMS).await?;
    if segments.is_empty() {
        return Ok(Vec::new());
    }
    let devices = office.store.enrolled(province, None).await?;
    let line = |segment: Quarantined| {
        // In the order of identifiers.
        let found =
            devices.binary_search_by_key(&segment.device.to_string(), |known| known.device.id.to_string());
        let known = found.ok().and_then(|place| devices.get(place));
        item(segment, known.map_or("", |known| &known.name), known.is_some_and(|known| known.revoked))
    };
    Ok(segments.into_iter().map(line).collect())
}

/// A person decides: the segment is taken in as any other, or stays apart.
///
/// # Errors
/// Where there is none of that name, it was taken before, what comes before it is missing, or the office cannot do it
/// just now. Nothing is decided then.
pub async fn decide(
    office: &Office,
    province: &ProvinceCode,
    id: Digest,
    request: &DecisionRequest,
    by: &str,
) -> Result<DecisionAnswer, ApiError> {
    let note = request.note.trim();
    if note.chars().count() > REASON_MAX {
        return Err(ApiError::invalid(format!("Ghi chú dài tối đa {REASON_MAX} ký tự.")));
    }
    let found = office.store.quarantined(province, id).await?;
    let (segment, content) = found.ok_or_else(ApiError::not_found)?;
    let content = content.ok_or_else(ApiError::already_decided)?;
    let enrolled = office.store.enrolled(province, Some(segment.device)).await?.pop();
    let enrolled = enrolled.ok_or_else(ApiError::not_found)?;

    let (mut refused, mut forked) = (0, false);
    if request.take {
        (refused, forked) = match segment.road {
            Road::Bundle => {
                let row = bundles::take_judged(office, province, content.into()).await?;
                (row.refused, row.outcome == BundleOutcome::Forked)
            }
            Road::Network | Road::Hub | Road::Other(_) => {
                let push: Push = serde_json::from_slice(&content)
                    .map_err(|error| StoreError::corrupt("quarantined push", error))?;
                let push = CheckedPush::check(segment.log, push)
                    .map_err(|problem| StoreError::corrupt("quarantined push", format!("{problem:?}")))?;
                let bringer = office.bringer(&enrolled.device)?;
                let answer = taken(office.intake.push(bringer, segment.log, push).await?)?;
                let refused = answer.verdicts.iter().filter(|verdict| verdict.refused()).count();
                (refused as u64, answer.forked.is_some())
            }
        };
    }
    let at_ms = office.clock.unix_ms();
    let decision = Decision { take: request.take, at_ms, by: by.to_owned(), note: note.to_owned() };
    if !office.store.decide(province, id, &decision).await? {
        return Err(ApiError::already_decided());
    }
    tracing::info!(item = %id, take = request.take, by, "decided: item={id}");
    if request.take {
        bundles::release(office, province, Some(segment.log)).await?;
    }
    let facts = office.store.register(province, Some(segment.device)).await?.pop();
    let decided = Quarantined { decision: Some(decision), ..segment };
    Ok(DecisionAnswer {
        item: item(decided, &enrolled.name, enrolled.revoked),
        refused,
        forked,
        still_waiting: facts.map_or(0, |facts| facts.quarantined),
    })
}

/// The answer of the writer, or why there is none.
///
/// # Errors
/// Where what comes before the segment is missing or differs, or the log is another device's.
fn taken(outcome: PushOutcome) -> Result<PushAnswer, ApiError> {
    match outcome {
        PushOutcome::Answered(answer) => Ok(*answer),
        PushOutcome::Gap { expected } => Err(ApiError::gap(expected)),
        PushOutcome::ChainDiffers => Err(ApiError::chain_differs()),
        PushOutcome::NotYours => Err(ApiError::not_your_log()),
    }
}

fn item(segment: Quarantined, name: &str, revoked: bool) -> QuarantineItem {
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
        decision: segment.decision.map(decided),
    }
}
