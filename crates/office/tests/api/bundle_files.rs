//! Photos and files that are carried in bundles.

use danvan_core::bundle::{BundledFile, ReceiptFile};
use danvan_core::ids::{Digest, RecordId};
use danvan_core::record::RecordKind;
use danvan_core::wire_bundles::{BundleOutcome, BundleRow, FileProblem};
use reqwest::Method;
use serde_json::json;

use crate::support::files::{jpeg, png, with_photo};
use crate::support::{TestDevice, TestOffice, also_on_postgres};

/// A device with a record for each photo.
async fn device_with(office: &TestOffice, photos: &[&[u8]]) -> (TestDevice, Vec<BundledFile>) {
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    let mut files = Vec::new();
    for photo in photos {
        let record = device.create(RecordKind::Activity, with_photo(&unit, "Đối thoại, có ảnh", photo));
        files.push(file(record, photo));
    }
    (device, files)
}

fn file(record: RecordId, content: &[u8]) -> BundledFile {
    BundledFile {
        sha256: Digest::of(&[content]),
        record,
        name: "ảnh.jpg".to_owned(),
        mime: "image/jpeg".to_owned(),
        content: content.to_vec(),
    }
}

/// A stranger to the device brings its file.
async fn brought(office: &TestOffice, file: &[u8]) -> BundleRow {
    let carrier = office.device("don_pa_ve_su").await;
    serde_json::from_value(carrier.carry(office, file).await).unwrap()
}

/// Which of the files the office has whole, as it says to who asks, in the order asked.
async fn known(office: &TestOffice, files: &[BundledFile]) -> Vec<bool> {
    let asked: Vec<Digest> = files.iter().map(|file| file.sha256).collect();
    let console = office.console("xem").await;
    let answer = console.post("/api/v1/attachments/known", &json!({ "sha256": asked })).await.ok();
    let known: Vec<Digest> = serde_json::from_value(answer["known"].clone()).unwrap();
    asked.iter().map(|sha256| known.contains(sha256)).collect()
}

