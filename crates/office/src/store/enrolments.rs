//! Enrolment codes and devices.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use danvan_core::access::{Author, Role};
use danvan_core::catalogue::{HubId, ProvinceCode, UnitId};
use danvan_core::ids::{DeviceId, Digest, LogId, UserId};
use danvan_core::wire_console::CodeState;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{StoreError, StoreResult, read};
use crate::enrolling::{Asked, Found, FoundCode, FoundUse, Proof, Refusal, Way};

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
    /// A reach of another version, as it came: it reaches nothing.
    #[serde(untagged)]
    Other(Value),
}

/// What a code makes of a device: the person behind it, their role and reach.
///
/// Stored as JSON: do not rename; add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The person who signs entries.
    pub author: Author,
    /// Their role.
    pub role: Role,
    /// Their reach.
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
    /// Since when it is revoked, in Unix milliseconds, and who did it.
    pub revoked: Option<(i64, String)>,
    /// The devices that used it, in the order of time.
    pub uses: Vec<CodeUsed>,
}

impl CodeListed {
    /// Whether it can be used at that moment, and why not.
    pub fn state(&self, now_ms: i64) -> CodeState {
        if self.revoked.is_some() {
            CodeState::Revoked
        } else if self.uses_left == 0 {
            CodeState::Used
        } else if self.expires_ms <= now_ms {
            CodeState::Expired
        } else {
            CodeState::Open
        }
    }
}

/// A device that used a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeUsed {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
}

/// Code, grant, uses left, when it was made, until when it works, since when and by whom it is revoked.
pub(super) type CodeRow = (String, String, i64, i64, i64, Option<i64>, Option<String>);

/// Codes of their rows, with the devices that used each: code, device, its name and when.
pub(super) fn codes_of_rows(
    rows: Vec<CodeRow>,
    uses: Vec<(String, String, String, i64)>,
) -> StoreResult<Vec<CodeListed>> {
    let mut by_code: BTreeMap<String, Vec<CodeUsed>> = BTreeMap::new();
    for (code, device, name, at_ms) in uses {
        by_code.entry(code).or_default().push(CodeUsed { device: read::device_id(&device)?, name, at_ms });
    }
    let listed = |(id, grant, left, created_ms, expires_ms, revoked_ms, revoked_by): CodeRow| {
        Ok(CodeListed {
            uses: by_code.remove(&id).unwrap_or_default(),
            id,
            grant: read::json("grant", &grant)?,
            uses_left: u32::try_from(left).map_err(|error| StoreError::corrupt("uses", error))?,
            created_ms,
            expires_ms,
            revoked: revoked_ms.map(|at_ms| (at_ms, revoked_by.unwrap_or_default())),
        })
    };
    rows.into_iter().map(listed).collect()
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

    /// Whether the tokens that the device had end with this enrolment: whoever found a lost key may have them beside it,
    /// and whoever held the device before must not read as its next holder.
    pub(super) fn ends_earlier_tokens(&self, found: &Found, way: Way) -> bool {
        let handed_on = found.device.as_ref().is_some_and(|device| device.person != self.found.person);
        way == Way::Successor || way == Way::Again && handed_on
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
        grant: Box<Grant>,
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
    /// What people call it.
    pub name: String,
    /// The person of its latest enrolment.
    pub grant: Grant,
    /// Persons it was enrolled for before; their entries may still wait on it.
    pub earlier: Vec<Grant>,
    /// Whether it is itself revoked.
    pub revoked: bool,
    /// Those of its persons whose access was ended, today's or earlier ones.
    pub disabled: BTreeSet<UserId>,
}

impl Device {
    /// Whether the access of the person who holds it was ended: the device's ends with it, until the person is allowed
    /// again.
    pub fn ended(&self) -> bool {
        self.disabled.contains(&self.grant.author.id)
    }

    /// Whether it is refused on every road: it is told why, and nothing else.
    pub fn refused(&self) -> bool {
        self.revoked || self.ended()
    }

    /// The units of its enrolments, each of which a bundle of it may name: one can have been made before the last.
    pub fn homes(&self) -> impl Iterator<Item = &UnitId> {
        std::iter::once(&self.grant).chain(&self.earlier).map(|grant| &grant.home)
    }

    /// Whether it was ever enrolled for that unit.
    pub fn belongs_to(&self, unit: &UnitId) -> bool {
        self.homes().any(|home| home == unit)
    }
}

/// Codes and devices.
#[async_trait]
pub trait EnrolmentStore: Send + Sync {
    /// Keeps a code, and makes its person known; [`super::StoreError::Exists`] where its digest is taken,
    /// [`super::StoreError::IsMachine`] and [`super::StoreError::IsPerson`] where its person is of the other kind,
    /// whatever happens at the same time.
    async fn add_code(&self, province: &ProvinceCode, code: &NewCode) -> StoreResult<()>;

    /// Revokes a code: it can be used no more, nor repeated. `false`, and nothing changes, where there is no such code or
    /// it is revoked already.
    async fn revoke_code(
        &self,
        province: &ProvinceCode,
        code: &str,
        by: &str,
        at_ms: i64,
    ) -> StoreResult<bool>;

    /// The codes of a province, newest first.
    async fn codes(&self, province: &ProvinceCode) -> StoreResult<Vec<CodeListed>>;

    /// Uses a code for a device as [`crate::enrolling::decide`] says, all in one transaction. A device's three latest
    /// tokens stay good, since answers may cross; a successor of a lost key, and an enrolment for
    /// another person, end all tokens but their own.
    async fn enrol(&self, attempt: &EnrolAttempt) -> StoreResult<EnrolOutcome>;

    /// The device with this token, also where it is revoked; nothing for an unknown token. The first use of a token of a
    /// device that is not revoked is kept: from then on its enrolment is not answered again.
    async fn device_of_token(&self, token: Digest, at_ms: i64) -> StoreResult<Option<Device>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_belongs_to_the_units_of_all_its_enrolments() {
        let grant = |home: &str| Grant {
            author: Author { id: danvan_core::ids::UserId::from_random(1, [1; 10]), name: "Bun".to_owned() },
            role: Role::FieldOfficer,
            reach: Reach::Province,
            home: home.into(),
            place: String::new(),
            organisation: None,
        };
        let device = Device {
            province: "12".into(),
            id: DeviceId::from_random(1, [1; 10]),
            name: "Máy của Bun".to_owned(),
            grant: grant("03466@2025-07-01"),
            earlier: vec![grant("03439@2025-07-01")],
            revoked: false,
            disabled: BTreeSet::new(),
        };
        for (unit, theirs) in
            [("03466@2025-07-01", true), ("03439@2025-07-01", true), ("03388@2025-07-01", false)]
        {
            assert_eq!(device.belongs_to(&unit.into()), theirs, "{unit}");
        }
    }
}
