//! Bundles up the line, one after the other, and the province's signed words down.

use std::collections::BTreeSet;

use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire_bundles::BundleOutcome;

use super::NotKept;
use crate::hub::store::is_refusal;
use crate::hub::{Hub, PassingError, UpstreamError};

impl Hub {
    /// Brings what waits to the province and keeps its word on each; on how many it has given it.
    pub(in crate::hub) async fn pass_bundles(&self) -> Result<u64, PassingError> {
        let mut answered = 0;
        for digest in self.file.bundles_to_pass(self.clock.unix_ms()).await? {
            let Some(file) = self.file.bundle_file(digest).await? else { continue };
            let name = self.file.bundle_name(digest).await?;
            match self.upstream.bundle(name.as_deref(), file.into()).await {
                Ok(answer) if answer.outcome == BundleOutcome::NoRoom => {
                    self.not_passed(digest, "quá nhiều gói của máy này còn chờ phần trước chúng").await?;
                }
                // Whether the province keeps it is not known here: the hub goes on keeping it.
                Ok(answer) if matches!(answer.outcome, BundleOutcome::Other(_)) => {
                    self.not_passed(digest, "tỉnh đã trả lời, cần phiên bản mới của máy khu vực để đọc")
                        .await?;
                }
                Ok(answer) => {
                    self.file.answer_bundle(digest, &answer, self.clock.unix_ms()).await?;
                    answered += 1;
                }
                Err(UpstreamError::Refused(words)) => self.not_passed(digest, &words).await?,
                Err(UpstreamError::TooLarge) => {
                    self.not_passed(digest, "Gói quá lớn đối với đường truyền: hãy mang tay.").await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        for device in self.receipts_wanted().await? {
            if let Some(file) = self.upstream.receipt(device).await? {
                match self.take_receipt(None, file).await {
                    Ok(row) if row.problem.is_none() => {}
                    Err(NotKept::Store(error)) => return Err(error.into()),
                    useless => tracing::warn!(?useless, "the receipt for device={device} is not taken"),
                }
            }
        }
        Ok(answered)
    }

    async fn not_passed(&self, digest: Digest, words: &str) -> Result<(), PassingError> {
        tracing::warn!(words, "the province did not take bundle={digest}");
        Ok(self.file.keep_trouble(digest, words, self.clock.unix_ms()).await?)
    }

    /// Devices of which the province has given its word on a bundle since their receipt file came, or still waits.
    async fn receipts_wanted(&self) -> Result<BTreeSet<DeviceId>, PassingError> {
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
