//! What the console's pages send and get.

use utoipa::ToSchema;

use super::{Author, RecordLine, Role, Scope};

/// Username and password.
#[derive(ToSchema)]
pub struct SignIn {
    username: String,
    password: String,
}

/// Who is signed in.
#[derive(ToSchema)]
pub struct ConsoleUser {
    username: String,
    author: Author,
    role: Role,
    scope: Scope,
    /// The province's code.
    province: String,
    /// Its name.
    place: String,
}

/// A page of a list of records.
#[derive(ToSchema)]
pub struct RecordPage {
    /// Newest change first.
    records: Vec<RecordLine>,
    /// How many fit in all.
    total: u64,
    /// Where the next page begins.
    next: Option<String>,
}

/// A step of the workflow.
#[derive(ToSchema)]
pub struct MoveRequest {
    /// The step's name.
    step: String,
    /// Why, where the step asks for it.
    reason: Option<String>,
    /// The revision that the person saw.
    revision: u64,
}

/// Choices between what stands and what waits.
#[derive(ToSchema)]
pub struct ChoicesRequest {
    /// All of them hold, or none.
    choices: Vec<Choice>,
    /// The revision that the person saw.
    revision: u64,
}

/// What a person chose of something that waits.
#[derive(ToSchema)]
pub struct Choice {
    /// The log of the entry that proposed it.
    log: String,
    /// The entry's number in it.
    number: u64,
    /// The place of the value; absent for a withdrawal.
    #[schema(value_type = Option<Object>)]
    at: (),
    /// What stood at the place; absent where nothing stood.
    #[schema(value_type = Option<Object>)]
    seen: (),
    /// Whether what waits is taken; otherwise it is left.
    take: bool,
}

/// Totals.
#[derive(ToSchema)]
pub struct Figures {
    lines: Vec<FigureLine>,
}

/// The total of one indicator for one group of actors.
#[derive(ToSchema)]
pub struct FigureLine {
    indicator: String,
    group: String,
    /// A decimal number.
    amount: Option<String>,
    /// How sure the number is.
    qualifier: String,
    /// What was reported in words: listed, never added.
    words: Option<Vec<String>>,
    /// Numbers that may not be added.
    #[schema(value_type = Option<Vec<Object>>)]
    listed: (),
    /// How many quantities stand behind it.
    addends: u32,
}

/// A quantity behind a total.
#[derive(ToSchema)]
pub struct Addend {
    record: String,
    title: String,
    unit: String,
    date: Option<String>,
    #[schema(value_type = Object)]
    quantity: (),
}

/// Awards.
#[derive(ToSchema)]
pub struct AwardFigures {
    lines: Vec<AwardLine>,
}

/// A nomination behind a count.
#[derive(ToSchema)]
pub struct Awarded {
    record: String,
    title: String,
    unit: String,
    state: String,
}

/// How often one form was granted.
#[derive(ToSchema)]
pub struct AwardLine {
    form: Option<String>,
    collectives: u32,
    individuals: u32,
    households: u32,
}

/// Where devices of a code work.
#[derive(ToSchema)]
pub struct EnrolmentReach {
    /// `units`, `hub` or `province`.
    r#type: String,
    /// With `units`: the first is the one that new records belong to.
    units: Option<Vec<String>>,
    /// With `hub`.
    hub: Option<String>,
}

/// A code to issue.
#[derive(ToSchema)]
pub struct EnrolmentCodeRequest {
    reach: EnrolmentReach,
    role: Role,
    /// The name of the person who signs entries: a new person, unless `person_id` names one.
    person: Option<String>,
    /// Whom the code is issued to.
    person_id: Option<String>,
    /// The organisation offered first.
    organisation: Option<String>,
    /// For how many devices; one where nothing is said.
    uses: Option<u32>,
    /// For how many days; 14 where nothing is said.
    days: Option<u32>,
}

/// The code, shown this once.
#[derive(ToSchema)]
pub struct EnrolmentCodeAnswer {
    code: String,
    issued: EnrolmentCode,
}

/// Everything but the code.
#[derive(ToSchema)]
pub struct EnrolmentCode {
    id: String,
    role: Role,
    person: String,
    place: String,
    /// Units within reach; none for the whole province.
    units: Option<Vec<String>>,
    uses_left: u32,
    issued_at: String,
    expires_at: String,
    /// The person's identifier.
    person_id: Option<String>,
    /// `open`, `used`, `expired` or `revoked`.
    state: Option<String>,
    /// The devices that used it; absent for none.
    used_by: Option<Vec<CodeUse>>,
    revoked_at: Option<String>,
    revoked_by: Option<String>,
    /// Whether the person is disabled; absent where not. The code cannot be used then.
    disabled: Option<bool>,
}

/// A device that used a code.
#[derive(ToSchema)]
pub struct CodeUse {
    device: String,
    name: String,
    at: String,
}

/// What one of today's units has sent.
#[derive(ToSchema)]
pub struct UnitStatus {
    unit: String,
    /// How many of its records of the period count.
    records: u64,
    /// When the office last received an entry about one of its records.
    last_heard: Option<String>,
}
