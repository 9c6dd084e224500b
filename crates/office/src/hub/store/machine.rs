//! What the hub enrols with: its identifiers and its key.

use danvan_core::bundle::SecretKey;
use danvan_core::ids::{DeviceId, LogId};

use super::HubFile;
use crate::store::{StoreError, StoreResult, read};

/// A hub as a machine that enrols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its device.
    pub device: DeviceId,
    /// The log that an enrolment names. Nothing is ever written to it.
    pub log: LogId,
    /// Its key.
    pub secret: SecretKey,
}

impl HubFile {
    /// What the hub enrols with; nothing before its first contact, and in files from before hubs had keys.
    pub async fn machine(&self) -> StoreResult<Option<Machine>> {
        let row: Option<(String, String, Vec<u8>)> =
            sqlx::query_as("SELECT device, log, secret FROM machine").fetch_optional(&self.readers).await?;
        row.map(|(device, log, secret)| {
            let secret = SecretKey::from_bytes(&secret);
            Ok(Machine {
                device: read::device_id(&device)?,
                log: read::log_id(&log)?,
                secret: secret.ok_or_else(|| StoreError::corrupt("machine", "no key"))?,
            })
        })
        .transpose()
    }

    /// Keeps what the hub enrols with, once for all.
    pub async fn keep_machine(&self, machine: &Machine) -> StoreResult<()> {
        sqlx::query("INSERT INTO machine (one, device, log, secret) VALUES (1, ?, ?, ?)")
            .bind(machine.device.to_string())
            .bind(machine.log.to_string())
            .bind(machine.secret.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
