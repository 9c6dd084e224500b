//! The key that the device signs with: kept by the browser, handed over to, lost, and followed by another.

use danvan::device::store::{Batch, DeviceStore, IndexedDb, LocalStore, StoreError, Table};
use danvan::device::{Device, PackFailure};
use danvan::platform::signer::Signer;
use danvan_core::bundle::SecretKey;
use danvan_core::sync::{Failure, Phase};
use danvan_core::wire::{BAD_SIGNATURE, DEVICE_REVOKED};
use js_sys::{Function, Object, Reflect};
use leptos::prelude::GetUntracked;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fallback::Hidden;
use crate::support::office::{FakeOffice, Fault};
use crate::support::{enrolled, name, peek, ready, rows, save, synced, until};

const KEY: &str = "key";
const NEXT: &str = "next-key";

/// A text of the store without the mark of its form.
async fn text(name: &str, key: &str) -> Option<String> {
    let found = peek(name).await.get(Table::Meta, vec![key.to_owned()]).await.expect("read").remove(0);
    found.map(|text| text[1..].to_owned())
}

async fn change(name: &str, change: impl FnOnce(&mut Batch)) {
    let mut batch = Batch::strict();
    change(&mut batch);
    peek(name).await.write(batch).await.expect("written");
}

/// Waits for the end of a round that came to this.
async fn stopped(device: &Device, failure: &Failure) {
    device.sync_now();
    until("this trouble", || {
        let status = device.sync_status().get_untracked();
        status.engine.phase == Phase::Idle && status.engine.trouble.as_ref() == Some(failure)
    })
    .await;
}

/// The device of a store as release 2 left it: with a readable seed that the office knows.
async fn of_release_2(name: &str, office: &FakeOffice) -> (Device, SecretKey) {
    drop(enrolled(name, office).await);
    let seed = SecretKey::derive([7; 32]);
    change(name, |batch| batch.put(Table::Meta, KEY, format!("1{}", seed.to_hexadecimal()))).await;
    office.with(|state| {
        let known = state.register.only();
        known.keys = vec![seed.public().expect("a key")];
        known.signs = false;
    });
    (ready(name, office).await, seed)
}

#[wasm_bindgen_test]
async fn the_browser_s_key_lies_in_the_store_signs_after_it_was_closed_and_is_shown_to_nobody() {
    let name = name();
    let signer = Signer::by_browser().await.expect("a page of localhost has WebCrypto");
    let Signer::Browser { secret, public } = &signer else { panic!("the browser's own") };
    let mut batch = Batch::strict();
    batch.expect(Table::Meta, "a", None);
    batch.put_secret("k", secret.clone());
    batch.put(Table::Meta, "a", "1b");
    IndexedDb::open(&name).await.expect("it opens").write(batch).await.expect("written");

    let store = IndexedDb::open(&name).await.expect("it opens again");
    let kept = store.secret("k".to_owned()).await.expect("read").expect("it is there");
    assert!(!kept.extractable());
    let signature = Signer::Browser { secret: kept.clone(), public: *public }.sign(b"message").await;
    let signature = signature.expect("it signs");
    assert!(public.verifies(b"message", &signature) && !public.verifies(b"another", &signature));

    let subtle = web_sys::window().expect("a window").crypto().expect("crypto").subtle();
    for form in ["raw", "jwk", "pkcs8"] {
        let shown = subtle.export_key(form, &kept).expect("a promise");
        assert!(wasm_bindgen_futures::JsFuture::from(shown).await.is_err(), "{form}");
    }
    let mut batch = Batch::strict();
    batch.put_secret("k", kept);
    let small = LocalStore::open(&name).expect("it opens");
    assert_eq!(small.write(batch).await, Err(StoreError::NoSecrets));
}

