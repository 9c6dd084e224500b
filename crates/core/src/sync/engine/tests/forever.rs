//! Whatever fails for ever is tried so often an hour and no more, whatever else happens.

use proptest::prelude::*;

use super::bench::{Bench, entries, log, sealed};
use super::*;
use crate::sync::{TRIES_AN_HOUR, Trigger};

const HOUR_MS: u64 = 60 * 60 * 1_000;

/// What fails for ever.
#[derive(Clone, Copy, Debug)]
enum Fault {
    AskOpen,
    AskClosed,
    Push,
    Feed,
    /// The page of the feed arrives, and the device's store does not take it.
    KeepPage,
}

impl Fault {
    fn hits(self, command: &Command) -> bool {
        match (self, command) {
            (Self::AskOpen, Command::Send { call: Call::Ask { log: asked, .. }, .. }) => *asked == log(2),
            (Self::AskClosed, Command::Send { call: Call::Ask { log: asked, .. }, .. }) => *asked == log(1),
            (Self::Push, Command::Send { call: Call::Push { .. }, .. })
            | (Self::Feed, Command::Send { call: Call::Feed { .. }, .. })
            | (Self::KeepPage, Command::KeepPage { .. }) => true,
            _ => false,
        }
    }
}

/// A device with a log that was left and one that is written; the office has confirmed neither.
fn two_logs() -> Bench {
    let mut bench = Bench::new(2);
    bench.logs[0].3 = Some(2);
    bench.logs.push((log(2), sealed(log(2), &entries(1)), 0, None));
    let (local, closed) = (bench.local(), bench.closed(None));
    bench.tell(Event::Log(local));
    bench.tell(Event::ClosedLogs(closed));
    bench
}

/// How long after what happened before; what asks for a round; whether the line is gone; whether the page is loaded anew.
type Happening = (u64, Option<Trigger>, bool, bool);

/// The page is loaded anew.
fn restart(bench: &mut Bench) {
    let kept = bench.engine.kept_waits(0);
    bench.engine = Engine::new();
    bench.engine.take_waits(&kept, 0, bench.now);
    let (local, closed) = (bench.local(), bench.closed(None));
    bench.tell(Event::Log(local));
    bench.tell(Event::ClosedLogs(closed));
}

fn happening() -> impl Strategy<Value = Happening> {
    let triggers = [Trigger::Opened, Trigger::Online, Trigger::Appended].map(Some);
    let trigger = prop_oneof![Just(None), prop::sample::select(triggers.to_vec())];
    let passed = prop_oneof![0u64..3_000, 0u64..400_000];
    (passed, trigger, prop::bool::weighted(0.2), prop::bool::weighted(0.2))
}

/// When the fault was met.
fn met(fault: Fault, failure: &Failure, happenings: Vec<Happening>) -> Vec<u64> {
    let (mut bench, mut met) = (two_logs(), Vec::new());
    for (passed, trigger, line_gone, restarted) in happenings {
        bench.now += passed;
        if restarted {
            restart(&mut bench);
        }
        if trigger == Some(Trigger::Appended) {
            bench.append("more");
        }
        let ringing = bench.engine.status().wake_at_ms.is_some_and(|at| at <= bench.now);
        let triggers = trigger.into_iter().chain(ringing.then_some(Trigger::Timer));
        for trigger in triggers {
            let mut commands = bench.tell(Event::Trigger(trigger));
            while !commands.is_empty() {
                let command = commands.remove(0);
                let hit = fault.hits(&command);
                if hit {
                    met.push(bench.now);
                }
                let told = match &command {
                    Command::KeepPage { ticket, .. } if hit => Some(Event::NotKept { ticket: *ticket }),
                    Command::Send { ticket, .. } if hit => {
                        Some(Event::Failed { ticket: *ticket, failure: failure.clone() })
                    }
                    Command::Send { ticket, .. } if line_gone => {
                        Some(Event::Failed { ticket: *ticket, failure: Failure::Lost })
                    }
                    _ => None,
                };
                commands.extend(match told {
                    Some(event) => bench.tell(event),
                    None => bench.step(command),
                });
            }
        }
    }
    met
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn it_is_tried_twelve_times_an_hour_at_most_in_any_mixture(
        fault in prop::sample::select(vec![Fault::AskOpen, Fault::AskClosed, Fault::Push, Fault::Feed, Fault::KeepPage]),
        failure in prop::sample::select(vec![
            Failure::Lost, Failure::TooLarge, Failure::Unproven, Failure::NotAllowed,
            Failure::Busy { retry_after_s: None }, Failure::Rejected("gap".to_owned()), Failure::Portal,
        ]),
        happenings in prop::collection::vec(happening(), 1..400),
    ) {
        let met = met(fault, &failure, happenings);
        for begin in &met {
            let in_hour = met.iter().filter(|at| (*begin..begin + HOUR_MS).contains(at)).count();
            prop_assert!(in_hour <= TRIES_AN_HOUR, "{fault:?}: {in_hour}");
        }
    }
}

/// The property above would be true of an engine that never tries again.
#[test]
fn it_goes_on_being_tried() {
    for fault in [Fault::AskOpen, Fault::AskClosed, Fault::Push, Fault::Feed, Fault::KeepPage] {
        let minutes = (0..120).map(|_| (60_000, None, false, false));
        let begun = [(0, Some(Trigger::Opened), false, false)].into_iter().chain(minutes).collect();
        let met = met(fault, &Failure::Lost, begun);
        assert!((10..=20).contains(&met.len()), "{fault:?}: {met:?}");
    }
}

/// Android takes pages away all day.
#[test]
fn pages_that_are_loaded_anew_try_no_more_often_and_say_why() {
    for fault in [Fault::AskOpen, Fault::AskClosed, Fault::Push, Fault::Feed, Fault::KeepPage] {
        let reloads = (0..100).map(|_| (20_000, Some(Trigger::Opened), false, true)).collect();
        let met = met(fault, &Failure::Lost, reloads);
        assert!((10..=TRIES_AN_HOUR).contains(&met.len()), "{fault:?}: {met:?}");
    }
    let mut bench = two_logs();
    for _ in 0..TRIES_AN_HOUR {
        bench.office.unproven = true;
        bench.round(Trigger::Pressed);
    }
    restart(&mut bench);
    bench.round(Trigger::Opened);
    assert_eq!(bench.engine.status().trouble, Some(Failure::Unproven));
}
