//! Sổ Dân vận in the browser: pages over the device's own store, which syncs with the office when it can.

pub mod device;
pub mod net;
pub mod platform;
