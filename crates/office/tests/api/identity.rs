//! Nobody is more than they are: the name under an entry, the bytes behind a digest, the unit of a record and of a
//! bundle are what the office knows, not what somebody says.

use danvan_core::access::Author;
use danvan_core::bundle::{BundleProblem, BundledFile, Origin, ReceiptFile, seal};
use danvan_core::catalogue::UnitId;
use danvan_core::entry::{Action, Entry};
use danvan_core::ids::{Digest, RecordId};
use danvan_core::message::Message;
use danvan_core::record::RecordKind;
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use reqwest::Method;
use serde_json::{Value, json};

use crate::revocation::revoke;
use crate::support::files::{jpeg, upload, with_photo};
use crate::support::{Answer, TestDevice, TestHub, TestOffice, activity, also_on_postgres, files, message};

const LEADER: &str = "Nguyễn Văn A, Lãnh đạo tỉnh";

fn address(bytes: &[u8]) -> String {
    format!("/api/v1/attachments/{}", Digest::of(&[bytes]))
}

async fn known(office: &TestOffice, device: &TestDevice, bytes: &[u8]) -> bool {
    let request = office.request(Method::POST, "/api/v1/attachments/known");
    let asked = json!({ "sha256": [Digest::of(&[bytes])] });
    let answer = Answer::of(request.bearer_auth(&device.enrolment.token).json(&asked)).await.ok();
    answer["known"].as_array().is_some_and(|known| !known.is_empty())
}

/// A record that names these bytes, at the office; nothing of them is sent.
async fn naming(office: &TestOffice, device: &mut TestDevice, bytes: &[u8]) -> RecordId {
    let unit = device.enrolment.home.clone();
    let from = device.sealed.len();
    let record = device.create(RecordKind::Activity, with_photo(&unit, "Đối thoại, có ảnh", bytes));
    assert!(!device.push(office, from).await.verdicts[0].refused());
    record
}

