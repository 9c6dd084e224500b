//! Whose a log is. The names of logs are no secret: they stand in the headers of bundles. The province's word counts,
//! also against a device that opened a log of that name here before.

use std::collections::BTreeMap;

use danvan_core::entry::Chain;
use danvan_core::ids::{DeviceId, LogId};
use sqlx::{Sqlite, SqliteExecutor, Transaction};

use super::{HubFile, LogWriting};
use crate::hub_wire::HubDevices;
use crate::store::{StoreResult, read};

impl HubFile {
    /// Whose a log is by the province's word, where it has said so.
    pub async fn owner(&self, log: LogId) -> StoreResult<Option<DeviceId>> {
        owner(&self.readers, log).await
    }
}

impl LogWriting {
    /// See [`HubFile::owner`].
    pub async fn owner(&mut self, log: LogId) -> StoreResult<Option<DeviceId>> {
        owner(&mut *self.transaction, log).await
    }
}

async fn owner(executor: impl SqliteExecutor<'_>, log: LogId) -> StoreResult<Option<DeviceId>> {
    let device: Option<String> = sqlx::query_scalar("SELECT device FROM log_owners WHERE log = ?")
        .bind(log.to_string())
        .fetch_optional(executor)
        .await?;
    device.map(|device| read::device_id(&device)).transpose()
}

/// Keeps whose each log is. What another device brought under such a name is kept apart, as after a fork, and the log
/// begins anew for the one that it belongs to.
pub(super) async fn keep(
    transaction: &mut Transaction<'static, Sqlite>,
    list: &HubDevices,
) -> StoreResult<()> {
    let known: Vec<(String, String)> =
        sqlx::query_as("SELECT log, device FROM log_owners").fetch_all(&mut **transaction).await?;
    let known: BTreeMap<String, String> = known.into_iter().collect();
    let brought: Vec<(String, String)> =
        sqlx::query_as("SELECT log, device FROM logs").fetch_all(&mut **transaction).await?;
    let brought: BTreeMap<String, String> = brought.into_iter().collect();
    for device in &list.devices {
        for head in &device.logs {
            let (log, device) = (head.log, device.device);
            let (name, owner) = (log.to_string(), device.to_string());
            if known.get(&name) != Some(&owner) {
                sqlx::query(
                    "INSERT INTO log_owners (log, device) VALUES (?, ?)
                     ON CONFLICT DO UPDATE SET device = excluded.device",
                )
                .bind(&name)
                .bind(&owner)
                .execute(&mut **transaction)
                .await?;
            }
            if let Some(other) = brought.get(&name).filter(|brought| **brought != owner) {
                tracing::warn!(%log, %device, by = other, "opened here by another device: log={log}");
                begin_anew(transaction, log, device).await?;
            }
        }
    }
    Ok(())
}

async fn begin_anew(
    transaction: &mut Transaction<'static, Sqlite>,
    log: LogId,
    device: DeviceId,
) -> StoreResult<()> {
    let name = log.to_string();
    for text in [
        "INSERT INTO forked_entries (log, number, digest, text, received_at)
         SELECT log, number, digest, text, (SELECT received_at FROM logs WHERE logs.log = entries.log)
         FROM entries WHERE log = ? ON CONFLICT DO NOTHING",
        "DELETE FROM entries WHERE log = ?",
        "DELETE FROM signed_heads WHERE log = ?",
    ] {
        sqlx::query(text).bind(&name).execute(&mut **transaction).await?;
    }
    sqlx::query(
        "UPDATE logs SET device = ?, length = 0, digest = ?, told_length = 0, told_at = 0, told_epoch = '',
         refused = NULL, refused_mark = NULL, refused_sent = 0 WHERE log = ?",
    )
    .bind(device.to_string())
    .bind(Chain::genesis(log).as_bytes().as_slice())
    .bind(&name)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
