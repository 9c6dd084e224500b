//! What stands around the handlers, one function a concern.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use danvan_core::bundle::BUNDLE_BYTES_MAX;
use danvan_core::wire::REQUEST_BYTES_MAX;
use http_body_util::BodyExt;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::cors::{AllowHeaders, CorsLayer};
use tower_http::csrf::CsrfLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::app_files::guarded;
use crate::error::{ApiError, PROBLEM_JSON};
use crate::pressure::Limits;

/// Half a megabyte at 20 kbit/s takes a few minutes; a device gives up after two.
const REQUEST_PATIENCE: Duration = Duration::from_secs(150);
/// Weak networks stall for half a minute and go on.
const BODY_STALL: Duration = Duration::from_secs(60);
/// A preflight costs a round trip: browsers keep its answer this long, or as long as they like.
const PREFLIGHT_KEPT: Duration = Duration::from_secs(24 * 3600);
/// A compressed body can be a little larger than its content.
const WIRE_BYTES_MAX: usize = REQUEST_BYTES_MAX + 64 * 1024;
/// Each holds a file of a collection or two in memory.
const STREAMS_UNDER_WAY: usize = 4;
/// Of a body that is too large, so much is read and dropped before the answer.
const DROPPED_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Around the API alone, innermost last.
pub fn inside(router: Router, limits: Limits) -> Router {
    // Cookies go with requests that other sites make a browser send: writes must come from this origin.
    outward(bounded(router, limits).layer(CsrfLayer::new()))
}

/// Around routes of this origin's pages whose bodies are read while they come, however long that takes.
pub fn inside_streamed(router: Router) -> Router {
    let turns = Arc::new(Semaphore::new(STREAMS_UNDER_WAY));
    router
        .layer(middleware::from_fn_with_state(turns, in_turn))
        .layer(RequestBodyTimeoutLayer::new(BODY_STALL))
        .layer(middleware::from_fn(no_store))
        .layer(CsrfLayer::new())
}

/// Around a hub's API: it knows no cookies, and its devices' pages are of the province's origin.
pub fn inside_hub(router: Router, origins: Vec<HeaderValue>, limits: Limits) -> Router {
    let cors = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::ETAG, header::RETRY_AFTER, header::LOCATION])
        .allow_private_network(true)
        .max_age(PREFLIGHT_KEPT);
    outward(bounded(router, limits)).layer(cors)
}

fn bounded(router: Router, limits: Limits) -> Router {
    let turns = Arc::new(Semaphore::new(limits.under_way));
    router
        .layer(RequestDecompressionLayer::new())
        .layer(middleware::from_fn(whole_body))
        .layer(middleware::from_fn_with_state(turns, in_turn))
        .layer(RequestBodyTimeoutLayer::new(BODY_STALL))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_PATIENCE))
}

fn outward(router: Router) -> Router {
    router
        .layer(middleware::from_fn(no_store))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
}

/// Around everything, the app's files included. `policy` is the pages' Content-Security-Policy.
pub fn around(router: Router, policy: HeaderValue) -> Router {
    router
        .layer(middleware::from_fn(in_words))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::map_response(move |response| guarded(response, policy.clone())))
        .layer(middleware::from_fn(logged))
}

/// So many requests are under way at a time; one more is turned away at once, its body read and dropped.
async fn in_turn(State(turns): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    if let Ok(_turn) = turns.try_acquire() {
        return next.run(request).await;
    }
    let (mut body, mut length) = (request.into_body(), 0_usize);
    while let Some(Ok(frame)) = body.frame().await {
        length = length.saturating_add(frame.data_ref().map_or(0, bytes::Bytes::len));
        if length > DROPPED_BYTES_MAX {
            break;
        }
    }
    ApiError::busy().into_response()
}

/// Reads the body, whatever will become of the request. An answer before the body's end would close the connection
/// with bytes on the way, and the other side would see a broken connection in place of the answer.
async fn whole_body(request: Request, next: Next) -> Response {
    let (parts, mut body) = request.into_parts();
    // One route takes whole files.
    let files = parts.uri.path() == "/api/v1/bundles";
    let allowed = if files { BUNDLE_BYTES_MAX } else { WIRE_BYTES_MAX };
    let (mut kept, mut length) = (BytesMut::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return ApiError::malformed("Nội dung bị đứt giữa chừng.").into_response();
        };
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= allowed {
            kept.extend_from_slice(&data);
        } else if length > allowed.max(DROPPED_BYTES_MAX) {
            break;
        }
    }
    if length > allowed {
        let most = if files { BUNDLE_BYTES_MAX } else { REQUEST_BYTES_MAX };
        return ApiError::too_large(format!("Mỗi lần gửi tối đa {} KB.", most / 1024)).into_response();
    }
    next.run(Request::from_parts(parts, Body::from(kept.freeze()))).await
}

/// Answers of the API are for the one who asked, unless a handler says otherwise.
async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Gives the refusals of layers and of the router the words of a problem.
async fn in_words(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let worded = kind.is_some_and(|kind| kind.as_bytes().starts_with(PROBLEM_JSON.as_bytes()));
    if worded || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = ApiError::of_status(status);
    let mut worded = problem.into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        worded.headers_mut().insert(header::ALLOW, allow.clone());
    }
    worded
}

/// The last net: a defect in a handler is one answer, not the end of the office.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler panicked");
    ApiError::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// One line for each request: the route as it was declared, never the query, which may hold names.
async fn logged(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let began = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status();
    let route = route.as_deref().unwrap_or("app");
    let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        // In a rush there are hundreds of them, and each will come again.
        tracing::warn!(%method, route, status = status.as_u16(), elapsed_ms, "turned away");
    } else if status.is_server_error() {
        tracing::error!(%method, route, status = status.as_u16(), elapsed_ms, "answered");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), elapsed_ms, "answered");
    }
    response
}
