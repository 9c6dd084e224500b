//! Records: activities and nominations, as JSON bodies that keep what this version does not know.

pub mod activity;
pub mod fields;
mod kind;
pub mod nomination;
mod quantity;
pub mod schema;
mod state;
mod summary;

pub use activity::{Activity, ActivityBody};
pub use kind::RecordKind;
pub use nomination::{Nomination, NominationBody, NomineeKind};
pub use quantity::{Quantity, print_qualified};
pub use state::{Proposal, Record, TrailStep};
pub use summary::{Summary, admin_unit, summary};

/// A record's content. Fields this version does not know stay in it untouched.
pub type Body = serde_json::Map<String, serde_json::Value>;
