//! What waits, case by case, and what becomes of it.

use serde_json::json;

use super::people::{
    OFFICER, SPECIALIST, act, choices, done, last_settled, met, refused, retitle, title, withdraw, write,
    writer,
};
use super::strategies::{activity, record, step};
use crate::access::Role;
use crate::apply::Outcome;
use crate::entry::{Action, FieldPath};
use crate::message::{Message, Problem};
use crate::record::{Record, Settled};

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
