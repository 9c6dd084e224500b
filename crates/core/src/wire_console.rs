//! What travels between the console's pages and the office, as JSON or in the query of an address. Do not rename
//! fields; add optional ones. Figures and awards travel as [`crate::figures`] has them.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::access::{Author, Role, Scope};
use crate::catalogue::{HubId, ProvinceCode, UnitId};
use crate::entry::Choice;
use crate::ids::{DeviceId, UserId};
use crate::record::{RecordKind, RecordLine};

/// `POST /api/v1/sessions`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The account's name.
    pub username: String,
    /// Its password. Never logged: this type has no `Debug`.
    pub password: String,
}

/// The answer to a sign-in, and `GET /api/v1/sessions/current`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleUser {
    /// The account's name.
    pub username: String,
    /// The person, as they sign their entries.
    pub author: Author,
    /// Their role: decides which steps the pages offer.
    pub role: Role,
    /// Their reach.
    pub scope: Scope,
    /// Their province.
    pub province: ProvinceCode,
    /// Its name, to show at the top.
    pub place: String,
}

/// The query of `GET /api/v1/records`. Everything left out is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordQuery {
    /// One kind only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordKind>,
    /// One state only, by its name in [`crate::workflow`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// One unit; a unit of today stands for its predecessors too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// From this day on, by the record's own day ([`crate::record::Summary::date`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Up to this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Only records in which something waits for a person's choice, withdrawn ones included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<bool>,
    /// Words to search for, whatever marks they carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Where the page begins: [`RecordPage::next`] of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many records at most; the office has a bound of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of records, newest change first: a line of each, without its content and history, which are read with the record
/// itself. Pages that were opened before there were lines read them as records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordPage {
    /// The lines.
    #[serde(deserialize_with = "crate::record::line::page")]
    pub records: Vec<RecordLine>,
    /// How many fit the query in all.
    pub total: u64,
    /// Where the next page begins; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// `POST /api/v1/records/{id}/moves`: a step of the workflow. The answer is the [`crate::record::Record`] after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveRequest {
    /// The step's name in [`crate::workflow`].
    pub step: String,
    /// Why, where the step asks for a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The revision that the person saw; another one is answered by 409.
    pub revision: u64,
}

/// `POST /api/v1/records/{id}/choices`: what a person chose of what waits. The answer is the [`crate::record::Record`] after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoicesRequest {
    /// The choices; all of them hold, or none.
    pub choices: Vec<Choice>,
    /// The revision that the person saw; another one is answered by 409.
    pub revision: u64,
}

/// Where devices of an enrolment code work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EnrolmentReach {
    /// In the named units; the office adds their predecessors.
    Units {
        /// Units of today, at least one; the first is the one that new records belong to.
        units: Vec<UnitId>,
    },
    /// In the members of a district centre.
    Hub {
        /// The district centre.
        hub: HubId,
    },
    /// In the whole province.
    Province,
}

/// `POST /api/v1/enrolment-codes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentCodeRequest {
    /// Where the devices work.
    pub reach: EnrolmentReach,
    /// The role of their user.
    pub role: Role,
    /// The name of the person who signs entries from them: a new person, unless `person_id` names one.
    #[serde(default)]
    pub person: String,
    /// Whom the code is issued to, of `GET /api/v1/people`; the name is theirs then, whatever `person` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<UserId>,
    /// The organisation offered first as the one in the lead, by identifier or name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// How many devices may use it; one where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// For how many days it holds; the office has a default of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// The answer: the code, shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentCodeAnswer {
    /// The code to hand over.
    pub code: String,
    /// What `GET /api/v1/enrolment-codes` shows of it.
    pub issued: EnrolmentCode,
}

/// A line of `GET /api/v1/enrolment-codes`: everything but the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentCode {
    /// Names it in the list.
    pub id: String,
    /// The role of the devices' user.
    pub role: Role,
    /// The person.
    pub person: String,
    /// The person's identifier; absent at offices before there were people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<UserId>,
    /// The place or post that its devices show at the top.
    pub place: String,
    /// The units within reach; empty for the whole province.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub units: BTreeSet<UnitId>,
    /// How many devices may still use it.
    pub uses_left: u32,
    /// When it was issued.
    pub issued_at: DateTime<FixedOffset>,
    /// When it ends.
    pub expires_at: DateTime<FixedOffset>,
    /// Whether it can still be used, and why not; absent at offices that do not say it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<CodeState>,
    /// The devices that used it, in the order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<CodeUse>,
    /// Since when it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<FixedOffset>>,
    /// Who revoked it: a person's name, or how it was done (`command`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<String>,
    /// Whether the person is disabled: whatever its state, the code cannot be used until they are let in again.
    #[serde(default, skip_serializing_if = "crate::wire_people::is_false")]
    pub disabled: bool,
}

/// Whether an enrolment code can still be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeState {
    /// It can be used.
    Open,
    /// As many devices as it was for have used it.
    Used,
    /// Its time is over.
    Expired,
    /// Somebody revoked it.
    Revoked,
    /// A state of a later version.
    #[serde(other)]
    Unknown,
}

impl CodeState {
    /// As commands print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Unknown => "unknown",
        }
    }
}

/// A device that used an enrolment code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeUse {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// A line of `GET /api/v1/units/status?from&to`: one for each of today's units, also for those never heard of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitStatus {
    /// The unit of today.
    pub unit: UnitId,
    /// How many of its records of the period count, by their own day. Nought is said as "nothing yet", not as a figure.
    pub records: u64,
    /// When the office last received an entry about one of its records, in whatever period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_heard: Option<DateTime<FixedOffset>>,
}
