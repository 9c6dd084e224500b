//! A backup, more work after it, and the restored office that gets the rest again.

use std::process::Command;

use danvan_core::ids::Digest;
use danvan_core::record::RecordKind;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::store::{BackupStore, LogStore};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestDevice, TestOffice, files};

/// Runs the program; what it printed.
fn run(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_danvan-office")).args(arguments).output().unwrap();
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(words(&output.stdout)) } else { Err(words(&output.stderr)) }
}

async fn known(office: &TestOffice, device: &TestDevice, sha256: &[Digest]) -> Value {
    let request = office.request(Method::POST, "/api/v1/attachments/known");
    let request = request.bearer_auth(&device.enrolment.token).json(&json!({ "sha256": sha256 }));
    Answer::of(request).await.ok()
}

/// Names bytes in a new record and sends both.
async fn record_with_photo(office: &TestOffice, device: &mut TestDevice, title: &str) -> (Digest, Vec<u8>) {
    let photo = files::jpeg(20_000);
    let unit = device.enrolment.home.clone();
    let from = device.sealed.len();
    device.create(RecordKind::Activity, files::with_photo(&unit, title, &photo));
    assert!(!device.push(office, from).await.verdicts[0].refused());
    assert_eq!(files::upload(office, device, &photo).await.status, 204);
    (Digest::of(&[&photo]), photo)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_gets_the_rest_again_from_the_devices() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let (first, _) = record_with_photo(&office, &mut device, "Trước khi sao lưu").await;

    // The backup is made while the office serves.
    let folder = office.database().with_file_name("backup");
    let (database, to) = (office.database().display().to_string(), folder.display().to_string());
    let printed = run(&["backup", "--database", &database, "--to", &to]).unwrap();
    assert!(printed.contains("1 file"), "{printed}");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["office.attachments", "office.sqlite"], "one file, without a log beside it");

    let (second, bytes) = record_with_photo(&office, &mut device, "Sau khi sao lưu").await;
    let before = known(&office, &device, &[first, second]).await;
    assert_eq!(before["known"].as_array().unwrap().len(), 2);
    assert_eq!(before["backed_up"], json!([first]), "what came later lies in no backup");

    // The disk is lost; the backup is put in its place.
    let cursor = device.feed(&office, "").await.cursor;
    office.restart_with(|config| config.database = folder.join("office.sqlite").into()).await;
    let printed =
        run(&["new-epoch", "--database", &folder.join("office.sqlite").display().to_string()]).unwrap();
    assert!(printed.contains(" revoked  ") && printed.contains("revoke again the devices"), "{printed}");
    let codes = run(&[
        "code",
        "list",
        "--province",
        "12",
        "--database",
        &folder.join("office.sqlite").display().to_string(),
    ])
    .unwrap();
    assert!(!codes.contains(" open "), "a code that was open in the backup lets nobody in: {codes}");
    office.restart_with(|config| config.database = folder.join("office.sqlite").into()).await;
    let status = device.status(&office, 0).await;
    assert_eq!(status.receipt.head.length, 1, "as far as the backup goes");
    let after = known(&office, &device, &[first, second]).await;
    assert_eq!(after["known"], json!([first]));
    assert_ne!(after["epoch"], before["epoch"]);

    assert_eq!(device.push(&office, 1).await.receipt.head.length, 2);
    assert_eq!(files::upload(&office, &device, &bytes).await.status, 204);
    assert_eq!(known(&office, &device, &[first, second]).await["known"].as_array().unwrap().len(), 2);
    assert_eq!(device.feed(&office, &format!("?after={cursor}")).await.records.len(), 2);
    for digest in [first, second] {
        assert_eq!(device.get(&office, &format!("/api/v1/attachments/{digest}")).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_backup_into_the_same_folder_adds_what_is_new() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let folder = office.database().with_file_name("backup");
    let (database, to) = (office.database().display().to_string(), folder.display().to_string());
    let files_there = || files::below(&folder.join("office.attachments"));
    for round in 1..=2_u64 {
        record_with_photo(&office, &mut device, "Một").await;
        run(&["backup", "--database", &database, "--to", &to]).unwrap();
        assert_eq!(files_there().len() as u64, round);
        let store = SqliteStore::open(&office.database(), "unused", &[]).await.unwrap();
        assert_eq!(store.backed_up(&"12".into(), device.log()).await.unwrap(), round);
        let copy = SqliteStore::open(&folder.join("office.sqlite"), "unused", &[]).await.unwrap();
        assert_eq!(copy.log(&"12".into(), device.log()).await.unwrap().unwrap().head.length, round);
        assert_eq!(copy.backed_up(&"12".into(), device.log()).await.unwrap(), round - 1, "marked afterwards");
    }
    let nowhere = office.database().with_file_name("nothing.sqlite").display().to_string();
    assert!(
        run(&["backup", "--database", &nowhere, "--to", &to]).is_err(),
        "no database is made to be copied"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_by_other_means_is_marked_from_a_point_taken_before() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Một");
    device.push(&office, 0).await;
    let database = office.database().display().to_string();
    let point = office.database().with_file_name("point.json");
    std::fs::write(&point, run(&["backup-point", "--database", &database]).unwrap()).unwrap();
    device.create_activity("Hai");
    device.push(&office, 1).await;
    let mark = ["backup-mark", "--database", &database, "--point", &point.display().to_string()];
    run(&mark).unwrap();
    let store = SqliteStore::open(&office.database(), "unused", &[]).await.unwrap();
    assert_eq!(store.backed_up(&"12".into(), device.log()).await.unwrap(), 1);

    run(&["new-epoch", "--database", &database]).unwrap();
    assert!(run(&mark).unwrap_err().contains("epoch"), "a point of another life marks nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_were_not_restored_are_asked_for_again() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let (digest, bytes) = record_with_photo(&office, &mut device, "Một").await;
    std::fs::remove_dir_all(office.database().with_extension("attachments")).unwrap();
    let printed = run(&["new-epoch", "--database", &office.database().display().to_string()]).unwrap();
    assert!(printed.contains("1 file"), "{printed}");
    office.restart().await;
    assert_eq!(known(&office, &device, &[digest]).await["known"], json!([]));
    assert_eq!(
        files::upload(&office, &device, &bytes).await.status,
        204,
        "although its upload had come to its end"
    );
    assert_eq!(known(&office, &device, &[digest]).await["known"], json!([digest]));
}
