//! Files to send, and what lies in folders.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};

use danvan_core::attachment::upload::{CHUNK_TYPE, UploadMetadata};
use danvan_core::attachment::{AttachmentKind, AttachmentMeta};
use danvan_core::catalogue::UnitId;
use danvan_core::ids::Digest;
use danvan_core::record::{Body, fields};
use reqwest::{Method, RequestBuilder};

use super::{Answer, TestDevice, TestOffice, activity};

/// A JPEG with its header and that many bytes; each has another content.
pub fn jpeg(length: usize) -> Vec<u8> {
    static SEED: AtomicU8 = AtomicU8::new(1);
    let mut bytes = vec![
        0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 208, 5, 0, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1, 0xFF, 0xDA, 0, 2,
    ];
    let seed = SEED.fetch_add(1, Ordering::Relaxed);
    let mut next = u32::from(seed);
    while bytes.len() + 2 < length {
        next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.push((next >> 25) as u8);
    }
    bytes.extend([0xFF, 0xD9]);
    bytes
}

/// A PNG that says it has so many pixels, and has none.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&bytes[12..]);
    bytes.extend(checksum.sum().to_be_bytes());
    bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

/// The checksum of "dan" as `sha1sum` gives it.
pub fn sha1_of_dan() -> String {
    "sha1 JZHl9G8o0wP53AJ9R1pcYNjeoXo=".to_owned()
}

/// Begins to send a file: the address of its upload, and where it stands.
pub async fn begin(office: &TestOffice, device: &TestDevice, bytes: &[u8]) -> (String, u64) {
    let metadata =
        UploadMetadata { sha256: Digest::of(&[bytes]), filename: None, filetype: None, record: None };
    let creation = tus(office, device, Method::POST, "/api/v1/uploads").header("upload-length", bytes.len());
    let begun = Answer::of(creation.header("upload-metadata", metadata.to_header())).await;
    let header = |name: &str| begun.headers[name].to_str().unwrap();
    (header("location").to_owned(), header("upload-offset").parse().unwrap())
}

fn tus(office: &TestOffice, device: &TestDevice, method: Method, path: &str) -> RequestBuilder {
    let request = office.request(method, path).bearer_auth(&device.enrolment.token);
    request.header("tus-resumable", "1.0.0")
}

/// Sends a file in one piece; the answer to it.
pub async fn upload(office: &TestOffice, device: &TestDevice, bytes: &[u8]) -> Answer {
    let (address, _) = begin(office, device, bytes).await;
    let piece = tus(office, device, Method::PATCH, &address).header("upload-offset", 0);
    Answer::of(piece.header("content-type", CHUNK_TYPE).body(bytes.to_vec())).await
}

/// An activity that names these bytes, under a name that means harm.
pub fn with_photo(unit: &UnitId, title: &str, bytes: &[u8]) -> Body {
    let mut body = activity(unit, title);
    let photo = AttachmentMeta {
        key: "p1".to_owned(),
        kind: AttachmentKind::Photo,
        name: Some("\"><script>.jpg".to_owned()),
        mime: Some("text/html".to_owned()),
        bytes: bytes.len() as u64,
        sha256: Digest::of(&[bytes]),
        caption: None,
    };
    fields::set_item(&mut body, "attachments", "key", photo.to_item());
    body
}

/// Every file below a folder.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found
}
