//! The office's HTTP API as a device speaks it.

use std::io::Write;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::{APP_GENERATION, APP_HEADER, Enrolment, EnrolmentRequest};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::calls;

const PATIENCE: Duration = Duration::from_secs(60);
/// How often a busy office is asked again to let a device join.
pub(super) const ENROL_AGAIN: u32 = 10;
const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The way to one office.
#[derive(Clone, Debug)]
pub struct Api {
    agent: ureq::Agent,
    base: String,
    /// Bytes of bodies sent, as they travel.
    pub sent_bytes: u64,
}

/// An answer whose status is known.
pub(super) struct Reply {
    pub status: u16,
    pub retry_after_s: Option<u32>,
    pub cookie: Option<String>,
    pub text: String,
}

impl Reply {
    /// How long the office asks to be left alone, where it is busy.
    pub fn busy_for(&self) -> Option<Duration> {
        let seconds = self.retry_after_s.filter(|_| self.status == 503)?;
        Some(Duration::from_secs(seconds.into()))
    }

    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        if !(200..300).contains(&self.status) {
            bail!("the office answers {}: {}", self.status, self.text);
        }
        serde_json::from_str(&self.text).with_context(|| format!("reading {}", self.text))
    }
}

impl Api {
    /// The office at an address such as `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .new_agent();
        Self { agent, base: base.trim_end_matches('/').to_owned(), sent_bytes: 0 }
    }

    /// Becomes known to the office; as the app, it comes again where the office is busy.
    ///
    /// # Errors
    /// Where the office cannot be reached, stays busy, or refuses the code.
    pub fn enrol(&mut self, request: &EnrolmentRequest) -> Result<Enrolment> {
        let mut left = ENROL_AGAIN;
        loop {
            let reply = self.post("/api/v1/enrolments", &[], request, false)?;
            match reply.busy_for().filter(|_| left > 0) {
                Some(wait) => thread::sleep(wait),
                None => return reply.read(),
            }
            left -= 1;
        }
    }

    /// Does what the engine asks.
    ///
    /// # Errors
    /// In the engine's words.
    pub fn call(&mut self, token: &str, call: &Call) -> Result<Answer, Failure> {
        let bearer = [("authorization", format!("Bearer {token}"))];
        let asked = calls::asked(call, None)?;
        let reply = match &asked.body {
            None => self.get(&asked.path, &bearer),
            Some(body) => self.send(&asked.path, &bearer, body.clone(), true),
        };
        let reply = reply.map_err(|_| Failure::Lost)?;
        calls::answer(call, reply.status, reply.retry_after_s, reply.text.as_bytes())
    }

    pub(super) fn get(&mut self, path: &str, headers: &[(&str, String)]) -> Result<Reply> {
        let mut request =
            self.agent.get(format!("{}{path}", self.base)).header(APP_HEADER, APP_GENERATION.to_string());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        reply(request.call()?)
    }

    pub(super) fn post(
        &mut self,
        path: &str,
        headers: &[(&str, String)],
        body: &impl Serialize,
        gzip: bool,
    ) -> Result<Reply> {
        self.send(path, headers, serde_json::to_vec(body)?, gzip)
    }

    pub(super) fn send(
        &mut self,
        path: &str,
        headers: &[(&str, String)],
        mut bytes: Vec<u8>,
        gzip: bool,
    ) -> Result<Reply> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .header("origin", &self.base)
            .header(APP_HEADER, APP_GENERATION.to_string());
        if gzip {
            bytes = gzipped(&bytes)?;
            request = request.header("content-encoding", "gzip");
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        self.sent_bytes += bytes.len() as u64;
        reply(request.send(&bytes[..])?)
    }
}

fn reply(mut response: ureq::http::Response<ureq::Body>) -> Result<Reply> {
    let header = |name: &str| {
        let value = response.headers().get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let retry_after_s = header("retry-after").and_then(|value| value.parse().ok());
    let cookie = header("set-cookie").and_then(|value| value.split(';').next().map(str::to_owned));
    let status = response.status().as_u16();
    let text = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string()?;
    Ok(Reply { status, retry_after_s, cookie, text })
}

pub(super) fn gzipped(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
