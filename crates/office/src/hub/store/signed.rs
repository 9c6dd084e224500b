//! Heads of logs that their devices have signed. Each stands in the log as it is here: what is taken in with a
//! signature is kept in one transaction with its entries, and a fork takes the heads behind it away.

use danvan_core::bundle::Signature;
use danvan_core::entry::Head;
use danvan_core::ids::LogId;
use danvan_core::wire::SignedHead;
use sqlx::Row;

use super::{HubFile, LogWriting};
use crate::store::{StoreError, StoreResult, read};

/// Segments that are looked at for one push.
const SEGMENTS_MAX: u32 = 256;

/// Where a log can be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The signed head at which it is.
    pub at: SignedHead,
    /// The bytes of the texts before it.
    pub bytes: u64,
    /// How many segments these are.
    pub segments: u32,
}

impl HubFile {
    /// The last signed head up to which the texts from a number on stay under `bytes_max` and are no more than `entries_max`,
    /// or the first one after that number: a segment is never parted. Nothing where no signed head comes after it.
    pub async fn cut(
        &self,
        log: LogId,
        from: u64,
        bytes_max: u64,
        entries_max: u64,
    ) -> StoreResult<Option<Cut>> {
        let mut reading = self.readers.begin().await?;
        let heads = sqlx::query(
            "SELECT length, digest, signature FROM signed_heads WHERE log = ? AND length > ?
             ORDER BY length LIMIT ?",
        )
        .bind(log.to_string())
        .bind(read::integer(from))
        .bind(SEGMENTS_MAX)
        .fetch_all(&mut *reading)
        .await?;
        let mut cut: Option<Cut> = None;
        for row in &heads {
            let signature = Signature::from_bytes(row.try_get("signature")?);
            let at = SignedHead {
                head: Head {
                    length: read::count(row.try_get("length")?)?,
                    digest: read::digest(row.try_get("digest")?)?,
                },
                signature: signature.ok_or_else(|| StoreError::corrupt("signature", "not 64 bytes"))?,
            };
            if cut.is_some() && at.head.length.saturating_sub(from) > entries_max {
                break;
            }
            let segment: i64 = sqlx::query_scalar(
                "SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM entries
                 WHERE log = ? AND number >= ? AND number < ?",
            )
            .bind(log.to_string())
            .bind(read::integer(cut.map_or(from, |cut| cut.at.head.length)))
            .bind(read::integer(at.head.length))
            .fetch_one(&mut *reading)
            .await?;
            let bytes = cut.map_or(0, |cut| cut.bytes).saturating_add(read::count(segment)?);
            if cut.is_some() && bytes > bytes_max {
                break;
            }
            cut = Some(Cut { at, bytes, segments: cut.map_or(0, |cut| cut.segments) + 1 });
        }
        reading.commit().await?;
        Ok(cut)
    }
}

impl LogWriting {
    /// Keeps a signed head of the log, if the log has it: the signature was checked, the digest is compared here. The
    /// first signature of a head stays.
    pub async fn keep_signed(&mut self, log: LogId, signed: &SignedHead) -> StoreResult<()> {
        let head = signed.head;
        if head.length == 0 || self.digest_at(log, head.length).await? != Some(head.digest) {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO signed_heads (log, length, digest, signature) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(log.to_string())
        .bind(read::integer(head.length))
        .bind(head.digest.as_bytes().as_slice())
        .bind(signed.signature.as_bytes().as_slice())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Forgets the signed heads beyond a length: the log goes on in another way from there.
    pub async fn forget_signed(&mut self, log: LogId, beyond: u64) -> StoreResult<()> {
        sqlx::query("DELETE FROM signed_heads WHERE log = ? AND length > ?")
            .bind(log.to_string())
            .bind(read::integer(beyond))
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }
}
