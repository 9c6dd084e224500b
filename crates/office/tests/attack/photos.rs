//! Photos of another commune by their digests.

use danvan_core::ids::{Digest, RecordId};
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::Phone;
use super::table::Table;
use super::wire::{Answer, Office};

const THEIRS: &str = "03466@2025-07-01";
const MINE: &str = "03439@2025-07-01";

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut victim = Phone::enrolled(office, &desk.code(&Value::Null, THEIRS).await).await;
    let mut thief = Phone::enrolled(office, &desk.code(&Value::Null, MINE).await).await;
    let (photo, nowhere) = (jpeg(7), jpeg(8));
    let digest = Digest::of(&[&photo]);

    let (status, offset) = begin(office, &victim, &photo).await;
    table.row("an upload of new bytes begins at 0", (status, offset.1), (201, Some(0)));
    send(office, &victim, &offset.0, &photo).await;
    name(office, &mut victim, &photo).await;
    table.row("who sent it may fetch it", fetch(office, &victim, digest).await, 200);

    table.row("a stranger may not", fetch(office, &thief, digest).await, 404);
    let nobodys = Digest::of(&[&nowhere]);
    let known = [known(office, &thief, digest).await, known(office, &thief, nobodys).await];
    table.row("`known` says of it as of a file that is nowhere", known, [false, false]);
    name(office, &mut thief, &photo).await;
    table.row("naming its digest in a record of one's own", fetch(office, &thief, digest).await, 404);
    let there = begin(office, &thief, &photo).await;
    let not_there = begin(office, &thief, &nowhere).await;
    table.row("an upload of it begins as one of a file that is nowhere", there.1.1, not_there.1.1);
    table.row("at its beginning", there.1.1, Some(0));
    send(office, &thief, &there.1.0, &photo).await;
    table.row("who has sent the bytes has them", fetch(office, &thief, digest).await, 200);
    table.row("and the first one still", fetch(office, &victim, digest).await, 200);
    deputies(office, table, &desk).await;
}

/// Who reaches two communes shows neither the other's photos without meaning to.
async fn deputies(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let mut victim = Phone::enrolled(office, &desk.code(&Value::Null, THEIRS).await).await;
    let mut thief = Phone::enrolled(office, &desk.code(&Value::Null, MINE).await).await;
    let colleague = Phone::enrolled(office, &desk.code(&Value::Null, THEIRS).await).await;
    let everywhere =
        json!({ "reach": { "type": "province" }, "role": "field_officer", "person": "Lò Thị Mai" });
    let mut deputy = Phone::enrolled(office, &desk.code_of(&everywhere).await).await;
    let specialist = Desk::open(office, "chuyenvien").await;
    let seen = |photo: &[u8]| item("p1", photo, None);

    for (case, seed) in ["their caption", "their caption by whoever sent it too"].into_iter().zip(20u8..) {
        if case.ends_with("too") {
            send_all(office, &deputy, &jpeg(seed)).await;
        }
        let photo = sent(office, &mut victim, seed).await;
        let record = name(office, &mut thief, &photo).await;
        change(office, &mut deputy, record, &seen(&photo), &item("p1", &photo, Some("Rõ hơn"))).await;
        closed(office, table, &thief, &photo, &format!("a wider reach corrects {case}")).await;
        deputy.push_action(office, record, json!({ "type": "delete" })).await;
        closed(office, table, &thief, &photo, "and withdraws the record").await;
    }

    let (photo, other) = (sent(office, &mut victim, 30).await, jpeg(31));
    let record = name(office, &mut thief, &photo).await;
    change(office, &mut thief, record, &seen(&photo), &item("p1", &other, None)).await;
    change(office, &mut deputy, record, &seen(&other), &item("p1", &photo, None)).await;
    closed(office, table, &thief, &photo, "a wider reach brings back what gave way").await;

    for (seed, take) in (40..).zip([true, false, true, false]) {
        let (photo, other) = (sent(office, &mut victim, seed).await, jpeg(seed + 10));
        let (first, second) = if seed < 42 { (&photo, &other) } else { (&other, &photo) };
        let record = create(office, &mut thief, &[]).await;
        change(office, &mut thief, record, &Value::Null, &item("p1", first, None)).await;
        let mut beside = Phone::enrolled(office, &desk.code(&Value::Null, MINE).await).await;
        change(office, &mut beside, record, &Value::Null, &item("p1", second, None)).await;
        let record = record.to_string();
        let stands = specialist.record(&record).await;
        let waits = &stands["proposals"][0];
        let choice = json!({
            "log": waits["log"], "number": waits["number"], "at": waits["at"],
            "seen": stands["body"]["attachments"][0], "take": take,
        });
        let request = json!({ "choices": [choice], "revision": stands["revision"] });
        let chosen = specialist.post(&format!("/api/v1/records/{record}/choices"), &request).await;
        assert_eq!(chosen.status, 200, "{}", chosen.text);
        let case = format!("the console {} what waits", if take { "takes" } else { "leaves" });
        closed(office, table, &thief, &photo, &case).await;
    }

    let photo = sent(office, &mut victim, 60).await;
    let record = create(office, &mut thief, &[]).await;
    let choice = json!({
        "log": thief.log, "number": 0, "at": { "field": "attachments", "key": "p1" }, "seen": seen(&photo),
        "take": false,
    });
    deputy.push_action(office, record, json!({ "type": "settle", "choices": [choice] })).await;
    closed(office, table, &thief, &photo, "a wider reach chooses by a value that it says it saw").await;

    // What must go on.
    let digest = Digest::of(&[&photo]);
    table.row("a colleague of the commune reads it", fetch(office, &colleague, digest).await, 200);
    table.row("whoever reaches the province reads it", fetch(office, &deputy, digest).await, 200);
    create_in(office, &mut deputy, &json!(MINE), &[item("p1", &photo, None)]).await;
    table.row("who reads it may show it elsewhere", fetch(office, &thief, digest).await, 200);
}