#[wasm_bindgen_test]
async fn a_new_device_has_the_browser_s_key_alone_and_signs_each_push_with_it() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let told = office.with(|state| state.enrolments[0].key).expect("a key");
    assert_eq!(text(&name, KEY).await, Some(told.to_hexadecimal()));
    assert_eq!(rows(&name, Table::Secrets).await, 1);
    save(&device, "Một").await;
    synced(&device).await;
    drop(device);
    let device = ready(&name, &office).await;
    save(&device, "Hai").await;
    synced(&device).await;
    office.with(|state| assert_eq!((state.register.signed, state.register.unsigned), (2, 0)));
    assert_eq!(office.heard("PUT /api/v1/devices/me/key"), 0);
}

#[wasm_bindgen_test]
async fn two_tabs_that_enrol_at_once_make_one_key() {
    let (name, office) = (name(), FakeOffice::default());
    let (one, two) = (ready(&name, &office).await, ready(&name, &office).await);
    for tab in [&one, &two] {
        let tab = tab.clone();
        wasm_bindgen_futures::spawn_local(async move { drop(tab.enrol("7K2M-94TX", "Máy").await) });
    }
    until("both are enrolled", || one.session().is_some() && two.session().is_some()).await;
    let keys = office.with(|state| state.enrolments.iter().map(|asked| asked.key).collect::<Vec<_>>());
    assert_eq!(keys[0], keys[1]);
    assert_eq!(rows(&name, Table::Secrets).await, 1);
}

#[wasm_bindgen_test]
async fn a_readable_seed_hands_over_and_goes_only_after_the_office_has_said_yes() {
    let (name, office) = (name(), FakeOffice::default());
    let (device, seed) = of_release_2(&name, &office).await;
    save(&device, "Ký bằng khóa cũ").await;
    office.with(|state| state.answers_wait = Some("PUT /api/v1/devices/me/key"));
    synced(&device).await;
    office.with(|state| assert_eq!((state.register.signed, state.register.unsigned), (1, 0)));
    until("the hand-over", || office.heard("PUT /api/v1/devices/me/key") == 1).await;
    // The office has done it, and the page ends before the answer: both keys are there.
    assert_eq!(text(&name, KEY).await, Some(seed.to_hexadecimal()));
    let next = text(&name, NEXT).await.expect("the next key");
    assert_eq!(office.with(|state| state.register.only().keys.len()), 2);
    drop(device);
    office.with(|state| state.answers_wait = None);

    // The next start goes on with either, and ends what was begun.
    let device = ready(&name, &office).await;
    save(&device, "Ở giữa").await;
    synced(&device).await;
    for _ in 0..500 {
        if text(&name, NEXT).await.is_none() {
            break;
        }
    }
    assert_eq!(text(&name, KEY).await, Some(next));
    assert_eq!(text(&name, NEXT).await, None);
    assert!(!all_meta(&name).await.contains(&seed.to_hexadecimal()), "the seed is nowhere any more");
    save(&device, "Ký bằng khóa mới").await;
    synced(&device).await;
    office.with(|state| {
        assert_eq!(state.register.only().keys.len(), 2, "nothing was doubled");
        assert_eq!((state.register.signed, state.register.unsigned), (3, 0));
    });
}

async fn all_meta(name: &str) -> String {
    let all = vec![danvan::device::store::Stretch::prefix("")];
    let rows = peek(name).await.ranges(Table::Meta, all).await.expect("rows").remove(0);
    rows.into_iter().map(|row| row.value).collect()
}

#[wasm_bindgen_test]
async fn where_the_seed_may_not_hand_over_it_stays_and_signs() {
    let (name, office) = (name(), FakeOffice::default());
    let (device, seed) = of_release_2(&name, &office).await;
    // As in a store put back from an old copy: the office knows a later key.
    let later = SecretKey::derive([8; 32]).public().expect("a key");
    office.with(|state| state.register.only().keys.push(later));
    for title in ["Một", "Hai"] {
        save(&device, title).await;
        synced(&device).await;
        until("the key is settled", || office.heard("PUT /api/v1/devices/me/key") == 1).await;
    }
    assert_eq!(text(&name, KEY).await, Some(seed.to_hexadecimal()));
    let status = device.sync_status().get_untracked();
    assert!(status.waiting == 0 && !status.must_enrol_again());
}

