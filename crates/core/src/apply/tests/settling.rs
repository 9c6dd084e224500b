//! Choices, case by case: what waits, who may choose, what becomes of both values, and two people choosing at once.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::strategies::{action, activity, context, entry, log, person, record, role, state, step};
use crate::access::{Role, Scope};
use crate::apply::{Outcome, apply};
use crate::entry::{Action, Choice, Entry, FieldChange, FieldPath};
use crate::message::{Message, Problem};
use crate::record::{Record, Settled, conflict};

const OFFICER: Role = Role::FieldOfficer;
const SPECIALIST: Role = Role::ProvinceSpecialist;

/// Somebody's entry: of the log, by the person of its number, who had the record at the office's revision `mirrored`.
fn act(role: Role, seed: u8, mirrored: u64, before: &Record, action: Action) -> (Option<Record>, Outcome) {
    let scope = Scope::Province;
    let number = before.applied.get(&log(seed)).copied().unwrap_or(0);
    let author = person(&format!("Người {seed}"));
    let entry = Entry { author, mirrored: Some(mirrored), ..entry(action, mirrored) };
    apply(Some(before), &entry, &context(role, &scope, log(seed), number))
}

fn done(role: Role, seed: u8, mirrored: u64, before: &Record, action: Action) -> Record {
    let (after, outcome) = act(role, seed, mirrored, before, action);
    after.unwrap_or_else(|| panic!("{outcome:?}"))
}

fn refused(role: Role, seed: u8, mirrored: u64, before: &Record, action: Action) -> Option<Problem> {
    match act(role, seed, mirrored, before, action).1 {
        Outcome::Refused { problem } => Some(problem),
        _ => None,
    }
}

fn write(field: &str, seen: Option<&str>, written: &str) -> Action {
    let change = FieldChange {
        at: FieldPath::field(field),
        seen: seen.map(Value::from),
        written: Some(Value::from(written)),
    };
    Action::Change { fields: vec![change] }
}

fn retitle(title: &str) -> Action {
    write("title", Some("Họp bản"), title)
}

fn withdraw() -> Action {
    Action::Delete { reason: Some("Ghi hai lần".to_owned()) }
}

/// The choice of each thing that waits.
fn choices(record: &Record, take: impl Fn(usize) -> bool) -> Action {
    let values = record.proposals.iter().map(|proposal| {
        let seen = record.body.get(&proposal.at.field).cloned();
        (proposal.log, proposal.number, Some(proposal.at.clone()), seen)
    });
    let withdrawals = record.withdrawals.iter().map(|waiting| (waiting.log, waiting.number, None, None));
    let all = values.chain(withdrawals).enumerate();
    let choices =
        all.map(|(place, (log, number, at, seen))| Choice { log, number, at, seen, take: take(place) });
    Action::Settle { choices: choices.collect() }
}

/// Người 1 wrote "Một"; Người 2, who had not seen it, wrote "Hai", which waits. The revision is 3.
fn met() -> Record {
    let before = record(activity(), "submitted");
    let first = done(OFFICER, 1, 1, &before, retitle("Một"));
    let met = done(OFFICER, 2, 1, &first, retitle("Hai"));
    assert_eq!((met.body["title"].as_str(), met.proposals.len(), met.revision), (Some("Một"), 1, 3));
    met
}

fn title(record: &Record) -> &str {
    record.body["title"].as_str().unwrap()
}

fn writer(record: &Record) -> &str {
    &record.writer(&FieldPath::field("title")).unwrap().author.name
}

