//! Finding bodies, the listed ones and the ordinary ones of every commune.

use super::{Catalogue, Organisation, OrganisationId, Unit, UnitId};
use crate::text::{Folded, Query, fold, order_of, push_sort_key};
use chrono::NaiveDate;

impl Catalogue {
    /// The body with this identifier, listed or ordinary body of a commune.
    pub fn organisation(&self, id: &OrganisationId) -> Option<Organisation> {
        if let Some(listed) = self.organisations.iter().find(|listed| listed.id == *id) {
            return Some(listed.clone());
        }
        let (unit, template) = id.unit_and_template()?;
        let unit = self.unit(&unit)?;
        let body = self.commune_bodies.iter().find(|body| body.code == template)?;
        Some(body.in_unit(unit))
    }

    /// The body that stood in that place on that day, by identifier or by any name it ever had.
    ///
    /// A body that ended before the day leads to its successor, so "Ban Dân vận Tỉnh ủy" of 2026 is Ban Tuyên giáo
    /// và Dân vận; but a body that bore the name on the day itself comes first. Nothing where no body fits, where
    /// different ones do, or where none existed on that day.
    pub fn organisation_at(&self, name_or_id: &str, date: NaiveDate) -> Option<Organisation> {
        if let Some(known) = self.organisation(&OrganisationId::from(name_or_id)) {
            return self.valid_or_successor(known, date);
        }
        let wanted = fold(name_or_id);
        let named: Vec<Organisation> = self
            .every_organisation()
            .filter(|body| body.spellings().any(|name| fold(name) == wanted))
            .collect();
        if named.iter().any(|body| body.is_valid_on(date)) {
            return the_only(named.into_iter().filter(|body| body.is_valid_on(date)).collect());
        }
        the_only(named.into_iter().filter_map(|body| self.valid_or_successor(body, date)).collect())
    }

    /// The bodies that fit what was typed, best first; only those that existed on `date`.
    pub fn find_organisations(&self, typed: &str, date: NaiveDate) -> Vec<Organisation> {
        let query = Query::new(typed);
        let mut found = Vec::new();
        let mut keys = Vec::new();
        for body in self.every_organisation().filter(|body| body.is_valid_on(date)) {
            let rank = body.spellings().filter_map(|name| query.rank(&Folded::new(name))).min();
            if let Some(rank) = rank {
                let mut key = vec![rank as u8];
                push_sort_key(&mut key, &body.name);
                keys.push(key);
                found.push(Some(body));
            }
        }
        order_of(keys).into_iter().filter_map(|place| found.get_mut(place)?.take()).collect()
    }

    /// The bodies that work in a unit: the commune's ordinary ones, then the listed ones that name the unit.
    pub fn organisations_in(&self, unit: &UnitId) -> Vec<Organisation> {
        let ordinary = self.unit(unit).into_iter().flat_map(|unit| self.ordinary_bodies(unit));
        let listed = self.organisations.iter().filter(|body| body.units.contains(unit)).cloned();
        ordinary.chain(listed).collect()
    }

    /// The bodies of the whole province and above that existed on that day.
    pub fn organisations_above_units(&self, date: NaiveDate) -> impl Iterator<Item = &Organisation> {
        self.organisations.iter().filter(move |body| body.units.is_empty() && body.is_valid_on(date))
    }

    fn every_organisation(&self) -> impl Iterator<Item = Organisation> {
        let ordinary = self.units.iter().flat_map(|unit| self.ordinary_bodies(unit));
        self.organisations.iter().cloned().chain(ordinary)
    }

    fn ordinary_bodies(&self, unit: &Unit) -> impl Iterator<Item = Organisation> {
        self.commune_bodies.iter().map(|body| body.in_unit(unit))
    }

    /// The body itself, or the first of its successors that existed on that day.
    fn valid_or_successor(&self, body: Organisation, date: NaiveDate) -> Option<Organisation> {
        let mut body = body;
        // Successions are short; the bound only stops a faulty catalogue from running in circles.
        for _ in 0..8 {
            if body.is_valid_on(date) {
                return Some(body);
            }
            let ended = body.valid_to.is_some_and(|to| to < date);
            let next = body.successor.as_ref().filter(|_| ended)?;
            body = self.organisation(next)?;
        }
        None
    }
}

/// The one body that all candidates are; nothing where they differ or there is none.
fn the_only(mut candidates: Vec<Organisation>) -> Option<Organisation> {
    let one = candidates.pop()?;
    candidates.iter().all(|other| other.id == one.id).then_some(one)
}
