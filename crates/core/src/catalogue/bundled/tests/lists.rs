//! Indicators, code lists, awards, campaigns, and the whole.

use super::*;
use crate::catalogue::{ActorGroup, Aggregation, IndicatorCode, IndicatorSource, Qualifier, UnitId, item};
use crate::text::{Locale, sort_key};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

#[test]
fn keys_are_unique_and_every_reference_leads_somewhere() {
    for catalogue in both() {
        let units: BTreeSet<&UnitId> = catalogue.units.iter().map(|unit| &unit.id).collect();
        assert_eq!(units.len(), catalogue.units.len());
        for unit in &catalogue.units {
            assert_eq!(unit.id, UnitId::of(&unit.code, unit.valid_from));
            assert!(unit.successors.iter().all(|next| units.contains(next)), "{}", unit.id);
            assert!(unit.name.ends_with(&unit.short_name));
        }
        let bodies: BTreeSet<&OrganisationId> = catalogue.organisations.iter().map(|body| &body.id).collect();
        assert_eq!(bodies.len(), catalogue.organisations.len());
        for body in &catalogue.organisations {
            assert!(body.units.iter().all(|unit| units.contains(unit)), "{}", body.id);
            assert!(body.successor.as_ref().is_none_or(|next| bodies.contains(next)), "{}", body.id);
            assert!(item(&catalogue.lists.organisation_types, &body.type_code).is_some(), "{}", body.id);
            assert!(item(&catalogue.lists.levels, &body.level).is_some(), "{}", body.id);
        }
        assert!(bodies.contains(&catalogue.province.standing_body));
        for form in &catalogue.award_forms {
            assert!(form.grantor.as_ref().is_none_or(|id| bodies.contains(id)), "{}", form.id);
            assert!(item(&catalogue.lists.award_classes, &form.class).is_some(), "{}", form.id);
            assert!(item(&catalogue.lists.levels, &form.level).is_some(), "{}", form.id);
            assert!(
                form.recipient_kinds.iter().all(|kind| item(&catalogue.lists.nominee_kinds, kind).is_some())
            );
        }
        for campaign in &catalogue.campaigns {
            assert!(campaign.launchers.iter().all(|id| bodies.contains(id)), "{}", campaign.id);
            assert!(item(&catalogue.lists.campaign_kinds, &campaign.kind).is_some(), "{}", campaign.id);
            assert!(item(&catalogue.lists.levels, &campaign.level).is_some(), "{}", campaign.id);
            let parents = campaign.parent.iter().chain(&campaign.linked);
            assert!(parents.into_iter().all(|id| catalogue.campaign(id).is_some()), "{}", campaign.id);
            assert!(campaign.movements.iter().all(|code| item(&catalogue.lists.movements, code).is_some()));
        }
    }
}

#[test]
fn all_59_official_indicators_are_there_and_their_references_hold() {
    let official: BTreeSet<&str> = LAI_CHAU
        .indicators
        .iter()
        .map(|indicator| indicator.code.as_str().split('.').next().unwrap())
        .collect();
    assert_eq!(official.len(), 59);
    let codes: BTreeSet<&IndicatorCode> =
        LAI_CHAU.indicators.iter().map(|indicator| &indicator.code).collect();
    assert_eq!(codes.len(), LAI_CHAU.indicators.len());
    for indicator in &LAI_CHAU.indicators {
        assert!(indicator.parent.as_ref().is_none_or(|parent| codes.contains(parent)));
        assert!(item(&LAI_CHAU.lists.indicator_groups, &indicator.group).is_some(), "{}", indicator.code);
        assert_eq!(indicator.ratio.is_some(), indicator.aggregation == Aggregation::RecomputeRatio);
        if let Some(ratio) = &indicator.ratio {
            assert!(codes.contains(&ratio.numerator) && codes.contains(&ratio.denominator));
        }
        let counted = indicator.group == "E" || indicator.group == "F";
        assert_eq!(indicator.source == IndicatorSource::Auto, counted, "{}", indicator.code);
        assert!(!indicator.label(Locale::En).is_empty());
    }
    let children: Vec<&str> =
        LAI_CHAU.indicator_children(&IndicatorCode::from("HT05")).map(|child| child.code.as_str()).collect();
    assert_eq!(children, ["HT06", "HT07"]);
    let funds = LAI_CHAU.indicator(&IndicatorCode::from("HT13")).unwrap();
    assert_eq!(funds.input_unit.as_ref().map(|unit| unit.factor), Some(1_000_000));
}

#[test]
fn all_35_activity_types_suggest_indicators_that_exist() {
    let types = &LAI_CHAU.lists.activity_types;
    assert_eq!(types.len(), 35);
    for kind in types {
        assert_eq!(LAI_CHAU.suggested_indicators(&kind.code).len(), kind.indicators.len(), "{}", kind.code);
        assert!(
            kind.field.as_ref().is_none_or(|field| item(&LAI_CHAU.lists.fields, field).is_some()),
            "{}",
            kind.code
        );
    }
    let border: Vec<&str> = LAI_CHAU
        .suggested_indicators("tuyen_truyen_phap_luat_bien_gioi")
        .iter()
        .map(|indicator| indicator.code.as_str())
        .collect();
    assert_eq!(border, ["TT02", "TT03", "TT01"]);
}

