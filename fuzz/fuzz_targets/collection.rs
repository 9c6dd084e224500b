//! A collection of files, as an archive or as one file. See `../README.md`.
#![no_main]

use std::io;

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/office/src/collection/archive.rs"]
mod archive;

const FILE_MAX: u64 = 4_096;

fuzz_target!(|bytes: &[u8]| {
    let (mut left, mut whole) = (bytes, 0);
    let outcome = archive::read(&mut left, FILE_MAX, &mut |member| {
        if let Ok(content) = member.content {
            assert!(content.len() as u64 <= FILE_MAX);
            whole += content.len();
        }
        assert!(member.name.is_none_or(|name| !name.contains('/')));
        Ok(())
    });
    // Nothing is given twice or made up.
    assert!(whole <= bytes.len());
    assert!(outcome.is_err() || left.is_empty());
    // Whoever takes no file ends the reading.
    let refused = archive::read(&mut &*bytes, FILE_MAX, &mut |_| Err(io::ErrorKind::BrokenPipe.into()));
    assert!(refused.is_err() || whole == 0);
});