/// A history says by which device each log was written, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_names_its_devices() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    let record = device.create(RecordKind::Activity, activity(&unit, "Họp bản"));
    assert!(!device.push(&office, 0).await.verdicts[0].refused());
    let console = office.console("chuyenvien").await;
    let shown = console.get(&format!("/api/v1/records/{record}")).await.ok();
    let name = shown["trail"][0]["device"].as_str().unwrap();
    assert!(!name.is_empty(), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_shown_under_the_name_of_its_enrolment() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let own = device.enrolment.author.clone();
    let unit = device.enrolment.home.clone();
    let mut records = Vec::new();
    for (number, name) in [LEADER.to_owned(), "ễ".repeat(15_000), own.name.clone()].into_iter().enumerate()
    {
        let record = RecordId::from_random(7, [u8::try_from(number).unwrap(); 10]);
        let create = Action::Create { unit: unit.clone(), body: activity(&unit, "Họp bản") };
        let entry = device.entry(record, RecordKind::Activity, 0, create);
        device.write(&Entry { author: Author { name, ..own.clone() }, ..entry });
        records.push(record);
    }
    let answer = device.push(&office, 0).await;
    assert!(answer.verdicts.iter().all(|verdict| !verdict.refused()));
    let console = office.console("chuyenvien").await;
    let mut written = Vec::new();
    for record in &records {
        let seen = console.get(&format!("/api/v1/records/{record}")).await.ok();
        let step = &seen["trail"][0];
        assert_eq!(step["author"], json!(own), "whatever the entry says");
        written.push(step["written_as"].as_str().map(str::to_owned));
    }
    assert_eq!(written, [Some(LEADER.to_owned()), Some("ễ".repeat(200)), None]);
    let found = console.get("/api/v1/records?q=lanh+dao+tinh").await.ok();
    assert_eq!(found["total"], 0, "nor is it found under it");
    assert!(device.feed(&office, "").await.records.iter().all(|record| record.trail[0].author == own));

    // At the console the account's name stands.
    let moved = console.take(&records[2].to_string(), "approve", None).await.ok();
    let step = moved["trail"].as_array().unwrap().last().unwrap();
    assert_eq!((&step["author"]["name"], step.get("written_as")), (&json!("Lò Thị Mai"), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_gives_no_right_to_a_photo_of_another_commune() {
    let office = TestOffice::start().await;
    let (mut owner, mut stranger) = (office.device("bum_nua").await, office.device("thu_lum").await);
    let (theirs, nobodys) = (jpeg(30_000), jpeg(30_000));
    let owners = naming(&office, &mut owner, &theirs).await;
    assert_eq!(upload(&office, &owner, &theirs).await.status, 204);
    assert_eq!(owner.get(&office, &address(&theirs)).await.status, 200);

    // What is there, and what is not, look alike to whoever names them.
    let mut strangers = Vec::new();
    for bytes in [&theirs, &nobodys] {
        strangers.push(naming(&office, &mut stranger, bytes).await);
        assert_eq!(stranger.get(&office, &address(bytes)).await.problem(), (404, "not-found"));
        assert!(!known(&office, &stranger, bytes).await);
        let (_, offset) = files::begin(&office, &stranger, bytes).await;
        assert_eq!(offset, 0);
    }
    let console = office.console("xem").await;
    assert_eq!(console.get(&address(&theirs)).await.status, 200, "by the record of its owner");
    for (record, status) in [(owners, 200), (strangers[0], 404)] {
        let by = format!("{}?record={record}", address(&theirs));
        assert_eq!(console.get(&by).await.status, status, "on the page of {record}");
        let asked = json!({ "sha256": [Digest::of(&[&theirs])], "record": record });
        let answer = console.post("/api/v1/attachments/known", &asked).await.ok();
        assert_eq!(answer["known"].as_array().unwrap().len(), usize::from(status == 200));
    }
    // A carried receipt says nothing of it either.
    let said = stranger.get(&office, &format!("/api/v1/receipts/{}", stranger.id)).await;
    assert_eq!(said.status, 200);
    assert!(receipt(&office, &stranger).await.attachments.is_empty());

    // The bytes themselves do: one copy is kept, and both communes read it.
    assert_eq!(upload(&office, &stranger, &theirs).await.status, 204);
    assert!(known(&office, &stranger, &theirs).await);
    assert_eq!(stranger.get(&office, &address(&theirs)).await.status, 200);
    assert_eq!(receipt(&office, &stranger).await.attachments, [Digest::of(&[&theirs])]);
    let (_, offset) = files::begin(&office, &stranger, &theirs).await;
    assert_eq!(offset, theirs.len() as u64, "sent already");

    // Whoever reads the record may take the file up in one of their own: the post at the border covers the commune.
    let mut post = office.device("don_pa_ve_su").await;
    naming(&office, &mut post, &theirs).await;
    let (_, offset) = files::begin(&office, &post, &theirs).await;
    assert_eq!(offset, theirs.len() as u64);
}

async fn receipt(office: &TestOffice, device: &TestDevice) -> ReceiptFile {
    let path = format!("/api/v1/receipts/{}", device.id);
    let request = office.request(Method::GET, &path).bearer_auth(&device.enrolment.token);
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    ReceiptFile::read(&bytes, &device.enrolment.office_keys.as_ref().unwrap().sign).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_in_a_bundle_is_its_devices_as_if_it_were_uploaded() {
    let office = TestOffice::start().await;
    let (mut owner, mut stranger) = (office.device("bum_nua").await, office.device("thu_lum").await);
    let photo = jpeg(30_000);
    naming(&office, &mut owner, &photo).await;
    assert_eq!(upload(&office, &owner, &photo).await.status, 204);

    let unit = stranger.enrolment.home.clone();
    let record = stranger.create(RecordKind::Activity, with_photo(&unit, "Đối thoại, có ảnh", &photo));
    let carried: BundleRow =
        serde_json::from_value(owner.carry(&office, &stranger.bundle(0, 1)).await).unwrap();
    assert_eq!(carried.outcome, BundleOutcome::Taken);
    assert_eq!(stranger.get(&office, &address(&photo)).await.problem(), (404, "not-found"));
    assert!(receipt(&office, &stranger).await.attachments.is_empty());

    let sha256 = Digest::of(&[&photo]);
    let (name, mime) = ("ảnh.jpg".to_owned(), "image/jpeg".to_owned());
    let file = BundledFile { sha256, record, name, mime, content: photo.clone() };
    let bundle = stranger.bundle_with(&stranger.segment(1), &[file]);
    let row: BundleRow = serde_json::from_value(owner.carry(&office, &bundle).await).unwrap();
    assert_eq!((row.outcome, row.files), (BundleOutcome::Taken, 1), "new, as far as this device is to know");
    assert_eq!(stranger.get(&office, &address(&photo)).await.status, 200);
    assert_eq!(receipt(&office, &stranger).await.attachments, [sha256]);
    let again: BundleRow = serde_json::from_value(owner.carry(&office, &bundle).await).unwrap();
    assert_eq!((again.outcome, again.files), (BundleOutcome::AlreadyHad, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn records_belong_to_units_of_the_catalogue() {
    let office = TestOffice::start().await;
    let administrator = office.console("quantri").await;
    let asked = json!({ "reach": { "type": "province" }, "role": "sector_unit", "person": "Sở Nông nghiệp" });
    let code = administrator.post("/api/v1/enrolment-codes", &asked).await.ok();
    let mut device = TestDevice::enrol_with(&office, code["code"].as_str().unwrap()).await;
    let home = device.enrolment.home.clone();
    let long = "x".repeat(50_000);
    for unit in ["", "03466", "25456@2025-07-01", &long] {
        device.create_in(&UnitId::from(unit), RecordKind::Activity, activity(&home, "Ở đâu đó"));
    }
    device.create_in(&UnitId::from("03439@2025-07-01"), RecordKind::Activity, activity(&home, "Ở Thu Lũm"));
    let verdicts = device.push(&office, 0).await.verdicts;
    let said: Vec<Option<Message>> = verdicts.iter().map(|verdict| message(&verdict.outcome)).collect();
    let unknown = Some(Message::UnitUnknown);
    assert_eq!(said, [unknown, unknown, unknown, unknown, None]);
}

/// A bundle that its device signed under the name of another unit.
fn under_unit(device: &TestDevice, unit: &str) -> Vec<u8> {
    let origin = Origin { unit: UnitId::from(unit), ..device.origin() };
    let keys = device.enrolment.office_keys.as_ref().unwrap();
    seal(origin, &device.segment(0), &[], keys, &device.secret, [7; 32]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_names_the_unit_of_its_device() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Họp bản");
    let carrier = office.device("don_pa_ve_su").await;
    for unit in ["03439@2025-07-01", ""] {
        let row = carrier.carry(&office, &under_unit(&device, unit)).await;
        let row: BundleRow = serde_json::from_value(row).unwrap();
        assert_eq!((row.outcome, row.problem), (BundleOutcome::Damaged, Some(BundleProblem::OtherUnit)));
    }
    let row = carrier.carry(&office, &under_unit(&device, &"x".repeat(3_000))).await;
    let row: BundleRow = serde_json::from_value(row).unwrap();
    assert_eq!((row.problem, row.header), (Some(BundleProblem::Damaged), None), "not even shown");
    let list = office.console("chuyenvien").await.get("/api/v1/bundles").await.ok();
    assert_eq!(list["bundles"], Value::Array(Vec::new()));
    let row: BundleRow = serde_json::from_value(carrier.carry(&office, &device.bundle(0, 1)).await).unwrap();
    assert_eq!((row.outcome, row.problem), (BundleOutcome::Taken, None));
    revoke(&office.console("quantri").await, &device).await;
    let row = carrier.carry(&office, &under_unit(&device, "03439@2025-07-01")).await;
    let row: BundleRow = serde_json::from_value(row).unwrap();
    assert_eq!((row.outcome, row.problem), (BundleOutcome::Damaged, Some(BundleProblem::DeviceRevoked)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_takes_no_bundle_of_another_unit_than_its_devices() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Họp bản");
    let hub = TestHub::start(&office).await;
    hub.line.set(false);
    let brought = async |file: Vec<u8>| -> BundleRow {
        let url = format!("{}/api/v1/bundles", hub.running().url());
        let answer = Answer::of(reqwest::Client::new().post(url).body(file)).await;
        serde_json::from_value(answer.ok()).unwrap()
    };
    let row = brought(under_unit(&device, "03439@2025-07-01")).await;
    assert_eq!(row.problem, Some(BundleProblem::OtherUnit));
    assert_eq!(brought(device.bundle(0, 1)).await.outcome, BundleOutcome::Kept);
}

also_on_postgres! {
    an_entry_is_shown_under_the_name_of_its_enrolment,
    a_digest_gives_no_right_to_a_photo_of_another_commune,
    a_photo_in_a_bundle_is_its_devices_as_if_it_were_uploaded,
}
