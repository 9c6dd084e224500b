//! Records: activities and nominations, as JSON bodies that keep what this version does not know.

pub mod activity;
pub mod conflict;
pub mod fields;
pub(crate) mod given;
mod kind;
pub(crate) mod line;
pub mod nomination;
mod quantity;
pub mod schema;
pub mod sought;
mod spoken;
mod state;
mod summary;
mod trail;
mod waiting;

pub use activity::{Activity, ActivityBody};
pub use given::Given;
pub use kind::RecordKind;
pub use line::{LINE_FORMAT, RecordLine};
pub use nomination::{Nomination, NominationBody, NomineeKind};
pub use quantity::{Quantity, print_qualified};
pub use spoken::fields_spoken_of;
pub use state::{RECORD_FORMAT, Record, Writer};
pub use summary::{Summary, admin_unit, summary};
pub use trail::{Replaced, TrailStep};
pub use waiting::{Proposal, Settled, Withdrawal};

/// A record's content. Fields this version does not know stay in it untouched.
pub type Body = serde_json::Map<String, serde_json::Value>;
