//! What stands around the handlers, one function a concern.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::cors::{AllowHeaders, CorsLayer};
use tower_http::csrf::CsrfLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::timeout::TimeoutLayer;

use super::addresses::of_bounded_length;
use super::coding::{as_it_is, recognised};
use super::door::{Door, KnowsCallers, enter, enter_streaming};
use super::readers::pages_for_people;
use super::refusals::Refusals;
use crate::app_files::guarded;
use crate::error::{ApiError, PROBLEM_JSON, TurnedAway};
use crate::pressure::{Limits, Spread};

/// Half a megabyte at 20 kbit/s takes a few minutes; a device gives up after two.
const REQUEST_PATIENCE: Duration = Duration::from_secs(150);
/// A preflight costs a round trip: browsers keep its answer this long, or as long as they like.
const PREFLIGHT_KEPT: Duration = Duration::from_secs(24 * 3600);

/// Around the API alone, innermost last.
pub fn inside<K: KnowsCallers>(router: Router, knows: K, limits: Limits) -> Router {
    // Cookies go with requests that other sites make a browser send: writes must come from this origin.
    outward(bounded(router, Door::new(knows, limits)).layer(CsrfLayer::new()))
}

/// Around a hub's page and what opens it, which machines of the district's network ask for, each by an address of its own.
pub fn inside_page<K: KnowsCallers>(router: Router, knows: K, limits: Limits) -> Router {
    outward(bounded(router, Door::of_page(knows, limits)).layer(CsrfLayer::new()))
}

/// Around routes of this origin's pages whose bodies are read while they come, however long that takes.
pub fn inside_streamed<K: KnowsCallers>(router: Router, knows: K) -> Router {
    told(streamed(router, knows).layer(CsrfLayer::new()))
}

/// Around a hub's API: it knows no cookies, and its devices' pages are of the province's origin.
pub fn inside_hub<K: KnowsCallers>(
    router: Router,
    knows: K,
    origins: Vec<HeaderValue>,
    limits: Limits,
) -> Router {
    outward(bounded(router, Door::new(knows, limits))).layer(cors(origins))
}

/// Around those of a hub's API whose bodies are read while they come.
pub fn inside_hub_streamed<K: KnowsCallers>(router: Router, knows: K, origins: Vec<HeaderValue>) -> Router {
    told(streamed(router, knows)).layer(cors(origins))
}

fn cors(origins: Vec<HeaderValue>) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::ETAG, header::RETRY_AFTER, header::LOCATION])
        .allow_private_network(true)
        .max_age(PREFLIGHT_KEPT)
}

fn streamed<K: KnowsCallers>(router: Router, knows: K) -> Router {
    let door = Door::of_streams(knows);
    router
        .layer(middleware::from_fn(as_it_is))
        .layer(middleware::from_fn_with_state(door, enter_streaming::<K>))
}

fn bounded<K: KnowsCallers>(router: Router, door: Door<K>) -> Router {
    router
        .layer(RequestDecompressionLayer::new())
        .layer(middleware::from_fn(recognised))
        .layer(middleware::from_fn_with_state(door, enter::<K>))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_PATIENCE))
}

fn told(router: Router) -> Router {
    router
        .layer(middleware::from_fn_with_state(Arc::new(Spread::default()), apart))
        .layer(middleware::from_fn(no_store))
}

fn outward(router: Router) -> Router {
    told(router)
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(middleware::map_request(plain_at_least))
}

/// Who accepts no coding and says that the plain text is none either gets it plain (RFC 9110, 12.5.3 leaves that open). The
/// layer that packs would call an answer 406 whose request was carried out.
async fn plain_at_least(mut request: Request) -> Request {
    let headers = request.headers_mut();
    let asked: Vec<HeaderValue> = headers.get_all(header::ACCEPT_ENCODING).iter().cloned().collect();
    // The layer takes the first that it reads of a coding.
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity;q=0.001"));
    for line in asked {
        headers.append(header::ACCEPT_ENCODING, line);
    }
    request
}

/// Around everything, the app's files included. `policy` is the pages' Content-Security-Policy.
pub fn around(router: Router, policy: HeaderValue) -> Router {
    router
        .layer(middleware::from_fn(of_bounded_length))
        .layer(middleware::from_fn(in_words))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(pages_for_people))
        .layer(middleware::map_response(move |response| guarded(response, policy.clone())))
        .layer(middleware::from_fn_with_state(Refusals::default(), logged))
}

/// Who is turned away is told a moment of their own to come again.
async fn apart(State(spread): State<Arc<Spread>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(TurnedAway { least_s }) = response.extensions_mut().remove() {
        let seconds = HeaderValue::from(spread.seconds(least_s));
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
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
    for kept in [header::ALLOW, header::CONTENT_RANGE] {
        if let Some(value) = response.headers().get(&kept) {
            worded.headers_mut().insert(kept, value.clone());
        }
    }
    worded
}

/// The last net: a defect in a handler is one answer, not the end of the office.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler panicked");
    ApiError::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// One line for each request, at debug: the route as it was declared, never the query, which may hold names. Who is turned
/// away is counted.
async fn logged(State(refusals): State<Refusals>, request: Request, next: Next) -> Response {
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let from = from.map(|ConnectInfo(from)| from.ip().to_canonical());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let began = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status();
    let route = route.as_deref().unwrap_or("app");
    let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if !refusals.count(status, from) && status.is_server_error() {
        tracing::error!(%method, route, status = status.as_u16(), elapsed_ms, "answered");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), elapsed_ms, "answered");
    }
    response
}
