//! What travels between a device and the office.

use danvan_core::access::Scope;
use danvan_core::attachment::AttachmentMeta;
use danvan_core::attachment::upload::UploadMetadata;
use danvan_core::bundle::{BundleHeader, ReceiptFile};
use danvan_core::ids::{Digest, RecordId};
use danvan_core::record::Body;
use danvan_core::sync::uploads::Fate;
use danvan_core::wire::{
    Enrolment, EnrolmentRequest, FeedPage, KnownAnswer, KnownRequest, LogStatus, ProblemDocument, Push,
    PushAnswer, Receipt,
};
use danvan_core::wire_bundles::{BundleList, BundleOutcome, BundleRow, DeviceKeyRequest, ReceiptsRequest};

use crate::keeps;

const LOG: &str = "018bcfe5-6800-7909-8909-090909090909";
/// The base point of P-256.
const KEY: &str = "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

fn receipt() -> String {
    let digest = "0f".repeat(32);
    format!(
        r#"{{"log":"{LOG}","head":{{"length":5,"digest":"{digest}"}},"received_at":"2026-11-22T14:05:00+07:00","epoch":"e1"}}"#
    )
}

#[test]
fn enrolment() {
    keeps::<EnrolmentRequest>(&format!(
        r#"{{"code":"ABCD-EFGH","device":"018bcfe5-6800-7303-8303-030303030303","log":"{LOG}","device_name":"Máy của Bun"}}"#
    ));
    let answer: Enrolment = keeps(
        r#"{"token":"t","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},"role":"sector_unit",
            "scope":{"type":"units","units":["03448@early","03466@2025-07-01"]},"province":"12",
            "home":"03466@2025-07-01","place":"Đồn Biên phòng Pa Vệ Sủ","organisation":"12:don_pa_ve_su"}"#,
    );
    assert!(answer.scope.covers(&"03448@early".into()));
    assert_eq!(keeps::<Scope>(r#"{"type":"province"}"#), Scope::Province);
    keeps::<EnrolmentRequest>(&format!(
        r#"{{"code":"ABCD-EFGH","device":"018bcfe5-6800-7303-8303-030303030303","log":"{LOG}","device_name":"Máy của Bun","key":"{KEY}"}}"#
    ));
    keeps::<Enrolment>(&format!(
        r#"{{"token":"t","author":{{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"}},"role":"sector_unit",
            "scope":{{"type":"province"}},"province":"12","home":"03466@2025-07-01","place":"Đồn Biên phòng Pa Vệ Sủ",
            "office_keys":{{"id":"0f0f","seal":"{KEY}","sign":"{KEY}"}}}}"#
    ));
}

