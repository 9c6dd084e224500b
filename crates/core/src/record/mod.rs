//! Records: activities and nominations, as JSON bodies that keep what this version does not know.

pub mod activity;
pub mod conflict;
pub mod fields;
pub(crate) mod given;
pub(crate) mod line;
pub mod nomination;
pub(crate) mod place;
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
pub use line::{LINE_FORMAT, RecordLine};
pub use nomination::{Nomination, NominationBody, NomineeKind};
pub use quantity::{Quantity, print_qualified};
pub use spoken::fields_spoken_of;
pub use state::{RECORD_FORMAT, Record, Writer};
pub use summary::{Summary, admin_unit, summary};
pub use trail::{Replaced, TrailStep};
pub use waiting::{Proposal, Settled, Withdrawal};

pub use crate::values::{Body, RecordKind};
