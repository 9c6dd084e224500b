//! The bundled data: whole, consistent, and found the way people look for it.

use super::*;
use crate::catalogue::{
    ActorGroup, Aggregation, Certainty, HubId, IndicatorCode, IndicatorSource, Qualifier, Unit, UnitId,
    UnitType, item,
};
use crate::text::{Locale, Rank, fold, sort_key};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

static LAI_CHAU: LazyLock<Catalogue> = LazyLock::new(|| read_bundled("12").unwrap().unwrap());
static TAY_NINH: LazyLock<Catalogue> = LazyLock::new(|| read_bundled("80").unwrap().unwrap());

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn both() -> [&'static Catalogue; 2] {
    [&LAI_CHAU, &TAY_NINH]
}

fn former() -> impl Iterator<Item = &'static Unit> {
    LAI_CHAU.units.iter().filter(|unit| !unit.is_current())
}

#[test]
fn lai_chau_has_38_units_of_today_and_106_former_ones() {
    let count = |kind| LAI_CHAU.units_today().filter(|unit| unit.unit_type == kind).count();
    assert_eq!((count(UnitType::Xa), count(UnitType::Phuong), count(UnitType::ThiTran)), (36, 2, 0));
    let count = |kind| former().filter(|unit| unit.unit_type == kind).count();
    assert_eq!((count(UnitType::Xa), count(UnitType::Phuong), count(UnitType::ThiTran)), (94, 5, 7));
    assert_eq!(TAY_NINH.units_today().count(), 96);
}

#[test]
fn every_former_unit_leads_to_units_of_today_and_every_unit_of_today_comes_from_somewhere() {
    for unit in former() {
        let today = LAI_CHAU.today_of(&unit.id);
        assert!(!today.is_empty() && today.iter().all(|unit| unit.is_current()), "{}", unit.name);
    }
    let merged: usize = LAI_CHAU.units_today().map(|unit| LAI_CHAU.predecessors(&unit.id).len()).sum();
    assert_eq!(merged, 106);
    let unchanged: Vec<&str> = LAI_CHAU
        .units_today()
        .filter(|unit| LAI_CHAU.predecessors(&unit.id).len() == 1)
        .map(|unit| unit.short_name.as_str())
        .collect();
    assert_eq!(unchanged, ["Mù Cả", "Tà Tổng"]);
}

#[test]
fn seventeen_codes_changed_their_meaning_and_two_only_their_spelling() {
    let mut changed = 0;
    let mut respelt = 0;
    for new in LAI_CHAU.units_today() {
        let old = LAI_CHAU.unit_at(&new.code, day("2025-06-30")).expect("every new code was an old one");
        assert_eq!(LAI_CHAU.unit_at(&new.code, day("2025-07-01")), Some(new));
        if old.short_name == new.short_name {
            continue;
        }
        if old.spellings().any(|name| fold(name) == fold(&new.short_name)) {
            respelt += 1
        } else {
            changed += 1
        }
    }
    assert_eq!((changed, respelt), (17, 2));
}

#[test]
fn pa_ve_su_is_found_however_it_is_typed_and_leads_to_bum_nua() {
    let decomposed: String = "PA VỆ SỦ".nfd().collect();
    for typed in ["pa ve su", "Pa Vệ Sử", "Pa Vệ Sủ", decomposed.as_str()] {
        let found = LAI_CHAU.find_units(typed, None);
        assert_eq!(found.len(), 1, "{typed}");
        assert_eq!(found[0].unit.id, UnitId::from("03448@early"));
        let today = LAI_CHAU.today_of(&found[0].unit.id);
        assert_eq!(today.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["Xã Bum Nưa"]);
    }
    assert_eq!(LAI_CHAU.find_units("Pa Vệ Sủ", None)[0].rank, Rank::Marked);
    assert!(LAI_CHAU.find_units("pa ve su", Some(day("2026-01-01"))).is_empty());
}

#[test]
fn ka_lang_leads_to_thu_lum_although_the_code_is_the_same() {
    let found = LAI_CHAU.find_units("ka lang", None);
    assert_eq!(found[0].unit.id, UnitId::from("03439@early"));
    assert_eq!(LAI_CHAU.today_of(&found[0].unit.id)[0].id, UnitId::from("03439@2025-07-01"));
    assert_eq!(LAI_CHAU.today_of(&found[0].unit.id)[0].short_name, "Thu Lũm");
}

#[test]
fn doan_ket_is_two_units_with_two_codes_today_s_first() {
    let found: Vec<&str> =
        LAI_CHAU.find_units("doan ket", None).iter().map(|hit| hit.unit.id.as_str()).collect();
    assert_eq!(found, ["03388@2025-07-01", "03389@early"]);
    assert_eq!(LAI_CHAU.resolve("phường Đoàn Kết", day("2020-01-01"))[0].code, "03389");
    assert_eq!(LAI_CHAU.resolve("phường Đoàn Kết", day("2026-01-01"))[0].code, "03388");
}

