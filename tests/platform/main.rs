//! The platform in a real browser: both stores, the device over them, and its sync with a scripted office.

#![cfg(target_arch = "wasm32")]

mod append;
mod conformance;
mod damage;
mod drafts;
mod enrol;
mod fallback;
mod limits;
mod net;
mod support;
mod sync;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
