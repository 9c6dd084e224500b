//! The unit of today in which a record counts.

use crate::catalogue::{Catalogue, UnitId};
use crate::record::{Record, admin_unit};

/// The unit of today in whose figures a record counts: the one that took over the commune where it happened. Every
/// record counts in exactly one: where a former commune was divided, in the part that the record belongs to, else
/// in the first. A commune that the catalogue does not know gives way to the unit that the record belongs to, and
/// where that is unknown too, stands for itself.
pub fn unit_of(record: &Record, catalogue: &Catalogue) -> UnitId {
    let happened = admin_unit(record.kind, &record.body);
    for place in happened.iter().chain([&record.unit]) {
        let today = catalogue.today_of(place);
        if let Some(own) = today.iter().find(|unit| unit.id == record.unit).or(today.first()) {
            return own.id.clone();
        }
    }
    happened.unwrap_or_else(|| record.unit.clone())
}

/// Whether a record counts in the figures of `wanted`: by [`unit_of`] for a unit of today, by its very commune for a
/// former one.
pub fn counts_in(record: &Record, wanted: &UnitId, catalogue: &Catalogue) -> bool {
    match catalogue.unit(wanted) {
        Some(unit) if !unit.is_current() => {
            admin_unit(record.kind, &record.body).as_ref().unwrap_or(&record.unit) == wanted
        }
        _ => unit_of(record, catalogue) == *wanted,
    }
}
