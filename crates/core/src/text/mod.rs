//! Vietnamese text: folding, search, collation, names, numbers, dates, periods, old encodings.

mod amount;
mod collate;
mod date;
mod days_sought;
mod figure;
mod fold;
mod legacy;
mod letters;
mod locale;
mod nfc;
mod number;
mod period;
mod person_name;
mod qualifier;
mod search;
mod syllable;
#[cfg(test)]
mod testing;
mod tone_place;
mod visible;

pub use amount::Amount;
pub use collate::{order_of, push_sort_key, sort_key};
pub use date::{
    DateProblem, DateReading, parse_date, print_date, print_iso_date, print_long_date, read_date,
};
pub use days_sought::{DaySought, days_sought};
pub use figure::{FigureField, FigureProposal, FigureReading, read_figure};
pub use fold::fold;
pub use legacy::{Legacy, convert as convert_legacy, detect as detect_legacy};
pub use locale::Locale;
pub use nfc::nfc;
pub use number::{NumberProblem, parse_number, parse_number_of, print_number};
pub use period::{Period, PeriodKind};
pub use person_name::{given_name, person_sort_key};
pub use qualifier::Qualifier;
pub use search::{Folded, Query, Rank, best_first};
pub use visible::{plain_name, said_chars, spelt_out, visible};
