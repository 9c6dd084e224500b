//! Bundles that are carried to a hub, and on from there: over the line, or on a stick.

use danvan_core::bundle::hostile::{Honest, corpus};
use danvan_core::bundle::{BundleProblem, ReceiptFile};
use danvan_core::wire_bundles::{BundleList, BundleOutcome, BundleRow};
use danvan_office::hub_wire::{KeptBundle, KeptBundles, ReceiptRow, ReceiptRows};
use reqwest::{Client, Method};
use serde_json::json;

use crate::support::{Answer, TestDevice, TestHub, TestOffice};

async fn district(entries: usize) -> (TestOffice, TestDevice, TestHub) {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    for number in 0..entries {
        device.create_activity(&format!("Hoạt động {number}"));
    }
    let hub = TestHub::start(&office).await;
    hub.line.set(false);
    (office, device, hub)
}

/// Somebody brings a file to the hub's page.
async fn brought(hub: &TestHub, file: &[u8]) -> BundleRow {
    let url = format!("{}/api/v1/bundles?name=goi.danvan", hub.running().url());
    let answer = Answer::of(Client::new().post(url).body(file.to_vec())).await;
    serde_json::from_value(answer.ok()).unwrap()
}

async fn kept(hub: &TestHub) -> Vec<KeptBundle> {
    let answer = Answer::of(Client::new().get(format!("{}/api/v1/bundles", hub.running().url()))).await;
    serde_json::from_value::<KeptBundles>(answer.ok()).unwrap().bundles
}

async fn answers(hub: &TestHub) -> Vec<Option<BundleOutcome>> {
    kept(hub).await.iter().map(|kept| kept.answer.as_ref().map(|answer| answer.outcome)).collect()
}

/// The stick, as the hub writes it.
async fn stick(hub: &TestHub) -> Vec<u8> {
    let request = Client::new().post(format!("{}/api/v1/hub/stick", hub.running().url()));
    let copied = request.header("cookie", hub.opened().await).send().await.unwrap();
    assert_eq!(copied.headers()["content-type"], "application/x-tar");
    let length = copied.content_length().unwrap();
    let bytes = copied.bytes().await.unwrap();
    assert_eq!(bytes.len() as u64, length);
    bytes.to_vec()
}

/// A clerk at the province puts a stick in.
async fn read_at_province(office: &TestOffice, stick: Vec<u8>) -> Vec<BundleRow> {
    let console = office.console("chuyenvien").await;
    let request = console.request(Method::POST, "/api/v1/bundles/collections?name=khu-vuc.tar").body(stick);
    serde_json::from_value::<BundleList>(Answer::of(request).await.ok()).unwrap().bundles
}

async fn receipts_of(office: &TestOffice, devices: &[&TestDevice]) -> Vec<u8> {
    let console = office.console("chuyenvien").await;
    let devices: Vec<_> = devices.iter().map(|device| device.id).collect();
    let request = console.request(Method::POST, "/api/v1/receipts/collections");
    let answer = request.json(&json!({ "devices": devices })).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/x-tar");
    answer.bytes().await.unwrap().to_vec()
}

async fn receipts_brought(hub: &TestHub, file: Vec<u8>) -> Vec<ReceiptRow> {
    let url = format!("{}/api/v1/receipts?name=bien-nhan.tar", hub.running().url());
    let answer = Answer::of(Client::new().post(url).header("cookie", hub.opened().await).body(file)).await;
    serde_json::from_value::<ReceiptRows>(answer.ok()).unwrap().receipts
}

