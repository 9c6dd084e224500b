//! Reading a catalogue from JSON, field by field.
//!
//! The derived readers of these twenty structs would take 80 KB of the app's wasm; this room takes a tenth of that.
//! Fields it does not know it passes over, so an older app reads a newer office's catalogue.

mod lists;
mod node;
mod places;

#[cfg(feature = "bundled-data")]
pub(super) use lists::campaign;
#[cfg(feature = "bundled-data")]
pub(super) use node::Node;

use super::{Catalogue, OrganisationId, Province, ProvinceCode};
use node::{Read, Wrong};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

impl<'de> Deserialize<'de> for Catalogue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        catalogue(node::Node(&json)).map_err(|wrong| D::Error::custom(wrong.field()))
    }
}

fn catalogue(json: node::Node<'_>) -> Read<Catalogue> {
    let province = json.node("province").ok_or(Wrong::Field("province"))?;
    Ok(Catalogue {
        province: Province {
            code: ProvinceCode::new(province.text("code")?),
            name: province.text("name")?,
            short_name: province.text("short_name")?,
            standing_body: OrganisationId::new(province.text("standing_body")?),
        },
        units: json.list("units", places::unit)?,
        hubs: json.list("hubs", places::hub)?,
        organisations: json.list("organisations", places::organisation)?,
        commune_bodies: json.list("commune_bodies", places::commune_body)?,
        indicators: json.list("indicators", lists::indicator)?,
        lists: lists::code_lists(json.node("lists").ok_or(Wrong::Field("lists"))?)?,
        award_forms: json.list("award_forms", lists::award_form)?,
        ethnic_groups: json.list("ethnic_groups", lists::ethnic_group)?,
        campaigns: json.list("campaigns", lists::campaign)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Certainty, Hub, HubId, HubMember, UnitId};
    use serde_json::json;

    fn small() -> Value {
        json!({
            "province": { "code": "12", "name": "Tỉnh Lai Châu", "short_name": "Lai Châu", "standing_body": "12:ban_tgdv" },
            "lists": {},
        })
    }

    fn read(json: Value) -> Result<Catalogue, String> {
        serde_json::from_value(json).map_err(|problem| problem.to_string())
    }

    #[test]
    fn what_is_not_there_is_empty_and_what_is_unknown_is_passed_over() {
        let mut json = small();
        json["of_next_year"] = json!([1, 2]);
        let catalogue = read(json).unwrap();
        assert_eq!(catalogue.province.code.as_str(), "12");
        assert!(catalogue.units.is_empty() && catalogue.lists.fields.is_empty());
    }

    #[test]
    fn a_wrong_field_is_named() {
        assert_eq!(read(json!({})).unwrap_err(), "province");
        let mut json = small();
        json["units"] = json!([{ "id": "1@early", "code": "1", "name": "Xã A", "short_name": "A" }]);
        assert_eq!(read(json).unwrap_err(), "unit_type");
        let mut json = small();
        json["hubs"] = json!([{ "id": "h", "name": "H", "certainty": "assumed", "members": [{ "unit": "u", "from": "x" }] }]);
        assert_eq!(read(json).unwrap_err(), "from");
        assert!(read(json!("text")).is_err());
    }

    #[test]
    fn an_item_with_a_code_of_another_version_is_left_out_and_the_rest_is_there() {
        let mut json = small();
        let unit = |id: &str, unit_type: &str| json!({ "id": id, "code": "1", "name": "Xã A", "short_name": "A", "unit_type": unit_type });
        json["units"] = json!([unit("1@early", "xa"), unit("2@early", "dac_khu"), unit("3@early", "phuong")]);
        let indicator = |code: &str, aggregation: &str| {
            json!({ "code": code, "name": "n", "vi": "v", "en": "e", "unit": "u", "unit_en": "u", "group": "g",
                "source": "activity", "aggregation": aggregation })
        };
        json["indicators"] = json!([indicator("TT01", "sum"), indicator("TT02", "median_of_villages")]);
        json["hubs"] = json!([{ "id": "12:a", "name": "A", "certainty": "of_tomorrow", "members": [] }]);
        json["lists"] = json!({ "of_tomorrow": [{ "code": "x" }], "fields": [{ "code": "y", "vi": "Y", "en": "Y", "weight": 3 }] });
        let catalogue = read(json).unwrap();
        let ids: Vec<&str> = catalogue.units.iter().map(|unit| unit.id.as_str()).collect();
        assert_eq!(ids, ["1@early", "2@early", "3@early"], "a unit is one whatever it is called");
        assert_eq!(serde_json::to_value(catalogue.units[1].unit_type).unwrap(), "dac_khu");
        assert_eq!((catalogue.indicators.len(), catalogue.lists.fields.len()), (1, 1));
        assert_eq!(
            catalogue.hubs[0].certainty,
            Certainty::Assumed,
            "a hub is reached however sure its members are"
        );
    }

    #[test]
    fn fields_that_the_bundled_data_never_has_come_back_too() {
        let mut catalogue = read(small()).unwrap();
        let day = |text: &str| text.parse().unwrap();
        catalogue.hubs.push(Hub {
            id: HubId::from("12:a"),
            name: "A".to_owned(),
            members: vec![HubMember {
                unit: UnitId::from("1@early"),
                from: day("2025-07-01"),
                to: Some(day("2026-01-31")),
            }],
            certainty: Certainty::Assumed,
            url: Some("https://10.0.0.5:8443".to_owned()),
        });
        assert_eq!(read(serde_json::to_value(&catalogue).unwrap()), Ok(catalogue));
    }
}
