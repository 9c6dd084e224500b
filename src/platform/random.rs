//! Random bytes from the browser, and identifiers made of them.

use danvan_core::ids::{DeviceId, LogId, RecordId};

use super::{clock, window};

/// A new record's identifier.
pub fn record_id() -> RecordId {
    RecordId::from_random(clock::unix_ms(), bytes())
}

/// A new log's identifier.
pub fn log_id() -> LogId {
    LogId::from_random(clock::unix_ms(), bytes())
}

/// A new device's identifier.
pub fn device_id() -> DeviceId {
    DeviceId::from_random(clock::unix_ms(), bytes())
}

/// Fresh bytes for a key or a sealed file.
pub fn seed() -> [u8; 32] {
    bytes()
}

/// A throw of dice for waiting times.
pub fn dice() -> u32 {
    u32::from_le_bytes(bytes())
}

/// Random bytes of the quality that identifiers need.
fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    // Every browser that runs WebAssembly has it; without, two devices could share a log's name.
    assert!(filled.is_ok(), "the browser gives no random bytes");
    bytes
}
