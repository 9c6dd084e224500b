//! Files in: the tus protocol, resumption, and what is not taken.

use danvan_core::attachment::upload::{UploadMetadata, chunk_checksum};
use danvan_core::ids::Digest;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::support::{Answer, TestDevice, TestOffice, files};

const UPLOADS: &str = "/api/v1/uploads";

/// A request of the protocol in this device's name.
fn tus(office: &TestOffice, device: &TestDevice, method: Method, path: &str) -> RequestBuilder {
    let request = office.request(method, path).bearer_auth(&device.enrolment.token);
    request.header("tus-resumable", "1.0.0")
}

fn creation(office: &TestOffice, device: &TestDevice, sha256: Digest, length: u64) -> RequestBuilder {
    let metadata = UploadMetadata {
        sha256,
        filename: Some("../../Ảnh \"lạ\".jpg".to_owned()),
        filetype: Some("image/jpeg".to_owned()),
        record: None,
    };
    tus(office, device, Method::POST, UPLOADS)
        .header("upload-length", length)
        .header("upload-metadata", metadata.to_header())
}

/// Begins an upload; its address and where it stands.
async fn begin(office: &TestOffice, device: &TestDevice, sha256: Digest, length: u64) -> (String, u64) {
    let answer = Answer::of(creation(office, device, sha256, length)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    (answer.headers["location"].to_str().unwrap().to_owned(), number(&answer, "upload-offset"))
}

fn piece(office: &TestOffice, device: &TestDevice, at: &str, offset: u64, bytes: &[u8]) -> RequestBuilder {
    tus(office, device, Method::PATCH, at)
        .header("upload-offset", offset)
        .header("content-type", "application/offset+octet-stream")
        .body(bytes.to_vec())
}

async fn go_on(office: &TestOffice, device: &TestDevice, at: &str, offset: u64, bytes: &[u8]) -> Answer {
    let request = piece(office, device, at, offset, bytes).header("upload-checksum", chunk_checksum(bytes));
    Answer::of(request).await
}

async fn stands(office: &TestOffice, device: &TestDevice, at: &str) -> Answer {
    Answer::of(tus(office, device, Method::HEAD, at)).await
}

fn number(answer: &Answer, header: &str) -> u64 {
    let value = answer.headers.get(header).unwrap_or_else(|| panic!("{header} in {:?}", answer.headers));
    value.to_str().unwrap().parse().unwrap()
}

/// Sends a file whole, in two pieces.
async fn send(office: &TestOffice, device: &TestDevice, bytes: &[u8]) -> Answer {
    let (at, _) = begin(office, device, Digest::of(&[bytes]), bytes.len() as u64).await;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    assert_eq!(go_on(office, device, &at, 0, first).await.status, 204);
    go_on(office, device, &at, first.len() as u64, second).await
}

async fn known(office: &TestOffice, device: &TestDevice, sha256: &[Digest]) -> Vec<Digest> {
    let request = office.request(Method::POST, "/api/v1/attachments/known");
    let request = request.bearer_auth(&device.enrolment.token).json(&json!({ "sha256": sha256 }));
    serde_json::from_value(Answer::of(request).await.ok()["known"].clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_office_can_do_is_told_to_anybody() {
    let office = TestOffice::start().await;
    let answer = Answer::of(office.request(Method::OPTIONS, UPLOADS)).await;
    assert_eq!(answer.status, 204);
    let told = [
        ("tus-resumable", "1.0.0"),
        ("tus-version", "1.0.0"),
        ("tus-extension", "creation,checksum,expiration"),
        ("tus-max-size", "10485760"),
        ("tus-checksum-algorithm", "sha256,sha1"),
    ];
    for (header, value) in told {
        assert_eq!(answer.headers[header], value);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_on_where_it_stopped_also_after_a_restart_and_is_known_once_whole() {
    let mut office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let photo = files::jpeg(200_000);
    let (digest, length) = (Digest::of(&[&photo]), photo.len() as u64);
    let (at, offset) = begin(&office, &device, digest, length).await;
    assert_eq!(offset, 0);
    let answer = go_on(&office, &device, &at, 0, &photo[..64_000]).await;
    assert_eq!((answer.status, number(&answer, "upload-offset")), (204, 64_000));
    assert_eq!(answer.headers["tus-resumable"], "1.0.0");
    assert!(answer.headers.contains_key("upload-expires"));

    office.restart().await;
    let answer = stands(&office, &device, &at).await;
    assert_eq!((answer.status, number(&answer, "upload-offset")), (200, 64_000));
    assert_eq!(number(&answer, "upload-length"), length);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(answer.headers["upload-metadata"].to_str().unwrap().contains("filename "));
    assert_eq!(begin(&office, &device, digest, length).await, (at.clone(), 64_000), "begun once");

    // The answer to the second piece is lost: sending it again finds out.
    assert_eq!(go_on(&office, &device, &at, 64_000, &photo[64_000..130_000]).await.status, 204);
    let again = go_on(&office, &device, &at, 64_000, &photo[64_000..130_000]).await;
    assert_eq!(again.problem(), (409, "wrong-offset"));
    assert!(known(&office, &device, &[digest]).await.is_empty());
    assert_eq!(go_on(&office, &device, &at, 130_000, &photo[130_000..]).await.status, 204);
    assert_eq!(known(&office, &device, &[digest, Digest::of(&[b"another"])]).await, [digest]);

    // The last answer is lost as well.
    let answer = stands(&office, &device, &at).await;
    assert_eq!((answer.status, number(&answer, "upload-offset")), (200, length));
    assert_eq!(begin(&office, &device, digest, length).await, (at, length));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_devices_send_is_stored_once() {
    let office = TestOffice::start().await;
    let (one, two) = (office.device("bum_nua").await, office.device("thu_lum").await);
    let photo = files::jpeg(5_000);
    assert_eq!(send(&office, &one, &photo).await.status, 204);
    let length = photo.len() as u64;
    let (at, offset) = begin(&office, &two, Digest::of(&[&photo]), length).await;
    assert_eq!(offset, 0, "that another has sent it is not told");
    assert!(known(&office, &two, &[Digest::of(&[&photo])]).await.is_empty());
    assert_eq!(go_on(&office, &two, &at, 0, &photo).await.status, 204);
    let (at, offset) = begin(&office, &two, Digest::of(&[&photo]), length).await;
    assert_eq!(offset, length, "nothing is left to send");
    assert_eq!(number(&stands(&office, &two, &at).await, "upload-offset"), offset);
    assert_eq!(files::below(&office.database().with_extension("attachments")).len(), 1);
    assert!(
        files::below(&office.database().with_extension("uploads"))
            .iter()
            .all(|file| { file.extension().is_none_or(|ending| ending != "part") })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_go_on_at_once_do_not_mix() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let photo = files::jpeg(300_000);
    let (at, _) = begin(&office, &device, Digest::of(&[&photo]), photo.len() as u64).await;
    let mut offset = 0;
    while offset < photo.len() {
        let end = (offset + 60_000).min(photo.len());
        let tries = (0..4).map(|_| go_on(&office, &device, &at, offset as u64, &photo[offset..end]));
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
        assert!(answers.iter().all(|answer| [204, 409].contains(&answer.status)));
        offset = end;
    }
    assert_eq!(known(&office, &device, &[Digest::of(&[&photo])]).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_request_has_its_answer() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let photo = files::jpeg(10_000);
    let (digest, length) = (Digest::of(&[&photo]), photo.len() as u64);

    let request = office.request(Method::POST, UPLOADS).bearer_auth(&device.enrolment.token);
    let answer = Answer::of(request).await;
    assert_eq!(answer.problem(), (412, "tus-version"));
    assert_eq!(
        (&answer.headers["tus-version"], &answer.headers["tus-resumable"]),
        (&"1.0.0".parse().unwrap(), &"1.0.0".parse().unwrap())
    );
    let request = office.request(Method::POST, UPLOADS).header("tus-resumable", "1.0.0");
    assert_eq!(Answer::of(request).await.problem(), (401, "unknown-device"));
    let too_long = creation(&office, &device, digest, 10 * 1024 * 1024 + 1);
    assert_eq!(Answer::of(too_long).await.problem(), (413, "too-large"));
    assert_eq!(Answer::of(creation(&office, &device, digest, 0)).await.problem(), (400, "malformed"));
    let bare = || tus(&office, &device, Method::POST, UPLOADS);
    assert_eq!(Answer::of(bare().header("upload-length", 5)).await.problem(), (400, "malformed"));
    for metadata in ["", "filename eA==", "sha256 !!", "sha256 MGYwZg=="] {
        let request = bare().header("upload-length", 5).header("upload-metadata", metadata);
        assert_eq!(Answer::of(request).await.problem(), (400, "malformed"), "{metadata}");
    }

    let (at, _) = begin(&office, &device, digest, length).await;
    let of = |request: RequestBuilder| Answer::of(request);
    let typed = tus(&office, &device, Method::PATCH, &at).header("upload-offset", 0);
    let answer = of(typed.header("content-type", "image/jpeg").body(photo.clone())).await;
    assert_eq!(answer.problem(), (415, "unsupported-media-type"));
    for coding in ["gzip", "br"] {
        let packed = piece(&office, &device, &at, 0, &photo).header("content-encoding", coding);
        assert_eq!(of(packed).await.problem(), (415, "unsupported-media-type"), "{coding}");
    }
    let answer = of(piece(&office, &device, &at, 7, &photo[7..])).await;
    assert_eq!(answer.problem(), (409, "wrong-offset"));
    let without =
        tus(&office, &device, Method::PATCH, &at).header("content-type", "application/offset+octet-stream");
    assert_eq!(of(without.body(photo.clone())).await.problem(), (400, "malformed"));
    let checked =
        |checksum: &str| piece(&office, &device, &at, 0, &photo[..100]).header("upload-checksum", checksum);
    let answer = of(checked(&chunk_checksum(&photo[..99]))).await;
    assert_eq!(answer.problem(), (460, "chunk-damaged"));
    assert_eq!(of(checked("md5 AAAA")).await.problem(), (400, "malformed"));
    assert_eq!(of(checked("sha256")).await.problem(), (400, "malformed"));
    assert_eq!(of(checked("sha1 AAAA")).await.problem(), (460, "chunk-damaged"));
    assert_eq!(number(&stands(&office, &device, &at).await, "upload-offset"), 0, "nothing of it was kept");
    let long = [photo.as_slice(), b"more"].concat();
    assert_eq!(of(piece(&office, &device, &at, 0, &long)).await.problem(), (413, "too-large"));
    let huge = vec![0; 2 * 1024 * 1024 + 1];
    assert_eq!(of(piece(&office, &device, &at, 0, &huge)).await.problem(), (413, "too-large"));

    // SHA-1 of "dan" in base64: the digest of what the protocol asks every server to know.
    let (short, _) = begin(&office, &device, Digest::of(&[b"danvan"]), 6).await;
    let request = piece(&office, &device, &short, 0, b"dan").header("upload-checksum", files::sha1_of_dan());
    assert_eq!(of(request).await.status, 204);

    for nowhere in ["/api/v1/uploads/x", &format!("/api/v1/uploads/{}", "0".repeat(32))] {
        assert_eq!(stands(&office, &device, nowhere).await.status, 404);
        assert!(!stands(&office, &device, nowhere).await.headers.contains_key("upload-offset"));
    }
    let stranger = office.device("thu_lum").await;
    assert_eq!(stands(&office, &stranger, &at).await.status, 404, "another device's upload");
    assert_eq!(go_on(&office, &stranger, &at, 0, &photo).await.problem(), (404, "not-found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_can_only_post_name_their_method() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let photo = files::jpeg(10_000);
    let (at, _) = begin(&office, &device, Digest::of(&[&photo]), photo.len() as u64).await;
    let named =
        |method: &str| tus(&office, &device, Method::POST, &at).header("x-http-method-override", method);
    let request =
        named("PATCH").header("upload-offset", 0).header("content-type", "application/offset+octet-stream");
    assert_eq!(Answer::of(request.body(photo[..100].to_vec())).await.status, 204);
    assert_eq!(number(&Answer::of(named("HEAD")).await, "upload-offset"), 100);
    assert_eq!(Answer::of(named("DELETE")).await.problem(), (405, "method-not-allowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_that_is_another_file_is_begun_anew() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let photo = files::jpeg(10_000);
    let promised = Digest::of(&[b"something else"]);
    let (at, _) = begin(&office, &device, promised, photo.len() as u64).await;
    assert_eq!(go_on(&office, &device, &at, 0, &photo).await.problem(), (410, "upload-damaged"));
    assert_eq!(stands(&office, &device, &at).await.status, 404);
    assert!(known(&office, &device, &[promised, Digest::of(&[&photo])]).await.is_empty());
    assert_eq!(begin(&office, &device, promised, photo.len() as u64).await, (at, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn disguised_files_and_pixel_bombs_are_refused_by_their_content() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let html = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>".to_vec();
    let svg =
        b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
    let broken = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16];
    for bytes in [html, svg, broken, files::png(30_000, 30_000), files::png(25_000, 1), vec![0; 5_000]] {
        let answer = send(&office, &device, &bytes).await;
        assert_eq!(answer.problem(), (422, "attachment-refused"));
        assert!(answer.body["detail"].as_str().is_some_and(|words| !words.is_ascii()));
        assert!(known(&office, &device, &[Digest::of(&[&bytes])]).await.is_empty());
    }
    for bytes in [files::png(4_000, 3_000), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec()] {
        assert_eq!(send(&office, &device, &bytes).await.status, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_nobody_goes_on_with_expire() {
    let mut office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    let (one, two) = (files::jpeg(10_000), files::jpeg(20_000));
    let (first, _) = begin(&office, &device, Digest::of(&[&one]), one.len() as u64).await;
    let (second, _) = begin(&office, &device, Digest::of(&[&two]), two.len() as u64).await;
    office.wait_seconds(20 * 24 * 3600);
    assert_eq!(go_on(&office, &device, &first, 0, &one[..100]).await.status, 204, "kept for three weeks");
    office.wait_seconds(20 * 24 * 3600);
    assert_eq!(
        number(&stands(&office, &device, &first).await, "upload-offset"),
        100,
        "from the last piece on"
    );
    assert_eq!(go_on(&office, &device, &second, 0, &two[..100]).await.problem(), (410, "upload-expired"));
    assert_eq!(stands(&office, &device, &second).await.status, 404);
    office.wait_seconds(2 * 24 * 3600);
    // An office that starts looks through the folder.
    office.restart().await;
    let spool = office.database().with_extension("uploads");
    let parts = || {
        files::below(&spool).iter().filter(|file| file.extension().is_some_and(|end| end == "part")).count()
    };
    for _ in 0..250 {
        if parts() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(parts(), 0);
    assert_eq!(stands(&office, &device, &first).await.status, 404);
    assert_eq!(begin(&office, &device, Digest::of(&[&one]), one.len() as u64).await, (first, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_does_not_fill_the_spool_with_beginnings() {
    let office = TestOffice::start().await;
    let device = office.device("bum_nua").await;
    for number in 0..100_u32 {
        begin(&office, &device, Digest::of(&[&number.to_be_bytes()]), 1_000).await;
    }
    let again = begin(&office, &device, Digest::of(&[&7_u32.to_be_bytes()]), 1_000).await;
    assert_eq!(again.1, 0, "one that was begun is found");
    let answer = Answer::of(creation(&office, &device, Digest::of(&[b"one more"]), 1_000)).await;
    assert_eq!(answer.problem(), (429, "too-many"));
    assert_eq!(answer.headers["retry-after"], "3600");
    let other = office.device("thu_lum").await;
    begin(&office, &other, Digest::of(&[b"one more"]), 1_000).await;
}
