//! A real hub: its routes, its one writer, its file on SQLite in memory, and its rounds, which stop at every request to
//! the province until the world has carried it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use axum::Router;
use danvan_core::bundle::SecretKey;
use danvan_core::catalogue::{HubId, ProvinceCode};
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::proof;
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::{HubChallenge, HubChallengeRequest, HubSession, HubSessionRequest};
use danvan_office::hub::server::router;
use danvan_office::hub::store::{HubFile, HubLog, Identity};
use danvan_office::hub::{Hub, Passed, PassingError, UpstreamError};
use futures_util::future::{Either, select};
use sqlx::Row;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::blows::Blows;
use super::http::{self, Credential, Reply};
use super::line::{Line, LineAnswer, OnTheLine};
use super::{Blow, Caller, PROVINCE, Surroundings, enrolling};
use crate::calls::{self, Asked};
use crate::planted::PlantedBug;

/// Records of one page of the feed: few, so that reading it takes several pages.
const PAGE: u32 = 6;

/// Where a round has come to.
#[derive(Debug)]
pub enum Step {
    /// It asks the province, and waits.
    Asks(Asked),
    /// It ended; in words where it ended early.
    Ended(Result<Passed, String>),
}

/// The running program around one file.
struct Process {
    hub: Hub,
    api: Router,
    blows: Blows,
    writer: JoinHandle<()>,
    requests: mpsc::UnboundedReceiver<OnTheLine>,
    round: Option<JoinHandle<Result<Passed, PassingError>>>,
    waiting: Option<oneshot::Sender<LineAnswer>>,
}

/// A device before a hub.
#[derive(Clone, Copy)]
pub struct Visitor<'v> {
    /// Which one it says it is.
    pub device: DeviceId,
    /// What it proves it with, where it has that.
    pub secret: Option<&'v SecretKey>,
}

/// A hub's machine.
pub struct RealHub {
    /// Which hub it is.
    hub: HubId,
    /// Whom its token at the province stands for.
    pub caller: Caller,
    surroundings: Surroundings,
    bug: Option<PlantedBug>,
    /// Nothing while it has no power.
    process: Option<Process>,
    /// Its disk, while it has no power.
    disk: Vec<u8>,
    /// What a planted bug has made durable, while it promised more.
    durable: Option<Vec<u8>>,
    /// Its disk as it was copied some time ago.
    copy: Option<Vec<u8>>,
    pushes: u64,
    /// Sessions that devices have opened here, as they remember them.
    sessions: BTreeMap<DeviceId, String>,
    found: Vec<String>,
}

impl RealHub {
    /// A hub that has been enrolled and has not met the province yet.
    pub fn new(id: &HubId, caller: Caller, surroundings: &Surroundings, bug: Option<PlantedBug>) -> Self {
        let mut hub = Self {
            hub: id.clone(),
            caller,
            surroundings: surroundings.clone(),
            bug,
            process: None,
            disk: empty_image().to_vec(),
            durable: None,
            copy: None,
            pushes: 0,
            sessions: BTreeMap::new(),
            found: Vec::new(),
        };
        hub.power_on();
        hub
    }

