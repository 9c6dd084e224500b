//! The container: reading and writing of its parts, with a bound on every length.

use super::{BUNDLE_BYTES_MAX, BundleProblem};
use crate::keys::{SIGNATURE_BYTES, Signature};

pub const BUNDLE_MAGIC: &[u8; 8] = b"DANVANB\n";
pub const RECEIPT_MAGIC: &[u8; 8] = b"DANVANR\n";

/// The longest header.
pub const HEADER_BYTES_MAX: usize = 4 * 1024;
/// The clear bytes in one part.
pub const PART_BYTES: usize = 64 * 1024;
/// The most parts that a bundle can have.
pub const PARTS_MAX: usize = BUNDLE_BYTES_MAX / PART_BYTES;

/// Takes bytes off the front.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// So many bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], BundleProblem> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(BundleProblem::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BundleProblem> {
        self.take(N)?.try_into().map_err(|_| BundleProblem::Truncated)
    }

    pub fn u16(&mut self) -> Result<u16, BundleProblem> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// A number, refused where it is larger than `max`.
    pub fn number(&mut self, max: usize) -> Result<usize, BundleProblem> {
        let number = u32::from_be_bytes(self.array()?);
        usize::try_from(number).ok().filter(|number| *number <= max).ok_or(BundleProblem::Damaged)
    }

    /// Bytes behind their number.
    pub fn counted(&mut self, max: usize) -> Result<&'a [u8], BundleProblem> {
        let count = self.number(max)?;
        self.take(count)
    }
}

/// The beginning of a signed file: its kind, and a format that this version reads.
pub fn begin<'a>(
    bytes: &'a [u8],
    magic: &[u8; 8],
    format: u16,
    bytes_max: usize,
) -> Result<Reader<'a>, BundleProblem> {
    let mut reader = Reader(bytes);
    let found = reader.take(magic.len()).map_err(|_| BundleProblem::NotABundle)?;
    if found != magic {
        return Err(BundleProblem::NotABundle);
    }
    let found = reader.u16()?;
    if found > format {
        return Err(BundleProblem::Newer);
    }
    if found == 0 {
        return Err(BundleProblem::Damaged);
    }
    if bytes.len() > bytes_max {
        return Err(BundleProblem::TooLarge);
    }
    Ok(reader)
}

/// Adds bytes behind their number.
pub fn push_counted(file: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    file.extend_from_slice(&u32::try_from(bytes.len()).ok()?.to_be_bytes());
    file.extend_from_slice(bytes);
    Some(())
}

/// Parts a signed file into what was signed and the signature.
pub fn split_signature(bytes: &[u8]) -> Result<(&[u8], Signature), BundleProblem> {
    let at = bytes.len().checked_sub(SIGNATURE_BYTES).ok_or(BundleProblem::Truncated)?;
    let (signed, signature) = bytes.split_at_checked(at).ok_or(BundleProblem::Truncated)?;
    Ok((signed, Signature::from_bytes(signature).ok_or(BundleProblem::Truncated)?))
}
