//! What travels between the console's pages and the office about people, devices, codes and what waits for a person's
//! judgement, as JSON. Do not rename fields; add optional ones.
//!
//! Codes themselves travel as [`crate::wire_console::EnrolmentCode`] has them; `DELETE /api/v1/enrolment-codes/{id}`
//! revokes one and is answered with its line.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::access::{Author, Role};
use crate::catalogue::UnitId;
use crate::code::Code;
use crate::ids::{DeviceId, LogId, RecordId, UserId};
use crate::record::{Body, RecordKind};
use crate::wire_console::EnrolmentCode;

/// The fewest characters of the reason for a revocation.
pub const REVOCATION_REASON_MIN: usize = 10;
/// The most characters of a reason or a note.
pub const REASON_MAX: usize = 2_000;
/// The fewest characters of a password that a person chooses.
pub const PASSWORD_MIN: usize = 10;
/// The most characters of a person's name.
pub const PERSON_NAME_MAX: usize = 200;
/// The most characters of a user name.
pub const USERNAME_MAX: usize = 100;
/// The kind of the problem (422) where the user name that was asked for is another account's.
pub const USERNAME_TAKEN: &str = "/problems/username-taken";
/// The kind of the problem (403) that a disabled person gets who signs in with the right password.
pub const ACCOUNT_DISABLED: &str = "/problems/account-disabled";

/// The user name of a new account as it is kept, if it may be one: lower-case letters from a to z, digits, and . _ - alone, so
/// that none passes for another; a letter or a digit first. Capitals count as the small letters.
pub fn new_username(typed: &str) -> Option<String> {
    let username = typed.trim().to_ascii_lowercase();
    let allowed =
        |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"._-".contains(&letter);
    let begins = username.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    let fits = begins && username.len() <= USERNAME_MAX && username.bytes().all(allowed);
    fits.then_some(username)
}

/// How many lines a page of people, devices or codes has at most, and where nothing is said: pages that were opened before
/// there were pages of lists show so many.
pub const PAGE_MAX: u32 = 500;

/// Where a page stands in its list. Offices before there were pages leave all of it out: what they send is the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// How many lines fit the question in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// How many of them come before this page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    /// The `after` of the next page; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The `after` of the page before, empty for the first; absent at the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

/// The query of `GET /api/v1/people`, `GET /api/v1/devices` and `GET /api/v1/enrolment-codes`. Everything left out is not
/// asked for; each list takes what it knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuery {
    /// Words to search for, whatever marks they carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// People: those of this very name, marks and case aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Devices: the unit that their new records belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Devices: one of `used`, `revoked`, `waits`, `unsigned`, `new` (enrolled within the last seven days, the latest
    /// enrolment first). Codes: one of `open`, `used`, `expired`, `revoked`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Codes: those of this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Where the page begins: [`ListPage::next`] or [`ListPage::previous`] of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many lines at most; [`PAGE_MAX`] is the office's bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// `GET /api/v1/people` (administrator): everybody who has or had an account, a code or a device, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonList {
    /// The people.
    pub people: Vec<Person>,
    /// Which of them these are.
    #[serde(flatten)]
    pub page: ListPage,
}

/// One person: one identity, whatever they sign in or write with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The identifier: the author of the person's entries.
    pub id: UserId,
    /// Name to show.
    pub name: String,
    /// Since when the person is disabled; absent for those who are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<DateTime<FixedOffset>>,
    /// Accounts of the console; one at most, today.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Account>,
    /// What the person's devices may do, the latest enrolment first; the same grant is listed once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<PersonGrant>,
    /// The devices that the person holds: those whose latest enrolment is theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<HeldDevice>,
    /// How many codes issued to the person can still be used.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub open_codes: u64,
    /// Whether it is a district's machine: its codes are for machines, and nobody signs in as it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub machine: bool,
}

/// An account of the console. Its reach is the whole province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What the person signs in with.
    pub username: String,
    /// Its role.
    pub role: Role,
}

/// What an enrolment lets a person's devices do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonGrant {
    /// The role.
    pub role: Role,
    /// The place or post that devices show at the top.
    pub place: String,
    /// The unit that new records belong to.
    pub home: UnitId,
}

/// A device of a person, in few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDevice {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// Whether it is revoked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub revoked: bool,
}

/// `POST /api/v1/people` (administrator): a new person. Answered (201) with [`PersonAnswer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    /// Name to show.
    pub name: String,
    /// An account of the console, where the person shall have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<NewAccount>,
}

/// An account to make; the office makes the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// What the person signs in with; compared without regard to case.
    pub username: String,
    /// A role that opens the console ([`Role::opens_console`]).
    pub role: Role,
}

/// `POST /api/v1/people/{person}/actions` (administrator). Answered with [`PersonAnswer`]; 422 with words where it is
/// not allowed: nobody changes their own role, and one administrator who can sign in always remains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PersonAction {
    /// Gives a person without an account one.
    AddAccount {
        /// The account.
        account: NewAccount,
    },
    /// Gives the person's account another role.
    ChangeRole {
        /// A role that opens the console.
        role: Role,
    },
    /// The person's access ends at once: their sessions, their open codes, and the devices that they hold, which are
    /// refused as revoked ones are. The answer says which they hold.
    Disable,
    /// The person can sign in again, and the devices that they hold are taken again unless they are revoked themselves.
    Enable,
    /// Another password, made by the office; the person's sessions end.
    NewPassword,
}

