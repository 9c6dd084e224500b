//! How each kind of indicator becomes a total.

use super::{ARMED, BUM_NUA, CATALOGUE, THU_LUM, activity, number, qualified};
use crate::catalogue::{ActorGroup, Qualifier};
use crate::figures::{FigureLine, Query, addends, figures, print_figure};
use crate::record::{Quantity, Record};
use crate::text::{Amount, Locale};

fn line(records: &[Record], indicator: &str) -> Option<FigureLine> {
    figures(&Query::default(), records, &CATALOGUE).line(indicator, ARMED).cloned()
}

fn printed(records: &[Record], indicator: &str) -> String {
    line(records, indicator).map(|line| print_figure(&line, Locale::Vi)).unwrap_or_default()
}

#[test]
fn a_parent_is_its_own_statement_or_what_its_children_say() {
    let children = activity(1, THU_LUM, "2026-01-10", &[("HT06", number("3")), ("HT07", number("4"))]);
    let both = activity(2, THU_LUM, "2026-01-11", &[("HT05", number("10")), ("HT06", number("6"))]);
    let parent = activity(3, BUM_NUA, "2026-01-12", &[("HT05", qualified(Qualifier::Tren, "66"))]);
    let words =
        activity(4, BUM_NUA, "2026-01-13", &[("HT05", Quantity::words("hàng chục")), ("HT06", number("9"))]);
    assert_eq!(printed(std::slice::from_ref(&children), "HT05"), "7");
    assert_eq!(printed(std::slice::from_ref(&both), "HT05"), "10");
    assert_eq!(printed(std::slice::from_ref(&parent), "HT05"), "trên 66");
    let all = [children, both, parent, words];
    assert_eq!(printed(&all, "HT05"), "trên 83; hàng chục");
    assert_eq!(printed(&all, "HT06"), "18");
    let behind = addends(&Query::default(), &"HT05".into(), ARMED, &all, &CATALOGUE);
    assert_eq!(behind.len(), 5, "two children, and three statements");
    assert_eq!(line(&all, "HT05").unwrap().addends, 5);
}

#[test]
fn of_a_state_each_unit_says_its_last_word() {
    let records = [
        activity(1, THU_LUM, "2026-01-31", &[("CS02.1", number("12"))]),
        activity(2, THU_LUM, "2026-06-30", &[("CS02.1", number("14"))]),
        activity(3, BUM_NUA, "2026-03-31", &[("CS02.1", qualified(Qualifier::Gan, "20"))]),
    ];
    assert_eq!(printed(&records, "CS02.1"), "gần 34");
    let spring = Query { to: Some(super::day("2026-03-31")), ..Query::default() };
    let then = figures(&spring, &records, &CATALOGUE);
    assert_eq!(print_figure(then.line("CS02.1", ARMED).unwrap(), Locale::Vi), "gần 32");
}

#[test]
fn percentages_are_computed_anew_and_never_averaged() {
    let ratio = |part: &str, whole: &str| {
        Quantity::ratio(number(part).amount.unwrap(), number(whole).amount.unwrap())
    };
    let records = [
        activity(1, THU_LUM, "2026-01-10", &[("CS08", ratio("90", "100"))]),
        activity(2, BUM_NUA, "2026-01-11", &[("CS08.1", number("10")), ("CS08.2", number("300"))]),
    ];
    assert_eq!(printed(&records, "CS08"), "25");
    let bare = activity(3, BUM_NUA, "2026-01-12", &[("CS08", number("97.5"))]);
    let with_bare: Vec<Record> = records.iter().cloned().chain([bare]).collect();
    assert_eq!(printed(&with_bare, "CS08"), "25; 97,5", "a percentage without its parts is listed");
}

#[test]
fn a_percentage_of_states_takes_each_units_latest() {
    let poor = |seed, unit, date, part: &str, whole: &str| {
        activity(seed, unit, date, &[("BC04.1", number(part)), ("BC03.1", number(whole))])
    };
    let records = [
        poor(1, THU_LUM, "2025-12-31", "50", "100"),
        poor(2, THU_LUM, "2026-06-30", "20", "100"),
        poor(3, BUM_NUA, "2026-03-31", "40", "200"),
    ];
    assert_eq!(printed(&records, "BC04.3"), "20");
}

