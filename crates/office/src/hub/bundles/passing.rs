//! Bundles up the line, and the province's signed words down.

use std::collections::BTreeSet;

use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire_bundles::BundleOutcome;

use super::NotKept;
use crate::hub::passing::Brought;
use crate::hub::store::{WaitingBundle, is_refusal};
use crate::hub::{Hub, PassingError, UpstreamError};
use crate::hub_wire::DEVICE_BUSY;

impl Hub {
    /// Brings a bundle to the province and keeps its word.
    pub(in crate::hub) async fn pass_bundle(&self, bundle: &WaitingBundle) -> Result<Brought, PassingError> {
        let digest = bundle.digest;
        let Some(file) = self.file.bundle_file(digest).await? else { return Ok(Brought::NotTaken) };
        let name = self.file.bundle_name(digest).await?;
        match self.upstream.bundle(name.as_deref(), file.into()).await {
            Ok(answer) if answer.outcome == BundleOutcome::NoRoom => {
                self.not_passed(digest, "quá nhiều gói của máy này còn chờ phần trước").await?;
            }
            // Whether the province keeps it is not known here: the hub goes on keeping it.
            Ok(answer) if matches!(answer.outcome, BundleOutcome::Other(_)) => {
                self.not_passed(digest, "tỉnh đã trả lời, cần phiên bản mới của máy khu vực để đọc").await?;
            }
            Ok(answer) => {
                self.file.answer_bundle(digest, &answer, self.clock.unix_ms()).await?;
                return Ok(Brought::Answered);
            }
            Err(UpstreamError::Refused(refusal)) if refusal.kind == DEVICE_BUSY => {
                return Ok(Brought::DeviceBusy);
            }
            Err(UpstreamError::Refused(refusal)) => self.not_passed(digest, &refusal.words).await?,
            Err(UpstreamError::TooLarge) => {
                self.not_passed(digest, "Gói quá lớn đối với đường truyền: chuyển bằng USB.").await?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Brought::NotTaken)
    }

    /// Fetches the province's signed word on a device, if it has one for this hub.
    pub(in crate::hub) async fn fetch_receipt(&self, device: DeviceId) -> Result<(), PassingError> {
        let file = match self.upstream.receipt(device).await {
            Ok(Some(file)) => file,
            Ok(None) => return Ok(()),
            Err(UpstreamError::Refused(refusal)) => {
                tracing::warn!(words = refusal.words, "no receipt for device={device}");
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        match self.take_receipt(None, file).await {
            Ok(row) if row.problem.is_none() => {}
            Err(NotKept::Store(error)) => return Err(error.into()),
            useless => tracing::warn!(?useless, "the receipt for device={device} is not taken"),
        }
        Ok(())
    }

    /// A bundle did not get through.
    pub(in crate::hub) async fn not_through(&self, digest: Digest) -> Result<(), PassingError> {
        let words = "đường truyền đứt hoặc quá chậm khi đang gửi; máy sẽ tự gửi lại, hoặc chuyển bằng USB";
        Ok(self.file.keep_not_through(digest, words).await?)
    }

    async fn not_passed(&self, digest: Digest, words: &str) -> Result<(), PassingError> {
        tracing::warn!(words, "the province did not take bundle={digest}");
        Ok(self.file.keep_trouble(digest, words, self.clock.unix_ms()).await?)
    }

    /// Devices of which the province has given its word on a bundle since their receipt file came, or still waits.
    pub(in crate::hub) async fn receipts_wanted(&self) -> Result<BTreeSet<DeviceId>, PassingError> {
        let receipts = self.file.receipts().await?;
        let mut wanted = BTreeSet::new();
        for bundle in self.file.bundles().await? {
            let (Some(answer), Some(header)) = (bundle.answer, bundle.row.header) else { continue };
            let since =
                receipts.get(&header.device).is_none_or(|(_, kept_ms)| Some(*kept_ms) < bundle.answered_ms);
            let waits = matches!(answer.outcome, BundleOutcome::Waiting | BundleOutcome::Quarantined);
            if waits || (since && !is_refusal(&answer)) {
                wanted.insert(header.device);
            }
        }
        Ok(wanted)
    }
}