async fn receipt(office: &TestOffice, device: &TestDevice) -> ReceiptFile {
    let path = format!("/api/v1/receipts/{}", device.id);
    let request = office.request(Method::GET, &path).bearer_auth(&device.enrolment.token);
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    ReceiptFile::read(&bytes, &device.enrolment.office_keys.as_ref().unwrap().sign).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_taken_in_once_and_receipted() {
    let office = TestOffice::start().await;
    let (one, two) = (jpeg(40_000), jpeg(50_000));
    let (device, files) = device_with(&office, &[&one, &two]).await;
    assert_eq!(known(&office, &files).await, [false, false]);
    let bundle = device.bundle_with(&device.segment(0), &files);
    let row = brought(&office, &bundle).await;
    assert_eq!((row.outcome, row.fresh, row.files), (BundleOutcome::Taken, 2, 2));
    assert_eq!((row.refused, row.refused_files.as_slice()), (0, [].as_slice()));
    assert_eq!(known(&office, &files).await, [true, true]);
    for file in &files {
        let path = format!("/api/v1/attachments/{}", file.sha256);
        let request = office.request(Method::GET, &path).bearer_auth(&device.enrolment.token);
        assert_eq!(request.send().await.unwrap().bytes().await.unwrap(), file.content);
    }
    let mut expected = vec![files[0].sha256, files[1].sha256];
    expected.sort_unstable();
    let said = receipt(&office, &device).await;
    assert_eq!(said.attachments, expected);

    let again = brought(&office, &bundle).await;
    assert_eq!((again.outcome, again.fresh, again.files), (BundleOutcome::AlreadyHad, 0, 0));
    assert_eq!(receipt(&office, &device).await.attachments, expected);

    // A photo by itself, behind entries that came over the network.
    let third = jpeg(45_000);
    let (other, lone) = device_with(&office, &[&third]).await;
    other.try_push(&office, &other.segment(0)).await.ok();
    assert!(receipt(&office, &other).await.attachments.is_empty(), "named, and not here yet");
    let row = brought(&office, &other.bundle_with(&other.segment(1), &lone)).await;
    assert_eq!((row.outcome, row.fresh, row.files), (BundleOutcome::Taken, 0, 1));
    assert_eq!(receipt(&office, &other).await.attachments, [lone[0].sha256], "not those of other devices");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_not_taken_holds_nothing_else_up() {
    let office = TestOffice::start().await;
    let (whole, rotted, page) = (jpeg(40_000), jpeg(41_000), b"<!DOCTYPE html><script>".to_vec());
    let (bomb, stub) = (png(30_000, 30_000), [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);
    let (device, mut files) = device_with(&office, &[&rotted, &page, &bomb, &stub, &whole]).await;
    files[0].content[1_000] ^= 1;
    files[1].name = "x".repeat(5_000);
    let bundle = device.bundle_with(&device.segment(0), &files);
    let row = brought(&office, &bundle).await;
    assert_eq!((row.outcome, row.fresh, row.refused, row.files), (BundleOutcome::Taken, 5, 0, 1));
    let told = row.refused_files.iter().map(|file| (file.sha256, file.problem));
    let expected = [
        (files[0].sha256, FileProblem::OtherDigest),
        (files[1].sha256, FileProblem::Kind),
        (files[2].sha256, FileProblem::TooManyPixels),
        (files[3].sha256, FileProblem::Unreadable),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert_eq!(row.refused_files[0].name, "ảnh.jpg");
    assert_eq!(row.refused_files[1].name.len(), 200);
    assert_eq!(known(&office, &files).await, [false, false, false, false, true]);
    let content = files[0].content.clone();
    assert_eq!(known(&office, &[file(files[0].record, &content)]).await, [false], "nor under its own digest");
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());
    assert_eq!(receipt(&office, &device).await.attachments, [files[4].sha256]);

    let again = brought(&office, &bundle).await;
    assert_eq!((again.fresh, again.files, again.refused_files), (0, 0, row.refused_files));
    // The photo is whole on another copy: the next bundle mends it.
    let mended = device.bundle_with(&device.segment(5), &[file(files[0].record, &rotted)]);
    assert_eq!(brought(&office, &mended).await.files, 1);
    assert_eq!(known(&office, &files).await, [true, false, false, false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_wait_with_their_bundle() {
    let mut office = TestOffice::start().await;
    let photo = jpeg(40_000);
    let (device, files) = device_with(&office, &[&jpeg(30_000), &photo]).await;
    // As the phone packs them: entries, and the photos in a bundle of their own that begins where the log ends.
    let photos = brought(&office, &device.bundle_with(&device.segment(2), &files[1..])).await;
    assert_eq!((photos.outcome, photos.missing_from, photos.files), (BundleOutcome::Waiting, Some(0), 0));
    let second = brought(&office, &device.bundle_with(&device.segment_of(1, 2), &files[..1])).await;
    assert_eq!(second.outcome, BundleOutcome::Waiting);
    assert_eq!(known(&office, &files).await, [false, false]);
    office.restart().await;
    let first = brought(&office, &device.bundle(0, 1)).await;
    assert_eq!((first.outcome, first.fresh, first.released), (BundleOutcome::Taken, 1, 2));
    assert_eq!(known(&office, &files).await, [true, true]);
    let list = office.console("chuyenvien").await.get("/api/v1/bundles").await.ok();
    let mut rows: Vec<BundleRow> = serde_json::from_value(list["bundles"].clone()).unwrap();
    rows.sort_by_key(|row| row.header.as_ref().unwrap().from);
    let told = rows.iter().map(|row| (row.outcome, row.fresh, row.files)).collect::<Vec<_>>();
    let taken = BundleOutcome::Taken;
    assert_eq!(told, [(taken, 1, 0), (taken, 1, 1), (taken, 0, 1)]);
}

also_on_postgres! {
    photos_are_taken_in_once_and_receipted,
    a_photo_that_is_not_taken_holds_nothing_else_up,
    photos_wait_with_their_bundle,
}
