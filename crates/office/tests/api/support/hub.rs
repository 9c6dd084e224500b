//! A hub of Mường Tè, and the line between it and the province, which tests cut.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use danvan_core::catalogue::{HubId, ProvinceCode};
use danvan_core::ids::DeviceId;
use danvan_core::proof;
use danvan_core::wire::{
    FeedPage, HubChallenge, HubChallengeRequest, HubSessionRequest, LogStatus, Push, PushAnswer,
};
use danvan_office::clock::Clock;
use danvan_office::hub::server::{RunningHub, start};
use danvan_office::hub::{HubConfig, Passed, PassingError};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::form_urlencoded;

use super::contract::{self, Server};
use super::{Answer, TestDevice, TestOffice};

/// A line of TCP that can be cut and mended.
pub struct Line {
    pub url: String,
    up: Arc<AtomicBool>,
    strips: Arc<AtomicBool>,
    cut: tokio::sync::watch::Sender<u64>,
}

impl Line {
    pub async fn to(office: &TestOffice) -> Self {
        let there = office.url("").trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (up, strips) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(false)));
        let (cut, heard) = tokio::sync::watch::channel(0);
        let (open, strip) = (up.clone(), strips.clone());
        tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                if !open.load(Ordering::SeqCst) {
                    continue;
                }
                let (there, mut heard) = (there.clone(), heard.clone());
                let strip = strip.clone();
                heard.mark_unchanged();
                connections.spawn(async move {
                    let Ok(mut there) = TcpStream::connect(&there).await else { return };
                    let ((down, up), (from, to)) = (here.split(), there.split());
                    tokio::select! {
                        _ = carry(down, to, &strip) => {}
                        _ = carry(from, up, &strip) => {}
                        _ = heard.changed() => {}
                    }
                });
            }
        });
        Self { url, up, strips, cut }
    }

    /// From now on it takes the names of codings off requests and answers, as some boxes on the way do.
    pub fn strip_codings(&self) {
        self.strips.store(true, Ordering::SeqCst);
    }

    /// Takes the line down, connections under way included; or up again.
    pub fn set(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
        self.cut.send_modify(|count| *count += 1);
    }
}

/// Carries bytes until the sender ends. A head comes whole in one piece here.
async fn carry(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, strips: &AtomicBool) -> std::io::Result<()> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut bytes).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let piece = &mut bytes[..length];
        if strips.load(Ordering::SeqCst) {
            let name = b"content-encoding:";
            let found = piece.windows(name.len()).position(|at| at.eq_ignore_ascii_case(name));
            if let Some(at) = found {
                piece[at..at + 2].copy_from_slice(b"x-");
            }
        }
        to.write_all(piece).await?;
    }
}

/// The hub of Mường Tè.
const HUB: &str = "12:muong_te";

/// A running hub.
pub struct TestHub {
    running: Option<RunningHub>,
    pub line: Line,
    folder: TempDir,
    /// What it printed at its first start.
    pub pin: String,
    /// Tokens of sessions that devices have opened.
    sessions: Mutex<BTreeMap<DeviceId, String>>,
}

/// Opens a session at the hub at this address, as a device that takes it for the hub of this name.
pub async fn open_session(url: &str, device: &TestDevice, hub: &str) -> Answer {
    let client = reqwest::Client::new();
    let asked = client.post(format!("{url}/api/v1/hub-sessions/challenges"));
    let asked = Answer::of(asked.json(&HubChallengeRequest { device: device.id })).await;
    if asked.status != 200 {
        return asked;
    }
    let HubChallenge { challenge } = serde_json::from_value(asked.body).unwrap();
    let province = ProvinceCode::new(&device.enrolment.province);
    let message = proof::hub_session(&province, &HubId::new(hub), device.id, &challenge);
    let proof = device.secret.sign(&message).unwrap();
    let request = HubSessionRequest { device: device.id, challenge, proof };
    Answer::of(client.post(format!("{url}/api/v1/hub-sessions")).json(&request)).await
}

async fn listening(config: HubConfig) -> RunningHub {
    let running = start(config).await.unwrap();
    contract::listens(&running.url(), Server::Hub);
    running
}

impl TestHub {
    /// Enrolled with the demonstration's code for the machine of Mường Tè; has met the province once.
    pub async fn start(office: &TestOffice) -> Self {
        Self::start_with(office, |_| ()).await
    }

    /// With changes to how it runs.
    pub async fn start_with(office: &TestOffice, change: impl FnOnce(&mut HubConfig)) -> Self {
        let (line, folder) = (Line::to(office).await, TempDir::new().unwrap());
        let code = Some(office.code("muong_te_may"));
        let mut config = Self::config(&line, &folder, code);
        change(&mut config);
        let running = listening(config).await;
        let pin = running.pin.clone().unwrap();
        let hub = Self { running: Some(running), line, folder, pin, sessions: Mutex::default() };
        hub.pass_on().await.unwrap();
        hub
    }

