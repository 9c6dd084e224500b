//! Waiting after trouble: exponential with full jitter, so that a valley of phones does not return at once.

/// Counts failures in a row and says how long to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    const BASE_MS: u64 = 2_000;
    const CAP_MS: u64 = 15 * 60 * 1_000;

    /// Notes a failure; returns how long to wait in milliseconds, at least what the office asked for.
    pub fn failed(&mut self, dice: u32, retry_after_s: Option<u32>) -> u64 {
        let ceiling = Self::BASE_MS.saturating_mul(1 << self.failures.min(20)).min(Self::CAP_MS);
        self.failures = self.failures.saturating_add(1);
        let jitter = ceiling * u64::from(dice) / u64::from(u32::MAX);
        u64::from(retry_after_s.unwrap_or(0)) * 1_000 + jitter.max(250)
    }

    /// Forgets the failures.
    pub fn succeeded(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waits_stay_between_what_was_asked_and_the_cap(dice: u32, failures in 0u32..40, asked in prop::option::of(0u32..600)) {
            let mut backoff = Backoff { failures };
            let wait = backoff.failed(dice, asked);
            let floor = u64::from(asked.unwrap_or(0)) * 1_000;
            prop_assert!(wait >= floor + 250 && wait <= floor + Backoff::CAP_MS);
        }
    }

    #[test]
    fn success_starts_over() {
        let mut backoff = Backoff::default();
        for _ in 0..10 {
            backoff.failed(u32::MAX, None);
        }
        backoff.succeeded();
        assert_eq!(backoff.failed(u32::MAX, None), Backoff::BASE_MS);
    }
}
