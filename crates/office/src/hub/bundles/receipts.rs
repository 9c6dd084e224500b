//! The province's signed words on devices: kept for whoever carries them on, and read for what they say of the
//! bundles here.

use bytes::Bytes;
use danvan_core::bundle::{BundleProblem, ReceiptFile};
use danvan_core::catalogue::UnitId;
use danvan_core::ids::DeviceId;
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};

use super::NotKept;
use crate::hub::store::StoredBundle;
use crate::hub::{Hub, store};
use crate::hub_wire::ReceiptRow;
use crate::store::StoreResult;

/// A receipt file that a device can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOut {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// Its unit.
    pub home: UnitId,
    /// When the province wrote the file, in Unix milliseconds.
    pub made_ms: i64,
}

impl Hub {
    /// The receipt files that are here, in the order of their devices' units.
    pub async fn handed_out(&self) -> StoreResult<Vec<HandedOut>> {
        let receipts = self.file.receipts().await?;
        let devices = self.file.devices().await?.into_iter();
        Ok(devices
            .filter_map(|device| {
                let (made_ms, _) = *receipts.get(&device.id)?;
                Some(HandedOut { device: device.id, name: device.name, home: device.home, made_ms })
            })
            .collect())
    }

    /// Takes a receipt file, from the line or from a stick: it is kept for its device, and bundles that it speaks of
    /// wait no longer.
    ///
    /// # Errors
    /// See [`NotKept`].
    pub async fn take_receipt(&self, name: Option<&str>, file: Bytes) -> Result<ReceiptRow, NotKept> {
        let mut row = ReceiptRow {
            name: name.map(str::to_owned),
            device: None,
            device_name: None,
            problem: None,
            answered: 0,
        };
        let identity = self.file.identity().await?.ok_or_else(store::not_enrolled)?;
        let sign = identity.keys.ok_or(NotKept::NoKeys)?.sign;
        let receipt = match ReceiptFile::read(&file, &sign) {
            Ok(receipt) if receipt.province.as_str() == identity.province => receipt,
            Ok(_) => return Ok(ReceiptRow { problem: Some(BundleProblem::OtherOffice), ..row }),
            Err(problem) => return Ok(ReceiptRow { problem: Some(problem), ..row }),
        };
        row.device = Some(receipt.device);
        let known = self.file.devices().await?.into_iter().find(|known| known.id == receipt.device);
        let Some(known) = known else {
            return Ok(ReceiptRow { problem: Some(BundleProblem::UnknownDevice), ..row });
        };
        row.device_name = Some(known.name);
        let made_ms = receipt.made_at.timestamp_millis();
        self.file.keep_receipt(receipt.device, made_ms, &file, self.clock.unix_ms()).await?;
        row.answered = self.settle(&receipt).await?;
        Ok(row)
    }

    /// Keeps what a receipt says of the bundles of its device. Over the line the province answers for each file, so
    /// only what was copied for a stick, and what waits at the province, is looked at.
    async fn settle(&self, receipt: &ReceiptFile) -> StoreResult<u64> {
        let mut answered = 0;
        for bundle in self.file.bundles().await? {
            let waits_there = bundle
                .answer
                .as_ref()
                .map(|answer| matches!(answer.outcome, BundleOutcome::Waiting | BundleOutcome::Quarantined));
            if !waits_there.unwrap_or(bundle.copied_ms.is_some()) {
                continue;
            }
            if let Some(answer) = answer(bundle, receipt) {
                self.file.answer_bundle(answer.digest, &answer, self.clock.unix_ms()).await?;
                answered += 1;
            }
        }
        Ok(answered)
    }
}

/// What the province's word on the device means for one of its bundles; nothing where the province is not as far.
fn answer(bundle: StoredBundle, receipt: &ReceiptFile) -> Option<BundleRow> {
    let header = bundle.row.header.as_ref().filter(|header| header.device == receipt.device)?;
    let status = receipt.logs.iter().find(|status| status.receipt.log == header.log)?;
    let (theirs, end) = (status.receipt.head, header.head());
    if theirs.length < end.length {
        return None;
    }
    let forked = theirs.length == end.length && theirs.digest != end.digest;
    let within = |number: u64| (header.from..end.length).contains(&number);
    let refused = status.verdicts.iter().filter(|verdict| within(verdict.number) && verdict.refused());
    Some(BundleRow {
        outcome: if forked { BundleOutcome::Forked } else { BundleOutcome::Taken },
        refused: refused.count() as u64,
        missing_from: None,
        receipt: Some(status.receipt.clone()),
        ..bundle.answer.unwrap_or(bundle.row.clone())
    })
}
