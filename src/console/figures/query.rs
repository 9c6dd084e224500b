//! What the room shows, as its address says it: `?from&to&unit&content`, and which figure is opened.

use danvan_core::catalogue::{AwardFormId, CampaignId, ContentId, UnitId};
use danvan_core::text::{Period, print_iso_date};
use leptos_router::params::ParamsMap;

use super::period_words;
use crate::console::client::with_query;
use crate::console::period::{period_in, this_quarter};
use crate::console::room::Room;
use crate::console::session::desk;
use crate::i18n::{console as text, current};

/// The value of `period` where figures of any time are asked for.
const ANY_TIME: &str = "any";

/// What the room shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Whether it is the table of awards.
    pub awards: bool,
    /// The period; for figures this quarter where the address names none, any time where it says so.
    pub period: Option<Period>,
    /// A unit, or the whole province.
    pub unit: String,
    /// A numbered content of a campaign, or all.
    pub content: String,
    /// A campaign, or all.
    pub campaign: String,
    /// The opened figure: its indicator, or the form of award ("-" for none).
    pub line: String,
    /// The opened figure: its group of actors, or the kind of nominee.
    pub column: String,
}

impl Asked {
    /// Reads it out of the page's address.
    pub fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        let awards = value("view") == "awards";
        let any_time = awards || value("period") == ANY_TIME;
        let period = period_in(query);
        Self {
            awards,
            period: if any_time { period } else { period.or_else(this_quarter) },
            unit: value("unit"),
            content: value("content"),
            campaign: value("campaign"),
            line: value("line"),
            column: value("column"),
        }
    }

    /// One of the two tables with what it begins with.
    pub fn tab(awards: bool) -> Self {
        Self { awards, period: if awards { None } else { this_quarter() }, ..Self::default() }
    }

    /// The same with no figure opened.
    pub fn without_open(self) -> Self {
        Self { line: String::new(), column: String::new(), ..self }
    }

    /// The same with a figure opened.
    pub fn opened(&self, line: &str, column: &str) -> Self {
        Self { line: line.to_owned(), column: column.to_owned(), ..self.clone() }
    }

    fn days(&self) -> (String, String) {
        let days = self.period.map(|period| (print_iso_date(period.from()), print_iso_date(period.to())));
        days.unwrap_or_default()
    }

    /// The page's address.
    pub fn address(&self) -> String {
        let (from, to) = self.days();
        let view = if self.awards { "awards" } else { "" };
        let period = if self.period.is_none() && !self.awards { ANY_TIME } else { "" };
        let values = [
            ("view", view),
            ("period", period),
            ("from", from.as_str()),
            ("to", &to),
            ("unit", &self.unit),
            ("content", &self.content),
            ("campaign", &self.campaign),
            ("line", &self.line),
            ("column", &self.column),
        ];
        with_query(Room::Figures.address(), &values)
    }

    /// Where the office has the table.
    pub fn table(&self) -> String {
        let path = if self.awards { "/api/v1/awards" } else { "/api/v1/figures" };
        self.at_office(path, &[])
    }

    /// Where the office has the records behind the opened figure.
    pub fn behind(&self) -> Option<String> {
        if self.line.is_empty() {
            return None;
        }
        Some(if self.awards {
            let form = if self.line == "-" { "" } else { &self.line };
            self.at_office("/api/v1/awards/records", &[("form", form), ("nominee", &self.column)])
        } else {
            self.at_office("/api/v1/figures/records", &[("indicator", &self.line), ("group", &self.column)])
        })
    }

    fn at_office(&self, path: &str, further: &[(&str, &str)]) -> String {
        let (from, to) = self.days();
        let mut values = vec![("from", from.as_str()), ("to", &to)];
        if self.awards {
            values.push(("campaign", &self.campaign));
        } else {
            values.extend([("unit", self.unit.as_str()), ("content", &self.content)]);
        }
        values.extend_from_slice(further);
        with_query(path, &values)
    }

    /// What is shown, in words: for the heading on paper and the reader's certainty.
    pub fn words(&self) -> String {
        let desk = desk();
        let catalogue = &desk.catalogue;
        let mut words = vec![period_words(self.period)];
        words.push(match catalogue.unit(&UnitId::from(self.unit.as_str())) {
            Some(unit) => unit.name.clone(),
            None => catalogue.province.name.clone(),
        });
        if let Some((_, content)) = catalogue.campaign_content(&ContentId::from(self.content.as_str())) {
            words.push(content.label.clone());
        }
        if let Some(campaign) = catalogue.campaign(&CampaignId::from(self.campaign.as_str())) {
            words.push(campaign.name.clone());
        }
        words.join(" · ")
    }

    /// The name of a form of award.
    pub fn form_words(form: Option<&AwardFormId>) -> String {
        let desk = desk();
        let Some(form) = form else { return text::NO_FORM.get().to_owned() };
        desk.catalogue.award_form(form).map_or_else(
            || form.as_str().to_owned(),
            |known| {
                if current() == danvan_core::text::Locale::En { known.en.clone() } else { known.vi.clone() }
            },
        )
    }
}
