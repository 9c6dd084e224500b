//! The PIN over HTTP: typed once in a browser, known by a cookie from then on.

use std::net::SocketAddr;

use axum::Extension;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use super::asks_for_page;
use crate::api::extract::PieceBody;
use crate::error::ApiError;
use crate::hub::opened::{COOKIE, opened, token};
use crate::hub::pin::NotOpenedByPin;
use crate::hub::{Hub, page};

/// Whether browsers come by HTTPS: the cookie is for it alone then.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByHttps(pub bool);

/// Somebody who has typed the PIN in this browser.
pub struct Opened;

impl FromRequestParts<Hub> for Opened {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Response> {
        match opened(hub, &parts.headers, true).await {
            Ok(true) => Ok(Self),
            Ok(false) => Err(refused(&parts.headers, ApiError::pin_needed(), page::PinTrouble::Needed)),
            Err(error) => Err(error.into_response()),
        }
    }
}

/// Whether this browser is asked for the PIN before it changes something.
#[utoipa::path(
    get, path = "/api/v1/hub/pin", tag = "hub", security(()),
    responses(
        (status = 204, description = "It was typed"),
        (status = 401, description = "It is asked for (`pin-needed`)", content_type = "application/problem+json"),
    ))]
pub async fn state(_: Opened) -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Takes the PIN, as `pin` of a form. A browser that shows pages is led back to the hub's.
#[utoipa::path(
    post, path = "/api/v1/hub/pin", tag = "hub", security(()),
    request_body(content_type = "application/x-www-form-urlencoded", description = "`pin`: the digits, with gaps or without"),
    responses(
        (status = 204, description = "Right: the cookie opens what asks for it"),
        (status = 303, description = "The same for a browser, right or wrong: back to the hub's page"),
        (status = 401, description = "Wrong (`wrong-pin`)", content_type = "application/problem+json"),
        (status = 422, description = "No PIN at all", content_type = "application/problem+json"),
        (status = 429, description = "Too many were wrong", content_type = "application/problem+json"),
    ))]
pub async fn open(
    State(hub): State<Hub>,
    from: Option<Extension<ConnectInfo<SocketAddr>>>,
    https: Option<Extension<ByHttps>>,
    headers: HeaderMap,
    PieceBody(form): PieceBody,
) -> Result<Response, ApiError> {
    let mut fields = form_urlencoded::parse(&form);
    let typed = fields.find(|(name, _)| name == "pin").map(|(_, typed)| typed).unwrap_or_default();
    let from = from.map(|Extension(ConnectInfo(from))| from.ip());
    let https = https.is_some_and(|Extension(ByHttps(https))| https);
    match hub.open_by_pin(&typed, from).await {
        Ok(token) => Ok(with_cookie(led_back(&headers), &token, https)),
        Err(NotOpenedByPin::NotAPin) => Ok(refused(&headers, ApiError::no_pin(), page::PinTrouble::NotAPin)),
        Err(NotOpenedByPin::Wrong) => Ok(refused(&headers, ApiError::wrong_pin(), page::PinTrouble::Wrong)),
        Err(NotOpenedByPin::TooMany { wait_s }) => {
            Ok(refused(&headers, ApiError::too_many(wait_s), page::PinTrouble::TooMany))
        }
        Err(NotOpenedByPin::NoRandomness(error)) => Err(error.into()),
        Err(NotOpenedByPin::Store(error)) => Err(error.into()),
    }
}

/// Asks this browser again.
#[utoipa::path(
    post, path = "/api/v1/hub/pin/end", tag = "hub", security(()),
    responses(
        (status = 204, description = "It is asked for again"),
        (status = 303, description = "The same for a browser: back to the hub's page"),
    ))]
pub async fn end(State(hub): State<Hub>, https: Option<Extension<ByHttps>>, headers: HeaderMap) -> Response {
    if let Some(token) = token(&headers) {
        hub.close_again(token);
    }
    let https = https.is_some_and(|Extension(ByHttps(https))| https);
    with_cookie(led_back(&headers), "", https)
}

fn led_back(headers: &HeaderMap) -> Response {
    if asks_for_page(headers) {
        return Redirect::to("/").into_response();
    }
    StatusCode::NO_CONTENT.into_response()
}

/// Who shows pages is led to the hub's own, which has the words at the field.
fn refused(headers: &HeaderMap, problem: ApiError, trouble: page::PinTrouble) -> Response {
    if asks_for_page(headers) {
        return Redirect::to(&format!("/?pin={}#pin", trouble.name())).into_response();
    }
    problem.into_response()
}

fn with_cookie(mut response: Response, token: &str, https: bool) -> Response {
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{age}{secure}");
    // A token is of hexadecimal digits.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
