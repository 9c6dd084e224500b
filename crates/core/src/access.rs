//! Who may do what, where: roles (dossier section 7.6, T9), scopes and the authority behind an entry.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::UnitId;
use crate::code::Code;
use crate::ids::UserId;
use crate::text::Locale;

/// A role of the code list T9, or that of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Cán bộ cơ sở: records and nominates in its own units.
    FieldOfficer,
    /// Lãnh đạo xã.
    CommuneLeader,
    /// Theo dõi khu vực: reads its members, no approval (the hub has no authority of its own).
    HubMonitor,
    /// Chuyên viên tỉnh: receives, returns, approves.
    ProvinceSpecialist,
    /// Lãnh đạo tỉnh: recognises.
    ProvinceLeader,
    /// Đơn vị ngành: like a commune, in its own vertical system.
    SectorUnit,
    /// Hội đồng.
    Council,
    /// Chỉ xem.
    Viewer,
    /// Quản trị: units, code lists, users; no approval of content.
    Administrator,
    /// Máy khu vực: the machine of a district centre, never a person. It carries what others wrote and writes nothing.
    HubMachine,
    /// A role of another version: here it may nothing.
    #[serde(untagged)]
    Other(Code),
}

impl Role {
    /// The roles of people, in the order of the code list T9.
    pub const OF_PEOPLE: [Self; 9] = [
        Self::FieldOfficer,
        Self::CommuneLeader,
        Self::HubMonitor,
        Self::ProvinceSpecialist,
        Self::ProvinceLeader,
        Self::SectorUnit,
        Self::Council,
        Self::Viewer,
        Self::Administrator,
    ];

    /// Its name in the language of the screen, the same on phone, console and in the catalogue; nothing for a role of
    /// another version.
    pub fn label(self, locale: Locale) -> Option<&'static str> {
        let (vi, en) = match self {
            Self::FieldOfficer => ("Cán bộ cơ sở", "Field officer"),
            Self::CommuneLeader => ("Lãnh đạo xã, phường", "Commune leader"),
            Self::HubMonitor => ("Người theo dõi khu vực", "District monitor"),
            Self::ProvinceSpecialist => ("Chuyên viên tỉnh", "Provincial specialist"),
            Self::ProvinceLeader => ("Lãnh đạo tỉnh", "Provincial leader"),
            Self::SectorUnit => ("Ngành, đoàn thể cấp tỉnh", "Sector unit"),
            Self::Council => ("Thành viên Hội đồng", "Council member"),
            Self::Viewer => ("Người xem", "Viewer"),
            Self::Administrator => ("Người quản trị", "Administrator"),
            Self::HubMachine => ("Máy khu vực", "District machine"),
            Self::Other(_) => return None,
        };
        Some(match locale {
            Locale::Vi => vi,
            Locale::En => en,
        })
    }

    /// Whether the role writes records (creates, changes, deletes) within its scope.
    pub fn records(self) -> bool {
        matches!(self, Self::FieldOfficer | Self::CommuneLeader | Self::SectorUnit)
    }

    /// Whether the role sits at the office and opens the console.
    pub fn opens_console(self) -> bool {
        matches!(
            self,
            Self::ProvinceSpecialist
                | Self::ProvinceLeader
                | Self::Viewer
                | Self::Administrator
                | Self::Council
        )
    }
}

/// Whose records a principal reaches: always inside one province, which is part of every key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Scope {
    /// The named units: a commune's own, those a border post covers, or the members of a hub, as the office
    /// worked them out from the catalogue, former units included.
    Units {
        /// Every unit within reach.
        units: BTreeSet<UnitId>,
    },
    /// The whole province.
    Province,
    /// A scope of another version, as it came: here it reaches nothing.
    #[serde(untagged)]
    Other(Value),
}

/// What a scope reaches that nobody here can read.
static NO_UNITS: BTreeSet<UnitId> = BTreeSet::new();

impl Scope {
    /// Whether a record that belongs to `unit` is within reach.
    pub fn covers(&self, unit: &UnitId) -> bool {
        self.units().is_none_or(|units| units.contains(unit))
    }

    /// The units within reach; `None` for the whole province.
    pub fn units(&self) -> Option<&BTreeSet<UnitId>> {
        match self {
            Self::Units { units } => Some(units),
            Self::Province => None,
            Self::Other(_) => Some(&NO_UNITS),
        }
    }
}

/// The person behind an entry, as the page showed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The person's identifier.
    pub id: UserId,
    /// The name to show, as it was when the entry was written.
    pub name: String,
}

/// What the one who applies an entry knows of its author's rights.
#[derive(Clone, Debug)]
pub struct Authority<'a> {
    /// The author's role.
    pub role: Role,
    /// The author's reach.
    pub scope: &'a Scope,
}
