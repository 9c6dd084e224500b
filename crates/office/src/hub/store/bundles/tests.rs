use danvan_core::bundle::BundleHeader;
use danvan_core::ids::LogId;

use super::*;
use crate::bundles::new_row;

const LIMITS: KeepLimits = KeepLimits { device_files: 3, device_bytes: 100, bytes: 150 };

/// A hub's file that knows two devices.
async fn hub_file(folder: &tempfile::TempDir) -> HubFile {
    let file = HubFile::open(&folder.path().join("hub.sqlite")).await.unwrap();
    for device in [device(1), device(2)] {
        sqlx::query(
            "INSERT INTO devices (device, name, home, scope_json, served) VALUES (?, '', '', '{}', 1)",
        )
        .bind(device.to_string())
        .execute(&file.writer)
        .await
        .unwrap();
    }
    file
}

fn device(number: u8) -> DeviceId {
    DeviceId::from_random(1, [number; 10])
}

fn row(of: DeviceId, content: &[u8]) -> BundleRow {
    let now = crate::clock::from_unix_ms(1_795_316_400_000).unwrap();
    let digest = Digest::of(&[content]);
    let header = BundleHeader {
        format: 1,
        province: "12".into(),
        unit: "x".into(),
        device: of,
        log: LogId::from_random(1, [1; 10]),
        from: 0,
        count: 1,
        previous: digest,
        last: digest,
        attachments: 0,
        bytes: 1,
        office: String::new(),
        made_at: now,
        signature: None,
    };
    BundleRow { header: Some(header), outcome: BundleOutcome::Kept, ..new_row(digest, Some("goi"), now) }
}

async fn keep(file: &HubFile, of: DeviceId, content: &[u8]) -> Keeping {
    file.keep_bundle(&row(of, content), content, 1, &LIMITS).await.unwrap()
}

async fn due(file: &HubFile, now_ms: i64) -> Vec<Digest> {
    file.bundles_to_pass(now_ms).await.unwrap().into_iter().map(|bundle| bundle.digest).collect()
}

#[tokio::test]
async fn no_more_is_kept_than_the_limits_say_and_answers_make_room() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = hub_file(&folder).await;
    for content in [[1; 10], [2; 10], [3; 10]] {
        assert_eq!(keep(&file, device(1), &content).await, Keeping::Kept);
    }
    assert_eq!(keep(&file, device(1), &[4; 10]).await, Keeping::DeviceFull, "of its number");
    assert_eq!(keep(&file, device(1), &[1; 10]).await, Keeping::Had, "what is here needs no room");
    assert_eq!(keep(&file, device(2), &[5; 101]).await, Keeping::DeviceFull, "of its size");
    assert_eq!(keep(&file, device(2), &[6; 100]).await, Keeping::Kept);
    let digest = Digest::of(&[&[1_u8; 10]]);
    file.answer_bundle(digest, &BundleRow { outcome: BundleOutcome::Taken, ..row(device(1), &[1; 10]) }, 2)
        .await
        .unwrap();
    assert_eq!(file.bundle_file(digest).await.unwrap(), None, "its bytes are not needed any longer");
    assert_eq!(keep(&file, device(1), &[7; 31]).await, Keeping::Full, "130 wait, of 150");
    assert_eq!(keep(&file, device(1), &[8; 30]).await, Keeping::Kept);
    assert_eq!(file.bundle_file(Digest::of(&[&[8_u8; 30]])).await.unwrap().unwrap(), [8; 30]);
    assert_eq!(keep(&file, device(1), &[1; 10]).await, Keeping::Had, "answered is had");
}

#[tokio::test]
async fn what_the_province_could_not_use_may_be_brought_again() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = hub_file(&folder).await;
    let (content, digest) = ([1; 10], Digest::of(&[&[1_u8; 10]]));
    keep(&file, device(1), &content).await;
    let refused = BundleRow { outcome: BundleOutcome::UnknownDevice, ..row(device(1), &content) };
    file.answer_bundle(digest, &refused, 2).await.unwrap();
    assert!(file.bundles_to_pass(3).await.unwrap().is_empty());
    assert_eq!(keep(&file, device(1), &content).await, Keeping::Kept);
    assert_eq!(due(&file, 3).await, [digest]);
}

#[tokio::test]
async fn what_the_line_does_not_take_is_tried_again_an_hour_later() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = hub_file(&folder).await;
    keep(&file, device(1), &[1; 10]).await;
    let digest = Digest::of(&[&[1_u8; 10]]);
    file.keep_trouble(digest, "quá lớn", 1_000).await.unwrap();
    assert!(file.bundles_to_pass(1_000 + TRY_AGAIN_MS).await.unwrap().is_empty());
    assert_eq!(due(&file, 1_001 + TRY_AGAIN_MS).await, [digest]);
    assert_eq!(file.bundles().await.unwrap()[0].trouble.as_deref(), Some("quá lớn"));
}

#[tokio::test]
async fn what_did_not_get_through_says_so_and_waits_no_hour() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = hub_file(&folder).await;
    keep(&file, device(1), &[1; 10]).await;
    let digest = Digest::of(&[&[1_u8; 10]]);
    file.keep_not_through(digest, "quá chậm").await.unwrap();
    assert_eq!(file.bundles().await.unwrap()[0].trouble.as_deref(), Some("quá chậm"));
    assert_eq!(due(&file, 1 + TRY_AGAIN_MS).await, [digest]);
}
