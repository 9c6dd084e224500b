//! The rooms of the console and their addresses.

use danvan_core::access::Role;

/// A room of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Tổng quan.
    Overview,
    /// Hồ sơ, with or without an open record.
    Records,
    /// Số liệu.
    Figures,
    /// Nhận gói.
    Bundles,
    /// Máy.
    Devices,
    /// Chờ xem xét.
    Quarantine,
    /// Mã kích hoạt.
    Codes,
    /// Người dùng.
    People,
    /// Đổi mật khẩu; everybody's own.
    Password,
    /// Nothing lies at this address.
    Nowhere,
}

impl Room {
    /// Its address.
    pub fn address(self) -> &'static str {
        match self {
            Self::Records => "/console/records",
            Self::Figures => "/console/figures",
            Self::Bundles => "/console/bundles",
            Self::Devices => "/console/devices",
            Self::Quarantine => "/console/quarantine",
            Self::Codes => "/console/codes",
            Self::People => "/console/people",
            Self::Password => "/console/password",
            Self::Overview | Self::Nowhere => "/console",
        }
    }

    /// The room at an address.
    pub fn at(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty()).skip(1);
        match (parts.next(), parts.next(), parts.next()) {
            (None | Some("sign-in"), None, None) => Self::Overview,
            (Some("records"), _, None) => Self::Records,
            (Some("figures"), None, None) => Self::Figures,
            (Some("bundles"), None, None) => Self::Bundles,
            (Some("devices"), None, None) => Self::Devices,
            (Some("quarantine"), None, None) => Self::Quarantine,
            (Some("codes"), None, None) => Self::Codes,
            (Some("people"), None, None) => Self::People,
            (Some("password"), None, None) => Self::Password,
            _ => Self::Nowhere,
        }
    }

    /// Whether a role may enter it.
    pub fn open_to(self, role: Role) -> bool {
        match self {
            Self::Devices | Self::Codes | Self::People => role == Role::Administrator,
            Self::Quarantine => matches!(role, Role::Administrator | Role::ProvinceSpecialist),
            _ => true,
        }
    }

    /// The record that is open at an address.
    pub fn open_record(path: &str) -> Option<String> {
        path.strip_prefix(Self::Records.address())?
            .strip_prefix('/')
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
    }
}
