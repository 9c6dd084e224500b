//! Files that nothing speaks of go after weeks and are taken again; photos lose what they tell, also those of before.

use std::path::{Path, PathBuf};
use std::time::Duration;

use danvan_core::bundle::BundledFile;
use danvan_core::ids::Digest;
use danvan_core::record::RecordKind;
use danvan_office::store::sqlite::SqliteStore;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, TestDevice, TestOffice, files};

const WEEKS_S: i64 = 43 * 86_400;
const SECRET: &[u8] = b"GPS 22.3964 103.4582";

async fn is_known(office: &TestOffice, device: &TestDevice, bytes: &[u8]) -> bool {
    let request = office.request(Method::POST, "/api/v1/attachments/known");
    let asked = json!({ "sha256": [Digest::of(&[bytes])] });
    let known = Answer::of(request.bearer_auth(&device.enrolment.token).json(&asked)).await.ok();
    known["known"].as_array().is_some_and(|known| !known.is_empty())
}

async fn fetched(office: &TestOffice, device: &TestDevice, bytes: &[u8]) -> (u16, Vec<u8>) {
    let request = office.request(Method::GET, &format!("/api/v1/attachments/{}", Digest::of(&[bytes])));
    let answer = request.bearer_auth(&device.enrolment.token).send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

async fn record_with(office: &TestOffice, device: &mut TestDevice, photo: &[u8]) {
    let (unit, from) = (device.enrolment.home.clone(), device.sealed.len());
    device.create(RecordKind::Activity, files::with_photo(&unit, "Có ảnh", photo));
    assert!(!device.push(office, from).await.verdicts[0].refused());
}

/// Waits for the sweeper, which begins with the office.
async fn until(mut reached: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if reached().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the sweeper did not come");
}

fn object(office: &TestOffice, bytes: &[u8]) -> PathBuf {
    let digest = Digest::of(&[bytes]).to_string();
    office.database().with_extension("attachments").join("12").join(&digest[..2]).join(digest)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_record_names_goes_after_weeks_and_is_taken_again() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let (alone, named) = (files::jpeg(9_000), files::jpeg(9_000));
    for photo in [&alone, &named] {
        assert_eq!(files::upload(&office, &device, photo).await.status, 204);
    }
    record_with(&office, &mut device, &named).await;
    office.wait_seconds(WEEKS_S / 2);
    office.restart().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(is_known(&office, &device, &alone).await, "its entry may still come");

    office.wait_seconds(WEEKS_S / 2 + 86_400);
    office.restart().await;
    until(async || !is_known(&office, &device, &alone).await).await;
    let there = [&alone, &named].map(|photo| object(&office, photo));
    until(async || !there[0].exists()).await;
    assert!(there[1].exists());
    assert_eq!(fetched(&office, &device, &named).await, (200, named.clone()));

    // The device hears that it is not there, begins anew, and what it names then is read.
    record_with(&office, &mut device, &alone).await;
    assert!(!is_known(&office, &device, &alone).await);
    assert_eq!(files::begin(&office, &device, &alone).await.1, 0);
    assert_eq!(files::upload(&office, &device, &alone).await.status, 204);
    assert_eq!(fetched(&office, &device, &alone).await, (200, alone.clone()));
    assert!(there[0].exists());
}

/// A photo with a segment of EXIF.
fn told() -> Vec<u8> {
    let photo = files::jpeg(9_000);
    let mut exif = vec![0xFF, 0xE1, 0, u8::try_from(2 + 6 + SECRET.len()).unwrap()];
    exif.extend(b"Exif\0\0");
    exif.extend(SECRET);
    [&photo[..2], &exif, &photo[2..]].concat()
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET)
}

fn stripped(object: &Path) -> PathBuf {
    PathBuf::from(format!("{}.stripped", object.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_of_before_loses_what_it_tells() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let photo = told();
    assert_eq!(files::upload(&office, &device, &photo).await.status, 204);
    record_with(&office, &mut device, &photo).await;
    let (plain, own) = (object(&office, &photo), stripped(&object(&office, &photo)));
    assert!(!plain.exists() && !holds(&std::fs::read(&own).unwrap()));

    // As an earlier version has kept it.
    let file = office.database();
    let store = SqliteStore::open(&file, "unused", &[]).await.unwrap();
    std::fs::write(&plain, &photo).unwrap();
    std::fs::remove_file(&own).unwrap();
    let name = format!("12/{}/{}", &Digest::of(&[&photo]).to_string()[..2], Digest::of(&[&photo]));
    sqlx::query("UPDATE attachments SET object = ?, kept_sha256 = NULL, kept_bytes = NULL, stripped = FALSE")
        .bind(name)
        .execute(store.pool())
        .await
        .unwrap();
    drop(store);
    assert_eq!(fetched(&office, &device, &photo).await, (200, photo.clone()));
    office.restart().await;
    until(async || !plain.exists()).await;
    let (status, kept) = fetched(&office, &device, &photo).await;
    assert_eq!((status, holds(&kept), &kept), (200, false, &std::fs::read(&own).unwrap()));
    assert!(is_known(&office, &device, &photo).await);
    assert_eq!(files::begin(&office, &device, &photo).await.1, photo.len() as u64, "it is whole");

    // A folder that has lost it gets it from the device, by the digest of the bytes as they are there.
    std::fs::remove_file(&own).unwrap();
    let record = serde_json::from_str::<danvan_core::entry::Entry>(&device.sealed[0].text).unwrap().record;
    let (name, mime) = ("Ảnh.jpg".to_owned(), "image/jpeg".to_owned());
    let file = BundledFile { sha256: Digest::of(&[&photo]), record, name, mime, content: photo.clone() };
    let bundle = device.bundle_with(&device.segment(0), &[file]);
    device.carry(&office, &bundle).await;
    assert_eq!(fetched(&office, &device, &photo).await, (200, kept));
}
