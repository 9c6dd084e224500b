//! What goes: uploads that nobody goes on with, files that nothing speaks of, objects that no row names any more. And
//! what images of earlier days still tell.

use danvan_core::attachment::FileType;

use super::uploads::{DAY_MS, KEPT_DAYS};
use super::{Attachments, Refusal, blocking, object_of, stripped};
use crate::store::{AttachmentRow, Removal};
use danvan_core::catalogue::ProvinceCode;

/// Days for which a whole file waits for an entry that names it. Apps send the entry first, so only others need it: as
/// long as a phone may be out of reach between two pieces, twice.
pub(super) const UNNAMED_DAYS: i64 = 2 * KEPT_DAYS;
/// Files in one transaction.
const AT_ONCE: u32 = 50;
/// Objects that one office takes on at a time, and for how long: a store that is slow to answer answers each within a
/// few minutes.
const OBJECTS_AT_ONCE: u32 = 10;
const REMOVAL_MS: i64 = 3_600_000;
/// Images of earlier days that are looked at in one go.
const LOOKED_AT_ONCE: u32 = 20;

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that had expired.
    pub uploads: u64,
    /// Files that nothing speaks of.
    pub files: u64,
    /// Objects that no row named any more.
    pub objects: u64,
    /// Images of earlier days that were looked at for what they tell.
    pub looked_at: u64,
}

impl Attachments {
    /// Removes what goes.
    ///
    /// # Errors
    /// Where the spool, the database or the object store fail; what is left goes another time.
    pub async fn sweep(&self) -> Result<Swept, Refusal> {
        let uploads = self.sweep_uploads().await? as u64;
        let before_ms = self.clock.unix_ms() - UNNAMED_DAYS * DAY_MS;
        let mut files = 0;
        loop {
            let gone = self.store.sweep_attachments(before_ms, AT_ONCE).await?;
            files += gone;
            if gone == 0 {
                break;
            }
        }
        let looked_at = self.strip_stored().await?;
        Ok(Swept { uploads, files, objects: self.remove_objects().await?, looked_at })
    }

    /// Removes objects that no row names any more.
    async fn remove_objects(&self) -> Result<u64, Refusal> {
        let mut removed = 0;
        loop {
            let now_ms = self.clock.unix_ms();
            let taken = self.store.take_removals(now_ms, now_ms + REMOVAL_MS, OBJECTS_AT_ONCE).await?;
            if taken.is_empty() {
                return Ok(removed);
            }
            for removal in taken {
                self.remove_object(&removal).await?;
                removed += 1;
            }
        }
    }

    async fn remove_object(&self, removal: &Removal) -> Result<(), Refusal> {
        self.objects.remove(&removal.object).await?;
        Ok(self.store.removed(removal).await?)
    }

    /// Takes from images that came to an earlier version what they tell.
    async fn strip_stored(&self) -> Result<u64, Refusal> {
        let mut looked_at = 0;
        loop {
            let rows = self.store.unstripped(LOOKED_AT_ONCE).await?;
            if rows.is_empty() {
                return Ok(looked_at);
            }
            for (province, row) in rows {
                self.strip_one(&province, row).await?;
                looked_at += 1;
            }
        }
    }

    async fn strip_one(&self, province: &ProvinceCode, row: AttachmentRow) -> Result<(), Refusal> {
        let mut object = row.object.clone();
        let mut kept = None;
        if let Some(file_type) = FileType::of_mime(&row.mime).filter(|file_type| file_type.is_image()) {
            let bytes = match self.objects.get(&object).await {
                Ok(found) => Some(found.bytes().await?),
                // Its bytes are lost: when they are sent again, they are looked at.
                Err(object_store::Error::NotFound { .. }) => None,
                Err(error) => return Err(error.into()),
            };
            let found = match bytes {
                // What cannot be taken apart was taken by an earlier version, and stays.
                Some(bytes) => blocking(move || Ok(stripped(file_type, &bytes).ok().flatten())).await?,
                None => None,
            };
            if let Some((facts, content)) = found {
                object = object_of(province, row.sha256, true);
                self.objects.put(&object, content).await?;
                kept = Some(facts);
            }
        }
        Ok(self.store.keep_stripped(province, row.sha256, &object, kept).await?)
    }
}
