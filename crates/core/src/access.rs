//! Who may do what, where: roles (dossier section 7.6, T9), scopes and the authority behind an entry.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::UnitId;
use crate::ids::UserId;

pub use crate::role::Role;

/// Whose records a principal reaches: always inside one province, which is part of every key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Scope {
    /// The named units: a commune's own, those a border post covers, or the members of a hub, as the office
    /// worked them out from the catalogue, former units included.
    Units {
        /// Every unit within reach.
        units: BTreeSet<UnitId>,
    },
    /// The whole province.
    Province,
    /// A scope of another version, as it came: here it reaches nothing.
    #[serde(untagged)]
    Other(Value),
}

/// What a scope reaches that nobody here can read.
static NO_UNITS: BTreeSet<UnitId> = BTreeSet::new();

impl Scope {
    /// Whether a record that belongs to `unit` is within reach.
    pub fn covers(&self, unit: &UnitId) -> bool {
        self.units().is_none_or(|units| units.contains(unit))
    }

    /// The units within reach; `None` for the whole province.
    pub fn units(&self) -> Option<&BTreeSet<UnitId>> {
        match self {
            Self::Units { units } => Some(units),
            Self::Province => None,
            Self::Other(_) => Some(&NO_UNITS),
        }
    }
}

/// The person behind an entry, as the page showed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The person's identifier.
    pub id: UserId,
    /// The name to show, as it was when the entry was written.
    pub name: String,
}

/// What the one who applies an entry knows of its author's rights.
#[derive(Clone, Debug)]
pub struct Authority<'a> {
    /// The author's role.
    pub role: Role,
    /// The author's reach.
    pub scope: &'a Scope,
}
