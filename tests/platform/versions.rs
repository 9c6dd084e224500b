//! A store that an earlier release left, and fields that this release does not know.

use danvan::device::store::{Batch, DeviceStore, Stretch, Table};
use danvan_core::apply::{Outcome, diff};
use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use danvan_core::record::{Given, RecordKind};
use leptos::prelude::GetUntracked;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::FakeOffice;
use crate::support::{enrolled, name, peek, ready, save, synced, until};

/// The rows of a table, changed.
async fn rewrite(name: &str, table: Table, change: impl Fn(&str, &mut Value)) {
    let store = peek(name).await;
    let rows = store.ranges(table, vec![Stretch::prefix("")]).await.expect("rows").remove(0);
    let mut batch = Batch::strict();
    for row in rows {
        // One mark for the form, then the text; a fact of which the text is no object stays.
        let (form, text) = row.value.split_at(1);
        let Ok(mut value) = serde_json::from_str::<Value>(text) else { continue };
        change(&row.key, &mut value);
        batch.put(table, row.key, format!("{form}{value}"));
    }
    store.write(batch).await.expect("rewritten");
}

#[wasm_bindgen_test]
async fn fields_that_nobody_here_knows_survive_mirror_view_edit_and_return() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Trước").await;
    synced(&device).await;
    let later = json!({ "of": ["a later", 1, null], "và": { "sâu": true } });
    office.with(|state| {
        // A newer app has added a field to the record's body.
        let record = state.records.get_mut(&id).expect("the record");
        record.body.insert("of_tomorrow".to_owned(), later.clone());
        record.revision += 1;
        state.feed.push(id);
    });
    synced(&device).await;
    drop(device);
    let device = ready(&name, &office).await;
    let seen = device.record(id).await.expect("the record").record;
    assert_eq!(seen.body["of_tomorrow"], later);
    let mut edited = seen.body.clone();
    edited.insert("title".to_owned(), json!("Sau"));
    let fields = diff(RecordKind::Activity, &seen.body, &edited);
    assert!(fields.iter().all(|change| change.at.field == "title"), "{fields:?}");
    let change = Action::Change { fields };
    device.append(id, RecordKind::Activity, seen.revision, change, None).await.expect("saved");
    let view = device.record(id).await.expect("the record").record;
    assert_eq!((&view.body["of_tomorrow"], &view.body["title"]), (&later, &json!("Sau")));
    synced(&device).await;
    office.with(|state| {
        let record = &state.records[&id];
        assert_eq!((&record.body["of_tomorrow"], &record.body["title"]), (&later, &json!("Sau")));
    });
}

#[wasm_bindgen_test]
async fn the_store_of_release_1_opens_whole_and_its_mirror_is_read_again() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (sent, _) = save(&device, "Đã gửi").await;
    synced(&device).await;
    let (waiting, _) = save(&device, "Chờ gửi").await;
    until("the device is at rest", || device.sync_status().get_untracked().storage.is_some()).await;
    drop(device);
    // The rows as release 1 wrote them: what came later is not there.
    rewrite(&name, Table::Meta, |key, value| {
        let known: &[&str] = match key {
            "logs" => &["store", "all", "cursor", "last_round", "writes"],
            "session" => &["device", "device_name", "enrolment"],
            _ => return,
        };
        value.as_object_mut().expect("an object").retain(|field, _| known.contains(&field.as_str()));
        for row in value["all"].as_array_mut().into_iter().flatten() {
            let known = ["log", "head", "confirmed", "answered", "waiting_bytes", "receipt"];
            row.as_object_mut().expect("an object").retain(|field, _| known.contains(&field.as_str()));
        }
    })
    .await;
    // And a field of the record that release 1 did not know is missing in its mirror.
    rewrite(&name, Table::Mirror, |_, value| {
        value["trail"][0].as_object_mut().expect("a step").remove("received_at");
    })
    .await;

    let device = ready(&name, &office).await;
    assert_eq!(device.damage().get_untracked(), None);
    assert_eq!(device.sync_status().get_untracked().waiting, 1);
    let view = device.record(sent).await.expect("the record");
    assert!(view.record.trail[0].received_at.is_none(), "the mirror as it was left");
    synced(&device).await;
    let view = device.record(sent).await.expect("the record");
    assert!(view.record.trail[0].received_at.is_some(), "read from the office again");
    assert!(office.with(|state| state.records.contains_key(&waiting)));
    assert_eq!(
        office.with(|state| state.logs.values().map(Vec::len).sum::<usize>()),
        2,
        "nothing is doubled"
    );
    // Once is enough: with the next opening the cursor stands.
    let pages = office.heard("GET /api/v1/feed?limit=200&after=");
    drop(device);
    let device = ready(&name, &office).await;
    synced(&device).await;
    assert_eq!(office.heard("GET /api/v1/feed?limit=200&after="), pages + 1);
}

