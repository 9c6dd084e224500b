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
    /// The name of the object that holds what the office keeps of it.
    pub object: String,
    /// What the office keeps in place of its bytes; nothing where it keeps the bytes themselves.
    pub kept: Option<KeptBytes>,
    /// Whether it was looked at for what it tells of place, time and device.
    pub stripped: bool,
    /// When it was whole.
    pub received_at: DateTime<FixedOffset>,
    /// Whether it lies in a backup too.
    pub backed_up: bool,
}

impl AttachmentRow {
    /// What the office serves: its digest and its number of bytes.
    pub fn served(&self) -> KeptBytes {
        self.kept.unwrap_or(KeptBytes { sha256: self.sha256, bytes: self.bytes })
    }
}

/// Bytes that the office keeps of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptBytes {
    /// Their digest.
    pub sha256: Digest,
    /// Their number.
    pub bytes: u64,
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
    /// The name of the object that holds what the office keeps of it.
    pub object: String,
    /// What the office keeps in place of its bytes; nothing where it keeps the bytes themselves.
    pub kept: Option<KeptBytes>,
    /// Whether the object was written just now: a row that is there already names it from now on.
    pub written: bool,
    /// Now, in Unix milliseconds.
    pub at_ms: i64,
}

/// An object that no row names any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The province.
    pub province: ProvinceCode,
    /// The name of the object.
    pub object: String,
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
    /// Keeps a file whose bytes are stored and looked at, and that this device has sent them. One that is known stays
    /// as it is, but for the object where that was written just now; what held it before is to be removed then.
    /// `false`, and nothing is kept, where the object is about to be removed: it can be sent again soon.
    async fn add_attachment(
        &self,
        province: &ProvinceCode,
        new: &NewAttachment,
        sender: DeviceId,
    ) -> StoreResult<bool>;

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

    /// Whether a record names the file, or has named it before.
    async fn is_attachment_named(&self, province: &ProvinceCode, sha256: Digest) -> StoreResult<bool>;

    /// How many files this device has sent that no record names or has named, and their bytes.
    async fn unnamed_files(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<(u64, u64)>;

    /// Forgets files, at most `limit`, that nobody has sent since `before_ms` and that nothing speaks of: no record
    /// names them or has named them, no entry in the logs of those who sent them does (one that was refused, say), and
    /// nothing of those devices waits in quarantine. One transaction decides, against entries that name one of them at
    /// that very moment; the objects are to be removed then. Answers how many there were.
    async fn sweep_attachments(&self, before_ms: i64, limit: u32) -> StoreResult<u64>;

    /// Takes on the removal of objects, at most `limit`, until that time: nobody else does meanwhile.
    async fn take_removals(&self, now_ms: i64, until_ms: i64, limit: u32) -> StoreResult<Vec<Removal>>;

    /// An object is removed.
    async fn removed(&self, removal: &Removal) -> StoreResult<()>;

    /// Files, at most `limit`, that were never looked at for what they tell, each with its province.
    async fn unstripped(&self, limit: u32) -> StoreResult<Vec<(ProvinceCode, AttachmentRow)>>;

    /// A file was looked at: it lies in this object now, and this is what the office keeps in place of its bytes. What
    /// held it before is to be removed. Nothing changes where the file is gone.
    async fn keep_stripped(
        &self,
        province: &ProvinceCode,
        sha256: Digest,
        object: &str,
        kept: Option<KeptBytes>,
    ) -> StoreResult<()>;
}