/// The person after an action.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAnswer {
    /// The person as they stand now, with the devices that they hold.
    pub person: Person,
    /// The password, where one was made: shown this once. Never logged: this type has no `Debug`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// `POST /api/v1/sessions/current/password` (everybody signed in). Answered 204; the person's other sessions end. 401
/// `wrong-password` where the old one is not right, 429 after too many failures, 422 where the new one is too short.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The password of today. Never logged: this type has no `Debug`.
    pub old: String,
    /// The one from now on; at least [`PASSWORD_MIN`] characters.
    pub new: String,
}

/// `GET /api/v1/devices` (administrator): every device that was ever enrolled, those heard of last first; with
/// `state=new` those enrolled lately, the latest enrolment first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceList {
    /// The devices.
    pub devices: Vec<DeviceLine>,
    /// Which of them these are.
    #[serde(flatten)]
    pub page: ListPage,
}

/// `GET /api/v1/enrolment-codes?limit` (administrator): the codes that were issued, newest first. Asked without a `limit`,
/// as by pages that were opened before there were pages of lists, the newest come as a list alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePage {
    /// The codes.
    pub codes: Vec<EnrolmentCode>,
    /// Which of them these are.
    #[serde(flatten)]
    pub page: ListPage,
    /// How many there are in each state, whatever state was asked for.
    pub counts: CodeCounts,
}

/// Codes by state. Those of somebody disabled count in all alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeCounts {
    /// All.
    pub all: u64,
    /// Those that can be used.
    pub open: u64,
    /// Those that were used up.
    pub used: u64,
    /// Those that have run out.
    pub expired: u64,
    /// Those that were revoked.
    pub revoked: u64,
}

/// A device as the administrator sees it. Also the answer to `POST /api/v1/devices/{device}/revocation` and
/// `POST /api/v1/devices/{device}/allowance`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// The person of its latest enrolment.
    pub holder: Author,
    /// Their role on it.
    pub role: Role,
    /// The unit that new records belong to.
    pub home: UnitId,
    /// The place or post that it shows at the top.
    pub place: String,
    /// When it was first known.
    pub known_since: DateTime<FixedOffset>,
    /// When it last asked the office itself, to the minute; what a hub or a bundle brings is no contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<DateTime<FixedOffset>>,
    /// When the office last received entries of it, by whatever road.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_entries: Option<DateTime<FixedOffset>>,
    /// What app it had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<AppSeen>,
    /// How many entries of it the office has.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub entries: u64,
    /// Bundles of it that wait for what comes before them.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub waiting_bundles: u64,
    /// Segments of it that wait for a person's judgement (`GET /api/v1/quarantine`).
    #[serde(default, skip_serializing_if = "is_nought")]
    pub quarantined: u64,
    /// With which codes it was enrolled, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enrolments: Vec<DeviceEnrolment>,
    /// Whether its segments are signed; absent where the office does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs: Option<bool>,
    /// The keys it signs and signed with, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<DeviceKeyLine>,
    /// Whether it is revoked now. Why, and by whom, is the first line of the history.
    #[serde(default, skip_serializing_if = "is_false")]
    pub revoked: bool,
    /// Whether the access of its holder was ended: the device is refused like a revoked one until they are enabled again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub holder_disabled: bool,
    /// Revocations and what took them back, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<DeviceJudgement>,
}

/// Which app a device had when it last asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppSeen {
    /// The generation of its requests ([`crate::wire::APP_GENERATION`]).
    pub generation: u32,
    /// Its build, where it says one ([`crate::wire::APP_BUILD_HEADER`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
}

/// One enrolment of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceEnrolment {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The code's identifier in `GET /api/v1/enrolment-codes`.
    pub code: String,
    /// The person whom the code was issued to.
    pub person: Author,
}

/// A key that a device signs or signed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKeyLine {
    /// The beginning of the key's digest, to compare by eye.
    pub fingerprint: String,
    /// From when on it counts.
    pub from: DateTime<FixedOffset>,
    /// Until when it counted; absent for the one of today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<FixedOffset>>,
    /// Whether it followed a key that was lost, by token and code alone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub after_loss: bool,
}

/// A revocation, or what took it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceJudgement {
    /// Whether it was revoked; otherwise it was allowed again.
    pub revoked: bool,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// By whom: a person's name, or how it was done (`command`).
    pub by: String,
    /// Why.
    pub reason: String,
}

/// `POST /api/v1/devices/{device}/revocation` (administrator): the device is refused on every road from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationRequest {
    /// Why; the device's holder reads it. At least [`REVOCATION_REASON_MIN`] characters.
    pub reason: String,
}

