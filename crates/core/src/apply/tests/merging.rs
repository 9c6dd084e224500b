//! Properties of `diff` and `merge`.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::strategies::{any_body, body, change, log, normal};
use crate::apply::{Origin, diff, merge};
use crate::entry::{FieldChange, FieldPath};
use crate::record::{Body, Proposal, RecordKind};

const KIND: RecordKind = RecordKind::Activity;

/// The body after `fields`, and what waits.
fn merged(mut body: Body, fields: &[FieldChange]) -> (Body, Vec<Proposal>) {
    let origin = Origin { log: log(1), number: 3, revision: 2, known_as: None };
    let waiting = merge(KIND, &mut body, fields, &change(fields.to_vec(), 1), origin);
    (body, waiting)
}

/// What stands at a place.
fn at(body: &Body, path: &FieldPath) -> Option<Value> {
    let field = body.get(&path.field)?;
    let Some(key) = &path.key else { return Some(field.clone()) };
    let of_item = KIND.key_of_list(&path.field)?;
    field.as_array()?.iter().find(|item| item[of_item] == key.as_str()).cloned()
}

proptest! {
    #[test]
    fn the_difference_merged_gives_what_was_written(seen in body(), written in body()) {
        let (result, waiting) = merged(seen.clone(), &diff(KIND, &seen, &written));
        prop_assert_eq!(normal(&result), normal(&written));
        prop_assert_eq!(waiting, vec![]);
    }

    #[test]
    fn the_difference_of_any_two_bodies_merges(seen in any_body(), written in any_body()) {
        let (result, waiting) = merged(seen.clone(), &diff(KIND, &seen, &written));
        prop_assert_eq!(normal(&result), normal(&written));
        prop_assert_eq!(waiting, vec![]);
    }

    #[test]
    fn nothing_changed_is_no_change(body in any_body()) {
        prop_assert_eq!(diff(KIND, &body, &body), vec![]);
    }

    #[test]
    fn the_same_change_twice_is_as_once(seen in body(), written in body(), stands in body()) {
        let fields = diff(KIND, &seen, &written);
        let (once, _) = merged(stands, &fields);
        let (twice, waiting) = merged(once.clone(), &fields);
        prop_assert_eq!(&twice, &once);
        for proposal in waiting {
            prop_assert_ne!(at(&once, &proposal.at), proposal.written, "what stands need not wait");
        }
    }

    #[test]
    fn changes_of_different_places_commute(base in body(), one in body(), other in body()) {
        let (first, second) = (diff(KIND, &base, &one), diff(KIND, &base, &other));
        let second: Vec<FieldChange> =
            second.into_iter().filter(|change| first.iter().all(|taken| taken.at != change.at)).collect();
        let (there, waiting_there) = merged(merged(base.clone(), &first).0, &second);
        let (back, waiting_back) = merged(merged(base, &second).0, &first);
        prop_assert_eq!(normal(&there), normal(&back));
        prop_assert_eq!((waiting_there, waiting_back), (vec![], vec![]));
    }

    #[test]
    fn no_value_is_lost_where_two_met(base in body(), one in body(), other in body()) {
        let (first, second) = (diff(KIND, &base, &one), diff(KIND, &base, &other));
        let (after, waiting) = merged(merged(base, &first).0, &second);
        for change in &second {
            let waits = waiting.iter().any(|proposal| proposal.at == change.at && proposal.written == change.written);
            let met = first.iter().find(|earlier| earlier.at == change.at);
            // Whoever came first keeps their place; the other's value waits beside it, unless both say the same.
            let stands = met.map_or(&change.written, |earlier| &earlier.written);
            prop_assert_eq!(&at(&after, &change.at), stands);
            prop_assert_eq!(waits, *stands != change.written);
        }
        for change in &first {
            prop_assert_eq!(&at(&after, &change.at), &change.written);
        }
    }

    #[test]
    fn items_of_a_list_merge_one_by_one(
        base in body(), first in "TT1[0-4]", second in "TT1[5-9]", values in ("[1-9]{1,3}", "[1-9]{1,3}"),
    ) {
        let add = |key: &str, value: &str| {
            let mut body = base.clone();
            let list = body.entry("indicator_values").or_insert_with(|| json!([]));
            list.as_array_mut().unwrap().push(json!({"indicator": key, "value": value}));
            diff(KIND, &base, &body)
        };
        let (one, _) = merged(base.clone(), &add(&first, &values.0));
        let (both, waiting) = merged(one, &add(&second, &values.1));
        prop_assert_eq!(waiting, vec![]);
        for (key, value) in [(first, values.0), (second, values.1)] {
            let item = at(&both, &FieldPath::item("indicator_values", key));
            prop_assert_eq!(item.unwrap()["value"].clone(), value);
        }
    }

    #[test]
    fn what_nobody_touched_stays(stands in any_body(), seen in body(), written in body()) {
        let fields = diff(KIND, &seen, &written);
        let (after, _) = merged(stands.clone(), &fields);
        let after = normal(&after);
        for (field, value) in normal(&stands) {
            if fields.iter().all(|change| change.at.field != field) {
                prop_assert_eq!(after.get(&field), Some(&value));
            }
        }
    }

    #[test]
    fn a_change_means_the_same_after_its_way_as_text(stands in any_body(), seen in any_body(), written in any_body()) {
        let fields = diff(KIND, &seen, &written);
        let text = serde_json::to_string(&fields).unwrap();
        let read: Vec<FieldChange> = serde_json::from_str(&text).unwrap();
        let (here, waiting_here) = merged(stands.clone(), &fields);
        let (there, waiting_there) = merged(stands, &read);
        prop_assert_eq!(here, there);
        prop_assert_eq!(waiting_here.len(), waiting_there.len());
    }
}

#[test]
fn a_field_that_holds_null_can_be_changed() {
    // JSON cannot tell an absent `seen` from one that is null.
    let stands = json!({"result": null}).as_object().unwrap().clone();
    let written = json!({"result": "Tốt"}).as_object().unwrap().clone();
    let text = serde_json::to_string(&diff(KIND, &stands, &written)).unwrap();
    let fields: Vec<FieldChange> = serde_json::from_str(&text).unwrap();
    assert_eq!(merged(stands, &fields), (written, vec![]));
}

#[test]
fn an_item_under_a_field_that_is_no_list_waits_and_spoils_nothing() {
    let stands = json!({"title": "Họp bản"}).as_object().unwrap().clone();
    let change = FieldChange {
        at: FieldPath::item("title", "TT01"),
        seen: None,
        written: Some(json!({"indicator": "TT01"})),
    };
    let (after, waiting) = merged(stands.clone(), &[change]);
    assert_eq!((after, waiting.len()), (stands, 1));
}

#[test]
fn an_item_that_names_another_key_waits() {
    let change = FieldChange {
        at: FieldPath::item("indicator_values", "TT01"),
        seen: None,
        written: Some(json!({"indicator": "TT02", "value": "1"})),
    };
    let (after, waiting) = merged(Body::new(), &[change]);
    assert_eq!((after, waiting.len()), (Body::new(), 1));
}

#[test]
fn a_list_goes_with_its_last_item() {
    let stands =
        json!({"indicator_values": [{"indicator": "TT01", "value": "1"}]}).as_object().unwrap().clone();
    assert_eq!(merged(stands.clone(), &diff(KIND, &stands, &Body::new())), (Body::new(), vec![]));
}
