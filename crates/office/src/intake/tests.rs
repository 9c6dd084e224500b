//! Who waits for whom, with the writer run by hand.

use std::task::Poll;

use danvan_core::bounded::longer_than;
use danvan_core::entry::Chain;
use danvan_core::wire::{PUSH_ENTRIES_MAX, Push};
use futures_util::poll;
use proptest::prelude::*;
use serde_json::value::RawValue;
use sqlx::{Connection, SqliteConnection};

use super::*;
use crate::database::{Database, open_store};

pub(super) fn device(number: u64) -> Bringer {
    let device = DeviceId::from_random(number, [7; 10]);
    let device_name = "Máy thử".to_owned();
    Bringer { province: "12".into(), device, device_name, persons: Vec::new(), judged: false }
}

pub(super) fn log(number: u64) -> LogId {
    LogId::from_random(number, [7; 10])
}

/// A segment of texts that are no entries: the cheapest that anybody can send.
pub(super) fn segment(log: LogId, texts: &[String]) -> Push {
    let mut chain = Chain::open(log);
    let previous = chain.head().digest;
    texts.iter().for_each(|text| drop(chain.append(text.clone())));
    let entries = texts.iter().map(|text| RawValue::from_string(text.clone()).unwrap()).collect();
    Push { from: 0, previous, last: chain.head().digest, entries, signature: None }
}

fn zeros(log: LogId, count: usize) -> Push {
    segment(log, &vec!["0".to_owned(); count])
}

/// An office with two devices.
pub(super) async fn intake(folder: &tempfile::TempDir) -> (Intake, Writer) {
    let catalogues = Catalogues::bundled().unwrap();
    let file = folder.path().join("office.sqlite");
    let store = open_store(&Database::Sqlite(file.clone()), &catalogues).await.unwrap();
    let mut database = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
    for number in 1..=2 {
        sqlx::query("INSERT INTO devices (province, device, name, user, created_at) VALUES ('12', ?, 'Máy thử', '', 0)")
            .bind(device(number).device.to_string())
            .execute(&mut database)
            .await
            .unwrap();
    }
    let key = SecretKey::derive([1; 32]);
    Intake::start(store, catalogues, Clock::system(), "epoch".to_owned(), key)
}

#[tokio::test]
async fn nobody_waits_behind_the_whole_of_a_long_segment() {
    let folder = tempfile::tempdir().unwrap();
    let (intake, writer) = intake(&folder).await;
    let (long, short) = (zeros(log(1), PUSH_ENTRIES_MAX), zeros(log(2), 1));
    let (long, short) =
        (CheckedPush::check(log(1), long).unwrap(), CheckedPush::check(log(2), short).unwrap());
    let mut long = Box::pin(intake.push(device(1), log(1), long));
    assert!(poll!(&mut long).is_pending(), "it is in the queue");
    let mut short = Box::pin(intake.push(device(2), log(2), short));
    assert!(poll!(&mut short).is_pending(), "it is in the queue behind it");
    let writing = tokio::spawn(writer);

    let (short, mut long) = match futures_util::future::select(short, long).await {
        futures_util::future::Either::Left((short, long)) => (short.unwrap(), long),
        futures_util::future::Either::Right(_) => {
            panic!("the short one waited for the whole of the long one")
        }
    };
    assert!(matches!(short, PushOutcome::Answered(answer) if answer.receipt.head.length == 1));
    assert!(matches!(poll!(&mut long), Poll::Pending), "and the long one was not through yet");
    let PushOutcome::Answered(answer) = long.await.unwrap() else { panic!("taken") };
    assert_eq!(answer.receipt.head.length, PUSH_ENTRIES_MAX as u64);
    assert_eq!(answer.verdicts.len(), PUSH_ENTRIES_MAX);
    assert!(answer.verdicts.iter().zip(0..).all(|(verdict, number)| verdict.number == number));
    drop(intake);
    writing.await.unwrap();
}

