//! Units, hubs and bodies.

use super::node::{Node, Read, Wrong};
use crate::catalogue::{
    Certainty, CommuneBody, Hub, HubId, HubMember, Organisation, OrganisationId, OrganisationSystem, Unit,
    UnitId, UnitType,
};

pub(super) fn unit(json: Node<'_>) -> Read<Unit> {
    Ok(Unit {
        id: UnitId::new(json.text("id")?),
        code: json.text("code")?,
        name: json.text("name")?,
        short_name: json.text("short_name")?,
        unit_type: json.code("unit_type", |code| Some(UnitType::named(code)))?,
        valid_from: json.day("valid_from")?,
        valid_to: json.day("valid_to")?,
        successors: unit_ids(json, "successors"),
        historic_districts: json.texts("historic_districts"),
        aliases: json.texts("aliases"),
        is_border: json.flag("is_border"),
    })
}

fn unit_ids(json: Node<'_>, key: &str) -> Vec<UnitId> {
    json.texts(key).into_iter().map(UnitId::new).collect()
}

pub(super) fn hub(json: Node<'_>) -> Read<Hub> {
    Ok(Hub {
        id: HubId::new(json.text("id")?),
        name: json.text("name")?,
        members: json.list("members", hub_member)?,
        certainty: certainty(json)?,
        url: json.maybe("url"),
    })
}

/// How sure it is. A hub or body is used whatever its certainty: a word of another version is taken for the least sure.
fn certainty(json: Node<'_>) -> Read<Certainty> {
    match json.code("certainty", Certainty::from_code) {
        Err(Wrong::Code(_)) => Ok(Certainty::Assumed),
        read => read,
    }
}

fn hub_member(json: Node<'_>) -> Read<HubMember> {
    Ok(HubMember {
        unit: UnitId::new(json.text("unit")?),
        from: json.required_day("from")?,
        to: json.day("to")?,
    })
}

pub(super) fn organisation(json: Node<'_>) -> Read<Organisation> {
    // What is confirmed goes without saying.
    let certainty = if json.has("certainty") { certainty(json)? } else { Certainty::default() };
    Ok(Organisation {
        id: OrganisationId::new(json.text("id")?),
        name: json.text("name")?,
        short_name: json.maybe("short_name"),
        type_code: json.text("type_code")?,
        system: json.code("system", OrganisationSystem::from_code)?,
        level: json.text("level")?,
        units: unit_ids(json, "units"),
        aliases: json.texts("aliases"),
        valid_from: json.day("valid_from")?,
        valid_to: json.day("valid_to")?,
        successor: json.maybe("successor").map(OrganisationId::new),
        certainty,
    })
}

pub(super) fn commune_body(json: Node<'_>) -> Read<CommuneBody> {
    Ok(CommuneBody {
        code: json.text("code")?,
        name: json.text("name")?,
        short_name: json.maybe("short_name"),
        type_code: json.text("type_code")?,
        system: json.code("system", OrganisationSystem::from_code)?,
        aliases: json.texts("aliases"),
    })
}
