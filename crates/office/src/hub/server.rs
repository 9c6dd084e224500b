//! A hub over HTTP: the routes of devices as at the province, for pages of the province's origin, and the hub's page.

mod bundles;
mod enrolling;
mod pin;
mod sessions;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use danvan_core::ids::LogId;
use danvan_core::wire::{FeedPage, LogStatus, Push, PushAnswer};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::sessions::HubDeviceAccess;
use super::http::{HttpUpstream, client};
use super::store::HubFile;
use super::{Hub, NotTaken, origin, page};
use crate::api::device::logs::{From, refused};
use crate::api::extract::{IdInPath, JsonBody, QueryOf};
use crate::api::openapi::answers::{Around, complete};
use crate::api::openapi::{self, HubDocument, schema};
use crate::api::{around, inside_hub, inside_hub_streamed, inside_page, inside_streamed};
use crate::attachments::Places;
use crate::clock::Clock;
use crate::connections::serve;
use crate::database::Database;
use crate::error::ApiError;
use crate::intake::CheckedPush;
use crate::own_names::{OwnNames, https_only, only_by};
use crate::pressure::Limits;
use crate::private_files::close_to_others;
use crate::public_address::PublicAddress;
use crate::server::ended;
use crate::tls::{self, Tls};

const LIMIT: u32 = 200;
const LIMIT_MAX: u32 = 1_000;

/// How to run a hub.
#[derive(Clone, Debug)]
pub struct HubConfig {
    /// The hub's own SQLite file.
    pub database: PathBuf,
    /// The province's address.
    pub upstream: String,
    /// The enrolment code; needed at the first start only.
    pub code: Option<String>,
    /// The certificate (PEM) of a certificate authority that the machine does not know.
    pub authority: Option<Vec<u8>>,
    /// Further origins from which devices' pages come.
    pub origins: Vec<String>,
    /// Where to listen; port 0 takes a free one.
    pub listen: String,
    /// Where it is reached from outside, where a proxy stands in front.
    pub public_address: Option<PublicAddress>,
    /// Further names that it answers to beside those of its certificate and the one that the province has for it.
    pub names: Vec<String>,
    /// The certificate, where no proxy speaks HTTPS for the hub.
    pub tls: Option<Tls>,
    /// The time.
    pub clock: Clock,
}

/// A hub that listens.
pub struct RunningHub {
    /// Where.
    pub address: SocketAddr,
    /// Its name.
    pub name: String,
    /// The fingerprint of its certificate, if it speaks HTTPS itself.
    pub fingerprint: Option<String>,
    /// Its PIN, where it was made just now: it is shown once.
    pub pin: Option<String>,
    /// The hub, for tests that hurry its rounds.
    pub hub: Hub,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    passing: JoinHandle<()>,
    writer: JoinHandle<()>,
}

/// Starts a hub. It listens when this returns; whether the line is up shows later.
///
/// # Errors
/// Where the file cannot be opened, the address is taken, or a new hub's code is not taken by the province.
pub async fn start(config: HubConfig) -> anyhow::Result<RunningHub> {
    let upstream = config.upstream.trim_end_matches('/').to_owned();
    let mut origins = vec![origin(&upstream)?];
    for further in &config.origins {
        origins.push(origin(further)?);
    }
    let origins: Vec<HeaderValue> =
        origins.iter().map(|origin| HeaderValue::try_from(origin.as_str())).collect::<Result<_, _>>()?;
    let tls = config.tls.as_ref().map(Tls::ready).transpose()?;
    let client = client(config.authority.as_deref())?;
    let file = HubFile::open(&config.database)
        .await
        .with_context(|| format!("opening {}", config.database.display()))?;
    // After that, so that what is somebody else's stays as it is.
    close_to_others(&Database::Sqlite(config.database.clone()), &Places::beside(&config.database))?;
    let code = config.code.as_deref();
    let identity = enrolling::identity(&file, &client, &upstream, code, &config.clock).await?;
    let listener =
        TcpListener::bind(&config.listen).await.with_context(|| format!("listening on {}", config.listen))?;
    let address = listener.local_addr()?;

    let way = HttpUpstream::new(client, &upstream, &identity.token);
    let (hub, writer) = Hub::start(file, Arc::new(way), config.clock);
    let pin = hub.first_pin().await?;
    hub.hear_own_name().await?;
    let (stop, stopped) = watch::channel(false);
    let listened_at = tls::host_of(&config.listen);
    let public = config.public_address.as_ref();
    let given =
        config.names.iter().map(String::as_str).chain([listened_at]).chain(public.map(PublicAddress::host));
    let names = OwnNames::new(given, tls.as_ref().map(|tls| &tls.certificate)).and_told(hub.told.clone());
    let https = tls.is_some() || public.is_some_and(PublicAddress::is_https);
    let router = router(hub.clone(), origins).layer(Extension(pin::ByHttps(https)));
    let router = around(only_by(router, names), page::policy());
    let router = if https { https_only(router) } else { router };
    let connections = Limits::default().connections;
    let server = serve(listener, tls.as_ref(), router, stopped.clone(), connections);
    let passing = tokio::spawn(hub.clone().keep_passing(stopped));
    tracing::info!(%address, upstream, "hub listening");
    Ok(RunningHub {
        address,
        name: identity.name,
        pin,
        fingerprint: tls.map(|tls| tls.fingerprint),
        hub,
        stop,
        server,
        passing,
        writer,
    })
}

