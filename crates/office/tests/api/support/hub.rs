//! A hub of Mường Tè, and the line between it and the province, which tests cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use danvan_core::wire::{FeedPage, LogStatus, PushAnswer};
use danvan_office::clock::Clock;
use danvan_office::hub::server::{RunningHub, start};
use danvan_office::hub::{HubConfig, Passed, PassingError};
use reqwest::Method;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::{Answer, TestDevice, TestOffice};

/// A line of TCP that can be cut and mended.
pub struct Line {
    pub url: String,
    up: Arc<AtomicBool>,
    cut: tokio::sync::watch::Sender<u64>,
}

impl Line {
    pub async fn to(office: &TestOffice) -> Self {
        let there = office.url("").trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let up = Arc::new(AtomicBool::new(true));
        let (cut, heard) = tokio::sync::watch::channel(0);
        let open = up.clone();
        tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                if !open.load(Ordering::SeqCst) {
                    continue;
                }
                let (there, mut heard) = (there.clone(), heard.clone());
                heard.mark_unchanged();
                connections.spawn(async move {
                    let Ok(mut there) = TcpStream::connect(&there).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut here, &mut there) => {}
                        _ = heard.changed() => {}
                    }
                });
            }
        });
        Self { url, up, cut }
    }

    /// Takes the line down, connections under way included; or up again.
    pub fn set(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
        self.cut.send_modify(|count| *count += 1);
    }
}

/// A running hub.
pub struct TestHub {
    running: Option<RunningHub>,
    pub line: Line,
    folder: TempDir,
}

impl TestHub {
    /// Enrolled with the demonstration's code for the machine of Mường Tè; has met the province once.
    pub async fn start(office: &TestOffice) -> Self {
        let (line, folder) = (Line::to(office).await, TempDir::new().unwrap());
        let code = Some(office.code("muong_te_may"));
        let running = start(Self::config(&line, &folder, code)).await.unwrap();
        let hub = Self { running: Some(running), line, folder };
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
        self.running.take().unwrap().stop().await.unwrap();
        let running = start(Self::config(&self.line, &self.folder, None)).await.unwrap();
        self.running = Some(running);
    }

    /// Its disk dies: another one is set up with the same code.
    pub async fn lose_database(&mut self, office: &TestOffice) {
        self.running.take().unwrap().stop().await.unwrap();
        self.folder = TempDir::new().unwrap();
        let running =
            start(Self::config(&self.line, &self.folder, Some(office.code("muong_te_may")))).await.unwrap();
        self.running = Some(running);
        self.pass_on().await.unwrap();
    }

    pub async fn get(&self, device: &TestDevice, path: &str) -> Answer {
        let url = format!("{}{path}", self.running().url());
        let request = reqwest::Client::new().request(Method::GET, url);
        Answer::of(request.bearer_auth(&device.enrolment.token)).await
    }

    pub async fn status(&self, device: &TestDevice, from: u64) -> LogStatus {
        let path = format!("/api/v1/logs/{}?from={from}", device.log());
        serde_json::from_value(self.get(device, &path).await.ok()).unwrap()
    }

    pub async fn try_push(&self, device: &TestDevice, from: usize) -> Answer {
        let url = format!("{}/api/v1/logs/{}/entries", self.running().url(), device.log());
        let request = reqwest::Client::new().post(url).bearer_auth(&device.enrolment.token);
        Answer::of(request.json(&device.stretch(from))).await
    }

    pub async fn push(&self, device: &TestDevice, from: usize) -> PushAnswer {
        serde_json::from_value(self.try_push(device, from).await.ok()).unwrap()
    }

    pub async fn feed(&self, device: &TestDevice, after: &str) -> FeedPage {
        let path = format!("/api/v1/feed?limit=200&after={after}");
        serde_json::from_value(self.get(device, &path).await.ok()).unwrap()
    }
}
