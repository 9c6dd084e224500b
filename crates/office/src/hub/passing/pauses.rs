//! Growing pauses after failures, each of one thing's own.

use std::collections::BTreeMap;

/// When what failed is tried again: after `first_ms`, then twice as long, and so on up to `most_ms`.
#[derive(Debug)]
pub(super) struct Pauses<K> {
    first_ms: i64,
    most_ms: i64,
    failed: BTreeMap<K, Failed>,
}

#[derive(Clone, Copy, Debug)]
struct Failed {
    times: u32,
    again_ms: i64,
}

impl<K: Ord> Pauses<K> {
    pub(super) fn new(first_ms: i64, most_ms: i64) -> Self {
        Self { first_ms, most_ms, failed: BTreeMap::new() }
    }

    /// It failed once more; the moment from which it may be tried again.
    pub(super) fn failed(&mut self, key: K, now_ms: i64) -> i64 {
        // What has not failed for so long, or is gone, begins anew.
        let forgotten = now_ms.saturating_sub(self.most_ms.saturating_mul(2));
        self.failed.retain(|_, failed| failed.again_ms > forgotten);
        let failed = self.failed.entry(key).or_insert(Failed { times: 0, again_ms: 0 });
        let pause = self.first_ms.saturating_mul(1 << failed.times.min(20)).min(self.most_ms);
        failed.times = failed.times.saturating_add(1);
        failed.again_ms = now_ms.saturating_add(pause);
        failed.again_ms
    }

    pub(super) fn succeeded(&mut self, key: &K) {
        self.failed.remove(key);
    }

    /// Whether it is not yet to be tried again.
    pub(super) fn holds(&self, key: &K, now_ms: i64) -> bool {
        // A clock that was put back makes no pause longer.
        let left = self.failed.get(key).map_or(0, |failed| failed.again_ms.saturating_sub(now_ms));
        left > 0 && left <= self.most_ms
    }

    /// Everything may be tried now. How often it has failed stays known.
    pub(super) fn forget_waits(&mut self) {
        for failed in self.failed.values_mut() {
            failed.again_ms = failed.again_ms.min(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let mut pauses = Pauses::new(10, 100);
        let now = 1_000_000;
        let waits: Vec<i64> = (0..6).map(|_| pauses.failed("a", now) - now).collect();
        assert_eq!(waits, [10, 20, 40, 80, 100, 100]);
        assert!(pauses.holds(&"a", now + 99) && !pauses.holds(&"a", now + 100) && !pauses.holds(&"b", now));
        assert!(!pauses.holds(&"a", now - 1), "the clock was put back");
        pauses.succeeded(&"a");
        assert_eq!(pauses.failed("a", now), now + 10);
        pauses.forget_waits();
        assert!(!pauses.holds(&"a", now));
        assert_eq!(pauses.failed("b", now + 1), now + 11);
    }
}
