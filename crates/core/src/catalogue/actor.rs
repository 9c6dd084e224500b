//! Who did it: the groups by which figures are split.

use serde::{Deserialize, Serialize};

/// The group of actors that a figure is attributed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorGroup {
    /// Cấp ủy đảng.
    CapUy,
    /// Chính quyền.
    ChinhQuyen,
    /// Mặt trận Tổ quốc và các đoàn thể.
    MttqDoanThe,
    /// Lực lượng vũ trang.
    LucLuongVuTrang,
    /// Tổ dân vận ở bản, tổ dân phố.
    ToDanVan,
    /// Khác.
    Khac,
}

impl ActorGroup {
    /// Every group, in the order in which reports list them.
    pub const ALL: [Self; 6] =
        [Self::CapUy, Self::ChinhQuyen, Self::MttqDoanThe, Self::LucLuongVuTrang, Self::ToDanVan, Self::Khac];

    /// The code as stored and sent; the labels are in the catalogue's list of actor groups.
    pub fn code(self) -> &'static str {
        match self {
            Self::CapUy => "cap_uy",
            Self::ChinhQuyen => "chinh_quyen",
            Self::MttqDoanThe => "mttq_doan_the",
            Self::LucLuongVuTrang => "luc_luong_vu_trang",
            Self::ToDanVan => "to_dan_van",
            Self::Khac => "khac",
        }
    }

    /// The group with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }
}
