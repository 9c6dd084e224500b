//! What the book knows of a record beyond its line, in a table of its own: read when somebody opens the book, never at
//! the start. It is made of the record alone: a row that is missing, or that another version wrote, is made again.

use chrono::NaiveDate;
use danvan_core::catalogue::{Catalogue, UnitId};
use danvan_core::record::{Record, admin_unit, sought};
use danvan_core::text::{parse_date, print_iso_date};

/// Parts the fields; no form lets it in.
const PARTING: char = '\u{1f}';

/// The form that this version writes: one more with each change of what stands in a row.
const FORM: &str = "1";
/// Stands in its place where the catalogue was missing, and with it the names of what is told by codes.
const NAMELESS: &str = "0";

/// Who wrote a record, which body leads it, where, and what it is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The body that leads an activity, or to which a nominee belongs; may be empty.
    pub body: String,
    /// Who created it.
    pub author: String,
    /// The commune that it speaks of, or that it belongs to; may be empty.
    pub commune: String,
    /// The words it is found by, each once and without marks.
    pub(super) words: String,
    /// Its days, each from and to.
    pub(super) days: Vec<(NaiveDate, NaiveDate)>,
}

impl Details {
    /// The details of a record.
    pub fn of(record: &Record, catalogue: Option<&Catalogue>) -> Self {
        let short_name = |unit: &UnitId| Some(catalogue?.unit(unit)?.short_name.clone());
        let commune = admin_unit(record.kind, &record.body).as_ref().and_then(short_name);
        let body = sought::leading_body(record.kind, &record.body, catalogue).unwrap_or_default();
        let author = record.creator().map(|author| author.name.clone()).unwrap_or_default();
        let mut words = sought::words(record.kind, &record.body, catalogue);
        sought::add_words(&mut words, &author);
        Self {
            body,
            author,
            commune: commune.or_else(|| short_name(&record.unit)).unwrap_or_default(),
            words: words.into_iter().collect::<Vec<_>>().join(" "),
            days: sought::days(record.kind, &record.body),
        }
    }

    /// The text that is stored.
    pub fn write(&self, has_names: bool) -> String {
        let days = self.days.iter().flat_map(|(from, to)| [from, to]);
        let days: Vec<String> = days.map(|day| print_iso_date(*day)).collect();
        let form = if has_names { FORM } else { NAMELESS };
        let parting = PARTING.to_string();
        let fields = [form, &self.body, &self.author, &self.commune, &days.join(" "), &self.words];
        fields.map(|field| field.replace(PARTING, "")).join(&parting)
    }

    /// The details back; `None` for a row that is to be made again.
    pub fn read(text: &str) -> Option<Self> {
        let mut fields = text.split(PARTING);
        let mut field = || fields.next();
        if field()? != FORM {
            return None;
        }
        let (body, author, commune) = (field()?.to_owned(), field()?.to_owned(), field()?.to_owned());
        let days: Vec<NaiveDate> = field()?.split(' ').filter_map(|day| parse_date(day).ok()).collect();
        let pairs = days.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        Some(Self { body, author, commune, days: pairs.collect(), words: field()?.to_owned() })
    }
}
