//! The kinds of records.

use serde::{Deserialize, Serialize};

use crate::code::Code;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Hoạt động dân vận (dossier section 7.3).
    Activity,
    /// Đề nghị điển hình, khen thưởng (dossier section 7.4).
    Nomination,
    /// A kind of another version, as `village_profile`: kept, passed on and listed; it has neither fields nor steps here.
    #[serde(untagged)]
    Other(Code),
}

impl RecordKind {
    /// The name in JSON, addresses and databases.
    pub fn name(&self) -> &str {
        match self {
            Self::Activity => "activity",
            Self::Nomination => "nomination",
            Self::Other(code) => code.as_str(),
        }
    }

    /// Reads [`Self::name`]; `None` for a kind that this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(Self::named(name)).filter(|kind| kind.is_known())
    }

    /// The kind of a name, whichever version it is of.
    pub fn named(name: &str) -> Self {
        match name {
            "activity" => Self::Activity,
            "nomination" => Self::Nomination,
            _ => Self::Other(Code::of(name)),
        }
    }

    /// Whether this version knows what such a record holds.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}
