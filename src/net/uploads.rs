//! The bytes of attachments on their way to the office and back: tus 1.0 as the uploader uses it.

use danvan_core::attachment::upload::{
    CHECKSUM_MISMATCH, CHUNK_TYPE, TUS_VERSION, UploadMetadata, chunk_checksum,
};
use danvan_core::ids::Digest;
use danvan_core::sync::Failure as Refusal;
use danvan_core::sync::uploads::{Answer, Call, Failure};
use danvan_core::wire::{KnownAnswer, KnownRequest};

use super::office::{json, problem};
use super::{Office, Reply, Request};

/// Where uploads live at the office: no other address is ever sent a file.
const UPLOADS: &str = "/api/v1/uploads";
/// The method meant, of a request that is a `POST` since nothing else gets through. Of tus 1.0.
const METHOD_OVERRIDE: &str = "x-http-method-override";

/// What a request of the uploader carries besides what it says itself.
#[derive(Clone, Debug)]
pub enum Upload {
    /// Nothing.
    Bare,
    /// What the file is.
    Metadata(UploadMetadata),
    /// The bytes of a chunk.
    Chunk(Vec<u8>),
}

impl Office {
    /// Sends a call of the uploader.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn upload(&self, call: &Call, with: Upload, token: &str) -> Result<Answer, Failure> {
        if let Call::Known { sha256 } = call {
            return self.known(sha256, token).await;
        }
        let mut headers = vec![("tus-resumable", TUS_VERSION.to_owned())];
        let (method, path) = match call {
            Call::Create { bytes, .. } => {
                headers.push(("upload-length", bytes.to_string()));
                ("POST", UPLOADS.to_owned())
            }
            Call::Chunk { address, offset, by_post, .. } => {
                headers.push(("upload-offset", offset.to_string()));
                headers.push(("content-type", CHUNK_TYPE.to_owned()));
                (meant("PATCH", *by_post, &mut headers), address.clone())
            }
            Call::Offset { address, by_post, .. } => (meant("HEAD", *by_post, &mut headers), address.clone()),
            Call::Known { .. } => return Err(Failure::Lost),
        };
        let mut bytes = None;
        match with {
            Upload::Metadata(metadata) => headers.push(("upload-metadata", metadata.to_header())),
            Upload::Chunk(chunk) => {
                headers.push(("upload-checksum", chunk_checksum(&chunk)));
                bytes = Some(chunk);
            }
            Upload::Bare => {}
        }
        let token = Some(token.to_owned());
        let request = Request { method, path, token, bytes, headers, ..Request::default() };
        let reply = self.transport.send(request).await.map_err(|_| Failure::Lost)?;
        if let Some(failure) = failure(&reply) {
            return Err(failure);
        }
        match call {
            Call::Create { .. } => {
                let address = reply.location.as_deref().and_then(address).ok_or(Failure::Lost)?;
                Ok(Answer::Created { address, offset: reply.upload_offset.unwrap_or(0) })
            }
            _ => reply.upload_offset.map(Answer::Offset).ok_or(Failure::Lost),
        }
    }

    async fn known(&self, sha256: &[Digest], token: &str) -> Result<Answer, Failure> {
        let KnownAnswer { epoch, known, .. } = self.has_files(sha256, token).await?;
        Ok(Answer::Known { epoch, known })
    }

    /// Which of the files the office has whole, and which of those lie in a backup.
    ///
    /// # Errors
    /// Where it did not say so.
    pub async fn has_files(&self, sha256: &[Digest], token: &str) -> Result<KnownAnswer, Failure> {
        let body = json(&KnownRequest { sha256: sha256.to_vec(), record: None });
        let request = Request {
            method: "POST",
            path: "/api/v1/attachments/known".to_owned(),
            token: Some(token.to_owned()),
            body,
            ..Request::default()
        };
        match self.answer::<KnownAnswer>(request).await {
            Ok(answer) => Ok(answer),
            Err(Refusal::Busy { retry_after_s }) => Err(Failure::Busy { retry_after_s }),
            Err(Refusal::NotAllowed | Refusal::Unproven | Refusal::Revoked { .. }) => {
                Err(Failure::NotAllowed)
            }
            Err(Refusal::Rejected(words)) => Err(Failure::Rejected(words)),
            Err(_) => Err(Failure::Lost),
        }
    }

    /// A file as the office has it, with its media type; `None` where it cannot be had now, or is another file.
    pub async fn attachment(&self, sha256: Digest, token: &str) -> Option<Vec<u8>> {
        let request = Request {
            method: "GET",
            path: format!("/api/v1/attachments/{sha256}"),
            token: Some(token.to_owned()),
            wants_bytes: true,
            ..Request::default()
        };
        let reply = self.transport.send(request).await.ok()?;
        // Its name is its digest, or the office says the digest of what it keeps of it: an image that told of place and
        // time. A captive portal's page is neither.
        let found = Digest::of(&[&reply.bytes]);
        let said = reply.etag.is_some_and(|etag| etag == ["\"", &found.to_string(), "\""].concat());
        ((200..300).contains(&reply.status) && (found == sha256 || said)).then_some(reply.bytes)
    }
}

/// The method to send, and the header that names the one meant where that is another.
fn meant(method: &'static str, by_post: bool, headers: &mut Vec<(&'static str, String)>) -> &'static str {
    if by_post {
        headers.push((METHOD_OVERRIDE, method.to_owned()));
        return "POST";
    }
    method
}

/// The path of an upload, from the `Location` that names it with or without the office's origin.
fn address(location: &str) -> Option<String> {
    let at = location.find(UPLOADS)?;
    let path = location.get(at..)?;
    path.strip_prefix(UPLOADS)?.strip_prefix('/').filter(|id| !id.is_empty())?;
    Some(path.to_owned())
}

/// In which way a reply is no answer. What neither speaks tus nor is a problem of the office's comes from something in
/// between: a gateway says "too large" of a piece, in JSON or as a page, and means itself.
fn failure(reply: &Reply) -> Option<Failure> {
    let from_office = reply.tus || problem(reply).is_some();
    match reply.status {
        429 | 503 => Some(Failure::Busy { retry_after_s: reply.retry_after_s }),
        413 if !from_office => Some(Failure::ChunkTooLarge),
        511 => Some(Failure::Lost),
        _ if reply.redirected => Some(Failure::Lost),
        _ if !from_office => Some(Failure::Blocked),
        200..=299 => None,
        401 | 403 => Some(Failure::NotAllowed),
        404 | 410 => Some(Failure::Gone),
        409 => Some(Failure::Elsewhere),
        // Another request about this upload has not ended yet.
        423 => Some(Failure::Busy { retry_after_s: reply.retry_after_s }),
        CHECKSUM_MISMATCH => Some(Failure::Damaged),
        413 | 415 | 422 => Some(Failure::Refused(words(reply))),
        400..=499 => Some(Failure::Rejected(words(reply))),
        _ => Some(Failure::Lost),
    }
}

/// What the office says, in its most exact words.
fn words(reply: &Reply) -> String {
    problem(reply).map_or_else(|| reply.status.to_string(), |problem| problem.detail.unwrap_or(problem.title))
}
