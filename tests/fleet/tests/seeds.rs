//! The share of the simulation that every test run plays: as many seeds of the real office as its time allows.

use std::io::Write;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use danvan_fleet::campaign::{self, Tally};
use danvan_fleet::planted::PlantedBug;
use danvan_fleet::world::Outcome;

/// How long the clean world is played, on every core.
const SHARE: Duration = Duration::from_secs(30);
/// Fewer seeds than this prove too little, however slow the machine is: the time goes on until they are played.
const SEEDS_LEAST: u64 = 100;
/// What does not happen in so many seeds does not happen.
const SEEDS_MOST: u64 = 2_000;
/// No bug may need more seeds than this to be noticed: ten times what the rarest needs, and half a minute.
const SEEDS_A_BUG: u64 = 200;

/// The seeds that are played twice.
const STORIES: std::ops::Range<u64> = 0..16;

/// Each campaign takes every core: one at a time, or both would be slow and neither would be told why.
static TURN: Mutex<()> = Mutex::new(());

/// Past the harness, which swallows what a passing test prints: how much was played belongs in every log.
fn tell(words: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

#[test]
fn the_seeds_of_this_share_break_no_rule() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let begun = Instant::now();
    // What is rarest has happened, too: a segment of a revoked device is taken in by a person in one seed of sixty.
    let is_short = |so_far: &Tally| so_far.seeds < SEEDS_LEAST || so_far.identity.taken == 0;
    let tally = campaign::run(0, SEEDS_MOST, None, |so_far| begun.elapsed() < SHARE || is_short(so_far));
    tell(format_args!("played {} in {:.0} s", tally.words(), begun.elapsed().as_secs_f64()));
    for (seed, violation) in &tally.failed {
        println!(
            "seed {seed} ({}): cargo run -p danvan-fleet -- replay --seed {seed}\n  {}",
            violation.rule, violation.detail
        );
    }
    assert!(tally.failed.is_empty(), "{} seeds broke a rule", tally.failed.len());
    assert!(tally.seeds >= SEEDS_LEAST);
    // A world in which nothing happens proves nothing.
    assert!(tally.saved as u64 > 25 * tally.seeds && tally.refused.len() >= 5);
    assert!(u64::from(tally.restores) > tally.seeds / 6 && tally.left_logs as u64 > tally.seeds / 6);
    let hubs = tally.hubs;
    assert!(u64::from(hubs.worlds) > tally.seeds / 3 && hubs.power_cuts > hubs.worlds);
    assert!(hubs.rounds > 5 * hubs.worlds && hubs.broken_rounds > hubs.worlds);
    assert!(hubs.handovers > 4 * hubs.worlds && hubs.passed_on > u64::from(hubs.worlds));
    assert!(
        u64::from(tally.photos) > tally.seeds
            && tally.chunks > tally.photos
            && tally.resumed > tally.photos / 4
    );
    let identity = tally.identity;
    assert!(u64::from(identity.lost) > tally.seeds / 5 && u64::from(identity.handed_over) > tally.seeds / 8);
    assert!(identity.again > identity.lost && u64::from(identity.forged) > tally.seeds / 2);
    assert!(u64::from(identity.revoked) > tally.seeds / 8 && identity.taken > 0);
    assert!(u64::from(tally.blows) > tally.seeds && u64::from(tally.together) > tally.seeds);
}

#[test]
fn every_planted_bug_is_caught_by_some_seed_of_this_share() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (begun, mut played) = (Instant::now(), 0);
    let others: Vec<PlantedBug> = each_on_a_core(|bug| campaign::play(bug.noticed_by(), Some(bug), false));
    for bug in &others {
        let tally = campaign::run(0, SEEDS_A_BUG, Some(*bug), |so_far| so_far.failed.is_empty());
        assert!(!tally.failed.is_empty(), "{} seeds do not notice: {}", tally.seeds, bug.words());
        tell(format_args!("noticed by seed {}: {}", tally.failed[0].0, bug.words()));
        played += tally.seeds;
    }
    played += PlantedBug::ALL.len() as u64;
    let (bugs, seconds) = (PlantedBug::ALL.len(), begun.elapsed().as_secs_f64());
    tell(format_args!("{bugs} planted bugs, all caught, in {played} seeds and {seconds:.0} s"));
}

/// Plays something with each planted bug, as many at a time as there are cores, and answers the bugs that broke no rule.
fn each_on_a_core(play: impl Fn(PlantedBug) -> Outcome + Sync) -> Vec<PlantedBug> {
    let (next, unnoticed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(bug) = PlantedBug::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if play(*bug).violations.is_empty() {
                        unnoticed.lock().unwrap_or_else(PoisonError::into_inner).push(*bug);
                    }
                }
            });
        }
    });
    unnoticed.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_seed_tells_the_same_story_twice() {
    // Beside other work, and after other seeds: neither what the machine is busy with nor what another world has
    // answered must matter. Some of these meet an office that turns them away, and some a crowd at its door.
    let story = |seed| campaign::play(seed, None, true).trace;
    let first: Vec<_> = STORIES.map(story).collect();
    let turned_away =
        |story: &&Vec<String>| story.iter().any(|line| line.contains("Busy { retry_after_s: Some"));
    assert!(first.iter().all(|story| story.len() > 100));
    assert!(first.iter().filter(turned_away).count() > 2);
    for (seed, first) in STORIES.zip(first) {
        let again = story(seed);
        let differs = first.iter().zip(&again).find(|(first, again)| first != again);
        assert_eq!(differs, None, "seed {seed}");
        assert_eq!(first.len(), again.len(), "seed {seed}");
    }
}
