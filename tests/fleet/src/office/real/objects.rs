//! Photos at the real office: its tus endpoints, and the folders in which pieces and whole files lie.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, header};
use danvan_core::attachment::upload::{
    CHECKSUM_MISMATCH, CHUNK_TYPE, TUS_VERSION, UploadMetadata, chunk_checksum,
};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, RecordId};
use danvan_core::sync::uploads::{Answer, Call, Failure};
use danvan_core::wire::{KnownAnswer, KnownRequest};
use danvan_office::attachments::{Objects, Places, forget_lost};
use http_body_util::BodyExt;
use sqlx::Row;
use tempfile::TempDir;
use tower::ServiceExt;

use super::RealOffice;
use crate::office::{Blow, Caller, PROVINCE, turns};

/// A chunk on its way, with the checksum that the device has put beside it.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// Its bytes, as they arrive.
    pub bytes: Vec<u8>,
    checksum: String,
}

impl Piece {
    /// As the device sends it.
    pub fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), checksum: chunk_checksum(bytes) }
    }
}

/// A folder for one world: in memory where the machine offers that, since nothing of it outlives the world.
pub(super) fn folder() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() { TempDir::new_in(memory)? } else { TempDir::new()? })
}

/// Where an office keeps its files, in a world that carries photos.
#[derive(Clone, Debug)]
pub(super) struct Folders {
    objects: PathBuf,
    spool: PathBuf,
}

impl Folders {
    pub(super) fn below(folder: &Path, name: &str) -> Self {
        Self { objects: folder.join(name).join("objects"), spool: folder.join(name).join("spool") }
    }

    pub(super) fn places(&self) -> Places {
        Places { objects: self.objects.to_string_lossy().into_owned(), spool: self.spool.clone() }
    }

    fn object(&self, sha256: Digest) -> PathBuf {
        self.objects.join(Objects::name(&ProvinceCode::from(PROVINCE), sha256))
    }

    fn is_whole(&self, sha256: Digest) -> bool {
        fs::read(self.object(sha256)).is_ok_and(|bytes| Digest::of(&[&bytes]) == sha256)
    }
}

impl RealOffice {
    /// A request of an uploader, with the bytes of its chunk and a record that names the file.
    pub fn upload(
        &mut self,
        caller: &Caller,
        call: &Call,
        record: Option<RecordId>,
        piece: &Piece,
    ) -> Result<Answer, Failure> {
        let mut answer = Err(Failure::Lost);
        self.run(async |office| {
            let token = office.meet(caller).await?;
            let request = request(call, &token, record, piece)?;
            let blow = office.armed.take();
            if let Some(blow) = blow {
                office.process.blows.arm(blow);
            }
            let (api, writer) = (office.process.api.clone(), &mut office.process.writer);
            let response = turns::beside(writer, api.oneshot(request)).await?;
            office.process.blows.disarm();
            if let Some(Blow::PowerCut { .. } | Blow::PowerCutBeforeAnswer) = blow {
                return office.start_again().await;
            }
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = response.into_body().collect().await?.to_bytes();
            answer = read(call, status, &headers, &body);
            office.read_on().await
        });
        answer
    }

    /// Whether it says that it has a photo, and has it whole.
    pub fn has_photo(&self, sha256: Digest) -> bool {
        self.photos.contains(&sha256)
    }

    /// The uploads under way were not gone on with for too long.
    pub fn expire_uploads(&mut self) {
        let Some(folders) = &self.folders else { return };
        let devices = fs::read_dir(&folders.spool).into_iter().flatten().flatten();
        let files = devices.flat_map(|device| fs::read_dir(device.path()).into_iter().flatten().flatten());
        let offsets =
            files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "offset"));
        for path in offsets {
            let written = fs::OpenOptions::new().append(true).open(&path);
            if let Err(problem) = written.and_then(|mut file| writeln!(file, "0 1")) {
                self.found.push(("the office can be asked", problem.to_string()));
            }
        }
    }

    /// Looks which photos the database names, and whether their bytes lie there whole.
    pub(super) async fn see_photos(&mut self) -> Result<()> {
        let Some(folders) = &self.folders else { return Ok(()) };
        let mut seen = BTreeSet::new();
        for row in sqlx::query("SELECT sha256 FROM attachments").fetch_all(self.process.store.pool()).await? {
            let sha256 = Digest::from_bytes(row.try_get::<&[u8], _>("sha256")?.try_into()?);
            let known = self.photos.contains(&sha256) && folders.object(sha256).exists();
            if known || folders.is_whole(sha256) {
                seen.insert(sha256);
            } else {
                self.found.push(("what the office calls whole is whole", sha256.to_string()));
            }
        }
        self.photos = seen;
        Ok(())
    }

    /// What a restore makes of the files: they stay as they are, or are as the backup had them, or are all lost.
    pub(super) fn restore_files(&mut self, backed_up: &BTreeSet<Digest>) -> Result<()> {
        let Some(folders) = &self.folders else { return Ok(()) };
        let kept = match self.restored % 3 {
            1 => backed_up.clone(),
            2 => BTreeSet::new(),
            _ => return Ok(()),
        };
        for sha256 in self.photos.difference(&kept) {
            let object = folders.object(*sha256);
            if object.exists() {
                fs::remove_file(object)?;
            }
        }
        if folders.spool.exists() && self.restored % 3 == 1 {
            fs::remove_dir_all(&folders.spool)?;
        }
        Ok(())
    }

    /// What the program does after a restore: files without their bytes are forgotten.
    pub(super) async fn forget_lost(&mut self) -> Result<()> {
        let Some(folders) = self.folders.as_ref().filter(|_| self.restored > 0) else { return Ok(()) };
        let objects = Objects::open(&folders.objects.to_string_lossy())?;
        forget_lost(&self.process.store, &objects).await?;
        Ok(())
    }
}

