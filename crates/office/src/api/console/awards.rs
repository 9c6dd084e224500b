//! Awards by form and kind of nominee.

use axum::Json;
use axum::extract::State;
use danvan_core::figures::{self, AwardFigures, AwardQuery};
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
        ("from" = Option<String>, Query, description = "Proposed from this day on"),
        ("to" = Option<String>, Query, description = "Proposed up to this day"),
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
