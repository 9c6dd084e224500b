//! What phones of releases before kept, as their own code wrote it, is opened by this one: all of it is there, and the log
//! goes on. One dump for each release that was frozen (`cargo xtask freeze`); never change one.

use std::collections::BTreeMap;

use danvan::device::Device;
use danvan::device::store::{DeviceStore, Stretch, Table};
use danvan::platform::random;
use danvan_core::entry::Action;
use danvan_core::ids::Digest;
use danvan_core::record::RecordKind;
use js_sys::Uint8Array;
use leptos::prelude::GetUntracked;
use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::FakeOffice;
use crate::support::{activity, name, peek, ready, until};

#[wasm_bindgen(module = "/tests/platform/support/restore.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn restore(name: &str, packed: &[u8]) -> Result<JsValue, JsValue>;
}

const RELEASE_3: &[u8] = include_bytes!("releases/r3.json.gz");

/// A dump.
#[derive(Deserialize)]
struct Left {
    titles: BTreeMap<String, String>,
    tables: Vec<LeftTable>,
}

#[derive(Deserialize)]
struct LeftTable {
    name: String,
    rows: Vec<(String, Value)>,
}

impl Left {
    async fn by_release_3(name: &str) -> Self {
        let text = restore(name, RELEASE_3).await.expect("restored").as_string().expect("a text");
        serde_json::from_str(&text).expect("a dump")
    }

    fn rows(&self, table: &str) -> &[(String, Value)] {
        &self.tables.iter().find(|found| found.name == table).expect("a table").rows
    }

    /// The facts of a row that is a text: one mark for its form, then JSON.
    fn fact(&self, table: &str, key: &str) -> Value {
        let (_, row) = self.rows(table).iter().find(|(found, _)| found == key).expect("a row");
        serde_json::from_str(row["value"].as_str().expect("a text").split_at(1).1).expect("JSON")
    }

    /// The log that it wrote last.
    fn log(&self) -> Value {
        self.fact("meta", "logs")["all"].as_array().expect("logs").last().expect("a log").clone()
    }

    fn title(&self, of: &str) -> &str {
        &self.titles[of]
    }
}

/// A phone that release 3 left, opened by this release.
async fn opened(name: &str) -> (Left, Device) {
    let left = Left::by_release_3(name).await;
    let device = ready(name, &FakeOffice::default()).await;
    until("the book is read", || device.summaries_complete().get_untracked()).await;
    until("the device is at rest", || device.sync_status().get_untracked().storage.is_some()).await;
    (left, device)
}

#[wasm_bindgen_test]
async fn what_release_3_left_is_there_record_by_record() {
    let name = name();
    let (left, device) = opened(&name).await;
    assert_eq!(device.damage().get_untracked(), None);
    assert_eq!(device.session().expect("enrolled").place(), "Xã Bum Nưa");
    assert!(device.catalogue().is_some());
    let status = device.sync_status().get_untracked();
    assert!(!status.key_lost, "its key signs");
    let log = left.log();
    let number = |field: &str| log[field].as_u64().expect("a number");
    assert_eq!(status.waiting, log["head"]["length"].as_u64().expect("a length") - number("confirmed"));
    assert_eq!(status.waiting, 2, "a correction and a record");
    assert!(status.receipt.is_some());

    assert_eq!(device.summaries().len(), 6);
    for (what, state, waiting, files, proposals) in [
        ("corrected", "submitted", 1, 0, 0),
        ("returned", "returned", 0, 0, 0),
        ("disputed_there", "submitted", 0, 0, 1),
        ("photo_by_patch", "submitted", 0, 1, 0),
        ("photo_by_post", "submitted", 0, 1, 0),
        ("waiting", "submitted", 1, 1, 0),
    ] {
        let title = left.title(what);
        let line = device.summaries().iter().find(|line| line.title == title).cloned();
        let view =
            device.record(line.unwrap_or_else(|| panic!("no line {title}")).id).await.expect("its page");
        assert_eq!(view.record.body["title"], title);
        assert_eq!(
            (view.record.state.as_str(), view.waiting.len(), view.files.len(), view.record.proposals.len()),
            (state, waiting, files, proposals),
            "{title}"
        );
        assert!(view.refusals.is_empty() && !view.answered_newer, "{title}");
        assert_eq!(view.office.is_some(), what != "waiting", "{title}");
    }

    let drafts = device.drafts();
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].typed["title"], left.title("draft"));
    assert_eq!(device.files_of_draft(drafts[0].id).await.len(), 1);
    assert_eq!(left.rows("files").len(), 4);
    for (sha256, _) in left.rows("files") {
        let sha256 = Digest::parse(sha256).expect("a digest");
        let bytes = Uint8Array::new(&device.file(sha256).await.expect("its bytes")).to_vec();
        assert_eq!(Digest::of(&[&bytes]), sha256);
    }
}

#[wasm_bindgen_test]
async fn the_log_of_release_3_goes_on_where_it_ended() {
    let name = name();
    let (left, device) = opened(&name).await;
    let (log, home) = (left.log(), device.session().expect("enrolled").home().clone());
    let action = Action::Create { unit: home, body: activity("Viết tiếp ở bản sau") };
    let id = random::record_id();
    let sealed = device.append(id, RecordKind::Activity, 0, action, None).await.expect("saved");
    assert_eq!(sealed.log.to_string(), log["log"].as_str().expect("a log"));
    assert_eq!(Some(sealed.number), log["head"]["length"].as_u64());
    let before = Digest::parse(log["head"]["digest"].as_str().expect("a digest")).expect("a digest");
    assert_eq!(sealed.digest, Digest::of(&[before.as_bytes(), sealed.text.as_bytes()]));
    drop(device);
    let device = ready(&name, &FakeOffice::default()).await;
    assert_eq!(device.damage().get_untracked(), None);
    assert_eq!(device.sync_status().get_untracked().waiting, 3);
    assert!(device.record(id).await.is_some());
}

#[wasm_bindgen_test]
async fn nothing_of_what_release_3_left_is_deleted() {
    let name = name();
    let (left, device) = opened(&name).await;
    drop(device);
    let store = peek(&name).await;
    for (table, frozen) in [
        (Table::Meta, false),
        (Table::Entries, true),
        (Table::Own, true),
        (Table::Verdicts, true),
        (Table::Mirror, true),
        (Table::Drafts, true),
        (Table::Uploads, false),
    ] {
        let kept = store.ranges(table, vec![Stretch::prefix("")]).await.expect("rows").remove(0);
        let kept: BTreeMap<String, String> = kept.into_iter().map(|row| (row.key, row.value)).collect();
        for (key, value) in left.rows(&format!("{table:?}").to_lowercase()) {
            let now = kept.get(key).unwrap_or_else(|| panic!("{table:?} lacks {key}"));
            assert!(!frozen || Some(now.as_str()) == value["value"].as_str(), "{table:?} {key}: {now}");
        }
    }
    for (public, _) in left.rows("secrets") {
        assert!(store.secret(public.clone()).await.expect("read").is_some());
    }
}
