//! The receipt file: the office's word on a device's logs, for a device that cannot hear it over the network.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::format::{RECEIPT_MAGIC, begin, push_counted, split_signature};
use super::{BUNDLE_FORMAT, BundleProblem};
use crate::catalogue::ProvinceCode;
use crate::ids::{DeviceId, Digest};
use crate::keys::{PublicKey, SIGNATURE_BYTES, SecretKey};
use crate::wire::LogStatus;

/// The largest receipt file, in bytes.
pub const RECEIPT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The office's word on everything that it has of a device, as at one moment.
///
/// Laid out as JSON between `DANVANR\n`, a format and a length before it, and the office's signature behind it. Do not
/// rename fields; add optional ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFile {
    /// The province.
    pub province: ProvinceCode,
    /// The device it is for.
    pub device: DeviceId,
    /// When the office wrote it.
    pub made_at: DateTime<FixedOffset>,
    /// The device's logs, oldest first, each with the verdicts that fit.
    pub logs: Vec<LogStatus>,
    /// Attachments of the device's records that the office has whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Digest>,
    /// Epochs that the office had before the one of the receipts, oldest first: this is the newer word. Offices before
    /// this field was there leave it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_epochs: Vec<String>,
}

impl ReceiptFile {
    /// The signed file. `None` where it would be too large, or the secret is no key.
    pub fn write(&self, sign: &SecretKey) -> Option<Vec<u8>> {
        let mut file = RECEIPT_MAGIC.to_vec();
        file.extend_from_slice(&BUNDLE_FORMAT.to_be_bytes());
        push_counted(&mut file, &serde_json::to_vec(self).ok()?)?;
        let signature = sign.sign(&file)?;
        file.extend_from_slice(signature.as_bytes());
        (file.len() <= RECEIPT_BYTES_MAX).then_some(file)
    }

    /// Reads a file that the office signed with the key that the device was given.
    ///
    /// # Errors
    /// Where it is no receipt, is damaged, or another has signed it.
    pub fn read(bytes: &[u8], sign: &PublicKey) -> Result<Self, BundleProblem> {
        let mut reader = begin(bytes, RECEIPT_MAGIC, BUNDLE_FORMAT, RECEIPT_BYTES_MAX)?;
        let text = reader.counted(RECEIPT_BYTES_MAX)?;
        let (signed, signature) = split_signature(bytes)?;
        if reader.0.len() < SIGNATURE_BYTES {
            return Err(BundleProblem::Truncated);
        }
        if reader.0.len() > SIGNATURE_BYTES {
            return Err(BundleProblem::Damaged);
        }
        if !sign.verifies(signed, &signature) {
            return Err(BundleProblem::BadSignature);
        }
        serde_json::from_slice(text).map_err(|_| BundleProblem::Damaged)
    }
}