#[wasm_bindgen_test]
async fn a_device_of_release_1_says_its_first_key_before_its_first_signed_push() {
    let (name, office) = (name(), FakeOffice::default());
    office.with(|state| state.keyless = true);
    let device = enrolled(&name, &office).await;
    drop(device);
    change(&name, |batch| batch.delete(Table::Meta, KEY)).await;
    let device = ready(&name, &office).await;
    assert!(!device.sync_status().get_untracked().must_enrol_again());
    save(&device, "Đầu tiên").await;
    synced(&device).await;
    office.with(|state| {
        assert_eq!((state.register.signed, state.register.unsigned), (1, 0));
        assert_eq!(state.register.only().keys.len(), 1);
    });
    assert!(device.can_pack());
}

#[wasm_bindgen_test]
async fn without_web_crypto_the_readable_seed_serves_as_before() {
    let (name, office) = (name(), FakeOffice::default());
    let real = web_sys::window().expect("a window").crypto().expect("crypto");
    // Random bytes are there in any case; the part for keys is not, as outside of secure contexts.
    let fill: Function = Reflect::get(&real, &"getRandomValues".into()).expect("there").unchecked_into();
    let plain = Object::new();
    Reflect::set(&plain, &"getRandomValues".into(), &fill.bind0(&real)).expect("set");
    let hidden = Hidden::hide("crypto");
    hidden.show(&plain);
    let device = enrolled(&name, &office).await;
    save(&device, "Một").await;
    synced(&device).await;
    let key = text(&name, KEY).await.expect("a key");
    assert!(SecretKey::from_hexadecimal(&key).is_some());
    office.with(|state| assert_eq!((state.register.signed, state.register.unsigned), (1, 0)));
    assert_eq!(office.heard("PUT /api/v1/devices/me/key"), 0);
    drop(hidden);

    // The page is opened in a secure context later: now the seed hands over.
    drop(device);
    let device = ready(&name, &office).await;
    synced(&device).await;
    until("the hand-over", || office.heard("PUT /api/v1/devices/me/key") == 1).await;
    save(&device, "Hai").await;
    synced(&device).await;
    office.with(|state| assert_eq!(state.register.only().keys.len(), 2));
}

#[wasm_bindgen_test]
async fn a_lost_key_keeps_everything_here_until_a_code_gives_it_a_successor() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (sent, _) = save(&device, "Đã gửi").await;
    synced(&device).await;
    let (waiting, _) = save(&device, "Chưa gửi").await;
    drop(device);
    let lost = text(&name, KEY).await.expect("a key");
    change(&name, |batch| batch.delete(Table::Secrets, lost)).await;

    let device = ready(&name, &office).await;
    assert!(device.sync_status().get_untracked().must_enrol_again(), "said before anything is sent");
    let pushes = office.heard("POST /api/v1/logs");
    stopped(&device, &Failure::Unproven).await;
    assert_eq!(office.heard("POST /api/v1/logs"), pushes, "nothing is sent without the key");
    assert_eq!(rows(&name, Table::Secrets).await, 0, "and none is made by itself");
    assert_eq!(device.pack(false).await, Err(PackFailure::KeyLost));
    let (later, _) = save(&device, "Vẫn ghi được").await;

    // The answer is lost once: the same key, log and code are given again, and it is still lost until then.
    office.fail([Fault::AnswerLost]);
    assert!(device.enrol("9999-9999", "Máy thử").await.is_err());
    drop(device);
    let device = ready(&name, &office).await;
    assert!(device.sync_status().get_untracked().must_enrol_again());
    device.enrol("9999-9999", "Máy thử").await.expect("the code is good");
    office.with(|state| {
        let asked = &state.enrolments;
        assert_eq!(
            (asked[1].device, asked[1].log, asked[1].key),
            (asked[2].device, asked[2].log, asked[2].key)
        );
        assert_eq!(asked[0].device, asked[1].device);
        assert_ne!(asked[0].key, asked[1].key);
    });
    assert!(!device.sync_status().get_untracked().must_enrol_again());
    synced(&device).await;
    office.with(|state| {
        for record in [sent, waiting, later] {
            assert!(state.records[&record].revision == 1);
        }
        assert_eq!((state.records.len(), state.register.only().keys.len()), (3, 2));
    });
    assert_eq!(text(&name, NEXT).await, None);
    assert_eq!(device.sync_status().get_untracked().waiting, 0);
}

