//! Photos and files at the office: uploads under way lie in a spool folder ([`spool`]), whole ones in an object store
//! ([`objects`]) once their digest and content were looked at ([`recognise`]) and images lost what they told of place,
//! time and device ([`strip`]); the database says which are there. What no record names goes after weeks ([`sweep`]).

mod backup;
mod objects;
mod recognise;
mod spool;
mod strip;
mod sweep;
mod uploads;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use danvan_core::access::Scope;
use danvan_core::attachment::{ATTACHMENT_BYTES_MAX, FileType};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};
use tokio::sync::Semaphore;

pub use backup::{back_up, forget_lost};
pub use objects::Objects;
pub use recognise::Unfit;
pub use spool::{Promise, Standing};
pub use strip::strip;
pub use sweep::Swept;
pub use uploads::{OPEN_BYTES_MAX, OPEN_UPLOADS_MAX, Uploader};

use crate::clock::Clock;
use crate::store::{Asker, AttachmentRow, KeptBytes, NewAttachment, OfficeStore, StoreError};

/// Files held in memory at a time to be looked at, each at most [`ATTACHMENT_BYTES_MAX`].
const LOOKED_AT: usize = 4;

/// Bytes of one device's files that no record names or has named. Entries go before their files, so that the files of
/// an app are named when they come, unless their entry was refused: so much is a season of a hundred photos a day, each
/// of them refused.
pub const UNNAMED_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// What a file costs beside its bytes: an object, rows, a place in every sweep. Eleven bytes are no eleven bytes.
const FILE_COSTS: u64 = 64 * 1024;

/// Where files lie.
#[derive(Clone, Debug)]
pub struct Places {
    /// A folder or a URL, see [`Objects::open`].
    pub objects: String,
    /// The folder of uploads under way.
    pub spool: PathBuf,
}

impl Places {
    /// Whole files in memory, for simulations; only an upload in pieces would make a folder.
    pub fn in_memory() -> Self {
        Self { objects: "memory:///".to_owned(), spool: std::env::temp_dir().join("danvan-uploads") }
    }

    /// Folders beside a database's file.
    pub fn beside(database: &std::path::Path) -> Self {
        Self {
            objects: database.with_extension("attachments").to_string_lossy().into_owned(),
            spool: database.with_extension("uploads"),
        }
    }
}