/// As the app's own `net::uploads` writes it.
fn request(call: &Call, token: &str, record: Option<RecordId>, piece: &Piece) -> Result<Request<Body>> {
    let begun = Request::builder().header(header::AUTHORIZATION, format!("Bearer {token}"));
    let begun = begun.header("tus-resumable", TUS_VERSION);
    Ok(match call {
        Call::Known { sha256 } => {
            let body = serde_json::to_vec(&KnownRequest { sha256: sha256.clone(), record: None })?;
            let post = begun.method("POST").uri("/api/v1/attachments/known");
            post.header(header::CONTENT_TYPE, "application/json").body(body.into())?
        }
        Call::Create { sha256, bytes } => {
            let filetype = Some("image/jpeg".to_owned());
            let metadata = UploadMetadata { sha256: *sha256, filename: None, filetype, record };
            let post = begun.method("POST").uri("/api/v1/uploads").header("upload-length", bytes.to_string());
            post.header("upload-metadata", metadata.to_header()).body(Body::empty())?
        }
        Call::Offset { address, by_post, .. } => {
            meant(begun, "HEAD", *by_post).uri(address.as_str()).body(Body::empty())?
        }
        Call::Chunk { address, offset, by_post, .. } => {
            let patch = meant(begun, "PATCH", *by_post).uri(address.as_str());
            let patch = patch.header(header::CONTENT_TYPE, CHUNK_TYPE);
            let patch = patch.header("upload-offset", offset.to_string());
            patch.header("upload-checksum", &piece.checksum).body(piece.bytes.clone().into())?
        }
    })
}

/// The method, or a `POST` that names it.
fn meant(begun: Builder, method: &str, by_post: bool) -> Builder {
    if by_post { begun.method("POST").header("x-http-method-override", method) } else { begun.method(method) }
}

/// As the app's own `net::uploads` reads it.
fn read(call: &Call, status: u16, headers: &HeaderMap, body: &[u8]) -> Result<Answer, Failure> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let number = |name: &str| text(name).and_then(|text| text.parse::<u64>().ok());
    let retry_after_s = number("retry-after").and_then(|seconds| u32::try_from(seconds).ok());
    let words = || String::from_utf8_lossy(body).into_owned();
    match status {
        200..300 => {}
        401 | 403 => return Err(Failure::NotAllowed),
        404 | 410 => return Err(Failure::Gone),
        409 => return Err(Failure::Elsewhere),
        429 | 503 => return Err(Failure::Busy { retry_after_s }),
        CHECKSUM_MISMATCH => return Err(Failure::Damaged),
        413 | 415 | 422 => return Err(Failure::Refused(words())),
        400..500 => return Err(Failure::Rejected(words())),
        _ => return Err(Failure::Lost),
    }
    match call {
        Call::Known { .. } => {
            let answer: KnownAnswer = serde_json::from_slice(body).map_err(|_| Failure::Lost)?;
            Ok(Answer::Known { epoch: answer.epoch, known: answer.known })
        }
        Call::Create { .. } => {
            let address = text("location").ok_or(Failure::Lost)?.to_owned();
            Ok(Answer::Created { address, offset: number("upload-offset").unwrap_or(0) })
        }
        Call::Offset { .. } | Call::Chunk { .. } => {
            number("upload-offset").map(Answer::Offset).ok_or(Failure::Lost)
        }
    }
}
