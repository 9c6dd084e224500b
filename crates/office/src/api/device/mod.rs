//! What devices call.

pub mod enrolments;
pub mod feed;
pub mod keys;
pub mod logs;
pub mod uploads;
