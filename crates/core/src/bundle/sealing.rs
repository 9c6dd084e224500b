//! Making a bundle.

use chrono::{DateTime, FixedOffset};

use super::format::{BUNDLE_MAGIC, PART_BYTES, PARTS_MAX, push_counted};
use super::{BUNDLE_BYTES_MAX, BUNDLE_FORMAT, BundleHeader, BundledFile, contents, hpke};
use crate::catalogue::{ProvinceCode, UnitId};
use crate::ids::{DeviceId, Digest, LogId};
use crate::keys::{OfficeKeys, SecretKey, Signature};
use crate::wire::Push;

/// What HPKE binds every bundle to.
pub(super) const INFO: &[u8] = b"danvan bundle 1";

/// Where a bundle comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The province.
    pub province: ProvinceCode,
    /// The device's home unit.
    pub unit: UnitId,
    /// The device.
    pub device: DeviceId,
    /// The log.
    pub log: LogId,
    /// The device's clock.
    pub made_at: DateTime<FixedOffset>,
}

/// A bundle that lacks its device's signature: a key that only signs asynchronously (WebCrypto) signs
/// [`Self::message`] and gives the signature to [`Self::signed`].
#[derive(Clone, Debug)]
pub struct UnsignedBundle(Vec<u8>);

impl UnsignedBundle {
    /// What the device signs: everything before the signature.
    pub fn message(&self) -> &[u8] {
        &self.0
    }

    /// The whole file; `None` where it is larger than a bundle may be.
    pub fn signed(self, signature: &Signature) -> Option<Vec<u8>> {
        let mut file = self.0;
        file.extend_from_slice(signature.as_bytes());
        (file.len() <= BUNDLE_BYTES_MAX).then_some(file)
    }
}

/// Seals a segment of a log with attachments to the office and signs it. `seed` must be fresh random bytes.
///
/// `None` where there is more than one bundle holds, or a key is none.
pub fn seal(
    origin: Origin,
    push: &Push,
    files: &[BundledFile],
    office: &OfficeKeys,
    secret: &SecretKey,
    seed: [u8; 32],
) -> Option<Vec<u8>> {
    let unsigned = seal_unsigned(origin, push, files, office, seed)?;
    let signature = secret.sign(unsigned.message())?;
    unsigned.signed(&signature)
}

/// The same, to be signed by whoever holds the device's key.
pub fn seal_unsigned(
    origin: Origin,
    push: &Push,
    files: &[BundledFile],
    office: &OfficeKeys,
    seed: [u8; 32],
) -> Option<UnsignedBundle> {
    let clear = contents::write(push, files)?;
    let header = BundleHeader {
        format: BUNDLE_FORMAT,
        province: origin.province,
        unit: origin.unit,
        device: origin.device,
        log: origin.log,
        from: push.from,
        count: push.entries.len() as u64,
        previous: push.previous,
        last: push.last,
        attachments: files.len() as u64,
        bytes: clear.len() as u64,
        office: office.id.clone(),
        made_at: origin.made_at,
        signature: push.signature,
    };
    seal_parts(&header, &clear, office, seed)
}

/// The same for a header and contents that may not belong together: what hostile files are made of in tests.
#[cfg(any(test, feature = "hostile-bundles"))]
pub(super) fn seal_clear(
    header: &BundleHeader,
    clear: &[u8],
    office: &OfficeKeys,
    secret: &SecretKey,
    seed: [u8; 32],
) -> Option<Vec<u8>> {
    let unsigned = seal_parts(header, clear, office, seed)?;
    let signature = secret.sign(unsigned.message())?;
    unsigned.signed(&signature)
}

fn seal_parts(
    header: &BundleHeader,
    clear: &[u8],
    office: &OfficeKeys,
    seed: [u8; 32],
) -> Option<UnsignedBundle> {
    let mut file = Vec::with_capacity(clear.len() + clear.len() / 1024 + 4 * 1024);
    file.extend_from_slice(BUNDLE_MAGIC);
    file.extend_from_slice(&header.format.to_be_bytes());
    push_counted(&mut file, &serde_json::to_vec(header).ok()?)?;
    let binding = Digest::of(&[&file]);

    let (encapsulated, mut sender) = hpke::sender(&office.seal, INFO, seed)?;
    file.extend_from_slice(&encapsulated);
    let parts: Vec<&[u8]> = clear.chunks(PART_BYTES).collect();
    if parts.len() > PARTS_MAX {
        return None;
    }
    file.extend_from_slice(&u32::try_from(parts.len()).ok()?.to_be_bytes());
    for (place, part) in parts.iter().enumerate() {
        let sealed = sender.seal(part, &associated(&binding, place + 1 == parts.len())).ok()?;
        push_counted(&mut file, &sealed)?;
    }
    Some(UnsignedBundle(file))
}

/// What a part is bound to beside its place: the header, and whether it is the last one.
pub(super) fn associated(binding: &Digest, last: bool) -> [u8; 33] {
    let mut bound = [u8::from(last); 33];
    bound.iter_mut().zip(binding.as_bytes()).for_each(|(byte, given)| *byte = *given);
    bound
}
