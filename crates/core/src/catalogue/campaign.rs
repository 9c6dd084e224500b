//! Campaigns (phong trào, đợt thi đua, cuộc thi) with their themes and numbered contents, word for word.

use super::{CampaignId, Catalogue, ContentId, OrganisationId};
use chrono::NaiveDate;
use serde::Serialize;

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Campaign {
    /// Own key.
    pub id: CampaignId,
    /// Kind, a code of [`super::CodeLists::campaign_kinds`].
    pub kind: String,
    /// Name.
    pub name: String,
    /// Theme, word for word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Level, a code of [`super::CodeLists::levels`].
    pub level: String,
    /// The bodies that launched it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub launchers: Vec<OrganisationId>,
    /// The person who read it out, or the launchers in words where no body is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launched_by: Option<String>,
    /// First day.
    pub period_from: NaiveDate,
    /// Last day.
    pub period_to: NaiveDate,
    /// The period as people say it.
    pub period_label: String,
    /// What is doubtful about the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_note: Option<String>,
    /// The campaign that this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<CampaignId>,
    /// Linked campaigns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<CampaignId>,
    /// Linked movements, codes of [`super::CodeLists::movements`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub movements: Vec<String>,
    /// Documents it rests on or was launched by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Numbered contents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<CampaignContent>,
}

/// A numbered content of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CampaignContent {
    /// Own key, `C1.2`.
    pub id: ContentId,
    /// Its number.
    pub no: u8,
    /// Word for word, as far as the source is quoted.
    pub text: String,
    /// Short label.
    pub label: String,
    /// Parts of it, in short.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sub_items: Vec<String>,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Number and symbol, `25-NQ/TW`; a title where it has none.
    pub symbol: String,
    /// Part it plays: `can_cu`, `phat_dong`, `trien_khai`.
    pub role: String,
    /// Day, where the source gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Issuing body, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Other names of the same document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The document it carries out, by symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

impl Campaign {
    /// Whether the day lies in the campaign's period.
    pub fn is_under_way_on(&self, date: NaiveDate) -> bool {
        self.period_from <= date && date <= self.period_to
    }
}

impl Catalogue {
    /// The campaign with this identifier.
    pub fn campaign(&self, id: &CampaignId) -> Option<&Campaign> {
        self.campaigns.iter().find(|campaign| campaign.id == *id)
    }

    /// A numbered content, with its campaign.
    pub fn campaign_content(&self, id: &ContentId) -> Option<(&Campaign, &CampaignContent)> {
        self.campaigns.iter().find_map(|campaign| {
            campaign.contents.iter().find(|content| content.id == *id).map(|content| (campaign, content))
        })
    }
}
