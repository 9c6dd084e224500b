//! Uploads in pieces. What is answered is on the disk: a piece before its offset, a whole file before its end.

use bytes::Bytes;
use danvan_core::access::Scope;
use danvan_core::attachment::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;

use super::spool::{self, Locked, Promise, Room, Spool, Standing};
use super::{Attachments, Refusal, blocking};
use crate::store::Asker;

/// Days for which an upload waits for its next piece: a phone may be out of reach for weeks.
pub(super) const KEPT_DAYS: i64 = 21;
/// Days for which it is known that an upload came to its end: the last answer may have been lost.
const FINISHED_DAYS: i64 = 2;
pub(super) const DAY_MS: i64 = 24 * 3600 * 1000;
/// Uploads of one device that lie in the spool at a time.
pub const OPEN_UPLOADS_MAX: usize = 100;
/// Bytes that they may promise together: all files of a record, each as large as files may be. An app sends one after
/// the other.
pub const OPEN_BYTES_MAX: u64 = ATTACHMENTS_MAX as u64 * ATTACHMENT_BYTES_MAX;

/// Whose upload it is.
#[derive(Clone, Debug)]
pub struct Uploader {
    /// The province.
    pub province: ProvinceCode,
    /// The device.
    pub device: DeviceId,
    /// What it reads.
    pub scope: Scope,
}

impl Attachments {
    /// Begins an upload, or finds the one that was begun: an answer may have been lost. What the office has whole
    /// already stands at its end if the device may read it, or has sent it before. Otherwise it begins at 0, as what the
    /// office does not have: the bytes alone show that somebody has them.
    ///
    /// # Errors
    /// Where it is not taken.
    pub async fn begin(&self, who: &Uploader, promise: Promise) -> Result<(String, Standing), Refusal> {
        if promise.length > ATTACHMENT_BYTES_MAX {
            return Err(Refusal::TooLong);
        }
        let whole = self.is_whole(who, &promise).await?;
        // What is there already is no upload that waits for anything.
        let room = if whole {
            Room { uploads: usize::MAX, bytes: u64::MAX }
        } else {
            self.has_room_for(&who.province, who.device, promise.sha256, promise.length).await?;
            Room { uploads: OPEN_UPLOADS_MAX, bytes: OPEN_BYTES_MAX }
        };
        let (spool, now_ms) = (self.spool_of(who), self.clock.unix_ms());
        let fresh = Standing { offset: 0, expires_ms: now_ms + KEPT_DAYS * DAY_MS };
        let begin = move |promise: &Promise| spool.begin(promise, fresh, room)?.ok_or(Refusal::TooMany);
        let (mut upload, begin, promise) = blocking(move || Ok((begin(&promise)?, begin, promise))).await?;
        // Another request may have ended it since the question: nobody can while this one holds it.
        let ended = upload.standing.offset == promise.length;
        let whole = whole || (ended && self.is_whole(who, &promise).await?);
        blocking(move || {
            let stale = upload.standing.expires_ms <= now_ms;
            // The end was answered once, and the file is lost since.
            let lost = ended && !whole;
            if stale || lost {
                upload.remove()?;
                upload = begin(&promise)?;
            }
            if whole && upload.standing.offset < promise.length {
                let expires_ms = now_ms + FINISHED_DAYS * DAY_MS;
                upload.finish(Standing { offset: promise.length, expires_ms })?;
            }
            Ok((upload.id().to_owned(), upload.standing))
        })
        .await
    }

    /// What was promised, and how far it is.
    ///
    /// # Errors
    /// Where there is no such upload.
    pub async fn standing(&self, who: &Uploader, id: &str) -> Result<(Promise, Standing), Refusal> {
        let upload = self.hold(who, id).await?;
        Ok((upload.promise.clone(), upload.standing))
    }

    /// Puts a piece behind what is there. With the last one the file is looked at and stored; a file that is not
    /// taken takes its upload with it.
    ///
    /// # Errors
    /// Where the piece or the file is not taken.
    pub async fn go_on(
        &self,
        who: &Uploader,
        id: &str,
        offset: u64,
        piece: Bytes,
    ) -> Result<Standing, Refusal> {
        let upload = self.hold(who, id).await?;
        if upload.standing.offset != offset {
            return Err(Refusal::WrongOffset(upload.standing.offset));
        }
        let length = upload.promise.length;
        let end = offset.saturating_add(piece.len() as u64);
        if end > length {
            return Err(Refusal::TooLong);
        }
        if piece.is_empty() {
            return Ok(upload.standing);
        }
        let days = if end < length { KEPT_DAYS } else { FINISHED_DAYS };
        let standing = Standing { offset: end, expires_ms: self.clock.unix_ms() + days * DAY_MS };
        let mut upload = blocking(move || {
            upload.write(&piece)?;
            Ok(upload)
        })
        .await?;
        if end < length {
            return blocking(move || {
                upload.count(standing)?;
                Ok(standing)
            })
            .await;
        }
        self.complete(who, upload, standing).await
    }

    async fn complete(
        &self,
        who: &Uploader,
        upload: Locked,
        standing: Standing,
    ) -> Result<Standing, Refusal> {
        let _turn = self.looking.acquire().await.map_err(|_| Refusal::Stopping)?;
        let (mut upload, bytes) = blocking(move || {
            let bytes = upload.bytes()?;
            Ok((upload, bytes))
        })
        .await?;
        let taken = self.take_in(&who.province, who.device, upload.promise.sha256, bytes.into()).await;
        blocking(move || match taken {
            Ok(()) => {
                upload.finish(standing)?;
                Ok(standing)
            }
            Err(refusal @ (Refusal::OtherDigest | Refusal::Unfit(_) | Refusal::NoRoom)) => {
                upload.remove()?;
                Err(refusal)
            }
            // The store failed: the last piece can be sent again.
            Err(refusal) => Err(refusal),
        })
        .await
    }

    /// Removes uploads that have expired; answers how many.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub async fn sweep_uploads(&self) -> Result<usize, Refusal> {
        let (root, now_ms) = (self.spool.clone(), self.clock.unix_ms());
        blocking(move || Ok(spool::sweep(&root, now_ms)?)).await
    }

    async fn hold(&self, who: &Uploader, id: &str) -> Result<Locked, Refusal> {
        let (spool, id, now_ms) = (self.spool_of(who), id.to_owned(), self.clock.unix_ms());
        blocking(move || {
            let upload = spool.lock(&id)?.ok_or(Refusal::Unknown)?;
            if upload.standing.expires_ms <= now_ms {
                upload.remove()?;
                return Err(Refusal::Expired);
            }
            Ok(upload)
        })
        .await
    }

    /// Whether the office has the whole of it, as far as this device is to know.
    async fn is_whole(&self, who: &Uploader, promise: &Promise) -> Result<bool, Refusal> {
        let asker = Asker { scope: &who.scope, device: Some(who.device), record: None };
        let known = self.store.attachments_for(&who.province, asker, &[promise.sha256]).await?;
        Ok(known.iter().any(|row| row.bytes == promise.length))
    }

    fn spool_of(&self, who: &Uploader) -> Spool {
        Spool::of(&self.spool, who.province.as_str(), who.device)
    }
}