#[test]
fn other_spellings_of_documents_are_aliases() {
    for (typed, code) in [
        ("Lản Nhì Thàng", "03391"),
        ("Can Hồ", "03469"),
        ("Hua Bum", "03460"),
        ("Ta Gia", "03640"),
        ("Tung Qua Lìn", "03565"),
        ("Ma Li Pho", "03574"),
        ("Sì Lờ Lầu", "03550"),
    ] {
        let found = LAI_CHAU.resolve(typed, day("2020-01-01"));
        assert_eq!(found.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), [code], "{typed}");
    }
    assert_eq!(TAY_NINH.resolve("Tân Hòa", day("2026-01-01"))[0].code, "25531");
}

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
fn eight_hubs_hold_all_38_communes_once_and_former_communes_belong_to_their_successor_s() {
    let date = day("2026-01-01");
    assert_eq!(LAI_CHAU.hubs.len(), 8);
    let sizes: Vec<usize> =
        LAI_CHAU.hubs.iter().map(|hub| LAI_CHAU.hub_members(&hub.id, date).len()).collect();
    assert_eq!(sizes, [2, 4, 4, 4, 5, 7, 5, 7]);
    let members: BTreeSet<&UnitId> = LAI_CHAU
        .hubs
        .iter()
        .flat_map(|hub| LAI_CHAU.hub_members(&hub.id, date))
        .map(|unit| &unit.id)
        .collect();
    assert_eq!(members.len(), 38);
    assert_eq!(LAI_CHAU.hub_of(&UnitId::from("03448@early"), date).unwrap().id, HubId::from("12:muong_te"));
    assert!(LAI_CHAU.hub_members(&HubId::from("12:muong_te"), day("2025-06-30")).is_empty());
    let inferred = LAI_CHAU.hubs.iter().filter(|hub| hub.certainty != Certainty::Confirmed);
    assert_eq!(
        inferred.map(|hub| hub.id.as_str()).collect::<Vec<_>>(),
        ["12:phong_tho", "12:sin_ho", "12:nam_nhun"]
    );
}

#[test]
fn ban_dan_van_of_2020_is_ban_tuyen_giao_va_dan_van_in_2026() {
    let id = |name: &str, date| LAI_CHAU.organisation_at(name, day(date)).unwrap().id;
    for name in ["Ban Dân vận Tỉnh uỷ", "Ban Dân vận Tỉnh ủy", "12:ban_dan_van"] {
        assert_eq!(id(name, "2020-10-08").as_str(), "12:ban_dan_van");
        assert_eq!(id(name, "2025-02-28").as_str(), "12:ban_dan_van");
        assert_eq!(id(name, "2025-03-01").as_str(), "12:ban_tgdv");
        assert_eq!(id(name, "2026-05-01").as_str(), "12:ban_tgdv");
    }
    // It did not exist yet, and the past has no successor.
    assert_eq!(LAI_CHAU.organisation_at("Ban Tuyên giáo và Dân vận Tỉnh uỷ", day("2020-10-08")), None);
}

#[test]
fn every_commune_has_its_ordinary_bodies_with_their_groups() {
    let bum_nua = UnitId::from("03466@2025-07-01");
    let bodies = LAI_CHAU.organisations_in(&bum_nua);
    let named = |name: &str| bodies.iter().find(|body| body.name == name).map(|body| body.actor_group());
    assert_eq!(named("Đảng uỷ xã Bum Nưa"), Some(ActorGroup::CapUy));
    assert_eq!(named("Uỷ ban nhân dân xã Bum Nưa"), Some(ActorGroup::ChinhQuyen));
    assert_eq!(named("Hội Nông dân xã Bum Nưa"), Some(ActorGroup::MttqDoanThe));
    assert_eq!(named("Ban Chỉ huy Quân sự xã Bum Nưa"), Some(ActorGroup::LucLuongVuTrang));
    assert_eq!(named("Các tổ dân vận xã Bum Nưa"), Some(ActorGroup::ToDanVan));
    assert_eq!(named("Đồn Biên phòng Pa Vệ Sủ"), Some(ActorGroup::LucLuongVuTrang));
    for body in &bodies {
        assert_eq!(LAI_CHAU.organisation(&body.id).as_ref(), Some(body));
    }
    let old = LAI_CHAU.organisation_at("UBND xã Pa Vệ Sử", day("2020-10-08")).unwrap();
    assert_eq!(old.id.as_str(), "03448@early:ubnd");
    let later = LAI_CHAU.organisation_at("UBND xã Pa Vệ Sử", day("2026-10-08")).unwrap();
    assert_eq!(later.name, "Uỷ ban nhân dân xã Bum Nưa");
    // The name went from one place to another: on the day itself the bearer of the name is meant.
    let name = "UBND xã Mường Than";
    assert_eq!(LAI_CHAU.organisation_at(name, day("2020-01-01")).unwrap().id.as_str(), "03619@early:ubnd");
    assert_eq!(
        LAI_CHAU.organisation_at(name, day("2026-01-01")).unwrap().id.as_str(),
        "03618@2025-07-01:ubnd"
    );
}

#[test]
fn border_posts_say_how_sure_they_are_and_only_border_communes_have_them() {
    let posts = || LAI_CHAU.organisations.iter().filter(|body| body.type_code == "don_bien_phong");
    assert_eq!(posts().count(), 13);
    assert_eq!(posts().filter(|post| post.certainty == Certainty::Confirmed).count(), 8);
    for unit in posts()
        .flat_map(|post| &post.units)
        .filter_map(|id| LAI_CHAU.unit(id))
        .filter(|unit| unit.is_current())
    {
        assert!(unit.is_border, "{}", unit.name);
    }
    let found = LAI_CHAU.find_organisations("don bien phong ka lang", day("2026-01-01"));
    assert_eq!(found[0].id.as_str(), "12:don_ka_lang");
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
