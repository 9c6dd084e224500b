//! Drafts: the last key stroke counts.

use danvan::device::{Draft, rebase};
use danvan_core::record::RecordKind;
use js_sys::Promise;
use leptos::prelude::GetUntracked;
use serde_json::{Map, Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::FakeOffice;
use crate::support::{creation, enrolled, name, ready, rows, save, until};
use danvan::device::store::Table;

fn typed(draft: &Draft, text: &str) -> Draft {
    let mut draft = draft.clone();
    draft.typed.insert("title".to_owned(), text.into());
    draft
}

#[wasm_bindgen_test]
async fn every_key_stroke_is_kept_and_the_last_one_stands() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    let draft = Draft::new(RecordKind::Nomination);
    let text = "Già làng Vàng A Sử";
    for (end, _) in text.char_indices() {
        device.put_draft(typed(&draft, &text[..end]));
    }
    device.put_draft(typed(&draft, text));
    device.flush_drafts().await.expect("on the disk");
    drop(device);
    let device = ready(&name, &office).await;
    assert_eq!(*device.draft(draft.id).expect("the draft"), typed(&draft, text));
}

#[wasm_bindgen_test]
async fn the_page_may_go_while_a_write_is_under_way() {
    let (name, office) = (name(), FakeOffice::default());
    let setup = danvan::device::Setup {
        name: name.clone(),
        transport: std::rc::Rc::new(office.clone()),
        sync_by_itself: true,
        files_in_reach: danvan::device::FILES_IN_REACH,
    };
    let danvan::device::Opened::Ready(device) = danvan::device::Device::open_as(setup).await else {
        panic!("not ready")
    };
    let draft = Draft::new(RecordKind::Activity);
    device.put_draft(typed(&draft, "một"));
    device.put_draft(typed(&draft, "hai"));
    let gone = web_sys::Event::new("pagehide").expect("an event");
    web_sys::window().expect("a window").dispatch_event(&gone).expect("heard");
    // No further word to the first device: what it began must be enough.
    let other = ready(&name, &office).await;
    assert_eq!(*other.draft(draft.id).expect("the draft"), typed(&draft, "hai"));
}

#[wasm_bindgen_test]
async fn a_dropped_draft_stays_dropped() {
    let (name, office) = (name(), FakeOffice::default());
    let device = ready(&name, &office).await;
    let (one, two) = (Draft::new(RecordKind::Activity), Draft::new(RecordKind::Activity));
    device.put_draft(one.clone());
    device.put_draft(two.clone());
    device.put_draft(typed(&one, "nữa"));
    device.delete_draft(one.id);
    assert_eq!(device.drafts().len(), 1);
    device.flush_drafts().await.expect("on the disk");
    let reopened = ready(&name, &office).await;
    assert_eq!(reopened.drafts().iter().map(|draft| draft.id).collect::<Vec<_>>(), [two.id]);
    assert_eq!(rows(&name, Table::Drafts).await, 1);
    until("nothing is left to write", || device.drafts().len() == 1).await;
}

#[wasm_bindgen_test]
async fn a_draft_never_stands_before_a_record_that_exists() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Họp bản").await;
    let late = Draft { id, ..Draft::new(RecordKind::Activity) };
    device.put_draft(typed(&late, "gõ sau khi lưu"));
    let kept = device.draft(id).expect("what was typed");
    assert_eq!((kept.record, kept.is_behind()), (Some(id), true));
    device.flush_drafts().await.expect("on the disk");
    drop(device);
    let device = ready(&name, &office).await;
    assert_eq!(device.draft(id).map(|draft| draft.record), Some(Some(id)));
    // What was saved is known from the device's own log.
    let beginning = Draft::of_beginning(&device.record(id).await.expect("the record"));
    assert_eq!((beginning.base, beginning.mirrored), (1, Some(0)));
    assert_eq!(beginning.seen["title"].as_str(), Some("Họp bản"));
}

