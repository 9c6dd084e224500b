//! What travels between a device and the office, as JSON. Do not rename fields; add optional ones.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::access::{Author, Role, Scope};
use crate::apply::Verdict;
use crate::catalogue::{HubId, UnitId};
use crate::entry::Head;
use crate::further::Further;
use crate::ids::{DeviceId, Digest, LogId, RecordId};
use crate::keys::{OfficeKeys, PublicKey, Signature};
use crate::record::Given;

/// The largest request body that the office reads, in bytes, uncompressed.
pub const REQUEST_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The most entries of one push. An app's push has a thousand at most (240 KB of texts, none below 240 bytes), a hub's
/// some two thousand (512 KB), and a bundle's segment as many as this.
pub const PUSH_ENTRIES_MAX: usize = 10_000;

/// The generation of this program's requests. One more where an older office or an older app could not be understood
/// any more; a new optional field is no reason.
pub const APP_GENERATION: u32 = 2;
/// The generation of a request that does not name one: apps before the header was there.
pub const APP_GENERATION_UNSAID: u32 = 1;
/// The oldest generation that an office takes unless it is told otherwise: an app two releases old still syncs.
pub const APP_GENERATION_OLDEST: u32 = 1;
/// The header in which a page of the console names the account, by its user's identifier, that it shows: the cookie may be
/// of somebody else by now, who signed in at another window.
pub const ACCOUNT_HEADER: &str = "danvan-account";
/// The header that carries [`APP_GENERATION`] with each request of a device.
pub const APP_HEADER: &str = "danvan-app";
/// The header in which an app may say its build, for the office's list of devices; at most
/// [`APP_BUILD_MAX`] visible characters.
pub const APP_BUILD_HEADER: &str = "danvan-app-build";
/// See [`APP_BUILD_HEADER`].
pub const APP_BUILD_MAX: usize = 64;
/// The kind of the problem (426) that an app gets whose generation is too old. It keeps everything and says so.
pub const APP_TOO_OLD: &str = "/problems/app-too-old";

/// The kind of the problem of a device that is known already and does not prove that it is that device: nothing changed.
pub const DEVICE_KNOWN: &str = "/problems/device-known";
/// The longest name of a device, in characters.
pub const DEVICE_NAME_MAX: usize = 100;
/// The kinds of the problems of a code that a known device shows with its token: one for another person, one that was
/// used, one that has run out. Whoever shows no token of a known device is told none of it.
pub const CODE_OF_ANOTHER: &str = "/problems/code-of-another";
/// See [`CODE_OF_ANOTHER`].
pub const CODE_USED: &str = "/problems/code-used";
/// See [`CODE_OF_ANOTHER`].
pub const CODE_EXPIRED: &str = "/problems/code-expired";
/// The kind of the problem (422) of a code that nobody knows, or that is of no use any more; its detail says all of it.
pub const UNKNOWN_CODE: &str = "/problems/unknown-code";
/// The kind of the problem (400) of a request that cannot be read.
pub const MALFORMED: &str = "/problems/malformed";
/// The kind of the problem (422) of a request that can be read and not be carried out; its detail is for people.
pub const INVALID: &str = "/problems/invalid";
/// The kind of the problem (429) of too many wrong codes or passwords: whoever tries is to wait, and the office is not busy.
pub const TOO_MANY: &str = "/problems/too-many";
/// The kind of the problem (403) of a log that belongs to another device.
pub const NOT_YOUR_LOG: &str = "/problems/not-your-log";
/// The kind of the problem (403) that a revoked device gets on every road. It keeps everything and says why.
pub const DEVICE_REVOKED: &str = "/problems/device-revoked";
/// The kind of the problem of a segment without a signature, from a device that signs. Nothing was taken.
pub const UNSIGNED: &str = "/problems/unsigned";
/// The kind of the problem of a signature that is not by a key of the device, or not over what was sent. Nothing was
/// taken.
pub const BAD_SIGNATURE: &str = "/problems/bad-signature";

/// `POST /api/v1/enrolments`: a device gives a code and becomes known.
///
/// The same enrolment (code, device, log and key) is answered again until its token is first used: an answer can be
/// lost. A device that is known already proves itself by its key, or carries its token and a code for the same person:
/// its lost key gets a successor then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolmentRequest {
    /// The code, as typed; the office ignores case, spaces and hyphens.
    pub code: String,
    /// The device's identifier, made by itself.
    pub device: DeviceId,
    /// The log it will write.
    pub log: LogId,
    /// What people call the device.
    pub device_name: String,
    /// The key that it signs with. Release 1 leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// That key's signature over [`crate::proof::enrolment`]. Releases 1 and 2 leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Signature>,
    /// Whether a machine enrols that stands in a district centre (a hub), and no person's device. Codes for machines
    /// are good for machines alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub machine: bool,
}

/// The answer to an enrolment: who the device's user is and what they reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The secret to send as `Authorization: Bearer`; the office keeps its digest only.
    pub token: String,
    /// The person who signs entries from this device.
    pub author: Author,
    /// Their role.
    pub role: Role,
    /// Their reach.
    pub scope: Scope,
    /// The province's code: "12" is Lai Châu.
    pub province: String,
    /// The unit that new records belong to.
    pub home: UnitId,
    /// The name of the place or post to show at the top.
    pub place: String,
    /// The organisation that is offered first as the one in the lead, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The office's public keys, for bundles and receipt files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_keys: Option<OfficeKeys>,
}

