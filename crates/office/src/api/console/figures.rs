//! Totals by indicator and group of actors, and the records behind each.

use axum::Json;
use axum::extract::State;
use danvan_core::figures::{self, Addend, AddendQuery, Figures, Query};
use danvan_core::record::{Record, RecordKind};

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
) -> Result<Json<Figures>, ApiError> {
    let records = activities(&office, &console, &query).await?;
    Ok(Json(figures::figures(&query, &records, office.catalogue(&console.user.province)?)))
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
) -> Result<Json<Vec<Addend>>, ApiError> {
    let query = asked.query();
    let records = activities(&office, &console, &query).await?;
    let catalogue = office.catalogue(&console.user.province)?;
    Ok(Json(figures::addends(&query, &asked.indicator, asked.group, &records, catalogue)))
}

/// The activities of the period; which of them count is the core's business.
async fn activities(office: &Office, console: &Console, query: &Query) -> Result<Vec<Record>, ApiError> {
    let filter = RecordFilter {
        kind: Some(RecordKind::Activity),
        from: query.from,
        to: query.to,
        ..RecordFilter::default()
    };
    Ok(office.store.every(&console.user.province, &filter).await?)
}
