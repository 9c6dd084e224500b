//! Sổ Dân vận in the browser: pages over the device's own store, which syncs with the office when it can.

pub mod app;
pub mod components;
pub mod console;
pub mod device;
pub mod forms;
pub mod i18n;
pub mod net;
pub mod pages;
mod panics;
pub mod platform;
pub mod preferences;
pub mod routes;