#[wasm_bindgen_test]
async fn records_of_another_version_are_listed_and_lie_in_the_store_as_they_came() {
    let (name, office) = (name(), FakeOffice::default());
    let texts = [
        r#"{"id":"018bcfe5-6800-7202-8202-020202020202","kind":"village_profile","unit":"03466@2025-07-01",
            "revision":4,"state":"open","body":{"name":"Bản Nậm Ngà","households":{"ha_nhi":61}},"applied":{},
            "trail":[],"seal":[1, 2]}"#,
        r#"{"id":"018bcfe5-6800-7303-8303-030303030303","kind":"activity","unit":"03466@2025-07-01","revision":2,
            "state":"submitted","body":{"title":"Ra quân"},"applied":{},"trail":{"of":"tomorrow"}}"#,
    ];
    let device = enrolled(&name, &office).await;
    office
        .with(|state| state.of_another_version = texts.iter().filter_map(|text| Given::read(text)).collect());
    let (own, _) = save(&device, "Của máy").await;
    synced(&device).await;
    drop(device);
    let device = ready(&name, &office).await;
    let mut titles: Vec<_> =
        device.summaries().iter().map(|line| (line.title.clone(), line.kind.is_known())).collect();
    titles.sort();
    let expected = [("Bản Nậm Ngà", false), ("Của máy", true), ("Ra quân", false)];
    assert_eq!(titles, expected.map(|(title, known)| (title.to_owned(), known)));
    let kept =
        peek(&name).await.ranges(Table::Mirror, vec![Stretch::prefix("")]).await.expect("rows").remove(0);
    for text in texts {
        let id = RecordId::parse(&text[7..43]).expect("an identifier");
        assert!(!device.record(id).await.expect("its page").record.kind.is_known());
        assert!(kept.iter().any(|row| row.value.ends_with(text)), "{text}");
    }
    assert!(device.record(own).await.expect("it").record.kind.is_known());
}

#[wasm_bindgen_test]
async fn an_answer_of_another_version_is_an_answer_and_what_was_written_stays() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let outcome = json!({ "type": "deferred", "until": { "key": "k1" } });
    office.with(|state| state.outcome = Some(Outcome::Other(outcome.clone())));
    let (id, _) = save(&device, "Chờ xét").await;
    synced(&device).await;
    drop(device);
    let device = ready(&name, &office).await;
    let view = device.record(id).await.expect("what was written");
    assert_eq!((view.record.body["title"].as_str(), view.answered_newer), (Some("Chờ xét"), true));
    assert!(view.refusals.is_empty() && view.waiting.is_empty());
    let kept =
        peek(&name).await.ranges(Table::Verdicts, vec![Stretch::prefix("")]).await.expect("rows").remove(0);
    let (_, text) = kept[0].value.split_at(1);
    assert_eq!(serde_json::from_str::<Value>(text).expect("JSON")["outcome"], outcome);
}
