//! What keeps the office standing when everybody comes at once: so many requests under way and no more, and no device
//! or person alone takes all of them. Who is turned away is told when to come again, each at another moment.
//! How often each may ask is [`crate::limits::Rate`]'s.

use std::sync::atomic::{AtomicU32, Ordering};

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

/// Those whom nobody knows have this part of the requests under way, all together.
pub const OF_STRANGERS: usize = 4;
/// Slow digests of strangers that wait for their turn, at most: all of them are through within their patience.
const DIGESTS_WAITING_MAX: usize = 48;
/// Attempts at codes that wait for the next one that may be made, at most.
const CODES_WAITING_MAX: usize = 16;
/// A district has some six hundred devices; what they bring on a busy morning passes in minutes at ten times what one of
/// them may ask.
const OF_HUB: u32 = 10;

impl Limits {
    /// Requests under way of strangers, all together.
    pub fn of_strangers(&self) -> usize {
        (self.under_way / OF_STRANGERS).max(1)
    }

    /// How many of those wait for a slow digest: the others have most of the turns, and wait for nothing.
    pub fn digests_waiting(&self) -> usize {
        (self.of_strangers() * 3 / 8).clamp(1, DIGESTS_WAITING_MAX)
    }

    /// How many of them wait until a code may be tried again.
    pub fn codes_waiting(&self) -> usize {
        (self.of_strangers() / 8).clamp(1, CODES_WAITING_MAX)
    }

    /// How often a hub may ask, where one device may ask as often as this says.
    #[must_use]
    pub fn of_hub(self) -> Self {
        let times = |of_one: u32| of_one.saturating_mul(OF_HUB);
        Self { per_second: times(self.per_second), at_once: times(self.at_once), ..self }
    }
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

    use super::*;

    #[test]
    fn strangers_who_wait_leave_turns_to_those_who_do_not() {
        let limits = Limits::default();
        assert_eq!((limits.of_strangers(), limits.digests_waiting(), limits.codes_waiting()), (128, 48, 16));
        for under_way in 12..2_000 {
            let limits = Limits { under_way, ..limits };
            // One more has its turn.
            let waiting = limits.digests_waiting() + limits.codes_waiting();
            assert!(waiting < limits.of_strangers(), "{under_way}");
        }
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
