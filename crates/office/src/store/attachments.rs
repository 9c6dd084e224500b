//! Files of records: which the office has whole, and which records name them. The bytes themselves lie elsewhere
//! (`crate::attachments`).

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use danvan_core::access::Scope;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, RecordId};

use super::StoreResult;

/// A file that the office has whole, verified and stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentRow {
    /// The digest of its bytes.
    pub sha256: Digest,
    /// The number of its bytes.
    pub bytes: u64,
    /// The media type, by its content.
    pub mime: String,
    /// The name of the object that holds its bytes.
    pub object: String,
    /// When it was whole.
    pub received_at: DateTime<FixedOffset>,
    /// Whether it lies in a backup too.
    pub backed_up: bool,
}

/// A file to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// The digest of its bytes.
    pub sha256: Digest,
    /// The number of its bytes.
    pub bytes: u64,
    /// The media type, by its content.
    pub mime: String,
    /// The name of the object that holds its bytes.
    pub object: String,
    /// Now, in Unix milliseconds.
    pub at_ms: i64,
}

/// Who asks for files.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Whose records they read.
    pub scope: &'a Scope,
    /// Their device; nothing at the console.
    pub device: Option<DeviceId>,
    /// The one record by which they want to read them; otherwise any, and what their device holds.
    pub record: Option<RecordId>,
}

/// An entry brings files to a record ([`danvan_core::attachment::files_brought_by`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The record.
    pub record: RecordId,
    /// The device of the entry's log.
    pub device: DeviceId,
    /// What the entry's author reads: who may read a file may name it elsewhere too.
    pub scope: Scope,
    /// The files, each with whether the record named it nowhere before.
    pub files: BTreeMap<Digest, bool>,
}

/// Files. Which record names which is kept with every record that [`super::WriteTransaction::save`] writes.
///
/// Naming a file gives no right to it: a record opens a file to its readers once a device whose entry brought it there
/// *holds* it, which is to say has sent all its bytes, or where that entry's author might read it and was the first to
/// name it there.
#[async_trait]
pub trait AttachmentStore: Send + Sync {
    /// Keeps a file whose bytes are stored, and that this device has sent them. One that is known stays as it is.
    async fn add_attachment(
        &self,
        province: &ProvinceCode,
        new: &NewAttachment,
        sender: DeviceId,
    ) -> StoreResult<()>;

    /// Those of the files that the office has, in the order of their digests.
    async fn attachments(
        &self,
        province: &ProvinceCode,
        sha256: &[Digest],
    ) -> StoreResult<Vec<AttachmentRow>>;

    /// Those of the files that the office has and that the asker may read, or holds; in the order of their digests.
    /// What the office has of others is not among them, as if it were not there.
    async fn attachments_for(
        &self,
        province: &ProvinceCode,
        asker: Asker<'_>,
        sha256: &[Digest],
    ) -> StoreResult<Vec<AttachmentRow>>;

    /// Those of the files that these records name, as they stand now, that the office has and the device holds or has
    /// opened; in the order of their digests, at most `limit`.
    async fn attachments_of(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        records: &[RecordId],
        limit: u32,
    ) -> StoreResult<Vec<Digest>>;

    /// Whether a record in scope, or the one that is asked for, opens the file, whether or not its bytes are here now.
    /// What a device holds is not looked at.
    async fn is_attachment_open(
        &self,
        province: &ProvinceCode,
        asker: Asker<'_>,
        sha256: Digest,
    ) -> StoreResult<bool>;

    /// Forgets a file whose bytes are lost, so that devices are asked for it again.
    async fn forget_attachment(&self, province: &ProvinceCode, sha256: Digest) -> StoreResult<()>;
}
