//! Photos of another commune by their digests.

use danvan_core::ids::Digest;
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
}

/// Names bytes in a record of this device.
async fn name(office: &Office, phone: &mut Phone, photo: &[u8]) {
    let (author, home) = (phone.enrolled["author"].clone(), phone.enrolled["home"].clone());
    let fields = json!({ "attachments": [{
        "key": "p1", "sha256": Digest::of(&[photo]), "kind": "photo", "name": "a.jpg", "mime": "image/jpeg",
        "bytes": photo.len(),
    }] });
    let from = phone.entries.len();
    phone.create_as("Có ảnh", author, &home, fields);
    let pushed = phone.push(office, &phone.rest(from)).await;
    assert_eq!(pushed.body["verdicts"][0]["outcome"]["type"], "applied", "{}", pushed.text);
}

async fn fetch(office: &Office, phone: &Phone, digest: Digest) -> u16 {
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
    let digest = base64(Digest::of(&[photo]).to_string().as_bytes());
    let request = office.request(Method::POST, "/api/v1/uploads").bearer_auth(phone.token());
    let request = request.header("tus-resumable", "1.0.0").header("upload-length", photo.len());
    let answer = request.header("upload-metadata", format!("sha256 {digest}")).send().await.unwrap();
    let text =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let offset = text("upload-offset").and_then(|offset| offset.parse().ok());
    (answer.status().as_u16(), (text(header::LOCATION.as_str()).unwrap_or_default(), offset))
}

async fn send(office: &Office, phone: &Phone, at: &str, photo: &[u8]) {
    let request = office.request(Method::PATCH, at).bearer_auth(phone.token()).header("upload-offset", 0);
    let request = request.header("tus-resumable", "1.0.0");
    let request = request.header(header::CONTENT_TYPE, "application/offset+octet-stream");
    let answer = Answer::of(request.body(photo.to_vec())).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

/// A small JPEG that no other test has.
fn jpeg(seed: u8) -> Vec<u8> {
    let mut bytes =
        vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 208, 5, 0, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1, 0xFF, 0xDA];
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
