//! Vietnamese text: folding, search, collation, names, numbers, dates.

mod amount;
mod collate;
mod date;
mod fold;
mod letters;
mod locale;
mod nfc;
mod search;
#[cfg(test)]
mod testing;
mod tone_place;

pub use amount::Amount;
pub use collate::sort_key;
pub use date::{print_date, print_iso_date};
pub use fold::fold;
pub use locale::Locale;
pub use nfc::nfc;
pub use search::{Folded, Query, Rank};
