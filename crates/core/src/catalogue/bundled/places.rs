//! Reading units and hubs.

use super::table::{Read, read};
use crate::catalogue::{Certainty, Hub, HubId, HubMember, Unit, UnitId, UnitType};

/// Units of today.
pub(super) fn units(text: &'static str) -> Read<Vec<Unit>> {
    read("units.tsv", text, |row| {
        let code = row.required("code")?;
        let valid_from = row.date("valid_from")?;
        Ok(Unit {
            id: UnitId::of(&code, valid_from),
            code,
            name: row.required("name")?,
            short_name: row.required("short_name")?,
            unit_type: row.code("type", UnitType::from_code)?,
            valid_from,
            valid_to: None,
            successors: Vec::new(),
            historic_districts: row.list("historic_districts", str::to_owned)?,
            aliases: row.list("aliases", str::to_owned)?,
            is_border: row.optional("border")?.is_some(),
        })
    })
}

/// Units before a reorganisation; since when they existed is not known.
pub(super) fn former_units(text: &'static str) -> Read<Vec<Unit>> {
    read("former_units.tsv", text, |row| {
        let code = row.required("code")?;
        Ok(Unit {
            id: UnitId::of(&code, None),
            code,
            name: row.required("name")?,
            short_name: row.required("short_name")?,
            unit_type: row.code("type", UnitType::from_code)?,
            valid_from: None,
            valid_to: row.date("valid_to")?,
            successors: row.list("successor", UnitId::from)?,
            historic_districts: row.list("district", str::to_owned)?,
            aliases: row.list("aliases", str::to_owned)?,
            is_border: false,
        })
    })
}

/// District centres with their default members.
pub(super) fn hubs(text: &'static str) -> Read<Vec<Hub>> {
    read("hubs.tsv", text, |row| {
        let from = row.date("from")?.ok_or_else(|| row.problem("from", "is empty"))?;
        Ok(Hub {
            id: HubId::new(row.required("id")?),
            name: row.required("name")?,
            members: row.list("members", |unit| HubMember { unit: UnitId::from(unit), from, to: None })?,
            certainty: row.code("certainty", Certainty::from_code)?,
            url: None,
        })
    })
}
