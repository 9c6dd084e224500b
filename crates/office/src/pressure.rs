//! What keeps the office standing when everybody comes at once: so many requests under way and no more, and no device
//! or person alone takes all of them. Who is turned away is told when to come again, each at another moment.
//!
//! Own lines rather than a governor: some forty lines of arithmetic over the office's own clock, which tests move.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::connections::ConnectionLimits;

/// How much the office takes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests to the API under way at a time; the next is answered 503 at once.
    pub under_way: usize,
    /// Requests a second that one device or one person may keep up.
    pub per_second: u32,
    /// Requests that one may make at once after a rest: a long log, a long feed.
    pub at_once: u32,
    /// Requests under way of one device or one person; the next is told to come again (429).
    pub of_one: usize,
    /// Connections.
    pub connections: ConnectionLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            under_way: 512,
            per_second: 20,
            at_once: 400,
            of_one: 32,
            connections: ConnectionLimits::default(),
        }
    }
}

/// How often each device or person asks: a bucket that fills by the second and empties by the request.
#[derive(Debug)]
pub struct Rate {
    per_second: u64,
    at_once: u64,
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Thousandths of a request.
    left: u64,
    at_ms: i64,
}

/// More buckets than this are not kept: the full ones go.
const BUCKETS_MAX: usize = 20_000;
const THOUSANDTHS: u64 = 1_000;

impl Rate {
    /// By those limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            per_second: u64::from(limits.per_second.max(1)),
            at_once: u64::from(limits.at_once.max(1)),
            buckets: Mutex::default(),
        }
    }

    /// Counts a request of this key. An error is the seconds to wait: until a quarter of the bucket is full again, so
    /// that who comes back does not stand outside again at once.
    ///
    /// # Errors
    /// Where the key has asked too often.
    pub fn take(&self, key: &str, now_ms: i64) -> Result<(), u64> {
        let full = self.at_once * THOUSANDTHS;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(key) {
            buckets.retain(|_, bucket| self.filled(*bucket, now_ms) < full);
        }
        let bucket = buckets.entry(key.to_owned()).or_insert(Bucket { left: full, at_ms: now_ms });
        let left = self.filled(*bucket, now_ms);
        *bucket = Bucket { left, at_ms: now_ms.max(bucket.at_ms) };
        match left.checked_sub(THOUSANDTHS) {
            Some(left) => {
                bucket.left = left;
                Ok(())
            }
            None => Err((full / 4).saturating_sub(left).div_ceil(self.per_second * THOUSANDTHS).max(1)),
        }
    }

    /// What is in a bucket now. Each millisecond brings a thousandth of a request for each one a second.
    fn filled(&self, bucket: Bucket, now_ms: i64) -> u64 {
        let passed_ms = u64::try_from(now_ms.saturating_sub(bucket.at_ms)).unwrap_or(0);
        bucket.left.saturating_add(passed_ms.saturating_mul(self.per_second)).min(self.at_once * THOUSANDTHS)
    }
}

/// The golden ratio of the numbers of 32 bits: multiples of it fall evenly however many there are.
const GOLDEN: u32 = 0x9E37_79B9;

/// Moments to come again: whoever is turned away together must not come back together. Each office has its own, so
/// that what one answers never depends on what another one in the same process has answered.
#[derive(Debug, Default)]
pub struct Spread(AtomicU32);

impl Spread {
    /// Seconds between `least` and three times that, another each time, spread evenly.
    pub fn seconds(&self, least: u64) -> u64 {
        let turn = self.0.fetch_add(GOLDEN, Ordering::Relaxed);
        least + (((2 * least + 1) * u64::from(turn)) >> 32)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn rate(per_second: u32, at_once: u32) -> Rate {
        Rate::new(Limits { per_second, at_once, ..Limits::default() })
    }

    #[test]
    fn one_who_asks_too_often_waits_and_nobody_else_does() {
        let rate = rate(2, 8);
        for _ in 0..8 {
            assert_eq!(rate.take("a", 1_000), Ok(()));
        }
        assert_eq!(rate.take("a", 1_000), Err(1), "a quarter of 8 at 2 a second");
        assert_eq!(rate.take("b", 1_000), Ok(()));
        assert_eq!(rate.take("a", 2_000), Ok(()));
        assert_eq!(rate.take("a", 2_000), Ok(()));
        assert!(rate.take("a", 2_000).is_err());
        assert_eq!(rate.take("a", 1_500), Err(1), "a clock set back gives nothing away");
    }

    proptest! {
        #[test]
        fn no_more_than_was_allowed_gets_through(
            per_second in 1u32..50, at_once in 1u32..500, gaps in prop::collection::vec(0i64..400, 1..600),
        ) {
            let rate = rate(per_second, at_once);
            let (mut now_ms, mut through) = (5_000, 0u64);
            for gap in gaps {
                now_ms += gap;
                match rate.take("a", now_ms) {
                    Ok(()) => through += 1,
                    Err(wait_s) => prop_assert!(wait_s >= 1 && wait_s <= u64::from(at_once) + 1),
                }
            }
            let most = u64::from(at_once) + (now_ms as u64 - 5_000) * u64::from(per_second) / 1_000 + 1;
            prop_assert!(through <= most, "{through} of {most}");
        }

        #[test]
        fn who_waits_as_long_as_told_gets_in(per_second in 1u32..50, at_once in 1u32..500) {
            let rate = rate(per_second, at_once);
            while rate.take("a", 0).is_ok() {}
            let wait_s = rate.take("a", 0).unwrap_err();
            prop_assert_eq!(rate.take("a", i64::try_from(wait_s).unwrap() * 1_000), Ok(()));
        }
    }

    #[test]
    fn memory_is_bounded_by_what_is_not_full() {
        let rate = rate(20, 400);
        for key in 0..60_000 {
            let _ = rate.take(&key.to_string(), i64::from(key));
        }
        assert!(rate.buckets.lock().unwrap().len() <= BUCKETS_MAX + 1);
    }

    #[test]
    fn those_turned_away_together_come_back_apart() {
        let spread = Spread::default();
        let mut at: BTreeMap<u64, u32> = BTreeMap::new();
        for _ in 0..1_100 {
            *at.entry(spread.seconds(5)).or_default() += 1;
        }
        assert_eq!(at.keys().copied().collect::<Vec<_>>(), (5..=15).collect::<Vec<_>>());
        assert!(at.values().all(|count| (80..=120).contains(count)), "{at:?}");
    }

    #[test]
    fn what_one_office_answers_does_not_depend_on_another() {
        let (one, other) = (Spread::default(), Spread::default());
        let answers: Vec<u64> = (0..20).map(|_| one.seconds(5)).collect();
        assert_eq!(answers, (0..20).map(|_| other.seconds(5)).collect::<Vec<_>>());
    }
}
