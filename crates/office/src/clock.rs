//! The office's clock. Vietnam has one zone and no summer time: UTC+7.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};

const VIETNAM_SECONDS: i32 = 7 * 3600;

/// A time of the office, from Unix milliseconds.
pub fn from_unix_ms(unix_ms: i64) -> Option<DateTime<FixedOffset>> {
    FixedOffset::east_opt(VIETNAM_SECONDS)?.timestamp_millis_opt(unix_ms).single()
}

/// Tells the time. Tests hand in their own.
#[derive(Clone)]
pub struct Clock {
    unix_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
    steady: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        let began = Instant::now();
        Self { steady: Arc::new(move || began.elapsed()), ..Self::new(|| Utc::now().timestamp_millis()) }
    }

    /// A clock that answers with these Unix milliseconds.
    pub fn new(unix_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let unix_ms = Arc::new(unix_ms);
        let read = unix_ms.clone();
        let steady = move || Duration::from_millis(u64::try_from(read()).unwrap_or(0));
        Self { unix_ms, steady: Arc::new(steady) }
    }

    /// Now, in Unix milliseconds.
    pub fn unix_ms(&self) -> i64 {
        (self.unix_ms)()
    }

    /// Time that has passed since some moment: of the machine's clock also where somebody sets it, of any other as it
    /// says. For how long something lasts, where nobody may gain by the hour being wrong.
    pub fn steady(&self) -> Duration {
        (self.steady)()
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
