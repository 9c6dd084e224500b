//! Bundles that waited.

use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::LogId;
use danvan_core::wire_bundles::BundleOutcome;

use super::settle;
use crate::error::ApiError;
use crate::state::Office;

/// Tries the bundles that waited for a log, as often as it grows by one of them; how many wait no longer.
///
/// # Errors
/// Where the office cannot do it just now. What waits goes on waiting.
pub async fn release(office: &Office, province: &ProvinceCode, log: Option<LogId>) -> Result<u64, ApiError> {
    let Some(log) = log else { return Ok(0) };
    let mut released = 0;
    loop {
        let Some(known) = office.store.log(province, log).await? else { return Ok(released) };
        let due = office.store.bundle_due(province, log, known.head.length).await?;
        let Some((mut row, file)) = due else { return Ok(released) };
        row.missing_from = None;
        settle(office, province, &mut row, file.into()).await?;
        // Also where its device was revoked meanwhile, and too much of it waits for judgement already.
        if matches!(row.outcome, BundleOutcome::Waiting | BundleOutcome::NoRoom) {
            return Ok(released);
        }
        // Whatever else became of it: it was tried in its turn.
        office.store.keep_bundle(province, &row).await?;
        released += 1;
    }
}

/// Tries everything that waits: a crash may have come between an entry's arrival and the bundle behind it.
pub async fn release_all(office: &Office) {
    let waiting = match office.store.logs_waited_for().await {
        Ok(waiting) => waiting,
        Err(error) => return tracing::error!(%error, "bundles that wait could not be listed"),
    };
    for (province, log) in waiting {
        if let Err(error) = release(office, &province, Some(log)).await {
            tracing::error!(?error, %log, "bundles that wait could not be tried: log={log}");
        }
    }
}