async fn receipt_at(hub: &TestHub, device: &TestDevice) -> Option<ReceiptFile> {
    let url = format!("{}/api/v1/receipts/{}", hub.running().url(), device.id);
    let answer = Client::new().get(url).send().await.unwrap();
    let sign = device.enrolment.office_keys.clone().unwrap().sign;
    (answer.status() == 200).then_some(ReceiptFile::read(&answer.bytes().await.unwrap(), &sign).ok()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_brought_in_any_order_and_twice_is_kept_and_passed_on_when_the_line_is_up() {
    let (office, device, mut hub) = district(6).await;
    let late = brought(&hub, &device.bundle(4, 6)).await;
    assert_eq!((late.outcome, late.missing_from), (BundleOutcome::Kept, Some(0)), "the gap shows");
    assert_eq!(late.device_name.as_deref(), Some("Máy thử"));
    let first = device.bundle(0, 4);
    let kept_first = brought(&hub, &first).await;
    assert_eq!((kept_first.outcome, kept_first.missing_from), (BundleOutcome::Kept, None));
    assert_eq!(brought(&hub, &first).await.outcome, BundleOutcome::AlreadyHad);
    hub.restart().await;
    let waiting = kept(&hub).await;
    assert_eq!(waiting.len(), 2, "kept over the restart");
    assert!(waiting.iter().all(|kept| kept.row.missing_from.is_none()), "the gap is closed");
    assert!(hub.pass_on().await.is_err(), "the line is down");
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0);

    hub.line.set(true);
    let passed = hub.pass_on().await.unwrap();
    assert_eq!(passed.bundles, 2);
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());
    assert_eq!(answers(&hub).await, [Some(BundleOutcome::Taken), Some(BundleOutcome::Taken)]);
    let receipt = receipt_at(&hub, &device).await.unwrap();
    assert_eq!(receipt.logs[0].receipt.head, device.chain.head(), "the receipt has come down the line");
    assert_eq!(hub.pass_on().await.unwrap().bundles, 0, "nothing is sent twice");
    assert_eq!(brought(&hub, &first).await.outcome, BundleOutcome::AlreadyHad, "and nothing is kept again");
    assert!(office.console("chuyenvien").await.get("/api/v1/records").await.ok()["total"] == 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_has_its_row_and_is_not_kept() {
    let (office, device, hub) = district(3).await;
    let mut late = office.device("thu_lum").await;
    late.create_activity("Máy mới");
    let unknown = brought(&hub, &late.bundle(0, 1)).await;
    assert_eq!(
        (unknown.outcome, unknown.problem),
        (BundleOutcome::UnknownDevice, Some(BundleProblem::UnknownDevice))
    );
    let honest = Honest {
        origin: device.origin(),
        push: device.segment(0),
        secret: device.secret.clone(),
        office: device.enrolment.office_keys.clone().unwrap(),
        other: (late.id, late.log()),
    };
    for hostile in corpus(&honest).unwrap() {
        let row = brought(&hub, &hostile.file).await;
        // What a device signed itself can only be found out by the one who opens it.
        if row.outcome != BundleOutcome::Kept {
            assert!(row.problem.is_some(), "{}: {row:?}", hostile.what);
        }
    }
    let genuine = device.bundle(0, 3);
    let mut damaged = genuine.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(brought(&hub, &damaged).await.problem, Some(BundleProblem::BadSignature));
    assert_eq!(brought(&hub, &genuine).await.outcome, BundleOutcome::Kept);

    // Everything that was kept was signed by the device; the province finds the rest out and says so.
    hub.line.set(true);
    hub.pass_on().await.unwrap();
    let of_genuine = |kept: &KeptBundle| kept.row.digest == danvan_core::ids::Digest::of(&[&genuine]);
    for kept in kept(&hub).await {
        let answer = kept.answer.as_ref().unwrap();
        assert_eq!(answer.problem.is_none(), of_genuine(&kept), "{answer:?}");
    }
    assert_eq!(device.status(&office, 0).await.receipt.head, device.chain.head());
    assert_eq!(
        brought(&hub, &late.bundle(0, 1)).await.outcome,
        BundleOutcome::Kept,
        "known after the contact"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_line_a_stick_goes_and_a_receipt_comes_back() {
    let (office, device, hub) = district(4).await;
    let mut second = office.device("bum_nua").await;
    second.create_activity("Máy thứ hai");
    hub.line.set(true);
    hub.pass_on().await.unwrap();
    hub.line.set(false);
    for file in [device.bundle(2, 4), second.bundle(0, 1), device.bundle(0, 2)] {
        assert_eq!(brought(&hub, &file).await.outcome, BundleOutcome::Kept);
    }
    let stick = stick(&hub).await;
    assert!(kept(&hub).await.iter().all(|kept| kept.copied_at.is_some() && kept.answer.is_none()));

    let rows = read_at_province(&office, stick.clone()).await;
    assert_eq!(rows.iter().map(|row| row.outcome).collect::<Vec<_>>(), [BundleOutcome::Taken; 3], "{rows:?}");
    assert!(rows.iter().all(|row| row.name.as_ref().unwrap().ends_with(".danvan")));
    let again = read_at_province(&office, stick).await;
    assert!(again.iter().all(|row| row.outcome == BundleOutcome::AlreadyHad));

    let file = receipts_of(&office, &[&device, &second]).await;
    let receipts = receipts_brought(&hub, file.clone()).await;
    assert_eq!(receipts.iter().map(|row| row.answered).sum::<u64>(), 3);
    assert!(receipts.iter().all(|row| row.problem.is_none()));
    assert_eq!(answers(&hub).await, [Some(BundleOutcome::Taken); 3]);
    for of in [&device, &second] {
        assert_eq!(receipt_at(&hub, of).await.unwrap().logs[0].receipt.head, of.chain.head());
    }
    let again = receipts_brought(&hub, file).await;
    assert!(again.iter().all(|row| row.problem.is_none() && row.answered == 0));

    // The line comes back later: nothing is left to pass on.
    hub.line.set(true);
    assert_eq!(hub.pass_on().await.unwrap().bundles, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_that_the_province_did_not_sign_change_nothing() {
    let (office, device, hub) = district(2).await;
    brought(&hub, &device.bundle(0, 2)).await;
    stick(&hub).await;
    // The province knows nothing of the bundle yet: its word answers nothing.
    let early = receipts_of(&office, &[&device]).await;
    let rows = receipts_brought(&hub, early).await;
    assert!(rows.iter().all(|row| row.problem.is_none() && row.answered == 0), "{rows:?}");
    assert_eq!(answers(&hub).await, [None]);
    device.push(&office, 0).await;
    let file = receipts_of(&office, &[&device]).await;
    let mut forged = file.clone();
    forged[512 + 60] ^= 1;
    let rows = receipts_brought(&hub, forged).await;
    assert_eq!(rows[0].problem, Some(BundleProblem::BadSignature), "{rows:?}");
    let cut = receipts_brought(&hub, file[..512 + 100].to_vec()).await;
    assert_eq!(cut.last().unwrap().problem, Some(BundleProblem::Truncated));
    let rubbish = receipts_brought(&hub, b"rubbish".to_vec()).await;
    assert_eq!(rubbish[0].problem, Some(BundleProblem::NotABundle));
    assert_eq!(answers(&hub).await, [None]);
    assert_eq!(receipts_brought(&hub, file).await[0].answered, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_asked_again_and_what_waits_there_is_followed() {
    let (office, device, hub) = district(4).await;
    let late = device.bundle(2, 4);
    brought(&hub, &late).await;
    // It has arrived once already; the hub has not heard of it.
    device.carry(&office, &late).await;
    hub.line.set(true);
    hub.pass_on().await.unwrap();
    assert_eq!(answers(&hub).await, [Some(BundleOutcome::Waiting)]);
    // The gap is closed at the province by another road: the next round brings its word.
    device.try_push(&office, &device.segment_of(0, 2)).await.ok();
    for _ in 0..100 {
        hub.pass_on().await.unwrap();
        if answers(&hub).await == [Some(BundleOutcome::Taken)] {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(answers(&hub).await, [Some(BundleOutcome::Taken)]);
    let first = device.bundle(0, 2);
    hub.line.set(false);
    brought(&hub, &first).await;
    device.carry(&office, &first).await;
    hub.line.set(true);
    hub.pass_on().await.unwrap();
    assert!(answers(&hub).await.contains(&Some(BundleOutcome::AlreadyHad)), "done before, answered now");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_cannot_make_a_browser_copy_or_bring_receipts() {
    let (_office, device, hub) = district(1).await;
    brought(&hub, &device.bundle(0, 1)).await;
    for path in ["/api/v1/hub/stick", "/api/v1/receipts"] {
        let request = Client::new().post(format!("{}{path}", hub.running().url()));
        let answer = Answer::of(request.header("origin", "https://elsewhere.example").body("x")).await;
        assert_eq!(answer.status, 403, "{path}");
    }
    assert!(kept(&hub).await[0].copied_at.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_brings_nothing_packed() {
    let (_office, _device, hub) = district(0).await;
    for coding in ["gzip", "br"] {
        let request = Client::new().post(format!("{}/api/v1/bundles", hub.running().url()));
        let answer = Answer::of(request.header("content-encoding", coding).body(b"\x1f\x8b".to_vec())).await;
        assert_eq!(answer.problem(), (415, "unsupported-media-type"), "{coding}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_is_kept_and_takes_files_in_by_rows() {
    let (_office, device, hub) = district(3).await;
    let url = hub.running().url();
    let row =
        Client::new().post(format!("{url}/api/v1/bundles?name=%3Cb%3E.danvan")).header("accept", "text/html");
    let row = Answer::of(row.body(device.bundle(1, 3))).await;
    for words in ["<tr>", "&lt;b&gt;.danvan", "Xã Bum Nưa", "2–3", "còn thiếu từ lần ghi 1"] {
        assert!(row.text.contains(words), "{words} in {}", row.text);
    }
    let page = Answer::of(Client::new().get(&url)).await;
    for words in [
        "1 gói đang chờ chuyển về tỉnh",
        "Chép gói lên USB (",
        "còn thiếu từ lần ghi 1",
        "Nhập biên nhận từ tỉnh",
    ] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    let script = Answer::of(Client::new().get(format!("{url}/hub.js"))).await;
    assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
    let nothing = Answer::of(Client::new().get(format!("{url}/api/v1/receipts/{}", device.id))).await;
    assert_eq!(nothing.problem(), (404, "not-found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_scripts_is_led_to_the_field_and_on() {
    let (_office, device, mut hub) = district(1).await;
    brought(&hub, &device.bundle(0, 1)).await;
    let url = hub.running().url();
    let none = reqwest::redirect::Policy::none();
    let client = Client::builder().redirect(none).build().unwrap();
    let browser = |method: Method, path: &str, cookie: &str| {
        let request = client.request(method, format!("{url}{path}"));
        Answer::of(request.header("accept", "text/html,*/*").header("cookie", cookie))
    };
    let led = |answer: &Answer| (answer.status, answer.headers["location"].to_str().unwrap().to_owned());
    let asked = browser(Method::POST, "/api/v1/hub/stick", "").await;
    assert_eq!(led(&asked), (303, "/?pin=needed#pin".to_owned()));
    let page = browser(Method::GET, "/?pin=needed", "").await;
    for words in ["Nhập mã PIN trước", "aria-invalid=\"true\"", "Chép gói lên USB"] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    for (typed, word) in [("12", "not-a-pin"), ("0000 0000 0", "wrong")] {
        let answer = hub.type_pin(typed, "text/html,*/*").await;
        assert_eq!(led(&answer), (303, format!("/?pin={word}#pin")));
    }
    let right = hub.type_pin(&format!(" {} ", hub.pin), "text/html,*/*").await;
    assert_eq!(led(&right), (303, "/".to_owned()));
    let cookie = right.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = browser(Method::GET, "/", &cookie).await;
    assert!(page.text.contains("Đã nhập mã PIN") && !page.text.contains("pin-field"), "{}", page.text);
    assert_eq!(browser(Method::POST, "/api/v1/hub/stick", &cookie).await.status, 200);
    assert_eq!(browser(Method::POST, "/api/v1/hub/pin/end", &cookie).await.status, 303);
    assert_eq!(browser(Method::POST, "/api/v1/hub/stick", &cookie).await.status, 303, "locked again");

    // The PIN outlasts a start; what was opened does not.
    let cookie = hub.opened().await;
    hub.restart().await;
    let url = hub.running().url();
    let state =
        |cookie: String| Answer::of(client.get(format!("{url}/api/v1/hub/pin")).header("cookie", cookie));
    assert!(hub.running().pin.is_none());
    assert_eq!(state(cookie).await.problem(), (401, "pin-needed"));
    assert_eq!(state(hub.opened().await).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_that_the_province_has_for_a_hub_is_its_own() {
    let mut office = TestOffice::start().await;
    let hub = TestHub::start(&office).await;
    let by = async |name: &str| {
        let request = Client::new().get(format!("{}/health", hub.running().url()));
        Answer::of(request.header("host", name)).await.status
    };
    assert_eq!([by("muong-te.example:8443").await, by("127.0.0.1").await], [421, 200]);
    let (province, id) = ("12".into(), "12:muong_te".into());
    let catalogues = danvan_office::Catalogues::bundled().unwrap();
    let store = danvan_office::open_known_store(&office.books(), &catalogues).await.unwrap();
    store.set_hub_address(&province, &id, Some("https://muong-te.example:8443")).await.unwrap();
    store.close().await;
    let port = office.url("").rsplit(':').next().unwrap().to_owned();
    office.restart_with(|config| config.listen = format!("127.0.0.1:{port}")).await;
    for _ in 0..100 {
        if hub.pass_on().await.is_ok() && by("muong-te.example:8443").await == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!([by("muong-te.example:8443").await, by("than-uyen.example").await], [200, 421]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_only_looks_is_asked_for_the_pin_again_after_half_an_hour() {
    let office = TestOffice::start().await;
    let minutes = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0));
    let passed = minutes.clone();
    let hub = TestHub::start_with(&office, |config| {
        let begin = config.clock.unix_ms();
        config.clock = danvan_office::clock::Clock::new(move || {
            begin + passed.load(std::sync::atomic::Ordering::Relaxed) * 60_000
        });
    })
    .await;
    let cookie = hub.opened().await;
    let at = async |minute: i64, method: Method, path: &str| {
        minutes.store(minute, std::sync::atomic::Ordering::Relaxed);
        let request = Client::new().request(method, format!("{}{path}", hub.running().url()));
        Answer::of(request.header("cookie", &cookie)).await
    };
    let receipts = "/api/v1/receipts?name=x";
    assert_eq!(at(29, Method::POST, receipts).await.status, 200, "something was done");
    assert!(at(58, Method::GET, "/").await.text.contains("Đã nhập mã PIN"));
    assert!(at(60, Method::GET, "/").await.text.contains("pin-field"), "the page asks again by itself");
    assert_eq!(at(60, Method::POST, receipts).await.problem(), (401, "pin-needed"));
}
