//! Bundles at a hub. It cannot open them: it checks what anybody can check, keeps the file and sees to it that the
//! province gets it, over the line ([`passing`]) or on a stick ([`stick`]). What the province says comes back the same
//! ways ([`receipts`]).

mod passing;
mod receipts;
mod stick;

use std::collections::BTreeMap;

use bytes::Bytes;
use danvan_core::bundle::{BundleProblem, PublicKey, read_header, verify};
use danvan_core::ids::{Digest, LogId};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};

pub use receipts::HandedOut;

use super::store::{KeepLimits, Keeping, StoredBundle};
use super::{Hub, store};
use crate::bundles::{new_row, refuse};
use crate::clock;
use crate::hub_wire::{KeptBundle, KeptBundles};
use crate::store::{StoreError, StoreResult};

/// Why a hub did not keep a good file.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// Too many files of this device wait already.
    #[error("too many bundles of one device wait")]
    DeviceFull,
    /// The hub keeps no more.
    #[error("too many bundles wait")]
    Full,
    /// The hub was never told the province's keys, with which receipts are checked.
    #[error("the province's keys are not known")]
    NoKeys,
    /// The hub's own file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Hub {
    /// Works out what takes a core for a moment, a few at a time: strangers bring files, too.
    async fn slowly<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> StoreResult<T> {
        self.slow.run(work).await.map_err(|error| StoreError::corrupt("file", error))
    }

    /// Takes a file that somebody brought. Whatever it is, there is a row that says what it was; `kept` is said after
    /// it is durable.
    ///
    /// # Errors
    /// See [`NotKept`].
    pub async fn take_bundle(&self, name: Option<&str>, file: Bytes) -> Result<BundleRow, NotKept> {
        let (digest, file) = self.slowly(move || (Digest::of(&[&file]), file)).await?;
        let mut row = new_row(digest, name, self.clock.now());
        let header = match read_header(&file) {
            Ok(header) => header,
            Err(problem) => return Ok(refuse(row, problem)),
        };
        row.header = Some(header.clone());
        let identity = self.file.identity().await?.ok_or_else(store::not_enrolled)?;
        let other_keys = identity.keys.is_some_and(|keys| keys.id != header.office);
        if header.province.as_str() != identity.province || other_keys {
            return Ok(refuse(row, BundleProblem::OtherOffice));
        }
        let device = match self.file.device(header.device).await? {
            Some(device) if device.revoked => return Ok(refuse(row, BundleProblem::DeviceRevoked)),
            Some(device) if device.served && !device.keys.is_empty() => device,
            _ => return Ok(refuse(row, BundleProblem::UnknownDevice)),
        };
        let theirs = device.belongs_to(&header.unit);
        row.device_name = Some(device.name);
        if !theirs {
            return Ok(refuse(row, BundleProblem::OtherUnit));
        }
        let keys = device.keys;
        let (signed, file) = self.slowly(move || (signed_by_any(&file, &keys), file)).await?;
        if let Err(problem) = signed {
            return Ok(refuse(row, problem));
        }
        row.outcome = BundleOutcome::Kept;
        let now_ms = self.clock.unix_ms();
        match self.file.keep_bundle(&row, &file, now_ms, &KeepLimits::default()).await? {
            Keeping::Kept => {}
            Keeping::Had => row.outcome = BundleOutcome::AlreadyHad,
            Keeping::DeviceFull => return Err(NotKept::DeviceFull),
            Keeping::Full => return Err(NotKept::Full),
        }
        self.was_here(header.device, now_ms);
        self.beside.notify_waiters();
        let listed = self.kept_bundles().await?;
        let same = listed.bundles.into_iter().find(|kept| kept.row.digest == row.digest);
        row.missing_from = same.and_then(|kept| kept.row.missing_from);
        Ok(row)
    }

    /// What the hub keeps and what became of it, gaps included.
    pub async fn kept_bundles(&self) -> StoreResult<KeptBundles> {
        let mut reached: BTreeMap<LogId, u64> = BTreeMap::new();
        for log in self.file.logs().await? {
            reached.insert(log.log, log.head.length.max(log.told.length));
        }
        let stored = self.file.bundles().await?;
        for receipt in stored.iter().filter_map(|bundle| bundle.answer.as_ref()?.receipt.as_ref()) {
            let length = reached.entry(receipt.log).or_default();
            *length = receipt.head.length.max(*length);
        }
        Ok(KeptBundles { bundles: stored.into_iter().map(|bundle| kept(bundle, &mut reached)).collect() })
    }
}

/// A bundle as it is told. `reached` says how far each log goes without a gap, by the bundles that came before.
fn kept(stored: StoredBundle, reached: &mut BTreeMap<LogId, u64>) -> KeptBundle {
    let mut row = stored.row;
    if let (Some(header), None) = (&row.header, &stored.answer) {
        let length = reached.entry(header.log).or_default();
        if header.from > *length {
            row.missing_from = Some(*length);
        } else {
            *length = header.head().length.max(*length);
        }
    }
    KeptBundle {
        row,
        bytes: stored.bytes,
        copied_at: stored.copied_ms.and_then(clock::from_unix_ms),
        answer: stored.answer,
        trouble: stored.trouble,
    }
}

/// Whether one of a device's keys signed the file; the latest comes first.
fn signed_by_any(file: &[u8], keys: &[PublicKey]) -> Result<(), BundleProblem> {
    let mut problem = BundleProblem::BadSignature;
    for key in keys {
        match verify(file, key) {
            Ok(_) => return Ok(()),
            Err(other) => problem = other,
        }
    }
    Err(problem)
}
