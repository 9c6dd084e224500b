//! Helpers: an office, devices, people at the console.

mod device;
mod office;

pub use device::{Answer, TestDevice, activity, message, nomination};
pub use office::{TestConsole, TestOffice};
