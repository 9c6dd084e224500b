//! What a record holds, before anything is known of its fields: its kind, and its content as JSON.

mod kind;

pub use kind::RecordKind;

/// A record's content. Fields this version does not know stay in it untouched.
pub type Body = serde_json::Map<String, serde_json::Value>;