fn last_settled(record: &Record) -> Vec<(&str, bool)> {
    let settled = &record.trail.last().unwrap().settled;
    settled.iter().map(|settled| (settled.author.name.as_str(), settled.taken)).collect()
}

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
fn an_edit_of_a_withdrawn_record_waits_and_brings_it_back_when_it_is_taken() {
    let before = record(activity(), "submitted");
    let gone = done(OFFICER, 1, 1, &before, withdraw());
    assert!(gone.deleted && gone.withdrawn().is_some());
    let (edited, outcome) = act(OFFICER, 2, 1, &gone, retitle("Hai"));
    let edited = edited.unwrap();
    assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("title")] });
    assert!(edited.deleted);
    let left = done(OFFICER, 1, 3, &edited, choices(&edited, |_| false));
    assert!(left.deleted && left.waiting() == 0);
    let taken = done(OFFICER, 1, 3, &edited, choices(&edited, |_| true));
    assert_eq!((taken.deleted, title(&taken), taken.withdrawn()), (false, "Hai", None));
    // Whoever knew is refused, as ever.
    let knew = refused(OFFICER, 2, 2, &gone, retitle("Hai")).unwrap();
    assert_eq!(knew.message, Message::RecordDeleted);
    // Brought back, it is edited like any other.
    assert_eq!(title(&done(OFFICER, 2, 4, &taken, write("title", Some("Hai"), "Ba"))), "Ba");
}

#[test]
fn a_withdrawal_that_met_a_change_waits() {
    let before = record(activity(), "submitted");
    let edited = done(OFFICER, 1, 1, &before, retitle("Một"));
    let (waits, outcome) = act(OFFICER, 2, 1, &edited, withdraw());
    let waits = waits.unwrap();
    assert_eq!(outcome, Outcome::Merged { waiting: vec![] });
    assert_eq!((waits.deleted, waits.withdrawals.len(), waits.waiting()), (false, 1, 1));
    // Said twice it waits once.
    let twice = done(OFFICER, 2, 1, &waits, withdraw());
    assert_eq!(twice.withdrawals.len(), 1);
    let kept = done(OFFICER, 1, 3, &waits, choices(&waits, |_| false));
    assert_eq!((kept.deleted, kept.waiting(), last_settled(&kept)), (false, 0, vec![("Người 2", false)]));
    let met = done(OFFICER, 3, 1, &waits, retitle("Ba"));
    let withdrawal = choices(&Record { proposals: Vec::new(), ..met.clone() }, |_| true);
    let gone = done(SPECIALIST, 4, 4, &met, withdrawal.clone());
    assert_eq!((gone.deleted, gone.waiting()), (true, 0));
    assert_eq!(last_settled(&gone), [("Người 2", true), ("Người 3", false)]);
    assert_eq!(gone.withdrawn().unwrap().reason.as_deref(), Some("Ghi hai lần"));
    // Who takes it without having seen all that happened takes nothing yet.
    let (unseen, outcome) = act(OFFICER, 1, 3, &met, withdrawal);
    assert_eq!((unseen.unwrap().deleted, outcome), (false, Outcome::Merged { waiting: vec![] }));
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
fn two_who_withdraw_the_same_agree() {
    let gone = done(OFFICER, 1, 1, &record(activity(), "submitted"), withdraw());
    let (twice, outcome) = act(OFFICER, 2, 1, &gone, withdraw());
    let twice = twice.unwrap();
    assert_eq!((twice.deleted, twice.waiting(), outcome), (true, 0, Outcome::Applied));
    assert_eq!(last_settled(&twice), [("Người 2", true)]);
    assert_eq!(refused(OFFICER, 2, 2, &gone, withdraw()).unwrap().message, Message::RecordDeleted);
}

#[test]
fn an_edit_that_meets_a_locked_record_waits_for_the_office() {
    let before = record(activity(), "submitted");
    let office = |before: &Record, name: &str| {
        let Action::Move { .. } = step(name, None, vec![], 0).action else { unreachable!() };
        done(Role::ProvinceLeader, 9, before.revision, before, step(name, None, vec![], 0).action)
    };
    let approved = office(&before, "approve");
    let (waits, outcome) = act(OFFICER, 1, 1, &approved, retitle("Một"));
    let waits = waits.unwrap();
    assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("title")] });
    assert_eq!((title(&waits), waits.proposals.len()), ("Họp bản", 1));
    assert_eq!(refused(OFFICER, 1, 2, &approved, retitle("Một")).unwrap().message, Message::RecordLocked);
    let take = choices(&waits, |_| true);
    assert_eq!(refused(OFFICER, 1, 3, &waits, take.clone()).unwrap().message, Message::RecordLocked);
    let taken = done(SPECIALIST, 9, 3, &waits, take.clone());
    assert_eq!((title(&taken), taken.state.as_str(), writer(&taken)), ("Một", "approved", "Người 1"));
    // The figures of a closed period stay; the office can only leave the value.
    let locked = office(&waits, "lock");
    assert_eq!(refused(Role::ProvinceLeader, 9, 4, &locked, take).unwrap().message, Message::RecordLocked);
    assert_eq!(done(SPECIALIST, 9, 4, &locked, choices(&locked, |_| false)).waiting(), 0);
    // A withdrawal that met the approval waits too, and is no way around a cancellation.
    let wish = done(OFFICER, 1, 1, &approved, withdraw());
    assert_eq!((wish.deleted, wish.withdrawals.len()), (false, 1));
    let take = choices(&wish, |_| true);
    assert_eq!(refused(SPECIALIST, 9, 3, &wish, take).unwrap().message, Message::RecordLocked);
    assert_eq!(refused(OFFICER, 1, 2, &approved, withdraw()).unwrap().message, Message::RecordLocked);
}

