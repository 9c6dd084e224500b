//! Enrolment codes and devices.

use std::collections::BTreeSet;

use async_trait::async_trait;
use danvan_core::access::{Author, Role};
use danvan_core::catalogue::{HubId, ProvinceCode, UnitId};
use danvan_core::ids::{DeviceId, Digest, LogId};
use serde::{Deserialize, Serialize};

use super::{StoreError, StoreResult, read};
use crate::enrolling::{Asked, FoundCode, FoundUse, Proof, Refusal, Way};

/// Answers can cross when a button is pressed twice; each of the latest tokens stays good.
pub(super) const TOKENS_KEPT: i64 = 3;

/// What a scope is made from. The scope itself is worked out from the catalogue each time, so that a change of a
/// hub's members or a unit's predecessors reaches devices without another enrolment.
///
/// Stored as JSON: do not rename; add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Reach {
    /// The named units and the former units in their place: a commune, or what a border post covers.
    Units {
        /// The units.
        units: BTreeSet<UnitId>,
    },
    /// The members of a hub of that day.
    Hub {
        /// The hub.
        hub: HubId,
    },
    /// The whole province.
    Province,
}

/// What a code makes of a device: the person behind it, his role and reach.
///
/// Stored as JSON: do not rename; add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The person who signs entries.
    pub author: Author,
    /// His role.
    pub role: Role,
    /// His reach.
    pub reach: Reach,
    /// The unit that new records belong to.
    pub home: UnitId,
    /// The place or post to show.
    pub place: String,
    /// The organisation offered first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
}

/// An enrolment code to keep.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// The code's own identifier, for lists.
    pub id: String,
    /// The digest of the normalised code.
    pub digest: Digest,
    /// What it grants.
    pub grant: Grant,
    /// For how many devices.
    pub uses: u32,
    /// Now, in Unix milliseconds.
    pub at_ms: i64,
    /// Until when it works.
    pub expires_ms: i64,
}

/// A code as the administrator sees it in a list: never the code itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeListed {
    /// The code's own identifier.
    pub id: String,
    /// What it grants.
    pub grant: Grant,
    /// Devices that may still use it.
    pub uses_left: u32,
    /// When it was made, in Unix milliseconds.
    pub created_ms: i64,
    /// Until when it works.
    pub expires_ms: i64,
}

impl CodeListed {
    /// Of its row: code, grant, uses left, when it was made and until when it works.
    pub(super) fn of_row(
        (id, grant, left, created_ms, expires_ms): (String, String, i64, i64, i64),
    ) -> StoreResult<Self> {
        let uses_left = u32::try_from(left).map_err(|error| StoreError::corrupt("uses", error))?;
        Ok(Self { id, grant: read::json("grant", &grant)?, uses_left, created_ms, expires_ms })
    }
}

/// A device that shows a code.
#[derive(Clone, Debug)]
pub struct EnrolAttempt {
    /// The digest of the code as typed and normalised.
    pub code: Digest,
    /// The device.
    pub device: DeviceId,
    /// The log it will write.
    pub log: LogId,
    /// What people call it.
    pub device_name: String,
    /// The digest of the token to give it.
    pub token: Digest,
    /// What it proves.
    pub proof: Proof,
    /// The digest of the token that the request carries.
    pub carried: Option<Digest>,
    /// Whether it says that it is a hub's machine.
    pub machine: bool,
    /// Now, in Unix milliseconds.
    pub at_ms: i64,
}

impl EnrolAttempt {
    /// As the decision looks at it.
    pub(super) fn asked(&self) -> Asked {
        Asked { log: self.log, proof: self.proof, machine: self.machine }
    }
}

/// A code that was found, as both databases read it.
pub(super) struct Code {
    pub(super) province: ProvinceCode,
    pub(super) id: String,
    pub(super) grant: Grant,
    pub(super) grant_json: String,
    pub(super) found: FoundCode,
}

/// A use of a code by the device that shows it: log, key, and whether a token of it was used.
pub(super) type UseRow = (Option<String>, Option<Vec<u8>>, bool);

impl Code {
    /// Of its rows: province, code and grant; uses left and until when it works; what this device did with it.
    pub(super) fn of_row(
        (province, id, grant_json): (String, String, String),
        (left, expires_ms): (i64, i64),
        used: Option<UseRow>,
        at_ms: i64,
    ) -> StoreResult<Self> {
        let grant: Grant = read::json("grant", &grant_json)?;
        let used = used.map(|(log, key, ended)| {
            let log = log.map(|log| read::log_id(&log)).transpose()?;
            let key = key.map(|key| read::public_key(&key)).transpose()?;
            StoreResult::Ok(FoundUse { log, key, ended })
        });
        let found = FoundCode {
            person: grant.author.id,
            machine: grant.role == Role::HubMachine,
            in_time: expires_ms > at_ms,
            uses_left: left > 0,
            used: used.transpose()?,
        };
        Ok(Self { province: ProvinceCode::new(province), id, grant, grant_json, found })
    }
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolOutcome {
    /// The device is known.
    Enrolled {
        /// In which province.
        province: ProvinceCode,
        /// As whom.
        grant: Grant,
        /// How it came in.
        way: Way,
    },
    /// Nothing has changed.
    Refused(Refusal),
}

/// An enrolled device, as its token names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its province.
    pub province: ProvinceCode,
    /// Its identifier.
    pub id: DeviceId,
    /// The person of its latest enrolment.
    pub grant: Grant,
    /// Persons it was enrolled for before; their entries may still wait on it.
    pub earlier: Vec<Grant>,
}

/// Codes and devices.
#[async_trait]
pub trait EnrolmentStore: Send + Sync {
    /// Keeps a code; [`super::StoreError::Exists`] where its digest is taken.
    async fn add_code(&self, province: &ProvinceCode, code: &NewCode) -> StoreResult<()>;

    /// The codes of a province, newest first.
    async fn codes(&self, province: &ProvinceCode) -> StoreResult<Vec<CodeListed>>;

    /// Uses a code for a device as [`crate::enrolling::decide`] says, all in one transaction. A device's three latest
    /// tokens stay good, since answers may cross.
    async fn enrol(&self, attempt: &EnrolAttempt) -> StoreResult<EnrolOutcome>;

    /// The device with this token; nothing for an unknown token or a revoked device. The token's first use is kept: from
    /// then on its enrolment is not answered again.
    async fn device_of_token(&self, token: Digest, at_ms: i64) -> StoreResult<Option<Device>>;

    /// Takes a device's access away. Its log stays.
    async fn revoke_device(&self, province: &ProvinceCode, device: DeviceId, at_ms: i64)
    -> StoreResult<bool>;
}
