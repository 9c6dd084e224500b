//! Logs in: order, repeats, gaps, damage, forks, and what is refused.

use danvan_core::access::Author;
use danvan_core::apply::Outcome;
use danvan_core::entry::{Action, Chain, ENTRY_BYTES_MAX, Entry, Head};
use danvan_core::ids::{Digest, LogId, RecordId, UserId};
use danvan_core::message::Message;
use danvan_core::record::RecordKind;
use danvan_core::wire::PushAnswer;
use danvan_office::{Catalogues, open_known_store};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::json;
use std::io::Write;

use crate::support::{Answer, TestDevice, TestOffice, activity, also_on_postgres, message};

async fn device_with(office: &TestOffice, entries: usize) -> TestDevice {
    let mut device = office.device("bum_nua").await;
    for number in 0..entries {
        device.create_activity(&format!("Hoạt động {number}"));
    }
    device
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_comes_in_by_stretches_and_is_answered_entry_by_entry() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 5).await;

    let unknown = device.status(&office, 0).await;
    let nothing_yet = Head { length: 0, digest: Chain::genesis(device.log()) };
    assert_eq!((unknown.receipt.head, unknown.verdicts.len()), (nothing_yet, 0));

    device.try_push(&office, &device.segment_of(0, 2)).await.ok();
    let answer = device.push(&office, 2).await;
    assert_eq!(answer.receipt.head, device.chain.head());
    assert_eq!(answer.receipt.log, device.log());
    let numbers: Vec<u64> = answer.verdicts.iter().map(|verdict| verdict.number).collect();
    assert_eq!(numbers, [2, 3, 4]);
    assert!(
        answer.verdicts.iter().all(|verdict| verdict.outcome == Outcome::Applied && verdict.revision == 1)
    );

    let status = device.status(&office, 3).await;
    assert_eq!(status.receipt, answer.receipt);
    assert_eq!(status.verdicts, answer.verdicts[1..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_answered_alike_and_changes_nothing() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 4).await;
    let first = device.push(&office, 0).await;
    let seen = device.feed(&office, "").await;
    assert_eq!(device.push(&office, 0).await, first);
    assert_eq!(device.push(&office, 3).await.verdicts, first.verdicts[3..]);
    // The answer was lost, and the person went on: the repeat and the new entry come together.
    let mut device = device;
    device.create_activity("Sau khi mất mạng");
    let longer = device.push(&office, 2).await;
    assert_eq!(longer.verdicts[..2], first.verdicts[2..]);
    assert_eq!(longer.receipt.head.length, 5);
    let feed = device.feed(&office, &format!("?after={}", seen.cursor)).await;
    assert_eq!(feed.records.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_stretch_ten_times_at_once_is_in_once() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 20).await;
    let push = device.segment(0);
    let requests = (0..10).map(|_| Answer::of(device.push_request(&office, &push)));
    let answers = futures_util::future::join_all(requests).await;
    let first: PushAnswer = serde_json::from_value(answers[0].body.clone()).unwrap();
    for answer in answers {
        let answer: PushAnswer = serde_json::from_value(answer.ok()).unwrap();
        assert_eq!(answer.verdicts, first.verdicts);
        assert_eq!(answer.receipt.head, device.chain.head());
    }
    let feed = device.feed(&office, "").await;
    assert_eq!(feed.records.len(), 20);
    assert!(feed.records.iter().all(|record| record.revision == 1 && record.trail.len() == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_named_and_nothing_changes() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 5).await;
    device.try_push(&office, &device.segment_of(0, 2)).await.ok();
    let answer = device.try_push(&office, &device.segment_of(3, 5)).await;
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(answer.body, @r#"
        {
          "detail": "Máy chủ của tỉnh đang chờ lần ghi số 2.",
          "status": 409,
          "title": "Thiếu các lần ghi ở giữa",
          "type": "/problems/gap"
        }
        "#);
    }
    assert_eq!(answer.problem(), (409, "gap"));
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_stretch_changes_nothing() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 3).await;
    let mut wrong_last = device.segment(0);
    wrong_last.last = Digest::of(&[b"something else"]);
    assert_eq!(device.try_push(&office, &wrong_last).await.problem(), (422, "damaged"));
    let mut missing_one = device.segment(0);
    missing_one.entries.remove(1);
    assert_eq!(device.try_push(&office, &missing_one).await.problem(), (422, "damaged"));
    // Sealed for one log, sent to another.
    let elsewhere = device.with_new_log();
    let moved = elsewhere.sign(device.segment(0));
    assert_eq!(elsewhere.try_push(&office, &moved).await.problem(), (409, "chain-differs"));
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0);
    assert_eq!(device.feed(&office, "").await.records.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fork_keeps_both_sides() {
    let office = TestOffice::start().await;
    let mut device = device_with(&office, 3).await;
    let mut copy = device.copied();
    device.create_activity("Máy gốc");
    copy.create_activity("Máy sao, một");
    copy.create_activity("Máy sao, hai");
    device.push(&office, 0).await;

    let answer = copy.push(&office, 1).await;
    assert_eq!(answer.forked, Some(3));
    assert_eq!(answer.verdicts.len(), 2);
    assert_eq!(answer.receipt.head, device.chain.head());
    assert_eq!(copy.push(&office, 1).await, answer, "a repeat of a fork is answered alike");
    assert_eq!(device.feed(&office, "").await.records.len(), 4);

    // What was kept apart is said again under a new log.
    let mut onward = copy.with_new_log();
    for entry in &copy.sealed[3..] {
        onward.append(entry.text.clone());
    }
    assert!(onward.push(&office, 0).await.verdicts.iter().all(|verdict| !verdict.refused()));
    assert_eq!(device.feed(&office, "").await.records.len(), 6);

    let (log, books) = (copy.log(), office.books());
    let folder = office.stop().await;
    let store = open_known_store(&books, &Catalogues::bundled().unwrap()).await.unwrap();
    let kept = store.forked_entries(&"12".into(), log).await.unwrap();
    let texts: Vec<&str> = kept.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, [&copy.sealed[3].text, &copy.sealed[4].text]);
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_entry_blocks_nothing_behind_it() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.append("{\"format\":1}".to_owned());
    device.append("{\"format\":7,\"anything\":true}".to_owned());
    device.append("[\"💥\", 1e400, null]".to_owned());
    let unknown_action = json!({
        "format": 1, "author": device.enrolment.author, "device_time": "2026-11-20T08:00:00+07:00",
        "record": RecordId::from_random(9, [9; 10]), "kind": "activity", "base": 0, "action": { "type": "split" },
    });
    device.append(unknown_action.to_string());
    device.create_activity("Vẫn tới nơi");
    let answer = device.push(&office, 0).await;
    let messages: Vec<_> = answer.verdicts.iter().map(|verdict| message(&verdict.outcome)).collect();
    assert_eq!(
        messages[..3],
        [Some(Message::EntryUnreadable), Some(Message::EntryNewer), Some(Message::EntryUnreadable)]
    );
    assert!(answer.verdicts[3].refused());
    assert_eq!(answer.verdicts[4].outcome, Outcome::Applied);
    assert_eq!(device.feed(&office, "").await.records.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_signed_by_somebody_else_is_refused() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let stranger = office.device("thu_lum").await.enrolment.author;
    let unit = device.enrolment.home.clone();
    for author in [stranger, Author { id: UserId::from_random(5, [5; 10]), name: "Ai đó".to_owned() }] {
        let body = activity(&unit, "Ký thay");
        let record = RecordId::from_random(7, [7; 10]);
        let mut entry =
            device.entry(record, RecordKind::Activity, 0, Action::Create { unit: unit.clone(), body });
        entry.author = author;
        device.write(&entry);
    }
    let answer = device.push(&office, 0).await;
    assert!(answer.verdicts.iter().all(|verdict| message(&verdict.outcome) == Some(Message::RoleMayNot)));
    assert_eq!(device.feed(&office, "").await.records.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_outside_his_units() {
    let office = TestOffice::start().await;
    let mut here = office.device("bum_nua").await;
    let mut elsewhere = office.device("thu_lum").await;
    let record = here.create_activity("Của Bum Nưa");
    here.push(&office, 0).await;

    elsewhere.change(record, 1, "title", "Của Bum Nưa", "Sửa trộm");
    elsewhere.create_in(
        &here.enrolment.home,
        RecordKind::Activity,
        activity(&here.enrolment.home, "Ghi nhờ"),
    );
    let answer = elsewhere.push(&office, 0).await;
    for verdict in &answer.verdicts {
        assert_eq!(message(&verdict.outcome), Some(Message::ScopeOutside));
        assert_eq!(verdict.revision, 0, "a refusal tells nothing of a record out of reach");
    }
    let mut monitor = office.device("muong_te").await;
    let home = here.enrolment.home.clone();
    monitor.create_in(&home, RecordKind::Activity, activity(&home, "Khu vực không ghi"));
    let answer = monitor.push(&office, 0).await;
    assert_eq!(message(&answer.verdicts[0].outcome), Some(Message::RoleMayNot));
    assert_eq!(here.feed(&office, "").await.records.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_belongs_to_its_device() {
    let office = TestOffice::start().await;
    let owner = device_with(&office, 1).await;
    owner.push(&office, 0).await;
    let other = office.device("bum_nua").await;
    let path = format!("/api/v1/logs/{}", owner.log());
    assert_eq!(other.get(&office, &path).await.problem(), (403, "not-your-log"));
    let push = office.request(Method::POST, &format!("{path}/entries")).bearer_auth(&other.enrolment.token);
    assert_eq!(Answer::of(push.json(&owner.segment(0))).await.problem(), (403, "not-your-log"));
    assert_eq!(owner.get(&office, "/api/v1/logs/not-an-id").await.problem(), (404, "not-found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_whole() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.append(format!("\"{}\"", "x".repeat(ENTRY_BYTES_MAX)));
    assert_eq!(device.try_push(&office, &device.segment(0)).await.problem(), (413, "too-large"));

    let mut device = device.with_new_log();
    for _ in 0..40 {
        device.append(format!("\"{}\"", "x".repeat(ENTRY_BYTES_MAX - 2)));
    }
    assert_eq!(device.try_push(&office, &device.segment(0)).await.problem(), (413, "too-large"));
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_bodies_are_read_and_bombs_are_not() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 3).await;
    let send = |body: Vec<u8>, coding: &'static str| {
        let request = device.push_request(&office, &device.segment(0)).header("content-encoding", coding);
        Answer::of(request.body(body))
    };
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    assert_eq!(send(bomb, "gzip").await.problem(), (413, "too-large"));
    assert_eq!(send(b"no gzip at all".to_vec(), "gzip").await.problem(), (400, "malformed"));
    assert_eq!(send(b"{}".to_vec(), "zstd").await.problem().0, 415);
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0);
    let body = serde_json::to_vec(&device.segment(0)).unwrap();
    let answer: PushAnswer = serde_json::from_value(send(gzip(&body), "gzip").await.ok()).unwrap();
    assert_eq!(answer.receipt.head, device.chain.head());
}

/// Lines are known that take `Content-Encoding` off requests, and others that unpack bodies and leave it on.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_read_whatever_the_line_has_done_to_its_coding() {
    let office = TestOffice::start().await;
    let mut device = device_with(&office, 3).await;
    for (packed, said) in [(true, None), (false, Some("gzip")), (true, Some("GZIP")), (false, None)] {
        device.append("\"một mục\"".to_owned());
        let from = device.sealed.len() - 1;
        let plain = serde_json::to_vec(&device.segment(if from == 3 { 0 } else { from })).unwrap();
        let mut request = device.push_request(&office, &device.segment(if from == 3 { 0 } else { from }));
        if let Some(said) = said {
            request = request.header("content-encoding", said);
        }
        let answer = Answer::of(request.body(if packed { gzip(&plain) } else { plain })).await;
        let answer: PushAnswer = serde_json::from_value(answer.ok()).unwrap();
        assert_eq!(answer.receipt.head, device.chain.head(), "{packed} {said:?}");
    }
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    let nameless = device.push_request(&office, &device.segment(0)).body(bomb);
    assert_eq!(Answer::of(nameless).await.problem(), (413, "too-large"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_devices_at_once_are_each_answered_for_their_own() {
    let office = TestOffice::start().await;
    let mut devices = Vec::new();
    for number in 0..8 {
        devices.push(device_with(&office, 10 + number).await);
    }
    // Everyone also changes the first device's first record, all having seen the same title.
    let first: Entry = serde_json::from_str(&devices[0].sealed[0].text).unwrap();
    let record = first.record;
    devices[0].push(&office, 0).await;
    for (number, device) in devices.iter_mut().enumerate() {
        device.change(record, 1, "title", "Hoạt động 0", &format!("Tên mới {number}"));
    }
    let pushes = devices.iter().map(|device| device.push(&office, 0));
    let answers = futures_util::future::join_all(pushes).await;
    let (mut applied, mut revisions) = (0, Vec::new());
    for (device, answer) in devices.iter().zip(&answers) {
        assert_eq!(answer.receipt.head, device.chain.head());
        let last = answer.verdicts.last().unwrap();
        revisions.push(last.revision);
        applied += u32::from(last.outcome == Outcome::Applied);
    }
    revisions.sort_unstable();
    assert_eq!(revisions, (2..10).collect::<Vec<u64>>(), "one after the other, none lost");
    assert_eq!(applied, 1, "the first one stands, the others wait for a person");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_can_open_further_logs_but_not_without_a_token() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 1).await;
    let mut second = device.with_new_log();
    second.create_activity("Nhật ký thứ hai");
    assert_eq!(second.push(&office, 0).await.receipt.head.length, 1);
    let path = format!("/api/v1/logs/{}/entries", LogId::from_random(3, [3; 10]));
    let request = office.request(Method::POST, &path).json(&device.segment(0));
    assert_eq!(Answer::of(request).await.problem(), (401, "unknown-device"));
    let request = office.request(Method::POST, &path).bearer_auth("0".repeat(64)).json(&device.segment(0));
    assert_eq!(Answer::of(request).await.problem(), (401, "unknown-device"));
}

also_on_postgres! {
    a_log_comes_in_by_stretches_and_is_answered_entry_by_entry,
    a_repeat_is_answered_alike_and_changes_nothing,
    the_same_stretch_ten_times_at_once_is_in_once,
    a_gap_is_named_and_nothing_changes,
    a_damaged_stretch_changes_nothing,
    a_fork_keeps_both_sides,
    one_bad_entry_blocks_nothing_behind_it,
    an_entry_signed_by_somebody_else_is_refused,
    nobody_writes_outside_his_units,
    a_log_belongs_to_its_device,
    what_is_too_large_is_refused_whole,
    compressed_bodies_are_read_and_bombs_are_not,
    many_devices_at_once_are_each_answered_for_their_own,
    a_device_can_open_further_logs_but_not_without_a_token,
}
