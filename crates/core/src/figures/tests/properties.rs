//! What holds for every total.

use proptest::prelude::*;

use super::{ARMED, BUM_NUA, CATALOGUE, PA_VE_SU_OF_OLD, THU_LUM, activity, day};
use crate::catalogue::{Aggregation, Qualifier};
use crate::figures::{Figures, Query, addends, by_unit, figures};
use crate::record::{Quantity, Record};
use crate::text::Amount;

fn quantity() -> impl Strategy<Value = Quantity> {
    let qualifier = prop::sample::select(&Qualifier::ALL[..]);
    prop_oneof![
        4 => (0i64..100_000, qualifier)
            .prop_map(|(amount, qualifier)| Quantity::number(Amount::from_thousandths(amount * 100), qualifier)),
        1 => prop::sample::select(vec!["hàng chục", "hàng trăm lượt"]).prop_map(Quantity::words),
    ]
}

/// Activities with added figures, anywhere, in the first half of 2026.
fn records() -> impl Strategy<Value = Vec<Record>> {
    let unit =
        prop::sample::select(vec![THU_LUM, BUM_NUA, PA_VE_SU_OF_OLD, "03451@2025-07-01", "99999@early"]);
    let date = (1u32..7, 1u32..29).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"));
    let code = prop::sample::select(vec!["TT01", "TT03", "HT01", "HT05", "HT06", "HT07"]);
    let one = (unit, date, prop::collection::btree_map(code, quantity(), 0..4));
    prop::collection::vec(one, 0..12).prop_map(|all| {
        let numbered = all.into_iter().zip(1..);
        numbered
            .map(|((unit, date, said), seed)| {
                let said: Vec<_> = said.into_iter().collect();
                activity(seed, unit, &date, &said)
            })
            .collect()
    })
}

/// Activities with figures of every kind: those that are added, listed, computed anew, of states, and of a later catalogue.
fn records_of_every_kind() -> impl Strategy<Value = Vec<Record>> {
    let unit = prop::sample::select(vec![THU_LUM, BUM_NUA, PA_VE_SU_OF_OLD, "99999@early"]);
    let date = (1u32..4, 1u32..4).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"));
    let code = prop::sample::select(vec![
        "TT01", "HT05", "HT06", "CS02.1", "CS08", "CS08.1", "CS08.2", "XX01", "XX02",
    ]);
    let said = prop_oneof![
        3 => quantity(),
        1 => (1i64..100, 100i64..200).prop_map(|(part, whole)| Quantity::ratio(Amount::from_thousandths(part), Amount::from_thousandths(whole))),
    ];
    prop::collection::vec((unit, date, prop::collection::vec((code, said), 0..6)), 0..12).prop_map(|all| {
        let numbered = all.into_iter().zip(1..);
        numbered.map(|((unit, date, said), seed)| activity(seed, unit, &date, &said)).collect()
    })
}

fn everything(records: &[Record]) -> Figures {
    figures(&Query::default(), records, &CATALOGUE)
}

/// A total without its group: indicator, amount, qualifier, words, number of addends.
type Total = (String, Option<Amount>, Qualifier, Vec<String>, u32);

/// The sums of several reports, for indicators that are added up.
fn joined(parts: &[Figures]) -> Vec<Total> {
    let mut codes: Vec<String> =
        parts.iter().flat_map(|part| &part.lines).map(|line| line.indicator.to_string()).collect();
    codes.sort();
    codes.dedup();
    codes
        .into_iter()
        .map(|code| {
            let lines: Vec<_> = parts.iter().filter_map(|part| part.line(&code, ARMED)).collect();
            let amounts: Vec<Amount> = lines.iter().filter_map(|line| line.amount).collect();
            let amount = if amounts.is_empty() { None } else { Amount::sum(amounts) };
            let qualifier =
                lines.iter().fold(Qualifier::Bang, |weakest, line| weakest.weakest(line.qualifier));
            let mut words: Vec<String> = lines.iter().flat_map(|line| line.words.clone()).collect();
            words.sort();
            words.dedup();
            (code, amount, qualifier, words, lines.iter().map(|line| line.addends).sum())
        })
        .collect()
}