#[tokio::test]
async fn nothing_more_of_a_device_is_taken_once_it_is_revoked_but_what_a_person_has_judged() {
    let folder = tempfile::tempdir().unwrap();
    let (intake, writer) = intake(&folder).await;
    let writing = tokio::spawn(writer);
    let push = |count| CheckedPush::check(log(1), zeros(log(1), count)).unwrap();
    let length = |outcome| match outcome {
        Ok(PushOutcome::Answered(answer)) => answer.receipt.head.length,
        other => panic!("{other:?}"),
    };
    assert_eq!(length(intake.push(device(1), log(1), push(1)).await), 1);
    let file = folder.path().join("office.sqlite");
    let mut database = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
    sqlx::query("UPDATE devices SET revoked_at = 1 WHERE device = ?")
        .bind(device(1).device.to_string())
        .execute(&mut database)
        .await
        .unwrap();
    // Whoever asks has looked at the device before, and has waited since.
    assert!(matches!(intake.push(device(1), log(1), push(2)).await, Err(IntakeError::Revoked)));
    assert_eq!(
        length(intake.push(device(2), log(2), CheckedPush::check(log(2), zeros(log(2), 1)).unwrap()).await),
        1
    );
    assert_eq!(length(intake.push(device(1).judged(), log(1), push(3)).await), 3);
    drop(intake);
    writing.await.unwrap();
}

#[tokio::test]
async fn a_device_opens_so_many_logs_and_writes_on_in_those_that_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let (intake, writer) = intake(&folder).await;
    let writing = tokio::spawn(writer);
    let push = async |bringer: Bringer, number: u64, count: usize| {
        let checked = CheckedPush::check(log(number), zeros(log(number), count)).unwrap();
        intake.push(bringer, log(number), checked).await.unwrap()
    };
    let taken = |outcome| matches!(outcome, PushOutcome::Answered(_));
    for number in 1..=LOGS_OF_DEVICE_MAX {
        assert!(taken(push(device(1), number, 1).await), "{number}");
    }
    assert_eq!(push(device(1), 1_000, 1).await, PushOutcome::TooManyLogs);
    assert!(taken(push(device(1), 7, 2).await));
    assert!(taken(push(device(2), 1_001, 1).await), "others open theirs");
    assert!(taken(push(device(1).judged(), 1_002, 1).await), "what a person takes in is taken in");
    drop(intake);
    writing.await.unwrap();
}

#[tokio::test]
async fn one_device_does_not_fill_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let (intake, writer) = intake(&folder).await;
    let writing = tokio::spawn(writer);
    let push = async |bringer: Bringer, number: u64, text: &str, count: usize| {
        let segment = segment(log(number), &vec![text.to_owned(); count]);
        intake.push(bringer, log(number), CheckedPush::check(log(number), segment).unwrap()).await.unwrap()
    };
    let taken = |outcome| matches!(outcome, PushOutcome::Answered(_));
    assert!(taken(push(device(1), 1, "0", 3).await));
    assert!(taken(push(device(1), 1, "1", 2).await), "kept beside the log");
    let file = folder.path().join("office.sqlite");
    let mut database = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
    let weights: (i64, i64) =
        sqlx::query_as("SELECT weight, forked_weight FROM logs").fetch_one(&mut database).await.unwrap();
    assert_eq!(weights, (3 * 201, 2 * 201));
    let fill = "UPDATE logs SET weight = 1073741824 - 201, forked_weight = 67108864 - 201";
    sqlx::query(fill).execute(&mut database).await.unwrap();
    assert_eq!(push(device(1), 1, "0", 5).await, PushOutcome::DeviceFull);
    assert!(taken(push(device(1), 1, "0", 4).await), "one more fits");
    assert_eq!(push(device(1), 3, "0", 1).await, PushOutcome::DeviceFull, "in another log neither");
    assert_eq!(push(device(1), 1, "2", 2).await, PushOutcome::DeviceFull);
    assert!(taken(push(device(1), 1, "0", 4).await), "what is there is answered");
    assert!(taken(push(device(2), 2, "0", 5).await), "others write on");
    assert!(taken(push(device(1).judged(), 1, "0", 9).await), "what a person takes in is taken in");
    drop(intake);
    writing.await.unwrap();
}

