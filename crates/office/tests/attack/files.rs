//! Files: how many at once, how many bytes, and what a photo tells that somebody sends past the app.

use danvan_core::ids::Digest;
use reqwest::header;
use serde_json::Value;

use super::desk::Desk;
use super::phone::{Phone, fresh};
use super::photos::{begin_length, fetch, name, send};
use super::table::Table;
use super::wire::Office;

const COMMUNE: &str = "03466@2025-07-01";
const MIB: u64 = 1024 * 1024;
/// What no photo may tell.
const SECRETS: [&str; 4] = ["GPS 22.39 103.45", "Camera of Lo", "ns.adobe.com/xap", "2026:11:20 08:00"];

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let of_desk = async || Phone::enrolled(office, &desk.code(&Value::Null, COMMUNE).await).await;

    let phone = of_desk().await;
    let begun = futures_util::future::join_all((0..200).map(|_| begin_length(office, &phone, random(), 10)));
    let begun: Vec<u16> = begun.await.into_iter().map(|(status, _)| status).collect();
    let of = |wanted: u16| begun.iter().filter(|status| **status == wanted).count();
    table.row("200 uploads begun at once: taken, and told to wait", (of(201), of(429)), (100, 100));

    let phone = of_desk().await;
    let mut taken = 0;
    while begin_length(office, &phone, random(), 10 * MIB).await.0 == 201 && taken < 50 {
        taken += 1;
    }
    table.row("uploads of 10 MB that are promised and not sent", taken, 20);
    let other = of_desk().await;
    table.row("another device begins", begin_length(office, &other, random(), 10).await.0, 201);

    photos_tell_nothing(office, table, of_desk().await).await;
}

/// A photo with place, time and device, of each kind, goes in under its digest and comes out without.
async fn photos_tell_nothing(office: &Office, table: &mut Table, mut phone: Phone) {
    for (kind, photo) in [("JPEG", jpeg()), ("PNG", png()), ("WebP", webp())] {
        let digest = Digest::of(&[&photo]);
        let (status, (at, offset)) = begin_length(office, &phone, digest, photo.len() as u64).await;
        table.row(&format!("a {kind} that tells of its place begins"), (status, offset), (201, Some(0)));
        send(office, &phone, &at, &photo).await;
        name(office, &mut phone, &photo).await;
        let (_, (_, offset)) = begin_length(office, &phone, digest, photo.len() as u64).await;
        table.row("sent again it is whole", offset, Some(photo.len() as u64));
        table.row("it is read under its digest", fetch(office, &phone, digest).await, 200);

        let path = format!("/api/v1/attachments/{digest}");
        let request = office.request(reqwest::Method::GET, &path).bearer_auth(phone.token());
        let answer = request.send().await.unwrap();
        let text = |name: header::HeaderName| answer.headers()[name].to_str().unwrap().to_owned();
        let (length, etag) = (text(header::CONTENT_LENGTH), text(header::ETAG));
        let bytes = answer.bytes().await.unwrap();
        let told = SECRETS.iter().filter(|secret| holds(&bytes, secret.as_bytes())).count();
        table.row("and tells nothing", told, 0);
        table.row("its pixels are there", holds(&bytes, b"pixels of the photo"), true);
        let own = format!("\"{}\"", Digest::of(&[&bytes]));
        table.row("with its own length and digest", (length, etag), (bytes.len().to_string(), own));
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn random() -> Digest {
    Digest::of(&[&fresh()])
}

/// EXIF that turns the picture and tells the secrets.
fn exif() -> Vec<u8> {
    let head = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    [head.as_slice(), SECRETS.concat().as_bytes()].concat()
}

fn jpeg() -> Vec<u8> {
    let segment = |marker: u8, contents: &[u8]| {
        let length = u16::try_from(contents.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], length.as_slice(), contents].concat()
    };
    let frame = [8, 2, 208, 5, 0, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1];
    [
        vec![0xFF, 0xD8],
        segment(0xE1, &[b"Exif\0\0".as_slice(), &exif()].concat()),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), SECRETS.concat().as_bytes()].concat()),
        segment(0xFE, SECRETS.concat().as_bytes()),
        segment(0xE2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), SECRETS.concat().as_bytes()].concat()),
        segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x01".as_slice(), SECRETS.concat().as_bytes()].concat()),
        segment(0xF0, SECRETS.concat().as_bytes()),
        segment(0xDB, &[&[0; 65], SECRETS.concat().as_bytes()].concat()),
        segment(0xC0, &frame),
        segment(0xDA, &[3, 1, 0, 2, 17, 3, 17, 0, 63, 0]),
        b"pixels of the photo".to_vec(),
        vec![0xFF, 0xD9],
        SECRETS.concat().into_bytes(),
    ]
    .concat()
}

fn png() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], contents: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(contents);
        let length = u32::try_from(contents.len()).unwrap().to_be_bytes();
        [length.as_slice(), kind, contents, &crc.sum().to_be_bytes()].concat()
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0]),
        chunk(b"eXIf", &exif()),
        chunk(b"tEXt", SECRETS.concat().as_bytes()),
        chunk(b"iCCP", SECRETS.concat().as_bytes()),
        chunk(b"sPLT", SECRETS.concat().as_bytes()),
        chunk(b"pHYs", SECRETS.concat().as_bytes()),
        chunk(b"IDAT", b"pixels of the photo"),
        chunk(b"iTXt", SECRETS.concat().as_bytes()),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn webp() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], contents: &[u8]| {
        let length = u32::try_from(contents.len()).unwrap().to_le_bytes();
        let filled = vec![0; contents.len() % 2];
        [kind.as_slice(), &length, contents, &filled].concat()
    };
    let parts = [chunk(b"VP8 ", b"pixels of the photo"), chunk(b"EXIF", SECRETS.concat().as_bytes())];
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[0x2E, 0, 0, 0, 9, 0, 0, 9, 0, 0]),
        chunk(b"ICCP", SECRETS.concat().as_bytes()),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &[vec![0; 16], parts.concat()].concat()),
        chunk(b"EXIF", &exif()),
        chunk(b"XMP ", SECRETS.concat().as_bytes()),
    ]
    .concat();
    [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
}
