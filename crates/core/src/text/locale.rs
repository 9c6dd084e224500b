//! The two languages of the screen.

use serde::{Deserialize, Serialize};

/// Language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}
