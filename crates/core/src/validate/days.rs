//! Days that nobody means when they record, or hardly anybody: a slip of a finger in the year.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use serde_json::Value;

use crate::entry::FieldPath;
use crate::message::{Message, Problem};
use crate::record::schema::{self, FieldKind, FieldSpec};
use crate::record::{Body, RecordKind, fields};

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

/// Within which years of today a day is likely, by its field.
#[derive(Clone, Copy)]
struct Likely {
    /// So many years back.
    back: u32,
    /// So many months ahead.
    ahead: u32,
}

/// What is likely of a field of days or years. Deadlines lie ahead, periods of plans end a year ahead, awards and merits
/// go back a working life.
fn likely(field: &str) -> Likely {
    match field {
        "announce_by" | "result_by" => Likely { back: 20, ahead: 36 },
        "period_to" => Likely { back: 20, ahead: 12 },
        "period_from" | "year" | "decided_on" => Likely { back: 60, ahead: 0 },
        "person_birth_year" => Likely { back: 105, ahead: 0 },
        _ => Likely { back: 20, ahead: 0 },
    }
}

/// Days and years that are unlikely by their field, each at its place; nothing where there is no today.
pub(super) fn unlikely(kind: RecordKind, body: &Body, today: Option<NaiveDate>) -> Vec<Problem> {
    let Some(today) = today else { return Vec::new() };
    let mut found = Vec::new();
    for spec in schema::fields(kind) {
        let at = FieldPath::field(spec.name);
        match spec.kind {
            FieldKind::Items { key, fields: parts } => {
                for item in fields::items(body, spec.name) {
                    let Some(named) = fields::text(item, key) else { continue };
                    let at = FieldPath::item(spec.name, named);
                    let said = parts.iter().filter_map(|part| look(part, item, today));
                    found.extend(said.map(|message| Problem::at(message, at.clone())));
                }
            }
            _ => found.extend(look(spec, body, today).map(|message| Problem::at(message, at))),
        }
    }
    found
}

fn look(spec: &FieldSpec, holder: &Body, today: NaiveDate) -> Option<Message> {
    let likely = likely(spec.name);
    match spec.kind {
        FieldKind::Date => {
            let date = fields::date(holder, spec.name)?;
            let latest = today.checked_add_months(Months::new(likely.ahead))?;
            let earliest = today.checked_sub_months(Months::new(likely.back * 12))?;
            said(date < earliest, date > latest)
        }
        FieldKind::Year => {
            let year = holder.get(spec.name).and_then(Value::as_i64)?;
            let this = i64::from(today.year());
            said(year < this - i64::from(likely.back), year > this)
        }
        _ => None,
    }
}

fn said(long_ago: bool, ahead: bool) -> Option<Message> {
    match (long_ago, ahead) {
        (true, _) => Some(Message::DateLongAgo),
        (_, true) => Some(Message::DateInFuture),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::validate::check;

    fn said_of(kind: RecordKind, body: Value, today: &str) -> (Vec<String>, Vec<String>) {
        let found = check(kind, body.as_object().unwrap(), None, today.parse().ok());
        let days = |problems: Vec<Problem>| -> Vec<String> {
            let of_days =
                |problem: &Problem| matches!(problem.message, Message::DateInFuture | Message::DateLongAgo);
            let at = |problem: Problem| format!("{:?} {}", problem.message, problem.at.unwrap());
            problems.into_iter().filter(of_days).map(at).collect()
        };
        (days(found.errors), days(found.warnings))
    }

    #[test]
    fn a_slip_in_the_year_is_said_at_the_field_and_a_wrong_clock_says_nothing() {
        let says = |from: &str, today: &str| {
            let (errors, warnings) = said_of(RecordKind::Activity, json!({ "date_from": from }), today);
            (errors.len(), warnings.len())
        };
        assert_eq!(says("2026-11-20", "2026-11-22"), (0, 0));
        assert_eq!(says("2026-11-23", "2026-11-22"), (0, 1));
        assert_eq!(says("2028-11-20", "2026-11-22"), (0, 1), "a plan");
        assert_eq!(says("2062-11-20", "2026-11-22"), (1, 0));
        assert_eq!(says("2026-11-20", "2015-01-01"), (0, 1), "the clock of a phone whose battery was empty");
        assert_eq!(says("1900-01-01", "2026-11-22"), (0, 1));
        assert_eq!(says("2013-06-03", "2026-11-22"), (0, 0), "old records are entered too");
    }

    #[test]
    fn every_day_and_year_that_can_be_typed_is_looked_at() {
        for kind in [RecordKind::Activity, RecordKind::Nomination] {
            for spec in schema::fields(kind) {
                let unlikely = |spec: &FieldSpec| match spec.kind {
                    FieldKind::Date => vec![json!("1900-01-01"), json!("2031-11-27")],
                    FieldKind::Year => vec![json!(1900), json!(2031)],
                    _ => Vec::new(),
                };
                let bodies: Vec<Value> = match spec.kind {
                    FieldKind::Items { key, fields } => fields
                        .iter()
                        .flat_map(|part| {
                            unlikely(part).into_iter().map(|value| json!({key: "k", part.name: value}))
                        })
                        .map(|item| json!({ spec.name: [item] }))
                        .collect(),
                    _ => unlikely(spec).into_iter().map(|value| json!({ spec.name: value })).collect(),
                };
                for body in bodies {
                    let (errors, warnings) = said_of(kind, body.clone(), "2026-11-27");
                    assert_eq!(errors.len() + warnings.len(), 1, "{body}");
                }
            }
        }
    }

    #[test]
    fn what_is_usual_is_not_questioned() {
        let nomination = json!({
            "proposed_on": "2026-11-20", "period_from": "1986-01-01", "period_to": "2026-12-31",
            "person_birth_year": 1940, "consent_date": "2026-11-01",
            "previous_awards": [{"key": "a", "year": 1979, "decided_on": "1979-09-02"}],
        });
        assert_eq!(said_of(RecordKind::Nomination, nomination, "2026-11-27"), (vec![], vec![]));
        let follow_up =
            json!({"follow_ups": [{"key": "a", "announce_by": "2026-12-07", "result_by": "2028-12-17"}]});
        assert_eq!(said_of(RecordKind::Activity, follow_up, "2026-11-27"), (vec![], vec![]));
    }

    proptest! {
        #[test]
        fn of_the_last_years_nothing_is_said(back in 0_u64..7_000) {
            let today = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
            let date = (today - chrono::Days::new(back)).to_string();
            for (kind, field) in [(RecordKind::Activity, "date_from"), (RecordKind::Nomination, "period_to")] {
                prop_assert_eq!(said_of(kind, json!({ field: date }), "2026-11-27"), (vec![], vec![]));
            }
        }
    }
}
