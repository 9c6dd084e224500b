//! Waiting after trouble: each kind of request on its own, longer after each failure, and never more tries than a bound
//! in any hour. An office with a full disk has every phone of the province before its door.

use std::collections::{BTreeMap, VecDeque};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Moment;

/// Of a kind of request that only fails, no more than this many are tried in any hour, presses aside.
pub const TRIES_AN_HOUR: usize = 12;

const HOUR_MS: u64 = 60 * 60 * 1_000;
const LONGEST_MS: u64 = 15 * 60 * 1_000;
/// After the first failure, the second and so on. A line that drops every few seconds is met by the first six; that makes
/// twelve tries in the first hour and five in each one after it.
const LONGER_MS: [u64; 8] = [2_000, 2_000, 2_000, 4_000, 4_000, 8_000, 128_000, 512_000];
/// What failed longer ago is not remembered beyond the program's end: the kind may be gone.
const REMEMBERED_MS: u64 = 24 * HOUR_MS;
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

#[derive(Clone, Debug, Serialize, Deserialize)]
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

impl<K: Ord + Clone + Serialize + DeserializeOwned> Waits<K> {
    /// All of it, with what stopped each kind, as a text that outlasts the program. Its times are those of a clock that is
    /// `ahead_ms` ahead of the moments'.
    pub fn kept<T: Serialize>(&self, ahead_ms: i64, troubles: &BTreeMap<K, T>) -> String {
        let rows: Vec<_> =
            self.0.iter().map(|(kind, wait)| (kind, wait.moved(ahead_ms), troubles.get(kind))).collect();
        serde_json::to_string(&rows).unwrap_or_default()
    }

    /// Back from such a text; of what nothing is told, `unknown` is what stopped it. Nothing stands against what cannot be
    /// read, and against what would wait for longer than anything does: the clock was put back.
    pub fn of<T: Clone + DeserializeOwned>(
        text: &str,
        ahead_ms: i64,
        now_ms: u64,
        unknown: &T,
    ) -> (Self, BTreeMap<K, T>) {
        let rows: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        let (mut waits, mut troubles) = (Self::default(), BTreeMap::new());
        for row in rows {
            let Ok((kind, wait, trouble)) = serde_json::from_value::<(K, Wait, Option<T>)>(row) else {
                continue;
            };
            let wait = wait.moved(ahead_ms.saturating_neg());
            if wait.counts(now_ms) {
                troubles.insert(kind.clone(), trouble.unwrap_or_else(|| unknown.clone()));
                waits.0.insert(kind, wait);
            }
        }
        (waits, troubles)
    }
}

impl Wait {
    fn moved(&self, by_ms: i64) -> Self {
        Self {
            failed_at_ms: self.failed_at_ms.iter().map(|at| at.saturating_add_signed(by_ms)).collect(),
            failures: self.failures,
            not_before_ms: self.not_before_ms.saturating_add_signed(by_ms),
        }
    }

    /// Whether its times can be those of this clock, and matter still.
    fn counts(&self, now_ms: u64) -> bool {
        let last = self.failed_at_ms.iter().copied().max().unwrap_or(0);
        self.failed_at_ms.len() <= TRIES_AN_HOUR
            && self.not_before_ms.max(last) <= now_ms.saturating_add(LONGEST_MS)
            && last.saturating_add(REMEMBERED_MS) > now_ms
    }

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
    fn what_waits_outlasts_the_program_in_the_time_of_the_wall() {
        let mut waits = Waits::default();
        let due_ms = (0..9).map(|number| waits.failed(1, at(number, 0))).last().unwrap();
        waits.failed(2, at(5, 0));
        let text = waits.kept(1_000_000, &BTreeMap::from([(1, "busy".to_owned())]));
        // Another page, whose own clock began later.
        let (mut again, troubles) = Waits::<u8>::of(&text, 999_900, 200, &"lost".to_owned());
        assert_eq!((again.due_ms(&1, Cause::Time), again.failures(&1)), (due_ms + 100, 9));
        assert_eq!(troubles, BTreeMap::from([(1, "busy".to_owned()), (2, "lost".to_owned())]));
        for number in 9..12 {
            again.failed(1, at(200 + number, 0));
        }
        assert_eq!(
            again.due_ms(&1, Cause::Occasion),
            100 + HOUR_MS,
            "the hour goes on, and does not begin anew"
        );
    }

    #[test]
    fn a_clock_that_was_put_back_or_a_text_that_nobody_knows_keeps_nothing_from_being_tried() {
        let mut waits = Waits::default();
        for number in 0..TRIES_AN_HOUR {
            waits.failed(1, at(10 * HOUR_MS + number as u64, u32::MAX));
        }
        let text = waits.kept::<()>(0, &BTreeMap::new());
        let may = |text: &str, now_ms| Waits::<u8>::of(text, 0, now_ms, &()).0.may(&1, Cause::Time, now_ms);
        assert!(!may(&text, 10 * HOUR_MS + 60_000), "it waits");
        assert!(may(&text, 9 * HOUR_MS), "the clock was put back");
        assert!(may(&text, 40 * HOUR_MS), "long ago");
        assert_eq!(Waits::<u8>::of(&text, 0, 40 * HOUR_MS, &()).0.failures(&1), 0);
        let absurd = text.replacen(&(10 * HOUR_MS).to_string(), &u64::MAX.to_string(), 1);
        assert!(may(&absurd, 10 * HOUR_MS), "no clock says that");
        for strange in ["", "x", "{}", "[1,[2],[\"a\",{}]]", &text.replace("not_before_ms", "other")] {
            assert!(may(strange, 10 * HOUR_MS), "{strange}");
        }
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
