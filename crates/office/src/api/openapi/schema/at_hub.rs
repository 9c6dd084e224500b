//! What a hub answers.

use utoipa::ToSchema;

use super::BundleRow;

/// A device wants to show who it is.
#[derive(ToSchema)]
pub struct HubChallengeRequest {
    /// The device's identifier (UUID).
    device: String,
}

/// What to sign, once and soon.
#[derive(ToSchema)]
pub struct HubChallenge {
    /// 32 random bytes in hexadecimal.
    challenge: String,
}

/// The device answers the challenge.
#[derive(ToSchema)]
pub struct HubSessionRequest {
    device: String,
    /// The challenge that the hub gave.
    challenge: String,
    /// The device's signature (ECDSA P-256, SHA-256, 64 bytes in hexadecimal) over province, hub, device and challenge.
    proof: String,
}

/// A session of a device.
#[derive(ToSchema)]
pub struct HubSession {
    /// To send to this hub as `Authorization: Bearer`.
    token: String,
}

/// The figures of the hub's page.
#[derive(ToSchema)]
pub struct Overview {
    /// The hub's name.
    name: String,
    /// How the line was the last time; nothing before the first attempt.
    line_up: Option<bool>,
    /// What was wrong with it.
    line_trouble: Option<String>,
    /// When the province last answered, in Unix milliseconds.
    last_contact_ms: Option<i64>,
    /// When everything that waited was last passed on.
    last_passed_ms: Option<i64>,
    /// Entries that wait for the line, or for their device's signature.
    waiting: u64,
    /// Those of them that no device has signed.
    unsigned: u64,
    /// Devices of which the province knows no key.
    without_key: u64,
    /// Bundles that wait for the line or for a carrier.
    bundles: u64,
    /// The members, then whoever else came.
    units: Vec<UnitLine>,
    /// What the province did not take, in its words.
    refused: Vec<String>,
}

/// One unit.
#[derive(ToSchema)]
pub struct UnitLine {
    name: String,
    /// How many devices it has.
    devices: u64,
    /// When one of them was last here, in Unix milliseconds.
    last_contact_ms: Option<i64>,
    /// Entries that the hub holds.
    held: u64,
    /// Those of them that the province has not confirmed.
    waiting: u64,
    /// Bundles that wait for the province's word.
    bundles: u64,
}

/// What a hub keeps and what became of it.
#[derive(ToSchema)]
pub struct KeptBundles {
    bundles: Vec<KeptBundle>,
}

/// A bundle that was brought to a hub.
#[derive(ToSchema)]
pub struct KeptBundle {
    /// The hub's own word.
    row: BundleRow,
    /// The file's size.
    bytes: u64,
    /// When it was last copied for carrying it on.
    copied_at: Option<String>,
    /// The province's word, once it is known.
    answer: Option<BundleRow>,
    /// Why the province did not take it over the line.
    trouble: Option<String>,
}

/// A row for each receipt in a file.
#[derive(ToSchema)]
pub struct ReceiptRows {
    receipts: Vec<ReceiptRow>,
}

/// What became of a receipt file.
#[derive(ToSchema)]
pub struct ReceiptRow {
    name: Option<String>,
    device: Option<String>,
    /// What people call the device.
    device_name: Option<String>,
    /// Why it cannot be used, such as `bad_signature`.
    problem: Option<String>,
    /// Bundles of the device that waited and are answered by it.
    answered: u64,
}

/// A hub that answers.
#[derive(ToSchema)]
pub struct HubHealth {
    /// `ok`.
    status: String,
    /// The hub's name.
    hub: String,
    version: String,
}
