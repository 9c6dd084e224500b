//! The catalogue of a province: public, and the same for everybody.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use danvan_core::catalogue::ProvinceCode;

use crate::error::ApiError;
use crate::state::Office;

/// Units, hubs, organisations, indicators, campaigns and code lists of a province.
#[utoipa::path(
    get, path = "/api/v1/catalogue/{province}", tag = "catalogue", security(()),
    params(("province" = String, Path, description = "Code of the province: 12 Lai Châu, 80 Tây Ninh")),
    responses(
        (status = 200, description = "The catalogue, with a strong ETag", content_type = "application/json"),
        (status = 304, description = "Still that of If-None-Match"),
        (status = 404, description = "No such province here", content_type = "application/problem+json"),
    ))]
pub async fn catalogue(
    State(office): State<Office>,
    Path(province): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let served = office.catalogues.served(&ProvinceCode::new(province)).ok_or_else(ApiError::not_found)?;
    let mut answer = HeaderMap::new();
    let (coding, bytes) = served.json.answer(&headers);
    // Each coding has bytes of its own: a strong validator tells them apart.
    let etag = match coding.name() {
        Some(name) => served.etag.replacen('"', &format!("\"{name}-"), 1),
        None => served.etag.clone(),
    };
    answer.insert(header::ETAG, HeaderValue::try_from(&etag).map_err(|_| ApiError::not_found())?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if has_etag(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(name) = coding.name() {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Ok((answer, Body::from(bytes)).into_response())
}

fn has_etag(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
}
