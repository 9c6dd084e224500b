//! What the console's pages call.

pub mod awards;
pub mod codes;
pub mod figures;
pub mod moves;
pub mod sessions;
pub mod units;
