//! The office's API as the device uses it, and how its answers are read.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use danvan_core::bundle::OfficeKeys;
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::{Enrolment, EnrolmentRequest, LogStatus, ProblemDocument, TOO_MANY};
use danvan_core::wire_bundles::DeviceKeyRequest;
use js_sys::encode_uri_component;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Caller;
use super::road::{HubAt, Road};
use super::transport::{Lost, Reply, Request, Transport};
use crate::device::EnrolFailure;
use crate::platform::clock;

/// Records in one page of the feed: some hundred kilobytes, which a weak network carries within the time allowed.
const PAGE_RECORDS: u32 = 200;

/// Where a hub stands ready, the first question to a silent province is given up after this long.
pub(super) const ASK_MS: i32 = 20_000;

/// The office behind a transport. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    pub(super) transport: Rc<dyn Transport>,
    /// Which way the present round goes.
    pub road: Rc<Road>,
    /// The hub where a session is open, with the token that is good there.
    pub(super) hub_session: Rc<RefCell<Option<(HubAt, String)>>>,
    /// By how many milliseconds the device's clock was ahead of the office's when it answered last.
    clock_ahead_ms: Rc<Cell<Option<i64>>>,
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Office")
    }
}

/// What came of an enrolment.
pub type EnrolAnswer = Result<Enrolment, EnrolFailure>;

/// A document with the `ETag` it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The document's text.
    pub text: String,
    /// Its `ETag`.
    pub etag: Option<String>,
}

impl Office {
    /// Over a transport.
    pub fn new(transport: Rc<dyn Transport>) -> Self {
        Self { transport, road: Rc::default(), hub_session: Rc::default(), clock_ahead_ms: Rc::default() }
    }

    /// By how many milliseconds the device's clock is ahead of the office's; `None` until the office has answered.
    pub fn clock_ahead_ms(&self) -> Option<i64> {
        self.clock_ahead_ms.get()
    }

    async fn send(&self, request: Request) -> Result<Reply, Lost> {
        let reply = self.transport.send(request).await?;
        // Whatever stands in between has a clock of its own.
        let of_office = reply.json && reply.status < 400 || reply.status < 500 && problem(&reply).is_some();
        if let Some(date_ms) = reply.date_ms.filter(|_| of_office) {
            let device_ms = i64::try_from(clock::unix_ms()).unwrap_or(i64::MAX);
            self.clock_ahead_ms.set(Some(device_ms.saturating_sub(date_ms)));
        }
        Ok(reply)
    }

    /// Gives the code; with the token of a device that is known already and cannot prove it by its key.
    ///
    /// # Errors
    /// See [`EnrolFailure`].
    pub async fn enrol(&self, asked: &EnrolmentRequest, token: Option<&str>) -> EnrolAnswer {
        let request = Request {
            method: "POST",
            path: "/api/v1/enrolments".to_owned(),
            token: token.map(str::to_owned),
            body: Some(json(asked).ok_or(EnrolFailure::Offline)?),
            ..Request::default()
        };
        let reply = self.send(request).await.map_err(|_| EnrolFailure::Offline)?;
        match failure(&reply) {
            None => read(&reply).ok_or(EnrolFailure::Offline),
            Some(Failure::Busy { retry_after_s }) => {
                // The same status for two things: that there were too many tries, and that there is much to do.
                let tries = problem(&reply).is_some_and(|problem| problem.kind == TOO_MANY);
                Err(if tries {
                    EnrolFailure::TooMany { retry_after_s }
                } else {
                    EnrolFailure::Busy { retry_after_s }
                })
            }
            Some(Failure::Portal) => Err(EnrolFailure::Portal),
            Some(Failure::TooOld) => Err(EnrolFailure::TooOld),
            Some(_) => Err(problem(&reply).map_or(EnrolFailure::Offline, |problem| EnrolFailure::Refused {
                kind: problem.kind,
                title: problem.title,
                detail: problem.detail,
            })),
        }
    }

