//! What validation never does.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{CATALOGUE, activity, day, look, nomination, with};
use crate::catalogue::{IndicatorCode, IndicatorSource, Qualifier};
use crate::record::{Body, Quantity, RecordKind, activity::set_indicator_value, schema};
use crate::text::Amount;
use crate::validate::{check, first_error, office_errors};

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["2026-03-01", "ca_nhan", "tap_the", "TT01", "-1", "12:ubnd"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let name = prop::sample::select(vec!["indicator", "key", "item", "value", "words", "lat", "status"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(name.prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn kind() -> impl Strategy<Value = RecordKind> {
    prop::sample::select(vec![RecordKind::Activity, RecordKind::Nomination])
}

/// A good body with some of its fields turned into anything.
fn spoilt() -> impl Strategy<Value = (RecordKind, Body)> {
    kind().prop_flat_map(|kind| {
        let good = if kind == RecordKind::Activity { activity() } else { nomination() };
        let names: Vec<&str> = schema::fields(kind).iter().map(|field| field.name).collect();
        prop::collection::vec((prop::sample::select(names), json_value()), 0..6).prop_map(move |changes| {
            (kind, changes.into_iter().fold(good.clone(), |body, (field, value)| with(body, field, value)))
        })
    })
}

proptest! {
    #[test]
    fn whatever_stands_in_a_body_there_is_an_answer((kind, body) in spoilt()) {
        let findings = look(kind, &body);
        for problem in findings.errors.iter().chain(&findings.warnings) {
            let at = problem.at.as_ref().unwrap();
            prop_assert!(schema::field(kind, &at.field).is_some(), "{} has no place in the form", at);
        }
    }

    #[test]
    fn what_the_office_refuses_the_form_has_said((kind, body) in spoilt()) {
        let office = office_errors(kind, &body, Some(&CATALOGUE));
        let form = check(kind, &body, Some(&CATALOGUE), None).errors;
        for error in &office {
            prop_assert!(form.iter().any(|said| said.at == error.at), "{:?}", error);
        }
        prop_assert_eq!(first_error(kind, &body, Some(&CATALOGUE)), office.into_iter().next());
    }

    #[test]
    fn unknown_fields_are_nobodys_business((kind, body) in spoilt(), name in "z_[a-z]{1,8}", value in json_value()) {
        let more = with(body.clone(), &name, value);
        prop_assert_eq!(look(kind, &more).errors, look(kind, &body).errors);
    }

    #[test]
    fn a_code_nobody_knows_yet_is_no_reason_to_refuse(kind in kind(), code in "[a-z]{3,9}_2031", which in any::<prop::sample::Index>()) {
        let good = if kind == RecordKind::Activity { activity() } else { nomination() };
        let choices: Vec<&str> = schema::fields(kind)
            .iter()
            .filter(|field| matches!(field.kind, schema::FieldKind::Choice(_)) && good.contains_key(field.name))
            .map(|field| field.name)
            .collect();
        let body = with(good, choices[which.index(choices.len())], json!(code));
        prop_assert_eq!(office_errors(kind, &body, Some(&CATALOGUE)), vec![]);
    }

    #[test]
    fn a_figure_within_its_decimals_is_fine(
        which in any::<prop::sample::Index>(), steps in 0i64..9_999_999, qualifier in prop::sample::select(&Qualifier::ALL[..]),
    ) {
        let typed: Vec<_> =
            CATALOGUE.indicators.iter().filter(|known| known.source == IndicatorSource::Activity).collect();
        let indicator = typed[which.index(typed.len())];
        let step = 10_i64.pow(u32::from(3 - indicator.decimals));
        let quantity = Quantity::number(Amount::from_thousandths(steps * step), qualifier);
        let mut body = activity();
        set_indicator_value(&mut body, &indicator.code, &quantity);
        prop_assert_eq!(look(RecordKind::Activity, &body).errors, vec![]);
        let read = crate::record::Activity::of(&body).indicator_value(&IndicatorCode::from(indicator.code.as_str()));
        prop_assert_eq!(read, Some(quantity));
    }

    #[test]
    fn today_makes_warnings_and_never_errors((kind, body) in spoilt(), ahead in 0u64..20_000) {
        let later = day("2000-01-01").checked_add_days(chrono::Days::new(ahead));
        let timeless = check(kind, &body, Some(&CATALOGUE), None);
        prop_assert_eq!(check(kind, &body, Some(&CATALOGUE), later).errors, timeless.errors);
    }
}
