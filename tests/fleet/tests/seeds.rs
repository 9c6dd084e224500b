//! The share of the simulation that every test run plays.

use std::io::Write;

use danvan_fleet::campaign;
use danvan_fleet::planted::PlantedBug;

const SEEDS: u64 = 2_000;

#[test]
fn two_thousand_seeds_break_no_rule() {
    let tally = campaign::run(0, SEEDS, None, |_| true);
    // Past the harness, which swallows what a passing test prints: how much was played belongs in every log.
    writeln!(
        std::io::stderr(),
        "{} seeds, {} entries saved, {} logs left after forks, {} restores of the office, refused: {:?}",
        tally.seeds,
        tally.saved,
        tally.left_logs,
        tally.restores,
        tally.refused
    )
    .unwrap();
    for (seed, violation) in &tally.failed {
        println!(
            "seed {seed} ({}): cargo run -p danvan-fleet -- replay --seed {seed}\n  {}",
            violation.rule, violation.detail
        );
    }
    assert_eq!(tally.seeds, SEEDS);
    assert!(tally.failed.is_empty(), "{} seeds broke a rule", tally.failed.len());
    // A world in which nothing happens proves nothing.
    assert!(tally.saved > 50_000 && tally.left_logs > 300 && tally.restores > 300);
    assert!(tally.refused.len() >= 5);
}

#[test]
fn every_planted_bug_is_caught_by_some_seed_of_this_share() {
    for bug in PlantedBug::ALL {
        let tally = campaign::run(0, SEEDS, Some(*bug), |so_far| so_far.failed.is_empty());
        let caught = tally.failed.first();
        assert!(caught.is_some(), "{} seeds do not notice: {}", tally.seeds, bug.words());
    }
}

#[test]
fn a_seed_tells_the_same_story_twice() {
    let story = || campaign::play(11, None, true).trace;
    let first = story();
    assert!(first.len() > 100);
    assert_eq!(first, story());
}
