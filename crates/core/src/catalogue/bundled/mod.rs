//! The catalogues that come with the program, read from `data/`. For the office and for tests: the app gets its
//! catalogue from the office.

mod places;
mod shared;
mod table;
#[cfg(test)]
mod tests;

pub use table::DataProblem;

use super::from_json::{Node, campaign};
use super::{Campaign, Catalogue, OrganisationId, Province, ProvinceCode};
use serde_json::Value;
use table::Read;

/// The files of one province.
struct Folder {
    province: &'static str,
    units: &'static str,
    former_units: Option<&'static str>,
    hubs: Option<&'static str>,
    organisations: &'static str,
    movements: &'static str,
    campaigns: &'static str,
}

static FOLDERS: [Folder; 2] = [
    Folder {
        province: "12",
        units: include_str!("../../../data/lai_chau/units.tsv"),
        former_units: Some(include_str!("../../../data/lai_chau/former_units.tsv")),
        hubs: Some(include_str!("../../../data/lai_chau/hubs.tsv")),
        organisations: include_str!("../../../data/lai_chau/organisations.tsv"),
        movements: include_str!("../../../data/lai_chau/movements.tsv"),
        campaigns: include_str!("../../../data/lai_chau/campaigns.json"),
    },
    Folder {
        province: "80",
        units: include_str!("../../../data/tay_ninh/units.tsv"),
        former_units: None,
        hubs: None,
        organisations: include_str!("../../../data/tay_ninh/organisations.tsv"),
        movements: include_str!("../../../data/tay_ninh/movements.tsv"),
        campaigns: include_str!("../../../data/tay_ninh/campaigns.json"),
    },
];

/// The codes of the provinces that have a bundled catalogue.
pub fn bundled_provinces() -> impl Iterator<Item = &'static str> {
    FOLDERS.iter().map(|folder| folder.province)
}

/// The bundled catalogue of a province; nothing for a province without one.
pub fn bundled(province: &str) -> Option<Catalogue> {
    read_bundled(province)?.ok()
}

/// The bundled catalogue of a province as the office serves it: the same bytes for the same data.
pub fn bundled_json(province: &str) -> Option<String> {
    serde_json::to_string(&bundled(province)?).ok()
}

/// The bundled catalogue, or what is wrong with its files (nothing is, in a build whose tests have passed).
pub fn read_bundled(province: &str) -> Option<Result<Catalogue, DataProblem>> {
    let folder = FOLDERS.iter().find(|folder| folder.province == province)?;
    Some(read_folder(folder))
}

fn read_folder(folder: &Folder) -> Read<Catalogue> {
    let line = shared::province(folder.province)?;
    let mut units = places::units(folder.units)?;
    if let Some(former) = folder.former_units {
        units.extend(places::former_units(former)?);
    }
    let mut organisations = shared::central_organisations()?;
    organisations.extend(shared::organisations("organisations.tsv", folder.organisations)?);
    let mut lists = shared::code_lists()?;
    lists.movements = shared::labels("movements.tsv", folder.movements)?;
    Ok(Catalogue {
        province: Province {
            code: ProvinceCode::from(folder.province),
            name: line.name,
            short_name: line.short_name,
            standing_body: OrganisationId::new(line.standing_body),
        },
        units,
        hubs: folder.hubs.map_or(Ok(Vec::new()), places::hubs)?,
        organisations,
        commune_bodies: shared::commune_bodies()?,
        indicators: shared::indicators()?,
        lists,
        award_forms: shared::award_forms(folder.province)?,
        ethnic_groups: shared::ethnic_groups(&line.common_ethnic_groups)?,
        campaigns: campaigns(folder.campaigns)?,
    })
}

fn campaigns(text: &str) -> Read<Vec<Campaign>> {
    let problem = |wrong: String| DataProblem(format!("campaigns.json: {wrong}"));
    let json: Vec<Value> = serde_json::from_str(text).map_err(|wrong| problem(wrong.to_string()))?;
    json.iter().map(|one| campaign(Node(one)).map_err(|wrong| problem(wrong.field().to_owned()))).collect()
}
