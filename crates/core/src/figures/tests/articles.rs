//! The figures of the articles S4 and S2, from records to print.

use super::{CATALOGUE, record_of};
use crate::acceptance::{s2_awards, s2_nominations, s4_activities, s4_figures};
use crate::figures::{AwardQuery, Query, addends, awards, by_unit, figures, print_figure};
use crate::record::{Record, RecordKind};
use crate::text::Locale;

fn records(kind: RecordKind, state: &str) -> Vec<Record> {
    let samples = match kind {
        RecordKind::Activity => s4_activities(&CATALOGUE),
        RecordKind::Nomination => s2_nominations(&CATALOGUE),
        RecordKind::Other(_) => Vec::new(),
    };
    let numbered = samples.into_iter().zip(1..);
    numbered.map(|(sample, seed)| record_of(seed, kind, sample.unit.as_str(), state, sample.body)).collect()
}

#[test]
fn the_figures_of_the_article_print_as_it_has_them_by_group() {
    let records = records(RecordKind::Activity, "submitted");
    let all = figures(&Query::default(), &records, &CATALOGUE);
    for expected in s4_figures() {
        let line = all.line(expected.indicator.as_str(), expected.group).unwrap();
        assert_eq!(print_figure(line, Locale::Vi), expected.printed, "{}", expected.quote);
        assert!(line.addends > 1, "{} is a sum of several records", expected.indicator);
    }
    assert_eq!(all.lines.len(), s4_figures().len(), "nothing else was reported");
}

#[test]
fn the_houses_stand_without_their_kinds() {
    let records = records(RecordKind::Activity, "approved");
    let all = figures(&Query::default(), &records, &CATALOGUE);
    for child in ["HT06", "HT07"] {
        assert!(all.lines.iter().all(|line| line.indicator.as_str() != child));
    }
}

#[test]
fn what_happened_in_pa_ve_su_counts_for_bum_nua() {
    let records = records(RecordKind::Activity, "submitted");
    let bum_nua = Query { unit: Some(super::BUM_NUA.into()), ..Query::default() };
    let roads = addends(&bum_nua, &"HT01".into(), super::ARMED, &records, &CATALOGUE);
    assert_eq!(roads.iter().map(|road| road.quantity.print(Locale::Vi)).collect::<Vec<_>>(), ["62,5"]);
    assert_eq!(roads[0].unit.as_str(), super::BUM_NUA);
    let of_old = Query { unit: Some(super::PA_VE_SU_OF_OLD.into()), ..Query::default() };
    assert_eq!(addends(&of_old, &"HT01".into(), super::ARMED, &records, &CATALOGUE), roads);
    let units = by_unit(&Query::default(), &records, &CATALOGUE);
    assert_eq!(units.len(), 38);
    let missing = units.iter().filter(|unit| unit.figures.is_none()).count();
    assert!(missing > 0 && missing < 38, "units without a report are missing, not zero: {missing}");
}

#[test]
fn ninety_one_awards_by_form_and_kind_of_nominee() {
    let mut records = records(RecordKind::Nomination, "recognised");
    let undecided =
        records.iter().take(5).cloned().map(|record| Record { state: "received".to_owned(), ..record });
    let undecided: Vec<Record> = undecided.collect();
    records.extend(undecided);
    let all = awards(&AwardQuery::default(), &records, &CATALOGUE);
    assert_eq!(all.lines.len(), 3);
    for expected in s2_awards() {
        let line = all.line(expected.form.as_str()).unwrap();
        assert_eq!(
            (line.collectives, line.individuals, line.households),
            (expected.collectives, expected.individuals, 0),
            "{}",
            expected.quote
        );
    }
    let total = all.total();
    assert_eq!((total.collectives, total.individuals, total.total()), (17, 74, 91));
    let contest = AwardQuery { campaign: Some("C6".into()), ..AwardQuery::default() };
    assert_eq!(awards(&contest, &records, &CATALOGUE).total().total(), 15);
    let later = AwardQuery { from: Some(super::day("2021-01-01")), ..AwardQuery::default() };
    assert_eq!(awards(&later, &records, &CATALOGUE).lines, vec![]);
}
