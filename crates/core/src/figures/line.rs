//! One total, and how addends become it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::gather::{Gathered, Part};
use crate::catalogue::{ActorGroup, Aggregation, Catalogue, Indicator, IndicatorCode, Qualifier, UnitId};
use crate::code::Code;
use crate::ids::RecordId;
use crate::record::{Quantity, print_qualified};
use crate::text::{Amount, Locale, sort_key};

/// The total of one indicator for one group of actors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureLine {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The group of actors; "khác" where a later version names another one.
    #[serde(deserialize_with = "group")]
    pub group: ActorGroup,
    /// The total of the numbers; absent where there is none to add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The weakest of the addends' qualifiers.
    #[serde(default, deserialize_with = "Qualifier::read")]
    pub qualifier: Qualifier,
    /// What was reported in words, each wording once, in Vietnamese order: listed beside the number, never added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Numbers that may not be added (context, percentages without their parts), oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<Quantity>,
    /// How many reported quantities stand behind it, see [`super::addends`].
    pub addends: u32,
}

fn group<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ActorGroup, D::Error> {
    let code = Code::deserialize(deserializer)?;
    Ok(ActorGroup::from_code(code.as_str()).unwrap_or(ActorGroup::Khac))
}

/// A quantity behind a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addend {
    /// The record.
    pub record: RecordId,
    /// Its title.
    pub title: String,
    /// The unit of today in which it counts.
    pub unit: UnitId,
    /// Its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// What it reported.
    pub quantity: Quantity,
}

/// As reports print it: "trên 320", "25.040"; "hàng trăm lượt" where there are words only; number and words apart by
/// a semicolon where there are both.
pub fn print_figure(line: &FigureLine, locale: Locale) -> String {
    let number = line.amount.map(|amount| print_qualified(amount, line.qualifier, locale));
    let listed = line.listed.iter().map(|quantity| quantity.print(locale));
    let parts: Vec<String> = number.into_iter().chain(listed).chain(line.words.iter().cloned()).collect();
    parts.join("; ")
}

/// Makes the total of what was gathered for one indicator and group.
pub(super) fn total(gathered: &Gathered<'_>, catalogue: &Catalogue) -> FigureLine {
    let indicator = catalogue.indicator(&gathered.indicator);
    let mut line = FigureLine {
        indicator: gathered.indicator.clone(),
        group: gathered.group,
        amount: None,
        qualifier: Qualifier::Bang,
        words: Vec::new(),
        listed: Vec::new(),
        addends: u32::try_from(gathered.parts.len()).unwrap_or(u32::MAX),
    };
    match indicator.map(|indicator| indicator.aggregation) {
        Some(Aggregation::Sum) => add(&mut line, gathered.parts.iter()),
        Some(Aggregation::Last) => add(&mut line, latest(&gathered.parts)),
        Some(Aggregation::RecomputeRatio) => {
            let decimals = indicator.map_or(0, |indicator| indicator.decimals);
            if indicator.is_some_and(|indicator| is_of_states(indicator, catalogue)) {
                recompute(&mut line, latest(&gathered.parts), decimals);
            } else {
                recompute(&mut line, gathered.parts.iter(), decimals);
            }
        }
        // A count of different things cannot be told from counts; context is not added; an indicator that only a
        // later catalogue knows may be either.
        Some(Aggregation::DistinctCount | Aggregation::None) | None => {
            for part in &gathered.parts {
                list(&mut line, &part.quantity);
            }
        }
    }
    line.words.sort_by_cached_key(|words| sort_key(words));
    line.words.dedup();
    line
}

/// Adds numbers, lists words.
fn add<'p>(line: &mut FigureLine, parts: impl Iterator<Item = &'p Part<'p>>) {
    let mut total: Option<i128> = None;
    for part in parts {
        if let Some(amount) = part.quantity.amount {
            *total.get_or_insert(0) += i128::from(amount.thousandths());
            line.qualifier = line.qualifier.weakest(part.quantity.qualifier);
        }
        line.words.extend(part.quantity.words.clone());
    }
    line.amount = total.map(|total| {
        i64::try_from(total).map(Amount::from_thousandths).unwrap_or_else(|_| {
            // Beyond every number that can be kept. What is said stays true: more than the greatest of them.
            line.qualifier = line.qualifier.weakest(Qualifier::Tren);
            Amount::from_thousandths(i64::MAX)
        })
    });
}

/// The latest statement of each unit. Of two on one day the record made later stands (identifiers begin with the
/// time of their making).
fn latest<'p>(parts: &'p [Part<'p>]) -> impl Iterator<Item = &'p Part<'p>> {
    let mut of_unit: BTreeMap<&UnitId, &Part<'_>> = BTreeMap::new();
    for part in parts {
        let place = of_unit.entry(&part.unit).or_insert(part);
        if (part.date, part.record.id) >= (place.date, place.record.id) {
            *place = part;
        }
    }
    of_unit.into_values()
}

/// Whether a percentage is one of states ("hộ nghèo" of "hộ") and not of events: then a unit's latest one stands.
fn is_of_states(indicator: &Indicator, catalogue: &Catalogue) -> bool {
    let numerator = indicator.ratio.as_ref().and_then(|ratio| catalogue.indicator(&ratio.numerator));
    numerator.is_some_and(|numerator| numerator.aggregation == Aggregation::Last)
}

/// Computes a percentage anew from the sums of its parts. A percentage without its parts is listed.
fn recompute<'p>(line: &mut FigureLine, parts: impl Iterator<Item = &'p Part<'p>>, decimals: u8) {
    let (mut numerators, mut denominators) = (Vec::new(), Vec::new());
    for part in parts {
        match (part.quantity.numerator, part.quantity.denominator) {
            (Some(numerator), Some(denominator)) => {
                numerators.push(numerator);
                denominators.push(denominator);
                line.qualifier = line.qualifier.weakest(part.quantity.qualifier);
            }
            _ => list(line, &part.quantity),
        }
    }
    if let (Some(part), Some(whole)) = (Amount::sum(numerators), Amount::sum(denominators)) {
        line.amount = part.percent_of(whole, decimals);
    }
}

fn list(line: &mut FigureLine, quantity: &Quantity) {
    match &quantity.words {
        Some(words) => line.words.push(words.clone()),
        None => line.listed.push(quantity.clone()),
    }
}
