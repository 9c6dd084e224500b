//! Reading what all provinces share: indicators, code lists, forms of award, ethnic groups, ordinary bodies.

use super::table::{DataProblem, Read, Row, read};
use crate::catalogue::{
    Aggregation, AwardForm, AwardFormId, Certainty, CodeItem, CodeLists, CommuneBody, EthnicGroup, EthnicId,
    Indicator, IndicatorCode, IndicatorSource, InputUnit, Organisation, OrganisationId, OrganisationSystem,
    Ratio, UnitId,
};
use crate::role::Role;
use crate::text::Locale;

/// A line of `provinces.tsv`.
pub(super) struct ProvinceLine {
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub standing_body: String,
    pub common_ethnic_groups: Vec<EthnicId>,
}

/// The settings of a province.
pub(super) fn province(code: &str) -> Read<ProvinceLine> {
    let lines = read("provinces.tsv", include_str!("../../../data/provinces.tsv"), |row| {
        Ok(ProvinceLine {
            code: row.required("code")?,
            name: row.required("name")?,
            short_name: row.required("short_name")?,
            standing_body: row.required("standing_body")?,
            common_ethnic_groups: row.list("common_ethnic_groups", EthnicId::from)?,
        })
    })?;
    let line = lines.into_iter().find(|line| line.code == code);
    line.ok_or_else(|| DataProblem(format!("provinces.tsv: {code} is missing")))
}

/// Bodies above the provinces.
pub(super) fn central_organisations() -> Read<Vec<Organisation>> {
    organisations("central_organisations.tsv", include_str!("../../../data/central_organisations.tsv"))
}

/// Listed bodies.
pub(super) fn organisations(file: &'static str, text: &'static str) -> Read<Vec<Organisation>> {
    read(file, text, |row| {
        Ok(Organisation {
            id: OrganisationId::new(row.required("id")?),
            name: row.required("name")?,
            short_name: row.optional("short_name")?,
            type_code: row.required("type")?,
            system: row.code("system", OrganisationSystem::from_code)?,
            level: row.required("level")?,
            units: row.list("units", UnitId::from)?,
            aliases: row.list("aliases", str::to_owned)?,
            valid_from: row.date("valid_from")?,
            valid_to: row.date("valid_to")?,
            successor: row.optional("successor")?.map(OrganisationId::new),
            certainty: row.code("certainty", Certainty::from_code)?,
        })
    })
}

/// Bodies that every commune has.
pub(super) fn commune_bodies() -> Read<Vec<CommuneBody>> {
    read("commune_bodies.tsv", include_str!("../../../data/commune_bodies.tsv"), |row| {
        Ok(CommuneBody {
            code: row.required("code")?,
            name: row.required("name")?,
            short_name: row.optional("short_name")?,
            type_code: row.required("type")?,
            system: row.code("system", OrganisationSystem::from_code)?,
            aliases: row.list("aliases", str::to_owned)?,
        })
    })
}

/// Indicators.
pub(super) fn indicators() -> Read<Vec<Indicator>> {
    read("indicators.tsv", include_str!("../../../data/indicators.tsv"), |row| {
        Ok(Indicator {
            code: IndicatorCode::new(row.required("code")?),
            name: row.required("name")?,
            vi: row.required("vi")?,
            en: row.required("en")?,
            unit: row.required("unit")?,
            unit_en: row.required("unit_en")?,
            group: row.required("group")?,
            source: row.code("source", IndicatorSource::from_code)?,
            decimals: row.number("decimals")?,
            aggregation: row.code("aggregation", Aggregation::from_code)?,
            parent: row.optional("parent")?.map(IndicatorCode::new),
            ratio: ratio(row)?,
            input_unit: input_unit(row)?,
        })
    })
}

fn ratio(row: &Row<'_>) -> Read<Option<Ratio>> {
    let Some(numerator) = row.optional("numerator")? else { return Ok(None) };
    Ok(Some(Ratio {
        numerator: IndicatorCode::new(numerator),
        denominator: IndicatorCode::new(row.required("denominator")?),
    }))
}

fn input_unit(row: &Row<'_>) -> Read<Option<InputUnit>> {
    let Some(unit) = row.optional("input_unit")? else { return Ok(None) };
    Ok(Some(InputUnit {
        unit,
        unit_en: row.required("input_unit_en")?,
        factor: row.number("input_factor")?,
        decimals: row.number("input_decimals")?,
    }))
}

