//! Files out: who gets them, and with which headers.

use danvan_core::ids::Digest;
use danvan_core::record::{RecordKind, fields};
use reqwest::Method;
use serde_json::json;

use crate::support::files::with_photo;
use crate::support::{Answer, TestDevice, TestOffice, files};

async fn upload(office: &TestOffice, device: &TestDevice, bytes: &[u8]) {
    let answer = files::upload(office, device, bytes).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

fn address(bytes: &[u8]) -> String {
    format!("/api/v1/attachments/{}", Digest::of(&[bytes]))
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reaches_a_record_reads_its_files() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let photo = files::jpeg(30_000);
    let unit = device.enrolment.home.clone();
    let address = address(&photo);
    upload(&office, &device, &photo).await;
    assert_eq!(device.get(&office, &address).await.problem(), (404, "not-found"), "no record names it yet");
    let record = device.create(RecordKind::Activity, with_photo(&unit, "Đối thoại, có ảnh", &photo));
    assert!(!device.push(&office, 0).await.verdicts[0].refused());

    let response =
        office.request(Method::GET, &address).bearer_auth(&device.enrolment.token).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let headers = response.headers().clone();
    assert_eq!(response.bytes().await.unwrap(), photo);
    let name = format!("inline; filename=\"danvan-{}.jpg\"", &Digest::of(&[&photo]).to_string()[..16]);
    let expected = [
        ("content-type", "image/jpeg"),
        ("content-length", "30000"),
        ("content-disposition", &name),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, no-cache"),
    ];
    for (header, value) in expected {
        assert_eq!(headers[header], value, "{header}");
    }
    let again = office.request(Method::GET, &address).bearer_auth(&device.enrolment.token);
    let again = Answer::of(again.header("if-none-match", &headers["etag"])).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));

    // The post at the border and the hub reach the commune's records; another commune does not; the console does.
    for name in ["don_pa_ve_su", "muong_te"] {
        assert_eq!(office.device(name).await.get(&office, &address).await.status, 200, "{name}");
    }
    assert_eq!(office.device("thu_lum").await.get(&office, &address).await.problem(), (404, "not-found"));
    assert_eq!(office.get(&address).await.problem(), (401, "not-signed-in"));
    let console = office.console("xem").await;
    assert_eq!(console.get(&address).await.status, 200);
    let known =
        console.post("/api/v1/attachments/known", &json!({ "sha256": [Digest::of(&[&photo])] })).await.ok();
    assert_eq!(known["known"], json!([Digest::of(&[&photo])]));

    // Taken out of the content it stands in the history, which nothing leaves: the same people reach it, nobody else.
    let item = serde_json::Value::Object(
        fields::items(&with_photo(&unit, "Đối thoại, có ảnh", &photo), "attachments").next().unwrap().clone(),
    );
    device.change_value(
        record,
        1,
        danvan_core::entry::FieldPath::item("attachments", "p1"),
        Some(item),
        None,
    );
    assert!(!device.push(&office, 1).await.verdicts[0].refused());
    assert_eq!(device.get(&office, &address).await.status, 200);
    assert_eq!(office.device("thu_lum").await.get(&office, &address).await.problem(), (404, "not-found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_arrived_is_not_found_and_what_is_no_digest_neither() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let photo = files::jpeg(30_000);
    let unit = device.enrolment.home.clone();
    device.create(RecordKind::Activity, with_photo(&unit, "Đối thoại, có ảnh", &photo));
    device.push(&office, 0).await;
    assert_eq!(device.get(&office, &address(&photo)).await.problem(), (404, "not-found"));
    for nonsense in ["x", "..", "%2e%2e%2foffice.sqlite", &"z".repeat(64)] {
        let answer = device.get(&office, &format!("/api/v1/attachments/{nonsense}")).await;
        assert!([404, 405].contains(&answer.status), "{nonsense} {}", answer.status);
    }
    let asked = json!({ "sha256": vec!["0f".repeat(32); 1_001] });
    let request =
        office.request(Method::POST, "/api/v1/attachments/known").bearer_auth(&device.enrolment.token);
    assert_eq!(Answer::of(request.json(&asked)).await.problem(), (422, "invalid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_saved_never_shown() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    let paper = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec();
    upload(&office, &device, &paper).await;
    device.create(RecordKind::Activity, with_photo(&unit, "Đối thoại, có ảnh", &paper));
    device.push(&office, 0).await;
    let answer = device.get(&office, &address(&paper)).await;
    assert_eq!((answer.status, &answer.headers["content-type"]), (200, &"application/pdf".parse().unwrap()));
    assert!(
        answer.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"danvan-")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_known_by_their_own_list_whatever_its_order_and_photos_by_their_bytes() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    // A Word document with its properties first, and a sheet that ends with what others begin with.
    let cases: [(&[u8], &str); 2] = [
        (include_bytes!("../files/properties-first.docx"), "wordprocessingml.document"),
        (include_bytes!("../files/sheet.xlsx"), "spreadsheetml.sheet"),
    ];
    for (at, (bytes, mime)) in cases.into_iter().enumerate() {
        upload(&office, &device, bytes).await;
        device.create(RecordKind::Activity, with_photo(&unit, "Đối thoại, có văn bản", bytes));
        device.push(&office, at).await;
        let answer = device.get(&office, &address(bytes)).await;
        assert_eq!(answer.status, 200);
        assert!(answer.headers["content-type"].to_str().unwrap().ends_with(mime), "{:?}", answer.headers);
    }
}
