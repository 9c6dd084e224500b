//! How far a record's own entries have come.

use chrono::{DateTime, FixedOffset};
use danvan_core::message::Problem;

/// Where a record stands between this device and the province, as the list and the record page show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// "Nháp": typed, kept as a draft, not yet an entry.
    Draft,
    /// "Trên máy": saved here, and the office has not confirmed all of it.
    OnDevice,
    /// "Khu vực đã giữ": a hub holds all entries that the office has not confirmed, and no file waits.
    AtHub {
        /// The hub's name.
        hub: String,
        /// When the last of it arrived there.
        at: DateTime<FixedOffset>,
    },
    /// "Tỉnh đã nhận": all own entries are below the head that the office confirmed, and it has confirmed every file
    /// that they name and this device holds.
    Received {
        /// When the office received the last of it, if it said so.
        at: Option<DateTime<FixedOffset>>,
    },
    /// "Cần sửa".
    NeedsFix(Fix),
    /// "Cần chọn": values met others and wait as proposals for a person's choice.
    Conflict,
}

/// Why a record needs its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// The office returned it, with this reason.
    Returned {
        /// The reason as it was written.
        reason: String,
    },
    /// The office refused the last entry about it; what was written is still in the log and on the record page.
    Refused {
        /// Why.
        problem: Problem,
    },
    /// A file does not come to the office; it is still on the device.
    File {
        /// The file's name.
        name: String,
        /// The office's words; empty where this device has lost the file.
        reason: String,
    },
    /// The office has lost a file that this device had let go, since it was said to lie in a backup.
    FileGone {
        /// The file's name.
        name: String,
    },
}

impl Delivery {
    /// Whether something of the record is not yet at the province.
    pub fn waits(&self) -> bool {
        matches!(self, Self::Draft | Self::OnDevice | Self::AtHub { .. })
    }

    /// Whether a person must act.
    pub fn needs_person(&self) -> bool {
        matches!(self, Self::NeedsFix(_) | Self::Conflict)
    }
}
