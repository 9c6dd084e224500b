//! Totals by indicator and group of actors, and the records behind each.

use axum::extract::State;
use axum::response::Response;
use danvan_core::figures::{AddendQuery, Behind, Query, Totals};
use danvan_core::record::RecordKind;

use crate::api::extract::{Console, QueryOf};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::RecordFilter;

/// Totals.
#[utoipa::path(
    get, path = "/api/v1/figures", tag = "console", security(("console" = [])),
    params(
        ("from" = Option<String>, Query, format = Date, description = "First day"),
        ("to" = Option<String>, Query, format = Date, description = "Last day"),
        ("unit" = Option<String>, Query, description = "A unit of today has its predecessors' figures"),
        ("content" = Option<String>, Query, description = "A numbered content of a campaign"),
        ("group" = Option<String>, Query, description = "A group of actors"),
    ),
    responses((status = 200, body = inline(schema::Figures))))]
pub async fn figures(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<Query>,
) -> Result<Response, ApiError> {
    let total = office.total(&console.user, activities(&query), move |records, catalogue| {
        let mut totals = Totals::new(&query, catalogue);
        records.each(|record| totals.take(record))?;
        Ok(totals.figures())
    });
    total.await
}

/// The records behind one total.
#[utoipa::path(
    get, path = "/api/v1/figures/records", tag = "console", security(("console" = [])),
    params(
        ("indicator" = String, Query, description = "The line's indicator"),
        ("group" = String, Query, description = "The line's group of actors"),
        ("from" = Option<String>, Query, format = Date, description = "As for the totals"),
        ("to" = Option<String>, Query, format = Date, description = "As for the totals"),
        ("unit" = Option<String>, Query, description = "As for the totals"),
        ("content" = Option<String>, Query, description = "As for the totals"),
    ),
    responses((status = 200, body = inline(Vec<schema::Addend>))))]
pub async fn records_behind(
    State(office): State<Office>,
    console: Console,
    QueryOf(asked): QueryOf<AddendQuery>,
) -> Result<Response, ApiError> {
    let query = asked.query();
    let total = office.total(&console.user, activities(&query), move |records, catalogue| {
        let mut behind = Behind::new(&query, &asked.indicator, asked.group, catalogue);
        records.each(|record| behind.take(record))?;
        Ok(behind.addends())
    });
    total.await
}

/// The activities of the period; which of them count is the core's business.
fn activities(query: &Query) -> RecordFilter {
    RecordFilter {
        kind: Some(RecordKind::Activity),
        from: query.from,
        to: query.to,
        ..RecordFilter::default()
    }
}
