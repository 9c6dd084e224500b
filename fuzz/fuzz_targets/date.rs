//! Dates as people type them. See `../README.md`.
#![no_main]

use danvan_core::text::{DateReading, parse_date, print_date, print_iso_date, print_long_date, read_date};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(DateReading::Ask(days)) = read_date(text, parse_date("27/11/2026").ok()) {
        assert!(!days.is_empty() && days.iter().all(|day| parse_date(&print_date(*day)) == Ok(*day)));
    }
    let Ok(date) = parse_date(text) else { return };
    for printed in [print_date(date), print_iso_date(date), print_long_date(date)] {
        assert_eq!(parse_date(&printed), Ok(date), "{printed}");
    }
});
