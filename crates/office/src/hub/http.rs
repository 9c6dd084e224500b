//! The province over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{
    Enrolment, EnrolmentRequest, FeedPage, LogStatus, MALFORMED, ProblemDocument, Push, PushAnswer,
};
use danvan_core::wire_bundles::BundleRow;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;

use super::packing::{Packing, begins_like_json, unpacked};
use super::upstream::{FetchedCatalogue, Refusal, Upstream, UpstreamError};
use crate::hub_wire::{DEVICE_BUSY, DevicesAsked, HubDevices, LogStretch};

/// How long the province may take. What is under way longer than its length explains is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For an answer to begin, or to go on: lines that stall for a minute go on.
    pub quiet: Duration,
    /// What goes up may take so much longer as a line of so many bytes a second needs.
    pub up_bytes_s: u64,
    /// What comes down has to come as fast, after the first quiet time.
    pub down_bytes_s: u64,
    /// Whatever its length: the province itself does not wait longer for a file.
    pub most: Duration,
}

impl Default for Patience {
    /// A line of 20 kbit/s that four requests share.
    fn default() -> Self {
        Self {
            quiet: Duration::from_secs(120),
            up_bytes_s: 500,
            down_bytes_s: 100,
            most: Duration::from_secs(2 * 3_600 + 120),
        }
    }
}

impl Patience {
    /// For a request of so many bytes to be sent and answered.
    fn sending(&self, bytes: usize) -> Duration {
        let longer = at_pace(bytes, self.up_bytes_s);
        (self.quiet + longer).min(self.most)
    }

    /// For an answer of which so many bytes have come.
    fn receiving(&self, bytes: usize) -> Duration {
        self.quiet + at_pace(bytes, self.down_bytes_s)
    }
}

fn at_pace(bytes: usize, bytes_s: u64) -> Duration {
    Duration::from_millis((bytes as u64).saturating_mul(1_000) / bytes_s.max(1))
}

const CONNECT_PATIENCE: Duration = Duration::from_secs(15);
/// No answer of a province comes near this, unpacked.
const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Records in one page of the feed. They share a place there: see `store::records`.
const PAGE: u32 = 200;

/// A province behind an address.
#[derive(Clone, Debug)]
pub struct HttpUpstream {
    client: Client,
    address: String,
    token: String,
    patience: Patience,
    /// The line takes the names of codings off: what a person put between stays there, so it is kept in mind.
    names_lost: Arc<AtomicBool>,
}

/// A client for a province. `authority` is the PEM of a certificate authority that the machine does not know.
///
/// # Errors
/// Where the certificate cannot be read or TLS cannot be set up.
pub fn client(authority: Option<&[u8]>) -> anyhow::Result<Client> {
    crate::tls::use_ring();
    // How long an answer may take is each request's own matter.
    let mut builder = Client::builder().connect_timeout(CONNECT_PATIENCE);
    // Thirty seconds otherwise, in which a line may well stall.
    #[cfg(target_os = "linux")]
    {
        builder = builder.tcp_user_timeout(Patience::default().quiet);
    }
    if let Some(pem) = authority {
        builder = builder.tls_certs_merge(reqwest::Certificate::from_pem_bundle(pem)?);
    }
    Ok(builder.build()?)
}

/// Enrols with a code; the answer holds the token.
///
/// # Errors
/// Where the province does not answer or does not take the code; in its words.
pub async fn enrol(
    client: &Client,
    address: &str,
    request: &EnrolmentRequest,
) -> Result<Enrolment, UpstreamError> {
    let address = format!("{}/api/v1/enrolments", address.trim_end_matches('/'));
    let patience = Patience::default();
    let response = sent(client.post(address).json(request), patience.sending(0)).await?;
    answer(response, patience).await
}

impl HttpUpstream {
    /// The province at this address, as the hub with this token.
    pub fn new(client: Client, address: &str, token: &str) -> Self {
        let address = address.trim_end_matches('/').to_owned();
        Self {
            client,
            address,
            token: token.to_owned(),
            patience: Patience::default(),
            names_lost: Arc::default(),
        }
    }

