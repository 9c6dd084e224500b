//! The uploader step by step.

use super::bench::{Bench, Mishap, hash};
use super::*;
use crate::sync::Moment;

const K: u64 = 1024;

#[test]
fn a_file_is_asked_about_sent_in_chunks_and_asked_about_again() {
    let mut bench = Bench::new(&[150 * K]);
    bench.free();
    bench.work(|_| Mishap::None);
    let expected =
        ["known 1", "create 153600", "patch 0+65536", "patch 65536+65536", "patch 131072+22528", "known 1"];
    assert_eq!(bench.told, expected);
    assert_eq!(bench.store[0].fate, Fate::Confirmed { epoch: "0".to_owned() });
}

#[test]
fn what_the_office_has_already_is_not_sent() {
    let mut bench = Bench::new(&[10 * K, 20 * K]);
    bench.office.whole.push(hash(0));
    bench.free();
    bench.work(|_| Mishap::None);
    assert_eq!(bench.told, ["known 2", "create 20480", "patch 0+20480", "known 1"]);
    assert_eq!(bench.sent, 20 * K);
}

#[test]
fn nothing_to_send_asks_nothing() {
    let mut bench = Bench::new(&[]);
    bench.free();
    bench.work(|_| Mishap::None);
    assert!(bench.told.is_empty());
}

#[test]
fn a_dropped_chunk_is_halved_and_goes_on_where_the_office_stands() {
    let mut bench = Bench::new(&[200 * K]);
    bench.free();
    let mut chunks = 0;
    bench.work(|call| {
        chunks += usize::from(matches!(call, Call::Chunk { .. }));
        if chunks == 2 && matches!(call, Call::Chunk { .. }) { Mishap::Lost } else { Mishap::None }
    });
    assert_eq!(
        bench.told[2..7],
        ["patch 0+65536", "patch 65536+65536", "known 1", "head", "patch 65536+32768"]
    );
    assert_eq!(bench.sent - bench.all_bytes(), 64 * K);
}

#[test]
fn a_lost_answer_sends_no_byte_twice() {
    let mut bench = Bench::new(&[200 * K]);
    bench.free();
    let mut chunks = 0;
    bench.work(|call| {
        chunks += usize::from(matches!(call, Call::Chunk { .. }));
        if chunks == 2 && matches!(call, Call::Chunk { .. }) { Mishap::AnswerLost } else { Mishap::None }
    });
    assert_eq!(bench.sent, bench.all_bytes());
}

#[test]
fn offset_and_address_survive_a_restart() {
    let mut bench = Bench::new(&[200 * K]);
    bench.free();
    let mut chunks = 0;
    bench.work(|call| {
        chunks += usize::from(matches!(call, Call::Chunk { .. }));
        if chunks == 2 && matches!(call, Call::Chunk { .. }) { Mishap::PowerCut } else { Mishap::None }
    });
    assert!(bench.told.contains(&"head".to_owned()));
    assert_eq!(bench.told.iter().filter(|word| word.starts_with("create")).count(), 1);
    assert_eq!(bench.sent, bench.all_bytes());
}

#[test]
fn a_forgotten_upload_begins_anew() {
    let mut bench = Bench::new(&[100 * K]);
    bench.free();
    let mut done = false;
    bench.work(|call| {
        if matches!(call, Call::Chunk { offset: 65536, .. }) && !std::mem::replace(&mut done, true) {
            return Mishap::Forgets;
        }
        Mishap::None
    });
    let begun = bench.told.iter().filter(|word| word.starts_with("create")).count();
    assert_eq!((begun, bench.office.whole.len()), (2, 1));
}

#[test]
fn an_office_that_comes_back_empty_after_the_last_byte_is_sent_the_file_again() {
    let mut bench = Bench::new(&[10 * K]);
    bench.free();
    let mut asked = 0;
    bench.work(|call| {
        asked += usize::from(matches!(call, Call::Known { .. }));
        if asked == 2 && matches!(call, Call::Known { .. }) { Mishap::Emptied } else { Mishap::None }
    });
    let expected = ["known 1", "create 10240", "patch 0+10240", "known 1"];
    assert_eq!(bench.told[..4], expected);
    assert_eq!(bench.told[4..], ["head", "create 10240", "patch 0+10240", "known 1"]);
    assert_eq!(bench.store[0].fate, Fate::Confirmed { epoch: "1".to_owned() });
}

