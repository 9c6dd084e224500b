//! The platform in a real browser: both stores, the device over them, and its sync with a scripted office.

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails here, with a word why"
)]

mod append;
mod bundles;
mod conformance;
mod damage;
mod drafts;
mod enrol;
mod fallback;
mod files;
mod forgetting;
mod hub;
mod keys;
mod limits;
mod net;
mod pressure;
mod releases;
mod safety;
mod search;
mod support;
mod sync;
mod together;
mod upgrade;
mod versions;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
