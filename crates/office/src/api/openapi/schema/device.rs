//! What devices send and get.

use utoipa::ToSchema;

use super::{Author, Record, Role, Scope};

/// The office's public keys.
#[derive(ToSchema)]
pub struct OfficeKeys {
    /// Names the pair.
    id: String,
    /// What bundles are sealed to (RFC 9180, DHKEM P-256): a compressed point in hexadecimal.
    seal: String,
    /// What receipt files are signed with (ECDSA P-256).
    sign: String,
}

/// A device gives a code and becomes known.
#[derive(ToSchema)]
pub struct EnrolmentRequest {
    /// The code as typed: case, spaces and hyphens do not matter.
    code: String,
    /// The device's identifier (UUID), made by itself.
    device: String,
    /// The log it will write (UUID).
    log: String,
    /// What people call the device.
    device_name: String,
    /// The key that it signs with: a compressed point of P-256 (SEC1), in hexadecimal.
    key: Option<String>,
    /// That key's signature (ECDSA P-256, SHA-256, 64 bytes in hexadecimal) over `danvan enrolment 1`, a line feed, the
    /// 16 bytes of the device, the 16 of the log, the 33 of the key and the code as sent.
    proof: Option<String>,
    /// Whether a machine of a district centre enrols.
    machine: Option<bool>,
}

/// Who the device's user is and what they reach.
#[derive(ToSchema)]
pub struct Enrolment {
    /// The secret to send as `Authorization: Bearer`.
    token: String,
    author: Author,
    role: Role,
    scope: Scope,
    /// The province's code.
    province: String,
    /// The unit that new records belong to.
    home: String,
    /// The name of the place or post.
    place: String,
    /// The organisation that is offered first.
    organisation: Option<String>,
    office_keys: Option<OfficeKeys>,
}

/// How far a log goes.
#[derive(ToSchema)]
pub struct Head {
    /// The number of entries.
    length: u64,
    /// SHA-256 over the chain, in hexadecimal.
    digest: String,
}

/// The office's word on a log.
#[derive(ToSchema)]
pub struct Receipt {
    log: String,
    head: Head,
    /// When the last entry arrived.
    received_at: String,
    /// Another epoch means a restored or a different office.
    epoch: String,
    /// How many of the log's entries lie in a backup as well, where the office knows of one.
    backed_up: Option<u64>,
}

/// Where a hub answers: how far it has the log itself. Only the receipt beside it confirms.
#[derive(ToSchema)]
pub struct Held {
    /// The hub's identifier.
    hub: String,
    /// Its name.
    name: String,
    head: Head,
    /// When the last entry arrived at the hub.
    received_at: String,
    /// Epochs of the province that the hub met before the receipt's.
    earlier_epochs: Option<Vec<String>>,
    /// How many of the entries lie under a signature of the device.
    signed: Option<u64>,
}

/// The office's word on one entry.
#[derive(ToSchema)]
pub struct Verdict {
    number: u64,
    record: Option<String>,
    /// The record's revision afterwards.
    revision: u64,
    /// `{"type": "applied"}`, `{"type": "merged", "waiting": […]}` or `{"type": "refused", "problem": {…}}`.
    #[schema(value_type = Object)]
    outcome: (),
}

/// How far the office has a log.
#[derive(ToSchema)]
pub struct LogStatus {
    receipt: Receipt,
    /// From the number asked for, in order, at most 5,000.
    verdicts: Vec<Verdict>,
    held: Option<Held>,
}

/// A segment of a log.
#[derive(ToSchema)]
pub struct Push {
    /// The number of the first entry.
    from: u64,
    /// The digest of the entry before it, or of the empty log.
    previous: String,
    /// The digest of the last entry sent.
    last: String,
    /// The entries' frozen texts, byte for byte as they were chained.
    #[schema(value_type = Vec<Object>)]
    entries: (),
    /// The device's signature over the head after this segment: `danvan segment 1`, a line feed, the 16 bytes of the
    /// device, the 16 of the log, its new length (8 bytes, big-endian) and `last` (32 bytes). ECDSA P-256, 64 bytes in hexadecimal.
    signature: Option<String>,
}

/// The answer to a segment.
#[derive(ToSchema)]
pub struct PushAnswer {
    receipt: Receipt,
    /// One for each entry sent that is in the log, repeats included.
    verdicts: Vec<Verdict>,
    /// The first number where the office holds another entry; the rest is kept apart.
    forked: Option<u64>,
    held: Option<Held>,
}

/// A segment of the feed.
#[derive(ToSchema)]
pub struct FeedPage {
    epoch: String,
    /// Oldest change first.
    records: Vec<Record>,
    /// Opaque.
    cursor: String,
    more: bool,
}

/// Which of these files has the office whole?
#[derive(ToSchema)]
pub struct KnownRequest {
    /// Digests, 64 hexadecimal digits each, 1,000 at most.
    sha256: Vec<String>,
    /// The record on whose page they are to stand: only as files of this record.
    record: Option<String>,
}

/// The office's word on files.
#[derive(ToSchema)]
pub struct KnownAnswer {
    /// Under another epoch the answer must be asked for again.
    epoch: String,
    /// Those that the office has whole, verified and stored.
    known: Vec<String>,
    /// Those of them that lie in a backup too.
    backed_up: Option<Vec<String>>,
}

/// An RFC 9457 problem, `application/problem+json`.
#[derive(ToSchema)]
pub struct ProblemDocument {
    /// Such as `/problems/gap`.
    r#type: String,
    /// A short sentence in Vietnamese.
    title: String,
    status: u16,
    detail: Option<String>,
    /// The core's message and its place, where the rules refused something.
    #[schema(value_type = Option<Object>)]
    problem: (),
}
