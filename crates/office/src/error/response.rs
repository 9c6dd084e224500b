//! A problem on the wire.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use danvan_core::message::Problem;
use serde::Serialize;

use super::kinds::UNKNOWN_DEVICE;
use super::{ApiError, Words};

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem as it is sent: `danvan_core::wire::ProblemDocument` with the core's message beside it.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a Problem>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let document = Document {
            kind: format!("/problems/{}", self.kind.name),
            title: self.kind.title,
            status: self.kind.status,
            detail: self.detail.as_deref(),
            problem: self.problem.as_deref(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let status = StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if *self.kind == UNKNOWN_DEVICE {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(turned_away) = self.turned_away {
            response.extensions_mut().insert(turned_away);
        }
        response.extensions_mut().insert(Words { title: self.kind.title, detail: self.detail });
        response
    }
}
