//! Units, hubs and bodies.

use super::*;
use crate::catalogue::{ActorGroup, Certainty, HubId, Unit, UnitId, UnitType};
use crate::text::{Rank, fold};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

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
    assert_eq!(LAI_CHAU.organisation_at("Ban Tuyên giáo và Dân vận Tỉnh ủy", day("2020-10-08")), None);
}

#[test]
fn every_commune_has_its_ordinary_bodies_with_their_groups() {
    let bum_nua = UnitId::from("03466@2025-07-01");
    let bodies = LAI_CHAU.organisations_in(&bum_nua);
    let named = |name: &str| bodies.iter().find(|body| body.name == name).map(|body| body.actor_group());
    assert_eq!(named("Đảng ủy xã Bum Nưa"), Some(ActorGroup::CapUy));
    assert_eq!(named("Ủy ban nhân dân xã Bum Nưa"), Some(ActorGroup::ChinhQuyen));
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
    assert_eq!(later.name, "Ủy ban nhân dân xã Bum Nưa");
    // As earlier versions spelt it.
    let spelt = LAI_CHAU.organisation_at("Uỷ ban nhân dân xã Bum Nưa", day("2026-10-08")).unwrap();
    assert_eq!(spelt.id, later.id);
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