impl RunningHub {
    /// The address as devices write it.
    pub fn url(&self) -> String {
        let scheme = if self.fingerprint.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Stops: requests under way are answered, their commits finish.
    ///
    /// # Errors
    /// Where the server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        ended(self.server).await?;
        self.passing.await?;
        self.hub.write_contacts().await?;
        let file = self.hub.file.clone();
        drop(self.hub);
        self.writer.await?;
        file.close().await;
        Ok(())
    }
}

/// A hub's routes without a network around them: the program listens in front of them, simulations hand them requests.
pub fn router(hub: Hub, origins: Vec<HeaderValue>) -> Router {
    let (api, mut document) = OpenApiRouter::with_openapi(HubDocument::openapi())
        .routes(routes!(sessions::challenge))
        .routes(routes!(sessions::open))
        .routes(routes!(status))
        .routes(routes!(push))
        .routes(routes!(feed))
        .routes(routes!(catalogue))
        .routes(routes!(overview))
        .routes(routes!(bundles::list))
        .routes(routes!(bundles::receipt))
        .routes(routes!(health))
        .split_for_parts();
    let (brought, mut brought_document) =
        OpenApiRouter::new().routes(routes!(bundles::take)).with_state(hub.clone()).split_for_parts();
    let (streamed, mut streamed_document) = OpenApiRouter::new()
        .routes(routes!(bundles::take_receipts))
        .routes(routes!(bundles::copy))
        .with_state(hub.clone())
        .split_for_parts();
    let (opening, mut opening_document) = OpenApiRouter::new()
        .routes(routes!(pin::state, pin::open))
        .routes(routes!(pin::end))
        .with_state(hub.clone())
        .split_for_parts();
    complete(&mut document, Around::Hub);
    complete(&mut opening_document, Around::Office);
    complete(&mut brought_document, Around::HubStreamed);
    complete(&mut streamed_document, Around::Streamed);
    document.merge(brought_document);
    document.merge(streamed_document);
    document.merge(opening_document);
    let api = api
        .route("/api/v1/openapi.json", openapi::route(document))
        .method_not_allowed_fallback(async || ApiError::of_status(StatusCode::METHOD_NOT_ALLOWED))
        .fallback(async || ApiError::not_found())
        .with_state(hub.clone());
    // Everybody may ask for it, and all that waits is read for it: nobody holds more than a share of those who wait.
    let opening = opening.route("/", get(page::page).with_state(hub.clone()));
    let pages = Router::new()
        .route("/hub.css", get(page::style))
        .route("/hub.js", get(page::script))
        .route("/icon.svg", get(page::picture))
        .with_state(hub.clone());
    pages
        .merge(inside_page(opening, hub.clone(), Limits::default()))
        .merge(inside_streamed(streamed, hub.clone()))
        .merge(inside_hub_streamed(brought, hub.clone(), origins.clone()))
        .merge(inside_hub(api, hub, origins, Limits::default()))
}

/// How far the hub has a log, what the province last said of it, and the province's verdicts from a number on.
#[utoipa::path(
    get, path = "/api/v1/logs/{log}", tag = "devices", security(("session" = [])),
    params(
        ("log" = String, Path, description = "The log's identifier"),
        ("from" = Option<u64>, Query, description = "Verdicts are wanted from this number on"),
    ),
    responses(
        (status = 200, body = inline(schema::LogStatus)),
        (status = 403, description = "Another device's log"),
    ))]
