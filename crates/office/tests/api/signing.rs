//! Segments are signed by the device that wrote them, whatever road they take.

use chrono::NaiveDate;
use danvan_core::bundle::{BundleProblem, SecretKey, seal};
use danvan_core::entry::Head;
use danvan_core::ids::LogId;
use danvan_core::proof;
use danvan_core::wire::{APP_HEADER, Push, SignedHead};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use danvan_office::{Catalogues, open_known_store};

use crate::support::{Answer, TestDevice, TestOffice, also_on_postgres};

async fn device_with(office: &TestOffice, entries: usize) -> TestDevice {
    let mut device = office.device("bum_nua").await;
    for number in 0..entries {
        device.create_activity(&format!("Hoạt động {number}"));
    }
    device
}

/// The signed heads that the office keeps of a log.
async fn signed(office: &TestOffice, log: LogId) -> Vec<SignedHead> {
    let store = open_known_store(&office.books(), &Catalogues::bundled().unwrap()).await.unwrap();
    let heads = store.signed_heads(&"12".into(), log, 0, u64::MAX).await.unwrap();
    store.close().await;
    heads
}

fn lengths(heads: &[SignedHead]) -> Vec<u64> {
    heads.iter().map(|signed| signed.head.length).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_device_has_not_signed_so_is_refused_whole() {
    let office = TestOffice::start().await;
    let mut device = device_with(&office, 3).await;
    let head = device.chain.head();
    let by = |secret: &SecretKey, log, head: &Head| Push {
        signature: secret.sign(&proof::segment(device.id, log, head)),
        ..device.segment(0)
    };
    let other = office.device("thu_lum").await;
    let earlier = device.segment_of(0, 2).signature;
    for forged in [
        // Another device's key, another log's head, an earlier head of the same log, another length, another message.
        by(&other.secret, device.log(), &head),
        by(&device.secret, other.log(), &head),
        Push { signature: earlier, ..device.segment(0) },
        by(&device.secret, device.log(), &Head { length: 2, ..head }),
        Push {
            signature: device.secret.sign(&proof::key_change(device.id, &device.secret.public().unwrap())),
            ..device.segment(0)
        },
    ] {
        assert_eq!(device.try_push(&office, &forged).await.problem(), (422, "bad-signature"));
    }
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0, "nothing was taken");
    device.push(&office, 0).await;

    // A head that somebody makes anew, with one entry changed, has no signature.
    let before = device.copied();
    device.create_activity("Thật");
    let real = device.segment(3);
    let mut remade = before;
    remade.create_activity("Sửa trên đường");
    let remade = Push { signature: real.signature, ..remade.segment(3) };
    assert_eq!(device.try_push(&office, &remade).await.problem(), (422, "bad-signature"));
    assert_eq!(device.try_push(&office, &real).await.status, 200);
    assert_eq!(device.feed(&office, "").await.records.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_for_one_log_is_none_for_another() {
    let office = TestOffice::start().await;
    let mut device = device_with(&office, 1).await;
    device.push(&office, 0).await;
    let mut elsewhere = device.with_new_log();
    elsewhere.append(device.sealed[0].text.clone());
    let replayed = Push { signature: device.segment(0).signature, ..elsewhere.segment(0) };
    assert_eq!(elsewhere.try_push(&office, &replayed).await.problem(), (422, "bad-signature"));
    device.create_activity("Hai");
    device.push(&office, 1).await;
    assert_eq!(lengths(&signed(&office, device.log()).await), [1, 2]);
    assert_eq!(signed(&office, elsewhere.log()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_signs_is_not_heard_unsigned_whatever_its_request_claims() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 2).await;
    let unsigned = Push { signature: None, ..device.segment(0) };
    for generation in ["1", "2", "9", "nonsense"] {
        let request = device.push_request(&office, &unsigned).header(APP_HEADER, generation);
        let answer = Answer::of(request).await;
        assert_eq!(answer.problem(), (403, "unsigned"), "{generation}");
        assert!(answer.body["detail"].as_str().unwrap().contains("Cập nhật sổ"));
    }
    let nothing = Push { entries: Vec::new(), last: unsigned.previous, ..unsigned };
    assert_eq!(device.try_push(&office, &nothing).await.problem(), (403, "unsigned"));
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_app_is_taken_by_its_token_until_it_signs() {
    let office = TestOffice::start().await;
    let mut old = TestDevice::of_release_1(&office, &office.code("bum_nua")).await;
    old.create_activity("Chưa ký");
    old.create_activity("Cũng chưa ký");
    old.push(&office, 0).await;
    assert_eq!(signed(&office, old.log()).await, []);
    // It has no key yet: a signature by whatever key is none.
    old.signs = true;
    old.create_activity("Bản mới, chưa có khóa");
    assert_eq!(old.try_push(&office, &old.segment(2)).await.problem(), (422, "bad-signature"));

    Answer::of(old.key_request(&office)).await.ok();
    old.push(&office, 2).await;
    assert_eq!(lengths(&signed(&office, old.log()).await), [3]);
    old.signs = false;
    old.create_activity("Giả làm bản cũ");
    assert_eq!(old.try_push(&office, &old.segment(3)).await.problem(), (403, "unsigned"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_app_is_told_to_update_after_the_day_that_the_office_sets() {
    // The clock of these offices begins on 22 November 2026.
    let last = NaiveDate::from_ymd_opt(2026, 11, 22);
    let office = TestOffice::with(|config| config.unsigned_until = last).await;
    let mut old = TestDevice::of_release_1(&office, &office.code("bum_nua")).await;
    let mut new = office.device("thu_lum").await;
    old.create_activity("Ngày cuối");
    old.push(&office, 0).await;
    office.wait_seconds(24 * 3600);
    old.create_activity("Ngày sau");
    assert_eq!(old.try_push(&office, &old.segment(1)).await.problem(), (426, "app-too-old"));
    assert_eq!(old.status(&office, 0).await.receipt.head.length, 1);
    new.create_activity("Đã ký");
    new.push(&office, 0).await;
    // Once updated, everything goes.
    Answer::of(old.key_request(&office)).await.ok();
    old.signs = true;
    old.push(&office, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_of_nothing_signs_what_is_there() {
    let office = TestOffice::start().await;
    let mut old = TestDevice::of_release_1(&office, &office.code("bum_nua")).await;
    for number in 0..3 {
        old.create_activity(&format!("{number}"));
    }
    old.push(&office, 0).await;
    Answer::of(old.key_request(&office)).await.ok();
    old.signs = true;
    let answer = old.push(&office, 3).await;
    assert_eq!((answer.receipt.head, answer.verdicts.len()), (old.chain.head(), 0));
    let kept = signed(&office, old.log()).await;
    assert_eq!(kept, [SignedHead { head: old.chain.head(), signature: old.segment(3).signature.unwrap() }]);

    // One that is not the log's is none, and one beyond it has to wait.
    let wrong = Push { previous: old.sealed[0].digest, last: old.sealed[0].digest, ..old.segment(3) };
    assert_eq!(old.try_push(&office, &old.sign(wrong)).await.problem(), (409, "chain-differs"));
    old.create_activity("Chưa gửi");
    assert_eq!(old.try_push(&office, &old.segment(4)).await.problem(), (409, "gap"));
    // The same again, and a head within the log.
    old.try_push(&office, &old.segment_of(3, 3)).await.ok();
    old.try_push(&office, &old.segment_of(2, 2)).await.ok();
    assert_eq!(lengths(&signed(&office, old.log()).await), [2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_of_what_was_kept_apart_are_no_heads_of_the_log() {
    let office = TestOffice::start().await;
    let mut device = device_with(&office, 1).await;
    let mut copy = device.copied();
    device.create_activity("Trên máy");
    copy.create_activity("Trên bản sao");
    device.push(&office, 0).await;
    assert_eq!(copy.push(&office, 0).await.forked, Some(1));
    let kept = signed(&office, device.log()).await;
    assert_eq!(
        kept,
        [SignedHead { head: device.chain.head(), signature: device.segment(0).signature.unwrap() }]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_brings_its_signed_head_and_none_that_is_wrong() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 3).await;
    let carrier = office.device("don_pa_ve_su").await;
    let bring = async |push: &Push| -> BundleRow {
        let keys = device.enrolment.office_keys.as_ref().unwrap();
        let file = seal(device.origin(), push, &[], keys, &device.secret, [3; 32]).unwrap();
        serde_json::from_value(carrier.carry(&office, &file).await).unwrap()
    };
    let wrong = Push { signature: device.segment_of(0, 1).signature, ..device.segment(0) };
    let row = bring(&wrong).await;
    assert_eq!((row.outcome, row.problem), (BundleOutcome::Damaged, Some(BundleProblem::BadSignature)));
    // The file's own signature vouches for one that an app of release 2 made; its head is not a signed one.
    let unsigned = Push { signature: None, ..device.segment_of(0, 1) };
    assert_eq!(bring(&unsigned).await.outcome, BundleOutcome::Taken);
    assert_eq!(signed(&office, device.log()).await, []);
    assert_eq!(bring(&device.segment(1)).await.outcome, BundleOutcome::Taken);
    assert_eq!(lengths(&signed(&office, device.log()).await), [3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_at_the_console_is_signed_by_the_office() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    let record = device
        .create(danvan_core::record::RecordKind::Nomination, crate::support::nomination(&unit, "Lò Văn A"));
    device.push(&office, 0).await;
    let console = office.console("chuyenvien").await;
    let after = console.take(&record.to_string(), "return", Some("Bổ sung biên bản")).await.ok();
    let logs = after["applied"].as_object().unwrap();
    let log = logs.keys().find(|log| **log != device.log().to_string()).unwrap();
    let log = LogId::parse(log).unwrap();
    let heads = signed(&office, log).await;
    assert_eq!(lengths(&heads), [1]);
    let sign = device.enrolment.office_keys.as_ref().unwrap().sign;
    let store = open_known_store(&office.books(), &Catalogues::bundled().unwrap()).await.unwrap();
    let console = store.log(&"12".into(), log).await.unwrap().unwrap().device;
    store.close().await;
    assert!(sign.verifies(&proof::segment(console, log, &heads[0].head), &heads[0].signature));
}

also_on_postgres! {
    what_the_device_has_not_signed_so_is_refused_whole,
    a_signature_for_one_log_is_none_for_another,
    a_device_that_signs_is_not_heard_unsigned_whatever_its_request_claims,
    an_old_app_is_taken_by_its_token_until_it_signs,
    an_old_app_is_told_to_update_after_the_day_that_the_office_sets,
    a_push_of_nothing_signs_what_is_there,
    heads_of_what_was_kept_apart_are_no_heads_of_the_log,
    a_bundle_brings_its_signed_head_and_none_that_is_wrong,
    what_is_done_at_the_console_is_signed_by_the_office,
}
