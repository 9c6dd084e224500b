//! Indicators: what is counted, in which unit, and how counts are added up.

use super::{Catalogue, IndicatorCode};
use serde::Serialize;

/// Where figures of an indicator come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorSource {
    /// Typed with an activity.
    Activity,
    /// The state at the end of a period.
    Snapshot,
    /// Typed into a periodic report.
    Report,
    /// Counted from records; never typed.
    Auto,
}

/// How figures of several records or units become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// Added up.
    Sum,
    /// The latest state of each unit, then added up over units; never over time.
    Last,
    /// Different records are counted once.
    DistinctCount,
    /// Computed again from the sums of numerator and denominator; percentages are never averaged.
    RecomputeRatio,
    /// Context only.
    None,
}

impl IndicatorSource {
    /// The source with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "activity" => Self::Activity,
            "snapshot" => Self::Snapshot,
            "report" => Self::Report,
            "auto" => Self::Auto,
            _ => return None,
        })
    }
}

impl Aggregation {
    /// The aggregation with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "sum" => Self::Sum,
            "last" => Self::Last,
            "distinct_count" => Self::DistinctCount,
            "recompute_ratio" => Self::RecomputeRatio,
            "none" => Self::None,
            _ => return None,
        })
    }
}

/// One indicator, always of exactly one figure. An official line with several figures ("tổ; người") is kept as one
/// indicator for each figure (`CS02.1`, `CS02.2`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// Code.
    pub code: IndicatorCode,
    /// Full Vietnamese name, for reports.
    pub name: String,
    /// Short Vietnamese name, for forms.
    pub vi: String,
    /// Short English name.
    pub en: String,
    /// Unit, as printed: "buổi", "km".
    pub unit: String,
    /// Unit in English.
    pub unit_en: String,
    /// Group A to G, a code of [`super::CodeLists::indicator_groups`].
    pub group: String,
    /// Where its figures come from.
    pub source: IndicatorSource,
    /// Most decimals a figure may have.
    #[serde(skip_serializing_if = "is_zero")]
    pub decimals: u8,
    /// How figures are added up.
    pub aggregation: Aggregation,
    /// The indicator it is a part of. The parent may be stated without its children.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<IndicatorCode>,
    /// For a ratio: its two parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// For an indicator that is typed in another unit than it is kept in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_unit: Option<InputUnit>,
}

/// The two parts of a percentage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ratio {
    /// What is counted.
    pub numerator: IndicatorCode,
    /// Out of how many.
    pub denominator: IndicatorCode,
}

/// The unit a figure is typed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputUnit {
    /// As shown: "triệu đồng".
    pub unit: String,
    /// As shown in English.
    pub unit_en: String,
    /// How many of the kept unit it is.
    pub factor: i64,
    /// Most decimals that may be typed.
    pub decimals: u8,
}

/// For `skip_serializing_if`, which hands out references.
fn is_zero(number: &u8) -> bool {
    *number == 0
}

impl Indicator {
    /// The short name in the language of the screen.
    pub fn label(&self, locale: crate::text::Locale) -> &str {
        match locale {
            crate::text::Locale::Vi => &self.vi,
            crate::text::Locale::En => &self.en,
        }
    }

    /// Whether a person may type a figure with an activity.
    pub fn is_typed_with_activities(&self) -> bool {
        self.source == IndicatorSource::Activity
    }
}

impl Catalogue {
    /// The indicator with this code.
    pub fn indicator(&self, code: &IndicatorCode) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.code == *code)
    }

    /// The parts of an indicator.
    pub fn indicator_children(&self, code: &IndicatorCode) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter().filter(move |indicator| indicator.parent.as_ref() == Some(code))
    }

    /// The indicators to offer first for a kind of activity, in the order of the list.
    pub fn suggested_indicators(&self, activity_type: &str) -> Vec<&Indicator> {
        let codes = super::item(&self.lists.activity_types, activity_type);
        let codes = codes.map(|item| item.indicators.as_slice()).unwrap_or_default();
        codes.iter().filter_map(|code| self.indicator(code)).collect()
    }
}
