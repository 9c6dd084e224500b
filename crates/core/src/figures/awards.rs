//! Awards: recognised and awarded nominations by form of award and kind of nominee (report R5).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalogue::{AwardFormId, CampaignId, Catalogue, UnitId};
use crate::ids::RecordId;
use crate::record::{Nomination, NomineeKind, Record, RecordKind};

/// The states in which a nomination has been decided in the nominee's favour.
const DECIDED: [&str; 2] = ["recognised", "awarded"];

/// Which nominations to count; the query of `GET /api/v1/awards`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardQuery {
    /// Proposed from this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Proposed up to this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// In this campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
}

/// Awards; `GET /api/v1/awards` answers with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardFigures {
    /// One line for each form that was granted, in the order of the catalogue, unknown ones after them; nominations
    /// that name no form (recognised as exemplars) come last.
    pub lines: Vec<AwardLine>,
}

/// How often one form was granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardLine {
    /// The form; absent for recognition without an award.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<AwardFormId>,
    /// To collectives.
    pub collectives: u32,
    /// To individuals.
    pub individuals: u32,
    /// To households.
    pub households: u32,
}

impl AwardLine {
    /// To all kinds of nominee together.
    pub fn total(&self) -> u32 {
        self.collectives + self.individuals + self.households
    }
}

impl AwardFigures {
    /// The line of a form.
    pub fn line(&self, form: &str) -> Option<&AwardLine> {
        self.lines.iter().find(|line| line.form.as_ref().is_some_and(|known| known.as_str() == form))
    }

    /// All forms together.
    pub fn total(&self) -> AwardLine {
        self.lines.iter().fold(AwardLine::default(), |sum, line| AwardLine {
            form: None,
            collectives: sum.collectives + line.collectives,
            individuals: sum.individuals + line.individuals,
            households: sum.households + line.households,
        })
    }
}

/// Awards while records come in, one after the other and in any order.
pub struct AwardTotals<'c> {
    query: AwardQuery,
    catalogue: &'c Catalogue,
    lines: BTreeMap<(usize, Option<AwardFormId>), AwardLine>,
}

impl<'c> AwardTotals<'c> {
    /// Of what `query` asks for.
    pub fn new(query: &AwardQuery, catalogue: &'c Catalogue) -> Self {
        Self { query: query.clone(), catalogue, lines: BTreeMap::new() }
    }

    /// Takes a record in. Each may come once.
    pub fn take(&mut self, record: &Record) {
        let Some((_, kind)) = counted(record, &self.query) else { return };
        let form = Nomination::of(&record.body).proposed_form();
        let forms = &self.catalogue.award_forms;
        let order = match &form {
            Some(form) => forms.iter().position(|known| known.id == *form).unwrap_or(usize::MAX - 1),
            None => usize::MAX,
        };
        let line =
            self.lines.entry((order, form.clone())).or_insert(AwardLine { form, ..AwardLine::default() });
        match kind {
            NomineeKind::Collective => line.collectives += 1,
            NomineeKind::Individual => line.individuals += 1,
            NomineeKind::Household => line.households += 1,
        }
    }

    /// What was taken in.
    pub fn figures(self) -> AwardFigures {
        AwardFigures { lines: self.lines.into_values().collect() }
    }
}

/// Counts what `query` asks for.
pub fn awards<'r>(
    query: &AwardQuery,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> AwardFigures {
    let mut totals = AwardTotals::new(query, catalogue);
    records.into_iter().for_each(|record| totals.take(record));
    totals.figures()
}

/// The nominations behind one count of [`awards`]; the query of `GET /api/v1/awards/records`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardedQuery {
    /// The line's form; absent for recognition without an award.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<AwardFormId>,
    /// The kind of nominee, by its code.
    pub nominee: String,
    /// As in [`AwardQuery`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// As in [`AwardQuery`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// As in [`AwardQuery`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
}

/// A nomination behind a count of [`awards`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awarded {
    /// The record.
    pub record: RecordId,
    /// The nominee's name.
    pub title: String,
    /// The unit that the record belongs to.
    pub unit: UnitId,
    /// Where it stands: recognised, or awarded already.
    pub state: String,
}

/// The nominations behind one count, in the order of the records.
pub fn awarded<'r>(query: &AwardedQuery, records: impl IntoIterator<Item = &'r Record>) -> Vec<Awarded> {
    let table = AwardQuery { from: query.from, to: query.to, campaign: query.campaign.clone() };
    let behind = |(record, kind): (&'r Record, NomineeKind)| {
        let nomination = Nomination::of(&record.body);
        (kind.code() == query.nominee && nomination.proposed_form() == query.form).then(|| Awarded {
            record: record.id,
            title: nomination.nominee_name().unwrap_or_default().to_owned(),
            unit: record.unit.clone(),
            state: record.state.clone(),
        })
    };
    records.into_iter().filter_map(|record| counted(record, &table)).filter_map(behind).collect()
}

/// A record that counts in `query`, with its kind of nominee.
fn counted<'r>(record: &'r Record, query: &AwardQuery) -> Option<(&'r Record, NomineeKind)> {
    if record.kind != RecordKind::Nomination || record.deleted || !DECIDED.contains(&record.state.as_str()) {
        return None;
    }
    let nomination = Nomination::of(&record.body);
    let kind = nomination.nominee_kind()?;
    asked_for(nomination, query).then_some((record, kind))
}

fn asked_for(nomination: Nomination<'_>, query: &AwardQuery) -> bool {
    let date = nomination.effective_date();
    query.from.is_none_or(|from| date.is_some_and(|date| from <= date))
        && query.to.is_none_or(|to| date.is_some_and(|date| date <= to))
        && query.campaign.as_ref().is_none_or(|wanted| nomination.campaign().as_ref() == Some(wanted))
}
