use std::time::Duration;

use danvan_core::ids::RecordId;
use danvan_core::record::{Record, RecordKind};
use serde_json::json;

use super::*;
use crate::store::sqlite::SqliteStore;
use crate::store::{AttachmentStore, BackupStore};

const NOW_MS: i64 = 1_795_316_400_000;

/// A paper of that many bytes; each seed has another.
fn paper(seed: u8, length: usize) -> Bytes {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(length, seed);
    bytes.into()
}

fn device(seed: u8) -> DeviceId {
    DeviceId::from_random(1, [seed; 10])
}

/// Files with room for two unnamed ones of a device that have a thousand bytes, and the store beneath.
async fn files(folder: &tempfile::TempDir) -> (Attachments, Arc<SqliteStore>, ProvinceCode) {
    let store = Arc::new(SqliteStore::in_memory("epoch", b"0123456789abcdef").await.unwrap());
    let province = ProvinceCode::new("12");
    store.ensure_province(&province).await.unwrap();
    let places = Places {
        objects: folder.path().join("files").to_string_lossy().into_owned(),
        spool: folder.path().join("spool"),
    };
    let mut files = Attachments::open(&places, store.clone(), Clock::new(|| NOW_MS)).unwrap();
    files.unnamed_max = 2 * FILE_COSTS + 1_000;
    (files, store, province)
}

async fn name(store: &SqliteStore, province: &ProvinceCode, file: &Bytes) {
    let sha256 = Digest::of(&[file]);
    let body = json!({ "attachments": [{ "key": "a", "kind": "van_ban", "bytes": 1, "sha256": sha256 }] });
    let record = Record {
        id: RecordId::from_random(1, [file[9]; 10]),
        kind: RecordKind::Activity,
        unit: "03466@2025-07-01".into(),
        revision: 1,
        state: "submitted".to_owned(),
        code: None,
        body: body.as_object().unwrap().clone(),
        proposals: Vec::new(),
        withdrawals: Vec::new(),
        deleted: false,
        applied: Default::default(),
        trail: Vec::new(),
    };
    let mut writing = store.begin().await.unwrap();
    writing.save(province, &[record]).await.unwrap();
    writing.commit().await.unwrap();
}

#[tokio::test]
async fn what_no_record_names_has_its_room_and_what_one_names_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (files, store, province) = files(&folder).await;
    let (first, second, third) = (paper(1, 600), paper(2, 600), paper(3, 600));
    let take = async |device: DeviceId, file: &Bytes| {
        files.take_in(&province, device, Digest::of(&[file]), file.clone()).await
    };
    take(device(1), &first).await.unwrap();
    assert!(matches!(take(device(1), &second).await, Err(Refusal::NoRoom)));
    take(device(1), &first).await.unwrap();
    let who = Uploader { province: province.clone(), device: device(1), scope: Scope::Province };
    let promise = |file: &Bytes| Promise {
        sha256: Digest::of(&[file]),
        length: file.len() as u64,
        metadata: String::new(),
    };
    assert!(matches!(files.begin(&who, promise(&second)).await, Err(Refusal::NoRoom)), "said at once");
    take(device(2), &second).await.unwrap();

    name(&store, &province, &third).await;
    files.begin(&who, promise(&third)).await.unwrap();
    take(device(1), &third).await.unwrap();
    assert!(matches!(take(device(1), &second).await, Err(Refusal::NoRoom)));
    name(&store, &province, &first).await;
    take(device(1), &second).await.unwrap();
}

#[tokio::test]
async fn files_of_a_few_bytes_take_room_too() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _, province) = files(&folder).await;
    let mut taken = Vec::new();
    for number in 1..=3 {
        let file = paper(number, 20);
        taken.push(files.take_in(&province, device(1), Digest::of(&[&file]), file).await);
    }
    assert!(matches!(taken.as_slice(), [Ok(()), Ok(()), Err(Refusal::NoRoom)]), "{taken:?}");
}

#[tokio::test]
async fn an_upload_that_another_request_ends_meanwhile_stands_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _, province) = files(&folder).await;
    let files = Arc::new(files);
    let file = paper(1, 600);
    let promise = Promise { sha256: Digest::of(&[&file]), length: 600, metadata: String::new() };
    let who = Uploader { province, device: device(1), scope: Scope::Province };
    let (id, _) = files.begin(&who, promise.clone()).await.unwrap();
    // Nobody is looked at: the last piece lies there, and whoever brought it holds the upload.
    let nobody = files.looking.acquire_many(LOOKED_AT as u32).await.unwrap();
    let last = tokio::spawn({
        let (files, who, id) = (files.clone(), who.clone(), id.clone());
        async move { files.go_on(&who, &id, 0, file).await }
    });
    let part = files.spool.join(format!("12-{}", device(1))).join(format!("{id}.part"));
    while std::fs::metadata(&part).unwrap().len() < 600 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let again = tokio::spawn({
        let (files, who) = (files.clone(), who.clone());
        async move { files.begin(&who, promise).await }
    });
    // It has asked by then whether the file is there.
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(nobody);
    assert_eq!(last.await.unwrap().unwrap().offset, 600);
    let (found, standing) = again.await.unwrap().unwrap();
    assert_eq!((found, standing.offset), (id, 600));
}

#[tokio::test]
async fn a_restored_row_finds_what_was_stripped_since() {
    let folder = tempfile::tempdir().unwrap();
    let (files, store, province) = files(&folder).await;
    let kept = paper(7, 40);
    let sha256 = Digest::of(&[b"the bytes as they came"]);
    let new = NewAttachment {
        sha256,
        bytes: 99,
        mime: "image/jpeg".to_owned(),
        object: Objects::name(&province, sha256),
        kept: None,
        written: true,
        at_ms: NOW_MS,
    };
    store.add_attachment(&province, &new, device(1)).await.unwrap();
    let stripped = Objects::name_of_stripped(&province, sha256);
    files.objects.put(&stripped, kept.clone()).await.unwrap();
    assert_eq!(forget_lost(store.as_ref(), &files.objects).await.unwrap(), 0);
    let row = store.attachments(&province, &[sha256]).await.unwrap().pop().unwrap();
    assert_eq!((row.object.as_str(), row.served().bytes), (stripped.as_str(), 40));
    files.objects.remove(&stripped).await.unwrap();
    files.objects.remove(&stripped).await.unwrap();
    assert_eq!(forget_lost(store.as_ref(), &files.objects).await.unwrap(), 1);
    assert!(store.backup_point().await.unwrap().attachments.is_empty());
}