#[wasm_bindgen_test]
async fn what_is_typed_while_a_save_is_under_way_corrects_its_record() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let draft = Draft::new(RecordKind::Activity);
    let id = draft.id;
    device.put_draft(draft.clone());
    let saving = device.clone();
    let saved = wasm_bindgen_futures::future_to_promise(async move {
        let saved = saving.append(id, RecordKind::Activity, 0, creation("Họp bản"), Some(id)).await;
        Ok(saved.is_ok().into())
    });
    // The save has begun when this is over, and waits for the store.
    let turn = Promise::resolve(&wasm_bindgen::JsValue::UNDEFINED);
    wasm_bindgen_futures::JsFuture::from(turn).await.expect("a turn");
    device.put_draft(typed(&draft, "gõ trong lúc lưu"));
    let saved = wasm_bindgen_futures::JsFuture::from(saved).await.expect("an answer");
    assert_eq!(saved.as_bool(), Some(true));
    let kept = device.draft(id).expect("what was typed");
    assert_eq!((kept.record, kept.typed["title"].as_str()), (Some(id), Some("gõ trong lúc lưu")));
    // Over what was saved, which another phone may correct: only what was typed since goes over that.
    let over = |draft: &Draft| (draft.base, draft.mirrored, draft.seen["title"].as_str().map(str::to_owned));
    let saved = (1, Some(0), Some("Họp bản".to_owned()));
    assert_eq!(over(&kept), saved);
    // A form that has not heard of it yet knows less.
    device.put_draft(typed(&draft, "gõ thêm nữa"));
    let kept = device.draft(id).expect("what was typed");
    assert_eq!((over(&kept), kept.typed["title"].as_str()), (saved.clone(), Some("gõ thêm nữa")));
    device.flush_drafts().await.expect("on the disk");
    drop(device);
    let device = ready(&name, &office).await;
    assert_eq!(device.drafts().len(), 1);
    assert_eq!(device.draft(id).as_deref().map(over), Some(saved));
}

fn with(draft: &Draft, field: &str, text: &str) -> Draft {
    let mut draft = draft.clone();
    draft.typed.insert(field.to_owned(), text.into());
    draft.updated_ms += 1;
    draft
}

fn texts(draft: &Draft) -> [Option<&str>; 2] {
    ["title", "content"].map(|field| draft.typed.get(field).and_then(|value| value.as_str()))
}

#[wasm_bindgen_test]
fn what_two_have_typed_is_brought_together_field_by_field() {
    let begun = with(&with(&Draft::new(RecordKind::Activity), "title", "Họp bản"), "place", "Nhà văn hóa");
    let mut mine = with(&begun, "title", "Họp bản, của tôi");
    mine.typed.remove("place");
    let theirs = with(&with(&begun, "title", "Họp bản, của họ"), "content", "Viết ở thẻ kia.");
    let both = mine.beside(&begun.typed, &theirs);
    // Where both have typed it is mine; where nobody here has, theirs; what I took away stays away.
    assert_eq!(texts(&both), [Some("Họp bản, của tôi"), Some("Viết ở thẻ kia.")]);
    assert!(!both.typed.contains_key("place"));
    assert_eq!((both.record, both.base), (None, 0));
    assert!(both.updated_ms >= mine.updated_ms);
    // One that the other tab has made a correction of its record is one.
    let saved = Draft { base: 2, ..theirs.of_its_record() };
    let both = mine.beside(&begun.typed, &saved);
    assert_eq!((both.record, both.base), (Some(mine.id), 2));
}

#[wasm_bindgen_test]
fn two_that_began_from_different_states_of_a_record_meet_over_the_later_one() {
    let draft = Draft::new(RecordKind::Activity);
    let correction = |base: u64, content: &str, road: &str| {
        let roads = json!([{"_row": 0, "indicator": "CT01", "value": road}]);
        let begun = json!({"title": "Họp bản", "content": content, "indicator_values": roads});
        let begun = begun.as_object().cloned().expect("fields");
        Draft {
            base,
            mirrored: Some(base),
            typed: begun.clone(),
            begun: Some(begun),
            ..draft.of_its_record()
        }
    };
    let mut mine = correction(1, "Cũ", "1");
    mine.typed.insert("title".to_owned(), "Họp bản, của tôi".into());
    let mut theirs = correction(2, "Mới", "2");
    let added = json!([
        {"_row": 0, "indicator": "CT01", "value": "2"},
        {"_row": 1, "indicator": "CT02", "value": "7"},
    ]);
    theirs.typed.insert("indicator_values".to_owned(), added.clone());
    for (one, other) in [(&mine, &theirs), (&theirs, &mine)] {
        let both = one.beside(&Map::new(), other);
        assert_eq!((both.base, both.begun.as_ref()), (2, theirs.begun.as_ref()));
        assert_eq!(texts(&both), [Some("Họp bản, của tôi"), Some("Mới")]);
        assert_eq!(both.typed["indicator_values"], added);
    }
}

#[wasm_bindgen_test]
fn a_number_is_the_same_however_it_is_written_and_another_though_it_is_written_alike() {
    let number = |text: &str, means: &str| {
        let texts = json!({"value": text, "_answers": {"value": [text, means]}});
        texts.as_object().cloned().expect("fields")
    };
    let now = number("3.5", "3.5");
    let over = |begun: Map<String, Value>, typed: Map<String, Value>| {
        rebase(RecordKind::Activity, &begun, &typed, &now)
    };
    assert_eq!(over(number("2.5", "2.5"), number("2,5", "2.5")), now);
    let answered = number("2.185", "2185");
    assert_eq!(over(number("2.185", "2.185"), answered.clone()), answered);
}