/// All code lists but the movements, which belong to a province.
pub(super) fn code_lists() -> Read<CodeLists> {
    let mut lists = CodeLists { activity_types: activity_types()?, ..CodeLists::default() };
    let lines = read("codes.tsv", include_str!("../../../data/codes.tsv"), |row| {
        Ok((row.required("list")?, label(row)?))
    })?;
    for (list, item) in lines {
        list_named(&mut lists, &list)
            .ok_or_else(|| DataProblem(format!("codes.tsv: {list} is no list")))?
            .push(item);
    }
    lists.roles = roles();
    Ok(lists)
}

/// The roles of people, in the words of the program, so that they are said in one place.
fn roles() -> Vec<CodeItem> {
    let item = |role: Role| {
        Some(CodeItem {
            code: serde_json::to_value(role).ok()?.as_str()?.to_owned(),
            vi: role.label(Locale::Vi)?.to_owned(),
            en: role.label(Locale::En)?.to_owned(),
            field: None,
            indicators: Vec::new(),
        })
    };
    Role::OF_PEOPLE.into_iter().filter_map(item).collect()
}

fn list_named<'lists>(lists: &'lists mut CodeLists, name: &str) -> Option<&'lists mut Vec<CodeItem>> {
    Some(match name {
        "fields" => &mut lists.fields,
        "qualifiers" => &mut lists.qualifiers,
        "actor_groups" => &mut lists.actor_groups,
        "levels" => &mut lists.levels,
        "organisation_types" => &mut lists.organisation_types,
        "target_groups" => &mut lists.target_groups,
        "return_reasons" => &mut lists.return_reasons,
        "nominee_kinds" => &mut lists.nominee_kinds,
        "collective_classes" => &mut lists.collective_classes,
        "dossier_items" => &mut lists.dossier_items,
        "award_classes" => &mut lists.award_classes,
        "campaign_kinds" => &mut lists.campaign_kinds,
        "indicator_groups" => &mut lists.indicator_groups,
        _ => return None,
    })
}

fn activity_types() -> Read<Vec<CodeItem>> {
    read("activity_types.tsv", include_str!("../../../data/activity_types.tsv"), |row| {
        Ok(CodeItem {
            field: row.optional("field")?,
            indicators: row.list("indicators", IndicatorCode::from)?,
            ..label(row)?
        })
    })
}

/// A plain code list in a file of its own.
pub(super) fn labels(file: &'static str, text: &'static str) -> Read<Vec<CodeItem>> {
    read(file, text, label)
}

fn label(row: &Row<'_>) -> Read<CodeItem> {
    Ok(CodeItem {
        code: row.required("code")?,
        vi: row.required("vi")?,
        en: row.required("en")?,
        field: None,
        indicators: Vec::new(),
    })
}

/// Forms of award; a provincial grantor is that of this province.
pub(super) fn award_forms(province: &str) -> Read<Vec<AwardForm>> {
    read("award_forms.tsv", include_str!("../../../data/award_forms.tsv"), |row| {
        let grantor = row.optional("grantor")?;
        Ok(AwardForm {
            id: AwardFormId::new(row.required("id")?),
            vi: row.required("vi")?,
            en: row.required("en")?,
            class: row.required("class")?,
            level: row.required("level")?,
            grantor: grantor.map(|id| OrganisationId::new(id.replace("{province}", province))),
            recipient_kinds: row.list("recipient_kinds", str::to_owned)?,
            valid_from: row.date("valid_from")?,
            valid_to: row.date("valid_to")?,
        })
    })
}

/// Ethnic groups: the province's short list in its order, then the others.
pub(super) fn ethnic_groups(common: &[EthnicId]) -> Read<Vec<EthnicGroup>> {
    let mut groups = read("ethnic_groups.tsv", include_str!("../../../data/ethnic_groups.tsv"), |row| {
        let id = EthnicId::new(row.required("id")?);
        Ok(EthnicGroup {
            name: row.required("name")?,
            code_1979: row.required("code_1979")?,
            code_2008: row.required("code_2008")?,
            search_aliases: row.list("search_aliases", str::to_owned)?,
            common: common.contains(&id),
            id,
        })
    })?;
    groups.sort_by_key(|group| common.iter().position(|id| *id == group.id).unwrap_or(usize::MAX));
    Ok(groups)
}
