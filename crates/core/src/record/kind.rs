//! The kinds of records.

use serde::{Deserialize, Serialize};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Hoạt động dân vận (dossier section 7.3).
    Activity,
    /// Đề nghị điển hình, khen thưởng (dossier section 7.4).
    Nomination,
}

impl RecordKind {
    /// The name in JSON, addresses and databases.
    pub fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Nomination => "nomination",
        }
    }

    /// Reads [`Self::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "activity" => Some(Self::Activity),
            "nomination" => Some(Self::Nomination),
            _ => None,
        }
    }

    /// The field whose items are told apart by a key, and the item's key field; `None` for plain fields.
    ///
    /// These lists merge item by item: two people who each add an indicator both keep it.
    pub fn key_of_list(self, field: &str) -> Option<&'static str> {
        match super::schema::field(self, field)?.kind {
            super::schema::FieldKind::Items { key, .. } => Some(key),
            _ => None,
        }
    }
}
