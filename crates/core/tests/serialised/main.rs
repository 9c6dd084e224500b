//! The forms in which everything is stored and sent. A text here that no longer reads, or reads back as another one,
//! breaks devices and databases in the field: add optional fields, never change these lines.

#![expect(clippy::unwrap_used, reason = "a test's helper fails as a test does")]

mod console;
mod device;
mod newer;
mod people;
mod records;
mod round_trips;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads the text and writes it again: the same JSON must come out.
fn keeps<T: Serialize + DeserializeOwned>(text: &str) -> T {
    let read: T = serde_json::from_str(text).unwrap_or_else(|problem| panic!("{problem}: {text}"));
    let written = serde_json::to_value(&read).unwrap();
    let expected: Value = serde_json::from_str(text).unwrap();
    assert_eq!(written, expected);
    read
}

/// Reads a text of an older version.
fn reads<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|problem| panic!("{problem}: {text}"))
}
