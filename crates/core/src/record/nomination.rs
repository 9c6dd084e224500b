//! A nomination as typed views over its body.

use chrono::NaiveDate;

use super::{Body, fields};
use crate::catalogue::{AwardFormId, CampaignId, EthnicId, OrganisationId, UnitId};

/// Who is nominated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NomineeKind {
    /// Tập thể.
    Collective,
    /// Cá nhân.
    Individual,
    /// Hộ gia đình.
    Household,
}

impl NomineeKind {
    /// Every kind, in the order of the catalogue's list.
    pub const ALL: [Self; 3] = [Self::Collective, Self::Individual, Self::Household];

    /// The code as stored; the labels are in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Self::Collective => "tap_the",
            Self::Individual => "ca_nhan",
            Self::Household => "ho_gia_dinh",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The field that holds the nominee's name.
    pub fn name_field(self) -> &'static str {
        match self {
            Self::Collective => "collective_name",
            Self::Individual => "person_name",
            Self::Household => "household_name",
        }
    }
}

/// Reads the body of a nomination.
#[derive(Clone, Copy, Debug)]
pub struct Nomination<'b>(&'b Body);

impl<'b> Nomination<'b> {
    /// A view of `body`.
    pub fn of(body: &'b Body) -> Self {
        Self(body)
    }

    /// Individual, collective or household; `None` where no kind that this version knows is named.
    pub fn nominee_kind(self) -> Option<NomineeKind> {
        fields::text(self.0, "nominee_kind").and_then(NomineeKind::from_code)
    }

    /// The name of the person, the collective or the household.
    pub fn nominee_name(self) -> Option<&'b str> {
        fields::text(self.0, self.nominee_kind()?.name_field())
    }

    /// Year of birth.
    pub fn person_birth_year(self) -> Option<u64> {
        fields::whole(self.0, "person_birth_year")
    }

    /// Ethnic group: sensitive, never in exports by default.
    pub fn person_ethnic(self) -> Option<EthnicId> {
        fields::text(self.0, "person_ethnic").map(EthnicId::from)
    }

    /// Chức vụ, nghề nghiệp.
    pub fn person_position(self) -> Option<&'b str> {
        fields::text(self.0, "person_position")
    }

    /// The body that is nominated or to which the person belongs, by identifier or by name.
    pub fn organisation(self) -> Option<OrganisationId> {
        let field = match self.nominee_kind()? {
            NomineeKind::Collective => "collective_organisation",
            NomineeKind::Individual => "person_organisation",
            NomineeKind::Household => return None,
        };
        fields::text(self.0, field).map(OrganisationId::from)
    }

    /// Người trực tiếp lao động.
    pub fn is_direct_worker(self) -> bool {
        fields::flag(self.0, "direct_worker")
    }

    /// The commune.
    pub fn admin_unit(self) -> Option<UnitId> {
        fields::text(self.0, "admin_unit").map(UnitId::from)
    }

    /// The campaign.
    pub fn campaign(self) -> Option<CampaignId> {
        fields::text(self.0, "campaign").map(CampaignId::from)
    }

    /// Lĩnh vực, a code.
    pub fn field(self) -> Option<&'b str> {
        fields::text(self.0, "field")
    }

    /// The form of award proposed.
    pub fn proposed_form(self) -> Option<AwardFormId> {
        fields::text(self.0, "proposed_form").map(AwardFormId::from)
    }

    /// The beginning of the time whose achievements count.
    pub fn period_from(self) -> Option<NaiveDate> {
        fields::date(self.0, "period_from")
    }

    /// Its end.
    pub fn period_to(self) -> Option<NaiveDate> {
        fields::date(self.0, "period_to")
    }

    /// The day on which award forms and bodies are looked at: that of the proposal, else the end of the period.
    pub fn effective_date(self) -> Option<NaiveDate> {
        fields::date(self.0, "proposed_on").or_else(|| self.period_to())
    }

    /// Tóm tắt thành tích.
    pub fn achievement_summary(self) -> Option<&'b str> {
        fields::text(self.0, "achievement_summary")
    }

    /// Báo cáo thành tích.
    pub fn achievement_report(self) -> Option<&'b str> {
        fields::text(self.0, "achievement_report")
    }

    /// Votes in all, and in favour, where both are known.
    pub fn vote(self) -> Option<(u64, u64)> {
        Some((fields::whole(self.0, "vote_total")?, fields::whole(self.0, "vote_for")?))
    }

    /// Whether a paper of the dossier is there.
    pub fn has_paper(self, item: &str) -> bool {
        fields::items(self.0, "dossier_items").any(|paper| {
            fields::text(paper, "item") == Some(item) && fields::text(paper, "status") == Some("co")
        })
    }
}

/// Composes the body of a nomination: for forms' beginnings, the demonstration and tests. It is complete: validation
/// has nothing to say against it.
#[derive(Clone, Debug)]
pub struct NominationBody(Body);

impl NominationBody {
    /// An individual, with their position.
    pub fn individual(name: &str, position: &str) -> Self {
        Self::of(NomineeKind::Individual, name).text("person_position", position)
    }

    /// A collective.
    pub fn collective(name: &str) -> Self {
        Self::of(NomineeKind::Collective, name)
    }

    /// A household.
    pub fn household(name: &str) -> Self {
        Self::of(NomineeKind::Household, name)
    }

    fn of(kind: NomineeKind, name: &str) -> Self {
        Self(Body::new()).text("nominee_kind", kind.code()).text(kind.name_field(), name)
    }

    /// With what is proposed: the campaign, the field, the form and its level.
    #[must_use]
    pub fn proposed(self, campaign: &str, field: &str, form: &str, level: &str) -> Self {
        self.text("campaign", campaign)
            .text("field", field)
            .text("proposed_form", form)
            .text("proposed_level", level)
    }

    /// With the time of the achievements and the day of the proposal.
    #[must_use]
    pub fn dated(mut self, from: NaiveDate, to: NaiveDate, proposed_on: NaiveDate) -> Self {
        fields::set_date(&mut self.0, "period_from", Some(from));
        fields::set_date(&mut self.0, "period_to", Some(to));
        fields::set_date(&mut self.0, "proposed_on", Some(proposed_on));
        self
    }

    /// With the achievements, in short and at length.
    #[must_use]
    pub fn achieved(self, summary: &str, report: &str) -> Self {
        self.text("achievement_summary", summary).text("achievement_report", report)
    }

    /// With papers of the dossier that are there.
    #[must_use]
    pub fn papers<'p>(mut self, papers: impl IntoIterator<Item = &'p str>) -> Self {
        for paper in papers {
            let mut item = Body::new();
            fields::set_text(&mut item, "item", paper);
            fields::set_text(&mut item, "status", "co");
            fields::set_item(&mut self.0, "dossier_items", "item", item);
        }
        self
    }

    /// With any text field.
    #[must_use]
    pub fn text(mut self, field: &str, text: &str) -> Self {
        fields::set_text(&mut self.0, field, text);
        self
    }

    /// With a count, a year or votes.
    #[must_use]
    pub fn whole(mut self, field: &str, number: u64) -> Self {
        fields::set_whole(&mut self.0, field, Some(number));
        self
    }

    /// The body.
    pub fn build(self) -> Body {
        self.0
    }
}
