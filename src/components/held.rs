//! What is true of the work on a device from which the province takes nothing.

use crate::device::SyncStatus;
use crate::i18n::{count, sync, when};

/// How far the province has it, and how much of it waits here.
pub fn held(status: &SyncStatus, waiting: u64) -> String {
    let has = match status.receipt.as_ref().filter(|receipt| receipt.length > 0) {
        Some(receipt) => sync::HELD_HAS.with(&[&count(receipt.length as usize), &when::moment(&receipt.at)]),
        None => sync::HELD_HAS_NONE.get().to_owned(),
    };
    let waits = match waiting {
        0 => sync::HELD_NOTHING.get().to_owned(),
        waiting => sync::HELD_WAITS.count(waiting as usize),
    };
    [has, waits].join(" ")
}
