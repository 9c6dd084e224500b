//! Forms of award, with their grantors and days.

use super::{AwardFormId, Catalogue, OrganisationId};
use chrono::NaiveDate;
use serde::Serialize;

/// A form of award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwardForm {
    /// Code, `BK-UBND`.
    pub id: AwardFormId,
    /// Vietnamese name.
    pub vi: String,
    /// English name.
    pub en: String,
    /// Class, a code of [`super::CodeLists::award_classes`].
    pub class: String,
    /// Level, a code of [`super::CodeLists::levels`].
    pub level: String,
    /// The body that grants it; nothing where every commune grants its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grantor: Option<OrganisationId>,
    /// Who can receive it: codes of [`super::CodeLists::nominee_kinds`].
    pub recipient_kinds: Vec<String>,
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}

impl AwardForm {
    /// Whether it could be granted on that day.
    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }

    /// Whether a nominee of this kind can receive it.
    pub fn is_for(&self, nominee_kind: &str) -> bool {
        self.recipient_kinds.iter().any(|kind| kind == nominee_kind)
    }
}

impl Catalogue {
    /// The form of award with this identifier.
    pub fn award_form(&self, id: &AwardFormId) -> Option<&AwardForm> {
        self.award_forms.iter().find(|form| form.id == *id)
    }
}