    /// Sends a call of the sync engine. A question that the province does not answer goes to the hub; if that
    /// answers, it has the rest of the round.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn call(&self, call: &Call, caller: &Caller<'_>) -> Result<Answer, Failure> {
        if let Some(hub) = self.road.chosen() {
            return self.call_hub(&hub, call, caller).await;
        }
        let reply = self.reply_to("", call, &caller.session.enrolment.token).await;
        let answer = reply.and_then(|reply| answer_to(call, &reply));
        let hub = self.road.hub().filter(|_| matches!(call, Call::Ask { .. }));
        let (Err(Failure::Lost), Some(hub)) = (&answer, hub) else { return answer };
        let at_hub = self.call_hub(&hub, call, caller).await;
        // Whatever else stands at that address must not be taken for the province.
        let answered = matches!(&at_hub, Ok(Answer::Status(status)) if status.held.is_some());
        self.road.tried(answered);
        match at_hub {
            // Of a device that the province shut out, the hub says so.
            Err(Failure::Revoked { .. }) => at_hub,
            _ if answered => at_hub,
            _ => answer,
        }
    }

    /// Sends a call to an origin; to the page's own where it is empty.
    pub(super) async fn reply_to(&self, origin: &str, call: &Call, token: &str) -> Result<Reply, Failure> {
        let token = Some(token.to_owned());
        let request = match call {
            Call::Ask { log, from } => {
                let path = format!("{origin}/api/v1/logs/{log}?from={from}");
                let timeout_ms = self.road.hub().map(|_| ASK_MS);
                Request { method: "GET", path, token, timeout_ms, ..Request::default() }
            }
            Call::Push { log, push } => {
                let path = format!("{origin}/api/v1/logs/{log}/entries");
                let body = Some(json(push).ok_or_else(|| Failure::Rejected("entry".to_owned()))?);
                Request { method: "POST", path, token, body, ..Request::default() }
            }
            Call::Feed { after } => {
                let mut path = format!("{origin}/api/v1/feed?limit={PAGE_RECORDS}");
                if let Some(after) = after {
                    path.push_str("&after=");
                    path.push_str(&String::from(encode_uri_component(after)));
                }
                Request { method: "GET", path, token, ..Request::default() }
            }
        };
        self.send(request).await.map_err(|_| Failure::Lost)
    }

    /// Asks how far the office has a log.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn log_status(&self, log: danvan_core::ids::LogId, token: &str) -> Result<LogStatus, Failure> {
        let call = Call::Ask { log, from: u64::MAX >> 1 };
        document(&self.reply_to("", &call, token).await?)
    }

    /// Says the device's key; the office's keys.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn register_key(&self, asked: &DeviceKeyRequest, token: &str) -> Result<OfficeKeys, Failure> {
        let body = Some(json(asked).ok_or(Failure::Lost)?);
        let path = "/api/v1/devices/me/key".to_owned();
        let token = Some(token.to_owned());
        self.answer(Request { method: "PUT", path, token, body, ..Request::default() }).await
    }

    /// The province's catalogue; `None` if the known one still stands.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn catalogue(
        &self,
        province: &str,
        known: Option<String>,
        token: &str,
    ) -> Result<Option<Fetched>, Failure> {
        let path = format!("/api/v1/catalogue/{province}");
        let request =
            Request { method: "GET", path, token: Some(token.to_owned()), known, ..Request::default() };
        let reply = self.send(request).await.map_err(|_| Failure::Lost)?;
        match failure(&reply) {
            _ if reply.status == 304 => Ok(None),
            Some(failure) => Err(failure),
            None => Ok(Some(Fetched { etag: reply.etag, text: reply.body })),
        }
    }

    pub(super) async fn answer<T: DeserializeOwned>(&self, request: Request) -> Result<T, Failure> {
        document(&self.send(request).await.map_err(|_| Failure::Lost)?)
    }
}

/// The answer to a call.
pub(super) fn answer_to(call: &Call, reply: &Reply) -> Result<Answer, Failure> {
    match call {
        Call::Ask { .. } => document(reply).map(Answer::Status),
        Call::Push { .. } => document(reply).map(Answer::Pushed),
        Call::Feed { .. } => document(reply).map(Answer::Page),
    }
}

fn document<T: DeserializeOwned>(reply: &Reply) -> Result<T, Failure> {
    match failure(reply) {
        Some(failure) => Err(failure),
        // Said to be JSON and is not what was asked for: not our office.
        None => read(reply).ok_or(Failure::Lost),
    }
}

/// In which way a reply is no answer. Whatever is not JSON, or refuses without a problem of the office's, comes from
/// something in between, whose statuses mean nothing, except that a proxy too may find a request too large or be busy. The office never answers with a page or
/// sends a request elsewhere: networks that want a sign-in first do.
fn failure(reply: &Reply) -> Option<Failure> {
    match reply.status {
        511 => Some(Failure::Portal),
        _ if reply.redirected => Some(Failure::Portal),
        413 => Some(Failure::TooLarge),
        429 | 503 => Some(Failure::Busy { retry_after_s: reply.retry_after_s }),
        200..=399 if !reply.json && reply.status != 304 => Some(Failure::Portal),
        _ if !reply.json => Some(Failure::Lost),
        200..=299 => None,
        400..=499 => Some(Failure::refused(reply.status, problem(reply))),
        _ => Some(Failure::Lost),
    }
}

/// The office's own problem: what a gateway says in JSON is none.
pub(super) fn problem(reply: &Reply) -> Option<ProblemDocument> {
    read(reply).filter(ProblemDocument::is_of_office)
}

fn read<T: DeserializeOwned>(reply: &Reply) -> Option<T> {
    if reply.json { serde_json::from_str(&reply.body).ok() } else { None }
}

pub(super) fn json(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}
