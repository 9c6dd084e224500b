//! Forms over the core's field tables: each field of `danvan_core::record::schema` is drawn by its kind.
//!
//! Inputs are uncontrolled: what a person types is read, never written back. The draft holds the raw texts; only
//! saving turns them into a body.

mod answers;
mod attachments;
mod begin;
mod body;
mod choice_field;
mod date_field;
mod field;
mod figures;
mod items;
mod left;
mod lookups;
mod numbers;
mod papers;
mod paste;
mod picker;
pub mod readable;
mod returned;
mod save;
mod says;
mod slot;
mod state;
mod steps;
mod text_field;
mod unchosen;

pub use begin::{typed_of, with_defaults};
pub use field::section;
pub use returned::returned;
pub use save::{save_bar, warnings, why_not_saved};
pub use says::{focus, notice, summary};
pub use slot::Slot;
pub use state::{Form, Saving};
pub use steps::{Step, bar, fields_of, follow_address, leave, section_id, steps};
