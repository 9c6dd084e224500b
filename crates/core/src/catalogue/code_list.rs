//! Plain lists of codes with their labels in both languages.

use super::IndicatorCode;
use serde::Serialize;

/// One line of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeItem {
    /// The code as stored and sent.
    pub code: String,
    /// What a Vietnamese screen shows.
    pub vi: String,
    /// What an English screen shows.
    pub en: String,
    /// For activity types: the field it usually belongs to, a code of [`CodeLists::fields`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// For activity types: the indicators to offer first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<IndicatorCode>,
}

impl CodeItem {
    /// The label in the language of the screen.
    pub fn label(&self, locale: crate::text::Locale) -> &str {
        match locale {
            crate::text::Locale::Vi => &self.vi,
            crate::text::Locale::En => &self.en,
        }
    }
}

/// All code lists (dossier §7.6 and the fields of §7.3 and §7.4 that choose from a list).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CodeLists {
    /// T2: kinds of activity, with suggested indicators.
    pub activity_types: Vec<CodeItem>,
    /// T3: the four fields of the movement.
    pub fields: Vec<CodeItem>,
    /// T6: qualifiers of a figure; codes of [`super::Qualifier`].
    pub qualifiers: Vec<CodeItem>,
    /// Groups of actors; codes of [`super::ActorGroup`].
    pub actor_groups: Vec<CodeItem>,
    /// T4: levels.
    pub levels: Vec<CodeItem>,
    /// T1: kinds of organisation.
    pub organisation_types: Vec<CodeItem>,
    /// Whom an activity was for.
    pub target_groups: Vec<CodeItem>,
    /// T7: why a record goes back.
    pub return_reasons: Vec<CodeItem>,
    /// Individual, collective, household.
    pub nominee_kinds: Vec<CodeItem>,
    /// Kinds of collective.
    pub collective_classes: Vec<CodeItem>,
    /// Papers of a nomination's dossier.
    pub dossier_items: Vec<CodeItem>,
    /// Classes of award.
    pub award_classes: Vec<CodeItem>,
    /// Kinds of campaign.
    pub campaign_kinds: Vec<CodeItem>,
    /// Groups of indicators, A to G.
    pub indicator_groups: Vec<CodeItem>,
    /// Movements that a campaign can be linked to.
    pub movements: Vec<CodeItem>,
    /// T9: roles.
    pub roles: Vec<CodeItem>,
}

/// The line with this code.
pub fn item<'list>(list: &'list [CodeItem], code: &str) -> Option<&'list CodeItem> {
    list.iter().find(|item| item.code == code)
}
