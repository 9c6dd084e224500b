//! Waiting after trouble: each kind of request on its own, longer after each failure, and never more tries than a bound
//! in any hour. An office with a full disk has every phone of the province before its door.

use std::collections::{BTreeMap, VecDeque};

use super::Moment;

/// Of a kind of request that only fails, no more than this many are tried in any hour, presses aside.
pub const TRIES_AN_HOUR: usize = 12;

const HOUR_MS: u64 = 60 * 60 * 1_000;
const LONGEST_MS: u64 = 15 * 60 * 1_000;
/// After the first failure, the second and so on. A line that drops every few seconds is met by the first six; that makes
/// twelve tries in the first hour and five in each one after it.
const LONGER_MS: [u64; 8] = [2_000, 2_000, 2_000, 4_000, 4_000, 8_000, 128_000, 512_000];
/// So many of them lie anywhere between [`SHORTEST_MS`] and that.
const BY_DICE: usize = 6;
const SHORTEST_MS: u64 = 250;
/// So many failures of an hour may be followed by another try at once, for example with half as much.
const AT_ONCE: usize = TRIES_AN_HOUR / 2;
/// Nobody is left alone for longer on the word of an answer: what stands in between may say anything.
pub const LONGEST_ASKED_S: u32 = 15 * 60;

/// Why something is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Its time has come, or it follows from something else.
    #[default]
    Time,
    /// Things have changed: the network is back, or somebody looks at the app. Does not wait, within the bound.
    Occasion,
    /// A person pressed. Always tried.
    Person,
}

/// How long each kind of request waits. Only its own success sets a kind back.
#[derive(Clone, Debug)]
pub struct Waits<K>(BTreeMap<K, Wait>);

#[derive(Clone, Debug)]
struct Wait {
    /// When it failed, since it last succeeded; the latest [`TRIES_AN_HOUR`].
    failed_at_ms: VecDeque<u64>,
    failures: u32,
    not_before_ms: u64,
}

impl<K> Default for Waits<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Clone> Waits<K> {
    /// Whether it may be tried now.
    pub fn may(&self, kind: &K, cause: Cause, now_ms: u64) -> bool {
        now_ms >= self.due_ms(kind, cause)
    }

    /// From when on it may be tried; 0 where nothing stands against it.
    pub fn due_ms(&self, kind: &K, cause: Cause) -> u64 {
        let Some(wait) = self.0.get(kind) else { return 0 };
        match cause {
            Cause::Person => 0,
            Cause::Occasion => wait.bound_ms(),
            Cause::Time => wait.not_before_ms.max(wait.bound_ms()),
        }
    }

    /// It failed: from when on it is tried again by itself. Later failures of the kind make that longer.
    pub fn failed(&mut self, kind: K, moment: Moment) -> u64 {
        let wait = self.0.entry(kind.clone()).or_insert_with(|| Wait {
            failed_at_ms: VecDeque::new(),
            failures: 0,
            not_before_ms: 0,
        });
        let place = usize::try_from(wait.failures).unwrap_or(usize::MAX);
        let longest = LONGER_MS.get(place).copied().unwrap_or(LONGEST_MS);
        // The dice keep phones apart that failed together; the later ones by a part alone: with low dice the twelfth try of
        // an hour must come in its last quarter, or the bound of the hour would make the thirteenth wait for longer than that.
        let sure = if place < BY_DICE { SHORTEST_MS } else { longest - longest / 8 };
        let spread = (longest - sure) * u64::from(moment.dice) / u64::from(u32::MAX);
        wait.failures = wait.failures.saturating_add(1);
        wait.not_before_ms = moment.now_ms + sure + spread;
        if wait.failed_at_ms.len() == TRIES_AN_HOUR {
            wait.failed_at_ms.pop_front();
        }
        wait.failed_at_ms.push_back(moment.now_ms);
        self.due_ms(&kind, Cause::Time)
    }

    /// It succeeded: nothing stands against it any more.
    pub fn succeeded(&mut self, kind: &K) {
        self.0.remove(kind);
    }

    /// Whether something that has just failed may be tried in another way at once.
    pub fn may_at_once(&self, kind: &K, now_ms: u64) -> bool {
        let recent = |wait: &Wait| wait.failed_at_ms.iter().filter(|at| **at + HOUR_MS > now_ms).count();
        self.0.get(kind).is_none_or(|wait| recent(wait) < AT_ONCE)
    }

    /// How often it failed since it last succeeded.
    pub fn failures(&self, kind: &K) -> u32 {
        self.0.get(kind).map_or(0, |wait| wait.failures)
    }

    /// Forgets every kind but these.
    pub fn retain(&mut self, keep: impl Fn(&K) -> bool) {
        self.0.retain(|kind, _| keep(kind));
    }
}

impl Wait {
    /// From when on another try keeps the bound of an hour.
    fn bound_ms(&self) -> u64 {
        let full = self.failed_at_ms.len() == TRIES_AN_HOUR;
        self.failed_at_ms.front().filter(|_| full).map_or(0, |first| first + HOUR_MS)
    }
}

