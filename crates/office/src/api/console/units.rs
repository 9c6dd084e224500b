//! Which units have reported, and when each was last heard of.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
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
) -> Result<Json<Vec<UnitStatus>>, ApiError> {
    let province = &console.user.province;
    let everything = RecordFilter { deleted: true, ..RecordFilter::default() };
    let records = office.store.every(province, &everything).await?;
    Ok(Json(statuses(&records, &period, office.catalogue(province)?)))
}

fn statuses(records: &[Record], period: &Period, catalogue: &Catalogue) -> Vec<UnitStatus> {
    let mut heard: BTreeMap<UnitId, (u64, Option<DateTime<FixedOffset>>)> = BTreeMap::new();
    for record in records {
        let today = catalogue.today_of(&record.unit);
        let unit = today.first().map_or_else(|| record.unit.clone(), |unit| unit.id.clone());
        let (count, last) = heard.entry(unit).or_default();
        *count += u64::from(counts(record, period));
        *last = (*last).max(record.trail.iter().filter_map(|step| step.received_at).max());
    }
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