/// `POST /api/v1/devices/{device}/allowance` (administrator): the device is trusted again. It sends what lies apart once
/// more itself, also what was not taken, and that is taken in: its log is a chain, and nothing in it can be held back.
/// What it has no more of stays in quarantine; [`DeviceLine::quarantined`] says how much waits there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowanceRequest {
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// By which road something came to the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Road {
    /// The device sent it itself.
    Network,
    /// A hub passed it on.
    Hub,
    /// It lay in a bundle.
    Bundle,
    /// A road of another version, carried on under its name.
    #[serde(untagged)]
    Other(Code),
}

/// `GET /api/v1/quarantine` (administrator, province specialist): the devices of which something arrived after their
/// revocation, and the first items of each. Of a device: first what waits, by log and number; then what was decided, the
/// latest first; then what is in the log by now. `?device=` asks for one device, `&after=` for the items behind one of it:
/// however much of one device lies there, what another one sent can be seen and judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineList {
    /// The devices, first those of which something waits, the longest first; the one that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<QuarantinedDevice>,
    /// The items, in the order of the devices.
    pub items: Vec<QuarantineItem>,
}

/// A device of which something lies in quarantine: whom a judge asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedDevice {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// The person of its latest enrolment.
    pub holder: Author,
    /// The place or post that it shows at the top.
    pub place: String,
    /// Whether it is revoked now.
    #[serde(default, skip_serializing_if = "is_false")]
    pub revoked: bool,
    /// Whether the access of its holder was ended: it is refused like a revoked one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ended: bool,
    /// Why, when and by whom it was last revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation: Option<DeviceJudgement>,
    /// How many items wait.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub waiting: u64,
    /// How many were judged, or are in the log by now.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub settled: u64,
}

/// `GET /api/v1/quarantine/count` (administrator, province specialist): how much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineCount {
    /// Items that wait for a person's judgement.
    pub waiting: u64,
}

/// A segment of a log that arrived after its device was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineItem {
    /// Names it.
    pub id: String,
    /// Whose it is.
    pub device: DeviceId,
    /// What people call the device.
    pub device_name: String,
    /// Whether the device is revoked now.
    #[serde(default, skip_serializing_if = "is_false")]
    pub device_revoked: bool,
    /// The log.
    pub log: LogId,
    /// The number of its first entry.
    pub from: u64,
    /// How many entries it has.
    pub count: u64,
    /// How it came, the first time.
    pub road: Road,
    /// How large it is.
    pub bytes: u64,
    /// When it arrived. Of the device's own clock nothing is believed.
    pub arrived_at: DateTime<FixedOffset>,
    /// What its entries speak of, as far as they can be read; at most some hundred lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<QuarantinedRecord>,
    /// Entries that cannot be read, and those beyond the lines above.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub others: u64,
    /// Photos and files that lie in it (bundles only).
    #[serde(default, skip_serializing_if = "is_nought")]
    pub files: u64,
    /// Whether the log has all of it by now: the device was allowed again and sent it itself, or it came with another
    /// segment. There is nothing to judge then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub in_log: bool,
    /// What a person decided; absent while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<QuarantineDecision>,
}

/// What one record gets from a quarantined segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedRecord {
    /// The record.
    pub record: RecordId,
    /// Its title: as the segment writes it, or as it stands at the office; empty where neither says one.
    pub title: String,
    /// The author as the entries write it: shown as such, not believed.
    pub author: Author,
    /// How many of the entries speak of it.
    pub entries: u64,
    /// Its kind; absent in what arrived before offices kept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordKind>,
    /// What is done to it, once each; at most some ten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<QuarantinedAct>,
    /// What is written: the content of a new record, or the values that are changed; long texts and lists are cut, and
    /// beyond some size there is none of it.
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub written: Body,
}

/// What an entry in quarantine would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum QuarantinedAct {
    /// Begins the record.
    Create,
    /// Changes it.
    Change,
    /// Takes a step of the workflow.
    Move {
        /// The step's name.
        step: String,
    },
    /// Withdraws it.
    Withdraw,
    /// Chooses between what stands and what waits.
    Settle,
    /// Something of a later version.
    #[serde(other)]
    Unknown,
}

/// `POST /api/v1/quarantine/{id}/decision` (administrator, province specialist). Answered with [`DecisionAnswer`]; 409
/// `gap` where entries before it are missing (take those first), 409 `already-decided` where it was taken before, 409
/// `already-in-log` where the log has it by now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRequest {
    /// Whether it is taken in, as if the device had brought it with its rights of today; otherwise it stays apart.
    pub take: bool,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// What a person decided about a quarantined segment. One that was left can still be taken later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineDecision {
    /// Whether it was taken in.
    pub take: bool,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// By whom: a person's name, or how it was done (`command`).
    pub by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The answer to a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionAnswer {
    /// The item as it stands now.
    pub item: QuarantineItem,
    /// Entries of it that the rules refuse all the same, where it was taken; they stand in the log with their reasons.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub refused: u64,
    /// Whether the log had forked meanwhile: what differs is kept apart.
    #[serde(default, skip_serializing_if = "is_false")]
    pub forked: bool,
    /// Whether something of the device waits still.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub still_waiting: u64,
}

fn is_nought(count: &u64) -> bool {
    *count == 0
}

pub(crate) fn is_false(flag: &bool) -> bool {
    !flag
}
