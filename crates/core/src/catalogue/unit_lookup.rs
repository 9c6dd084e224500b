//! Finding units: by identifier, by code *and* day, by what a person types; and the way from an old unit to
//! today's and back. There is no look-up by code alone.

use super::{Catalogue, Unit, UnitId};
use crate::text::{Folded, Query, Rank, fold, order_of, push_sort_key};
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
        let found: Vec<UnitMatch<'_>> = self
            .units
            .iter()
            .filter(|unit| date.is_none_or(|date| unit.is_valid_on(date)))
            .filter_map(|unit| {
                let rank = unit.spellings().filter_map(|name| query.rank(&Folded::new(name))).min()?;
                Some(UnitMatch { unit, rank })
            })
            .collect();
        let keys = found.iter().map(|hit| {
            let mut key = vec![hit.rank as u8, u8::from(!hit.unit.is_current())];
            push_sort_key(&mut key, &hit.unit.short_name);
            key
        });
        order_of(keys.collect()).into_iter().filter_map(|place| found.get(place).copied()).collect()
    }

    /// Today's units in place of this one: itself, or those that took over its land. Empty for an unknown unit.
    pub fn today_of(&self, id: &UnitId) -> Vec<&Unit> {
        let mut chain: Vec<&Unit> = self.unit(id).into_iter().collect();
        let mut done = 0;
        while let Some(unit) = chain.get(done).copied() {
            done += 1;
            for next in unit.successors.iter().filter_map(|next| self.unit(next)) {
                push_once(&mut chain, next);
            }
        }
        chain.retain(|unit| unit.is_current());
        chain
    }

    /// The former units, near ones first, whose land went into this one.
    pub fn predecessors(&self, id: &UnitId) -> Vec<&Unit> {
        let mut found = Vec::new();
        self.push_direct_predecessors(&mut found, id);
        let mut done = 0;
        while let Some(unit) = found.get(done).copied() {
            done += 1;
            self.push_direct_predecessors(&mut found, &unit.id);
        }
        found
    }

    fn push_direct_predecessors<'catalogue>(
        &'catalogue self,
        found: &mut Vec<&'catalogue Unit>,
        id: &UnitId,
    ) {
        for unit in self.units.iter().filter(|unit| unit.successors.contains(id)) {
            push_once(found, unit);
        }
    }

    /// The units of today.
    pub fn units_today(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.is_current())
    }
}

/// Adds a unit that is not there yet, so that a faulty catalogue cannot make a search run in circles.
fn push_once<'catalogue>(units: &mut Vec<&'catalogue Unit>, unit: &'catalogue Unit) {
    if !units.iter().any(|known| known.id == unit.id) {
        units.push(unit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::UnitType;
    use proptest::prelude::*;

    fn unit(number: usize, successors: &[usize]) -> Unit {
        Unit {
            id: id(number),
            code: number.to_string(),
            name: String::new(),
            short_name: String::new(),
            unit_type: UnitType::Xa,
            valid_from: None,
            valid_to: if successors.is_empty() { None } else { NaiveDate::from_ymd_opt(2025, 6, 30) },
            successors: successors.iter().map(|number| id(*number)).collect(),
            historic_districts: Vec::new(),
            aliases: Vec::new(),
            is_border: false,
        }
    }

    fn id(number: usize) -> UnitId {
        UnitId::of(&number.to_string(), None)
    }

    fn catalogue(successors: &[Vec<usize>]) -> Catalogue {
        let units: Vec<Unit> =
            successors.iter().enumerate().map(|(number, next)| unit(number, next)).collect();
        let json = serde_json::json!({
            "province": { "code": "0", "name": "", "short_name": "", "standing_body": "" }, "lists": {}, "units": units,
        });
        serde_json::from_value(json).unwrap()
    }

    proptest! {
        /// Any graph of successors, circles and dead ends included.
        #[test]
        fn today_and_before_are_two_ways_of_one_road(
            successors in proptest::collection::vec(proptest::collection::vec(0_usize..9, 0..3), 1..9),
        ) {
            let catalogue = catalogue(&successors);
            for old in &catalogue.units {
                for today in catalogue.today_of(&old.id) {
                    prop_assert!(today.is_current());
                    let before = catalogue.predecessors(&today.id);
                    prop_assert!(today.id == old.id || before.iter().any(|unit| unit.id == old.id));
                }
            }
            for today in catalogue.units_today() {
                for old in catalogue.predecessors(&today.id) {
                    prop_assert!(catalogue.today_of(&old.id).iter().any(|unit| unit.id == today.id));
                }
            }
        }
    }

    #[test]
    fn a_unit_that_was_split_leads_to_all_its_parts_through_any_number_of_steps() {
        let catalogue = catalogue(&[vec![1, 2], vec![3], vec![], vec![]]);
        let today: Vec<UnitId> = catalogue.today_of(&id(0)).iter().map(|unit| unit.id.clone()).collect();
        assert_eq!(today, [id(2), id(3)]);
        assert!(catalogue.today_of(&id(7)).is_empty());
    }
}