#[test]
fn logs_up() {
    let (receipt, digest) = (receipt(), "0f".repeat(32));
    keeps::<Receipt>(&receipt);
    keeps::<Receipt>(&receipt.replace("\"epoch\":\"e1\"", "\"epoch\":\"e1\",\"backed_up\":4"));
    keeps::<LogStatus>(&format!(
        r#"{{"receipt":{receipt},"verdicts":[{{"number":4,"revision":0,"outcome":{{"type":"applied"}}}}]}}"#
    ));
    let push =
        format!(r#"{{"from":3,"previous":"{digest}","last":"{digest}","entries":[{{"format":1, "b":2}}]}}"#);
    let read: Push = keeps(&push);
    assert_eq!(
        read.entries[0].get(),
        r#"{"format":1, "b":2}"#,
        "an entry's text is not touched, not even its blanks"
    );
    keeps::<PushAnswer>(&format!(r#"{{"receipt":{receipt},"verdicts":[],"forked":3}}"#));
    keeps::<PushAnswer>(&format!(r#"{{"receipt":{receipt},"verdicts":[]}}"#));
    let held = format!(
        r#"{{"hub":"12:than_uyen","name":"Khu vực Than Uyên","head":{{"length":7,"digest":"{digest}"}},
            "received_at":"2026-11-22T14:05:00+07:00"}}"#
    );
    keeps::<LogStatus>(&format!(r#"{{"receipt":{receipt},"verdicts":[],"held":{held}}}"#));
    let later = held.replace("+07:00\"}", "+07:00\",\"earlier_epochs\":[\"e0\"]}");
    keeps::<PushAnswer>(&format!(r#"{{"receipt":{receipt},"verdicts":[],"forked":3,"held":{later}}}"#));
}

#[test]
fn feed_down() {
    keeps::<FeedPage>(
        r#"{"epoch":"e1","records":[{"id":"018bcfe5-6800-7101-8101-010101010101","kind":"activity",
            "unit":"03466@2025-07-01","revision":1,"state":"submitted","body":{"title":"Họp bản"},"applied":{},
            "trail":[]}],"cursor":"c:17","more":false}"#,
    );
}

#[test]
fn attachments() {
    let digest = "0f".repeat(32);
    keeps::<KnownRequest>(&format!(r#"{{"sha256":["{digest}"]}}"#));
    keeps::<KnownAnswer>(&format!(r#"{{"epoch":"e1","known":["{digest}"]}}"#));
    keeps::<KnownAnswer>(&format!(r#"{{"epoch":"e1","known":["{digest}"],"backed_up":["{digest}"]}}"#));
    let item = format!(
        r#"{{"key":"k1","kind":"anh","name":"doi-thoai.jpg","mime":"image/jpeg","bytes":204800,"sha256":"{digest}","caption":"Đối thoại"}}"#
    );
    let item: Body = serde_json::from_str(&item).unwrap();
    assert_eq!(AttachmentMeta::of_item(&item).unwrap().to_item(), item);
    let metadata = UploadMetadata {
        sha256: Digest::parse(&digest).unwrap(),
        filename: Some("Ảnh.jpg".to_owned()),
        filetype: Some("image/jpeg".to_owned()),
        record: RecordId::parse("018bcfe5-6800-7101-8101-010101010101"),
    };
    let header = "sha256 MGYwZjBmMGYwZjBmMGYwZjBmMGYwZjBmMGYwZjBmMGYwZjBmMGYwZjBmMGYwZjBmMGYwZjBmMGYwZjBmMGYwZg==,\
                  filename 4bqibmguanBn,filetype aW1hZ2UvanBlZw==,\
                  record MDE4YmNmZTUtNjgwMC03MTAxLTgxMDEtMDEwMTAxMDEwMTAx";
    assert_eq!(metadata.to_header(), header);
}

#[test]
fn fates_of_files() {
    assert_eq!(keeps::<Fate>(r#"{"waiting":{}}"#), Fate::NEW);
    let waiting = keeps::<Fate>(r#"{"waiting":{"place":{"address":"/api/v1/uploads/1","offset":65536}}}"#);
    assert_eq!(waiting.sent(200_000), 65_536);
    keeps::<Fate>(r#"{"confirmed":{"epoch":"e1"}}"#);
    keeps::<Fate>(r#"{"refused":{"reason":"Không nhận loại tệp này"}}"#);
    keeps::<Fate>(r#""missing""#);
}

#[test]
fn problems() {
    keeps::<ProblemDocument>(
        r#"{"type":"/problems/gap","title":"Thiếu bản ghi","status":409,"detail":"từ số 3"}"#,
    );
}

#[test]
fn bundles() {
    let (receipt, digest) = (receipt(), "0f".repeat(32));
    let header = format!(
        r#"{{"format":1,"province":"12","unit":"03466@2025-07-01","device":"018bcfe5-6800-7303-8303-030303030303",
            "log":"{LOG}","from":3,"count":2,"previous":"{digest}","last":"{digest}","attachments":1,"bytes":512,
            "office":"0f0f0f0f0f0f0f0f","made_at":"2026-11-22T14:05:00+07:00"}}"#
    );
    keeps::<BundleHeader>(&header);
    keeps::<DeviceKeyRequest>(&format!(r#"{{"key":"{KEY}"}}"#));
    let brought = r#""brought_at":"2026-11-23T08:00:00+07:00""#;
    keeps::<BundleRow>(&format!(
        r#"{{"digest":"{digest}","name":"goi.danvan","header":{header},"device_name":"Máy của Bun","outcome":"waiting",
            "missing_from":1,{brought}}}"#
    ));
    keeps::<BundleRow>(&format!(
        r#"{{"digest":"{digest}","outcome":"taken","fresh":2,"refused":1,"released":1,{brought},"receipt":{receipt}}}"#
    ));
    let kept: BundleRow =
        keeps(&format!(r#"{{"digest":"{digest}","outcome":"kept","missing_from":3,{brought}}}"#));
    assert_eq!(kept.outcome, BundleOutcome::Kept);
    let name = "ảnh.jpg";
    let refused = format!(r#"[{{"sha256":"{digest}","name":"{name}","problem":"too_many_pixels"}}]"#);
    keeps::<BundleRow>(&format!(
        r#"{{"digest":"{digest}","outcome":"taken","files":2,"refused_files":{refused},{brought}}}"#
    ));
    let row: BundleRow =
        keeps(&format!(r#"{{"digest":"{digest}","outcome":"damaged","problem":"bad_signature",{brought}}}"#));
    assert_eq!(row.outcome, BundleOutcome::Damaged);
    keeps::<BundleRow>(&format!(
        r#"{{"digest":"{digest}","outcome":"no_room","problem":"too_much_waits","missing_from":3,{brought}}}"#
    ));
    keeps::<BundleList>(r#"{"bundles":[]}"#);
    keeps::<ReceiptsRequest>(r#"{"devices":["018bcfe5-6800-7303-8303-030303030303"]}"#);
    let file = format!(
        r#"{{"province":"12","device":"018bcfe5-6800-7303-8303-030303030303","made_at":"2026-11-23T08:00:00+07:00",
            "logs":[{{"receipt":{receipt},"verdicts":[]}}],"attachments":["{digest}"]}}"#
    );
    let first: ReceiptFile = keeps(&file);
    assert!(first.earlier_epochs.is_empty(), "an office from before it listed them");
    keeps::<ReceiptFile>(&file.replace("\"]}", "\"],\"earlier_epochs\":[\"e0\"]}"));
}