    /// What was found wrong with the hub itself since the last question.
    pub fn take_findings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.found)
    }

    /// Whether it has power.
    pub fn is_on(&self) -> bool {
        self.process.is_some()
    }

    /// Starts it from its disk, if it has no power.
    pub fn power_on(&mut self) {
        if self.process.is_some() {
            return;
        }
        let (surroundings, bug) = (self.surroundings.clone(), self.bug);
        let started = surroundings.runtime.block_on(start(&self.disk, &surroundings, bug, &self.caller));
        match started {
            Ok(process) => self.process = Some(process),
            Err(problem) => self.found.push(format!("a hub starts: {problem:#}")),
        }
    }

    /// The power goes: what was not durable is gone, and with it the round.
    pub fn power_cut(&mut self) {
        let Some(process) = self.process.take() else { return };
        let runtime = Rc::clone(&self.surroundings.runtime);
        process.writer.abort();
        if let Some(round) = &process.round {
            round.abort();
        }
        let image = runtime.block_on(process.hub.file.image());
        match (self.durable.take(), image) {
            (Some(durable), _) => self.disk = durable,
            (None, Ok(image)) => self.disk = image,
            (None, Err(problem)) => self.found.push(format!("a hub's disk can be read: {problem}")),
        }
    }

    /// Somebody copies its disk.
    pub fn copy_disk(&mut self) {
        if let Some(process) = &self.process {
            let image = self.surroundings.runtime.block_on(process.hub.file.image());
            self.copy = image.ok().or(self.copy.take());
        }
    }

    /// It goes on from the copy of its disk, or from a new one.
    pub fn change_disk(&mut self) {
        self.power_cut();
        self.durable = None;
        self.disk = self.copy.clone().unwrap_or_else(|| empty_image().to_vec());
        self.power_on();
    }

    /// A device's request; `blow` strikes the hub meanwhile. Without power nobody answers.
    pub fn answer(
        &mut self,
        visitor: Visitor<'_>,
        call: &Call,
        blow: Option<Blow>,
    ) -> Result<Answer, Failure> {
        let Some(process) = &self.process else { return Err(Failure::Lost) };
        let (hub, sessions) = (&self.hub, &mut self.sessions);
        if let Some(blow) = blow {
            process.blows.arm(blow);
        }
        let runtime = Rc::clone(&self.surroundings.runtime);
        let mut answer = runtime.block_on(ask(process.api.clone(), hub, sessions, visitor, call));
        process.blows.disarm();
        if let Some(Blow::PowerCut { .. } | Blow::PowerCutBeforeAnswer) = blow {
            self.power_cut();
            return Err(Failure::Lost);
        }
        if let (
            Some(PlantedBug::HubFeedFromBeginning),
            Call::Feed { after: Some(after) },
            Ok(Answer::Page(page)),
        ) = (self.bug, call, &answer)
            && page.cursor == *after
        {
            let from_beginning = Call::Feed { after: None };
            answer = runtime.block_on(ask(process.api.clone(), hub, sessions, visitor, &from_beginning));
        }
        self.pushes += u64::from(matches!(call, Call::Push { .. }));
        if self.bug == Some(PlantedBug::HubHeldBeforeDurable)
            && (self.durable.is_none() || self.pushes.is_multiple_of(3))
        {
            self.durable = runtime.block_on(process.hub.file.image()).ok();
        }
        answer
    }

    /// Begins a round with the province; nothing without power, or while one is under way.
    pub fn begin_round(&mut self) -> Option<Step> {
        let process = self.process.as_mut().filter(|process| process.round.is_none())?;
        let hub = process.hub.clone();
        process.round = Some(self.surroundings.runtime.spawn(async move { hub.pass_on().await }));
        self.go_on()
    }

    /// What came of the request that the round waits for.
    pub fn hear(&mut self, answer: LineAnswer) -> Option<Step> {
        let waiting = self.process.as_mut()?.waiting.take()?;
        let _ = waiting.send(answer);
        self.go_on()
    }

    /// The same while a blow strikes its file.
    pub fn hear_under(&mut self, answer: LineAnswer, blow: Option<Blow>) -> Option<Step> {
        if let (Some(process), Some(blow)) = (&self.process, blow) {
            process.blows.arm(blow);
        }
        let step = self.hear(answer);
        if let Some(Blow::PowerCut { .. } | Blow::PowerCutBeforeAnswer) = blow {
            self.power_cut();
            return None;
        }
        step
    }

    /// Ends the round, if there is one: the line is dead.
    pub fn hang_up(&mut self) {
        let dead = || Err(UpstreamError::Unreachable("hung up".to_owned()));
        while let Some(Step::Asks(_)) = self.hear(dead()) {}
    }

    fn go_on(&mut self) -> Option<Step> {
        let process = self.process.as_mut()?;
        let round = process.round.as_mut()?;
        let runtime = Rc::clone(&self.surroundings.runtime);
        let next = runtime.block_on(async {
            let request = std::pin::pin!(process.requests.recv());
            match select(request, round).await {
                Either::Left((request, _)) => Ok(request),
                Either::Right((ended, _)) => Err(ended),
            }
        });
        process.blows.disarm();
        match next {
            Ok(request) => {
                let OnTheLine { asked, answer } = request?;
                process.waiting = Some(answer);
                Some(Step::Asks(asked))
            }
            Err(ended) => {
                process.round = None;
                let ended = ended.map_err(|error| error.to_string());
                Some(Step::Ended(ended.and_then(|passed| passed.map_err(|error| error.to_string()))))
            }
        }
    }

    /// Its logs with the province's word on each, and whether it still serves their devices.
    pub fn logs(&mut self) -> Vec<(HubLog, bool)> {
        self.read(async |file| {
            let served: Vec<String> = sqlx::query_scalar("SELECT device FROM devices WHERE served = 1")
                .fetch_all(file.pool())
                .await?;
            let logs = file.logs().await?.into_iter();
            Ok(logs.map(|log| (log.clone(), served.contains(&log.device.to_string()))).collect())
        })
    }

    /// Numbers and digests of a log as they stand in its file.
    pub fn entries(&mut self, log: LogId) -> Vec<(u64, Digest)> {
        self.read(async |file| numbered(file, "SELECT number, digest FROM entries WHERE log = ?", log).await)
    }

    /// Those beside the log, which were kept apart because it forked.
    pub fn apart(&mut self, log: LogId) -> BTreeSet<(u64, Digest)> {
        let apart = "SELECT number, digest FROM forked_entries WHERE log = ?";
        self.read(async |file| Ok(numbered(file, apart, log).await?.into_iter().collect()))
    }

    fn read<T: Default>(&mut self, look: impl AsyncFnOnce(&HubFile) -> Result<T>) -> T {
        let Some(process) = &self.process else { return T::default() };
        match self.surroundings.runtime.block_on(look(&process.hub.file)) {
            Ok(read) => read,
            Err(problem) => {
                self.found.push(format!("a hub's file can be read: {problem:#}"));
                T::default()
            }
        }
    }
}

