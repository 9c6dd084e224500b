//! Days that nobody means when they record: a slip of a finger in the year.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::entry::FieldPath;
use crate::message::{Message, Problem};
use crate::record::{Body, fields};

/// Fields that say when something was done, or is done soon. Ends of plans and of periods lie where they lie.
const DAYS: [&str; 3] = ["date_from", "date_to", "proposed_on"];
/// So far ahead may plans be entered.
const AHEAD: TimeDelta = TimeDelta::days(2 * 366);
/// A clock that shows an earlier year knows no day: the app is younger.
const FIRST_YEAR: i32 = 2026;

/// Days further ahead than anybody plans, by a clock that can be right. Only where somebody types them: the office keeps
/// what earlier versions have saved.
pub(super) fn beyond(body: &Body, today: Option<NaiveDate>) -> Vec<Problem> {
    let latest = today.filter(|today| today.year() >= FIRST_YEAR);
    let Some(latest) = latest.and_then(|today| today.checked_add_signed(AHEAD)) else { return Vec::new() };
    let is_beyond = |field: &&str| fields::date(body, field).is_some_and(|date| date > latest);
    let beyond = DAYS.into_iter().filter(is_beyond);
    beyond.map(|field| Problem::at(Message::DateInFuture, FieldPath::field(field))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::record::RecordKind;
    use crate::validate::check;

    #[test]
    fn a_slip_in_the_year_is_said_at_the_field_and_a_wrong_clock_says_nothing() {
        let says = |from: &str, today: &str| {
            let body = json!({ "date_from": from }).as_object().unwrap().clone();
            let found = check(RecordKind::Activity, &body, None, today.parse().ok());
            let is = |problem: &&Problem| problem.message == Message::DateInFuture;
            (found.errors.iter().filter(is).count(), found.warnings.iter().filter(is).count())
        };
        assert_eq!(says("2026-11-20", "2026-11-22"), (0, 0));
        assert_eq!(says("2026-11-23", "2026-11-22"), (0, 1));
        assert_eq!(says("2028-11-20", "2026-11-22"), (0, 1), "a plan");
        assert_eq!(says("2062-11-20", "2026-11-22"), (1, 0));
        assert_eq!(says("2026-11-20", "2015-01-01"), (0, 1), "the clock of a phone whose battery was empty");
    }
}
