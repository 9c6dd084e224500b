//! From what a code grants to the units within reach.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use danvan_core::access::Scope;
use danvan_core::catalogue::{Catalogue, UnitId};

use crate::store::Reach;

/// The scope of a reach on that day: the units themselves, the units of today in place of former ones, and every
/// former unit whose land went into them, so that records of before the reorganisation stay with their place.
pub fn scope_of(reach: &Reach, catalogue: &Catalogue, today: NaiveDate) -> Scope {
    match reach {
        Reach::Units { units } => with_history(units.iter().cloned(), catalogue),
        Reach::Hub { hub } => {
            let members = catalogue.hub_members(hub, today);
            with_history(members.into_iter().map(|unit| unit.id.clone()), catalogue)
        }
        Reach::Province => Scope::Province,
        Reach::Other(reach) => Scope::Other(reach.clone()),
    }
}

fn with_history(units: impl Iterator<Item = UnitId>, catalogue: &Catalogue) -> Scope {
    let mut reached = BTreeSet::new();
    for unit in units {
        for today in catalogue.today_of(&unit) {
            reached.extend(catalogue.predecessors(&today.id).into_iter().map(|former| former.id.clone()));
            reached.insert(today.id.clone());
        }
        reached.insert(unit);
    }
    Scope::Units { units: reached }
}

#[cfg(test)]
mod tests {
    use super::*;
    use danvan_core::catalogue::{HubId, bundled};

    fn units(reach: &Reach) -> BTreeSet<String> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        match scope_of(reach, &bundled("12").unwrap(), today) {
            Scope::Units { units } => units.iter().map(|unit| unit.as_str().to_owned()).collect(),
            other => panic!("no scope of units: {other:?}"),
        }
    }

    #[test]
    fn a_commune_reaches_itself_and_the_former_units_of_its_land() {
        let reach = Reach::Units { units: [UnitId::from("03466@2025-07-01")].into() };
        let found = units(&reach);
        assert!(found.contains("03466@2025-07-01") && found.contains("03448@early"), "{found:?}");
        assert!(!found.contains("03439@2025-07-01"), "{found:?}");
    }

    #[test]
    fn a_post_named_by_a_former_unit_reaches_the_commune_of_today() {
        let reach = Reach::Units { units: [UnitId::from("03448@early")].into() };
        assert!(units(&reach).contains("03466@2025-07-01"));
    }

    #[test]
    fn a_hub_reaches_its_members_and_nobody_else() {
        let found = units(&Reach::Hub { hub: HubId::from("12:muong_te") });
        assert!(found.contains("03466@2025-07-01") && found.contains("03439@2025-07-01"));
        assert!(!found.contains("03388@2025-07-01"));
        assert!(units(&Reach::Hub { hub: HubId::from("12:nowhere") }).is_empty());
    }

    #[test]
    fn a_reach_of_another_version_is_kept_and_reaches_nothing() {
        let text = r#"{"of":["03466@2025-07-01"],"type":"sector"}"#;
        let reach: Reach = serde_json::from_str(text).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let scope = scope_of(&reach, &bundled("12").unwrap(), today);
        assert!(!scope.covers(&"03466@2025-07-01".into()) && scope.units().is_some_and(BTreeSet::is_empty));
        assert_eq!(serde_json::to_string(&reach).unwrap(), text);
    }
}
