//! District centres (cụm, khu vực): dated lists of communes. A hub is no authority: it reads, reminds, collects and
//! passes on.

use super::{Catalogue, Certainty, HubId, Unit, UnitId};
use chrono::NaiveDate;
use serde::Serialize;

/// A district centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hub {
    /// Own key.
    pub id: HubId,
    /// "Khu vực Mường Tè".
    pub name: String,
    /// The communes, each with its days.
    pub members: Vec<HubMember>,
    /// How sure the default membership is; the province can change it.
    pub certainty: Certainty,
    /// Where the centre's own machine answers devices, if it has one: an origin such as `https://10.0.0.5:8443`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A commune's membership of a hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HubMember {
    /// The commune.
    pub unit: UnitId,
    /// First day.
    pub from: NaiveDate,
    /// Last day; nothing while it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl HubMember {
    fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

impl Catalogue {
    /// The hub with this identifier.
    pub fn hub(&self, id: &HubId) -> Option<&Hub> {
        self.hubs.iter().find(|hub| hub.id == *id)
    }

    /// The communes of a hub on that day.
    pub fn hub_members(&self, id: &HubId, date: NaiveDate) -> Vec<&Unit> {
        let members = self.hub(id).map(|hub| hub.members.as_slice()).unwrap_or_default();
        members
            .iter()
            .filter(|member| member.is_valid_on(date))
            .filter_map(|member| self.unit(&member.unit))
            .collect()
    }

    /// The hub of a commune on that day; for a former commune that of the commune of today in its place.
    pub fn hub_of(&self, unit: &UnitId, date: NaiveDate) -> Option<&Hub> {
        let today = self.today_of(unit);
        self.hubs.iter().find(|hub| {
            hub.members
                .iter()
                .any(|member| member.is_valid_on(date) && today.iter().any(|unit| unit.id == member.unit))
        })
    }
}
