//! What the console's pages call.

pub mod alarms;
pub mod awards;
pub mod codes;
pub mod devices;
pub mod figures;
mod known_browser;
pub mod moves;
mod pages;
pub mod people;
pub mod quarantine;
pub mod sessions;
pub mod units;
