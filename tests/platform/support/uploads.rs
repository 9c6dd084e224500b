//! The scripted office's side of uploads: tus as the contract has it.

use std::collections::{BTreeMap, BTreeSet};

use danvan::net::{Reply, Request};
use danvan_core::attachment::upload::{UploadMetadata, chunk_checksum};
use danvan_core::ids::Digest;
use danvan_core::wire::{KnownAnswer, KnownRequest};

/// What the office holds of files.
#[derive(Default)]
pub struct Uploads {
    pub begun: BTreeMap<String, Begun>,
    pub whole: BTreeMap<Digest, Vec<u8>>,
    /// Those that lie in a backup.
    pub backed_up: BTreeSet<Digest>,
    /// Bytes of chunks that arrived, the same ones twice counted twice.
    pub received: usize,
    /// Answers every new upload with this status and these words.
    pub refuse: Option<(u16, String)>,
}

/// An upload that was begun.
pub struct Begun {
    pub metadata: UploadMetadata,
    pub length: usize,
    pub bytes: Vec<u8>,
}

impl Uploads {
    /// The answer to a request about files.
    pub fn answer(&mut self, request: &Request, parts: &[&str], epoch: &str) -> Reply {
        match (request.method, parts) {
            ("POST", ["attachments", "known"]) => {
                let body = request.body.as_deref().expect("a body");
                let asked: KnownRequest = serde_json::from_str(body).expect("a question");
                let known: Vec<Digest> =
                    asked.sha256.into_iter().filter(|sha256| self.whole.contains_key(sha256)).collect();
                let backed_up = known.iter().copied().filter(|sha256| self.backed_up.contains(sha256));
                let backed_up = backed_up.collect();
                super::office::json(&KnownAnswer { epoch: epoch.to_owned(), known, backed_up })
            }
            ("GET", ["attachments", sha256]) => {
                match self.whole.get(&Digest::parse(sha256).expect("a digest")) {
                    Some(bytes) => Reply { status: 200, bytes: bytes.clone(), ..Reply::default() },
                    None => Reply { status: 404, json: true, ..Reply::default() },
                }
            }
            ("POST", ["uploads"]) => self.begin(request),
            ("HEAD", ["uploads", id]) => self.offset(id),
            ("PATCH", ["uploads", id]) => self.take(request, id),
            other => panic!("nobody asks that: {other:?}"),
        }
    }

    fn begin(&mut self, request: &Request) -> Reply {
        if let Some((status, detail)) = &self.refuse {
            let body = format!(
                r#"{{"type":"/problems/x","title":"Không nhận","status":{status},"detail":"{detail}"}}"#
            );
            return Reply { status: *status, json: true, tus: true, body, ..Reply::default() };
        }
        let id = self.begun.len().to_string();
        let metadata = UploadMetadata::of_header(&header(request, "upload-metadata")).expect("metadata");
        let length = header(request, "upload-length").parse().expect("a length");
        self.begun.insert(id.clone(), Begun { metadata, length, bytes: Vec::new() });
        let location = Some(format!("http://anywhere/api/v1/uploads/{id}"));
        Reply { status: 201, tus: true, location, ..Reply::default() }
    }

    fn offset(&self, id: &str) -> Reply {
        match self.begun.get(id) {
            Some(begun) => tus(200, begun.bytes.len()),
            None => Reply { status: 404, tus: true, ..Reply::default() },
        }
    }

    fn take(&mut self, request: &Request, id: &str) -> Reply {
        let chunk = request.bytes.as_deref().expect("a chunk");
        let Some(begun) = self.begun.get_mut(id) else {
            return Reply { status: 404, tus: true, ..Reply::default() };
        };
        assert_eq!(header(request, "content-type"), "application/offset+octet-stream");
        assert_eq!(header(request, "upload-checksum"), chunk_checksum(chunk));
        self.received += chunk.len();
        if header(request, "upload-offset") != begun.bytes.len().to_string() {
            return Reply { status: 409, tus: true, ..Reply::default() };
        }
        begun.bytes.extend_from_slice(chunk);
        if begun.bytes.len() == begun.length {
            assert_eq!(Digest::of(&[&begun.bytes]), begun.metadata.sha256, "another file than was named");
            self.whole.insert(begun.metadata.sha256, begun.bytes.clone());
        }
        tus(204, begun.bytes.len())
    }
}

fn header(request: &Request, name: &str) -> String {
    let found = request.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

fn tus(status: u16, offset: usize) -> Reply {
    Reply { status, tus: true, upload_offset: Some(offset as u64), ..Reply::default() }
}
