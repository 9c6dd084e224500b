//! Bodies: cấp ủy, chính quyền, Mặt trận và đoàn thể, lực lượng vũ trang. Names and existence are historical: who a
//! body *was* depends on the day.

use super::{ActorGroup, Certainty, OrganisationId, Unit, UnitId};
use chrono::NaiveDate;
use serde::Serialize;

/// The system a body belongs to; it decides the layout of its documents and the group its figures count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationSystem {
    /// Đảng.
    Dang,
    /// Chính quyền.
    ChinhQuyen,
    /// Mặt trận Tổ quốc và các đoàn thể.
    MttqDoanThe,
    /// Lực lượng vũ trang.
    LucLuongVuTrang,
    /// Khác.
    Khac,
}

impl OrganisationSystem {
    /// The system with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "dang" => Self::Dang,
            "chinh_quyen" => Self::ChinhQuyen,
            "mttq_doan_the" => Self::MttqDoanThe,
            "luc_luong_vu_trang" => Self::LucLuongVuTrang,
            "khac" => Self::Khac,
            _ => return None,
        })
    }
}

/// The kind of body whose figures make a group of their own.
const MOBILISATION_TEAM: &str = "to_dan_van";

/// A body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// Own key.
    pub id: OrganisationId,
    /// Full name.
    pub name: String,
    /// Name for narrow screens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// Kind, a code of [`super::CodeLists::organisation_types`].
    pub type_code: String,
    /// System.
    pub system: OrganisationSystem,
    /// Level, a code of [`super::CodeLists::levels`].
    pub level: String,
    /// The units it works in; empty where that is the whole province or country.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
    /// Other names found in documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// First day; nothing where the beginning is not known or lies before all records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day; nothing for a body of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The body that took over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<OrganisationId>,
    /// How sure its existence and days are.
    #[serde(skip_serializing_if = "Certainty::is_confirmed")]
    pub certainty: Certainty,
}

impl Organisation {
    /// Whether the body existed on that day.
    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }

    /// The group in which its figures count.
    pub fn actor_group(&self) -> ActorGroup {
        if self.type_code == MOBILISATION_TEAM {
            return ActorGroup::ToDanVan;
        }
        match self.system {
            OrganisationSystem::Dang => ActorGroup::CapUy,
            OrganisationSystem::ChinhQuyen => ActorGroup::ChinhQuyen,
            OrganisationSystem::MttqDoanThe => ActorGroup::MttqDoanThe,
            OrganisationSystem::LucLuongVuTrang => ActorGroup::LucLuongVuTrang,
            OrganisationSystem::Khac => ActorGroup::Khac,
        }
    }

    /// Every spelling under which it may be found.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str())
            .chain(self.short_name.as_deref())
            .chain(self.aliases.iter().map(String::as_str))
    }
}

/// A body that every commune has. The 38 communes times the ordinary bodies are made from these when asked for, so
/// that a phone does not fetch them one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommuneBody {
    /// Last part of the identifier: `dang_uy`.
    pub code: String,
    /// The name before the kind and name of the unit: "Đảng ủy".
    pub name: String,
    /// The beginning of its name for narrow screens: "UBND".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// Kind, a code of [`super::CodeLists::organisation_types`].
    pub type_code: String,
    /// System.
    pub system: OrganisationSystem,
    /// Other beginnings of the name: "MTTQ" for "Ủy ban Mặt trận Tổ quốc Việt Nam".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

impl CommuneBody {
    /// The body of this unit; it exists as long as the unit does.
    pub fn in_unit(&self, unit: &Unit) -> Organisation {
        Organisation {
            id: OrganisationId::of_unit(&unit.id, &self.code),
            name: with_unit(&self.name, unit),
            short_name: self.short_name.as_deref().map(|beginning| with_unit(beginning, unit)),
            type_code: self.type_code.clone(),
            system: self.system,
            level: "xa".to_owned(),
            units: vec![unit.id.clone()],
            aliases: self.aliases.iter().map(|alias| with_unit(alias, unit)).collect(),
            valid_from: unit.valid_from,
            valid_to: unit.valid_to,
            successor: unit.successors.first().map(|next| OrganisationId::of_unit(next, &self.code)),
            certainty: Certainty::Assumed,
        }
    }
}

/// "Đảng ủy" + "xã" + "Bum Nưa".
fn with_unit(beginning: &str, unit: &Unit) -> String {
    [beginning, unit.unit_type.word_vi(), &unit.short_name].join(" ")
}
