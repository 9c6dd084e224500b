//! The office's clock. Vietnam has one zone and no summer time: UTC+7.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};

const VIETNAM_SECONDS: i32 = 7 * 3600;

/// A time of the office, from Unix milliseconds.
pub fn from_unix_ms(unix_ms: i64) -> Option<DateTime<FixedOffset>> {
    FixedOffset::east_opt(VIETNAM_SECONDS)?.timestamp_millis_opt(unix_ms).single()
}

/// Tells the time. Tests hand in their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::new(|| Utc::now().timestamp_millis())
    }

    /// A clock that answers with these Unix milliseconds.
    pub fn new(unix_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(unix_ms))
    }

    /// Now, in Unix milliseconds.
    pub fn unix_ms(&self) -> i64 {
        (self.0)()
    }

    /// Now, in whole milliseconds: what is answered is what is stored.
    pub fn now(&self) -> DateTime<FixedOffset> {
        from_unix_ms(self.unix_ms()).unwrap_or_default()
    }

    /// Today in Vietnam.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
