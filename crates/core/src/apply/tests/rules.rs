//! Properties of `apply`: what an entry may do, whatever it says.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::strategies::{
    HOME, action, activity, any_body, change, context, entry, home_scope, log, record, role, state, step,
};
use crate::access::{Role, Scope};
use crate::apply::{Outcome, apply, diff};
use crate::catalogue::UnitId;
use crate::entry::{Action, ENTRY_FORMAT, Entry, FieldChange, FieldPath};
use crate::message::Message;
use crate::record::{Body, Record, RecordKind};
use crate::workflow;

const RETURN_REASON: &str = "Thiếu số liệu";

fn by(role: Role, before: Option<&Record>, entry: &Entry) -> (Option<Record>, Outcome) {
    let scope = Scope::Province;
    apply(before, entry, &context(role, &scope, log(1), 0))
}

fn refusal(outcome: &Outcome) -> Option<Message> {
    match outcome {
        Outcome::Refused { problem } => Some(problem.message),
        Outcome::Applied | Outcome::Merged { .. } | Outcome::Other(_) => None,
    }
}

fn with(field: &str, value: &str) -> Body {
    let mut body = activity();
    body.insert(field.to_owned(), Value::from(value));
    body
}

fn retitle(title: &str) -> Vec<FieldChange> {
    diff(RecordKind::Activity, &activity(), &with("title", title))
}

proptest! {
    #[test]
    fn whatever_an_entry_says_it_adds_one_revision_or_none(
        body in prop_oneof![any_body(), Just(activity())], state in state(), role in role(), action in action(), base in 0u64..3,
    ) {
        let before = record(body, &state);
        let (after, outcome) = by(role, Some(&before), &entry(action, base));
        prop_assert_eq!(after.is_none(), refusal(&outcome).is_some());
        if let Some(after) = after {
            prop_assert_eq!(after.revision, before.revision + 1);
            prop_assert_eq!(after.trail.len(), before.trail.len() + 1);
            prop_assert_eq!(after.applied[&log(1)], 1);
            prop_assert_eq!((after.id, after.kind, &after.unit), (before.id, before.kind, &before.unit));
        }
    }

    #[test]
    fn nothing_outside_the_scope_changes(state in state(), role in role(), action in action(), exists: bool) {
        let elsewhere = Scope::Units { units: [UnitId::from("03451@2025-07-01")].into() };
        let before = exists.then(|| record(activity(), &state));
        let (after, outcome) = apply(before.as_ref(), &entry(action, 1), &context(role, &elsewhere, log(1), 0));
        prop_assert_eq!(after, None);
        prop_assert!(refusal(&outcome).is_some());
    }

    #[test]
    fn a_withdrawn_record_takes_nothing(state in state(), role in role(), action in action()) {
        let before = Record { deleted: true, ..record(activity(), &state) };
        let (after, outcome) = by(role, Some(&before), &entry(action, 1));
        prop_assert_eq!(after, None);
        prop_assert!(refusal(&outcome).is_some());
    }

    #[test]
    fn who_does_not_record_changes_no_content(state in state(), role in role(), action in action()) {
        prop_assume!(!role.records());
        let before = record(activity(), &state);
        if let Some(after) = by(role, Some(&before), &entry(action, 1)).0 {
            prop_assert_eq!(after.body, before.body);
            prop_assert!(!after.deleted);
        }
    }

    #[test]
    fn states_change_by_steps_alone(state in state(), role in role(), action in action()) {
        let before = record(activity(), &state);
        let taken = match &action {
            Action::Move { step, .. } => workflow::of(RecordKind::Activity).step(step),
            _ => None,
        };
        if let Some(after) = by(role, Some(&before), &entry(action, 1)).0 {
            match taken {
                Some(step) => {
                    prop_assert!(step.from.contains(&state.as_str()) && step.roles.contains(&role));
                    prop_assert_eq!(after.state, step.to);
                }
                None => prop_assert_eq!(after.state, state),
            }
        }
    }

    #[test]
    fn locked_content_stays(state in state(), fields in prop::collection::vec(super::strategies::field_change(), 1..3)) {
        let editable = workflow::of(RecordKind::Activity).state(&state).is_some_and(|state| state.editable);
        let before = record(activity(), &state);
        let after = by(Role::FieldOfficer, Some(&before), &change(fields, 1)).0;
        prop_assert!(editable || after.is_none());
    }

    #[test]
    fn an_office_that_accepts_a_body_accepts_every_step_without_content(body in any_body(), role in role()) {
        // What stands may have been written by another version; its state must still be able to move.
        let before = record(body, "submitted");
        let (after, _) = by(Role::ProvinceSpecialist, Some(&before), &step("return", Some(RETURN_REASON), vec![], 1));
        prop_assert_eq!(after.map(|after| after.state), Some("returned".to_owned()));
        prop_assert_eq!(by(role, Some(&before), &step("lock", None, vec![], 1)).0, None);
    }
}

