//! Reading a bundle: its header, its signature, its contents.

use super::format::{BUNDLE_MAGIC, HEADER_BYTES_MAX, PART_BYTES, PARTS_MAX, Reader, begin, split_signature};
use super::hpke::{ENCAPSULATED_BYTES, TAG_BYTES};
use super::sealing::{INFO, associated};
use super::{BUNDLE_BYTES_MAX, BUNDLE_FORMAT, BundleHeader, BundleProblem, BundledFile, contents, hpke};
use crate::catalogue::UNIT_ID_BYTES_MAX;
use crate::entry::{Chain, Head};
use crate::ids::{Digest, LogId};
use crate::keys::{OfficeSecrets, PublicKey};
use crate::wire::Push;

/// What was in a bundle.
#[derive(Clone, Debug)]
pub struct OpenedBundle {
    /// Its clear header; what follows is what it says.
    pub header: BundleHeader,
    /// The segment of the log.
    pub push: Push,
    /// The attachments, each under the digest it is listed by; whether it has that digest is not looked at here.
    pub files: Vec<BundledFile>,
}

/// Reads the clear header. It is anybody's word until [`verify`] has said otherwise.
///
/// # Errors
/// Where the file is no bundle, or none that this version reads.
pub fn read_header(bytes: &[u8]) -> Result<BundleHeader, BundleProblem> {
    Ok(Parts::of(bytes)?.header)
}

/// Reads the clear header and checks that `device` signed the whole file. Needs no secret: a hub can do it.
///
/// # Errors
/// Where the file is no whole bundle, or another has signed it.
pub fn verify(bytes: &[u8], device: &PublicKey) -> Result<BundleHeader, BundleProblem> {
    Ok(Parts::signed_by(device, bytes)?.header)
}

/// Opens a bundle that `device` signed and that was sealed to the office.
///
/// # Errors
/// In every case but the one that all of it is as it was made.
pub fn open(bytes: &[u8], office: &OfficeSecrets, device: &PublicKey) -> Result<OpenedBundle, BundleProblem> {
    let parts = Parts::signed_by(device, bytes)?;
    if office.public().is_none_or(|keys| keys.id != parts.header.office) {
        return Err(BundleProblem::OtherOffice);
    }
    let mut receiver =
        hpke::receiver(&office.seal, INFO, parts.encapsulated).map_err(|_| BundleProblem::Damaged)?;
    let mut clear = Vec::with_capacity(parts.sealed.iter().map(|part| part.len()).sum());
    for (place, part) in parts.sealed.iter().enumerate() {
        let bound = associated(&parts.binding, place + 1 == parts.sealed.len());
        // The signature was right: it is the device that sealed it to something else.
        clear.extend(receiver.open(part, &bound).map_err(|_| BundleProblem::WrongKey)?);
    }
    let (mut push, files) = contents::read(&clear)?;
    let header = parts.header;
    push.signature = header.signature;
    let as_said = header.from == push.from
        && header.count == push.entries.len() as u64
        && header.previous == push.previous
        && header.last == push.last
        && header.attachments == files.len() as u64
        && header.bytes == clear.len() as u64;
    if !as_said {
        return Err(BundleProblem::HeaderDiffers);
    }
    if chained(header.log, &push).is_none_or(|head| head.digest != push.last) {
        return Err(BundleProblem::Damaged);
    }
    Ok(OpenedBundle { header, push, files })
}

/// Where the log stands after a segment, by its texts.
fn chained(log: LogId, push: &Push) -> Option<Head> {
    push.from.checked_add(push.entries.len() as u64)?;
    let mut chain = Chain::resume(log, Head { length: push.from, digest: push.previous });
    for text in &push.entries {
        chain.append(text.get().to_owned());
    }
    Some(chain.head())
}

/// The file's parts, none of them trusted.
struct Parts<'a> {
    header: BundleHeader,
    /// The digest of everything up to the end of the header.
    binding: Digest,
    encapsulated: &'a [u8],
    sealed: Vec<&'a [u8]>,
}

impl<'a> Parts<'a> {
    fn signed_by(device: &PublicKey, bytes: &'a [u8]) -> Result<Self, BundleProblem> {
        let parts = Self::of(bytes)?;
        let (signed, signature) = split_signature(bytes)?;
        if device.verifies(signed, &signature) { Ok(parts) } else { Err(BundleProblem::BadSignature) }
    }

    fn of(bytes: &'a [u8]) -> Result<Self, BundleProblem> {
        let mut reader = begin(bytes, BUNDLE_MAGIC, BUNDLE_FORMAT, BUNDLE_BYTES_MAX)?;
        let header = reader.counted(HEADER_BYTES_MAX)?;
        let (before, _) =
            bytes.split_at_checked(bytes.len() - reader.0.len()).ok_or(BundleProblem::Damaged)?;
        let binding = Digest::of(&[before]);
        let header: BundleHeader = serde_json::from_slice(header).map_err(|_| BundleProblem::Damaged)?;
        // It is shown and kept before anybody knows the device.
        let names = [header.unit.as_str(), header.province.as_str(), &header.office];
        if names.iter().any(|name| name.len() > UNIT_ID_BYTES_MAX) {
            return Err(BundleProblem::Damaged);
        }
        let encapsulated = reader.take(ENCAPSULATED_BYTES)?;
        let count = reader.number(PARTS_MAX)?;
        let mut sealed = Vec::with_capacity(count);
        for _ in 0..count {
            sealed.push(reader.counted(PART_BYTES + TAG_BYTES)?);
        }
        let Reader(signature) = reader;
        match signature.len().cmp(&crate::keys::SIGNATURE_BYTES) {
            std::cmp::Ordering::Less => Err(BundleProblem::Truncated),
            std::cmp::Ordering::Greater => Err(BundleProblem::Damaged),
            std::cmp::Ordering::Equal => Ok(Self { header, binding, encapsulated, sealed }),
        }
    }
}
