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

/// A district has some six hundred devices; what they bring on a busy morning passes in minutes at ten times what one of
/// them may ask.
const OF_HUB: u32 = 10;

impl Limits {
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
