//! The province over HTTP.

use std::io::{Read, Write};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire::{
    Enrolment, EnrolmentRequest, FeedPage, LogStatus, ProblemDocument, Push, PushAnswer,
};
use danvan_core::wire_bundles::BundleRow;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;

use super::upstream::{FetchedCatalogue, Refusal, Upstream, UpstreamError};
use super::wire::{DEVICE_BUSY, HubDevices, LogStretch};

/// Lines that stall for half a minute go on; what takes longer than this is tried again.
const PATIENCE: Duration = Duration::from_secs(120);
/// A large file may take as much longer as a line of 10 kB/s needs.
const FILE_BYTES_A_SECOND: u64 = 10_000;
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
}

/// A client for a province. `authority` is the PEM of a certificate authority that the machine does not know.
///
/// # Errors
/// Where the certificate cannot be read or TLS cannot be set up.
pub fn client(authority: Option<&[u8]>) -> anyhow::Result<Client> {
    crate::tls::use_ring();
    let mut builder = Client::builder().timeout(PATIENCE).connect_timeout(CONNECT_PATIENCE);
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
    answer(client.post(address).json(request)).await
}

impl HttpUpstream {
    /// The province at this address, as the hub with this token.
    pub fn new(client: Client, address: &str, token: &str) -> Self {
        Self { client, address: address.trim_end_matches('/').to_owned(), token: token.to_owned() }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.address))
            .bearer_auth(&self.token)
            .header(header::ACCEPT_ENCODING, "br")
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, UpstreamError> {
        answer(self.request(Method::GET, path)).await
    }
}

#[async_trait]
impl Upstream for HttpUpstream {
    async fn devices(&self) -> Result<HubDevices, UpstreamError> {
        self.get("/api/v1/hub/devices").await.map_err(|error| match error {
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
        let request = self
            .request(Method::POST, &path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, "br")
            .body(packed(&plain).map_err(|error| UpstreamError::Unreachable(error.to_string()))?);
        answer(request).await
    }

    async fn entries(&self, device: DeviceId, log: LogId, from: u64) -> Result<LogStretch, UpstreamError> {
        self.get(&format!("/api/v1/hub/devices/{device}/logs/{log}/entries?from={from}")).await
    }

    async fn feed(&self, after: Option<&str>) -> Result<FeedPage, UpstreamError> {
        let query = [("after", after.unwrap_or_default()), ("limit", &PAGE.to_string())];
        answer(self.request(Method::GET, "/api/v1/feed").query(&query)).await
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
        let response = request.send().await.map_err(lost)?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let etag =
            response.headers().get(header::ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
        let json = text(response).await?;
        Ok(Some(FetchedCatalogue { json, etag: etag.unwrap_or_default() }))
    }

    async fn bundle(&self, name: Option<&str>, file: Bytes) -> Result<BundleRow, UpstreamError> {
        let patience = PATIENCE + Duration::from_secs(file.len() as u64 / FILE_BYTES_A_SECOND);
        let request = self
            .request(Method::POST, "/api/v1/bundles")
            .query(&[("name", name.unwrap_or_default())])
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .timeout(patience);
        answer(request.body(file)).await
    }

    async fn receipt(&self, device: DeviceId) -> Result<Option<Bytes>, UpstreamError> {
        let request = self.request(Method::GET, &format!("/api/v1/receipts/{device}"));
        let response = request.send().await.map_err(lost)?;
        match response.status() {
            StatusCode::OK if kind(&response).starts_with("application/octet-stream") => {
                body(response).await.map(|bytes| Some(bytes.into()))
            }
            StatusCode::NOT_FOUND if kind(&response).starts_with("application/problem+json") => Ok(None),
            // Whatever it says, it is not the file.
            status => match text(response).await {
                Ok(_) => Err(UpstreamError::Unreachable(status.to_string())),
                Err(error) => Err(error),
            },
        }
    }
}

fn packed(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 64 * 1024, 5, 22).write_all(plain)?;
    Ok(packed)
}

/// The body as it was before it was packed for the line.
async fn body(response: Response) -> Result<Vec<u8>, UpstreamError> {
    let packed = response.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "br");
    let bytes = response.bytes().await.map_err(lost)?;
    if !packed {
        return Ok(bytes.into());
    }
    let mut plain = Vec::new();
    let mut unpacking = brotli::Decompressor::new(bytes.as_ref(), 64 * 1024).take(ANSWER_BYTES_MAX);
    match unpacking.read_to_end(&mut plain) {
        Ok(_) => Ok(plain),
        Err(error) => Err(UpstreamError::Unreachable(error.to_string())),
    }
}

fn kind(response: &Response) -> &str {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}

fn lost(error: reqwest::Error) -> UpstreamError {
    UpstreamError::Unreachable(error.without_url().to_string())
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, UpstreamError> {
    let text = text(request.send().await.map_err(lost)?).await?;
    // Said to be JSON and is not what was asked for: not our province.
    serde_json::from_str(&text).map_err(|error| UpstreamError::Unreachable(error.to_string()))
}

/// The body of a good answer. What is not JSON comes from something in between, whose statuses mean nothing, except
/// that a proxy too may be busy or find a request too large.
async fn text(response: Response) -> Result<String, UpstreamError> {
    let status = response.status();
    let kind = kind(&response);
    let json = kind.starts_with("application/json") || kind.starts_with("application/problem+json");
    let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|seconds| seconds.to_str().ok());
    let retry_after_s = retry_after.and_then(|seconds| seconds.trim().parse().ok());
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => return Err(UpstreamError::TooLarge),
        StatusCode::TOO_MANY_REQUESTS if json => {
            let text = body(response).await?;
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
    let text = String::from_utf8(body(response).await?)
        .map_err(|error| UpstreamError::Unreachable(error.to_string()))?;
    if status.is_success() {
        return Ok(text);
    }
    let problem = serde_json::from_str::<ProblemDocument>(&text);
    let refusal = problem.map_or_else(|_| Refusal::unnamed(status.to_string()), Refusal::of);
    if status == StatusCode::UNAUTHORIZED {
        return Err(UpstreamError::Unknown(refusal));
    }
    Err(UpstreamError::Refused(refusal))
}
