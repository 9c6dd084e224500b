//! Dates as people type them. See `../README.md`.
#![no_main]

use danvan_core::text::{parse_date, print_date, print_iso_date, print_long_date};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(date) = parse_date(text) else { return };
    for printed in [print_date(date), print_iso_date(date), print_long_date(date)] {
        assert_eq!(parse_date(&printed), Ok(date), "{printed}");
    }
});
