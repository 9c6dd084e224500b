//! Many devices at once: none begins because all begin, none comes back earlier than it was asked to, and what one
//! sends at a time is bounded.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::bench::{Bench, entries};
use super::*;

fn sends(commands: &[Command]) -> bool {
    commands.iter().any(|command| matches!(command, Command::Send { .. }))
}

/// A device that came to rest without trouble, or with it.
fn resting(lost: bool) -> Bench {
    let mut bench = Bench::new(1);
    bench.lose = lost.then_some((0, false));
    bench.round(Trigger::Opened);
    bench
}

fn tell(bench: &mut Bench, event: Event, dice: u32) -> Vec<Command> {
    bench.engine.handle(event, Moment { now_ms: bench.now, dice })
}

proptest! {
    #[test]
    fn the_networks_return_begins_nothing_at_once_and_something_within_half_a_minute(
        dice: u32, again: u32, lost: bool, later in 0u64..400_000,
    ) {
        let mut bench = resting(lost);
        bench.now += later;
        let came_back = bench.now;
        prop_assert!(!sends(&tell(&mut bench, Event::Trigger(Trigger::Online), dice)));
        // A network that comes and goes does not put the moment off.
        bench.now += 100;
        prop_assert!(!sends(&tell(&mut bench, Event::Trigger(Trigger::Online), again)));
        let at = bench.engine.status().wake_at_ms.unwrap().max(bench.now);
        prop_assert!(at <= came_back + 100 + SPREAD_MS);
        bench.now = at;
        prop_assert!(sends(&tell(&mut bench, Event::Trigger(Trigger::Timer), dice)));
    }

    #[test]
    fn a_press_begins_at_once_whatever_was_planned(dice: u32, lost: bool) {
        let mut bench = resting(lost);
        tell(&mut bench, Event::Trigger(Trigger::Online), dice);
        prop_assert!(sends(&tell(&mut bench, Event::Trigger(Trigger::Pressed), dice)));
    }

    #[test]
    fn nothing_is_asked_while_the_office_wants_to_be_left_alone(
        seconds in 1u32..600,
        happenings in prop::collection::vec((0u8..4, 0u64..60_000, any::<u32>()), 0..40),
    ) {
        let mut bench = resting(false);
        let until = bench.now + u64::from(seconds) * 1_000;
        tell(&mut bench, Event::HoldOff { seconds }, 3);
        for (which, passed, dice) in happenings {
            bench.now += passed;
            if bench.now >= until {
                break;
            }
            let all = [Trigger::Opened, Trigger::Online, Trigger::Appended, Trigger::Timer];
            prop_assert!(!sends(&tell(&mut bench, Event::Trigger(all[usize::from(which)]), dice)));
        }
        // And it is not forgotten: the alarm is set, and rings to some purpose.
        bench.now = bench.engine.status().wake_at_ms.unwrap().max(until);
        prop_assert!(sends(&tell(&mut bench, Event::Trigger(Trigger::Timer), 3)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_push_stays_under_256_kb_compressed_even_where_nothing_can_be_compressed(seed: u64, length in 200usize..30_000) {
        let mut bench = Bench::new(0);
        let mut state = seed | 1;
        let mut total = 0;
        while total < 400_000 {
            // Letters of two, three and four bytes drawn evenly are as near to noise as text in JSON can come.
            let text: String = (0..length / 3)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    char::from_u32(0xA0 + u32::try_from(state >> 40).unwrap() % 0x1F000).unwrap_or('x')
                })
                .collect();
            total += text.len();
            bench.append(&text);
        }
        let mut commands = bench.tell(Event::Trigger(Trigger::Opened));
        let mut pushed = 0;
        while let Some(command) = commands.pop() {
            if let Command::Send { call: Call::Push { push, .. }, .. } = &command {
                let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
                gzip.write_all(&serde_json::to_vec(push).unwrap()).unwrap();
                let travels = gzip.finish().unwrap().len();
                prop_assert!(travels <= 256_000, "{travels} bytes");
                pushed += push.entries.len();
            }
            commands.extend(bench.step(command));
        }
        prop_assert_eq!(pushed, bench.office.texts().len());
        prop_assert_eq!(bench.local().confirmed, bench.local().head.length);
    }
}

#[test]
fn a_thousand_phones_of_one_valley_begin_spread_over_half_a_minute() {
    let mut in_second: BTreeMap<u64, u32> = BTreeMap::new();
    for phone in 0..1_000u32 {
        let mut bench = resting(true);
        bench.now = 100_000;
        tell(&mut bench, Event::Trigger(Trigger::Online), phone * (u32::MAX / 1_000));
        let at = bench.engine.status().wake_at_ms.unwrap();
        *in_second.entry(at.saturating_sub(100_000) / 1_000).or_default() += 1;
    }
    // A thirtieth of them in each second, give or take one.
    assert!(in_second.values().all(|phones| *phones <= 35), "{in_second:?}");
}

#[test]
fn an_entry_saved_while_the_office_wants_rest_goes_soon_after_it() {
    let mut bench = resting(false);
    let until = bench.now + 60_000;
    bench.tell(Event::HoldOff { seconds: 60 });
    bench.append("later");
    bench.round(Trigger::Appended);
    let at = bench.engine.status().wake_at_ms.unwrap();
    assert!((until..=until + SPREAD_MS).contains(&at), "{at}");
    bench.now = at;
    bench.round(Trigger::Timer);
    assert_eq!(bench.office.texts().len(), entries(1).len() + 1);
}

#[test]
fn a_portal_and_an_app_too_old_are_named_and_lose_nothing() {
    for failure in [Failure::Portal, Failure::TooOld] {
        let mut bench = Bench::new(2);
        let commands = bench.tell(Event::Trigger(Trigger::Opened));
        let ticket = commands.iter().find_map(|command| match command {
            Command::Send { ticket, .. } => Some(*ticket),
            _ => None,
        });
        bench.tell(Event::Failed { ticket: ticket.unwrap(), failure: failure.clone() });
        assert_eq!(bench.engine.status().trouble, Some(failure));
        assert!(bench.engine.status().wake_at_ms.is_some(), "it tries again by itself");
        bench.append("recorded all the same");
        bench.round(Trigger::Pressed);
        assert_eq!(bench.office.texts().len(), 3);
        assert_eq!(bench.engine.status().trouble, None);
    }
}