#[test]
fn another_offset_is_asked_for_at_once() {
    let mut bench = Bench::new(&[200 * K]);
    bench.free();
    let mut done = false;
    bench.work(|call| {
        if matches!(call, Call::Chunk { offset: 131072, .. }) && !std::mem::replace(&mut done, true) {
            return Mishap::Elsewhere;
        }
        Mishap::None
    });
    let at = bench.told.iter().position(|word| word == "head").unwrap();
    assert_eq!(bench.told[at - 1..=at + 1], ["patch 131072+65536", "head", "patch 65536+65536"]);
}

#[test]
fn a_refused_file_keeps_its_reason_and_holds_nobody_up() {
    let mut bench = Bench::new(&[10 * K, 20 * K]);
    bench.office.refuses.push(hash(0));
    bench.free();
    bench.work(|_| Mishap::None);
    assert_eq!(bench.store[0].fate, Fate::Refused { reason: "Không nhận loại tệp này".to_owned() });
    assert_eq!(bench.store[1].fate, Fate::Confirmed { epoch: "0".to_owned() });
}

#[test]
fn a_press_tries_a_refused_file_once_more_and_no_round_does() {
    let mut bench = Bench::new(&[10 * K, 20 * K]);
    bench.office.refuses.push(hash(0));
    bench.free();
    bench.work(|_| Mishap::None);
    bench.told.clear();
    bench.free();
    bench.work(|_| Mishap::None);
    assert!(bench.told.is_empty(), "a round by itself leaves it alone");
    bench.press();
    bench.work(|_| Mishap::None);
    assert_eq!(bench.told, ["known 1", "create 10240"], "refused again, and that is that");
    assert!(matches!(bench.store[0].fate, Fate::Refused { .. }));

    bench.office.refuses.clear();
    bench.told.clear();
    bench.press();
    let mut lost = false;
    bench.work(|call| match call {
        Call::Known { .. } if !std::mem::replace(&mut lost, true) => Mishap::Lost,
        _ => Mishap::None,
    });
    assert_eq!(bench.told, ["known 1", "known 1", "create 10240", "patch 0+10240", "known 1"]);
    assert_eq!(bench.store[0].fate, Fate::Confirmed { epoch: "0".to_owned() });
}

#[test]
fn a_press_asks_about_a_file_that_the_device_lost() {
    let mut bench = Bench::new(&[10 * K]);
    bench.store[0].fate = Fate::Missing;
    bench.press();
    bench.work(|_| Mishap::None);
    assert_eq!(
        (bench.told.as_slice(), &bench.store[0].fate),
        (["known 1".to_owned()].as_slice(), &Fate::Missing)
    );
    bench.office.whole.push(hash(0));
    bench.press();
    bench.work(|_| Mishap::None);
    assert_eq!(bench.store[0].fate, Fate::Confirmed { epoch: "0".to_owned() });
}

#[test]
fn a_file_that_is_named_no_more_after_its_last_byte_is_asked_about_once() {
    let mut bench = Bench::new(&[10 * K]);
    bench.office.swallows.push(hash(0));
    bench.free();
    // The shell reads its store anew while the last chunk is under way, and the file is gone there.
    bench.work_until_told("patch");
    bench.store.clear();
    bench.free();
    bench.work(|_| Mishap::None);
    assert_eq!(bench.told, ["known 1", "create 10240", "patch 0+10240", "known 1"]);
    assert!(bench.uploader.is_idle());
}

#[test]
fn a_busy_office_is_left_alone_as_long_as_it_asks() {
    let mut bench = Bench::new(&[10 * K]);
    bench.free();
    let mut asked_at = Vec::new();
    let mut turn = 0;
    bench.work(|_| {
        turn += 1;
        if turn == 1 { Mishap::Busy(90) } else { Mishap::None }
    });
    asked_at.push(bench.now);
    assert!(bench.now >= 1_000 + 900 + 90_000);
    assert_eq!(bench.office.whole.len(), 1);

    let mut uploader = Uploader::new();
    let file = LocalFile { sha256: hash(0), bytes: 1, fate: Fate::NEW };
    let at = |now_ms| Moment { now_ms, dice: 0 };
    uploader.handle(Event::Files(vec![file]), at(0));
    uploader.handle(Event::Free { epoch: String::new() }, at(0));
    uploader.handle(Event::Failed { ticket: 1, failure: Failure::Busy { retry_after_s: Some(60) } }, at(10));
    assert!(uploader.handle(Event::Free { epoch: String::new() }, at(59_000)).is_empty());
    let sent = uploader.handle(Event::Free { epoch: String::new() }, at(60_010));
    assert!(sent.iter().any(|command| matches!(command, Command::Send { .. })));
}

