//! Finding the quantities behind every total.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Addend, Query, place};
use crate::catalogue::{ActorGroup, Aggregation, Catalogue, Indicator, IndicatorCode, UnitId};
use crate::record::{Activity, Quantity, Record, RecordKind};
use crate::workflow;

/// Everything reported for one indicator by one group.
pub(super) struct Gathered<'r> {
    pub indicator: IndicatorCode,
    pub group: ActorGroup,
    /// Oldest first; of one record in the order in which it states them.
    pub parts: Vec<Part<'r>>,
}

/// One reported quantity.
pub(super) struct Part<'r> {
    pub record: &'r Record,
    pub unit: UnitId,
    pub date: Option<NaiveDate>,
    pub quantity: Quantity,
}

impl Part<'_> {
    pub(super) fn to_addend(&self) -> Addend {
        Addend {
            record: self.record.id,
            title: Activity::of(&self.record.body).title().unwrap_or_default().to_owned(),
            unit: self.unit.clone(),
            date: self.date,
            quantity: self.quantity.clone(),
        }
    }
}

/// Where an indicator stands in reports: in the order of the catalogue, unknown ones last.
type Place = (usize, IndicatorCode);

pub(super) fn gather<'r>(
    query: &Query,
    records: impl IntoIterator<Item = &'r Record>,
    catalogue: &Catalogue,
) -> Vec<Gathered<'r>> {
    let mut counted: Vec<&Record> =
        records.into_iter().filter(|record| counts(record, query, catalogue)).collect();
    counted.sort_by_cached_key(|record| (Activity::of(&record.body).date_from(), record.id));
    let mut lines: BTreeMap<(Place, ActorGroup), Vec<Part<'r>>> = BTreeMap::new();
    for record in counted {
        let activity = Activity::of(&record.body);
        let unit = place::unit_of(record, catalogue);
        for (indicator, quantity) in statements(activity, catalogue) {
            let order = catalogue.indicators.iter().position(|known| known.code == indicator);
            let key = ((order.unwrap_or(usize::MAX), indicator), activity.actor_group());
            lines.entry(key).or_default().push(Part {
                record,
                unit: unit.clone(),
                date: activity.date_from(),
                quantity,
            });
        }
    }
    lines.into_iter().map(|(((_, indicator), group), parts)| Gathered { indicator, group, parts }).collect()
}

fn counts(record: &Record, query: &Query, catalogue: &Catalogue) -> bool {
    if record.kind != RecordKind::Activity || record.deleted {
        return false;
    }
    if !workflow::of(record.kind).state(&record.state).is_some_and(|state| state.counts) {
        return false;
    }
    let activity = Activity::of(&record.body);
    let date = activity.date_from();
    query.from.is_none_or(|from| date.is_some_and(|date| from <= date))
        && query.to.is_none_or(|to| date.is_some_and(|date| date <= to))
        && query.group.is_none_or(|group| activity.actor_group() == group)
        && query
            .content
            .as_ref()
            .is_none_or(|wanted| activity.campaign_contents().any(|content| content == *wanted))
        && query.unit.as_ref().is_none_or(|unit| place::counts_in(record, unit, catalogue))
}

/// Everything that an activity says: what stands in it, and what follows from it.
///
/// A parent that is not stated itself, in number or words, is what its children say: each of their quantities counts
/// for it. Where the parent is stated, its children are part of it and add nothing. A ratio that is not stated
/// follows from its two parts where both are.
fn statements(activity: Activity<'_>, catalogue: &Catalogue) -> Vec<(IndicatorCode, Quantity)> {
    let stated: Vec<(IndicatorCode, Quantity)> =
        activity.indicator_values().filter(|(_, quantity)| !quantity.is_empty()).collect();
    let mut all = stated.clone();
    for indicator in &catalogue.indicators {
        match indicator.aggregation {
            Aggregation::RecomputeRatio => complete_ratio(indicator, &stated, &mut all),
            Aggregation::Sum | Aggregation::Last => {
                if !states(&stated, &indicator.code) {
                    let of_children = from_children(&indicator.code, &stated, catalogue, 0);
                    all.extend(of_children.into_iter().map(|quantity| (indicator.code.clone(), quantity)));
                }
            }
            Aggregation::DistinctCount | Aggregation::None => {}
        }
    }
    all
}

fn states(stated: &[(IndicatorCode, Quantity)], code: &IndicatorCode) -> bool {
    stated.iter().any(|(indicator, _)| indicator == code)
}

fn from_children(
    parent: &IndicatorCode,
    stated: &[(IndicatorCode, Quantity)],
    catalogue: &Catalogue,
    depth: u8,
) -> Vec<Quantity> {
    let mut found = Vec::new();
    // A faulty catalogue may run in circles; indicators have children and perhaps grandchildren.
    if depth > 3 {
        return found;
    }
    for child in catalogue.indicator_children(parent) {
        match stated.iter().find(|(indicator, _)| *indicator == child.code) {
            Some((_, quantity)) => found.push(quantity.clone()),
            None => found.extend(from_children(&child.code, stated, catalogue, depth + 1)),
        }
    }
    found
}

/// Puts the two parts of a ratio beside it, from their own indicators where the item does not carry them.
fn complete_ratio(
    indicator: &Indicator,
    stated: &[(IndicatorCode, Quantity)],
    all: &mut Vec<(IndicatorCode, Quantity)>,
) {
    let Some(ratio) = &indicator.ratio else { return };
    let part = |code: &IndicatorCode| {
        stated
            .iter()
            .find(|(other, _)| other == code)
            .and_then(|(_, quantity)| Some((quantity.amount?, quantity.qualifier)))
    };
    let (Some((numerator, one)), Some((denominator, other))) =
        (part(&ratio.numerator), part(&ratio.denominator))
    else {
        return;
    };
    let parts = Quantity { qualifier: one.weakest(other), ..Quantity::ratio(numerator, denominator) };
    match all.iter_mut().find(|(code, _)| *code == indicator.code) {
        Some((_, stated)) if stated.numerator.is_none() || stated.denominator.is_none() => *stated = parts,
        Some(_) => {}
        None => all.push((indicator.code.clone(), parts)),
    }
}
