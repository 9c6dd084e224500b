//! The description of the API, OpenAPI 3.1, made from the handlers themselves.

pub mod answers;
pub mod schema;

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::routing::{MethodRouter, get};
use utoipa::Modify;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};

use super::tokens::SESSION_COOKIE;
use crate::packed::Packed;

/// The frame of the description; the router adds the routes.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Sổ Dân vận: máy chủ của tỉnh",
        description = "Logs in, records and feed out; the console of the province. Errors are RFC 9457 problems; whoever goes to an address with a browser (`Accept` prefers `text/html`) gets their words as a page. An address under /api that is not described here is answered with 404, a method with 405 and `Allow`.",
    ),
    components(schemas(schema::ProblemDocument)),
    modifiers(&Access),
)]
pub struct Document;

/// The two ways to be known.
struct Access;

impl Modify for Access {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        components
            .add_security_scheme(answers::DEVICE, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let cookie = ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE));
        components.add_security_scheme(answers::CONSOLE, SecurityScheme::ApiKey(cookie));
    }
}

/// The frame of a hub's description.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Sổ Dân vận: máy khu vực",
        description = "What the hub of a district answers to the devices around it. Errors are RFC 9457 problems; whoever goes to an address with a browser (`Accept` prefers `text/html`) gets their words as a page. An address under /api that is not described here is answered with 404, a method with 405 and `Allow`.",
    ),
    components(schemas(schema::ProblemDocument)),
    modifiers(&AccessToHub),
)]
pub struct HubDocument;

/// The way to be known at a hub.
struct AccessToHub;

impl Modify for AccessToHub {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        components
            .add_security_scheme(answers::SESSION, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// Serves the finished description.
pub fn route<S: Clone + Send + Sync + 'static>(mut document: OpenApi) -> MethodRouter<S> {
    answers::as_problems(&mut document);
    let text = Arc::new(Packed::new(document.to_json().unwrap_or_default().into_bytes(), None));
    get(move |headers: HeaderMap| async move {
        let (coding, bytes) = text.answer(&headers);
        let mut answer = HeaderMap::new();
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(name) = coding.name() {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        (answer, bytes)
    })
}