#[test]
fn two_corrections_of_a_returned_record_both_count() {
    let before = record(activity(), "submitted");
    let reason = Some("Thiếu số liệu");
    let returned = done(SPECIALIST, 9, 1, &before, step("return", reason, vec![], 0).action);
    let resubmit = |title: &str| {
        let Action::Change { fields } = retitle(title) else { unreachable!() };
        step("resubmit", None, fields, 0).action
    };
    let first = done(OFFICER, 1, 2, &returned, resubmit("Một"));
    let (both, outcome) = act(OFFICER, 2, 2, &first, resubmit("Hai"));
    let both = both.unwrap();
    assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("title")] });
    assert_eq!((both.state.as_str(), title(&both), both.proposals.len()), ("submitted", "Một", 1));
    assert_eq!(refused(OFFICER, 2, 3, &first, resubmit("Hai")).unwrap().message, Message::StepNotOpen);
    let cancelled =
        done(SPECIALIST, 9, 3, &first, step("cancel", Some("Không phải việc dân vận"), vec![], 0).action);
    let late = done(OFFICER, 2, 2, &cancelled, resubmit("Hai"));
    assert_eq!((late.state.as_str(), late.proposals.len()), ("cancelled", 1));
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
fn what_one_author_wrote_anew_waits_once_and_both_are_told() {
    let met = met();
    let anew = done(OFFICER, 2, 1, &met, write("title", Some("Hai"), "Hai rưỡi"));
    assert_eq!(anew.proposals.len(), 1);
    assert_eq!(anew.proposals[0].written, Some(json!("Hai rưỡi")));
    assert_eq!(anew.proposals[0].seen, Some(json!("Họp bản")), "what stood before his first");
    let earlier: Vec<&Settled> = anew.trail.last().unwrap().settled.iter().collect();
    assert_eq!((earlier[0].written.clone(), earlier[0].taken), (Some(json!("Hai")), false));
}

#[test]
fn what_each_wrote_rightly_and_is_wrong_together_waits() {
    let before = record(activity(), "submitted");
    let ends = done(OFFICER, 1, 1, &before, write("date_to", None, "2026-03-05"));
    let (begins, outcome) = act(OFFICER, 2, 1, &ends, write("date_from", Some("2026-03-01"), "2026-03-20"));
    let begins = begins.unwrap();
    assert_eq!(outcome, Outcome::Merged { waiting: vec![FieldPath::field("date_from")] });
    // Taking it would make the body wrong: the choice is refused, with the place.
    let problem = refused(SPECIALIST, 9, 3, &begins, choices(&begins, |_| true)).unwrap();
    assert_eq!(problem, Problem::at(Message::EndBeforeBegin, FieldPath::field("date_to")));
    assert_eq!(done(SPECIALIST, 9, 3, &begins, choices(&begins, |_| false)).waiting(), 0);
    // Whoever knew of the other is told at once.
    let knew = write("date_from", Some("2026-03-01"), "2026-03-20");
    assert_eq!(refused(OFFICER, 2, 2, &ends, knew).unwrap().message, Message::EndBeforeBegin);
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
