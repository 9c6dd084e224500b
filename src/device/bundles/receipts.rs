//! "Nhập biên nhận": the office's word, carried back by hand.

use danvan_core::bundle::{BundleProblem, ReceiptFile};
use danvan_core::entry::Chain;
use danvan_core::sync::uploads::Fate;
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
    let (mut newly, mut after) = (0, None);
    for status in &file.logs {
        let Some(row) = before.all.iter().find(|row| row.log == status.receipt.log) else { continue };
        if !is_news(row, status, &file) {
            continue;
        }
        if !own_word(inner, row, status).await.map_err(not_kept)? {
            return Err(ReceiptFailure::Differs);
        }
        after = Some(keep::receipt(inner, &status.receipt, &status.verdicts, None).await.map_err(not_kept)?);
        newly += status.receipt.head.length.saturating_sub(row.confirmed);
    }
    let epoch = file.logs.first().map(|status| status.receipt.epoch.clone()).unwrap_or_default();
    let had = Fate::Confirmed { epoch };
    let fates: Vec<_> = file.attachments.iter().map(|sha256| (*sha256, had.clone())).collect();
    files::keep(inner, &fates).await.map_err(not_kept)?;
    Ok((newly, after))
}

/// An old file must not take back what a later word has confirmed.
fn is_news(row: &LogRow, status: &LogStatus, file: &ReceiptFile) -> bool {
    row.receipt.as_ref().is_none_or(|kept| {
        if kept.epoch == status.receipt.epoch {
            status.receipt.head.length >= row.confirmed
        } else {
            file.made_at > kept.received_at
        }
    })
}

/// Whether the office's head is what this device wrote there.
async fn own_word(inner: &Inner, row: &LogRow, status: &LogStatus) -> Result<bool, StoreError> {
    let head = status.receipt.head;
    if head.length > row.head.length {
        return Ok(false);
    }
    let own = match head.length.checked_sub(1) {
        None => Some(Chain::genesis(row.log)),
        Some(last) => super::pack::digest_of(inner, row, last).await?,
    };
    Ok(own == Some(head.digest))
}
