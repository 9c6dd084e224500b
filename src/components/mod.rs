//! Parts that pages are made of. They are plain functions returning erased views rather than components with
//! builders: a third fewer bytes for the same markup.

mod announce;
pub mod banners;
mod bundle_words;
mod clock;
mod conflicts;
mod content;
mod dialog;
pub mod files;
mod frame;
mod held;
mod history;
mod icon;
mod language;
mod nav;
mod notice;
mod papers;
mod signed;
mod skip;
mod state;

pub use announce::{Announcement, toast};
pub use bundle_words::bundle_words;
pub use clock::clock_warning;
pub use conflicts::{Chooser, conflicts, device_words};
pub use content::{content, place_label, quantity_view};
pub use dialog::{Confirm, ask, confirm};
pub use frame::{Head, begin_at_title, frame};
pub use held::held;
pub use history::{did, told};
pub use icon::{Icon, icon};
pub use language::{offer_english, other_language};
pub use nav::nav;
pub use notice::{empty, skeleton};
pub use papers::missing_papers;
pub use signed::signed;
pub use skip::skip_link;
pub use state::{pill, state_label};
