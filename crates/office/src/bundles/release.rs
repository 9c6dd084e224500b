//! Bundles that waited, and the receipt files that go back.

use std::collections::BTreeSet;

use danvan_core::bundle::ReceiptFile;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::wire::LogStatus;
use danvan_core::wire_bundles::BundleOutcome;

use super::{receipt, settle};
use crate::error::ApiError;
use crate::state::Office;

/// Verdicts of one log in a receipt file: the last ones, which a device most likely lacks.
const VERDICTS_MAX: u32 = 5_000;
/// Photos and files in a receipt file.
const FILES_MAX: u32 = 20_000;

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

/// The office's signed word on everything it has of a device, and on the files that it holds and that the records name
/// which its entries have changed; nothing where it does not know the device.
///
/// # Errors
/// Where the office cannot do it just now.
pub async fn receipt_file(
    office: &Office,
    province: &ProvinceCode,
    device: DeviceId,
) -> Result<Option<Vec<u8>>, ApiError> {
    let (mut logs, mut records) = (Vec::new(), BTreeSet::<RecordId>::new());
    for log in office.store.logs_of(province, device).await? {
        let Some(known) = office.store.log(province, log).await? else { continue };
        let length = known.head.length;
        let from = length.saturating_sub(u64::from(VERDICTS_MAX));
        let mut verdicts = office.store.verdicts(province, log, from, VERDICTS_MAX).await?;
        verdicts.retain(|verdict| verdict.number < length);
        records.extend(
            verdicts.iter().filter(|verdict| !verdict.refused()).filter_map(|verdict| verdict.record),
        );
        logs.push(LogStatus { receipt: receipt(office, log, known), verdicts, held: None });
    }
    if logs.is_empty() {
        return Ok(None);
    }
    let records: Vec<RecordId> = records.into_iter().collect();
    let attachments = office.store.attachments_of(province, device, &records, FILES_MAX).await?;
    let epochs = office.store.earlier_epochs().await?;
    let file = ReceiptFile {
        province: province.clone(),
        device,
        made_at: office.clock.now(),
        logs,
        attachments,
        // Another process may have begun an epoch that this one does not serve yet.
        earlier_epochs: epochs.into_iter().take_while(|epoch| *epoch != office.epoch).collect(),
    };
    Ok(file.write(&office.secrets.sign))
}
