//! Figures: totals by indicator and group of actors, with the records behind each of them.
//!
//! What counts: activities in a state that counts (see [`crate::workflow::State::counts`]) and not withdrawn, by
//! their first day, so that a year is the sum of its quarters. Numbers are added, words are listed; the qualifier of
//! a sum is the weakest of its addends; a unit that reported nothing is missing, not zero.

mod awards;
mod gather;
mod line;
mod place;
mod query;

pub use awards::{AwardFigures, AwardLine, AwardQuery, Awarded, AwardedQuery, awarded, awards};
pub use line::{Addend, FigureLine, print_figure};
pub use query::{AddendQuery, Query};

use serde::{Deserialize, Serialize};

use crate::catalogue::{ActorGroup, Catalogue, IndicatorCode, UnitId};
use crate::record::Record;

/// Totals; `GET /api/v1/figures` answers with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// One line for each indicator and group of which anything was reported: indicators in the order of the
    /// catalogue (unknown ones after them), groups in the order of [`ActorGroup::ALL`].
    pub lines: Vec<FigureLine>,
}

impl Figures {
    /// The line of an indicator and a group; `None` where nothing was reported.
    pub fn line(&self, indicator: &str, group: ActorGroup) -> Option<&FigureLine> {
        self.lines.iter().find(|line| line.indicator.as_str() == indicator && line.group == group)
    }
}

/// What one of today's units reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFigures {
    /// The unit of today; figures of its predecessors are in it.
    pub unit: UnitId,
    /// Its figures; absent where it reported nothing at all, which is not the same as nought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// The totals of what `query` asks for.
pub fn figures<'r>(
    query: &Query,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> Figures {
    let gathered = gather::gather(query, records, catalogue);
    Figures { lines: gathered.into_iter().map(|group| line::total(&group, catalogue)).collect() }
}

/// The records behind one line of [`figures`] for the same query, oldest first; as many as the line's `addends`.
pub fn addends<'r>(
    query: &Query,
    indicator: &IndicatorCode,
    group: ActorGroup,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> Vec<Addend> {
    let gathered = gather::gather(query, records, catalogue);
    let found = gathered.into_iter().find(|found| found.indicator == *indicator && found.group == group);
    found.map(|found| found.parts.iter().map(gather::Part::to_addend).collect()).unwrap_or_default()
}

/// The same totals for each of today's units, in the order of the catalogue. The unit that `query` names is
/// disregarded. What happened in a unit that the catalogue does not know is in none of them.
pub fn by_unit<'r>(
    query: &Query,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> Vec<UnitFigures> {
    let everywhere = Query { unit: None, ..query.clone() };
    let mut of_unit: std::collections::BTreeMap<UnitId, Vec<&Record>> = std::collections::BTreeMap::new();
    for record in records {
        of_unit.entry(place::unit_of(record, catalogue)).or_default().push(record);
    }
    catalogue
        .units_today()
        .map(|unit| {
            let records = of_unit.get(&unit.id).map(Vec::as_slice).unwrap_or_default();
            let figures = figures(&everywhere, records.iter().copied(), catalogue);
            UnitFigures { unit: unit.id.clone(), figures: (!figures.lines.is_empty()).then_some(figures) }
        })
        .collect()
}

#[cfg(test)]
mod tests;