proptest! {
    #[test]
    fn the_order_of_records_is_nothing(records in records(), seed: u64) {
        let mut shuffled = records.clone();
        shuffled.sort_by_key(|record| record.id.as_bytes()[5].wrapping_mul(seed as u8 | 1));
        shuffled.reverse();
        prop_assert_eq!(everything(&shuffled), everything(&records));
    }

    #[test]
    fn the_order_of_records_is_nothing_for_any_kind_of_figure(
        (records, shuffled) in records_of_every_kind().prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
    ) {
        let all = everything(&records);
        prop_assert_eq!(&everything(&shuffled), &all);
        for line in &all.lines {
            let behind = |records| addends(&Query::default(), &line.indicator, line.group, records, &CATALOGUE);
            prop_assert_eq!(behind(&shuffled), behind(&records));
            prop_assert_eq!(behind(&records).len(), line.addends as usize);
        }
    }

    #[test]
    fn a_period_is_the_sum_of_its_parts(records in records(), cut in (1u32..7, 1u32..28)) {
        let last = day(&format!("2026-{:02}-{:02}", cut.0, cut.1));
        let before = Query { to: Some(last), ..Query::default() };
        let after = Query { from: last.succ_opt(), ..Query::default() };
        let parts = [figures(&before, &records, &CATALOGUE), figures(&after, &records, &CATALOGUE)];
        prop_assert_eq!(joined(&parts), joined(&[everything(&records)]));
    }

    #[test]
    fn the_province_is_the_sum_of_its_units(records in records()) {
        let known: Vec<Record> = records.into_iter().filter(|record| record.unit.as_str() != "99999@early").collect();
        let parts: Vec<Figures> =
            by_unit(&Query::default(), &known, &CATALOGUE).into_iter().filter_map(|unit| unit.figures).collect();
        prop_assert_eq!(joined(&parts), joined(&[everything(&known)]));
    }

    #[test]
    fn asking_for_a_unit_is_its_part_of_all_units(records in records()) {
        for part in by_unit(&Query::default(), &records, &CATALOGUE) {
            let query = Query { unit: Some(part.unit), ..Query::default() };
            let own = figures(&query, &records, &CATALOGUE);
            prop_assert_eq!((!own.lines.is_empty()).then_some(own), part.figures);
        }
    }

    #[test]
    fn every_total_is_the_sum_of_the_records_it_names(records in records()) {
        for line in everything(&records).lines {
            let behind = addends(&Query::default(), &line.indicator, line.group, &records, &CATALOGUE);
            prop_assert_eq!(behind.len(), line.addends as usize);
            let amounts: Vec<Amount> = behind.iter().filter_map(|addend| addend.quantity.amount).collect();
            let sum = if amounts.is_empty() { None } else { Amount::sum(amounts) };
            prop_assert_eq!(line.amount, sum);
            for addend in behind {
                prop_assert!(records.iter().any(|record| record.id == addend.record));
            }
        }
    }

    #[test]
    fn no_total_is_more_exact_than_its_addends(records in records()) {
        for line in everything(&records).lines {
            for addend in addends(&Query::default(), &line.indicator, line.group, &records, &CATALOGUE) {
                if addend.quantity.amount.is_some() {
                    prop_assert_eq!(line.qualifier.weakest(addend.quantity.qualifier), line.qualifier);
                }
            }
        }
    }

    #[test]
    fn words_change_no_number(records in records()) {
        let without: Vec<Record> = records.iter().cloned().map(|mut record| {
            if let Some(list) = record.body.get_mut("indicator_values").and_then(|list| list.as_array_mut()) {
                // A parent in words stays: it says that its children are not the whole.
                list.retain(|item| item.get("words").is_none() || item["indicator"] == "HT05");
            }
            record
        }).collect();
        let (with, without) = (everything(&records), everything(&without));
        for line in &with.lines {
            let bare = without.line(line.indicator.as_str(), line.group);
            prop_assert_eq!(line.amount, bare.and_then(|bare| bare.amount));
            prop_assert_eq!(line.qualifier, bare.map_or(Qualifier::Bang, |bare| bare.qualifier));
        }
    }

    #[test]
    fn what_does_not_count_adds_nothing(
        records in records(), extra in records(), state in prop::sample::select(vec!["returned", "cancelled", "of_tomorrow"]), deleted: bool,
    ) {
        let extra = extra.into_iter().map(|record| Record {
            state: if deleted { record.state.clone() } else { state.to_owned() },
            deleted,
            ..record
        });
        let all: Vec<Record> = records.iter().cloned().chain(extra).collect();
        prop_assert_eq!(everything(&all), everything(&records));
    }

    #[test]
    fn figures_come_back_from_their_text(records in records()) {
        let all = everything(&records);
        let text = serde_json::to_string(&all).unwrap();
        prop_assert_eq!(serde_json::from_str::<Figures>(&text).unwrap(), all);
    }
}

#[test]
fn the_properties_speak_of_indicators_that_are_added() {
    for code in ["TT01", "TT03", "HT01", "HT05", "HT06", "HT07"] {
        assert_eq!(CATALOGUE.indicator(&code.into()).unwrap().aggregation, Aggregation::Sum);
    }
}
