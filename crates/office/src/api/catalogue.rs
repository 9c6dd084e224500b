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
    // The two encodings are different bytes: a strong validator tells them apart.
    let brotli = accepts_brotli(&headers);
    let etag = if brotli { served.etag.replacen('"', "\"br-", 1) } else { served.etag.clone() };
    answer.insert(header::ETAG, HeaderValue::try_from(&etag).map_err(|_| ApiError::not_found())?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if has_etag(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let bytes = if brotli {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        served.brotli.clone()
    } else {
        served.json.clone()
    };
    Ok((answer, Body::from(bytes)).into_response())
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && !parts.any(|part| part.trim_end_matches(['0', '.']) == "q=")
    })
}

fn has_etag(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
}
