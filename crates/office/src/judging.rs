//! What a person decides on what the quarantine keeps apart.

use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::Digest;
use danvan_core::text::visible;
use danvan_core::wire::{Push, PushAnswer};
use danvan_core::wire_bundles::BundleOutcome;
use danvan_core::wire_people::{DecisionAnswer, DecisionRequest, REASON_MAX};

use crate::bundles;
use crate::error::ApiError;
use crate::intake::{CheckedPush, IntakeError};
use crate::log_pace::ACTS;
use crate::quarantine::item;
use crate::state::Office;
use crate::store::{Decision, Quarantined, StoreError};

/// A person decides: the segment is taken in as any other, or stays apart.
///
/// # Errors
/// Where there is none of that name, it was taken before, the log has it by now, what comes before it is missing, or the
/// office cannot do it just now. Nothing is decided then.
pub async fn decide(
    office: &Office,
    province: &ProvinceCode,
    id: Digest,
    request: &DecisionRequest,
    by: &str,
) -> Result<DecisionAnswer, ApiError> {
    let note = if visible(&request.note) { request.note.trim() } else { "" };
    if note.chars().count() > REASON_MAX {
        return Err(ApiError::invalid(format!("Ghi chú dài tối đa {REASON_MAX} ký tự.")));
    }
    let found = office.store.quarantined(province, id).await?;
    let (segment, content) = found.ok_or_else(ApiError::not_found)?;
    let content = content.ok_or_else(ApiError::already_decided)?;
    if segment.in_log {
        return Err(ApiError::already_in_log());
    }
    let enrolled = office.store.enrolled(province, Some(segment.device)).await?.pop();
    let enrolled = enrolled.ok_or_else(ApiError::not_found)?;

    let (mut refused, mut forked) = (0, false);
    if request.take {
        // A bundle's file begins otherwise. What was cut out of one is a push.
        (refused, forked) = if content.starts_with(b"{") {
            let push: Push = serde_json::from_slice(&content)
                .map_err(|error| StoreError::corrupt("quarantined push", error))?;
            let push = CheckedPush::check(segment.log, push)
                .map_err(|problem| StoreError::corrupt("quarantined push", format!("{problem:?}")))?;
            let bringer = office.bringer(&enrolled.device)?.judged();
            let pushed = office.intake.push(bringer, segment.log, push).await;
            let outcome = pushed.map_err(|error| match error {
                IntakeError::DeviceBusy => ApiError::another_decision_under_way(),
                other => other.into(),
            })?;
            let answer = Result::<PushAnswer, ApiError>::from(outcome)?;
            let refused = answer.verdicts.iter().filter(|verdict| verdict.refused()).count();
            (refused as u64, answer.forked.is_some())
        } else {
            let row = bundles::take_judged(office, province, content.into()).await?;
            (row.refused, row.outcome == BundleOutcome::Forked)
        };
    }
    let at_ms = office.clock.unix_ms();
    let decision = Decision { take: request.take, at_ms, by: by.to_owned(), note: note.to_owned() };
    if !office.store.decide(province, id, &decision).await? {
        return Err(ApiError::already_decided());
    }
    tracing::info!(target: ACTS, item = %id, take = request.take, by, "decided: item={id}");
    if request.take {
        bundles::release(office, province, Some(segment.log)).await?;
    }
    let facts = office.store.register(province, Some(segment.device)).await?.pop();
    let decided = Quarantined { in_log: request.take && !forked, decision: Some(decision), ..segment };
    Ok(DecisionAnswer {
        item: item(decided, &enrolled.name, enrolled.revoked),
        refused,
        forked,
        still_waiting: facts.map_or(0, |facts| facts.quarantined),
    })
}
