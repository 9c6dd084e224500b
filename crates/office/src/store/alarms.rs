//! What the administrators are to know.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;

use super::{StoreError, StoreResult};

/// Alarms of a province that nobody has seen to yet. What comes beyond them is counted under its kind alone.
pub const OPEN_MAX: i64 = 500;
/// Alarms of a province that are kept after somebody has seen to them, the latest.
pub const ACKNOWLEDGED_KEPT: i64 = 200;

/// An alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRow {
    /// Its own identifier.
    pub id: String,
    /// What happens, by its name on the wire.
    pub kind: String,
    /// What it is about, such as an account's user name; empty for nothing in particular.
    pub subject: String,
    /// When it began, in Unix milliseconds.
    pub since_ms: i64,
    /// When it happened last.
    pub last_ms: i64,
    /// How often.
    pub count: u64,
    /// When somebody saw to it, and who.
    pub acknowledged: Option<(i64, String)>,
}

/// Identifier, kind, subject, since when, last, how often; when and by whom it was acknowledged.
pub(super) type Row = (String, String, String, i64, i64, i64, Option<i64>, Option<String>);

impl AlarmRow {
    pub(super) fn of_row((id, kind, subject, since_ms, last_ms, count, at_ms, by): Row) -> StoreResult<Self> {
        let count = u64::try_from(count).map_err(|error| StoreError::corrupt("count of an alarm", error))?;
        let acknowledged = at_ms.map(|at_ms| (at_ms, by.unwrap_or_default()));
        Ok(Self { id, kind, subject, since_ms, last_ms, count, acknowledged })
    }
}

/// Something that has happened so often since it was last written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Whose administrators are to know.
    pub province: ProvinceCode,
    /// What happens.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// How often.
    pub count: u64,
    /// The first time of these, in Unix milliseconds.
    pub first_ms: i64,
    /// The last.
    pub last_ms: i64,
}

impl Raised {
    /// The count as databases keep it.
    pub(super) fn rows(&self) -> i64 {
        i64::try_from(self.count).unwrap_or(i64::MAX)
    }
}

/// Alarms.
#[async_trait]
pub trait AlarmStore: Send + Sync {
    /// Adds to the open alarm of that kind and subject, or begins one under the identifier `fresh`. Where
    /// [`OPEN_MAX`] are open, it is counted under its kind alone.
    async fn raise_alarm(&self, raised: &Raised, fresh: &str) -> StoreResult<()>;

    /// The alarms of a province: those that nobody has seen to first, then the latest.
    async fn alarms(&self, province: &ProvinceCode) -> StoreResult<Vec<AlarmRow>>;

    /// Keeps who has seen to these alarms, all of them or none, and forgets the oldest of those that were seen to. Answered
    /// with those that were open until then: where there is no such alarm, or somebody saw to it before, nothing changes.
    async fn acknowledge_alarms(
        &self,
        province: &ProvinceCode,
        alarms: &[String],
        by: &str,
        at_ms: i64,
    ) -> StoreResult<Vec<String>>;
}
