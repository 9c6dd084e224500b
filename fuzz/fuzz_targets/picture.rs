//! What a file is, by its content alone. See `../README.md`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/office/src/attachments/recognise.rs"]
mod recognise;

fuzz_target!(|bytes: &[u8]| {
    let found = recognise::recognise(bytes);
    // Twice is the same.
    assert_eq!(recognise::recognise(bytes), found);
});