/// What an answer asks, as far as it is heeded: at most [`LONGEST_ASKED_S`].
pub fn asked_s(retry_after_s: Option<u32>) -> u32 {
    retry_after_s.unwrap_or(0).min(LONGEST_ASKED_S)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(now_ms: u64, dice: u32) -> Moment {
        Moment { now_ms, dice }
    }

    fn most_in_an_hour(times: &[u64]) -> usize {
        let from = |begin: &u64| times.iter().filter(|at| (*begin..begin + HOUR_MS).contains(at)).count();
        times.iter().map(from).max().unwrap_or(0)
    }

    proptest! {
        /// Kind 0 fails for ever, the other one as it falls out; each is tried as soon as it may be.
        #[test]
        fn what_fails_for_ever_is_tried_so_often_an_hour_whatever_else_happens(
            steps in prop::collection::vec((0u64..120_000, any::<u32>(), any::<bool>(), any::<bool>()), 1..600),
        ) {
            let (mut waits, mut now_ms, mut tried) = (Waits::default(), 5, Vec::new());
            for (later, dice, occasion, well) in steps {
                now_ms += later;
                let cause = if occasion { Cause::Occasion } else { Cause::Time };
                if waits.may(&0, cause, now_ms) {
                    tried.push(now_ms);
                    waits.failed(0, at(now_ms, dice));
                    while waits.may_at_once(&0, now_ms) {
                        tried.push(now_ms);
                        waits.failed(0, at(now_ms, dice));
                    }
                }
                if well {
                    waits.succeeded(&1);
                } else {
                    waits.failed(1, at(now_ms, dice));
                }
            }
            prop_assert!(most_in_an_hour(&tried) <= TRIES_AN_HOUR, "{}", most_in_an_hour(&tried));
        }

        #[test]
        fn by_itself_it_is_tried_again_within_a_quarter_of_an_hour(
            dices in prop::collection::vec(prop_oneof![Just(0), Just(u32::MAX), any::<u32>()], 1..40),
            same in prop::option::of(prop_oneof![Just(0), Just(u32::MAX)]),
        ) {
            let (mut waits, mut now_ms, mut tried) = (Waits::default(), 0, vec![0]);
            for dice in dices {
                let due_ms = waits.failed((), at(now_ms, same.unwrap_or(dice)));
                prop_assert!((SHORTEST_MS..=LONGEST_MS).contains(&(due_ms - now_ms)));
                prop_assert!(!waits.may(&(), Cause::Time, due_ms - 1) && waits.may(&(), Cause::Time, due_ms));
                now_ms = due_ms;
                tried.push(now_ms);
            }
            prop_assert!(most_in_an_hour(&tried) <= TRIES_AN_HOUR);
        }
    }

    /// When a kind that always fails is tried within an hour, while another one succeeds every second.
    fn tried_beside_a_success(fails: u8, succeeds: u8) -> Vec<u64> {
        let (mut waits, mut tried) = (Waits::default(), Vec::new());
        for now_ms in (0..HOUR_MS).step_by(1_000) {
            if waits.may(&fails, Cause::Time, now_ms) {
                tried.push(now_ms);
                waits.failed(fails, at(now_ms, 0));
            }
            waits.succeeded(&succeeds);
        }
        tried
    }

    /// The fault that was found in use: one wait for all kinds, here planted by one name for both.
    #[test]
    fn one_wait_for_all_kinds_would_try_every_second() {
        assert_eq!(tried_beside_a_success(0, 0).len(), 3_600);
        assert!(tried_beside_a_success(0, 1).len() <= TRIES_AN_HOUR);
    }

    #[test]
    fn only_its_own_success_sets_a_kind_back_and_a_press_is_always_tried() {
        let mut waits = Waits::default();
        let last = (0..30).map(|number| waits.failed("photo", at(number, u32::MAX))).last().unwrap();
        waits.succeeded(&"question");
        assert!(!waits.may(&"photo", Cause::Time, last - 1));
        assert!(!waits.may(&"photo", Cause::Occasion, 1_000), "the bound of the hour is reached");
        assert!(waits.may(&"photo", Cause::Person, 1_000));
        waits.succeeded(&"photo");
        assert!(waits.may(&"photo", Cause::Time, 1_000));
        assert_eq!(waits.failed("photo", at(0, u32::MAX)), LONGER_MS[0]);
    }

    #[test]
    fn the_network_that_is_back_is_used_at_once() {
        let mut waits = Waits::default();
        let mut now_ms = 0;
        for _ in 0..8 {
            now_ms = waits.failed((), at(now_ms, 0));
        }
        let due_ms = waits.failed((), at(now_ms, 0));
        assert!(due_ms > now_ms + 10 * 60_000);
        assert!(waits.may(&(), Cause::Occasion, now_ms + 1));
    }
}
