//! What goes wrong, and that nothing is lost or repeated by it.

use super::bench::{Bench, entries, log};
use super::*;
use crate::sync::Trigger;

fn ticket_of(commands: &[Command]) -> u64 {
    let ticket = commands.iter().find_map(|command| match command {
        Command::Send { ticket, .. } => Some(*ticket),
        _ => None,
    });
    ticket.unwrap()
}

#[test]
fn an_answer_lost_at_any_step_is_made_up_for_by_the_next_round() {
    for step in 0..3 {
        for done in [false, true] {
            let mut bench = Bench::new(3);
            bench.lose = Some((step, done));
            bench.round(Trigger::Opened);
            let status = bench.engine.status();
            assert_eq!(status.trouble, Some(Failure::Lost), "step {step}");
            bench.now = status.wake_at_ms.unwrap();
            bench.round(Trigger::Timer);
            assert_eq!(bench.office.texts(), entries(3), "step {step}, done {done}");
            assert_eq!(bench.local().confirmed, 3);
            assert_eq!(bench.engine.status().trouble, None);
        }
    }
}

#[test]
fn a_push_that_is_too_large_is_halved_until_it_fits() {
    let mut bench = Bench::new(0);
    for number in 0..60 {
        bench.append(&format!("{number:02}{}", "x".repeat(1_000)));
    }
    bench.office.bytes_max = Some(10_000);
    bench.round(Trigger::Opened);
    assert_eq!(bench.office.texts().len(), 60);
    assert_eq!(bench.engine.status().trouble, None);
}

#[test]
fn an_entry_that_is_too_large_alone_stops_the_round_with_that_word() {
    let mut bench = Bench::new(0);
    bench.append(&"x".repeat(9_000));
    bench.office.bytes_max = Some(5_000);
    bench.round(Trigger::Opened);
    assert_eq!(bench.engine.status().trouble, Some(Failure::TooLarge));
    assert!(bench.told.len() < 12, "{:?}", bench.told);
}

#[test]
fn a_busy_office_is_left_alone_for_the_time_it_asks_but_not_by_the_button() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let failure = Failure::Busy { retry_after_s: Some(30) };
    bench.tell(Event::Failed { ticket: ticket_of(&commands), failure });
    for trigger in [Trigger::Online, Trigger::Opened, Trigger::Appended] {
        bench.now = 1_000 + 29_999;
        let commands = bench.tell(Event::Trigger(trigger));
        assert!(!commands.iter().any(|command| matches!(command, Command::Send { .. })), "{trigger:?}");
    }
    assert!(bench.engine.status().wake_at_ms.unwrap() >= 31_000);
    bench.round(Trigger::Pressed);
    assert_eq!(bench.office.texts(), entries(1));
}

/// A week, as something in between once said.
#[test]
fn nobody_is_kept_from_the_office_for_longer_than_a_quarter_of_an_hour_by_one_answer() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let failure = Failure::Busy { retry_after_s: Some(604_800) };
    bench.tell(Event::Failed { ticket: ticket_of(&commands), failure });
    bench.tell(Event::HoldOff { seconds: 604_800 });
    bench.now = bench.engine.status().wake_at_ms.unwrap();
    assert!(bench.now <= 1_000 + 17 * 60_000);
    bench.round(Trigger::Timer);
    assert_eq!(bench.office.texts(), entries(1));
}

/// As an office does whose disk is full: it answers questions and takes nothing.
#[test]
fn who_cannot_send_goes_on_reading() {
    let mut bench = Bench::new(1);
    bench.office.pages = 3;
    bench.loses_pushes = true;
    bench.round(Trigger::Opened);
    assert_eq!(bench.cursor, None, "one answer that is lost may be the line");
    bench.now = bench.engine.status().wake_at_ms.unwrap();
    bench.round(Trigger::Timer);
    assert_eq!(bench.cursor.as_deref(), Some("3"));
    let status = bench.engine.status();
    assert_eq!((status.complete, &status.trouble), (false, &Some(Failure::Lost)));
    assert!((250..=4_000).contains(&(status.wake_at_ms.unwrap() - bench.now)), "and sending is tried again");
    // Until then it is left out, and nobody is told that all went well.
    bench.told.clear();
    bench.office.pages = 4;
    bench.append("one more");
    bench.now = bench.engine.status().wake_at_ms.unwrap() - 1;
    bench.round(Trigger::Opened);
    assert_eq!(bench.told, ["ask 0", "keep 0", "push 0+2", "feed", "page"], "an occasion does not wait");
    bench.loses_pushes = false;
    bench.round(Trigger::Pressed);
    assert_eq!(bench.engine.status().trouble, None);
    assert_eq!(bench.office.texts().len(), 2);
}

