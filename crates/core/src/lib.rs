//! Every rule of Sổ Dân vận, without I/O, clock or randomness.
//!
//! Time, identifiers and bytes are handed in, so the same lines run in the browser, in the office and in a
//! simulated fleet of devices.

pub mod catalogue;
pub mod text;
