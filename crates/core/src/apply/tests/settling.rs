//! Choices, case by case: who may choose, what becomes of both values, and two people choosing at once.

use proptest::prelude::*;
use serde_json::json;

use super::people::{
    OFFICER, SPECIALIST, act, choices, done, last_settled, met, refused, retitle, title, withdraw, write,
    writer,
};
use super::strategies::{action, activity, log, record, role, state, step};
use crate::access::Role;
use crate::apply::Outcome;
use crate::entry::{Action, Choice, FieldChange, FieldPath};
use crate::message::{Message, Problem};
use crate::record::{Record, conflict};

#[test]
fn what_is_taken_stands_and_what_stood_is_told() {
    let met = met();
    assert_eq!(writer(&met), "Người 1");
    let after = done(SPECIALIST, 3, 3, &met, choices(&met, |_| true));
    assert_eq!((title(&after), after.waiting(), writer(&after)), ("Hai", 0, "Người 2"));
    let step = after.trail.last().unwrap();
    assert_eq!((step.did.as_str(), step.author.name.as_str()), ("change", "Người 3"));
    assert_eq!(step.changed, [FieldPath::field("title")]);
    assert_eq!(step.replaced[0].value, "Một");
    assert_eq!(last_settled(&after), [("Người 2", true)]);
}

#[test]
fn what_is_left_is_told_and_nothing_changes() {
    let met = met();
    let after = done(OFFICER, 1, 3, &met, choices(&met, |_| false));
    assert_eq!((title(&after), after.waiting(), writer(&after)), ("Một", 0, "Người 1"));
    let step = after.trail.last().unwrap();
    assert!(step.changed.is_empty() && step.replaced.is_empty());
    assert_eq!(step.settled[0].written, Some(json!("Hai")));
    assert_eq!(last_settled(&after), [("Người 2", false)]);
}

#[test]
fn one_of_three_is_taken_and_the_others_left_at_once() {
    let met = met();
    let three = done(OFFICER, 3, 1, &met, retitle("Ba"));
    assert_eq!(three.proposals.len(), 2);
    let after = done(OFFICER, 1, 4, &three, choices(&three, |place| place == 1));
    assert_eq!((title(&after), after.waiting()), ("Ba", 0));
    assert_eq!(last_settled(&after), [("Người 2", false), ("Người 3", true)]);
    // Two cannot both be taken for one place: the second waits on.
    let (both, outcome) = act(OFFICER, 1, 4, &three, choices(&three, |_| true));
    let both = both.unwrap();
    assert_eq!((title(&both), both.proposals.len()), ("Hai", 1));
    assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("title")] });
}

#[test]
fn the_buttons_choose_what_they_say() {
    let settle = |choices| Action::Settle { choices };
    let three = done(OFFICER, 3, 1, &met(), retitle("Ba"));
    let places = conflict::disputed(&three);
    assert_eq!((places.len(), places[0].proposals.len(), places[0].stands), (1, 2, Some(&json!("Một"))));
    let kept = done(OFFICER, 1, 4, &three, settle(places[0].keep()));
    assert_eq!((title(&kept), kept.waiting()), ("Một", 0));
    let taken = done(OFFICER, 1, 4, &three, settle(places[0].take(places[0].proposals[1])));
    assert_eq!((title(&taken), taken.waiting()), ("Ba", 0));

    let gone = done(OFFICER, 1, 1, &record(activity(), "submitted"), withdraw());
    let edited = done(OFFICER, 3, 1, &done(OFFICER, 2, 1, &gone, retitle("Hai")), retitle("Ba"));
    let stays = done(OFFICER, 1, 4, &edited, settle(conflict::stay_withdrawn(&edited)));
    assert_eq!((stays.deleted, stays.waiting()), (true, 0));
    let back = done(OFFICER, 1, 4, &edited, settle(conflict::bring_back(&edited)));
    assert_eq!((back.deleted, title(&back), back.waiting()), (false, "Hai", 1));

    let changed = done(OFFICER, 1, 1, &record(activity(), "submitted"), retitle("Một"));
    let wish = done(OFFICER, 2, 1, &changed, withdraw());
    let kept = done(OFFICER, 1, 3, &wish, settle(conflict::keep_record(&wish)));
    assert_eq!((kept.deleted, kept.waiting()), (false, 0));
    let gone = done(OFFICER, 1, 3, &wish, settle(conflict::withdraw(&wish.withdrawals[0])));
    assert_eq!((gone.deleted, gone.waiting()), (true, 0));
}

#[test]
fn two_choices_that_agree_are_one() {
    let met = met();
    for take in [true, false] {
        let first = done(OFFICER, 1, 3, &met, choices(&met, |_| take));
        let (second, outcome) = act(SPECIALIST, 9, 3, &first, choices(&met, |_| take));
        let second = second.unwrap();
        assert_eq!((second.waiting(), outcome), (0, Outcome::Applied));
        assert_eq!(title(&second), title(&first));
        let late = refused(SPECIALIST, 9, 4, &first, choices(&met, |_| take)).unwrap();
        assert_eq!(late, Problem::at(Message::NothingWaits, FieldPath::field("title")), "he saw the first");
    }
}

#[test]
fn of_two_choices_that_differ_the_first_holds_and_the_second_waits() {
    let met = met();
    for (take, stands, wanted) in [(true, "Hai", "Một"), (false, "Một", "Hai")] {
        let first = done(OFFICER, 1, 3, &met, choices(&met, |_| take));
        let (second, outcome) = act(SPECIALIST, 9, 3, &first, choices(&met, |_| !take));
        let second = second.unwrap();
        assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("title")] });
        assert_eq!((title(&second), second.proposals.len()), (stands, 1));
        let again = &second.proposals[0];
        assert_eq!((again.written.clone(), again.author.name.as_str()), (Some(json!(wanted)), "Người 9"));
        let settled = done(OFFICER, 2, 5, &second, choices(&second, |_| true));
        assert_eq!((title(&settled), settled.waiting()), (wanted, 0));
    }
}

