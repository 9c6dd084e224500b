//! What lies in a backup: devices may let go of what does.

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, LogId};
use serde::{Deserialize, Serialize};

use super::{StoreResult, read};

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

impl BackupPoint {
    /// Of the rows that a database has: province, log and length; province, digest and object.
    pub(super) fn of_rows(
        epoch: String,
        logs: Vec<(String, String, i64)>,
        attachments: Vec<(String, Vec<u8>, String)>,
    ) -> StoreResult<Self> {
        let log = |(province, log, length): (String, String, i64)| {
            let (province, log) = read::log_of((province, log))?;
            Ok(LogPoint { province, log, length: read::count(length)? })
        };
        let attachment = |(province, sha256, object): (String, Vec<u8>, String)| {
            Ok(AttachmentPoint {
                province: ProvinceCode::new(province),
                sha256: read::digest(&sha256)?,
                object,
            })
        };
        Ok(Self {
            epoch,
            logs: logs.into_iter().map(log).collect::<StoreResult<_>>()?,
            attachments: attachments.into_iter().map(attachment).collect::<StoreResult<_>>()?,
        })
    }
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
