//! How often something may fail: per account, per code, per device; never per address, since a whole commune shares
//! one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Counts failures per key within a period.
#[derive(Debug)]
pub struct Limiter {
    failures_max: u32,
    period_ms: i64,
    keys_max: usize,
    counted: Mutex<BTreeMap<String, Window>>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began_ms: i64,
    failures: u32,
}

impl Limiter {
    /// At most `failures_max` failures of a key within a period.
    pub fn new(failures_max: u32, period_ms: i64) -> Self {
        Self { failures_max, period_ms, keys_max: 10_000, counted: Mutex::default() }
    }

    /// The seconds to wait before this key may try again; nothing if it may.
    pub fn wait_s(&self, key: &str, now_ms: i64) -> Option<u64> {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let window = counted.get(key).filter(|window| window.failures >= self.failures_max)?;
        let left_ms = window.began_ms + self.period_ms - now_ms;
        u64::try_from(left_ms).ok().filter(|left| *left > 0).map(|left| left.div_ceil(1000))
    }

    /// Counts a failure.
    pub fn failed(&self, key: &str, now_ms: i64) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= self.keys_max {
            counted.retain(|_, window| now_ms < window.began_ms + self.period_ms);
        }
        if counted.len() >= self.keys_max {
            // Somebody draws keys at random; the slow digests behind this bound him, memory must be bounded here.
            counted.clear();
        }
        let window = counted.entry(key.to_owned()).or_insert(Window { began_ms: now_ms, failures: 0 });
        if now_ms >= window.began_ms + self.period_ms {
            *window = Window { began_ms: now_ms, failures: 0 };
        }
        window.failures += 1;
    }

    /// Forgets the failures of a key that has succeeded.
    pub fn succeeded(&self, key: &str) {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_waits_after_its_failures_and_no_other_key_does() {
        let limiter = Limiter::new(2, 60_000);
        limiter.failed("a", 0);
        assert_eq!(limiter.wait_s("a", 1), None);
        limiter.failed("a", 10_000);
        assert_eq!(limiter.wait_s("a", 20_500), Some(40));
        assert_eq!(limiter.wait_s("b", 20_500), None);
        assert_eq!(limiter.wait_s("a", 60_000), None);
        limiter.failed("a", 60_000);
        assert_eq!(limiter.wait_s("a", 60_001), None);
    }

    #[test]
    fn success_forgets_and_memory_is_bounded() {
        let limiter = Limiter::new(1, 60_000);
        limiter.failed("a", 0);
        limiter.succeeded("a");
        assert_eq!(limiter.wait_s("a", 1), None);
        for key in 0..30_000 {
            limiter.failed(&key.to_string(), 0);
        }
        assert!(limiter.counted.lock().unwrap().len() <= 10_000);
    }
}
