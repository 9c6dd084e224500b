//! Finding the quantities that a record adds to totals.

use chrono::NaiveDate;

use super::{Query, place};
use crate::catalogue::{ActorGroup, Aggregation, Catalogue, Indicator, IndicatorCode, Ratio, UnitId};
use crate::ids::RecordId;
use crate::record::{Activity, Quantity, Record, RecordKind};
use crate::workflow;

/// The most quantities that are read of one record. A form has one for each indicator, 75 in all.
const STATEMENTS_MAX: usize = 300;
/// The most characters that are read of a quantity in words. A form takes 100.
const WORDS_MAX_CHARS: usize = 1_000;

/// Where a quantity stands among those of its line: oldest first, then by their records' identifiers; of one record in the
/// order in which it states them.
pub(super) type At = (Option<NaiveDate>, RecordId, usize);

/// A question, with what follows from the catalogue worked out once for all records.
pub(super) struct Counting<'c> {
    query: Query,
    catalogue: &'c Catalogue,
    derivations: Derivations<'c>,
}

/// What one record says.
pub(super) struct Said {
    pub record: RecordId,
    pub unit: UnitId,
    pub date: Option<NaiveDate>,
    pub group: ActorGroup,
    statements: Vec<(IndicatorCode, Quantity)>,
}

impl Said {
    /// Its quantities.
    pub(super) fn statements(&mut self) -> impl Iterator<Item = (At, IndicatorCode, Quantity)> + use<> {
        let (date, record) = (self.date, self.record);
        let statements = std::mem::take(&mut self.statements).into_iter().zip(0..);
        statements.map(move |((indicator, quantity), order)| ((date, record, order), indicator, quantity))
    }
}

impl<'c> Counting<'c> {
    pub(super) fn new(query: &Query, catalogue: &'c Catalogue) -> Self {
        Self { query: query.clone(), catalogue, derivations: Derivations::of(catalogue) }
    }

    pub(super) fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// What a record says, where it counts.
    pub(super) fn said(&self, record: &Record) -> Option<Said> {
        if !counts(record, &self.query, self.catalogue) {
            return None;
        }
        let activity = Activity::of(&record.body);
        Some(Said {
            record: record.id,
            unit: place::unit_of(record, self.catalogue),
            date: activity.date_from(),
            group: activity.actor_group(),
            statements: self.derivations.statements(activity),
        })
    }
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

/// What follows from statements, worked out of the catalogue once for all records.
struct Derivations<'c> {
    /// Parents that are added up, with their children.
    parents: Vec<(&'c IndicatorCode, Vec<&'c IndicatorCode>)>,
    /// Percentages with their parts.
    ratios: Vec<(&'c IndicatorCode, &'c Ratio)>,
}

impl<'c> Derivations<'c> {
    fn of(catalogue: &'c Catalogue) -> Self {
        let added =
            |indicator: &&Indicator| matches!(indicator.aggregation, Aggregation::Sum | Aggregation::Last);
        let with_children = |parent: &'c Indicator| {
            let children = catalogue.indicator_children(&parent.code).map(|child| &child.code);
            (&parent.code, children.collect::<Vec<_>>())
        };
        let parents = catalogue.indicators.iter().filter(added).map(with_children);
        let ratios =
            catalogue.indicators.iter().filter(|known| known.aggregation == Aggregation::RecomputeRatio);
        Self {
            parents: parents.filter(|(_, children)| !children.is_empty()).collect(),
            ratios: ratios.filter_map(|known| Some((&known.code, known.ratio.as_ref()?))).collect(),
        }
    }

    /// Everything that an activity says: what stands in it, and what follows from it.
    ///
    /// A parent that is not stated itself, in number or words, is what its children say: each of their quantities
    /// counts for it. Where the parent is stated, its children are part of it and add nothing. A ratio that is not
    /// stated follows from its two parts where both are.
    fn statements(&self, activity: Activity<'_>) -> Vec<(IndicatorCode, Quantity)> {
        let stated: Vec<(IndicatorCode, Quantity)> = activity
            .indicator_values()
            .filter(|(_, quantity)| !quantity.is_empty())
            .take(STATEMENTS_MAX)
            .map(|(indicator, quantity)| (indicator, of_bounded_length(quantity)))
            .collect();
        let mut all = stated.clone();
        for (parent, _) in &self.parents {
            if find(&stated, parent).is_none() {
                let following = self.of_children(parent, &stated, 0);
                all.extend(following.into_iter().map(|quantity| ((*parent).clone(), quantity)));
            }
        }
        for (code, ratio) in &self.ratios {
            complete_ratio(code, ratio, &stated, &mut all);
        }
        all
    }

    fn of_children(
        &self,
        parent: &IndicatorCode,
        stated: &[(IndicatorCode, Quantity)],
        depth: u8,
    ) -> Vec<Quantity> {
        let mut found = Vec::new();
        // A faulty catalogue may run in circles; indicators have children and perhaps grandchildren.
        let known = self.parents.iter().find(|(code, _)| *code == parent).filter(|_| depth < 4);
        for child in known.iter().flat_map(|(_, children)| children) {
            match find(stated, child) {
                Some(quantity) => found.push(quantity.clone()),
                None => found.extend(self.of_children(child, stated, depth + 1)),
            }
        }
        found
    }
}

fn of_bounded_length(mut quantity: Quantity) -> Quantity {
    if let Some(words) = &mut quantity.words
        && let Some((end, _)) = words.char_indices().nth(WORDS_MAX_CHARS)
    {
        words.truncate(end);
    }
    quantity
}

fn find<'s>(stated: &'s [(IndicatorCode, Quantity)], code: &IndicatorCode) -> Option<&'s Quantity> {
    stated.iter().find(|(indicator, _)| indicator == code).map(|(_, quantity)| quantity)
}

/// Puts the two parts of a ratio beside it, from their own indicators where the item does not carry them.
fn complete_ratio(
    code: &IndicatorCode,
    ratio: &Ratio,
    stated: &[(IndicatorCode, Quantity)],
    all: &mut Vec<(IndicatorCode, Quantity)>,
) {
    let part = |code| find(stated, code).and_then(|part| Some((part.amount?, part.qualifier)));
    let (Some((numerator, one)), Some((denominator, other))) =
        (part(&ratio.numerator), part(&ratio.denominator))
    else {
        return;
    };
    let parts = Quantity { qualifier: one.weakest(other), ..Quantity::ratio(numerator, denominator) };
    match all.iter_mut().find(|(known, _)| known == code) {
        Some((_, stated)) if stated.numerator.is_none() || stated.denominator.is_none() => *stated = parts,
        Some(_) => {}
        None => all.push((code.clone(), parts)),
    }
}
