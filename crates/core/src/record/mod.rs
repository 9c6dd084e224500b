//! Records: activities and nominations, as JSON bodies that keep what this version does not know.

mod kind;

mod state;

pub use kind::RecordKind;

pub use state::{Proposal, Record, TrailStep};

/// A record's content. Fields this version does not know stay in it untouched.
pub type Body = serde_json::Map<String, serde_json::Value>;
