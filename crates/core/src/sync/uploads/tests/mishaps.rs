//! Under any mishap everything arrives in the end, and a drop costs at most one chunk.

use proptest::prelude::*;

use super::bench::{Bench, Mishap};
use super::*;

fn sizes() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(1u64..900_000, 1..12)
}

fn any_mishap() -> impl Strategy<Value = Mishap> {
    prop_oneof![
        6 => Just(Mishap::None),
        2 => Just(Mishap::Lost),
        2 => Just(Mishap::AnswerLost),
        1 => (0u32..120).prop_map(Mishap::Busy),
        1 => Just(Mishap::PowerCut),
        1 => Just(Mishap::Forgets),
        1 => Just(Mishap::Emptied),
        1 => Just(Mishap::Elsewhere),
        1 => Just(Mishap::Damaged),
        1 => Just(Mishap::Entry),
    ]
}

/// Mishaps of the line and of the device; the office keeps what it was given.
fn drop_of_the_line() -> impl Strategy<Value = Mishap> {
    prop_oneof![
        4 => Just(Mishap::None),
        2 => Just(Mishap::Lost),
        2 => Just(Mishap::AnswerLost),
        1 => (0u32..120).prop_map(Mishap::Busy),
        1 => Just(Mishap::PowerCut),
        1 => Just(Mishap::PlacesLost),
        1 => Just(Mishap::Damaged),
        1 => Just(Mishap::Entry),
    ]
}

fn worked(sizes: &[u64], mishaps: Vec<Mishap>) -> (Bench, u64) {
    let mut bench = Bench::new(sizes);
    bench.free();
    let mut mishaps = mishaps.into_iter();
    let mut drops = 0;
    bench.work(|call| {
        let mishap = mishaps.next().unwrap_or(Mishap::None);
        drops += u64::from(mishap != Mishap::None && matches!(call, Call::Chunk { .. }));
        mishap
    });
    (bench, drops)
}

proptest! {
    #[test]
    fn everything_arrives_in_the_end(sizes in sizes(), mishaps in prop::collection::vec(any_mishap(), 0..120)) {
        let (bench, _) = worked(&sizes, mishaps);
        let epoch = bench.office.epoch.to_string();
        for file in &bench.store {
            prop_assert!(bench.office.whole.contains(&file.sha256));
            prop_assert_eq!(&file.fate, &Fate::Confirmed { epoch: epoch.clone() });
        }
    }

    #[test]
    fn a_drop_costs_at_most_one_chunk(sizes in sizes(), mishaps in prop::collection::vec(drop_of_the_line(), 0..120)) {
        let (bench, drops) = worked(&sizes, mishaps);
        let resent = bench.sent - bench.all_bytes();
        prop_assert!(resent <= drops * bench.chunk_most, "{} of {} drops", resent, drops);
        // Exactly: nothing but chunks that did not arrive goes twice.
        prop_assert_eq!(resent, bench.in_doubt);
    }
}