#[wasm_bindgen_test]
async fn two_tabs_in_one_draft_erase_nothing_of_each_other() {
    let (name, office) = (name(), FakeOffice::default());
    let one = ready(&name, &office).await;
    let draft = typed(&Draft::new(RecordKind::Activity), "Họp bản");
    one.put_draft(draft.clone());
    one.flush_drafts().await.expect("on the disk");
    let two = ready(&name, &office).await;
    one.put_draft(with(&draft, "content", "Viết ở thẻ một."));
    one.flush_drafts().await.expect("on the disk");
    two.put_draft(with(&draft, "title", "Họp bản, thẻ hai"));
    two.flush_drafts().await.expect("on the disk");
    let both = [Some("Họp bản, thẻ hai"), Some("Viết ở thẻ một.")];
    assert_eq!(texts(&two.draft(draft.id).expect("the draft")), both);
    let met = |device: &danvan::device::Device| device.drafts_met().get_untracked().get(&draft.id).copied();
    assert_eq!((met(&one), met(&two)), (None, Some(1)));
    one.look_at_draft(draft.id).await;
    assert_eq!(texts(&one.draft(draft.id).expect("the draft")), both);
    assert_eq!(met(&one), Some(1));
    // Neither meets itself.
    one.flush_drafts().await.expect("on the disk");
    two.look_at_draft(draft.id).await;
    assert_eq!((met(&one), met(&two)), (Some(1), Some(1)));
    let later = ready(&name, &office).await;
    assert_eq!(texts(&later.draft(draft.id).expect("the draft")), both);
}

#[wasm_bindgen_test]
async fn a_first_key_stroke_in_each_of_two_tabs_erases_nothing_either() {
    let (name, office) = (name(), FakeOffice::default());
    let (one, two) = (ready(&name, &office).await, ready(&name, &office).await);
    // A correction that nobody has begun: both forms show the record.
    let shown = typed(&Draft::new(RecordKind::Activity), "Họp bản");
    for device in [&one, &two] {
        device.open_draft(shown.id, &shown.typed);
    }
    one.put_draft(with(&shown, "content", "Viết ở thẻ một."));
    one.flush_drafts().await.expect("on the disk");
    two.put_draft(with(&shown, "title", "Họp bản, thẻ hai"));
    two.flush_drafts().await.expect("on the disk");
    let both = [Some("Họp bản, thẻ hai"), Some("Viết ở thẻ một.")];
    assert_eq!(texts(&two.draft(shown.id).expect("the draft")), both);
}

#[wasm_bindgen_test]
async fn what_another_tab_has_discarded_is_written_again_where_somebody_types_on() {
    let (name, office) = (name(), FakeOffice::default());
    let one = ready(&name, &office).await;
    let draft = typed(&Draft::new(RecordKind::Activity), "Họp bản");
    one.put_draft(draft.clone());
    one.flush_drafts().await.expect("on the disk");
    let two = ready(&name, &office).await;
    one.delete_draft(draft.id);
    assert_eq!(rows(&name, Table::Drafts).await, 0);
    two.put_draft(with(&draft, "content", "Viết tiếp ở thẻ hai."));
    two.flush_drafts().await.expect("on the disk");
    let later = ready(&name, &office).await;
    let kept = later.draft(draft.id).expect("the draft");
    assert_eq!(texts(&kept), [Some("Họp bản"), Some("Viết tiếp ở thẻ hai.")]);
    assert!(two.drafts_met().get_untracked().is_empty());
}

#[wasm_bindgen_test]
async fn what_another_tab_has_discarded_does_not_come_back_where_nobody_types() {
    let (name, office) = (name(), FakeOffice::default());
    let one = enrolled(&name, &office).await;
    let draft = typed(&Draft::new(RecordKind::Activity), "Họp bản");
    one.put_draft(draft.clone());
    one.flush_drafts().await.expect("on the disk");
    let two = ready(&name, &office).await;
    let other = typed(&Draft::new(RecordKind::Activity), "Làm đường");
    two.put_draft(other.clone());
    one.delete_draft(draft.id);
    assert_eq!(rows(&name, Table::Drafts).await, 1);
    // Also where the other tab's word has not come yet.
    two.flush_drafts().await.expect("on the disk");
    assert_eq!(rows(&name, Table::Drafts).await, 1);
    assert!(two.draft(draft.id).is_none() && two.draft(other.id).is_some());
}
