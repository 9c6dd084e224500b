//! One connection to the office, kept alive, without a thread of its own: thousands fit into one process.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::{APP_GENERATION, APP_HEADER, Enrolment, EnrolmentRequest};
use danvan_office::tls::use_ring;
use reqwest::{Client, RequestBuilder};

use super::api::{ENROL_AGAIN, Reply, gzipped};
use crate::calls;

/// What the app in the browser waits as well.
const PATIENCE: Duration = Duration::from_secs(60);

/// Records in one page of the feed, as the app asks for them.
const PAGE_RECORDS: u32 = 200;

/// See the module's head.
pub(super) struct Line {
    client: Client,
    base: String,
}

/// What one request came to.
pub(super) struct Sent {
    /// In the engine's words.
    pub outcome: Result<Answer, Failure>,
    /// The status; 0 where none came.
    pub status: u16,
    /// From the request's beginning to the answer's end.
    pub took: Duration,
    /// Bytes of the body as they travelled.
    pub bytes: usize,
}

impl Sent {
    fn nothing(failure: Failure) -> Self {
        Self { outcome: Err(failure), status: 0, took: Duration::ZERO, bytes: 0 }
    }
}

impl Line {
    /// To the office at an address.
    pub fn new(base: &str) -> Result<Self> {
        // This may be a process of its own, in which no office has done it.
        use_ring();
        let client = Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            // As a browser's connection to one origin that is used one request at a time.
            .pool_max_idle_per_host(1)
            .build()
            .context("no HTTP client")?;
        Ok(Self { client, base: base.trim_end_matches('/').to_owned() })
    }

    /// Becomes known to the office; as the app, it comes again where the office is busy.
    pub async fn enrol(&self, request: &EnrolmentRequest) -> Result<Enrolment> {
        let mut left = ENROL_AGAIN;
        loop {
            let post = self.client.post(format!("{}/api/v1/enrolments", self.base)).json(request);
            let reply = reply(post.header(APP_HEADER, APP_GENERATION));
            let reply = reply.await.context("no answer to the enrolment")?;
            match reply.busy_for().filter(|_| left > 0) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return reply.read(),
            }
            left -= 1;
        }
    }

    /// Does what the engine asks.
    pub async fn call(&self, token: &str, call: &Call) -> Sent {
        let asked = match calls::asked(call, Some(PAGE_RECORDS)) {
            Ok(asked) => asked,
            Err(failure) => return Sent::nothing(failure),
        };
        let url = format!("{}{}", self.base, asked.path);
        let body = asked.body.and_then(|body| gzipped(&body).ok());
        let bytes = body.as_ref().map_or(0, Vec::len);
        let request = match body {
            Some(body) => self
                .client
                .post(url)
                .header("content-type", "application/json")
                .header("content-encoding", "gzip")
                .body(body),
            None => self.client.get(url),
        };
        let begun = Instant::now();
        let reply = reply(request.bearer_auth(token).header(APP_HEADER, APP_GENERATION)).await;
        let took = begun.elapsed();
        match reply {
            Ok(reply) => {
                let text = reply.text.as_bytes();
                let outcome = calls::answer(call, reply.status, reply.retry_after_s, text);
                Sent { status: reply.status, outcome, took, bytes }
            }
            Err(_) => Sent { status: 0, outcome: Err(Failure::Lost), took, bytes },
        }
    }
}

async fn reply(request: RequestBuilder) -> Result<Reply> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let wait = response.headers().get("retry-after").and_then(|wait| wait.to_str().ok());
    let retry_after_s = wait.and_then(|wait| wait.parse().ok());
    Ok(Reply { status, retry_after_s, cookie: None, text: response.text().await? })
}
