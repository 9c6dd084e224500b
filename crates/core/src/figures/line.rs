//! One total, and how addends become it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::gather::At;
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

/// The most wordings that a line lists: the first ones by their letters.
const WORDINGS_MAX: usize = 1_000;

/// How quantities become a total.
#[derive(Clone, Copy)]
enum How {
    /// Numbers are added.
    Add,
    /// A percentage is computed anew from the sums of its parts, with so many decimals.
    Ratio { decimals: u8 },
    /// A count of different things cannot be told from counts; context is not added; an indicator that only a later
    /// catalogue knows may be either.
    List,
}

/// One total while its addends come in, in any order.
pub(super) struct Sum {
    how: How,
    /// Of each unit the latest statement alone stands.
    latest: Option<BTreeMap<UnitId, (At, Quantity)>>,
    addends: u32,
    total: Option<i128>,
    numerators: i128,
    denominators: i128,
    qualifier: Qualifier,
    words: BTreeSet<String>,
    listed: Vec<(At, Quantity)>,
}

impl Sum {
    pub(super) fn of(indicator: &IndicatorCode, catalogue: &Catalogue) -> Self {
        let indicator = catalogue.indicator(indicator);
        let aggregation = indicator.map(|indicator| indicator.aggregation);
        let how = match aggregation {
            Some(Aggregation::Sum | Aggregation::Last) => How::Add,
            Some(Aggregation::RecomputeRatio) => {
                How::Ratio { decimals: indicator.map_or(0, |indicator| indicator.decimals) }
            }
            Some(Aggregation::DistinctCount | Aggregation::None) | None => How::List,
        };
        let of_states = match aggregation {
            Some(Aggregation::Last) => true,
            Some(Aggregation::RecomputeRatio) => {
                indicator.is_some_and(|indicator| is_of_states(indicator, catalogue))
            }
            _ => false,
        };
        Self {
            how,
            latest: of_states.then(BTreeMap::new),
            addends: 0,
            total: None,
            numerators: 0,
            denominators: 0,
            qualifier: Qualifier::Bang,
            words: BTreeSet::new(),
            listed: Vec::new(),
        }
    }

    /// Takes an addend in.
    pub(super) fn take(&mut self, at: At, unit: &UnitId, quantity: Quantity) {
        self.addends = self.addends.saturating_add(1);
        let Some(latest) = &mut self.latest else { return self.count(at, quantity) };
        match latest.get_mut(unit) {
            // Of two on one day the record made later stands (identifiers begin with the time of their making).
            Some(place) if place.0 <= at => *place = (at, quantity),
            Some(_) => {}
            None => drop(latest.insert(unit.clone(), (at, quantity))),
        }
    }

    fn count(&mut self, at: At, quantity: Quantity) {
        match self.how {
            How::Add => {
                if let Some(amount) = quantity.amount {
                    *self.total.get_or_insert(0) += i128::from(amount.thousandths());
                    self.qualifier = self.qualifier.weakest(quantity.qualifier);
                }
                self.say(quantity.words);
            }
            How::Ratio { .. } => match (quantity.numerator, quantity.denominator) {
                (Some(numerator), Some(denominator)) => {
                    self.numerators += i128::from(numerator.thousandths());
                    self.denominators += i128::from(denominator.thousandths());
                    self.qualifier = self.qualifier.weakest(quantity.qualifier);
                }
                // A percentage without its parts is listed.
                _ => self.list(at, quantity),
            },
            How::List => self.list(at, quantity),
        }
    }

    fn list(&mut self, at: At, quantity: Quantity) {
        match quantity.words {
            Some(words) => self.say(Some(words)),
            None => self.listed.push((at, quantity)),
        }
    }

    /// Whichever order they come in, the same ones are left: of those that go, none would be among the first again.
    fn say(&mut self, words: Option<String>) {
        self.words.extend(words);
        if self.words.len() > WORDINGS_MAX {
            self.words.pop_last();
        }
    }

    /// The total of what was taken in.
    pub(super) fn line(mut self, indicator: IndicatorCode, group: ActorGroup) -> FigureLine {
        match self.latest.take() {
            Some(latest) => latest.into_values().for_each(|(at, quantity)| self.count(at, quantity)),
            None => self.listed.sort_by_key(|(at, _)| *at),
        }
        let mut words = Vec::from_iter(self.words);
        words.sort_by_cached_key(|words| sort_key(words));
        let mut line = FigureLine {
            indicator,
            group,
            amount: None,
            qualifier: self.qualifier,
            words,
            listed: self.listed.into_iter().map(|(_, quantity)| quantity).collect(),
            addends: self.addends,
        };
        let fitting = |sum: i128| i64::try_from(sum).ok().map(Amount::from_thousandths);
        match self.how {
            How::Add => {
                line.amount = self.total.map(|total| {
                    fitting(total).unwrap_or_else(|| {
                        // Beyond every number that can be kept. What is said stays true: more than the greatest of them.
                        line.qualifier = line.qualifier.weakest(Qualifier::Tren);
                        Amount::from_thousandths(i64::MAX)
                    })
                });
            }
            How::Ratio { decimals } => {
                if let (Some(part), Some(whole)) = (fitting(self.numerators), fitting(self.denominators)) {
                    line.amount = part.percent_of(whole, decimals);
                }
            }
            How::List => {}
        }
        line
    }
}

/// Whether a percentage is one of states ("hộ nghèo" of "hộ") and not of events: then a unit's latest one stands.
fn is_of_states(indicator: &Indicator, catalogue: &Catalogue) -> bool {
    let numerator = indicator.ratio.as_ref().and_then(|ratio| catalogue.indicator(&ratio.numerator));
    numerator.is_some_and(|numerator| numerator.aggregation == Aggregation::Last)
}