#[tokio::test]
async fn what_follows_a_fork_is_kept_whole_however_long_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (intake, writer) = intake(&folder).await;
    let writing = tokio::spawn(writer);
    let texts = |from: usize, to: usize, side: &str| {
        (from..to).map(|n| format!("\"{side} {n}\"")).collect::<Vec<_>>()
    };
    let (shared, ours) = (texts(0, 600, "both"), texts(600, 601, "ours"));
    let theirs = texts(600, 1_400, "theirs");
    let push = |tail: &[String]| {
        let all: Vec<String> = shared.iter().chain(tail).cloned().collect();
        CheckedPush::check(log(1), segment(log(1), &all)).unwrap()
    };
    let first = intake.push(device(1), log(1), push(&ours)).await.unwrap();
    assert!(matches!(first, PushOutcome::Answered(answer) if answer.forked.is_none()));
    for _ in 0..2 {
        let PushOutcome::Answered(answer) = intake.push(device(1), log(1), push(&theirs)).await.unwrap()
        else {
            panic!("a fork is answered")
        };
        assert_eq!((answer.forked, answer.verdicts.len()), (Some(600), 600));
        assert_eq!(answer.receipt.head.length, 601);
    }
    drop(intake);
    writing.await.unwrap();
    let books = Database::Sqlite(folder.path().join("office.sqlite"));
    let store = open_store(&books, &Catalogues::bundled().unwrap()).await.unwrap();
    let kept = store.forked_entries(&"12".into(), log(1)).await.unwrap();
    let kept: Vec<String> = kept.into_iter().map(|(_, text)| text).collect();
    assert_eq!(kept, theirs);
}

#[test]
fn more_entries_than_a_push_may_have_are_refused() {
    let most = zeros(log(1), PUSH_ENTRIES_MAX);
    assert!(CheckedPush::check(log(1), most).is_ok());
    let more = zeros(log(1), PUSH_ENTRIES_MAX + 9);
    let text = serde_json::to_string(&more).unwrap();
    let unread = serde_json::from_str::<Push>(&text).unwrap_err();
    assert_eq!(longer_than(&unread), Some(PUSH_ENTRIES_MAX));
    assert_eq!(CheckedPush::check(log(1), more).unwrap_err(), PushProblem::TooManyEntries);
}

proptest! {
    #[test]
    fn the_parts_of_a_segment_are_the_segment(
        lengths in prop::collection::vec(prop_oneof![1usize..300, 20_000usize..60_000], 0..400),
    ) {
        let texts: Vec<String> = lengths.iter().map(|length| format!("\"{}\"", "x".repeat(*length))).collect();
        let whole = CheckedPush::check(log(1), segment(log(1), &texts)).unwrap();
        let (mut part, mut rest) = whole.clone().part();
        let (mut numbers, mut head, mut parts) = (Vec::new(), whole.previous, 0);
        loop {
            prop_assert_eq!(part.previous, head);
            prop_assert!(part.entries.len() <= 250);
            let bytes: usize = part.entries.iter().map(|entry| entry.text.len()).sum();
            prop_assert!(bytes <= 256 * 1024 || part.entries.len() == 1);
            numbers.extend(part.entries.iter().map(|entry| entry.number));
            head = part.head();
            parts += 1;
            match rest.take() {
                Some(next) => {
                    prop_assert!(part.signature.is_none());
                    (part, rest) = next.part();
                }
                None => break,
            }
        }
        prop_assert_eq!(head, whole.head());
        prop_assert_eq!(numbers, (0..texts.len() as u64).collect::<Vec<_>>());
        prop_assert!(parts <= 1 + texts.len());
    }
}