#[test]
fn context_is_listed_and_an_unknown_indicator_too() {
    let records = [
        activity(1, THU_LUM, "2026-01-10", &[("BC01", number("13.83")), ("ZZ99", number("1"))]),
        activity(2, BUM_NUA, "2026-01-11", &[("BC01", number("12")), ("ZZ99", Quantity::words("nhiều"))]),
    ];
    assert_eq!(printed(&records, "BC01"), "13,83; 12");
    assert_eq!(printed(&records, "ZZ99"), "1; nhiều");
    assert_eq!(line(&records, "BC01").unwrap().amount, None);
    let lines = figures(&Query::default(), &records, &CATALOGUE).lines;
    assert_eq!(lines.last().unwrap().indicator.as_str(), "ZZ99", "after the ones that are known");
}

#[test]
fn a_total_beyond_every_number_says_so() {
    let greatest = Quantity::exact(Amount::from_thousandths(i64::MAX));
    let records = [
        activity(1, THU_LUM, "2026-01-10", &[("HT13", greatest.clone())]),
        activity(2, BUM_NUA, "2026-01-11", &[("HT13", greatest)]),
    ];
    let line = line(&records, "HT13").unwrap();
    assert_eq!((line.amount, line.qualifier), (Some(Amount::from_thousandths(i64::MAX)), Qualifier::Tren));
}

#[test]
fn nought_is_a_report_and_silence_is_none() {
    let records = [activity(1, THU_LUM, "2026-01-10", &[("TT01", number("0"))])];
    assert_eq!(printed(&records, "TT01"), "0");
    assert_eq!(line(&records, "TT02"), None);
    assert_eq!(figures(&Query::default(), &records, &CATALOGUE).line("TT01", ActorGroup::CapUy), None);
}

#[test]
fn queries_narrow_by_content_group_and_day() {
    let mut one = activity(1, THU_LUM, "2026-01-10", &[("TT01", number("1"))]);
    one.body.insert("campaign_contents".to_owned(), serde_json::json!(["C1.2"]));
    let records = [one, activity(2, THU_LUM, "2026-02-10", &[("TT01", number("2"))])];
    let of = |query: Query| {
        let all = figures(&query, &records, &CATALOGUE);
        all.line("TT01", ARMED).map(|line| print_figure(line, Locale::Vi))
    };
    let all = Query::default();
    assert_eq!(of(all.clone()).as_deref(), Some("3"));
    assert_eq!(of(Query { content: Some("C1.2".into()), ..all.clone() }).as_deref(), Some("1"));
    assert_eq!(of(Query { from: Some(super::day("2026-02-10")), ..all.clone() }).as_deref(), Some("2"));
    assert_eq!(of(Query { to: Some(super::day("2026-02-09")), ..all.clone() }).as_deref(), Some("1"));
    assert_eq!(of(Query { group: Some(ActorGroup::CapUy), ..all }), None);
}

#[test]
fn what_no_form_can_fill_takes_bounded_room() {
    let stuffed = |seed: u64, from: usize, count: usize| {
        let codes: Vec<String> = (from..from + count).map(|number| format!("XX{number:04}")).collect();
        let said: Vec<_> = codes.iter().map(|code| (code.as_str(), number("1"))).collect();
        activity(seed, THU_LUM, "2026-01-10", &said)
    };
    let one = figures(&Query::default(), [&stuffed(1, 0, 400)], &CATALOGUE);
    assert_eq!(one.lines.len(), 300, "of one record");
    let mut many: Vec<Record> = (0..10).map(|seed| stuffed(seed, 250 * seed as usize, 250)).collect();
    many.push(stuffed(11, 0, 250));
    let all = figures(&Query::default(), &many, &CATALOGUE);
    assert_eq!(all.lines.len(), 1_000);
    assert_eq!((all.lines[0].addends, all.lines[999].indicator.as_str()), (2, "XX0999"));
    many.reverse();
    assert_eq!(figures(&Query::default(), &many, &CATALOGUE), all);

    let wordy = |seed: u64| Quantity::words(format!("{seed:04} {}", "ế".repeat(5_000)));
    let wordy: Vec<Record> =
        (0..1_100).map(|seed| activity(seed, THU_LUM, "2026-01-10", &[("TT01", wordy(seed))])).collect();
    let line = line(&wordy, "TT01").unwrap();
    assert_eq!((line.addends, line.words.len(), line.words[0].chars().count()), (1_100, 1_000, 1_000));
}
