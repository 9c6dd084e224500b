//! Which units have reported, and when each was last heard of.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, FixedOffset, NaiveDate};
use danvan_core::catalogue::{Catalogue, UnitId};
use danvan_core::record::{Record, summary};
use danvan_core::wire_console::UnitStatus;
use danvan_core::workflow;
use serde::Deserialize;

use crate::api::extract::{Console, QueryOf};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::RecordFilter;

/// The query of `GET /api/v1/units/status`.
#[derive(Deserialize)]
pub struct Period {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// One line for each of today's units, also for those never heard of.
#[utoipa::path(
    get, path = "/api/v1/units/status", tag = "console", security(("console" = [])),
    params(
        ("from" = Option<String>, Query, format = Date, description = "First day"),
        ("to" = Option<String>, Query, format = Date, description = "Last day"),
    ),
    responses((status = 200, body = inline(Vec<schema::UnitStatus>))))]
pub async fn status(
    State(office): State<Office>,
    console: Console,
    QueryOf(period): QueryOf<Period>,
) -> Result<Response, ApiError> {
    let everything = RecordFilter { deleted: true, ..RecordFilter::default() };
    let total = office.total(&console.user, everything, move |records, catalogue| {
        let mut heard = Heard::new();
        records.each(|record| hear(&mut heard, record, &period, catalogue))?;
        Ok(statuses(heard, catalogue))
    });
    total.await
}

/// Of each unit, how many records count and when it was last heard of.
type Heard = BTreeMap<UnitId, (u64, Option<DateTime<FixedOffset>>)>;

fn hear(heard: &mut Heard, record: &Record, period: &Period, catalogue: &Catalogue) {
    let today = catalogue.today_of(&record.unit);
    let unit = today.first().map_or_else(|| record.unit.clone(), |unit| unit.id.clone());
    let (count, last) = heard.entry(unit).or_default();
    *count += u64::from(counts(record, period));
    // What the office itself has done since is no sign of life of the unit.
    let of_unit = record.trail.iter().filter(|step| !workflow::of(record.kind).is_of_office(&step.did));
    *last = (*last).max(of_unit.filter_map(|step| step.received_at).max());
}

fn statuses(mut heard: Heard, catalogue: &Catalogue) -> Vec<UnitStatus> {
    catalogue
        .units_today()
        .map(|unit| {
            let (records, last_heard) = heard.remove(&unit.id).unwrap_or_default();
            UnitStatus { unit: unit.id.clone(), records, last_heard }
        })
        .collect()
}

fn counts(record: &Record, period: &Period) -> bool {
    let state = workflow::of(record.kind).state(&record.state);
    if record.deleted || !state.is_some_and(|state| state.counts) {
        return false;
    }
    let day = summary(record.kind, &record.body).date;
    period.from.is_none_or(|from| day.is_some_and(|day| from <= day))
        && period.to.is_none_or(|to| day.is_some_and(|day| day <= to))
}