async fn closed(office: &Office, table: &mut Table, thief: &Phone, photo: &[u8], case: &str) {
    table.row(case, fetch(office, thief, Digest::of(&[photo])).await, 404);
}

/// A photo of that phone's, with its bytes at the office and a record that names it.
pub async fn sent(office: &Office, phone: &mut Phone, seed: u8) -> Vec<u8> {
    let photo = jpeg(seed);
    send_all(office, phone, &photo).await;
    name(office, phone, &photo).await;
    photo
}

async fn send_all(office: &Office, phone: &Phone, photo: &[u8]) {
    let (_, (at, _)) = begin(office, phone, photo).await;
    send(office, phone, &at, photo).await;
}

fn item(key: &str, photo: &[u8], caption: Option<&str>) -> Value {
    let mut item = json!({
        "key": key, "sha256": Digest::of(&[photo]), "kind": "photo", "name": "a.jpg", "mime": "image/jpeg",
        "bytes": photo.len(),
    });
    if let Some(caption) = caption {
        item["caption"] = json!(caption);
    }
    item
}

/// Writes the item of a record's photos.
async fn change(office: &Office, phone: &mut Phone, record: RecordId, seen: &Value, written: &Value) {
    let mut change = json!({ "field": "attachments", "key": "p1", "written": written });
    if !seen.is_null() {
        change["seen"] = seen.clone();
    }
    let answer = phone.push_action(office, record, json!({ "type": "change", "fields": [change] })).await;
    let outcome = &answer.body["verdicts"][0]["outcome"]["type"];
    assert!(outcome == "applied" || outcome == "merged", "{}", answer.text);
}

/// Names bytes in a record of this device.
pub async fn name(office: &Office, phone: &mut Phone, photo: &[u8]) -> RecordId {
    create(office, phone, &[item("p1", photo, None)]).await
}

async fn create(office: &Office, phone: &mut Phone, items: &[Value]) -> RecordId {
    let home = phone.enrolled["home"].clone();
    create_in(office, phone, &home, items).await
}

async fn create_in(office: &Office, phone: &mut Phone, unit: &Value, items: &[Value]) -> RecordId {
    let (author, from) = (phone.enrolled["author"].clone(), phone.entries.len());
    let record = phone.create_as("Có ảnh", author, unit, json!({ "attachments": items }));
    let pushed = phone.push(office, &phone.rest(from)).await;
    assert_eq!(pushed.body["verdicts"][0]["outcome"]["type"], "applied", "{}", pushed.text);
    record
}

pub async fn fetch(office: &Office, phone: &Phone, digest: Digest) -> u16 {
    office.get(&format!("/api/v1/attachments/{digest}"), phone.token()).await.status
}

async fn known(office: &Office, phone: &Phone, digest: Digest) -> bool {
    let body = json!({ "sha256": [digest] });
    let answer = office.post("/api/v1/attachments/known", Some(phone.token()), &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["known"].as_array().is_some_and(|known| !known.is_empty())
}

/// Begins an upload: the status, where it lies, and the place at which the office goes on.
async fn begin(office: &Office, phone: &Phone, photo: &[u8]) -> (u16, (String, Option<u64>)) {
    begin_length(office, phone, Digest::of(&[photo]), photo.len() as u64).await
}

/// The same for bytes that nobody has in hand.
pub async fn begin_length(
    office: &Office,
    phone: &Phone,
    digest: Digest,
    length: u64,
) -> (u16, (String, Option<u64>)) {
    let digest = base64(digest.to_string().as_bytes());
    let request = office.request(Method::POST, "/api/v1/uploads").bearer_auth(phone.token());
    let request = request.header("tus-resumable", "1.0.0").header("upload-length", length);
    let answer = request.header("upload-metadata", format!("sha256 {digest}")).send().await.unwrap();
    let text =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let offset = text("upload-offset").and_then(|offset| offset.parse().ok());
    (answer.status().as_u16(), (text(header::LOCATION.as_str()).unwrap_or_default(), offset))
}

pub async fn send(office: &Office, phone: &Phone, at: &str, photo: &[u8]) {
    let request = office.request(Method::PATCH, at).bearer_auth(phone.token()).header("upload-offset", 0);
    let request = request.header("tus-resumable", "1.0.0");
    let request = request.header(header::CONTENT_TYPE, "application/offset+octet-stream");
    let answer = Answer::of(request.body(photo.to_vec())).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

/// A small JPEG that no other test has.
fn jpeg(seed: u8) -> Vec<u8> {
    let mut bytes = vec![
        0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 208, 5, 0, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1, 0xFF, 0xDA, 0, 2,
    ];
    bytes.extend((0..200).map(|place: u8| place.wrapping_mul(seed) & 0x7F));
    bytes.extend([0xFF, 0xD9]);
    bytes
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0u32, |number, byte| (number << 8) | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}
