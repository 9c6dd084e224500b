//! Every rule of Sổ Dân vận, without I/O, clock or randomness.
//!
//! Time, identifiers and bytes are handed in, so the same lines run in the browser, in the office and in a
//! simulated fleet of devices.

#[cfg(feature = "bundled-data")]
pub mod acceptance;
pub mod access;
pub mod apply;
pub mod attachment;
pub mod bounded;
pub mod bundle;
pub mod catalogue;
pub mod clock;
pub mod code;
pub mod enrolment_code;
pub mod entry;
pub mod figures;
pub mod further;
pub mod hexadecimal;
pub mod ids;
pub mod keys;
pub mod message;
pub mod proof;
pub mod record;
pub mod role;
pub mod sync;
pub mod text;
pub mod validate;
pub mod values;
pub mod wire;
pub mod wire_alarms;
pub mod wire_bundles;
pub mod wire_console;
pub mod wire_people;
pub mod workflow;
