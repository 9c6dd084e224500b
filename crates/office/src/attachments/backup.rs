//! Files into a backup, and what a restored office has to forget.

use std::path::Path;

use danvan_core::ids::Digest;

use super::Objects;
use crate::store::sqlite::SqliteStore;
use crate::store::{AttachmentPoint, AttachmentStore, BackupPoint, BackupStore, KeptBytes, OfficeStore};

/// The database in a backup's folder.
const DATABASE: &str = "office.sqlite";
/// The files beside it.
const FILES: &str = "office.attachments";

/// Makes a backup of a database and its files in a folder, and says in the database that it is made. Files that lie in
/// the folder from the time before are not copied again; the database takes the place of the one before only when all
/// its files are there.
///
/// # Errors
/// Where something cannot be read or written; the backup from before stays as it was.
pub async fn back_up(
    store: &SqliteStore,
    objects: &Objects,
    folder: &Path,
    at_ms: i64,
) -> anyhow::Result<BackupPoint> {
    std::fs::create_dir_all(folder)?;
    let (fresh, kept) = (folder.join("office.sqlite.new"), folder.join(DATABASE));
    if fresh.exists() {
        std::fs::remove_file(&fresh)?;
    }
    store.copy_to(&fresh).await?;
    let point = point_of(&fresh).await?;
    std::fs::File::open(&fresh)?.sync_all()?;

    let files = Objects::open(&folder.join(FILES).to_string_lossy())?;
    for attachment in &point.attachments {
        if files.has(&attachment.object).await? {
            continue;
        }
        match objects.get(&attachment.object).await {
            Ok(found) => files.put(&attachment.object, found.bytes().await?).await?,
            // Swept since the copy was made, or held by another object now: then it is no loss.
            Err(object_store::Error::NotFound { .. }) if !is_named(store, attachment).await? => {}
            Err(error) => return Err(error.into()),
        }
    }
    // Somebody may have looked into the copy from before: its log must not be read with the new one.
    for beside in ["office.sqlite-wal", "office.sqlite-shm"] {
        match std::fs::remove_file(folder.join(beside)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    std::fs::rename(&fresh, &kept)?;
    std::fs::File::open(folder)?.sync_all()?;
    anyhow::ensure!(
        store.mark_backed_up(&point, at_ms).await?,
        "the database was given another epoch meanwhile"
    );
    Ok(point)
}

/// Whether the live database names this object for that file still.
async fn is_named(store: &SqliteStore, attachment: &AttachmentPoint) -> anyhow::Result<bool> {
    let rows = store.attachments(&attachment.province, &[attachment.sha256]).await?;
    Ok(rows.iter().any(|row| row.object == attachment.object))
}

/// What the copy itself holds: not what the office has written since.
async fn point_of(copy: &Path) -> anyhow::Result<BackupPoint> {
    let store = SqliteStore::open(copy, "unused", &[]).await?;
    let point = store.backup_point().await;
    // Leaves one file behind, without a log beside it.
    store.close().await;
    Ok(point?)
}

/// Forgets the files of a restored database whose bytes were not restored with it, so that devices are asked for them.
/// Answers how many there were.
///
/// # Errors
/// Where the database or the files cannot be read.
pub async fn forget_lost(store: &dyn OfficeStore, objects: &Objects) -> anyhow::Result<usize> {
    let mut lost = 0;
    for AttachmentPoint { province, sha256, object } in store.backup_point().await?.attachments {
        if objects.has(&object).await? {
            continue;
        }
        // An image of before the backup may have lost what it told since then, and lies beside.
        let stripped = Objects::name_of_stripped(&province, sha256);
        match objects.get(&stripped).await {
            Ok(found) => {
                let bytes = found.bytes().await?;
                let kept = KeptBytes { sha256: Digest::of(&[&bytes]), bytes: bytes.len() as u64 };
                store.keep_stripped(&province, sha256, &stripped, Some(kept)).await?;
            }
            Err(object_store::Error::NotFound { .. }) => {
                store.forget_attachment(&province, sha256).await?;
                lost += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(lost)
}