#[test]
fn an_entry_goes_before_the_next_chunk() {
    let mut uploader = Uploader::new();
    let at = |now_ms| Moment { now_ms, dice: 0 };
    let file = LocalFile { sha256: hash(0), bytes: 500 * K, fate: Fate::NEW };
    uploader.handle(Event::Files(vec![file]), at(0));
    let mut commands = uploader.handle(Event::Free { epoch: "0".to_owned() }, at(0));
    let mut answers = vec![
        Answer::Known { epoch: "0".to_owned(), known: vec![] },
        Answer::Created { address: "/u/1".to_owned(), offset: 0 },
    ];
    loop {
        let mut next = Vec::new();
        for command in commands {
            let event = match command {
                Command::Send { call: Call::Chunk { .. }, ticket } => {
                    assert!(uploader.handle(Event::Hold, at(1)).is_empty());
                    Event::Answered { ticket, answer: Answer::Offset(64 * K) }
                }
                Command::Send { ticket, .. } => Event::Answered { ticket, answer: answers.remove(0) },
                Command::Keep { ticket, .. } => Event::Kept { ticket },
                _ => continue,
            };
            next.extend(uploader.handle(event, at(1)));
        }
        commands = next;
        if uploader.is_idle() {
            break;
        }
    }
    assert!(uploader.handle(Event::Timer, at(500_000)).is_empty(), "held until the line is free again");
    let again = uploader.handle(Event::Free { epoch: "0".to_owned() }, at(500_000));
    assert!(again.iter().any(|command| matches!(command, Command::Send { .. })));
}

#[test]
fn another_epoch_is_asked_about_everything_again() {
    let mut bench = Bench::new(&[10 * K, 20 * K]);
    bench.free();
    bench.work(|_| Mishap::None);
    bench.office.empty();
    bench.office.whole.push(hash(1));
    bench.told.clear();
    bench.free();
    bench.work(|_| Mishap::None);
    assert_eq!(bench.told, ["known 2", "create 10240", "patch 0+10240", "known 1"]);
}

#[test]
fn bytes_that_this_device_has_lost_are_said_to_be_missing() {
    let mut uploader = Uploader::new();
    let at = Moment { now_ms: 0, dice: 0 };
    let place = Some(Place { address: "/u/1".to_owned(), offset: 0 });
    let file = LocalFile { sha256: hash(0), bytes: 10, fate: Fate::Waiting { place } };
    uploader.handle(Event::Files(vec![file]), at);
    uploader.handle(Event::Free { epoch: "0".to_owned() }, at);
    let known = Answer::Known { epoch: "0".to_owned(), known: vec![] };
    let after = uploader.handle(Event::Answered { ticket: 1, answer: known }, at);
    let Some(Command::Send { ticket, .. }) = after.iter().find(|it| matches!(it, Command::Send { .. }))
    else {
        panic!("{after:?}")
    };
    let after = uploader.handle(Event::Answered { ticket: *ticket, answer: Answer::Offset(5) }, at);
    let Some(Command::Keep { ticket, .. }) = after.iter().find(|it| matches!(it, Command::Keep { .. }))
    else {
        panic!("{after:?}")
    };
    let after = uploader.handle(Event::Kept { ticket: *ticket }, at);
    let Some(Command::Send { ticket, .. }) = after.iter().find(|it| matches!(it, Command::Send { .. }))
    else {
        panic!("{after:?}")
    };
    let after = uploader.handle(Event::Failed { ticket: *ticket, failure: Failure::Missing }, at);
    assert!(after.iter().any(
        |command| matches!(command, Command::Keep { fates, .. } if fates == &[(hash(0), Fate::Missing)])
    ));
}

#[test]
fn an_upload_that_swallows_a_file_is_begun_anew_after_a_while_not_at_once() {
    let mut bench = Bench::new(&[10 * K]);
    bench.office.swallows.push(hash(0));
    bench.free();
    let mut turns = 0;
    bench.work(|_| {
        turns += 1;
        if turns == 12 { Mishap::Mends } else { Mishap::None }
    });
    assert!(bench.told.iter().filter(|word| word.starts_with("create")).count() > 1);
    assert!(bench.now > 12 * 1_000, "it waited in between");
    assert_eq!(bench.office.whole.len(), 1);
}

#[test]
fn an_upload_whose_address_was_lost_goes_on_where_it_stood() {
    let mut bench = Bench::new(&[200 * K]);
    bench.free();
    let mut chunks = 0;
    bench.work(|call| {
        chunks += usize::from(matches!(call, Call::Chunk { .. }));
        if chunks == 2 && matches!(call, Call::Chunk { .. }) { Mishap::PlacesLost } else { Mishap::None }
    });
    assert_eq!(bench.sent, bench.all_bytes());
    assert!(!bench.told.contains(&"head".to_owned()));
}
