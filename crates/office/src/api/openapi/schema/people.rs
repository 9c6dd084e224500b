//! People, devices, and what waits for a person's judgement.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{Author, EnrolmentCode, Role};

/// The old password and the new one.
#[derive(ToSchema)]
pub struct PasswordChange {
    old: String,
    /// At least ten characters.
    new: String,
}

/// Everybody, by name.
#[derive(ToSchema)]
pub struct PersonList {
    people: Vec<Person>,
    /// How many fit in all.
    total: Option<u64>,
    /// How many of them come before this page.
    before: Option<u64>,
    /// The `after` of the next page; absent at the end.
    next: Option<String>,
    /// The `after` of the page before, empty for the first; absent at the beginning.
    previous: Option<String>,
}

/// Codes: a page of them, or the newest as a list.
pub struct Codes;

impl PartialSchema for Codes {
    fn schema() -> RefOr<Schema> {
        let either = OneOfBuilder::new().item(CodePage::schema()).item(Vec::<EnrolmentCode>::schema());
        either.into()
    }
}

impl ToSchema for Codes {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        CodePage::schemas(schemas);
    }
}

/// A page of codes.
#[derive(ToSchema)]
pub struct CodePage {
    codes: Vec<EnrolmentCode>,
    /// How many fit in all.
    total: Option<u64>,
    /// How many of them come before this page.
    before: Option<u64>,
    /// The `after` of the next page; absent at the end.
    next: Option<String>,
    /// The `after` of the page before, empty for the first; absent at the beginning.
    previous: Option<String>,
    /// How many there are in each state, whatever state was asked for.
    counts: CodeCounts,
}

/// Codes by state.
#[derive(ToSchema)]
pub struct CodeCounts {
    all: u64,
    open: u64,
    used: u64,
    expired: u64,
    revoked: u64,
}

/// One identity, whatever the person signs in or writes with.
#[derive(ToSchema)]
pub struct Person {
    id: String,
    name: String,
    /// Since when the person is disabled.
    disabled_at: Option<String>,
    accounts: Option<Vec<Account>>,
    /// What the person's devices may do.
    grants: Option<Vec<PersonGrant>>,
    /// The devices that the person holds.
    devices: Option<Vec<HeldDevice>>,
    /// Codes issued to the person that can be used; absent for none.
    open_codes: Option<u64>,
    /// Whether it is a district's machine, which has no account; absent for persons.
    machine: Option<bool>,
}

/// An account of the console.
#[derive(ToSchema)]
pub struct Account {
    username: String,
    role: Role,
}

/// What an enrolment lets a person's devices do.
#[derive(ToSchema)]
pub struct PersonGrant {
    role: Role,
    place: String,
    /// The unit that new records belong to.
    home: String,
}

/// A device of a person.
#[derive(ToSchema)]
pub struct HeldDevice {
    device: String,
    name: String,
    revoked: Option<bool>,
}

/// A new person.
#[derive(ToSchema)]
pub struct NewPerson {
    name: String,
    account: Option<NewAccount>,
}

/// An account to make; the office makes the password.
#[derive(ToSchema)]
pub struct NewAccount {
    username: String,
    /// A role that opens the console.
    role: Role,
}

/// What is done to a person.
#[derive(ToSchema)]
pub struct PersonAction {
    /// `add_account`, `change_role`, `disable`, `enable` or `new_password`.
    r#type: String,
    /// With `add_account`.
    account: Option<NewAccount>,
    /// With `change_role`.
    role: Option<Role>,
}

/// The person after it.
#[derive(ToSchema)]
pub struct PersonAnswer {
    person: Person,
    /// Where one was made: shown this once.
    password: Option<String>,
}

/// Every device.
#[derive(ToSchema)]
pub struct DeviceList {
    devices: Vec<DeviceLine>,
    /// How many fit in all.
    total: Option<u64>,
    /// How many of them come before this page.
    before: Option<u64>,
    /// The `after` of the next page; absent at the end.
    next: Option<String>,
    /// The `after` of the page before, empty for the first; absent at the beginning.
    previous: Option<String>,
}