#[test]
fn after_trouble_an_append_waits_and_the_button_does_not() {
    let mut bench = Bench::new(1);
    bench.lose = Some((0, false));
    bench.round(Trigger::Opened);
    assert!(bench.tell(Event::Trigger(Trigger::Appended)).is_empty());
    bench.round(Trigger::Pressed);
    assert_eq!(bench.office.texts(), entries(1));
}

#[test]
fn stale_tickets_change_nothing() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let ticket = ticket_of(&commands);
    for stale in [0, ticket - 1, ticket + 1] {
        let call = Call::Ask { log: log(1), from: 0 };
        let answer = bench.office.answer(&call).unwrap();
        assert!(bench.tell(Event::Answered { ticket: stale, answer }).is_empty());
        assert!(bench.tell(Event::Failed { ticket: stale, failure: Failure::Lost }).is_empty());
        assert!(bench.tell(Event::Kept { ticket: stale }).is_empty());
        assert!(bench.tell(Event::NotKept { ticket: stale }).is_empty());
        assert!(bench.tell(Event::Read { ticket: stale, entries: Vec::new() }).is_empty());
    }
    bench.obey(commands);
    assert_eq!(bench.office.texts(), entries(1));
}

#[test]
fn a_request_without_any_answer_is_given_up_and_its_late_answer_ignored() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let ticket = ticket_of(&commands);
    bench.now = bench.engine.status().wake_at_ms.unwrap();
    bench.tell(Event::Trigger(Trigger::Timer));
    assert_eq!(bench.engine.status().trouble, Some(Failure::Lost));
    let answer = bench.office.answer(&Call::Ask { log: log(1), from: 0 }).unwrap();
    assert!(bench.tell(Event::Answered { ticket, answer }).is_empty());
    bench.now = bench.engine.status().wake_at_ms.unwrap();
    bench.round(Trigger::Timer);
    assert_eq!(bench.office.texts(), entries(1));
}

#[test]
fn a_store_that_refuses_is_named_and_nothing_runs_ahead_of_it() {
    for keep in 0..3 {
        let mut bench = Bench::new(2);
        bench.refuse = Some(keep);
        bench.round(Trigger::Opened);
        assert!(bench.engine.status().store_trouble, "keep {keep}");
        assert_eq!(bench.cursor, None, "keep {keep}");
        bench.told.clear();
        bench.round(Trigger::Pressed);
        assert!(!bench.engine.status().store_trouble);
        assert_eq!(bench.local().confirmed, 2);
        assert_eq!(bench.cursor.as_deref(), Some("1"));
    }
}

#[test]
fn a_log_with_a_hole_in_the_store_stops_the_round_instead_of_reading_for_ever() {
    let mut bench = Bench::new(4);
    bench.claims = Some(bench.local().head);
    bench.logs[0].1.truncate(2);
    bench.round(Trigger::Opened);
    assert!(bench.engine.status().store_trouble);
    assert_eq!(bench.office.texts(), entries(2), "what is there is sent");
}

#[test]
fn the_receipt_of_another_log_is_not_believed() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let answer = bench.office.answer(&Call::Ask { log: log(9), from: 0 }).unwrap();
    let after = bench.tell(Event::Answered { ticket: ticket_of(&commands), answer });
    assert!(!after.iter().any(|command| matches!(command, Command::KeepReceipt { .. })));
    assert_eq!(bench.engine.status().trouble, Some(Failure::Lost));
}

#[test]
fn an_answer_to_another_question_is_not_believed() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let answer = bench.office.answer(&Call::Feed { after: None }).unwrap();
    let after = bench.tell(Event::Answered { ticket: ticket_of(&commands), answer });
    assert!(!after.iter().any(|command| matches!(command, Command::KeepPage { .. })));
}