    pub fn config(line: &Line, folder: &TempDir, code: Option<String>) -> HubConfig {
        HubConfig {
            database: folder.path().join("hub.sqlite"),
            upstream: line.url.clone(),
            code,
            authority: None,
            origins: vec!["https://so.example.vn".to_owned()],
            listen: "127.0.0.1:0".to_owned(),
            public_address: None,
            names: Vec::new(),
            tls: None,
            clock: Clock::system(),
        }
    }

    pub fn running(&self) -> &RunningHub {
        self.running.as_ref().unwrap()
    }

    pub async fn pass_on(&self) -> Result<Passed, PassingError> {
        self.running().hub.pass_on().await
    }

    /// Stops gently and starts on the same file, without a code.
    pub async fn restart(&mut self) {
        self.restart_with(None).await;
    }

    pub async fn restart_with(&mut self, code: Option<String>) {
        self.running.take().unwrap().stop().await.unwrap();
        self.sessions.lock().unwrap().clear();
        let running = listening(Self::config(&self.line, &self.folder, code)).await;
        self.running = Some(running);
    }

    /// Its disk dies: another one is set up with the same code.
    pub async fn lose_database(&mut self, office: &TestOffice) {
        self.running.take().unwrap().stop().await.unwrap();
        self.sessions.lock().unwrap().clear();
        self.folder = TempDir::new().unwrap();
        let config = Self::config(&self.line, &self.folder, Some(office.code("muong_te_may")));
        let running = listening(config).await;
        self.pin = running.pin.clone().unwrap();
        self.running = Some(running);
        self.pass_on().await.unwrap();
    }

    /// The cookie of a browser in which the PIN was typed.
    pub async fn opened(&self) -> String {
        let answer = self.type_pin(&self.pin, "application/json").await;
        assert_eq!(answer.status, 204, "{}", answer.text);
        let cookie = answer.headers[reqwest::header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// What somebody types for the PIN, by a script or by a browser that shows pages.
    pub async fn type_pin(&self, pin: &str, accept: &str) -> Answer {
        let none = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().redirect(none).build().unwrap();
        let form = form_urlencoded::Serializer::new(String::new()).append_pair("pin", pin).finish();
        let request = client.post(format!("{}/api/v1/hub/pin", self.running().url()));
        Answer::of(request.header("accept", accept).body(form)).await
    }

    /// Opens a session for a device.
    pub async fn open_session(&self, device: &TestDevice) -> Answer {
        let answer = open_session(&self.running().url(), device, HUB).await;
        if answer.status == 200 {
            let token = answer.body["token"].as_str().unwrap().to_owned();
            self.sessions.lock().unwrap().insert(device.id, token);
        }
        answer
    }

    /// The device's session; the hub's words where it gives none.
    pub async fn session(&self, device: &TestDevice) -> Result<String, Answer> {
        if let Some(known) = self.sessions.lock().unwrap().get(&device.id) {
            return Ok(known.clone());
        }
        let answer = self.open_session(device).await;
        match answer.body["token"].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(answer),
        }
    }

    pub async fn get(&self, device: &TestDevice, path: &str) -> Answer {
        let url = format!("{}{path}", self.running().url());
        match self.session(device).await {
            Ok(token) => Answer::of(reqwest::Client::new().get(url).bearer_auth(token)).await,
            Err(refused) => refused,
        }
    }

    pub async fn status(&self, device: &TestDevice, from: u64) -> LogStatus {
        let path = format!("/api/v1/logs/{}?from={from}", device.log());
        serde_json::from_value(self.get(device, &path).await.ok()).unwrap()
    }

    pub async fn try_push(&self, device: &TestDevice, from: usize) -> Answer {
        self.try_push_of(device, &device.segment(from)).await
    }

    /// Pushes a segment as it is.
    pub async fn try_push_of(&self, device: &TestDevice, push: &Push) -> Answer {
        let url = format!("{}/api/v1/logs/{}/entries", self.running().url(), device.log());
        match self.session(device).await {
            Ok(token) => Answer::of(reqwest::Client::new().post(url).bearer_auth(token).json(push)).await,
            Err(refused) => refused,
        }
    }

    pub async fn push(&self, device: &TestDevice, from: usize) -> PushAnswer {
        serde_json::from_value(self.try_push(device, from).await.ok()).unwrap()
    }

    pub async fn feed(&self, device: &TestDevice, after: &str) -> FeedPage {
        let path = format!("/api/v1/feed?limit=200&after={after}");
        serde_json::from_value(self.get(device, &path).await.ok()).unwrap()
    }
}
