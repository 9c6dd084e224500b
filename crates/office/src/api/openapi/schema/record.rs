//! Records.

use utoipa::ToSchema;

use super::Author;

/// A record as it stands.
#[derive(ToSchema)]
pub struct Record {
    id: String,
    /// `activity` or `nomination`.
    kind: String,
    /// The unit it belongs to.
    unit: String,
    /// One more with each entry that changed it.
    revision: u64,
    /// A state of the workflow.
    state: String,
    /// The number it was given when it was received.
    code: Option<String>,
    /// The content.
    #[schema(value_type = Object)]
    body: (),
    /// Values that wait for a person's choice.
    #[schema(value_type = Option<Vec<Object>>)]
    proposals: (),
    /// Withdrawals that met changes and wait for a person's choice.
    #[schema(value_type = Option<Vec<Object>>)]
    withdrawals: (),
    /// Withdrawn by its author.
    deleted: Option<bool>,
    /// How many entries of each log were answered in it.
    #[schema(value_type = Object)]
    applied: (),
    /// What happened to it, oldest first.
    trail: Vec<TrailStep>,
}

/// A record as the line of a list.
#[derive(ToSchema)]
pub struct RecordLine {
    id: String,
    /// `activity` or `nomination`.
    kind: String,
    /// The unit it belongs to.
    unit: String,
    /// One more with each entry that changed it.
    revision: u64,
    /// A state of the workflow.
    state: String,
    /// The number it was given when it was received.
    code: Option<String>,
    /// What a list shows of its content; long texts are cut.
    #[schema(value_type = Object)]
    body: (),
    /// Withdrawn by its author.
    deleted: Option<bool>,
    /// How many values and withdrawals wait in it for a person's choice; nothing where none does.
    waiting: Option<u64>,
    /// How many photos and files it names; nothing where it names none.
    files: Option<u64>,
    /// Empty in lines.
    #[schema(value_type = Object)]
    applied: (),
    /// The last step of its history, without what it changed.
    trail: Vec<TrailStep>,
}

/// One line of a record's history.
#[derive(ToSchema)]
pub struct TrailStep {
    revision: u64,
    /// `create`, `change`, `delete` or a step of the workflow.
    did: String,
    author: Author,
    /// The name that the entry says, where it is not the one that the office knew its author by.
    written_as: Option<String>,
    /// The author's clock.
    device_time: String,
    /// When the office received it.
    received_at: Option<String>,
    reason: Option<String>,
    #[schema(value_type = Option<Vec<Object>>)]
    changed: (),
    /// The log of the entry behind it.
    log: Option<String>,
    /// What people call that log's device, where no earlier step of the log says it.
    device: Option<String>,
    /// What stood at the places that changed.
    #[schema(value_type = Option<Vec<Object>>)]
    replaced: (),
    /// What had waited, and was taken or left.
    #[schema(value_type = Option<Vec<Object>>)]
    settled: (),
}
