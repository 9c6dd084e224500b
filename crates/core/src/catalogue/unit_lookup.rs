//! Finding units: by identifier, by code *and* day, by what a person types; and the way from an old unit to
//! today's and back. There is no look-up by code alone.

use super::{Catalogue, Unit, UnitId};
use crate::text::{Folded, Query, Rank, fold, sort_key};
use chrono::NaiveDate;

/// A unit that a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitMatch<'catalogue> {
    /// The unit.
    pub unit: &'catalogue Unit,
    /// How well it fits.
    pub rank: Rank,
}

impl Catalogue {
    /// The unit with this identifier.
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == *id)
    }

    /// The unit that carried the official code on that day.
    pub fn unit_at(&self, code: &str, date: NaiveDate) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.code == code && unit.is_valid_on(date))
    }

    /// The units of that day that are called so, whatever the spelling of the name. Several units can share a name.
    pub fn resolve(&self, text: &str, date: NaiveDate) -> Vec<&Unit> {
        let wanted = fold(text);
        self.units
            .iter()
            .filter(|unit| unit.is_valid_on(date) && unit.spellings().any(|name| fold(name) == wanted))
            .collect()
    }

    /// The units whose name or alias fits what was typed, best first, units of today before former ones; only those
    /// valid on `date` where a day is given.
    pub fn find_units(&self, typed: &str, date: Option<NaiveDate>) -> Vec<UnitMatch<'_>> {
        let query = Query::new(typed);
        let mut found: Vec<UnitMatch<'_>> = self
            .units
            .iter()
            .filter(|unit| date.is_none_or(|date| unit.is_valid_on(date)))
            .filter_map(|unit| {
                let rank = unit.spellings().filter_map(|name| query.rank(&Folded::new(name))).min()?;
                Some(UnitMatch { unit, rank })
            })
            .collect();
        found.sort_by_cached_key(|hit| (hit.rank, !hit.unit.is_current(), sort_key(&hit.unit.short_name)));
        found
    }

    /// Today's units in place of this one: itself, or those that took over its land. Empty for an unknown unit.
    pub fn today_of(&self, id: &UnitId) -> Vec<&Unit> {
        let mut today = Vec::new();
        // A faulty catalogue may run in circles; no chain is longer than the list of units.
        let mut waiting = vec![id.clone()];
        let mut seen = Vec::new();
        while let Some(id) = waiting.pop() {
            if seen.contains(&id) {
                continue;
            }
            if let Some(unit) = self.unit(&id) {
                if unit.is_current() {
                    today.push(unit);
                }
                waiting.extend(unit.successors.iter().cloned());
            }
            seen.push(id);
        }
        today.sort_by(|a, b| a.id.cmp(&b.id));
        today
    }

    /// The former units, near and far, whose land went into this one, in the order of the list.
    pub fn predecessors(&self, id: &UnitId) -> Vec<&Unit> {
        let mut targets = vec![id.clone()];
        let mut found: Vec<&Unit> = Vec::new();
        while let Some(target) = targets.pop() {
            for unit in &self.units {
                if unit.successors.contains(&target) && !found.iter().any(|known| known.id == unit.id) {
                    found.push(unit);
                    targets.push(unit.id.clone());
                }
            }
        }
        found
    }

    /// The units of today.
    pub fn units_today(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.is_current())
    }
}
