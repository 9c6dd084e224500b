//! How often each device and each person may ask.

use std::time::Duration;

use super::Limiter;
use crate::clock::Clock;
use crate::pressure::Limits;

/// See the module's head.
#[derive(Debug)]
pub struct Rate {
    limiter: Limiter,
    /// How long a quarter of a share takes to come back, but for the one request that is waited for anyway.
    quarter: Duration,
}

impl Rate {
    /// By those limits.
    pub fn new(limits: Limits, clock: &Clock) -> Self {
        let each = Duration::from_secs(1) / limits.per_second.max(1);
        let quarter = (each * limits.at_once.max(1) / 4).saturating_sub(each);
        Self { limiter: Limiter::new(limits.at_once, each, clock), quarter }
    }

    /// Counts a request of this key. An error is the seconds to wait: until a quarter of the share is there again, so
    /// that who comes back does not stand outside again at once.
    ///
    /// # Errors
    /// Where the key has asked too often.
    pub fn take(&self, key: &str) -> Result<(), u64> {
        self.limiter.take(key).map_err(|wait| whole_seconds(wait + self.quarter))
    }
}

/// A wait in whole seconds, one at least.
pub(super) fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}
