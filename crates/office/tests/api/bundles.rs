//! Bundles carried in, and receipt files carried back.

use danvan_core::bundle::hostile::{Honest, corpus};
use danvan_core::bundle::{BundleProblem, OfficeKeys, ReceiptFile};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use reqwest::Method;
use serde_json::{Value, json};

use crate::revocation::revoke;
use crate::support::{Answer, TestDevice, TestOffice, also_on_postgres};

async fn device_with(office: &TestOffice, entries: usize) -> TestDevice {
    let mut device = office.device("bum_nua").await;
    for number in 0..entries {
        device.create_activity(&format!("Hoạt động {number}"));
    }
    device
}

/// A stranger to the device brings its file.
async fn brought(office: &TestOffice, file: &[u8]) -> BundleRow {
    let carrier = office.device("don_pa_ve_su").await;
    serde_json::from_value(carrier.carry(office, file).await).unwrap()
}

async fn listed(office: &TestOffice) -> Vec<BundleRow> {
    let list = office.console("chuyenvien").await.get("/api/v1/bundles").await.ok();
    serde_json::from_value(list["bundles"].clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_taken_in_once_whoever_carries_it() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 3).await;
    let file = device.bundle(0, 3);
    let row = brought(&office, &file).await;
    assert_eq!((row.outcome, row.fresh, row.refused), (BundleOutcome::Taken, 3, 0));
    assert_eq!(row.device_name.as_deref(), Some("Máy thử"));
    assert_eq!(row.receipt.unwrap().head, device.chain.head());
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());

    let console = office.console("chuyenvien").await;
    let again = console.request(Method::POST, "/api/v1/bundles?name=lan-hai.danvan").body(file);
    let again: BundleRow = serde_json::from_value(Answer::of(again).await.ok()).unwrap();
    assert_eq!((again.outcome, again.fresh), (BundleOutcome::AlreadyHad, 0));
    assert_eq!(again.name.as_deref(), Some("lan-hai.danvan"));
    let records = console.get("/api/v1/records").await.ok();
    assert_eq!(records["total"], 3, "nothing is applied twice");
    let rows = listed(&office).await;
    assert_eq!(rows.iter().map(|row| row.outcome).collect::<Vec<_>>(), [BundleOutcome::Taken]);

    // What came over the network meanwhile is not new in a bundle.
    let overlapping = brought(&office, &device.bundle(1, 3)).await;
    assert_eq!(overlapping.outcome, BundleOutcome::AlreadyHad);
}