#[test]
fn a_returned_record_goes_back_only_with_a_change() {
    let returned = record(activity(), "returned");
    let again = |fields| step("resubmit", None, fields, 1);
    let nothing = |before: &Record, fields| refusal(&by(Role::FieldOfficer, Some(before), &again(fields)).1);
    assert_eq!(nothing(&returned, vec![]), Some(Message::NothingChanged));
    // A change that says what stands there already is none, with the step or before it.
    let same = vec![FieldChange {
        at: FieldPath::field("title"),
        seen: Some(json!("Họp bản")),
        written: Some(json!("Họp bản")),
    }];
    assert_eq!(nothing(&returned, same.clone()), Some(Message::NothingChanged));
    let idle = by(Role::FieldOfficer, Some(&returned), &change(same, 1)).0.unwrap();
    assert_eq!(nothing(&idle, vec![]), Some(Message::NothingChanged));
    let empty = by(Role::FieldOfficer, Some(&returned), &change(vec![], 1)).0.unwrap();
    assert_eq!(nothing(&empty, vec![]), Some(Message::NothingChanged));
    // A real one is enough, with the step or before it.
    assert_eq!(nothing(&returned, retitle("Họp bản tháng 3")), None);
    let mended = by(Role::FieldOfficer, Some(&returned), &change(retitle("Họp bản tháng 3"), 1)).0.unwrap();
    assert_eq!(nothing(&mended, vec![]), None);
}

#[test]
fn the_trail_names_the_places_that_changed_and_no_others() {
    let before = record(activity(), "submitted");
    let mut fields = retitle("Họp bản tháng 3");
    fields.push(FieldChange {
        at: FieldPath::field("content"),
        seen: Some(json!("Điều chưa từng có")),
        written: Some(json!("Khác")),
    });
    let (after, outcome) = by(Role::FieldOfficer, Some(&before), &change(fields, 1));
    assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("content")] });
    assert_eq!(after.unwrap().trail.last().unwrap().changed, [FieldPath::field("title")]);
}

#[test]
fn an_entry_need_not_mend_what_others_left_wrong() {
    let mut body = activity();
    body.insert("title".to_owned(), Value::from("x".repeat(301)));
    let before = record(body.clone(), "submitted");
    let mut longer = body.clone();
    longer.insert("result".to_owned(), Value::from("Tốt"));
    let (after, _) =
        by(Role::FieldOfficer, Some(&before), &change(diff(RecordKind::Activity, &body, &longer), 1));
    assert_eq!(after.unwrap().body, longer);
    longer.insert("date_to".to_owned(), Value::from("2025-01-01"));
    let worse = change(diff(RecordKind::Activity, &body, &longer), 1);
    assert_eq!(
        refusal(&by(Role::FieldOfficer, Some(&before), &worse).1),
        Some(Message::EndBeforeBegin),
        "its own mistakes are refused"
    );
}

#[test]
fn what_only_a_later_version_knows_is_called_so() {
    let newer = Entry { format: ENTRY_FORMAT + 1, ..change(retitle("Họp"), 1) };
    let before = record(activity(), "submitted");
    assert_eq!(refusal(&by(Role::FieldOfficer, Some(&before), &newer).1), Some(Message::EntryNewer));
    let text = r#"{"type":"split","into":["a","b"]}"#;
    let unknown: Action = serde_json::from_str(text).unwrap();
    assert_eq!(unknown, Action::Unknown);
    for before in [None, Some(&before)] {
        let outcome = by(Role::FieldOfficer, before, &entry(unknown.clone(), 0)).1;
        assert_eq!(refusal(&outcome), Some(Message::EntryNewer));
    }
}

