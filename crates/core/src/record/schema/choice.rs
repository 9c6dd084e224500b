//! Where a field's codes come from: the catalogue, or a short list that is part of the rules.

use crate::catalogue::{
    AwardFormId, CampaignId, Catalogue, CodeItem, ContentId, EthnicId, IndicatorCode, OrganisationId,
    Qualifier, UnitId,
};
use crate::text::Locale;

/// The list from which a field's codes come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceList {
    /// [`crate::catalogue::CodeLists::activity_types`].
    ActivityTypes,
    /// [`crate::catalogue::CodeLists::fields`].
    Fields,
    /// [`crate::catalogue::CodeLists::actor_groups`].
    ActorGroups,
    /// [`crate::catalogue::CodeLists::levels`].
    Levels,
    /// [`crate::catalogue::CodeLists::target_groups`].
    TargetGroups,
    /// [`crate::catalogue::CodeLists::nominee_kinds`].
    NomineeKinds,
    /// [`crate::catalogue::CodeLists::collective_classes`].
    CollectiveClasses,
    /// [`crate::catalogue::CodeLists::dossier_items`].
    DossierItems,
    /// Units, of today and former ones.
    Units,
    /// Bodies by identifier, or any other body by its name: the catalogue cannot know them all.
    Organisations,
    /// Ethnic groups.
    EthnicGroups,
    /// Campaigns.
    Campaigns,
    /// Numbered contents of campaigns.
    CampaignContents,
    /// Forms of award.
    AwardForms,
    /// Indicators.
    Indicators,
    /// Qualifiers of a figure.
    Qualifiers,
    /// A short list that is part of the rules.
    Fixed(&'static [Fixed]),
}

/// A line of a list that is part of the rules.
#[derive(Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The code as stored.
    pub code: &'static str,
    /// Vietnamese label.
    pub vi: &'static str,
    /// English label.
    pub en: &'static str,
}

impl Fixed {
    /// The label in the language of the screen.
    pub fn label(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Vi => self.vi,
            Locale::En => self.en,
        }
    }
}

impl ChoiceList {
    /// Whether the code can be chosen by this catalogue. Bodies may always be named in words.
    pub fn contains(self, catalogue: &Catalogue, code: &str) -> bool {
        match self {
            Self::Organisations => true,
            Self::Units => catalogue.unit(&UnitId::from(code)).is_some(),
            Self::EthnicGroups => catalogue.ethnic_group(&EthnicId::from(code)).is_some(),
            Self::Campaigns => catalogue.campaign(&CampaignId::from(code)).is_some(),
            Self::CampaignContents => catalogue.campaign_content(&ContentId::from(code)).is_some(),
            Self::AwardForms => catalogue.award_form(&AwardFormId::from(code)).is_some(),
            Self::Indicators => catalogue.indicator(&IndicatorCode::from(code)).is_some(),
            Self::Qualifiers => Qualifier::from_code(code).is_some(),
            Self::Fixed(list) => list.iter().any(|item| item.code == code),
            _ => self.items(catalogue).iter().any(|item| item.code == code),
        }
    }

    /// The label of a code, or the code itself where this catalogue does not know it.
    pub fn label(self, catalogue: &Catalogue, code: &str, locale: Locale) -> String {
        let known = match self {
            Self::Units => catalogue.unit(&UnitId::from(code)).map(|unit| unit.name.clone()),
            Self::Organisations => catalogue.organisation(&OrganisationId::from(code)).map(|body| body.name),
            Self::EthnicGroups => {
                catalogue.ethnic_group(&EthnicId::from(code)).map(|group| group.name.clone())
            }
            Self::Campaigns => {
                catalogue.campaign(&CampaignId::from(code)).map(|campaign| campaign.name.clone())
            }
            Self::CampaignContents => {
                catalogue.campaign_content(&ContentId::from(code)).map(|(_, content)| content.label.clone())
            }
            Self::AwardForms => catalogue.award_form(&AwardFormId::from(code)).map(|form| match locale {
                Locale::Vi => form.vi.clone(),
                Locale::En => form.en.clone(),
            }),
            Self::Indicators => catalogue
                .indicator(&IndicatorCode::from(code))
                .map(|indicator| indicator.label(locale).to_owned()),
            Self::Fixed(list) => {
                list.iter().find(|item| item.code == code).map(|item| item.label(locale).to_owned())
            }
            _ => {
                crate::catalogue::item(self.items(catalogue), code).map(|item| item.label(locale).to_owned())
            }
        };
        known.unwrap_or_else(|| code.to_owned())
    }

    /// The lines of a plain code list of the catalogue; empty for the lists that are more than codes.
    pub fn items(self, catalogue: &Catalogue) -> &[CodeItem] {
        let lists = &catalogue.lists;
        match self {
            Self::ActivityTypes => &lists.activity_types,
            Self::Fields => &lists.fields,
            Self::ActorGroups => &lists.actor_groups,
            Self::Levels => &lists.levels,
            Self::TargetGroups => &lists.target_groups,
            Self::NomineeKinds => &lists.nominee_kinds,
            Self::CollectiveClasses => &lists.collective_classes,
            Self::DossierItems => &lists.dossier_items,
            Self::Qualifiers => &lists.qualifiers,
            _ => &[],
        }
    }
}

const fn line(code: &'static str, vi: &'static str, en: &'static str) -> Fixed {
    Fixed { code, vi, en }
}

pub(super) static TIMES_OF_DAY: &[Fixed] = &[
    line("sang", "Sáng", "Morning"),
    line("chieu", "Chiều", "Afternoon"),
    line("toi", "Tối", "Evening"),
    line("ca_ngay", "Cả ngày", "All day"),
];

pub(super) static GENDERS: &[Fixed] =
    &[line("nam", "Nam", "Male"), line("nu", "Nữ", "Female"), line("khac", "Khác", "Other")];

pub(super) static FOLLOW_UP_STATES: &[Fixed] = &[
    line("cho_giai_quyet", "Chờ giải quyết", "Open"),
    line("dang_giai_quyet", "Đang giải quyết", "Under way"),
    line("da_giai_quyet", "Đã giải quyết", "Settled"),
    line("chuyen_cap_tren", "Chuyển cấp trên", "Passed on"),
];

pub(super) static PAPER_STATES: &[Fixed] = &[
    line("co", "Có", "There"),
    line("thieu", "Còn thiếu", "Missing"),
    line("can_sua", "Cần sửa", "To correct"),
];

pub(super) static CONSENTS: &[Fixed] = &[
    line("van_ban", "Bằng văn bản", "In writing"),
    line("loi_noi_co_bien_ban", "Lời nói, có biên bản", "Spoken, on record"),
];

pub(super) static ATTACHMENT_KINDS: &[Fixed] =
    &[line("anh", "Ảnh", "Photo"), line("van_ban", "Văn bản", "Document"), line("khac", "Khác", "Other")];
