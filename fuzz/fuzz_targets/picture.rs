//! What a file is, by its content alone, and an image without what it tells. See `../README.md`.
#![no_main]

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/office/src/attachments/recognise.rs"]
mod recognise;
#[path = "../../crates/office/src/attachments/strip.rs"]
mod strip;

fuzz_target!(|bytes: &[u8]| {
    let Ok(file_type) = recognise::recognise(bytes) else { return };
    let Ok(told) = strip::strip(file_type, bytes) else { return };
    // What is left is the same kind of file, and tells nothing more.
    assert_eq!(recognise::recognise(&told), Ok(file_type));
    let again = strip::strip(file_type, &told);
    assert!(matches!(again, Ok(Cow::Borrowed(same)) if same == told.as_ref()), "it tells something still");
});
