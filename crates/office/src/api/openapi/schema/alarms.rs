//! What administrators and leaders are to know.

use utoipa::ToSchema;

/// Those that nobody has seen to first, then the latest.
#[derive(ToSchema)]
pub struct AlarmList {
    alarms: Vec<Alarm>,
}

/// Which alarms somebody has seen to.
#[derive(ToSchema)]
pub struct SeenToRequest {
    /// Their identifiers.
    #[schema(max_items = 1_000)]
    alarms: Vec<String>,
}

/// Something that somebody is to see to.
#[derive(ToSchema)]
pub struct Alarm {
    id: String,
    /// `guessing_codes`, `guessing_password` or `guessing_sign_ins`; more may come.
    kind: String,
    /// What it is about: the user name of the account; absent for nothing in particular.
    subject: Option<String>,
    since: String,
    last: String,
    /// How often since then, also before it was worth an alarm.
    count: u64,
    /// The same in a sentence.
    detail: String,
    acknowledged_at: Option<String>,
    acknowledged_by: Option<String>,
}
