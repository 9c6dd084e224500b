//! What is known of one file.

use std::collections::BTreeSet;

use danvan_core::ids::{Digest, RecordId};
use danvan_core::sync::uploads::Fate;
use serde::{Deserialize, Serialize};

use crate::device::inner::said;
use crate::device::store::{Batch, StoreError, Stretch, Table, Vault};

/// A file of this device. Stored as JSON: do not rename fields; add optional ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its hash, which is its name.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// Its media type.
    pub mime: String,
    /// The name that it had.
    pub name: String,
    /// The device's clock when it was taken, in Unix milliseconds: the order of sending.
    pub added_ms: u64,
    /// The drafts that hold it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub drafts: BTreeSet<RecordId>,
    /// The records of which own entries name it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub records: BTreeSet<RecordId>,
    /// What has become of it.
    pub fate: Fate,
    /// When the office first said that it has it, by its own clock, in Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_ms: Option<u64>,
    /// Whether the device has let its bytes go, since the office keeps them more safely.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgotten: bool,
}

impl FileRow {
    /// Whether the office has it.
    pub fn is_confirmed(&self) -> bool {
        matches!(self.fate, Fate::Confirmed { .. })
    }

    /// Whether an entry names it and the office does not have it.
    pub fn waits(&self) -> bool {
        !self.records.is_empty() && !self.is_confirmed()
    }
}

/// A row with the text to expect when it is written again.
#[derive(Clone, Debug)]
pub struct Found {
    /// The row.
    pub row: FileRow,
    /// Its text in the store.
    pub seen: String,
}

impl Found {
    fn read(text: String) -> Option<Self> {
        Some(Self { row: serde_json::from_str(&text).ok()?, seen: text })
    }

    /// Adds the row as it is now to a batch, which then holds only if nobody has written it meanwhile.
    pub fn renew(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let key = self.row.sha256.to_string();
        batch.expect(Table::Uploads, key.clone(), Some(self.seen.clone()));
        batch.put(Table::Uploads, key, said(&self.row)?);
        Ok(())
    }

    /// Adds the end of the file to a batch.
    pub fn drop_from(&self, batch: &mut Batch) {
        let key = self.row.sha256.to_string();
        batch.expect(Table::Uploads, key.clone(), Some(self.seen.clone()));
        batch.delete(Table::Uploads, key.clone());
        batch.delete(Table::Files, key);
    }
}

/// The rows of files, for those that are here.
pub async fn of(vault: &Vault, sha256: &[Digest]) -> Result<Vec<Found>, StoreError> {
    if sha256.is_empty() {
        return Ok(Vec::new());
    }
    let keys = sha256.iter().map(ToString::to_string).collect();
    let texts = vault.get(Table::Uploads, keys).await?;
    Ok(texts.into_iter().flatten().filter_map(Found::read).collect())
}

/// All rows, the first taken first.
pub async fn rows(vault: &Vault) -> Result<Vec<Found>, StoreError> {
    let rows = vault.range(Table::Uploads, Stretch::prefix("")).await?;
    let mut found: Vec<Found> = rows.into_iter().filter_map(|row| Found::read(row.value)).collect();
    found.sort_by_key(|found| (found.row.added_ms, found.row.sha256));
    Ok(found)
}
