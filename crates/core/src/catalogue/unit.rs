//! Administrative units in their periods of validity.

use super::UnitId;
use crate::code::Code;
use chrono::NaiveDate;
use serde::Serialize;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitType {
    /// Xã.
    Xa,
    /// Phường.
    Phuong,
    /// Thị trấn; none since 1 July 2025.
    ThiTran,
    /// A kind of unit that only another version knows: a unit all the same, with its records and its name.
    #[serde(untagged)]
    Other(Code),
}

impl UnitType {
    /// The kind with this code, whichever version it is of.
    pub fn named(code: &str) -> Self {
        Self::from_code(code).unwrap_or_else(|| Self::Other(Code::of(code)))
    }

    /// The kind with this code; `None` where this version does not know it.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "xa" => Self::Xa,
            "phuong" => Self::Phuong,
            "thi_tran" => Self::ThiTran,
            _ => return None,
        })
    }

    /// The word before the name inside a sentence: "xã".
    pub fn word_vi(self) -> &'static str {
        match self {
            Self::Xa => "xã",
            Self::Phuong => "phường",
            Self::ThiTran => "thị trấn",
            Self::Other(_) => "đơn vị",
        }
    }
}

/// A commune-level unit, valid from one day to another. Another extent or rank is another unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Own key: code and beginning.
    pub id: UnitId,
    /// The official code, for printing and export; it names no unit by itself.
    pub code: String,
    /// "Xã Bum Nưa".
    pub name: String,
    /// "Bum Nưa".
    pub short_name: String,
    /// What it is.
    pub unit_type: UnitType,
    /// First day; nothing where the beginning is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day; nothing for a unit of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The units that took over its land.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<UnitId>,
    /// The former districts its land lay in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub historic_districts: Vec<String>,
    /// Other spellings found in documents (Pa Vệ Sủ for Pa Vệ Sử).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Lies on the state border. Known only for the units of today.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_border: bool,
}

impl Unit {
    /// Whether the unit existed on that day.
    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }

    /// Whether it is a unit of today.
    pub fn is_current(&self) -> bool {
        self.valid_to.is_none()
    }

    /// Every spelling under which it may be found.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), self.short_name.as_str()]
            .into_iter()
            .chain(self.aliases.iter().map(String::as_str))
    }
}
