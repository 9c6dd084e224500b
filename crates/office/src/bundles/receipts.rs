//! The receipt files that go back. However much the office has of a device, a file is of bounded length, and few are made at
//! a time: it holds all of one in memory.

use std::collections::BTreeSet;

use danvan_core::bundle::ReceiptFile;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, RecordId};
use danvan_core::wire::LogStatus;

use super::receipt;
use crate::error::ApiError;
use crate::state::Office;

/// Logs in a receipt file, those that grew last. A device has another one after it was enrolled again, or restored.
const LOGS_MAX: u32 = 300;
/// Verdicts of one log: the last ones, which a device most likely lacks.
const VERDICTS_MAX: u32 = 5_000;
/// Verdicts of all logs: some three megabytes of the eight that a file may have.
const VERDICTS_ALTOGETHER: u32 = 10_000;
/// Photos and files in a receipt file.
const FILES_MAX: u32 = 20_000;

/// The office's signed word on what it has of a device, the latest first, and on the files that it holds and that the
/// records name which its entries have changed; nothing where it does not know the device.
///
/// # Errors
/// Where the office cannot do it just now.
pub async fn receipt_file(
    office: &Office,
    province: &ProvinceCode,
    device: DeviceId,
) -> Result<Option<Vec<u8>>, ApiError> {
    let turn = office.receipts.turn().await.ok_or_else(ApiError::busy)?;
    let (mut logs, mut records) = (Vec::new(), BTreeSet::<RecordId>::new());
    let mut left = VERDICTS_ALTOGETHER;
    for log in office.store.latest_logs_of(province, device, LOGS_MAX).await? {
        let Some(known) = office.store.log(province, log).await? else { continue };
        let (length, count) = (known.head.length, left.min(VERDICTS_MAX));
        let from = length.saturating_sub(u64::from(count));
        let mut verdicts = office.store.verdicts(province, log, from, count).await?;
        verdicts.retain(|verdict| verdict.number < length);
        left = left.saturating_sub(u32::try_from(verdicts.len()).unwrap_or(left));
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
    let sign = office.secrets.sign.clone();
    office
        .slowly(move || {
            let written = file.write(&sign);
            drop(turn);
            written
        })
        .await
}
