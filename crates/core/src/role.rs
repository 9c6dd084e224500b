//! The roles of people and machines (dossier section 7.6, T9).

use serde::{Deserialize, Serialize};

use crate::code::Code;
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