#[test]
fn of_two_choices_about_a_withdrawal_the_first_holds() {
    let edited = done(OFFICER, 1, 1, &record(activity(), "submitted"), retitle("Một"));
    let waits = done(OFFICER, 2, 1, &edited, withdraw());
    let (take, leave) = (choices(&waits, |_| true), choices(&waits, |_| false));
    let kept = done(OFFICER, 1, 3, &waits, leave.clone());
    let (again, outcome) = act(SPECIALIST, 9, 3, &kept, take.clone());
    let again = again.unwrap();
    assert_eq!((again.deleted, again.withdrawals.len()), (false, 1));
    assert_eq!(
        (again.withdrawals[0].author.name.as_str(), outcome),
        ("Người 9", Outcome::Merged { waiting: vec![] })
    );
    let gone = done(OFFICER, 1, 3, &waits, take);
    assert_eq!(refused(SPECIALIST, 9, 3, &gone, leave).unwrap().message, Message::RecordDeleted);
}

#[test]
fn a_choice_between_what_does_not_stand_any_more_chooses_nothing() {
    let met = met();
    let unaware = done(OFFICER, 1, 2, &met, write("title", Some("Một"), "Mới"));
    assert_eq!((title(&unaware), unaware.proposals.len()), ("Mới", 1));
    for take in [true, false] {
        let (after, outcome) = act(SPECIALIST, 9, 3, &unaware, choices(&met, |_| take));
        let after = after.unwrap();
        assert_eq!((title(&after), after.proposals.len()), ("Mới", 1));
        assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("title")] });
    }
}

#[test]
fn a_choice_of_an_author_meets_a_step_of_the_office() {
    let met = met();
    let approved = done(SPECIALIST, 9, 3, &met, step("approve", None, vec![], 0).action);
    for take in [true, false] {
        let (after, outcome) = act(OFFICER, 1, 3, &approved, choices(&met, |_| take));
        let after = after.unwrap();
        assert_eq!((title(&after), after.proposals.len()), ("Một", 1));
        assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("title")] });
    }
}

#[test]
fn choices_that_speak_of_nothing_are_refused() {
    let met = met();
    let choice = |number, at: Option<&str>| Choice {
        log: log(2),
        number,
        at: at.map(FieldPath::field),
        seen: Some(json!("Một")),
        take: true,
    };
    let refusal = |choices| refused(OFFICER, 1, 3, &met, Action::Settle { choices }).unwrap().message;
    assert_eq!(refusal(vec![]), Message::NothingWaits);
    assert_eq!(refusal(vec![choice(7, Some("title"))]), Message::NothingWaits);
    assert_eq!(refusal(vec![choice(0, Some("content"))]), Message::NothingWaits);
    assert_eq!(refusal(vec![choice(0, None)]), Message::NothingWaits);
    assert_eq!(refusal(vec![choice(0, Some("title")), choice(0, Some("title"))]), Message::Duplicate);
    let reader =
        refused(Role::Viewer, 1, 3, &met, Action::Settle { choices: vec![choice(0, Some("title"))] });
    assert_eq!(reader.unwrap().message, Message::RoleMayNot);
}

#[test]
fn an_item_that_cannot_take_its_place_is_not_taken() {
    let before = record(activity(), "submitted");
    let change = FieldChange {
        at: FieldPath::item("indicator_values", "TT01"),
        seen: None,
        written: Some(json!({"indicator": "TT02", "value": "1"})),
    };
    let waits = done(OFFICER, 2, 1, &before, Action::Change { fields: vec![change.clone()] });
    let choice = Choice { log: log(2), number: 0, at: Some(change.at.clone()), seen: None, take: true };
    let problem = refused(SPECIALIST, 9, 2, &waits, Action::Settle { choices: vec![choice] }).unwrap();
    assert_eq!(problem, Problem::at(Message::WrongForm, change.at));
}

proptest! {
    #[test]
    fn whatever_an_entry_says_of_a_record_where_something_waits(
        state in state(), role in role(), action in action(), mirrored in 0u64..6, seed in 1u8..5, deleted: bool,
    ) {
        let met = met();
        let wish = done(OFFICER, 3, 1, &met, withdraw());
        let before = Record { state, deleted, ..wish };
        let (after, outcome) = act(role, seed, mirrored, &before, action);
        prop_assert_eq!(after.is_none(), matches!(outcome, Outcome::Refused { .. }));
        let Some(after) = after else { return Ok(()) };
        prop_assert_eq!((after.revision, after.trail.len()), (before.revision + 1, before.trail.len() + 1));
        prop_assert_eq!(after.applied[&log(seed)], before.applied.get(&log(seed)).copied().unwrap_or(0) + 1);
        let settled = &after.trail.last().unwrap().settled;
        for proposal in &before.proposals {
            let told = settled.iter().any(|settled| settled.written == proposal.written);
            prop_assert!(after.proposals.contains(proposal) || told, "{after:?}");
        }
        for withdrawal in &before.withdrawals {
            let told = settled.iter().any(|settled| settled.at.is_none() && settled.author == withdrawal.author);
            prop_assert!(after.withdrawals.contains(withdrawal) || told, "{after:?}");
        }
    }
}
