//! Fields that only another version knows, carried as they came.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The fields of an answer that this version has no name for: whoever passes the answer on (a hub) or keeps it (a device)
/// writes them back beside its own.
///
/// To stand in a struct as its last field, flattened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Further(Map<String, Value>);

impl Further {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
