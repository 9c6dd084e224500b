//! Bundles out, receipt files in: the way to the office without a network.

mod pack;
mod receipts;

pub use pack::{PackFailure, PackedFile, pack};
pub use receipts::{ReceiptFailure, take_receipt};