/// The office's word on a log's head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The log.
    pub log: LogId,
    /// How far the office has it.
    pub head: Head,
    /// When the last entry arrived there.
    pub received_at: DateTime<FixedOffset>,
    /// The epoch of the office's database: another one means a restored or a different office. Empty where a hub
    /// answers that has no word of the province on this log yet.
    pub epoch: String,
    /// How many of the log's entries lie in a backup as well; absent where the office does not know of any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up: Option<u64>,
    /// What else another version says.
    #[serde(flatten)]
    pub further: Further,
}

/// A hub's word on a log that it keeps: how far the log has come to the district ("khu vực đã giữ"). It confirms nothing:
/// only the receipt beside it does, which is the province's latest word as far as the hub knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The hub.
    pub hub: HubId,
    /// Its name, as people know it.
    pub name: String,
    /// How far the hub has the log.
    pub head: Head,
    /// When the last entry arrived there.
    pub received_at: DateTime<FixedOffset>,
    /// Epochs of the province that the hub met before the one of the receipt: that receipt is the newer word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_epochs: Vec<String>,
    /// How many of the entries that the hub holds lie under a signature of the device. A device signs the others by an
    /// empty push: without, the hub cannot pass them on. Hubs before signatures leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<u64>,
}

/// `GET /api/v1/logs/{log}?from=n`: how far the office has a log, and its verdicts from number n on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogStatus {
    /// The office's word.
    pub receipt: Receipt,
    /// Verdicts from the number asked for, in order.
    pub verdicts: Vec<Verdict>,
    /// Where a hub answers: how far it has the log itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// `POST /api/v1/logs/{log}/entries`: a stretch of the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Push {
    /// The number of the first entry.
    pub from: u64,
    /// The digest of the entry before it, or of the empty log.
    pub previous: Digest,
    /// The digest of the last entry sent.
    pub last: Digest,
    /// The entries' frozen texts, at most [`PUSH_ENTRIES_MAX`]. None where a device only signs what the other side holds
    /// already.
    #[serde(deserialize_with = "crate::bounded::refused_beyond::<_, _, PUSH_ENTRIES_MAX>")]
    pub entries: Vec<Box<RawValue>>,
    /// The device's signature over the head that the log has after this segment ([`crate::proof::segment`]). Releases 1
    /// and 2 leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

impl Push {
    /// Where the log stands after this segment, by what it says of itself.
    pub fn head(&self) -> Head {
        Head { length: self.from.saturating_add(self.entries.len() as u64), digest: self.last }
    }
}

/// A head of a log with its device's signature over it ([`crate::proof::segment`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// The signature.
    pub signature: Signature,
}

/// `POST /api/v1/hub-sessions/challenges` at a hub: a device wants to show who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubChallengeRequest {
    /// The device.
    pub device: DeviceId,
}

/// The answer: what to sign, once and soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubChallenge {
    /// Fresh random bytes.
    pub challenge: Digest,
}

/// `POST /api/v1/hub-sessions` at a hub: the device answers the challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubSessionRequest {
    /// The device.
    pub device: DeviceId,
    /// The challenge that the hub gave.
    pub challenge: Digest,
    /// The device's signature over [`crate::proof::hub_session`].
    pub proof: Signature,
}

/// The answer: a token that is good at this hub alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubSession {
    /// To send as `Authorization: Bearer` to this hub.
    pub token: String,
}

/// The answer to a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// The office's word on the log as it stands now.
    pub receipt: Receipt,
    /// A verdict for each entry sent that is in the log, repeats included.
    pub verdicts: Vec<Verdict>,
    /// The first number where the office holds another entry. What was sent from there on is kept apart, and the
    /// device goes on under a new log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forked: Option<u64>,
    /// Where a hub answers: how far it has the log itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// `GET /api/v1/feed?after=cursor`: records in scope that changed after the cursor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeedPage {
    /// The epoch of the office's database.
    pub epoch: String,
    /// The records as they stand, oldest change first.
    #[serde(deserialize_with = "crate::record::given::page")]
    pub records: Vec<Given>,
    /// Where the next page begins; opaque to devices.
    pub cursor: String,
    /// Whether there is more now.
    pub more: bool,
}

/// `POST /api/v1/attachments/known`: which of these files has the office whole?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRequest {
    /// Digests of files, at most [`crate::attachment::KNOWN_MAX`].
    pub sha256: Vec<Digest>,
    /// The record on whose page they are to stand: only what its own writers have brought counts then, so that nobody
    /// adorns a record with the photos of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
}

/// The office's word on files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAnswer {
    /// The epoch of the office's database: under another one the answer must be asked for again.
    pub epoch: String,
    /// Those that the office has whole, verified and stored, in the order of their digests.
    pub known: Vec<Digest>,
    /// Those of them that lie in a backup too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backed_up: Vec<Digest>,
}

/// An RFC 9457 problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDocument {
    /// A name of the problem, such as `/problems/wrong-scope`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence in Vietnamese.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong in this very case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
