//! Why a file was not accepted.

use serde::{Deserialize, Serialize};

use crate::code::Code;

/// What is wrong with a bundle or a receipt file. The pages turn it into sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleProblem {
    /// It does not begin like one.
    NotABundle,
    /// A later version wrote it.
    Newer,
    /// It ends too early.
    Truncated,
    /// It is larger than such files are.
    TooLarge,
    /// Something in it is not what it should be.
    Damaged,
    /// It names a device that the office does not know, or one whose key it does not have.
    UnknownDevice,
    /// The device is revoked. With [`crate::wire_bundles::BundleOutcome::Quarantined`] the bundle is kept apart all the
    /// same.
    DeviceRevoked,
    /// The signature is not that of the one who is said to have made it: damaged on the way, or made by another.
    BadSignature,
    /// It was sealed for another office.
    OtherOffice,
    /// It says that it was sealed for this office, and cannot be opened with this office's key.
    WrongKey,
    /// What is inside is not what its header says.
    HeaderDiffers,
    /// The log belongs to another device.
    NotTheirLog,
    /// What it continues is not what the office has of the log.
    ChainDiffers,
    /// So much of its device waits already that the office keeps no more: what is missing before has to come first.
    TooMuchWaits,
    /// It is for another device.
    OtherDevice,
    /// Its header names a unit that its device does not belong to, and never did.
    OtherUnit,
    /// A problem of another version, carried on under its name.
    #[serde(untagged)]
    Other(Code),
}
