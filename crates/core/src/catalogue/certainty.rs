//! How sure a fact of the catalogue is.

use serde::Serialize;

/// How sure a fact is. Anything but `Confirmed` is a default that the province may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// A public source names it.
    #[default]
    Confirmed,
    /// Follows from a source, to be confirmed by the province.
    Inferred,
    /// General knowledge, to be confirmed by the province.
    Assumed,
}

impl Certainty {
    /// Whether a public source names it.
    pub fn is_confirmed(&self) -> bool {
        *self == Self::Confirmed
    }

    /// The certainty with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "confirmed" => Self::Confirmed,
            "inferred" => Self::Inferred,
            "assumed" => Self::Assumed,
            _ => return None,
        })
    }
}
