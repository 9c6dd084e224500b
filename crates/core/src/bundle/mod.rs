//! Bundles: a segment of a device's log in one file, signed by the device and sealed to the office, so that anybody
//! may carry it. And receipt files: the office's signed word on a device's logs, for the way back.
//!
//! A bundle, all numbers big-endian:
//!
//! | part | bytes |
//! |---|---|
//! | `DANVANB\n`, format | 8 + 2 |
//! | length of the header, [`BundleHeader`] as JSON, readable by anybody | 4 + n |
//! | encapsulated key of RFC 9180 (DHKEM P-256, HKDF-SHA256, ChaCha20Poly1305, base mode) | 65 |
//! | number of parts, then each part's length and sealed bytes | 4 + k × (4 + n) |
//! | the device's signature (ECDSA P-256, SHA-256) over everything before it | 64 |
//!
//! Each part is bound to the header, to its place and to whether it is the last: cutting, swapping and mixing are
//! noticed even by somebody who has no key to check the signature with. Every length is bounded before anything is
//! allocated for it.

mod contents;
mod format;
mod header;
#[cfg(any(test, feature = "hostile-bundles"))]
pub mod hostile;
mod hpke;
mod opening;
mod problem;
mod receipt;
mod sealing;

pub use contents::BundledFile;
pub use header::{BUNDLE_FORMAT, BundleHeader};
pub use opening::{OpenedBundle, open, read_header, verify};
pub use problem::BundleProblem;
pub use receipt::{RECEIPT_BYTES_MAX, ReceiptFile};
pub use sealing::{Origin, UnsignedBundle, seal, seal_unsigned};

pub use crate::keys::{OfficeKeys, OfficeSecrets, PublicKey, SecretKey, Signature};

/// The largest bundle, in bytes. Devices stay well below it and make several instead.
pub const BUNDLE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// The most entries in one bundle.
pub const BUNDLE_ENTRIES_MAX: usize = crate::wire::PUSH_ENTRIES_MAX;

/// The most attachments in one bundle.
pub const BUNDLE_FILES_MAX: usize = 1_000;

#[cfg(test)]
mod tests;
