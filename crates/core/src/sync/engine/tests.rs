//! The engine against a small office, step by step. Whole fleets of it run in the project's simulation.

mod bench;
mod forever;
mod hubs;
mod interleavings;
mod logs;
mod pressure;
mod small_hub;
mod trouble;

use bench::{Bench, entries};

use super::*;
use crate::sync::Trigger;

#[test]
fn an_empty_office_gets_everything_in_one_round() {
    let mut bench = Bench::new(3);
    bench.round(Trigger::Opened);
    assert_eq!(bench.told, ["ask 0", "keep 0", "push 0+3", "keep 3", "feed", "page"]);
    assert_eq!(bench.office.texts(), entries(3));
    assert!(bench.engine.status().complete && bench.engine.status().trouble.is_none());
}

#[test]
fn an_office_that_has_everything_is_sent_nothing() {
    let mut bench = Bench::new(3);
    bench.round(Trigger::Opened);
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert_eq!(bench.told, ["ask 3", "keep 3", "feed", "page"]);
}

#[test]
fn an_office_set_back_is_believed_and_sent_the_rest() {
    let mut bench = Bench::new(4);
    bench.round(Trigger::Opened);
    bench.office.set_back(1);
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert_eq!(bench.told[..4], ["ask 4", "keep 1", "push 1+3", "keep 4"]);
    assert_eq!(bench.office.texts(), entries(4));
}

#[test]
fn ten_presses_are_one_round_and_at_most_one_more() {
    let mut bench = Bench::new(2);
    let mut commands = bench.tell(Event::Trigger(Trigger::Pressed));
    for _ in 0..9 {
        commands.extend(bench.tell(Event::Trigger(Trigger::Pressed)));
    }
    bench.obey(commands);
    let asked = bench.told.iter().filter(|word| word.starts_with("ask")).count();
    assert!((1..=2).contains(&asked), "{:?}", bench.told);
    assert_eq!(bench.office.texts(), entries(2));
}

#[test]
fn what_is_appended_during_a_round_goes_with_it_or_with_the_next() {
    let mut bench = Bench::new(1);
    let mut commands = bench.tell(Event::Trigger(Trigger::Opened));
    bench.append("late");
    commands.extend(bench.tell(Event::Trigger(Trigger::Appended)));
    bench.obey(commands);
    assert_eq!(bench.office.texts().len(), 2);
    assert_eq!(bench.local().confirmed, 2);
}

#[test]
fn pages_follow_each_other_only_when_the_one_before_is_kept() {
    let mut bench = Bench::new(0);
    bench.office.pages = 3;
    bench.round(Trigger::Opened);
    assert_eq!(bench.told, ["ask 0", "keep 0", "feed", "page", "feed", "page", "feed", "page"]);
    assert_eq!(bench.cursor.as_deref(), Some("3"));
}

#[test]
fn the_feed_is_read_again_by_itself_and_a_timer_that_rings_early_is_not_forgotten() {
    let mut bench = Bench::new(0);
    bench.round(Trigger::Opened);
    let wake = bench.engine.status().wake_at_ms.unwrap();
    bench.now = wake - 1;
    let early = bench.tell(Event::Trigger(Trigger::Timer));
    assert!(matches!(early[..], [Command::WakeAt { at_ms }] if at_ms == wake), "{early:?}");
    bench.now = wake;
    bench.told.clear();
    bench.round(Trigger::Timer);
    assert_eq!(bench.told, ["ask 0", "keep 0", "feed", "page"]);
}