/// A device as the administrator sees it.
#[derive(ToSchema)]
pub struct DeviceLine {
    device: String,
    name: String,
    holder: Author,
    role: Role,
    home: String,
    place: String,
    known_since: String,
    /// When it last asked the office itself, to the minute.
    last_contact: Option<String>,
    /// When the office last received entries of it, by whatever road.
    last_entries: Option<String>,
    app: Option<AppSeen>,
    /// Entries of it that the office has; absent for none.
    entries: Option<u64>,
    /// Bundles that wait for what comes before them; absent for none.
    waiting_bundles: Option<u64>,
    /// Segments that wait for a person's judgement; absent for none.
    quarantined: Option<u64>,
    enrolments: Option<Vec<DeviceEnrolment>>,
    /// Whether its segments are signed.
    signs: Option<bool>,
    keys: Option<Vec<DeviceKeyLine>>,
    revoked: Option<bool>,
    /// Whether the access of its holder was ended: it is refused like a revoked one.
    holder_disabled: Option<bool>,
    /// Revocations and what took them back, the latest first.
    history: Option<Vec<DeviceJudgement>>,
}

/// Which app it had when it last asked.
#[derive(ToSchema)]
pub struct AppSeen {
    generation: u32,
    build: Option<String>,
}

/// One enrolment.
#[derive(ToSchema)]
pub struct DeviceEnrolment {
    at: String,
    /// The code's identifier.
    code: String,
    person: Author,
}

/// A key that it signs or signed with.
#[derive(ToSchema)]
pub struct DeviceKeyLine {
    fingerprint: String,
    from: String,
    until: Option<String>,
    /// Whether it followed a key that was lost.
    after_loss: Option<bool>,
}

/// A revocation, or what took it back.
#[derive(ToSchema)]
pub struct DeviceJudgement {
    revoked: bool,
    at: String,
    by: String,
    reason: String,
}

/// Why a device is revoked.
#[derive(ToSchema)]
pub struct RevocationRequest {
    /// At least ten characters; the device's holder reads it.
    reason: String,
}

/// Why a device is allowed again.
#[derive(ToSchema)]
pub struct AllowanceRequest {
    note: Option<String>,
}

/// What waits for judgement, and what was decided.
#[derive(ToSchema)]
pub struct QuarantineList {
    /// First those of which something waits; absent for none.
    devices: Option<Vec<QuarantinedDevice>>,
    /// In the order of the devices.
    items: Vec<QuarantineItem>,
}

/// A device of which something lies apart.
#[derive(ToSchema)]
pub struct QuarantinedDevice {
    device: String,
    name: String,
    holder: Author,
    place: String,
    revoked: Option<bool>,
    /// Whether the access of its holder was ended: it is refused like a revoked one.
    ended: Option<bool>,
    /// Why, when and by whom it was last revoked.
    revocation: Option<DeviceJudgement>,
    /// Items that wait; absent for none.
    waiting: Option<u64>,
    /// Items that were judged or are in the log by now; absent for none.
    settled: Option<u64>,
}

/// How much waits.
#[derive(ToSchema)]
pub struct QuarantineCount {
    waiting: u64,
}

/// A segment that arrived after its device was revoked.
#[derive(ToSchema)]
pub struct QuarantineItem {
    id: String,
    device: String,
    device_name: String,
    device_revoked: Option<bool>,
    log: String,
    /// The number of its first entry.
    from: u64,
    count: u64,
    /// `network`, `hub` or `bundle`.
    road: String,
    bytes: u64,
    arrived_at: String,
    holds: Option<Vec<QuarantinedRecord>>,
    /// Entries that speak of none of these; absent for none.
    others: Option<u64>,
    /// Photos and files; absent for none.
    files: Option<u64>,
    /// Whether the log has all of it by now.
    in_log: Option<bool>,
    decision: Option<QuarantineDecision>,
}

/// What one record gets from it.
#[derive(ToSchema)]
pub struct QuarantinedRecord {
    record: String,
    title: String,
    /// As the entries write it.
    author: Author,
    entries: u64,
    kind: Option<String>,
    acts: Option<Vec<QuarantinedAct>>,
    /// Fields with their values, cut where they are long.
    #[schema(value_type = Option<Object>)]
    written: Option<serde_json::Value>,
}

/// What an entry would do.
#[derive(ToSchema)]
pub struct QuarantinedAct {
    /// `create`, `change`, `move`, `withdraw` or `settle`.
    r#type: String,
    /// The step of a `move`.
    step: Option<String>,
}

/// A person's word on it.
#[derive(ToSchema)]
pub struct QuarantineDecision {
    take: bool,
    at: String,
    by: String,
    note: Option<String>,
}

/// What a person decides.
#[derive(ToSchema)]
pub struct DecisionRequest {
    take: bool,
    note: Option<String>,
}

/// The item after it.
#[derive(ToSchema)]
pub struct DecisionAnswer {
    item: QuarantineItem,
    /// Entries that the rules refuse all the same; absent for none.
    refused: Option<u64>,
    /// Whether the log had forked.
    forked: Option<bool>,
    /// Segments of the device that wait still; absent for none.
    still_waiting: Option<u64>,
}
