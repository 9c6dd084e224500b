//! Bundles out and receipt files in, without a network.

use danvan::device::{Delivery, Device, PackFailure, ReceiptFailure};
use danvan_core::bundle::{BundleProblem, ReceiptFile, open};
use danvan_core::entry::Chain;
use danvan_core::ids::{Digest, LogId};
use danvan_core::wire::{LogStatus, Receipt};
use leptos::prelude::GetUntracked;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::office::{FakeOffice, Fault, office_secrets};
use crate::support::{enrolled, name, ready, save, synced};

/// What the office would say of the first entries of the device's log.
fn receipt(device: &Device, log: LogId, texts: &[String]) -> ReceiptFile {
    receipt_of("0", device, log, texts)
}

/// The same of an office in that epoch.
fn receipt_of(epoch: &str, device: &Device, log: LogId, texts: &[String]) -> ReceiptFile {
    let session = device.session().expect("a session");
    let mut chain = Chain::open(log);
    texts.iter().for_each(|text| drop(chain.append(text.clone())));
    let now = danvan::platform::clock::now();
    let receipt = Receipt {
        log,
        head: chain.head(),
        received_at: now,
        epoch: epoch.to_owned(),
        backed_up: None,
        further: Default::default(),
    };
    ReceiptFile {
        province: "12".into(),
        device: session.device,
        made_at: now,
        logs: vec![LogStatus { receipt, verdicts: Vec::new(), held: None }],
        attachments: Vec::new(),
        earlier_epochs: Vec::new(),
    }
}

/// A device with saved entries, its log, and their texts.
async fn with_entries(name: &str, office: &FakeOffice, count: usize) -> (Device, LogId, Vec<String>) {
    let device = enrolled(name, office).await;
    let mut saved = Vec::new();
    for number in 0..count {
        saved.push(save(&device, &format!("Việc {number}")).await.1);
    }
    (device, saved[0].log, saved.into_iter().map(|sealed| sealed.text).collect())
}

#[wasm_bindgen_test]
async fn what_waits_is_packed_and_only_the_office_opens_it() {
    let (name, office) = (name(), FakeOffice::default());
    let (device, _, texts) = with_entries(&name, &office, 3).await;
    let heard = office.with(|state| state.heard.len());
    let files = device.pack(false).await.expect("it packs");
    assert_eq!(office.with(|state| state.heard.len()), heard, "nobody was asked");
    assert_eq!(files.len(), 1);
    assert!(files[0].name.starts_with("goi-xa-bum-to-") && files[0].name.ends_with("-1-3.danvan"));
    let key = office.with(|state| state.enrolments[0].key).expect("the key was told");
    let opened = open(&files[0].bytes, &office_secrets(), &key).expect("it opens");
    let found: Vec<&str> = opened.push.entries.iter().map(|entry| entry.get()).collect();
    assert_eq!(found, texts);
    let head = opened.push.signature.expect("the head is signed too");
    assert!(key.verifies(
        &danvan_core::proof::segment(opened.header.device, opened.header.log, &opened.header.head()),
        &head
    ));

    // The same key after a restart; only what is not confirmed, unless all is asked for.
    drop(device);
    let device = ready(&name, &office).await;
    synced(&device).await;
    assert_eq!(device.pack(false).await, Err(PackFailure::Nothing));
    let all = device.pack(true).await.expect("it packs");
    assert_eq!(open(&all[0].bytes, &office_secrets(), &key).expect("it opens").header.count, 3);
    save(&device, "Thêm").await;
    let more = device.pack(false).await.expect("it packs");
    assert_eq!(open(&more[0].bytes, &office_secrets(), &key).expect("it opens").header.from, 3);
}

#[wasm_bindgen_test]
async fn a_receipt_file_turns_records_to_received() {
    let (name, office) = (name(), FakeOffice::default());
    let (device, log, texts) = with_entries(&name, &office, 3).await;
    office.fail([Fault::Lost; 20]);
    let sign = office_secrets().sign;
    let first = receipt(&device, log, &texts[..2]).write(&sign).expect("a file");
    let second = receipt(&device, log, &texts).write(&sign).expect("a file");
    assert_eq!(device.take_receipt(&first).await, Ok(2));
    assert_eq!(device.sync_status().get_untracked().waiting, 1);
    assert_eq!(device.take_receipt(&second).await, Ok(1));
    assert_eq!(device.take_receipt(&first).await, Ok(0), "an old file takes nothing back");
    assert_eq!(device.sync_status().get_untracked().waiting, 0);
    assert!(device.summaries().iter().all(|line| matches!(line.delivery, Delivery::Received { .. })));
    drop(device);
    let device = ready(&name, &office).await;
    assert_eq!(device.sync_status().get_untracked().waiting, 0, "it is kept");
    assert_eq!(device.pack(false).await, Err(PackFailure::Nothing));
}