#[tokio::test(flavor = "multi_thread")]
async fn bundles_in_any_order_wait_for_what_comes_before_them() {
    let mut office = TestOffice::start().await;
    let device = device_with(&office, 6).await;
    let waits = brought(&office, &device.bundle(4, 6)).await;
    assert_eq!((waits.outcome, waits.missing_from), (BundleOutcome::Waiting, Some(0)));
    assert_eq!(brought(&office, &device.bundle(2, 4)).await.outcome, BundleOutcome::Waiting);
    office.restart().await;
    assert_eq!(listed(&office).await.len(), 2, "what waits outlives a restart");
    let first = brought(&office, &device.bundle(0, 2)).await;
    assert_eq!((first.outcome, first.released), (BundleOutcome::Taken, 2));
    assert_eq!(first.receipt.unwrap().head, device.chain.head());
    assert!(listed(&office).await.iter().all(|row| row.outcome == BundleOutcome::Taken));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_closed_by_the_network_too() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 4).await;
    assert_eq!(brought(&office, &device.bundle(2, 4)).await.outcome, BundleOutcome::Waiting);
    device.try_push(&office, &device.segment_of(0, 2)).await.ok();
    for _ in 0..100 {
        if device.status(&office, 0).await.receipt.head == device.chain.head() {
            assert_eq!(listed(&office).await[0].outcome, BundleOutcome::Taken);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the bundle still waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fork_is_kept_apart_and_said() {
    let office = TestOffice::start().await;
    let mut device = device_with(&office, 1).await;
    let mut clone = device.copied();
    device.create_activity("Trên máy");
    clone.create_activity("Trên bản sao");
    clone.create_activity("Trên bản sao nữa");
    device.push(&office, 0).await;
    assert_eq!(brought(&office, &clone.bundle(0, 2)).await.outcome, BundleOutcome::Forked);
    let beyond = brought(&office, &clone.bundle(2, 3)).await;
    assert_eq!((beyond.outcome, beyond.problem), (BundleOutcome::Forked, Some(BundleProblem::ChainDiffers)));
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_hostile_files_change_nothing() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 3).await;
    let mut other = office.device("thu_lum").await;
    other.create_activity("Của máy khác");
    let honest = Honest {
        origin: device.origin(),
        push: device.segment(0),
        secret: device.secret.clone(),
        office: device.enrolment.office_keys.clone().unwrap(),
        other: (other.id, other.log()),
    };
    let before = everything(&office).await;
    let files = corpus(&honest).unwrap();
    assert!(files.len() >= 200);
    let carrier = office.device("don_pa_ve_su").await;
    for hostile in files {
        let request = office.request(Method::POST, "/api/v1/bundles").bearer_auth(&carrier.enrolment.token);
        let answer = Answer::of(request.body(hostile.file)).await;
        assert_eq!(answer.status, 200, "{}: {}", hostile.what, answer.text);
        let row: BundleRow = serde_json::from_value(answer.body).unwrap();
        assert!(row.problem.is_some(), "{}: {row:?}", hostile.what);
        assert!(
            matches!(
                row.outcome,
                BundleOutcome::Damaged | BundleOutcome::UnknownDevice | BundleOutcome::OtherOffice
            ),
            "{}: {row:?}",
            hostile.what
        );
    }
    assert_eq!(everything(&office).await, before);
    assert_eq!(
        brought(&office, &device.bundle(0, 3)).await.outcome,
        BundleOutcome::Taken,
        "the honest one is taken"
    );
}

async fn everything(office: &TestOffice) -> (Value, usize) {
    let console = office.console("chuyenvien").await;
    (console.get("/api/v1/records").await.ok(), listed(office).await.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_and_one_without_a_key_have_their_rows() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 1).await;
    let mut keyless = office.device("thu_lum").await;
    keyless.create_activity("Không có khóa");
    let forget = async |sql: &'static str, device: &TestDevice| {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(office.database());
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        sqlx::query(sql).bind(device.id.to_string()).execute(&pool).await.unwrap();
    };
    forget("DELETE FROM device_keys WHERE device = ?", &keyless).await;
    let row = brought(&office, &keyless.bundle(0, 1)).await;
    assert_eq!(
        (row.outcome, row.problem),
        (BundleOutcome::UnknownDevice, Some(BundleProblem::UnknownDevice))
    );

    let keys: OfficeKeys =
        serde_json::from_value(Answer::of(keyless.key_request(&office)).await.ok()).unwrap();
    assert_eq!(Some(keys), keyless.enrolment.office_keys);
    assert_eq!(brought(&office, &keyless.bundle(0, 1)).await.outcome, BundleOutcome::Taken);

    let admin = office.console("quantri").await;
    revoke(&admin, &device).await;
    let row = brought(&office, &device.bundle(0, 1)).await;
    assert_eq!((row.outcome, row.problem), (BundleOutcome::Quarantined, Some(BundleProblem::DeviceRevoked)));
    let wrong = json!({ "key": "02" });
    let request = office.request(Method::PUT, "/api/v1/devices/me/key").bearer_auth(&keyless.enrolment.token);
    assert_eq!(Answer::of(request.json(&wrong)).await.problem().0, 400);
    forget("DELETE FROM device_keys WHERE device = ?", &device).await;
    let row = brought(&office, &device.bundle(0, 1)).await;
    assert_eq!((row.outcome, row.problem), (BundleOutcome::Damaged, Some(BundleProblem::DeviceRevoked)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_file_says_how_far_the_office_is_and_only_to_whom_it_concerns() {
    let mut office = TestOffice::start().await;
    let mut device = device_with(&office, 2).await;
    device.append("{}".to_owned());
    brought(&office, &device.bundle(0, 3)).await;
    let path = format!("/api/v1/receipts/{}", device.id);
    let sign = device.enrolment.office_keys.clone().unwrap().sign;
    office.restart().await;
    let console = office.console("chuyenvien").await;
    let bytes = console.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
    let receipt = ReceiptFile::read(&bytes, &sign).unwrap();
    assert_eq!((receipt.device, receipt.logs.len()), (device.id, 1));
    assert_eq!(receipt.logs[0].receipt.head, device.chain.head());
    assert_eq!(receipt.logs[0].verdicts, device.status(&office, 0).await.verdicts);
    assert!(receipt.logs[0].verdicts[2].refused());

    assert_eq!(device.get(&office, &path).await.status, 200);
    let other = office.device("thu_lum").await;
    assert_eq!(other.get(&office, &path).await.problem(), (404, "not-found"));
    assert_eq!(office.get(&path).await.problem().0, 401);
    let unknown = "/api/v1/receipts/018bcfe5-6800-7303-8303-030303030303";
    assert_eq!(console.get(unknown).await.problem(), (404, "not-found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_beyond_every_bundle_is_refused_before_it_is_read() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let request = office.request(Method::POST, "/api/v1/bundles").bearer_auth(&device.enrolment.token);
    let answer = Answer::of(request.body(vec![0; danvan_core::bundle::BUNDLE_BYTES_MAX + 1])).await;
    assert_eq!(answer.problem(), (413, "too-large"));
    assert_eq!(office.request(Method::POST, "/api/v1/bundles").body("x").send().await.unwrap().status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_packed_is_refused_where_files_are_read_as_they_come() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    for path in ["/api/v1/bundles", "/api/v1/bundles/collections"] {
        for coding in ["gzip", "br", "deflate"] {
            let request = office.request(Method::POST, path).bearer_auth(&device.enrolment.token);
            let answer =
                Answer::of(request.header("content-encoding", coding).body(b"\x1f\x8b".to_vec())).await;
            assert_eq!(answer.problem(), (415, "unsupported-media-type"), "{path} {coding}");
            assert_eq!(answer.headers["accept-encoding"], "identity");
        }
        let request = office.request(Method::POST, path).bearer_auth(&device.enrolment.token);
        Answer::of(request.header("content-encoding", "identity").body("no bundle")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_device_does_not_fill_the_disk_with_what_waits() {
    let office = TestOffice::start().await;
    let device = device_with(&office, 103).await;
    let carrier = office.device("don_pa_ve_su").await;
    let bring = async |file: &[u8]| -> BundleRow {
        serde_json::from_value(carrier.carry(&office, file).await).unwrap()
    };
    for from in 2..102 {
        assert_eq!(bring(&device.bundle(from, from + 1)).await.outcome, BundleOutcome::Waiting);
    }
    let last = device.bundle(102, 103);
    let row = bring(&last).await;
    assert_eq!((row.outcome, row.problem), (BundleOutcome::NoRoom, Some(BundleProblem::TooMuchWaits)));
    assert_eq!(row.missing_from, Some(0), "it says what is to come first");
    let waits = |rows: &[BundleRow]| rows.iter().filter(|row| row.outcome == BundleOutcome::Waiting).count();
    assert_eq!(waits(&listed(&office).await), 100);
    let other = device_with(&office, 2).await;
    assert_eq!(bring(&other.bundle(1, 2)).await.outcome, BundleOutcome::Waiting, "others have room");

    // Once what was missing has come, all of it is taken, and the refused one too.
    assert_eq!(bring(&device.bundle(0, 2)).await.released, 100);
    assert_eq!(bring(&last).await.outcome, BundleOutcome::Taken);
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());
}

also_on_postgres! {
    one_device_does_not_fill_the_disk_with_what_waits,
    a_bundle_is_taken_in_once_whoever_carries_it,
    bundles_in_any_order_wait_for_what_comes_before_them,
    a_gap_is_closed_by_the_network_too,
    a_fork_is_kept_apart_and_said,
    two_hundred_hostile_files_change_nothing,
    the_receipt_file_says_how_far_the_office_is_and_only_to_whom_it_concerns,
    a_file_beyond_every_bundle_is_refused_before_it_is_read,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_file_names_the_epochs_that_a_restored_office_has_left() {
    let mut office = TestOffice::start().await;
    let device = device_with(&office, 2).await;
    brought(&office, &device.bundle(0, 2)).await;
    let first = receipt_file(&office, &device).await;
    assert!(first.earlier_epochs.is_empty());
    let backup = office.copy_after_stop().await;
    office.put_back(&backup, "second").await;
    let second = receipt_file(&office, &device).await;
    let born = first.logs[0].receipt.epoch.clone();
    assert_eq!(
        (second.logs[0].receipt.epoch.as_str(), second.earlier_epochs),
        ("second", vec![born.clone()])
    );

    let backup = office.copy_after_stop().await;
    office.put_back(&backup, "third").await;
    let third = receipt_file(&office, &device).await;
    assert_eq!(third.logs[0].receipt.epoch, "third");
    assert_eq!(third.earlier_epochs, [born, "second".to_owned()], "oldest first");
}

async fn receipt_file(office: &TestOffice, device: &TestDevice) -> ReceiptFile {
    let path = format!("/api/v1/receipts/{}", device.id);
    let request = office.request(Method::GET, &path).bearer_auth(&device.enrolment.token);
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    ReceiptFile::read(&bytes, &device.enrolment.office_keys.as_ref().unwrap().sign).unwrap()
}
