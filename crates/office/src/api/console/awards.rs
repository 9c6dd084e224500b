//! Awards by form and kind of nominee.

use axum::Json;
use axum::extract::State;
use danvan_core::figures::{self, AwardFigures, AwardQuery, Awarded, AwardedQuery};
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
) -> Result<Json<AwardFigures>, ApiError> {
    let filter = RecordFilter { kind: Some(RecordKind::Nomination), ..RecordFilter::default() };
    let records = office.store.every(&console.user.province, &filter).await?;
    Ok(Json(figures::awards(&query, &records, office.catalogue(&console.user.province)?)))
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
) -> Result<Json<Vec<Awarded>>, ApiError> {
    let filter = RecordFilter { kind: Some(RecordKind::Nomination), ..RecordFilter::default() };
    let records = office.store.every(&console.user.province, &filter).await?;
    Ok(Json(figures::awarded(&query, &records)))
}