async fn status(
    State(hub): State<Hub>,
    HubDeviceAccess(device): HubDeviceAccess,
    IdInPath(log): IdInPath<LogId>,
    QueryOf(query): QueryOf<From>,
) -> Result<Json<LogStatus>, ApiError> {
    hub.status(&device, log, query.from).await?.map(Json).ok_or_else(ApiError::not_your_log)
}

/// Takes a segment of a log in, to pass it on. Only the province's receipt in the answer confirms.
#[utoipa::path(
    post, path = "/api/v1/logs/{log}/entries", tag = "devices", security(("session" = [])),
    params(("log" = String, Path, description = "The log's identifier; a new one opens a log of this device")),
    request_body(content = inline(schema::Push), description = "May be compressed (Content-Encoding: gzip or br)"),
    responses(
        (status = 200, body = inline(schema::PushAnswer)),
        (status = 403, description = "Another device's log, or no signature (`unsigned`)"),
        (status = 409, description = "Entries before it are missing (`gap`) or differ (`chain-differs`)"),
        (status = 413, description = "The body or one entry is too large"),
        (status = 422, description = "The digest is not that of the texts, or the signature is not the device's (`bad-signature`), or the device would have more than 300 logs (`refused`)"),
    ))]
async fn push(
    State(hub): State<Hub>,
    HubDeviceAccess(device): HubDeviceAccess,
    IdInPath(log): IdInPath<LogId>,
    JsonBody(push): JsonBody<Push>,
) -> Result<Json<PushAnswer>, ApiError> {
    let push = CheckedPush::check(log, push).map_err(refused)?;
    Result::<PushAnswer, ApiError>::from(hub.push(&device, log, push).await?).map(Json)
}

impl std::convert::From<NotTaken> for ApiError {
    fn from(error: NotTaken) -> Self {
        match error {
            NotTaken::Unsigned => Self::unsigned(),
            NotTaken::BadSignature => Self::bad_signature(),
            NotTaken::Store(error) => error.into(),
        }
    }
}

#[derive(Deserialize)]
struct After {
    after: Option<String>,
    limit: Option<u32>,
}

/// Records in the device's scope that changed after a cursor, as far as the hub has them from the province.
#[utoipa::path(
    get, path = "/api/v1/feed", tag = "devices", security(("session" = [])),
    params(
        ("after" = Option<String>, Query, description = "Cursor of the page before, the province's or the hub's"),
        ("limit" = Option<u32>, Query, format = "uint32", maximum = 4294967295_i64, description = "At most this many records; 200 by default, 1,000 at most"),
    ),
    responses((status = 200, body = inline(schema::FeedPage))))]
async fn feed(
    State(hub): State<Hub>,
    HubDeviceAccess(device): HubDeviceAccess,
    QueryOf(query): QueryOf<After>,
) -> Result<Json<FeedPage>, ApiError> {
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    Ok(Json(hub.feed(&device, query.after.as_deref(), limit as usize).await?))
}

/// The catalogue as the province last gave it.
#[utoipa::path(
    get, path = "/api/v1/catalogue/{province}", tag = "catalogue", security(()),
    params(("province" = String, Path, description = "Code of the province; a hub has one catalogue, its own")),
    responses(
        (status = 200, body = Object, description = "The catalogue, with its ETag"),
        (status = 304, description = "Still that of If-None-Match"),
        (status = 404, description = "The province has not given one yet"),
    ))]
async fn catalogue(State(hub): State<Hub>, headers: HeaderMap) -> Result<Response, ApiError> {
    let (json, etag) = hub.file.catalogue().await?.ok_or_else(ApiError::not_found)?;
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::ETAG, etag)], json).into_response())
}

/// The figures of the hub's page, for scripts. Units and counts, no person and no record: open in the district's
/// network, like the page.
#[utoipa::path(
    get, path = "/api/v1/hub/overview", tag = "hub", security(()),
    responses((status = 200, body = inline(schema::Overview))))]
async fn overview(State(hub): State<Hub>) -> Result<Json<super::overview::Overview>, ApiError> {
    Ok(Json(hub.shown().await?.overview.clone()))
}

/// Whether the hub answers, and which one it is.
#[utoipa::path(
    get, path = "/health", tag = "hub", security(()),
    responses((status = 200, body = inline(schema::HubHealth))))]
async fn health(State(hub): State<Hub>) -> Result<Json<serde_json::Value>, ApiError> {
    let identity = hub.file.identity().await?.ok_or_else(super::store::not_enrolled)?;
    Ok(Json(
        serde_json::json!({ "status": "ok", "hub": identity.name, "version": env!("CARGO_PKG_VERSION") }),
    ))
}

fn asks_for_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"))
}
