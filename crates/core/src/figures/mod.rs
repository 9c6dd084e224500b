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

pub use awards::{AwardFigures, AwardLine, AwardQuery, AwardTotals, Awarded, AwardedQuery, awarded, awards};
pub use line::{Addend, FigureLine, print_figure};
pub use query::{AddendQuery, Query};

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};

use self::gather::{At, Counting};
use self::line::Sum;
use crate::catalogue::{ActorGroup, Catalogue, IndicatorCode, UnitId};
use crate::record::{Activity, Record};

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

/// The most lines for indicators that the catalogue does not know: a later one may have some dozens more.
const UNKNOWN_LINES_MAX: usize = 1_000;

/// Where an indicator stands in reports: in the order of the catalogue, unknown ones last.
type Place = (usize, IndicatorCode);

/// Totals while records come in, one after the other and in any order. Of a record nothing is kept but what it adds.
pub struct Totals<'c> {
    counting: Counting<'c>,
    sums: BTreeMap<(Place, ActorGroup), Sum>,
    unknown: usize,
}

impl<'c> Totals<'c> {
    /// Of what `query` asks for.
    pub fn new(query: &Query, catalogue: &'c Catalogue) -> Self {
        Self { counting: Counting::new(query, catalogue), sums: BTreeMap::new(), unknown: 0 }
    }

    /// Takes a record in. Each may come once.
    pub fn take(&mut self, record: &Record) {
        let Some(mut said) = self.counting.said(record) else { return };
        let catalogue = self.counting.catalogue();
        for (at, indicator, quantity) in said.statements() {
            let order = catalogue.indicators.iter().position(|known| known.code == indicator);
            let key = ((order.unwrap_or(usize::MAX), indicator), said.group);
            let sum = match self.sums.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    self.unknown += usize::from(order.is_none());
                    let sum = Sum::of(&place.key().0.1, catalogue);
                    place.insert(sum)
                }
            };
            sum.take(at, &said.unit, quantity);
            // Unknown ones are the last, and a line that goes would never be among the first again: whichever order
            // records come in, the same lines are left, each of them whole.
            if self.unknown > UNKNOWN_LINES_MAX {
                self.sums.pop_last();
                self.unknown -= 1;
            }
        }
    }

    /// The totals of what was taken in.
    pub fn figures(self) -> Figures {
        let lines = self.sums.into_iter().map(|(((_, indicator), group), sum)| sum.line(indicator, group));
        Figures { lines: lines.collect() }
    }
}

/// The records behind one line while they come in, one after the other and in any order.
pub struct Behind<'c> {
    counting: Counting<'c>,
    line: (IndicatorCode, ActorGroup),
    found: Vec<(At, Addend)>,
}

impl<'c> Behind<'c> {
    /// Behind the line of [`Totals`] for the same query.
    pub fn new(
        query: &Query,
        indicator: &IndicatorCode,
        group: ActorGroup,
        catalogue: &'c Catalogue,
    ) -> Self {
        let counting = Counting::new(query, catalogue);
        Self { counting, line: (indicator.clone(), group), found: Vec::new() }
    }

    /// Takes a record in. Each may come once.
    pub fn take(&mut self, record: &Record) {
        let Some(mut said) = self.counting.said(record) else { return };
        let title = Activity::of(&record.body).title().unwrap_or_default();
        for (at, indicator, quantity) in said.statements() {
            if indicator == self.line.0 && said.group == self.line.1 {
                let (title, unit) = (title.to_owned(), said.unit.clone());
                let addend = Addend { record: record.id, title, unit, date: said.date, quantity };
                self.found.push((at, addend));
            }
        }
    }

    /// Those that were taken in, oldest first; as many as the line's `addends`.
    pub fn addends(mut self) -> Vec<Addend> {
        self.found.sort_by_key(|(at, _)| *at);
        self.found.into_iter().map(|(_, addend)| addend).collect()
    }
}

/// The totals of what `query` asks for.
pub fn figures<'r>(
    query: &Query,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> Figures {
    let mut totals = Totals::new(query, catalogue);
    records.into_iter().for_each(|record| totals.take(record));
    totals.figures()
}

/// The records behind one line of [`figures`] for the same query, oldest first; as many as the line's `addends`.
pub fn addends<'r>(
    query: &Query,
    indicator: &IndicatorCode,
    group: ActorGroup,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> Vec<Addend> {
    let mut behind = Behind::new(query, indicator, group, catalogue);
    records.into_iter().for_each(|record| behind.take(record));
    behind.addends()
}

/// The same totals for each of today's units, in the order of the catalogue. The unit that `query` names is
/// disregarded. What happened in a unit that the catalogue does not know is in none of them.
pub fn by_unit<'r>(
    query: &Query,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> Vec<UnitFigures> {
    let everywhere = Query { unit: None, ..query.clone() };
    let mut of_unit: BTreeMap<UnitId, Totals<'_>> = BTreeMap::new();
    for record in records {
        let totals = of_unit.entry(place::unit_of(record, catalogue));
        totals.or_insert_with(|| Totals::new(&everywhere, catalogue)).take(record);
    }
    catalogue
        .units_today()
        .map(|unit| {
            let figures = of_unit.remove(&unit.id).map(Totals::figures);
            UnitFigures {
                unit: unit.id.clone(),
                figures: figures.filter(|figures| !figures.lines.is_empty()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
