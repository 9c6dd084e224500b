//! An activity as typed views over its body.

use chrono::NaiveDate;

use super::{Body, Quantity, fields};
use crate::catalogue::{ActorGroup, ContentId, EthnicId, IndicatorCode, OrganisationId, UnitId};

/// Reads the body of an activity.
#[derive(Clone, Copy, Debug)]
pub struct Activity<'b>(&'b Body);

impl<'b> Activity<'b> {
    /// A view of `body`.
    pub fn of(body: &'b Body) -> Self {
        Self(body)
    }

    /// Loại hoạt động, a code.
    pub fn type_code(self) -> Option<&'b str> {
        fields::text(self.0, "type_code")
    }

    /// Tên hoạt động.
    pub fn title(self) -> Option<&'b str> {
        fields::text(self.0, "title")
    }

    /// The first day: the one that decides in which period its figures count.
    pub fn date_from(self) -> Option<NaiveDate> {
        fields::date(self.0, "date_from")
    }

    /// The last day, if it took several.
    pub fn date_to(self) -> Option<NaiveDate> {
        fields::date(self.0, "date_to")
    }

    /// The commune in which it took place, of today or former.
    pub fn admin_unit(self) -> Option<UnitId> {
        fields::text(self.0, "admin_unit").map(UnitId::from)
    }

    /// Bản, tổ dân phố.
    pub fn villages(self) -> impl Iterator<Item = &'b str> {
        fields::texts(self.0, "villages")
    }

    /// The place in words.
    pub fn place_text(self) -> Option<&'b str> {
        fields::text(self.0, "place_text")
    }

    /// Cơ quan chủ trì, by identifier or by name.
    pub fn lead_org(self) -> Option<OrganisationId> {
        fields::text(self.0, "lead_org").map(OrganisationId::from)
    }

    /// Cơ quan phối hợp.
    pub fn partner_orgs(self) -> impl Iterator<Item = OrganisationId> + 'b {
        fields::texts(self.0, "partner_orgs").map(OrganisationId::from)
    }

    /// The group in which its figures count; "khác" where none that this version knows is named.
    pub fn actor_group(self) -> ActorGroup {
        fields::text(self.0, "actor_group").and_then(ActorGroup::from_code).unwrap_or(ActorGroup::Khac)
    }

    /// Đối tượng, codes.
    pub fn target_groups(self) -> impl Iterator<Item = &'b str> {
        fields::texts(self.0, "target_groups")
    }

    /// Ethnic groups of those it was for.
    pub fn ethnic_groups(self) -> impl Iterator<Item = EthnicId> + 'b {
        fields::texts(self.0, "ethnic_groups").map(EthnicId::from)
    }

    /// Nội dung chính.
    pub fn content(self) -> Option<&'b str> {
        fields::text(self.0, "content")
    }

    /// Kết quả.
    pub fn result(self) -> Option<&'b str> {
        fields::text(self.0, "result")
    }

    /// The numbered contents of campaigns that it carries out.
    pub fn campaign_contents(self) -> impl Iterator<Item = ContentId> + 'b {
        fields::texts(self.0, "campaign_contents").map(ContentId::from)
    }

    /// Its figures, in the order in which they stand.
    pub fn indicator_values(self) -> impl Iterator<Item = (IndicatorCode, Quantity)> + 'b {
        fields::items(self.0, "indicator_values").filter_map(|item| {
            Some((IndicatorCode::from(fields::text(item, "indicator")?), Quantity::from_item(item)))
        })
    }

    /// The figure for one indicator.
    pub fn indicator_value(self, code: &IndicatorCode) -> Option<Quantity> {
        self.indicator_values().find(|(indicator, _)| indicator == code).map(|(_, quantity)| quantity)
    }
}

/// Writes a figure into the body of an activity, in place of the one for the same indicator; a note beside it stays.
pub fn set_indicator_value(body: &mut Body, indicator: &IndicatorCode, quantity: &Quantity) {
    let known = fields::items(body, "indicator_values")
        .find(|item| fields::text(item, "indicator") == Some(indicator.as_str()))
        .cloned();
    let item = match known {
        Some(mut item) => {
            quantity.write_into(&mut item);
            item
        }
        None => quantity.to_item(indicator),
    };
    fields::set_item(body, "indicator_values", "indicator", item);
}

/// Composes the body of an activity: for forms' beginnings, the demonstration and tests. What [`Self::new`] asks for
/// and [`Self::content`] is all that validation requires.
#[derive(Clone, Debug)]
pub struct ActivityBody(Body);

impl ActivityBody {
    /// An activity with its kind, title, first day, place and leading body.
    pub fn new(
        type_code: &str,
        title: &str,
        date: NaiveDate,
        unit: &UnitId,
        lead_org: &str,
        group: ActorGroup,
    ) -> Self {
        let mut body = Body::new();
        fields::set_text(&mut body, "type_code", type_code);
        fields::set_text(&mut body, "title", title);
        fields::set_date(&mut body, "date_from", Some(date));
        fields::set_text(&mut body, "admin_unit", unit.as_str());
        fields::set_text(&mut body, "lead_org", lead_org);
        fields::set_text(&mut body, "actor_group", group.code());
        fields::set_text(&mut body, "content", title);
        Self(body)
    }

    /// With its content in place of the title's words.
    #[must_use]
    pub fn content(self, content: &str) -> Self {
        self.text("content", content)
    }

    /// With any text field.
    #[must_use]
    pub fn text(mut self, field: &str, text: &str) -> Self {
        fields::set_text(&mut self.0, field, text);
        self
    }

    /// With a list of texts or codes.
    #[must_use]
    pub fn texts<'t>(mut self, field: &str, texts: impl IntoIterator<Item = &'t str>) -> Self {
        fields::set_texts(&mut self.0, field, texts);
        self
    }

    /// With a figure.
    #[must_use]
    pub fn figure(mut self, indicator: &str, quantity: &Quantity) -> Self {
        set_indicator_value(&mut self.0, &IndicatorCode::from(indicator), quantity);
        self
    }

    /// The body.
    pub fn build(self) -> Body {
        self.0
    }
}
