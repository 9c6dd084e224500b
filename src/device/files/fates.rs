//! What becomes of files on their way to the office.

use std::collections::BTreeSet;

use danvan_core::ids::{Digest, RecordId};
use danvan_core::sync::uploads::{Fate, LocalFile};

use super::row::{Found, of, rows};
use crate::device::facts::gather;
use crate::device::inner::Inner;
use crate::device::status::{Bulk, FileOnTheWay, FilesStatus};
use crate::device::store::{Batch, StoreError, Vault};

/// How often another tab may come in between.
const ATTEMPTS: u32 = 8;

/// The files that entries name, for the uploader.
pub async fn to_send(vault: &Vault) -> Result<Vec<LocalFile>, StoreError> {
    let rows = rows(vault).await?.into_iter().map(|found| found.row);
    let named = rows.filter(|row| !row.records.is_empty());
    Ok(named.map(|row| LocalFile { sha256: row.sha256, bytes: row.bytes, fate: row.fate }).collect())
}

/// What the badge and the Sync page show of them.
pub async fn status(vault: &Vault) -> Result<FilesStatus, StoreError> {
    let rows: Vec<_> = rows(vault).await?.into_iter().map(|found| found.row).collect();
    let (mut here, mut forgotten) = (Bulk::default(), Bulk::default());
    for row in rows.iter().filter(|row| row.fate != Fate::Missing) {
        if row.forgotten { &mut forgotten } else { &mut here }.add(row.bytes);
    }
    let waiting = rows.into_iter().filter(super::FileRow::waits).map(|row| FileOnTheWay {
        sha256: row.sha256,
        record: row.records.first().copied(),
        sent: row.fate.sent(row.bytes),
        bytes: row.bytes,
        name: row.name,
        fate: row.fate,
        forgotten: row.forgotten,
    });
    Ok(FilesStatus { waiting: waiting.collect(), here, forgotten, ..FilesStatus::default() })
}

/// Keeps what has become of files, and the lines of the records that this changes. Called with the gate held.
pub async fn keep(inner: &Inner, fates: &[(Digest, Fate)]) -> Result<(), StoreError> {
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        match try_keep(inner, fates).await {
            Err(StoreError::Changed) if left > 0 => {}
            kept => return kept,
        }
    }
}

async fn try_keep(inner: &Inner, fates: &[(Digest, Fate)]) -> Result<(), StoreError> {
    let digests: Vec<Digest> = fates.iter().map(|(sha256, _)| *sha256).collect();
    let mut found = of(&inner.vault, &digests).await?;
    let mut turned = BTreeSet::new();
    for found in &mut found {
        let Some((_, fate)) = fates.iter().find(|(sha256, _)| *sha256 == found.row.sha256) else { continue };
        let went_on = matches!((&found.row.fate, fate), (Fate::Waiting { .. }, Fate::Waiting { .. }));
        if !went_on {
            turned.extend(found.row.records.iter().copied());
        }
        found.row.fate = fate.clone();
        if found.row.is_confirmed() {
            found.row.received_ms = found.row.received_ms.or_else(|| inner.office_now_ms());
        } else {
            found.row.received_ms = None;
        }
    }
    if turned.is_empty() {
        // Only an offset went on, which the office tells again: it need not survive a power cut.
        let mut batch = Batch::relaxed();
        found.iter().try_for_each(|found| found.renew(&mut batch))?;
        inner.vault.write(batch).await?;
        inner.show_files().await;
        return Ok(());
    }
    turn(inner, &found, &turned.into_iter().collect::<Vec<_>>()).await
}

/// Writes rows together with the lines of records whose delivery may have changed.
async fn turn(inner: &Inner, found: &[Found], records: &[RecordId]) -> Result<(), StoreError> {
    let Some((mut logs, seen)) = inner.logs().await? else {
        return Err(StoreError::Broken("the logs are not in the store".to_owned()));
    };
    let mut facts = gather(&inner.vault, &logs, records).await?;
    for file in facts.iter_mut().flat_map(|facts| &mut facts.files) {
        if let Some(found) = found.iter().find(|found| found.row.sha256 == file.sha256) {
            file.clone_from(&found.row);
        }
    }
    let mut batch = Inner::batch(&seen, &mut logs)?;
    found.iter().try_for_each(|found| found.renew(&mut batch))?;
    let lines = inner.lines(&mut batch, &facts);
    inner.vault.write(batch).await?;
    inner.written(&logs, lines).await;
    Ok(())
}
