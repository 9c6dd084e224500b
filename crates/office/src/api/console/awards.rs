//! Awards by form and kind of nominee.

use axum::extract::State;
use axum::response::Response;
use danvan_core::figures::{AwardQuery, AwardTotals, AwardedQuery, awarded};
use danvan_core::record::RecordKind;

use crate::api::extract::{Console, QueryOf};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::RecordFilter;

/// Recognised and awarded nominations by form of award and kind of nominee.
#[utoipa::path(
    get, path = "/api/v1/awards", tag = "console", security(("console" = [])),
    params(
        ("from" = Option<String>, Query, format = Date, description = "Proposed from this day on"),
        ("to" = Option<String>, Query, format = Date, description = "Proposed up to this day"),
        ("campaign" = Option<String>, Query, description = "In this campaign"),
    ),
    responses((status = 200, body = inline(schema::AwardFigures))))]
pub async fn awards(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<AwardQuery>,
) -> Result<Response, ApiError> {
    let total = office.total(&console.user, nominations(), move |records, catalogue| {
        let mut totals = AwardTotals::new(&query, catalogue);
        records.each(|record| totals.take(record))?;
        Ok(totals.figures())
    });
    total.await
}

/// The nominations behind one count.
#[utoipa::path(
    get, path = "/api/v1/awards/records", tag = "console", security(("console" = [])),
    params(
        ("form" = Option<String>, Query, description = "The line's form of award; left out for recognition without one"),
        ("nominee" = String, Query, description = "The kind of nominee"),
        ("from" = Option<String>, Query, format = Date, description = "Proposed from this day on"),
        ("to" = Option<String>, Query, format = Date, description = "Proposed up to this day"),
        ("campaign" = Option<String>, Query, description = "In this campaign"),
    ),
    responses((status = 200, body = inline(Vec<schema::Awarded>))))]
pub async fn records_behind(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<AwardedQuery>,
) -> Result<Response, ApiError> {
    let total = office.total(&console.user, nominations(), move |records, _| {
        let mut found = Vec::new();
        records.each(|record| found.extend(awarded(&query, [record])))?;
        Ok(found)
    });
    total.await
}

fn nominations() -> RecordFilter {
    RecordFilter { kind: Some(RecordKind::Nomination), ..RecordFilter::default() }
}
