//! The rooms of the console and their addresses.

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
    /// Mã ghi danh.
    Codes,
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
            Self::Codes => "/console/codes",
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
            (Some("codes"), None, None) => Self::Codes,
            _ => Self::Nowhere,
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