#[test]
fn code_lists_have_no_code_twice_and_agree_with_the_types_of_the_program() {
    for catalogue in both() {
        let lists = serde_json::to_value(&catalogue.lists).unwrap();
        for (name, list) in lists.as_object().unwrap() {
            let codes: Vec<&str> =
                list.as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
            assert!(!codes.is_empty(), "{name}");
            assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "{name}");
        }
        let groups: Vec<_> =
            catalogue.lists.actor_groups.iter().map(|item| ActorGroup::from_code(&item.code)).collect();
        assert_eq!(groups, ActorGroup::ALL.map(Some));
        let words: Vec<_> =
            catalogue.lists.qualifiers.iter().map(|item| Qualifier::from_code(&item.code)).collect();
        assert_eq!(words, Qualifier::ALL.map(Some));
        for word in &catalogue.lists.qualifiers[1..] {
            assert_eq!(Qualifier::from_code(&word.code).unwrap().label_vi(), word.vi);
        }
        assert_eq!(catalogue.lists.roles.len(), 9);
    }
}

#[test]
fn awards_of_a_dissolved_body_end_with_it() {
    let form = |id: &str| LAI_CHAU.award_form(&id.into()).unwrap();
    let old = form("GK-BDV");
    assert!(old.is_valid_on(day("2025-02-28")) && !old.is_valid_on(day("2025-03-01")));
    assert!(!form("GK-BTGDV").is_valid_on(day("2025-02-28")));
    for form in &LAI_CHAU.award_forms {
        let Some(grantor) = form.grantor.as_ref().and_then(|id| LAI_CHAU.organisation(id)) else { continue };
        assert!(form.valid_from >= grantor.valid_from, "{}", form.id);
    }
    assert!(form("KNC-DV").is_for("ca_nhan") && !form("KNC-DV").is_for("tap_the"));
}

#[test]
fn all_54_ethnic_groups_have_both_codes_and_no_disliked_name_is_shown() {
    for catalogue in both() {
        let groups = &catalogue.ethnic_groups;
        assert_eq!(groups.len(), 54);
        let codes = |code: fn(&crate::catalogue::EthnicGroup) -> &str| {
            groups.iter().map(code).collect::<BTreeSet<_>>()
        };
        assert_eq!(codes(|group| &group.code_1979).len(), 54);
        assert_eq!(codes(|group| &group.code_2008).len(), 54);
        assert_eq!(groups.iter().filter(|group| group.code_1979 != group.code_2008).count(), 39);
        for hidden in ["Mẹo", "Mán", "Xá Cẩu", "Xá Khao", "HMông"] {
            assert!(groups.iter().all(|group| group.name != hidden));
        }
    }
    let first: Vec<&str> = LAI_CHAU.ethnic_groups.iter().take(5).map(|group| group.name.as_str()).collect();
    assert_eq!(first, ["Thái", "Mông", "Kinh", "Dao", "Hà Nhì"]);
    assert_eq!(LAI_CHAU.ethnic_groups.iter().filter(|group| group.common).count(), 21);
}

#[test]
fn campaigns_have_their_numbered_contents() {
    let contents = |catalogue: &Catalogue, id: &str| catalogue.campaign(&id.into()).unwrap().contents.len();
    assert_eq!((contents(&LAI_CHAU, "C1"), contents(&LAI_CHAU, "C3"), contents(&TAY_NINH, "C4")), (4, 6, 7));
    let ids: Vec<&str> = LAI_CHAU.campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
    assert_eq!(ids, ["C1", "C2", "C3", "C5", "C6", "C7"]);
    for catalogue in both() {
        for campaign in &catalogue.campaigns {
            for (place, content) in campaign.contents.iter().enumerate() {
                assert_eq!(usize::from(content.no), place + 1);
                assert_eq!(content.id.as_str(), format!("{}.{}", campaign.id, content.no));
            }
        }
    }
    let first = LAI_CHAU.campaign(&"C1".into()).unwrap();
    assert_eq!(first.parent, Some("C2".into()));
    assert_eq!(first.theme, LAI_CHAU.campaign(&"C2".into()).unwrap().theme);
    assert!(first.period_note.as_ref().is_some_and(|note| note.contains("2021-2025")));
    assert!(
        first
            .documents
            .iter()
            .any(|document| document.symbol == "25-NQ/TW" && document.date == Some(day("2013-06-03")))
    );
    assert_eq!(LAI_CHAU.campaign_content(&"C1.2".into()).unwrap().1.no, 2);
    assert_eq!(TAY_NINH.campaign(&"C4".into()).unwrap().contents[0].sub_items.len(), 3);
}

#[test]
fn the_json_comes_back_the_same() {
    for catalogue in both() {
        let json = bundled_json(catalogue.province.code.as_str()).unwrap();
        assert_eq!(serde_json::from_str::<Catalogue>(&json).unwrap(), *catalogue);
    }
    assert_eq!(bundled("99"), None);
    assert_eq!(bundled_provinces().collect::<Vec<_>>(), ["12", "80"]);
}

#[test]
fn everything_is_composed_and_sorts_in_vietnamese() {
    for catalogue in both() {
        let json = serde_json::to_string(catalogue).unwrap();
        assert_eq!(json.nfc().collect::<String>(), json);
        assert!(!json.contains('\u{a0}') && !json.contains("  "));
    }
    let mut names: Vec<&str> = LAI_CHAU.units_today().map(|unit| unit.short_name.as_str()).collect();
    names.sort_by_cached_key(|name| sort_key(name));
    let place = |name| names.iter().position(|known| *known == name);
    assert!(place("Dào San") < place("Đoàn Kết") && place("Đoàn Kết") < place("Hồng Thu"));
}
