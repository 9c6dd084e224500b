//! What a figure is asked for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalogue::{ActorGroup, ContentId, IndicatorCode, UnitId};

/// Which activities to count; the query of `GET /api/v1/figures`. Everything left out is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// From this first day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Up to this first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// In this unit. A unit of today has the figures of its predecessors; a former unit has its own alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// For this numbered content of a campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ContentId>,
    /// By this group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<ActorGroup>,
}

/// The records behind one figure; the query of `GET /api/v1/figures/records`. Its fields and those of [`Query`], apart
/// from the group, which is the line's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddendQuery {
    /// The line's indicator.
    pub indicator: IndicatorCode,
    /// The line's group.
    pub group: ActorGroup,
    /// As in [`Query`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// As in [`Query`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// As in [`Query`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// As in [`Query`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ContentId>,
}

impl AddendQuery {
    /// The query whose line is looked into.
    pub fn query(&self) -> Query {
        Query {
            from: self.from,
            to: self.to,
            unit: self.unit.clone(),
            content: self.content.clone(),
            group: Some(self.group),
        }
    }
}
