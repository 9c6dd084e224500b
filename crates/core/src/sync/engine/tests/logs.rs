//! Logs that cannot go on: forks, devices set back, and the logs that were left behind.

use super::bench::{Bench, entries, log, sealed};
use crate::sync::{Event, Trigger};

#[test]
fn a_device_set_back_compares_and_goes_on_under_a_new_log() {
    let mut bench = Bench::new(1);
    bench.office.logs.insert(log(1), sealed(log(1), &entries(3)));
    bench.round(Trigger::Opened);
    assert_eq!(bench.told[..5], ["ask 0", "push 0+1", "keep 1", "start 1", "ask 0"]);
    bench.append("new");
    bench.round(Trigger::Appended);
    assert_eq!(bench.office.logs.len(), 2);
    assert_eq!(bench.office.texts().len(), 4);
}

#[test]
fn a_fork_keeps_what_is_shared_and_says_the_rest_again() {
    let mut bench = Bench::new(3);
    let theirs = ["\"entry 0\"".to_owned(), "\"another\"".to_owned()];
    bench.office.logs.insert(log(1), sealed(log(1), &theirs));
    bench.round(Trigger::Opened);
    assert_eq!(
        bench.told,
        ["ask 0", "push 0+3", "keep 1", "start 1", "ask 0", "keep 0", "push 0+2", "keep 2", "feed", "page"]
    );
    let mut texts = bench.office.texts();
    texts.sort();
    assert_eq!(texts, ["\"another\"", "\"entry 0\"", "\"entry 1\"", "\"entry 2\""]);
}

#[test]
fn a_fork_found_while_pushing_is_the_same() {
    let mut bench = Bench::new(1);
    bench.round(Trigger::Opened);
    bench.append("mine");
    bench.told.clear();
    let commands = bench.tell(Event::Trigger(Trigger::Pressed));
    // Between the question and the push the other half of a cloned phone was faster.
    let (id, held) = bench.office.logs.first_key_value().map(|(id, held)| (*id, held.clone())).unwrap();
    let answer = bench.office.answer(&crate::sync::Call::Ask { log: id, from: 0 }).unwrap();
    let mut texts: Vec<String> = held.iter().map(|entry| entry.text.clone()).collect();
    texts.push("\"theirs\"".to_owned());
    bench.office.logs.insert(id, sealed(id, &texts));
    let ticket = commands
        .iter()
        .find_map(|command| match command {
            crate::sync::Command::Send { ticket, .. } => Some(*ticket),
            _ => None,
        })
        .unwrap();
    let commands = bench.tell(Event::Answered { ticket, answer });
    bench.obey(commands);
    assert_eq!(bench.told[..4], ["keep 1", "push 1+1", "keep 1", "start 1"]);
    assert_eq!(bench.office.texts().len(), 3);
}

/// A device whose first log was left at 2 of 3, and whose second has 2 entries.
fn moved_device() -> Bench {
    let mut bench = Bench::new(3);
    bench.logs[0].3 = Some(2);
    let second = sealed(log(2), &["\"said again\"".to_owned(), "\"new\"".to_owned()]);
    bench.logs.push((log(2), second, 0, None));
    bench.tell(Event::Log(bench.local()));
    bench
}

#[test]
fn closed_logs_go_first_when_the_office_has_not_confirmed_them_in_its_epoch() {
    let mut bench = moved_device();
    let closed = bench.closed(Some("an epoch before the restore"));
    bench.tell(Event::ClosedLogs(closed));
    bench.round(Trigger::Opened);
    let expected =
        ["ask 0", "ask 0", "keep 0", "push 0+2", "keep 2", "ask 0", "keep 0", "push 0+2", "keep 2"];
    assert_eq!(bench.told[..9], expected);
    assert_eq!(bench.office.logs[&log(1)].len(), 2, "what was said again elsewhere is not sent here");
    assert_eq!(bench.office.logs[&log(2)].len(), 2);
}

#[test]
fn closed_logs_that_are_confirmed_cost_nothing() {
    let mut bench = moved_device();
    let closed = bench.closed(Some("0"));
    bench.tell(Event::ClosedLogs(closed));
    bench.round(Trigger::Opened);
    assert_eq!(bench.told.iter().filter(|word| word.starts_with("ask")).count(), 1);
}

#[test]
fn a_closed_log_of_which_the_office_has_more_is_compared_and_left_alone() {
    let mut bench = moved_device();
    let theirs = ["\"entry 0\"", "\"entry 1\"", "\"theirs\""].map(str::to_owned);
    bench.office.logs.insert(log(1), sealed(log(1), &theirs));
    let closed = bench.closed(None);
    bench.tell(Event::ClosedLogs(closed));
    bench.round(Trigger::Opened);
    assert!(!bench.told.iter().any(|word| word.starts_with("start")), "{:?}", bench.told);
    assert_eq!(bench.logs[0].2, 2);
    assert_eq!(bench.office.logs[&log(1)].len(), 3);
}

#[test]
fn a_closed_log_that_forks_again_is_said_again_too() {
    let mut bench = moved_device();
    bench.office.logs.insert(log(1), sealed(log(1), &["\"other\"".to_owned()]));
    let closed = bench.closed(None);
    bench.tell(Event::ClosedLogs(closed));
    bench.round(Trigger::Opened);
    assert!(bench.told.contains(&"start 0".to_owned()), "{:?}", bench.told);
    assert!(bench.office.texts().contains(&"\"entry 1\"".to_owned()));
}
