//! The app's files: what Trunk and the release step left in a folder, with compressed twins.
//!
//! A missing asset is a 404, never the page: a page in place of a script is a white screen. Only a navigation to an
//! address without a file's ending gets the page, since every page of the app is the same document.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::error::ApiError;

/// Files with their content's digest in their name: the same name is the same bytes for ever.
const HASHED: &str = "/assets/";
/// Written for the office, not for browsers.
const NOT_SERVED: [&str; 1] = ["/releases.json"];
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
    app: PathBuf,
    past: Option<PathBuf>,
}

/// Adds the app's files to a router.
pub fn with_app(router: Router, app: Option<&Path>, past: Option<&Path>) -> Router {
    match app {
        Some(app) => {
            let folders = Folders { app: app.to_owned(), past: past.map(Path::to_owned) };
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
        return ApiError::of_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
    }
    let path = request.uri().path().to_owned();
    if NOT_SERVED.contains(&path.as_str()) || is_twin(&path) {
        return ApiError::not_found().into_response();
    }
    let (parts, _) = request.into_parts();
    let again = |uri: Option<Uri>| {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = uri.unwrap_or_else(|| parts.uri.clone());
        *request.headers_mut() = parts.headers.clone();
        request
    };

    let mut response = from_folder(&folders.app, again(None)).await;
    if response.status() == StatusCode::NOT_FOUND && path.starts_with(HASHED) {
        if let Some(past) = &folders.past {
            response = from_folder(past, again(None)).await;
        }
    } else if response.status() == StatusCode::NOT_FOUND && is_navigation(&path, &parts.headers) {
        response = from_folder(&folders.app, again(Some(Uri::from_static("/")))).await;
    }
    if response.status() == StatusCode::NOT_FOUND {
        return ApiError::not_found().into_response();
    }
    let hashed = path.starts_with(HASHED);
    response.headers_mut().insert(header::CACHE_CONTROL, if hashed { FOR_EVER } else { ASK_FIRST });
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

async fn from_folder(folder: &Path, request: Request) -> Response {
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    match files.oneshot(request).await {
        // A folder without its slash: no file, and perhaps an address of the app.
        Ok(response)
            if response.status().is_redirection() && response.status() != StatusCode::NOT_MODIFIED =>
        {
            StatusCode::NOT_FOUND.into_response()
        }
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

/// Compressed twins are given in place of their originals, by negotiation only.
fn is_twin(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "br" || ending == "gz")
}

/// Whether a person goes to an address of the app, rather than a page asking for a file.
fn is_navigation(path: &str, headers: &axum::http::HeaderMap) -> bool {
    let names_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    !names_file && accepted.contains("text/html")
}
