//! What the office tells its administrators and leaders unasked, as JSON. Do not rename fields; add optional ones.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::code::Code;

/// `GET /api/v1/alarms` (administrator, leader of the province): those that nobody has seen to first, then the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmList {
    /// The alarms.
    pub alarms: Vec<Alarm>,
}

/// The query of `GET /api/v1/alarms`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmQuery {
    /// `open` or `acknowledged`; all without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// The most alarms that are said to be seen to at once: more than an office keeps open.
pub const SEEN_TO_AT_ONCE_MAX: usize = 1_000;

/// `POST /api/v1/alarms/acknowledgements` (administrator): that somebody has seen to these. Answered with [`AlarmList`]: those
/// of them that the office still keeps, as they stand now. What was raised meanwhile is not among them, and stays open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenToRequest {
    /// Their identifiers, [`SEEN_TO_AT_ONCE_MAX`] at most. Unknown ones change nothing.
    pub alarms: Vec<String>,
}

/// Something that somebody is to see to. `POST /api/v1/alarms/{id}/acknowledgement` (administrator) says that they have
/// done so, and is answered with it; what happens after that is another alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Names it.
    pub id: String,
    /// What happens.
    pub kind: AlarmKind,
    /// What it is about: the user name of the account; absent for nothing in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Since when.
    pub since: DateTime<FixedOffset>,
    /// When it happened last.
    pub last: DateTime<FixedOffset>,
    /// How often since then, also before it was worth an alarm.
    pub count: u64,
    /// The same in a sentence, for pages that do not know the kind.
    #[serde(default)]
    pub detail: String,
    /// When somebody saw to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<DateTime<FixedOffset>>,
    /// Who: a person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<String>,
}

/// What an alarm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Many wrong enrolment codes, over whatever codes and devices.
    GuessingCodes,
    /// Wrong passwords of one account, from browsers that it was never used in.
    GuessingPassword,
    /// Many wrong sign-ins, over whatever user names.
    GuessingSignIns,
    /// A kind of another version.
    #[serde(untagged)]
    Other(Code),
}

impl AlarmKind {
    /// Its name on the wire and in the books.
    pub fn name(&self) -> &str {
        match self {
            Self::GuessingCodes => "guessing_codes",
            Self::GuessingPassword => "guessing_password",
            Self::GuessingSignIns => "guessing_sign_ins",
            Self::Other(code) => code.as_str(),
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Self {
        let known = [Self::GuessingCodes, Self::GuessingPassword, Self::GuessingSignIns];
        known.into_iter().find(|kind| kind.name() == name).unwrap_or_else(|| Self::Other(Code::of(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_as_they_are_written_and_those_of_other_versions_are_carried() {
        for name in ["guessing_codes", "guessing_password", "guessing_sign_ins", "disk_full"] {
            let kind = AlarmKind::named(name);
            assert_eq!(kind.name(), name);
            let text = serde_json::to_string(&kind).unwrap();
            assert_eq!(text, format!("\"{name}\""));
            assert_eq!(serde_json::from_str::<AlarmKind>(&text).unwrap(), kind);
        }
    }
}
