//! The app's files: what Trunk and the release step left in a folder, with compressed twins.
//!
//! A missing asset is a 404, never the page: a page in place of a script is a white screen. Only a navigation to an
//! address without a file's ending gets the page, since every page of the app is the same document.

mod served;

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use self::served::{Meant, Served, meant};
use crate::error::ApiError;

/// Files with their content's digest in their name: the same name is the same bytes for ever.
const HASHED: &str = "assets/";
/// The methods that files know.
const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD");
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// Scripts and styles from here only; wasm needs `wasm-unsafe-eval`. There is no inline script.
/// Devices may also connect to their district's hub: `hubs` are origins.
pub fn policy(hubs: &[String]) -> HeaderValue {
    let connect = hubs.iter().fold("'self'".to_owned(), |all, hub| all + " " + hub);
    let text = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src {connect}; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    // Origins were checked when they were set; one that is no header's text must not open everything.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Headers of every answer that keep browsers from being talked into something.
const GUARDS: [(&str, HeaderValue); 4] = [
    ("x-content-type-options", HeaderValue::from_static("nosniff")),
    ("referrer-policy", HeaderValue::from_static("no-referrer")),
    ("cross-origin-opener-policy", HeaderValue::from_static("same-origin")),
    (
        "permissions-policy",
        HeaderValue::from_static("camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"),
    ),
];

#[derive(Clone)]
struct Folders {
    app: Served,
    past: Option<Served>,
}

/// Adds the app's files to a router.
pub fn with_app(router: Router, app: Option<&Path>, past: Option<&Path>) -> Router {
    match app {
        Some(app) => {
            let folders = Folders { app: Served::of(app), past: past.map(Served::of) };
            router.fallback(move |request: Request| serve(State(folders.clone()), request))
        }
        None => router.fallback(async || ApiError::not_found()),
    }
}

/// Adds the guarding headers to an answer, whatever it is.
pub async fn guarded(mut response: Response, policy: HeaderValue) -> Response {
    // A handler may have said something stricter.
    response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    for (name, value) in GUARDS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

async fn serve(State(folders): State<Folders>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let refused = ApiError::of_status(StatusCode::METHOD_NOT_ALLOWED);
        return ([(header::ALLOW, METHODS)], refused).into_response();
    }
    let name = match meant(request.uri().path()) {
        Meant::File(name) => name,
        // Every page of the app is the same document.
        Meant::Page if is_navigation(request.headers()) => "index.html".to_owned(),
        Meant::Page | Meant::Nothing => return ApiError::not_found().into_response(),
        Meant::Unreadable => {
            return ApiError::malformed("Địa chỉ có ký tự không đọc được.").into_response();
        }
    };
    let hashed = name.starts_with(HASHED);
    let folders = [Some(folders.app), folders.past.filter(|_| hashed)];
    let wanted = name.clone();
    let found = tokio::task::spawn_blocking(move || {
        folders.into_iter().flatten().find(|folder| folder.gives(&wanted))
    });
    let found = match found.await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, "a file of the app was not looked for");
            return ApiError::busy().into_response();
        }
    };
    let Some(folder) = found else { return ApiError::not_found().into_response() };
    let (parts, _) = request.into_parts();
    let mut response = from_folder(folder.folder(), &name, parts.method, parts.headers).await;
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, if hashed { FOR_EVER } else { ASK_FIRST });
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// A file by its name, which holds nothing but letters, digits, `-`, `_`, `.` and `/`.
async fn from_folder(folder: &Path, name: &str, method: Method, headers: HeaderMap) -> Response {
    let mut request = Request::new(Body::empty());
    let Ok(address) = format!("/{name}").parse() else { return ApiError::not_found().into_response() };
    *request.uri_mut() = address;
    *request.method_mut() = method;
    *request.headers_mut() = headers;
    if !asks_for_part(request.headers()) {
        request.headers_mut().remove(header::RANGE);
    }
    match ServeDir::new(folder).precompressed_br().precompressed_gzip().oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

/// Whether a part of a file is to be given: in bytes, and on no condition. A part under a condition is given whole, which every
/// client must take; `ServeDir` would not look at the condition.
fn asks_for_part(headers: &HeaderMap) -> bool {
    let in_bytes = headers.get(header::RANGE).is_some_and(|range| range.as_bytes().starts_with(b"bytes="));
    in_bytes && !headers.contains_key(header::IF_RANGE)
}

/// Whether a person goes to an address, rather than a page asking for a file.
fn is_navigation(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html")
}
