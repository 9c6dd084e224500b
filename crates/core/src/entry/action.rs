//! What an entry does.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::UnitId;
use crate::ids::LogId;
use crate::record::Body;

/// One of the things that can happen to a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// The record begins.
    Create {
        /// The unit it belongs to: the owner, which decides who reads it.
        unit: UnitId,
        /// Its first content.
        body: Body,
    },
    /// Fields were changed.
    Change {
        /// Each field with what its author saw and what they wrote.
        fields: Vec<FieldChange>,
    },
    /// A step of the workflow, with the changes that belong to it (a correction sent in again).
    Move {
        /// The step's name in [`crate::workflow`].
        step: String,
        /// Why, where the step asks for a reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Changes made with the step.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<FieldChange>,
    },
    /// The record was withdrawn by its author.
    Delete {
        /// Why, if the author said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A person chose between what stands and what waits.
    Settle {
        /// What they chose.
        choices: Vec<Choice>,
    },
    /// An action of a later version: kept in the log, refused with a reason until this side is updated.
    #[serde(other)]
    Unknown,
}

/// Where in a body a value stands: a field, or one item of a keyed list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldPath {
    /// The field's name.
    pub field: String,
    /// The item's key, where the field is a keyed list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl FieldPath {
    /// A whole field.
    pub fn field(field: impl Into<String>) -> Self {
        Self { field: field.into(), key: None }
    }

    /// One item of a keyed list.
    pub fn item(field: impl Into<String>, key: impl Into<String>) -> Self {
        Self { field: field.into(), key: Some(key.into()) }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{}/{}", self.field, key),
            None => f.write_str(&self.field),
        }
    }
}

/// What one author did to one place, seen against what they had before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The place.
    #[serde(flatten)]
    pub at: FieldPath,
    /// What stood there when the author looked; absent where nothing stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Value>,
    /// What the author wrote; absent where they removed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Value>,
}

/// What a person chose of something that waited: a value ([`crate::record::Proposal`]), or a withdrawal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The log of the entry that proposed it.
    pub log: LogId,
    /// The entry's number in it.
    pub number: u64,
    /// The place of the value; absent for a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FieldPath>,
    /// What stood at the place when the person chose; absent where nothing stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Value>,
    /// Whether the person takes what waits. Otherwise they leave it, and what stands goes on standing.
    pub take: bool,
}
