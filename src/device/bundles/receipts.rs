//! "Nhập biên nhận": the office's word, carried back by hand.

use danvan_core::bundle::{BundleProblem, ReceiptFile};
use danvan_core::sync::{KeptWord, carried, own_word};
use danvan_core::wire::LogStatus;

use crate::device::inner::Inner;
use crate::device::logs::{LogRow, Logs};
use crate::device::store::StoreError;
use crate::device::{files, keep};

/// Why a receipt file was not taken over. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptFailure {
    /// The device was never told the office's keys.
    NoKeys,
    /// The file is not this office's whole and unaltered word to this device.
    Problem(BundleProblem),
    /// The file is older than what the device was told last, or of an office that was restored since and does not say
    /// in which order.
    OtherEpoch,
    /// The office has something else than this device wrote: only the network can tell what.
    Differs,
    /// The store did not take it.
    Store(String),
}

/// Takes a receipt file over; how many entries it newly confirms. Called with the gate held.
pub async fn take_receipt(inner: &Inner, bytes: &[u8]) -> Result<(u64, Option<Logs>), ReceiptFailure> {
    let session = inner.session().ok_or(ReceiptFailure::NoKeys)?;
    let keys = session.enrolment.office_keys.as_ref().ok_or(ReceiptFailure::NoKeys)?;
    let file = ReceiptFile::read(bytes, &keys.sign).map_err(ReceiptFailure::Problem)?;
    if file.device != session.device {
        return Err(ReceiptFailure::Problem(BundleProblem::OtherDevice));
    }
    let not_kept = |error: StoreError| ReceiptFailure::Store(error.words());
    let (before, _) = inner.logs().await.map_err(not_kept)?.ok_or(ReceiptFailure::NoKeys)?;
    let kept: Vec<KeptWord<'_>> = before.all.iter().map(LogRow::kept_word).collect();
    let word = carried(&file, &kept).ok_or(ReceiptFailure::OtherEpoch)?;
    let (mut newly, mut after) = (0, None);
    for status in &word.logs {
        let Some(row) = before.all.iter().find(|row| row.log == status.receipt.log) else { continue };
        if !is_own(inner, row, status).await.map_err(not_kept)? {
            return Err(ReceiptFailure::Differs);
        }
        after = Some(keep::receipt(inner, &status.receipt, &status.verdicts, None).await.map_err(not_kept)?);
        newly += status.receipt.head.length.saturating_sub(row.confirmed);
    }
    let named = files::to_send(&inner.vault).await.map_err(not_kept)?;
    let fates = named.iter().filter_map(|file| Some((file.sha256, word.fate_of(file.sha256, &file.fate)?)));
    files::keep(inner, &fates.collect::<Vec<_>>()).await.map_err(not_kept)?;
    Ok((newly, after))
}

/// Whether the office's head is what this device wrote there.
async fn is_own(inner: &Inner, row: &LogRow, status: &LogStatus) -> Result<bool, StoreError> {
    let head = status.receipt.head;
    let last = match head.length.checked_sub(1).filter(|last| *last < row.head.length) {
        None => None,
        Some(last) => super::pack::digest_of(inner, row, last).await?,
    };
    Ok(own_word(row.log, row.head.length, head, last))
}