#[test]
fn whoever_saw_a_proposal_settles_it_by_writing_there() {
    let before = record(activity(), "submitted");
    let first = by(Role::FieldOfficer, Some(&before), &change(retitle("Một"), 1)).0.unwrap();
    let met = by(Role::FieldOfficer, Some(&first), &change(retitle("Hai"), 1)).0.unwrap();
    assert_eq!(met.proposals.len(), 1);
    let write = |title: &str| FieldChange {
        at: FieldPath::field("title"),
        seen: Some(json!("Một")),
        written: Some(json!(title)),
    };
    // Written without knowing of the proposal: it goes on waiting.
    let (scope, unaware) = (Scope::Province, change(vec![write("Ba")], first.revision));
    let unaware = apply(Some(&met), &unaware, &context(Role::FieldOfficer, &scope, log(2), 0)).0.unwrap();
    assert_eq!((unaware.body["title"].as_str(), unaware.proposals.len()), (Some("Ba"), 1));
    // Written with the proposal in view, whether its value, another, or again what stands.
    for title in ["Hai", "Ba", "Một"] {
        let (after, outcome) = by(Role::FieldOfficer, Some(&met), &change(vec![write(title)], met.revision));
        let after = after.unwrap();
        assert_eq!((after.body["title"].as_str(), after.proposals.len()), (Some(title), 0));
        assert_eq!(outcome, Outcome::Applied);
        assert_eq!(after.trail.last().unwrap().changed, [FieldPath::field("title")]);
    }
}

#[test]
fn a_number_is_issued_once() {
    let scope = Scope::Province;
    let specialist = context(Role::ProvinceSpecialist, &scope, log(1), 0);
    let nomination = Record { kind: RecordKind::Nomination, ..record(Body::new(), "submitted") };
    let receive = Entry { kind: RecordKind::Nomination, ..step("receive", None, vec![], 1) };
    let received = apply(Some(&nomination), &receive, &specialist).0.unwrap();
    assert_eq!(received.code.as_deref(), Some("HĐ-0001"));
    let again = Record { state: "submitted".to_owned(), code: Some("HĐ-0000".to_owned()), ..received };
    let kept = apply(Some(&again), &receive, &specialist).0.unwrap();
    assert_eq!(kept.code.as_deref(), Some("HĐ-0000"));
}

#[test]
fn a_record_is_withdrawn_only_as_its_author_saw_it() {
    let before = record(activity(), "submitted");
    let delete = |base| entry(Action::Delete { reason: None }, base);
    let (waits, outcome) = by(Role::FieldOfficer, Some(&before), &delete(0));
    let waits = waits.unwrap();
    assert_eq!(outcome, Outcome::Merged { waiting: vec![] });
    assert!(!waits.deleted && waits.withdrawals.len() == 1);
    assert!(by(Role::FieldOfficer, Some(&before), &delete(1)).0.unwrap().deleted);
    let approved = record(activity(), "approved");
    assert_eq!(refusal(&by(Role::FieldOfficer, Some(&approved), &delete(1)).1), Some(Message::RecordLocked));
}

#[test]
fn only_one_creation_counts() {
    let create = entry(Action::Create { unit: UnitId::from(HOME), body: activity() }, 0);
    let scope = home_scope();
    let (made, _) = apply(None, &create, &context(Role::FieldOfficer, &scope, log(1), 0));
    assert_eq!(refusal(&by(Role::FieldOfficer, made.as_ref(), &create).1), Some(Message::RecordExists));
    let incomplete = entry(Action::Create { unit: UnitId::from(HOME), body: Body::new() }, 0);
    assert_eq!(refusal(&by(Role::FieldOfficer, None, &incomplete).1), Some(Message::Required));
}

#[test]
fn what_is_of_a_kind_of_another_version_is_left_to_that_version() {
    let kind = RecordKind::named("village_profile");
    let title = || json!({ "title": "Bản Nậm Ngà" }).as_object().cloned().unwrap_or_default();
    let profile = Record { kind, ..record(title(), "open") };
    for (before, of) in [(None, kind), (Some(&profile), kind), (Some(&profile), RecordKind::Activity)] {
        let create = Action::Create { unit: profile.unit.clone(), body: title() };
        for action in [create, Action::Delete { reason: None }, Action::Change { fields: Vec::new() }] {
            let written = Entry { kind: of, ..entry(action, 0) };
            let (after, outcome) = by(Role::FieldOfficer, before, &written);
            assert_eq!((after, refusal(&outcome)), (None, Some(Message::EntryNewer)));
        }
    }
}