#[wasm_bindgen_test]
async fn a_receipt_file_of_an_epoch_that_the_office_has_left_is_no_news() {
    let (name, office) = (name(), FakeOffice::default());
    let (device, log, texts) = with_entries(&name, &office, 3).await;
    synced(&device).await;
    // The office is restored from a backup with one entry, and the device hears of it by a file.
    let sign = office_secrets().sign;
    office.fail([Fault::Lost; 40]);
    let unordered = receipt_of("1", &device, log, &texts[..1]);
    assert_eq!(
        device.take_receipt(&unordered.write(&sign).expect("a file")).await,
        Err(ReceiptFailure::OtherEpoch),
        "an office that does not name its earlier epochs"
    );
    assert_eq!(device.sync_status().get_untracked().waiting, 0);
    let restored = ReceiptFile { earlier_epochs: vec!["0".to_owned()], ..unordered };
    assert_eq!(device.take_receipt(&restored.write(&sign).expect("a file")).await, Ok(0));
    assert_eq!(device.sync_status().get_untracked().waiting, 2, "it has less than before");

    // A carrier comes late with the word of before, by a clock that runs ahead.
    let photo = Digest::of(&[b"photo"]);
    let old = ReceiptFile {
        made_at: restored.made_at + chrono::TimeDelta::days(400),
        attachments: vec![photo],
        ..receipt(&device, log, &texts)
    };
    let old = old.write(&sign).expect("a file");
    assert_eq!(device.take_receipt(&old).await, Err(ReceiptFailure::OtherEpoch));
    assert_eq!(device.sync_status().get_untracked().waiting, 2, "the office of now lacks them");
}

#[wasm_bindgen_test]
async fn no_other_file_changes_anything() {
    let (name, office) = (name(), FakeOffice::default());
    let (device, log, texts) = with_entries(&name, &office, 1).await;
    let good = receipt(&device, log, &texts);
    let sign = office_secrets().sign;
    let refused = async |file: &[u8]| device.take_receipt(file).await.expect_err("it is refused");
    let problem = ReceiptFailure::Problem;
    assert_eq!(refused(b"photo").await, problem(BundleProblem::NotABundle));
    let bundle = device.pack(false).await.expect("it packs").remove(0);
    assert_eq!(refused(&bundle.bytes).await, problem(BundleProblem::NotABundle));
    let forged = good.write(&office_secrets().seal).expect("a file");
    assert_eq!(refused(&forged).await, problem(BundleProblem::BadSignature));
    let other = ReceiptFile { device: danvan::platform::random::device_id(), ..good.clone() };
    assert_eq!(refused(&other.write(&sign).expect("a file")).await, problem(BundleProblem::OtherDevice));
    let differs = receipt(&device, log, &["{}".to_owned()]).write(&sign).expect("a file");
    assert_eq!(refused(&differs).await, ReceiptFailure::Differs);
    let beyond = receipt(&device, log, &[texts[0].clone(), texts[0].clone()]).write(&sign).expect("a file");
    assert_eq!(refused(&beyond).await, ReceiptFailure::Differs);
    assert_eq!(device.sync_status().get_untracked().waiting, 1);
}

#[wasm_bindgen_test]
async fn a_device_from_before_there_were_keys_says_its_own_with_the_next_round() {
    let (name, office) = (name(), FakeOffice::default());
    office.with(|state| state.keyless = true);
    let (device, ..) = with_entries(&name, &office, 1).await;
    assert_eq!(device.pack(false).await, Err(PackFailure::NoKeys));
    assert!(!device.can_pack());
    synced(&device).await;
    crate::support::until("the office's keys", || device.can_pack()).await;
    assert_eq!(office.heard("PUT /api/v1/devices/me/key"), 1);
    assert!(device.pack(true).await.is_ok());
}
