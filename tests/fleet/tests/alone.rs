//! In a process in which no office has prepared anything, as when the program is given an office elsewhere.

use danvan_core::sync::Trigger;
use danvan_fleet::real::load::{Load, run};

#[test]
fn an_office_that_is_not_there_is_an_error_in_words() {
    let load = Load { devices: 1, entries: 1, trigger: Trigger::Pressed };
    let problem = run("http://127.0.0.1:1", &["BUM-2222-2222".to_owned()], load, || ()).unwrap_err();
    let words = format!("{problem:#}");
    assert!(words.contains("127.0.0.1:1") && !words.contains("panicked"), "{words}");
}
