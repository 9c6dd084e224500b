//! The pages of the phone, one file each.

pub mod book;
pub mod by_hand;
mod conflict;
pub mod drafts;
pub mod enrol;
pub mod form;
pub mod home;
pub mod infinite;
pub mod joining;
pub mod record;
mod rejoin;
pub mod settings;
pub mod sync;
mod sync_files;
pub mod unknown;
mod withdraw;
pub mod write;
