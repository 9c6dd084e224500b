//! Whose a file is: drafts take it and let it go, entries name it for good.

use std::collections::BTreeSet;

use danvan_core::ids::{Digest, RecordId};
use danvan_core::sync::uploads::Fate;

use super::row::{FileRow, Found, of, rows};
use crate::device::inner::{Inner, said};
use crate::device::store::{Batch, StoreError, Stretch, Table, Vault};
use crate::device::{DraftId, SaveFailure};
use crate::platform::clock;
use crate::platform::photo::Prepared;

/// How often another tab may come in between.
const ATTEMPTS: u32 = 8;

/// Keeps a file for a draft: on the disk when this returns. The draft must be in the store already.
pub async fn take(inner: &Inner, draft: DraftId, file: &Prepared) -> Result<(), SaveFailure> {
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        return match try_take(&inner.vault, draft, file).await {
            Err(StoreError::Changed | StoreError::Broken(_)) if left > 0 => continue,
            Err(StoreError::Full) => Err(SaveFailure::Full),
            Err(StoreError::NoFiles) => Err(SaveFailure::NoFiles),
            Err(error) => Err(SaveFailure::Store(error.words())),
            Ok(()) => Ok(()),
        };
    }
}

async fn try_take(vault: &Vault, draft: DraftId, file: &Prepared) -> Result<(), StoreError> {
    let key = file.sha256.to_string();
    let mut batch = Batch::strict();
    batch.put_file(key.clone(), file.bytes.clone());
    match of(vault, &[file.sha256]).await?.pop() {
        Some(mut found) => {
            found.row.drafts.insert(draft);
            found.row.forgotten = false;
            if found.row.fate == Fate::Missing {
                found.row.fate = Fate::NEW;
            }
            found.renew(&mut batch)?;
        }
        None => {
            let row = FileRow {
                sha256: file.sha256,
                bytes: u64::from(file.bytes.byte_length()),
                mime: file.mime.clone(),
                name: file.name.clone(),
                added_ms: clock::unix_ms(),
                drafts: [draft].into(),
                records: BTreeSet::new(),
                fate: Fate::NEW,
                received_ms: None,
                forgotten: false,
            };
            batch.expect(Table::Uploads, key.clone(), None);
            batch.put(Table::Uploads, key, said(&row)?);
        }
    }
    vault.write(batch).await
}

/// The files that a draft holds, the first taken first.
pub async fn taken_by(vault: &Vault, draft: DraftId) -> Result<Vec<FileRow>, StoreError> {
    let rows = rows(vault).await?.into_iter().map(|found| found.row);
    Ok(rows.filter(|row| row.drafts.contains(&draft)).collect())
}

/// A draft lets a file go; what no other draft holds and no entry names is dropped.
pub async fn let_go(vault: &Vault, draft: DraftId, sha256: Digest) -> Result<(), StoreError> {
    let mut batch = Batch::strict();
    for found in of(vault, &[sha256]).await? {
        without(found, draft, &mut batch)?;
    }
    vault.write(batch).await
}

/// A draft was dropped, and its files with it.
pub async fn drop_draft(vault: &Vault, draft: DraftId) -> Result<(), StoreError> {
    let mut batch = Batch::strict();
    for found in rows(vault).await? {
        without(found, draft, &mut batch)?;
    }
    vault.write(batch).await
}

/// Drops what no living draft and no entry holds: a draft may have gone with the battery before its files did.
pub async fn sweep(vault: &Vault) -> Result<(), StoreError> {
    let all = rows(vault).await?;
    if all.iter().all(|found| found.row.drafts.is_empty()) {
        return Ok(());
    }
    let drafts = vault.range(Table::Drafts, Stretch::prefix("")).await?;
    let living: BTreeSet<RecordId> = drafts.iter().filter_map(|row| RecordId::parse(&row.key)).collect();
    let mut batch = Batch::strict();
    for mut found in all {
        let before = found.row.drafts.len();
        found.row.drafts.retain(|draft| living.contains(draft));
        if found.row.drafts.len() < before {
            settle(&found, &mut batch)?;
        }
    }
    vault.write(batch).await
}

/// An entry about a record names files: they are its own from now on, and the draft's no more.
pub async fn name_in(
    vault: &Vault,
    named: &[Digest],
    record: RecordId,
    draft: Option<DraftId>,
    batch: &mut Batch,
) -> Result<Vec<FileRow>, StoreError> {
    let mut rows = Vec::new();
    for mut found in of(vault, named).await? {
        found.row.records.insert(record);
        if let Some(draft) = draft {
            found.row.drafts.remove(&draft);
        }
        found.renew(batch)?;
        rows.push(found.row);
    }
    Ok(rows)
}

fn without(mut found: Found, draft: DraftId, batch: &mut Batch) -> Result<(), StoreError> {
    if found.row.drafts.remove(&draft) { settle(&found, batch) } else { Ok(()) }
}

fn settle(found: &Found, batch: &mut Batch) -> Result<(), StoreError> {
    if found.row.drafts.is_empty() && found.row.records.is_empty() {
        found.drop_from(batch);
        return Ok(());
    }
    found.renew(batch)
}