#[test]
fn a_push_answer_of_another_epoch_is_not_kept() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let mut ticket = ticket_of(&commands);
    let answer = bench.office.answer(&Call::Ask { log: log(1), from: 0 }).unwrap();
    let read = bench.tell(Event::Answered { ticket, answer });
    assert!(matches!(read[..], [.., Command::Read { .. }]), "{read:?}");
    ticket += 1;
    let stored = bench.logs[0].1.clone();
    bench.tell(Event::Read { ticket, entries: stored });
    let push = bench.tell(Event::Kept { ticket: ticket + 1 });
    let call = push
        .iter()
        .find_map(|command| match command {
            Command::Send { call, .. } => Some(call.clone()),
            _ => None,
        })
        .unwrap();
    bench.office.epoch += 1;
    let answer = bench.office.answer(&call).unwrap();
    let after = bench.tell(Event::Answered { ticket: ticket_of(&push), answer });
    assert!(!after.iter().any(|command| matches!(command, Command::KeepReceipt { .. })));
    bench.round(Trigger::Pressed);
    assert_eq!(bench.local().confirmed, 1);
}

#[test]
fn not_being_allowed_is_shown_and_tried_again() {
    let mut bench = Bench::new(1);
    let commands = bench.tell(Event::Trigger(Trigger::Opened));
    let after = bench.tell(Event::Failed { ticket: ticket_of(&commands), failure: Failure::NotAllowed });
    assert!(after.iter().all(|command| matches!(command, Command::WakeAt { .. } | Command::Show)));
    assert_eq!(bench.engine.status().trouble, Some(Failure::NotAllowed));
    bench.round(Trigger::Pressed);
    assert_eq!(bench.office.texts(), entries(1));
}

#[test]
fn a_log_that_somebody_else_opened_first_goes_on_under_a_new_one() {
    let mut bench = Bench::new(3);
    bench.office.taken.insert(log(1));
    bench.round(Trigger::Pressed);
    assert_eq!(bench.office.texts(), entries(3));
    assert_eq!((bench.logs.len(), bench.logs[0].3), (2, Some(0)));
    assert_eq!(bench.engine.status().trouble, None);

    // The office was set back to before the log, and somebody was quicker again: what it had confirmed is gone there.
    let second = bench.local().log;
    bench.office.logs.clear();
    bench.office.epoch += 1;
    bench.office.taken.insert(second);
    bench.round(Trigger::Pressed);
    assert_eq!(bench.office.texts(), entries(3));
}

#[test]
fn whoever_takes_every_log_is_not_fed_with_logs() {
    let mut bench = Bench::new(2);
    bench.office.taken.insert(log(1));
    let taken = Failure::LogTaken { by_hub: false };
    let mut commands = bench.tell(Event::Trigger(Trigger::Pressed));
    for _ in 0..40 {
        let logs: Vec<_> = bench.logs.iter().map(|log| log.0).collect();
        bench.office.taken.extend(logs);
        commands = commands.into_iter().flat_map(|command| bench.step(command)).collect();
    }
    assert_eq!((bench.logs.len(), &bench.engine.status().trouble), (2, &Some(taken)));
}

#[test]
fn a_device_that_cannot_sign_reads_on_and_sends_everything_once_it_can() {
    let mut bench = Bench::new(2);
    bench.office.pages = 3;
    bench.office.unproven = true;
    for _ in 0..2 {
        bench.round(Trigger::Pressed);
        let status = bench.engine.status();
        assert_eq!((status.phase, &status.trouble), (Phase::Idle, &Some(Failure::Unproven)));
        assert!(!status.complete);
        assert!(status.wake_at_ms.unwrap() >= bench.now + 60_000, "not asked again by the second");
        assert_eq!(bench.cursor.as_deref(), Some("3"), "the feed was read to its end");
        assert!(bench.office.texts().is_empty());
    }
    // It enrols again while the feed is read: the round is followed by another at once.
    let mut commands = bench.tell(Event::Trigger(Trigger::Pressed));
    while bench.engine.status().phase != Phase::Fetching {
        commands = commands.into_iter().flat_map(|command| bench.step(command)).collect();
    }
    bench.office.unproven = false;
    assert!(bench.tell(Event::Trigger(Trigger::Opened)).is_empty());
    bench.obey(commands);
    assert_eq!(bench.office.texts(), entries(2));
    assert_eq!((bench.engine.status().complete, &bench.engine.status().trouble), (true, &None));
}

#[test]
fn without_a_log_nothing_is_asked() {
    let mut engine = Engine::new();
    let moment = Moment { now_ms: 5, dice: 1 };
    assert!(engine.handle(Event::Trigger(Trigger::Pressed), moment).is_empty());
}
