//! The catalogue: units, hubs, organisations, indicators, campaigns and code lists of one province.
//!
//! The office serves it as one JSON document with an `ETag`; a device keeps it. Nothing here is code: a new unit, a
//! changed name or another hub is a change of data.

mod actor;
mod award;
#[cfg(feature = "bundled-data")]
mod bundled;
mod campaign;
mod certainty;
mod code_list;
mod ethnic_group;
mod from_json;
mod hub;
mod ids;
mod indicator;
mod organisation;
mod organisation_lookup;
mod unit;
mod unit_lookup;

pub use actor::ActorGroup;
pub use award::AwardForm;
#[cfg(feature = "bundled-data")]
pub use bundled::{DataProblem, bundled, bundled_json, bundled_provinces, read_bundled};
pub use campaign::{Campaign, CampaignContent, Document};
pub use certainty::Certainty;
pub use code_list::{CodeItem, CodeLists, item};
pub use ethnic_group::EthnicGroup;
pub use hub::{Hub, HubMember};
pub use ids::{
    AwardFormId, CampaignId, ContentId, EthnicId, HubId, IndicatorCode, OrganisationId, ProvinceCode,
    UNIT_ID_BYTES_MAX, UnitId,
};
pub use indicator::{Aggregation, Indicator, IndicatorSource, InputUnit, Ratio};
pub use organisation::{CommuneBody, Organisation, OrganisationSystem};
pub use unit::{Unit, UnitType};
pub use unit_lookup::UnitMatch;

use serde::Serialize;

pub use crate::text::Qualifier;

/// Everything a device of one province needs to know besides records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    /// Which province.
    pub province: Province,
    /// Units of today and former ones.
    pub units: Vec<Unit>,
    /// District centres.
    pub hubs: Vec<Hub>,
    /// Bodies of the province and above, and those with an area of their own.
    pub organisations: Vec<Organisation>,
    /// Bodies that every commune has.
    pub commune_bodies: Vec<CommuneBody>,
    /// Indicators, in the order of reports.
    pub indicators: Vec<Indicator>,
    /// Code lists.
    pub lists: CodeLists,
    /// Forms of award.
    pub award_forms: Vec<AwardForm>,
    /// Ethnic groups, the province's short list first.
    pub ethnic_groups: Vec<EthnicGroup>,
    /// Campaigns.
    pub campaigns: Vec<Campaign>,
}

/// A province and its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Province {
    /// Code.
    pub code: ProvinceCode,
    /// "Tỉnh Lai Châu".
    pub name: String,
    /// "Lai Châu".
    pub short_name: String,
    /// The standing body for công tác dân vận; configurable.
    pub standing_body: OrganisationId,
}