    /// With another patience.
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.address))
            .bearer_auth(&self.token)
            .header(header::ACCEPT_ENCODING, "br")
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, UpstreamError> {
        self.ask(self.request(Method::GET, path), 0).await
    }

    /// Asks with a body of so many bytes.
    async fn ask<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        bytes: usize,
    ) -> Result<T, UpstreamError> {
        let response = sent(request, self.patience.sending(bytes)).await?;
        answer(response, self.patience).await
    }

    async fn send_packed(
        &self,
        path: &str,
        plain: &[u8],
        packing: Packing,
    ) -> Result<PushAnswer, UpstreamError> {
        let packed = packing.pack(plain).map_err(|error| UpstreamError::Unreachable(error.to_string()))?;
        let bytes = packed.len();
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, packing.name())
            .body(packed);
        self.ask(request, bytes).await
    }
}

#[async_trait]
impl Upstream for HttpUpstream {
    async fn devices(&self, asked: &DevicesAsked) -> Result<HubDevices, UpstreamError> {
        let request = self.request(Method::GET, "/api/v1/hub/devices").query(asked);
        self.ask(request, 0).await.map_err(|error| match error {
            UpstreamError::Refused(refusal) => UpstreamError::Unknown(refusal),
            other => other,
        })
    }

    async fn status(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStatus, UpstreamError> {
        self.get(&format!("/api/v1/hub/devices/{device}/logs/{log}?from={from}")).await
    }

    async fn push(&self, device: DeviceId, log: LogId, push: &Push) -> Result<PushAnswer, UpstreamError> {
        let path = format!("/api/v1/hub/devices/{device}/logs/{log}/entries");
        let plain = serde_json::to_vec(push)
            .map_err(|error| UpstreamError::Refused(Refusal::unnamed(error.to_string())))?;
        if !self.names_lost.load(Ordering::Relaxed) {
            match self.send_packed(&path, &plain, Packing::Brotli).await {
                Err(UpstreamError::Refused(refusal)) if refusal.kind == MALFORMED => {}
                answered => return answered,
            }
        }
        let answered = self.send_packed(&path, &plain, Packing::Gzip).await;
        if answered.is_ok() {
            self.names_lost.store(true, Ordering::Relaxed);
        }
        answered
    }

    async fn entries(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStretch, UpstreamError> {
        self.get(&format!("/api/v1/hub/devices/{device}/logs/{log}/entries?from={from}")).await
    }

    async fn feed(&self, after: Option<&str>) -> Result<FeedPage, UpstreamError> {
        let query = [("after", after.unwrap_or_default()), ("limit", &PAGE.to_string())];
        self.ask(self.request(Method::GET, "/api/v1/feed").query(&query), 0).await
    }

    async fn catalogue(
        &self,
        province: &str,
        known: Option<&str>,
    ) -> Result<Option<FetchedCatalogue>, UpstreamError> {
        let mut request = self.request(Method::GET, &format!("/api/v1/catalogue/{province}"));
        if let Some(known) = known {
            request = request.header(header::IF_NONE_MATCH, known);
        }
        let response = sent(request, self.patience.sending(0)).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let etag =
            response.headers().get(header::ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
        let json = text(response, self.patience).await?;
        Ok(Some(FetchedCatalogue { json, etag: etag.unwrap_or_default() }))
    }

    async fn bundle(&self, name: Option<&str>, file: Bytes) -> Result<BundleRow, UpstreamError> {
        let bytes = file.len();
        let request = self
            .request(Method::POST, "/api/v1/bundles")
            .query(&[("name", name.unwrap_or_default())])
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .body(reqwest::Body::from(file));
        self.ask(request, bytes).await
    }

    async fn receipt(&self, device: DeviceId) -> Result<Option<Bytes>, UpstreamError> {
        let request = self.request(Method::GET, &format!("/api/v1/receipts/{device}"));
        let response = sent(request, self.patience.sending(0)).await?;
        match response.status() {
            StatusCode::OK if kind(&response).starts_with("application/octet-stream") => {
                body(response, self.patience).await.map(|bytes| Some(bytes.into()))
            }
            StatusCode::NOT_FOUND if kind(&response).starts_with("application/problem+json") => Ok(None),
            // Whatever it says, it is not the file.
            status => match text(response, self.patience).await {
                Ok(_) => Err(UpstreamError::Unreachable(status.to_string())),
                Err(error) => Err(error),
            },
        }
    }
}

/// The answer to a request, as far as its head.
async fn sent(request: RequestBuilder, patience: Duration) -> Result<Response, UpstreamError> {
    match tokio::time::timeout(patience, request.send()).await {
        Ok(response) => response.map_err(lost),
        Err(_) => Err(slow(patience)),
    }
}

/// The body as it was before it was packed for the line.
async fn body(mut response: Response, patience: Patience) -> Result<Vec<u8>, UpstreamError> {
    let packed = response.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "br");
    let kind = kind(&response).to_owned();
    let (began, mut bytes) = (Instant::now(), Vec::new());
    loop {
        let left = patience.receiving(bytes.len()).saturating_sub(began.elapsed()).min(patience.quiet);
        match tokio::time::timeout(left, response.chunk()).await {
            Ok(Ok(Some(chunk))) => bytes.extend_from_slice(&chunk),
            Ok(Ok(None)) => break,
            Ok(Err(error)) => return Err(lost(error)),
            Err(_) => return Err(slow(began.elapsed())),
        }
        if bytes.len() as u64 > ANSWER_BYTES_MAX {
            return Err(UpstreamError::Unreachable("an answer without an end".to_owned()));
        }
    }
    let name_lost = is_json(&kind) && !begins_like_json(&bytes);
    if !packed && !name_lost {
        return Ok(bytes);
    }
    unpacked(&bytes, ANSWER_BYTES_MAX).map_err(|error| UpstreamError::Unreachable(error.to_string()))
}

fn slow(after: Duration) -> UpstreamError {
    UpstreamError::Slow(format!("nothing more after {} s", after.as_secs()))
}

fn kind(response: &Response) -> &str {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}

fn is_json(kind: &str) -> bool {
    kind.starts_with("application/json") || kind.starts_with("application/problem+json")
}

fn lost(error: reqwest::Error) -> UpstreamError {
    let slow = error.is_timeout() && !error.is_connect();
    let words = error.without_url().to_string();
    if slow { UpstreamError::Slow(words) } else { UpstreamError::Unreachable(words) }
}

async fn answer<T: DeserializeOwned>(response: Response, patience: Patience) -> Result<T, UpstreamError> {
    let text = text(response, patience).await?;
    // Said to be JSON and is not what was asked for: not our province.
    serde_json::from_str(&text).map_err(|error| UpstreamError::Unreachable(error.to_string()))
}

/// The body of a good answer. What is not JSON comes from something in between, whose statuses mean nothing, except
/// that a proxy too may be busy or find a request too large.
async fn text(response: Response, patience: Patience) -> Result<String, UpstreamError> {
    let status = response.status();
    let kind = kind(&response);
    let json = is_json(kind);
    let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|seconds| seconds.to_str().ok());
    let retry_after_s = retry_after.and_then(|seconds| seconds.trim().parse().ok());
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => return Err(UpstreamError::TooLarge),
        StatusCode::TOO_MANY_REQUESTS if json => {
            let text = body(response, patience).await?;
            // Of one device: another one's may do.
            return Err(match serde_json::from_slice::<ProblemDocument>(&text).map(Refusal::of) {
                Ok(refusal) if refusal.kind == DEVICE_BUSY => UpstreamError::Refused(refusal),
                _ => UpstreamError::Busy { retry_after_s },
            });
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            return Err(UpstreamError::Busy { retry_after_s });
        }
        _ if !json || status.is_server_error() => return Err(UpstreamError::Unreachable(status.to_string())),
        _ => {}
    }
    let text = String::from_utf8(body(response, patience).await?)
        .map_err(|error| UpstreamError::Unreachable(error.to_string()))?;
    if status.is_success() {
        return Ok(text);
    }
    let problem = serde_json::from_str::<ProblemDocument>(&text).ok().filter(ProblemDocument::is_of_office);
    let Some(problem) = problem else { return Err(UpstreamError::Unreachable(status.to_string())) };
    let refusal = Refusal::of(problem);
    if status == StatusCode::UNAUTHORIZED {
        return Err(UpstreamError::Unknown(refusal));
    }
    Err(UpstreamError::Refused(refusal))
}