#[wasm_bindgen_test]
async fn a_store_that_is_gone_as_a_whole_loses_the_key_and_a_code_brings_it_back() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    save(&device, "Ở tỉnh").await;
    synced(&device).await;
    let person = device.session().expect("a session").device;
    drop(device);
    danvan::device::store::indexed_db::delete_database(&name).await.expect("deleted");
    let device = ready(&name, &office).await;
    assert!(device.sync_status().get_untracked().must_enrol_again());
    synced(&device).await;
    assert_eq!(device.summaries().len(), 1, "reading goes on");
    let (id, _) = save(&device, "Sau khi mất").await;
    stopped(&device, &Failure::Unproven).await;
    device.enrol("9999-9999", "Máy thử").await.expect("the code is good");
    assert_eq!(device.session().expect("a session").device, person);
    synced(&device).await;
    assert!(office.with(|state| state.records.contains_key(&id)));
}

#[wasm_bindgen_test]
async fn an_office_that_does_not_know_the_key_is_told_it_with_a_code_for_the_same_person() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    // It was put back from a copy of before the hand-over.
    let before = SecretKey::derive([9; 32]).public().expect("a key");
    office.with(|state| state.register.only().keys = vec![before]);
    let (id, _) = save(&device, "Chờ").await;
    stopped(&device, &Failure::Unproven).await;
    assert!(device.sync_status().get_untracked().must_enrol_again());
    let own = text(&name, KEY).await;
    device.enrol("9999-9999", "Máy thử").await.expect("the code is good");
    assert_eq!(text(&name, KEY).await, own, "the device keeps the key that it has");
    synced(&device).await;
    assert!(office.with(|state| state.records.contains_key(&id)));
    assert!(!device.sync_status().get_untracked().must_enrol_again());
}

#[wasm_bindgen_test]
async fn a_revoked_device_is_told_why_keeps_everything_and_tries_when_asked() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let (id, _) = save(&device, "Vẫn còn").await;
    let reason = "Máy bị mất ngày 20/11.";
    let revoked = Failure::Revoked { reason: Some(reason.to_owned()) };
    for _ in 0..2 {
        office.fail([Fault::Problem(403, DEVICE_REVOKED, reason)]);
        stopped(&device, &revoked).await;
        let status = device.sync_status().get_untracked();
        assert_eq!((status.waiting, status.shut_out), (1, Some(revoked.clone())));
        assert!(status.engine.wake_at_ms.is_some() && !status.key_lost);
    }
    // What goes wrong in between takes the word back no more than a try does.
    office.fail([Fault::Lost]);
    stopped(&device, &Failure::Lost).await;
    assert_eq!(device.sync_status().get_untracked().shut_out, Some(revoked));
    save(&device, "Vẫn ghi được").await;
    synced(&device).await;
    assert!(office.with(|state| state.records.contains_key(&id)));
    assert_eq!(device.sync_status().get_untracked().shut_out, None);
}

#[wasm_bindgen_test]
async fn a_refused_signature_is_no_reason_to_make_another_key() {
    let (name, office) = (name(), FakeOffice::default());
    let device = enrolled(&name, &office).await;
    let own = text(&name, KEY).await;
    save(&device, "Chờ").await;
    device.sync_now();
    until("the question", || office.heard("GET /api/v1/logs") == 1).await;
    office.fail([Fault::Problem(422, BAD_SIGNATURE, "Chữ ký không đúng.")]);
    until("the refusal", || device.sync_status().get_untracked().must_enrol_again()).await;
    assert_eq!(text(&name, KEY).await, own);
    synced(&device).await;
    assert!(!device.sync_status().get_untracked().must_enrol_again());
}