async fn numbered(file: &HubFile, query: &'static str, log: LogId) -> Result<Vec<(u64, Digest)>> {
    let rows = sqlx::query(query).bind(log.to_string()).fetch_all(file.pool()).await?;
    let row = |row: &sqlx::sqlite::SqliteRow| {
        let number = u64::try_from(row.try_get::<i64, _>("number")?)?;
        Ok((number, Digest::from_bytes(row.try_get::<&[u8], _>("digest")?.try_into()?)))
    };
    rows.iter().map(row).collect()
}

/// Asks as a device does: with its session, and with a new one where it has none or that has ended.
async fn ask(
    api: Router,
    hub: &HubId,
    sessions: &mut BTreeMap<DeviceId, String>,
    visitor: Visitor<'_>,
    call: &Call,
) -> Result<Answer, Failure> {
    let asked = calls::asked(call, Some(PAGE))?;
    let mut opened = false;
    loop {
        let token = match sessions.get(&visitor.device) {
            Some(token) => token.clone(),
            None => {
                opened = true;
                let reply = open_session(api.clone(), hub, visitor).await.ok_or(Failure::Lost)?;
                let session: Result<HubSession, _> = serde_json::from_slice(&reply.body);
                let Ok(HubSession { token }) = session else {
                    // As the app: a hub that does not know the device is as good as silent.
                    let answer = calls::answer(call, reply.status, reply.retry_after_s, &reply.body);
                    return match answer {
                        Err(failure @ (Failure::Revoked { .. } | Failure::Busy { .. })) => Err(failure),
                        _ => Err(Failure::Lost),
                    };
                };
                sessions.insert(visitor.device, token.clone());
                token
            }
        };
        let credential = Credential::Token(&token);
        let reply = http::ask(api.clone(), &asked.path, credential, asked.body.clone()).await;
        let reply = reply.ok_or(Failure::Lost)?;
        if reply.status == 401 && !opened {
            sessions.remove(&visitor.device);
            continue;
        }
        let answer = calls::answer(call, reply.status, reply.retry_after_s, &reply.body);
        return answer.map_err(|failure| match failure {
            Failure::LogTaken { .. } => Failure::LogTaken { by_hub: true },
            other => other,
        });
    }
}

/// The device answers the hub's challenge, for the hub that its catalogue names. Nothing where nobody answers.
async fn open_session(api: Router, hub: &HubId, visitor: Visitor<'_>) -> Option<Reply> {
    let (device, secret) = (visitor.device, visitor.secret?);
    let request = serde_json::to_vec(&HubChallengeRequest { device }).ok()?;
    let path = "/api/v1/hub-sessions/challenges";
    let reply = http::ask(api.clone(), path, Credential::Token(""), Some(request)).await?;
    let Ok(HubChallenge { challenge }) = serde_json::from_slice(&reply.body) else { return Some(reply) };
    let message = proof::hub_session(&ProvinceCode::from(PROVINCE), hub, device, &challenge);
    let request = HubSessionRequest { device, challenge, proof: secret.sign(&message)? };
    let request = serde_json::to_vec(&request).ok()?;
    http::ask(api, "/api/v1/hub-sessions", Credential::Token(""), Some(request)).await
}

async fn start(
    disk: &[u8],
    surroundings: &Surroundings,
    bug: Option<PlantedBug>,
    caller: &Caller,
) -> Result<Process> {
    let file = HubFile::from_image(disk).await?;
    if file.identity().await?.is_none() {
        file.enrol(&Identity {
            upstream: "https://tinh".to_owned(),
            token: enrolling::token(caller.device, 0),
            province: PROVINCE.to_owned(),
            hub: None,
            name: caller.grant.place.clone(),
            units: Vec::new(),
            last_contact_ms: None,
            last_passed_ms: None,
            keys: None,
        })
        .await?;
    }
    let blows = Blows::at(file.pool()).await?;
    let (requests, waiting) = mpsc::unbounded_channel();
    let (hub, writer) = Hub::start(file, Arc::new(Line::new(requests, bug)), surroundings.clock());
    let api = router(hub.clone(), Vec::new());
    Ok(Process { hub, api, blows, writer, requests: waiting, round: None, waiting: None })
}

/// A hub's file with its tables and nothing in it.
fn empty_image() -> &'static [u8] {
    static IMAGE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "without a file there is nothing to simulate")]
        make_image().expect("SQLite gives a database in memory")
    });
    &IMAGE
}

fn make_image() -> Result<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async { HubFile::in_memory().await?.image().await }).context("a hub's empty file")
}
