//! Bounds on how often something may happen, by `governor` (its cells: so many at once, and one more each time a
//! length of time has passed), over the office's own clock, which tests move, and with tables of a bounded size.
//!
//! - [`Limiter`]: cells by key, which can be given back: an attempt is counted before it is looked at.
//! - [`Rate`]: how often each device and person may ask.
//! - [`WaitingRoom`]: who may wait for something that comes one after the other.
//! - [`guessing`]: what of passwords and enrolment codes may be tried.

mod fields;
pub mod guessing;
mod rate;
mod steady;
mod waiting;

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter};

use self::fields::{Fields, Kept};
use self::steady::Steady;
use crate::clock::Clock;

pub use rate::Rate;
pub use waiting::{Place, WaitingRoom};

/// Keys that are remembered one by one. Beyond them keys share fields: nobody's count is ever forgotten to make room.
const KEYS_MAX: usize = 20_000;
/// Fields that the keys share for which there is no room.
const SHARED: u64 = 1_024;
/// No two sweeps of a full table within this time, in milliseconds: each looks at all of it.
const SWEEP_PAUSE_MS: u64 = 1_000;

/// How often something may happen, by key.
#[derive(Debug)]
pub struct Limiter {
    cells: RateLimiter<String, Fields, Steady, NoOpMiddleware<Duration>>,
    kept: Arc<Kept>,
    clock: Steady,
    each: Duration,
    keys_max: usize,
    /// When the table was last swept, in milliseconds of the clock; all ones before the first time.
    swept_ms: AtomicU64,
    /// Which keys share a field is nobody's to know.
    spread: RandomState,
}

/// Something that may happen, counted already.
#[derive(Debug)]
pub struct Attempt<'a> {
    limiter: &'a Limiter,
    key: String,
}

impl Attempt<'_> {
    /// Counts it no more: it was no failure.
    pub fn give_back(self) {
        self.limiter.give_back(Counted(self.key));
    }

    /// What is left of it where the limiter is out of sight: [`Limiter::give_back`].
    pub fn counted(self) -> Counted {
        Counted(self.key)
    }
}

/// What was counted.
#[derive(Debug)]
pub struct Counted(String);

impl Limiter {
    /// So many at once, and one more each time that long has passed.
    pub fn new(at_once: u32, each: Duration, clock: &Clock) -> Self {
        Self::with_keys(KEYS_MAX, at_once, each, clock)
    }

    fn with_keys(keys_max: usize, at_once: u32, each: Duration, clock: &Clock) -> Self {
        let at_once = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
        let each = each.max(Duration::from_nanos(1));
        let quota = Quota::with_period(each).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        let (kept, clock) = (Arc::<Kept>::default(), Steady::of(clock));
        let cells = RateLimiter::new(quota.allow_burst(at_once), Fields::over(kept.clone()), clock.clone());
        let swept_ms = AtomicU64::new(u64::MAX);
        Self { cells, kept, clock, each, keys_max, swept_ms, spread: RandomState::new() }
    }

    /// Counts one more of a key. An error is how long to wait for the next.
    ///
    /// # Errors
    /// Where the key has had its share.
    pub fn take(&self, key: &str) -> Result<(), Duration> {
        self.attempt(key).map(|_| ())
    }

    /// As [`Self::take`], with the way to give it back.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn attempt(&self, key: &str) -> Result<Attempt<'_>, Duration> {
        let key = self.field_of(key);
        match self.cells.check_key(&key) {
            Ok(()) => Ok(Attempt { limiter: self, key }),
            Err(not_until) => Err(not_until.wait_time_from(self.clock.now())),
        }
    }

    /// Counts something no more that this limiter has counted.
    pub fn give_back(&self, Counted(key): Counted) {
        self.kept.give_back(&key, self.each);
    }

    /// The field that a key is counted in: its own, or one that it shares where there is no room.
    fn field_of(&self, key: &str) -> String {
        if self.has_room_for(key) {
            return key.to_owned();
        }
        self.sweep();
        if self.has_room_for(key) {
            key.to_owned()
        } else {
            format!("\0{}", self.spread.hash_one(key) % SHARED)
        }
    }

    fn has_room_for(&self, key: &str) -> bool {
        self.kept.has_room_for(key, self.keys_max)
    }

    /// Forgets those who have waited so long that nothing is counted against them any more.
    fn sweep(&self) {
        let now_ms = u64::try_from(self.clock.now().as_millis()).unwrap_or(u64::MAX);
        let swept_ms = self.swept_ms.load(Ordering::Relaxed);
        let due = swept_ms == u64::MAX || now_ms.abs_diff(swept_ms) >= SWEEP_PAUSE_MS;
        let mine = self.swept_ms.compare_exchange(swept_ms, now_ms, Ordering::Relaxed, Ordering::Relaxed);
        if due && mine.is_ok() {
            self.cells.retain_recent();
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
