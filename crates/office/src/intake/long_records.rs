//! What long records cost others, with the writer run by hand.

use std::collections::BTreeSet;

use danvan_core::entry::Chain;
use danvan_core::wire::Push;
use futures_util::future::{Either, join_all, select};
use futures_util::poll;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::batch::Batch;
use super::tests::{device, intake, log};
use super::*;
use crate::database::{Database, open_store};

const UNIT: &str = "03466@2025-07-01";

/// A device with somebody who records for a commune.
fn officer(number: u64) -> Bringer {
    let scope = Scope::Units { units: BTreeSet::from([UNIT.into()]) };
    let (id, name) = (UserId::from_random(1, [7; 10]), "Lò Văn Thử".to_owned());
    let person = Person { id, name, role: Role::FieldOfficer, scope, disabled: false };
    Bringer { persons: vec![person], ..device(number) }
}

fn entry(record: RecordId, action: &Value) -> String {
    let author = json!({ "id": UserId::from_random(1, [7; 10]), "name": "Lò Văn Thử" });
    json!({
        "format": 1, "author": author, "device_time": "2026-11-20T08:00:00+07:00", "record": record,
        "kind": "activity", "base": 1, "action": action,
    })
    .to_string()
}

fn change(record: RecordId, field: &str, seen: Option<&str>, written: &str) -> String {
    let mut change = json!({ "field": field, "written": written });
    if let Some(seen) = seen {
        change["seen"] = json!(seen);
    }
    entry(record, &json!({ "type": "change", "fields": [change] }))
}

/// What makes a record of about so many kilobytes.
fn long_record(record: RecordId, kilobytes: usize) -> Vec<String> {
    let body = json!({
        "type_code": "tuyen_truyen_mieng", "title": "Phình to", "date_from": "2026-11-20", "admin_unit": UNIT,
        "lead_org": format!("{UNIT}:mttq"), "actor_group": "mttq_doan_the", "content": "Phình to",
    });
    let create = entry(record, &json!({ "type": "create", "unit": UNIT, "body": body }));
    let long = |number: usize| format!("{number} {}", "x".repeat(30_000));
    let mut texts = vec![create];
    for number in 0..kilobytes / 30 {
        let seen = number.checked_sub(1).map(long);
        texts.push(change(record, "later", seen.as_deref(), &long(number)));
    }
    texts
}

/// What goes on with a log.
fn further(chain: &mut Chain, texts: &[String]) -> CheckedPush {
    let before = chain.head();
    texts.iter().for_each(|text| drop(chain.append(text.clone())));
    let entries = texts.iter().map(|text| RawValue::from_string(text.clone()).unwrap()).collect();
    let push = Push {
        from: before.length,
        previous: before.digest,
        last: chain.head().digest,
        entries,
        signature: None,
    };
    CheckedPush::check(chain.log(), push).unwrap()
}

/// How many entries these logs have by now.
async fn entries_in(folder: &tempfile::TempDir, logs: std::ops::Range<u64>) -> u64 {
    let books = Database::Sqlite(folder.path().join("office.sqlite"));
    let store = open_store(&books, &Catalogues::bundled().unwrap()).await.unwrap();
    let mut entries = 0;
    for number in logs {
        let known = store.log(&"12".into(), log(number)).await.unwrap();
        entries += known.map_or(0, |known| known.head.length);
    }
    entries
}

fn verdicts(outcome: PushOutcome) -> Vec<danvan_core::apply::Verdict> {
    match outcome {
        PushOutcome::Answered(answer) => answer.verdicts,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_waits_for_all_that_a_device_changes_in_a_long_record_by_however_many_pushes() {
    let folder = tempfile::tempdir().unwrap();
    let (intake, writer) = intake(&folder).await;
    let writing = tokio::spawn(writer);
    let record = RecordId::from_random(1, [7; 10]);
    let mut own = Chain::open(log(1));
    let made = intake.push(officer(1), log(1), further(&mut own, &long_record(record, 900))).await.unwrap();
    assert!(verdicts(made).iter().all(|verdict| !verdict.refused()));

    let small = |number: usize| change(record, "small", None, &number.to_string());
    let texts: Vec<String> = (0..100).map(small).collect();
    let mut many: Vec<_> = (10..22)
        .map(|number| {
            let mut chain = Chain::open(log(number));
            let push = further(&mut chain, &texts);
            Box::pin(intake.push(officer(1), log(number), push))
        })
        .collect();
    for one in &mut many {
        assert!(poll!(one).is_pending());
    }
    let short = further(&mut Chain::open(log(2)), &["0".to_owned()]);
    let short = Box::pin(intake.push(device(2), log(2), short));
    let many = match select(short, join_all(many).boxed()).await {
        Either::Left((short, many)) => {
            assert_eq!(verdicts(short.unwrap()).len(), 1);
            let before = entries_in(&folder, 10..22).await;
            assert!(before <= 2 * 10, "{before} entries, of 900 KB each, came before it");
            many
        }
        Either::Right(_) => panic!("one entry waited for twelve hundred"),
    };
    for (one, number) in many.await.into_iter().zip(10..) {
        // Whoever has waited long enough for the others of its device comes again.
        let taken = match one {
            Err(IntakeError::DeviceBusy) => {
                intake.push(officer(1), log(number), further(&mut Chain::open(log(number)), &texts)).await
            }
            taken => taken,
        };
        let numbers: Vec<u64> = verdicts(taken.unwrap()).iter().map(|verdict| verdict.number).collect();
        assert_eq!(numbers, (0..100).collect::<Vec<_>>());
    }
    drop(intake);
    writing.await.unwrap();
}

#[tokio::test]
async fn a_turn_ends_before_its_records_fill_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (intake, writer) = intake(&folder).await;
    let writing = tokio::spawn(writer);
    let mut own = Chain::open(log(1));
    let records: Vec<RecordId> = (0..12).map(|number| RecordId::from_random(number, [8; 10])).collect();
    for record in &records {
        let made = further(&mut own, &long_record(*record, 300));
        intake.push(officer(1), log(1), made).await.unwrap();
    }
    let books = Database::Sqlite(folder.path().join("office.sqlite"));
    let catalogues = Catalogues::bundled().unwrap();
    let store = open_store(&books, &catalogues).await.unwrap();
    let key = SecretKey::derive([1; 32]);
    let mut batch =
        Batch::new(store.begin().await.unwrap(), &catalogues, Clock::system().now(), ("epoch", &key));
    let costs: Vec<_> = records.iter().map(|record| (Some(*record), 200)).collect();
    let within = batch.within(&"12".into(), &costs, 1024 * 1024).await.unwrap();
    assert_eq!((within, batch.handled < 1024 * 1024), (3, true), "three of 300 KB are a megabyte");
    let same: Vec<_> = (0..5).map(|_| (Some(records[0]), 200)).collect();
    assert_eq!(
        batch.within(&"12".into(), &same, 1024 * 1024).await.unwrap(),
        3,
        "each entry costs its record"
    );
    assert_eq!(batch.within(&"12".into(), &costs, 1).await.unwrap(), 1, "one is always taken");
    drop(batch);

    let one_each: Vec<String> = records.iter().map(|record| change(*record, "small", None, "x")).collect();
    let answered = intake.push(officer(1), log(1), further(&mut own, &one_each)).await.unwrap();
    assert!(verdicts(answered).iter().all(|verdict| !verdict.refused()));
    drop(intake);
    writing.await.unwrap();
}
