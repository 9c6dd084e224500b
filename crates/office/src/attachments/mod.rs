//! Photos and files at the office: uploads under way lie in a spool folder ([`spool`]), whole ones in an object store
//! ([`objects`]) once their digest and content were looked at ([`recognise`]); the database says which are there.

mod backup;
mod objects;
mod recognise;
mod spool;
mod uploads;

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use danvan_core::attachment::ATTACHMENT_BYTES_MAX;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};
use tokio::sync::Semaphore;

pub use backup::{back_up, forget_lost};
pub use objects::Objects;
pub use recognise::Unfit;
pub use spool::{Promise, Standing};
pub use uploads::{OPEN_UPLOADS_MAX, Uploader};

use crate::clock::Clock;
use crate::store::{AttachmentRow, NewAttachment, OfficeStore, StoreError};

/// Files held in memory at a time to be looked at, each at most [`ATTACHMENT_BYTES_MAX`].
const LOOKED_AT: usize = 4;

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
    /// The device has too many uploads that are not whole.
    #[error("too many uploads")]
    TooMany,
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
}

impl Attachments {
    /// Opens the object store; the spool's folder is made with the first upload.
    ///
    /// # Errors
    /// Where the store cannot be opened.
    pub fn open(places: &Places, store: Arc<dyn OfficeStore>, clock: Clock) -> anyhow::Result<Self> {
        let objects = Objects::open(&places.objects)?;
        let looking = Semaphore::new(LOOKED_AT);
        Ok(Self { store, objects, spool: places.spool.clone(), clock, looking })
    }

    /// Takes a whole file in that a device has sent, by whatever road it came: looks at it, stores its bytes, then says
    /// in the database that it is there, and who has sent it. Bytes that are there already are stored once.
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
        let looked_at = bytes.clone();
        let looked = move || {
            if Digest::of(&[&looked_at]) != sha256 {
                return Err(Refusal::OtherDigest);
            }
            Ok(recognise::recognise(&looked_at)?)
        };
        let file_type = blocking(looked).await?;
        let object = Objects::name(province, sha256);
        // Written even where the database knows it: a folder may have lost what the database remembers.
        if !self.objects.has(&object).await? {
            self.objects.put(&object, bytes.clone()).await?;
        }
        let new = NewAttachment {
            sha256,
            bytes: bytes.len() as u64,
            mime: file_type.mime().to_owned(),
            object,
            at_ms: self.clock.unix_ms(),
        };
        self.store.add_attachment(province, &new, sender).await?;
        tracing::info!(%province, %sha256, bytes = bytes.len(), mime = new.mime, "received a file");
        Ok(())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub async fn read(&self, row: &AttachmentRow) -> Result<object_store::GetResult, Refusal> {
        Ok(self.objects.get(&row.object).await?)
    }
}

/// Does what blocks beside the threads that serve requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::Stopping)?
}
