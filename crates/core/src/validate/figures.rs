//! The figures of an activity.

use super::Look;
use crate::catalogue::{ActorGroup, Qualifier};
use crate::entry::FieldPath;
use crate::message::Message;
use crate::record::{Activity, Quantity};
use crate::text::Amount;

const FIELD: &str = "indicator_values";

impl Look<'_> {
    /// Where the armed forces are is not recorded (dossier section 3.4).
    pub(super) fn location(&mut self, activity: Activity<'_>) {
        if activity.actor_group() == ActorGroup::LucLuongVuTrang && self.body.contains_key("geo") {
            self.say_at(Message::LocationOfArmedForces, "geo");
        }
    }

    pub(super) fn quantities(&mut self, activity: Activity<'_>) {
        for (indicator, quantity) in activity.indicator_values() {
            let at = FieldPath::item(FIELD, indicator.as_str());
            if let Some(message) = wrong(&quantity) {
                self.say(message, at.clone());
            }
            let known = self.catalogue.and_then(|catalogue| catalogue.indicator(&indicator));
            let decimals = quantity.amount.map_or(0, Amount::decimals);
            if known.is_some_and(|indicator| decimals > indicator.decimals) {
                self.say(Message::TooManyDecimals, at.clone());
            }
            if self.is_below_children(activity, &indicator, &quantity) {
                self.say(Message::ParentBelowChildren, at);
            }
        }
    }

    /// Whether a parent that is stated exactly or from above is smaller than its children, stated exactly or from
    /// below, are together. Other qualifiers leave room.
    fn is_below_children(
        &self,
        activity: Activity<'_>,
        parent: &crate::catalogue::IndicatorCode,
        quantity: &Quantity,
    ) -> bool {
        let (Some(catalogue), Some(whole)) = (self.catalogue, quantity.amount) else { return false };
        if matches!(quantity.qualifier, Qualifier::Tren | Qualifier::Hon | Qualifier::Khoang) {
            return false;
        }
        let parts = catalogue.indicator_children(parent).filter_map(|child| {
            let part = activity.indicator_value(&child.code)?;
            let at_least = matches!(part.qualifier, Qualifier::Bang | Qualifier::Tren | Qualifier::Hon);
            part.amount.filter(|_| at_least)
        });
        let parts: Vec<Amount> = parts.collect();
        !parts.is_empty() && Amount::sum(parts).is_some_and(|sum| sum > whole)
    }
}

/// What is wrong with a quantity in itself. A part that is no number at all was said at its field.
fn wrong(quantity: &Quantity) -> Option<Message> {
    if quantity.is_empty() && quantity.denominator.is_none() {
        return Some(Message::Required);
    }
    if quantity.words.is_some() && quantity.amount.is_some() {
        return Some(Message::NumberBesideWords);
    }
    match (quantity.numerator, quantity.denominator) {
        (Some(part), Some(whole)) if part > whole => Some(Message::PartAboveWhole),
        (Some(_), None) | (None, Some(_)) => Some(Message::Required),
        _ => None,
    }
}
