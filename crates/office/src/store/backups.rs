//! What lies in a backup: devices may let go of what does.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, LogId};
use serde::{Deserialize, Serialize};

use super::StoreResult;

/// Where everything stands at one moment. A backup of the database made from then on holds at least this.
///
/// Kept in files between two commands: do not rename; add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPoint {
    /// The epoch of the database.
    pub epoch: String,
    /// Every log with its length.
    pub logs: Vec<LogPoint>,
    /// Every file.
    pub attachments: Vec<AttachmentPoint>,
}

/// How far a log goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPoint {
    /// The province.
    pub province: ProvinceCode,
    /// The log.
    pub log: LogId,
    /// The number of its entries.
    pub length: u64,
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentPoint {
    /// The province.
    pub province: ProvinceCode,
    /// The digest of its bytes.
    pub sha256: Digest,
    /// The name of the object that holds its bytes.
    pub object: String,
}

/// Backups.
#[async_trait]
pub trait BackupStore: Send + Sync {
    /// Where everything stands now.
    async fn backup_point(&self) -> StoreResult<BackupPoint>;

    /// Keeps that a backup holds everything up to there. `false`, and nothing changes, where the point is of another
    /// epoch: entries under the same numbers could be others.
    async fn mark_backed_up(&self, point: &BackupPoint, at_ms: i64) -> StoreResult<bool>;

    /// How many entries of a log lie in a backup.
    async fn backed_up(&self, province: &ProvinceCode, log: LogId) -> StoreResult<u64>;
}