/// Why a file or a piece of one was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such upload of this device.
    #[error("no such upload")]
    Unknown,
    /// The upload was not gone on with for too long.
    #[error("the upload has expired")]
    Expired,
    /// The piece belongs elsewhere.
    #[error("the upload is at {0}")]
    WrongOffset(u64),
    /// More bytes than were promised, or than the office takes.
    #[error("too long")]
    TooLong,
    /// The device has too many uploads that are not whole, or they promise too much.
    #[error("too many uploads")]
    TooMany,
    /// The device has sent too much already that no record names, nor does any name this file.
    #[error("too many bytes that no record names")]
    NoRoom,
    /// Its object is about to be removed: it can be sent again soon.
    #[error("about to be removed")]
    Going,
    /// The bytes are not those of the digest.
    #[error("the digest is another one")]
    OtherDigest,
    /// The content is nothing that the office takes.
    #[error("{0}")]
    Unfit(#[from] Unfit),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The spool failed.
    #[error("spool: {0}")]
    Spool(#[from] std::io::Error),
    /// The object store failed.
    #[error("objects: {0}")]
    Objects(#[from] object_store::Error),
    /// The office is stopping.
    #[error("stopping")]
    Stopping,
}

/// Files, for every handler.
pub struct Attachments {
    store: Arc<dyn OfficeStore>,
    objects: Objects,
    spool: PathBuf,
    clock: Clock,
    looking: Semaphore,
    unnamed_max: u64,
}

impl Attachments {
    /// Opens the object store; the spool's folder is made with the first upload.
    ///
    /// # Errors
    /// Where the store cannot be opened.
    pub fn open(places: &Places, store: Arc<dyn OfficeStore>, clock: Clock) -> anyhow::Result<Self> {
        let objects = Objects::open(&places.objects)?;
        let looking = Semaphore::new(LOOKED_AT);
        let (spool, unnamed_max) = (places.spool.clone(), UNNAMED_BYTES_MAX);
        Ok(Self { store, objects, spool, clock, looking, unnamed_max })
    }

    /// Takes a whole file in that a device has sent, by whatever road it came: looks at it, stores its bytes, then says
    /// in the database that it is there, and who has sent it. Bytes that are there already are stored once; an image
    /// that tells of place, time or device is stored without that, under the digest that it was promised by.
    ///
    /// # Errors
    /// Where it is not taken.
    pub async fn take_in(
        &self,
        province: &ProvinceCode,
        sender: DeviceId,
        sha256: Digest,
        bytes: Bytes,
    ) -> Result<(), Refusal> {
        if bytes.len() as u64 > ATTACHMENT_BYTES_MAX {
            return Err(Refusal::TooLong);
        }
        self.has_room_for(province, sender, sha256, bytes.len() as u64).await?;
        let looked_at = bytes.clone();
        let looked = move || {
            if Digest::of(&[&looked_at]) != sha256 {
                return Err(Refusal::OtherDigest);
            }
            let file_type = recognise::recognise(&looked_at)?;
            Ok((file_type, stripped(file_type, &looked_at)?))
        };
        let (file_type, stripped) = blocking(looked).await?;
        let (length, object) = (bytes.len() as u64, object_of(province, sha256, stripped.is_some()));
        let (kept, content) = match stripped {
            Some((kept, content)) => (Some(kept), content),
            None => (None, bytes),
        };
        let known = self.store.attachments(province, &[sha256]).await?;
        let named = known.iter().any(|row| row.object == object);
        // Written even where the database knows it: a folder may have lost what the database remembers.
        let written = !(named && self.objects.has(&object).await?);
        if written {
            self.objects.put(&object, content.clone()).await?;
        }
        let mime = file_type.mime().to_owned();
        let at_ms = self.clock.unix_ms();
        let new = NewAttachment { sha256, bytes: length, mime, object, kept, written, at_ms };
        if !self.store.add_attachment(province, &new, sender).await? {
            return Err(Refusal::Going);
        }
        // Somebody may have swept it between the two questions: from the row on nobody does.
        if !self.objects.has(&new.object).await? {
            self.objects.put(&new.object, content).await?;
        }
        tracing::info!(%province, %sha256, bytes = length, stripped = kept.is_some(), mime = new.mime, "received a file");
        Ok(())
    }

    /// Whether the device may send another file of that length: any that a record names, and of others so many.
    async fn has_room_for(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        sha256: Digest,
        length: u64,
    ) -> Result<(), Refusal> {
        let (files, bytes) = self.store.unnamed_files(province, device).await?;
        let taken = files.saturating_add(1).saturating_mul(FILE_COSTS).saturating_add(bytes);
        let fits = taken.saturating_add(length) <= self.unnamed_max;
        if fits || self.store.is_attachment_named(province, sha256).await? {
            return Ok(());
        }
        // What it has sent itself is counted already.
        let nothing = Scope::Units { units: BTreeSet::new() };
        let asker = Asker { scope: &nothing, device: Some(device), record: None };
        match self.store.attachments_for(province, asker, &[sha256]).await?.as_slice() {
            [] => Err(Refusal::NoRoom),
            _ => Ok(()),
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub async fn read(&self, row: &AttachmentRow) -> Result<object_store::GetResult, Refusal> {
        Ok(self.objects.get(&row.object).await?)
    }
}

/// What the office keeps of an image in place of its bytes: their digest and number, and they themselves. Nothing where
/// it keeps the bytes as they came.
fn stripped(file_type: FileType, bytes: &[u8]) -> Result<Option<(KeptBytes, Bytes)>, Unfit> {
    Ok(match strip(file_type, bytes)? {
        Cow::Borrowed(_) => None,
        Cow::Owned(kept) => {
            let facts = KeptBytes { sha256: Digest::of(&[&kept]), bytes: kept.len() as u64 };
            Some((facts, kept.into()))
        }
    })
}

/// The object that holds what the office keeps of a file.
fn object_of(province: &ProvinceCode, sha256: Digest, stripped: bool) -> String {
    let name = if stripped { Objects::name_of_stripped } else { Objects::name };
    name(province, sha256)
}

/// Does what blocks beside the threads that serve requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::Stopping)?
}

#[cfg(test)]
mod tests;
