//! A running office, and people who sign in to it.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use danvan_office::clock::Clock;
use danvan_office::demonstration::Demonstration;
use danvan_office::pressure::Limits;
use danvan_office::store::OfficeStore;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::{Config, Database, Running, start};
use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::contract::{self, Server};
use super::device::{Answer, TestDevice};
use crate::cluster::fresh_database;

/// 2026-11-22 10:00 in Vietnam.
const NOW_MS: i64 = 1_795_316_400_000;

thread_local! {
    static ON_POSTGRES: Cell<bool> = const { Cell::new(false) };
}

/// Runs a test whose offices keep their books in PostgreSQL. Offices are started on the test's own thread.
pub fn on_postgres(test: fn()) {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            ON_POSTGRES.set(false);
        }
    }
    ON_POSTGRES.set(true);
    let _back = Back;
    test();
}

/// An office with the demonstration's accounts and codes, and a clock that tests move.
pub struct TestOffice {
    running: Option<Running>,
    folder: TempDir,
    books: Database,
    now_ms: Arc<AtomicI64>,
    pub client: Client,
}

impl TestOffice {
    pub async fn start() -> Self {
        Self::with(|_| ()).await
    }

    /// With changes to how it runs; the folder is the office's own.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let now_ms = Arc::new(AtomicI64::new(NOW_MS));
        let books = match ON_POSTGRES.get() {
            true => Database::Postgres(fresh_database()),
            false => folder.path().join("office.sqlite").into(),
        };
        let mut config = Self::config(&folder, &books, &now_ms);
        change(&mut config);
        let running = listening(config).await;
        Self { running: Some(running), folder, books, now_ms, client: Client::new() }
    }

    fn config(folder: &TempDir, books: &Database, now_ms: &Arc<AtomicI64>) -> Config {
        let now_ms = now_ms.clone();
        // Beside a file the office finds its own places.
        let place = |name: &str| matches!(books, Database::Postgres(_)).then(|| folder.path().join(name));
        Config {
            demonstration: true,
            attachments: place("attachments").map(|place| place.display().to_string()),
            uploads: place("uploads"),
            // The clock stands still, and so no bucket fills; tests of pressure set limits of their own.
            limits: Limits { at_once: 1_000_000, ..Limits::default() },
            clock: Clock::new(move || now_ms.load(Ordering::Relaxed)),
            ..Config::local(books)
        }
    }

    /// Lets time pass.
    pub fn wait_seconds(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Stops gently and starts again on the same database.
    pub async fn restart(&mut self) {
        self.restart_with(|_| ()).await;
    }

    /// As [`Self::restart`], with changes to how it runs.
    pub async fn restart_with(&mut self, change: impl FnOnce(&mut Config)) {
        self.running.take().unwrap().stop().await.unwrap();
        let mut config = Self::config(&self.folder, &self.books, &self.now_ms);
        change(&mut config);
        self.running = Some(listening(config).await);
    }

    /// Stops, copies the database as a backup does, and goes on; on SQLite only.
    pub async fn copy_after_stop(&mut self) -> Vec<u8> {
        self.running.take().unwrap().stop().await.unwrap();
        let copy = std::fs::read(self.database()).unwrap();
        self.running = Some(listening(Self::config(&self.folder, &self.books, &self.now_ms)).await);
        copy
    }

    /// Stops, puts a backup back and gives it another epoch, as the handbook says; on SQLite only.
    pub async fn put_back(&mut self, backup: &[u8], epoch: &str) {
        self.running.take().unwrap().stop().await.unwrap();
        std::fs::write(self.database(), backup).unwrap();
        let store = SqliteStore::open(&self.database(), "unused", b"0123456789abcdef").await.unwrap();
        store.renew_epoch(epoch).await.unwrap();
        store.close().await;
        self.running = Some(listening(Self::config(&self.folder, &self.books, &self.now_ms)).await);
    }

    /// The database's file; on SQLite only.
    pub fn database(&self) -> std::path::PathBuf {
        match &self.books {
            Database::Sqlite(file) => file.clone(),
            Database::Postgres(_) => panic!("PostgreSQL has no file"),
        }
    }

    pub fn books(&self) -> Database {
        self.books.clone()
    }

    pub async fn stop(mut self) -> TempDir {
        self.running.take().unwrap().stop().await.unwrap();
        self.folder
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.as_ref().unwrap().url())
    }

    pub fn demonstration(&self) -> &Demonstration {
        self.running.as_ref().unwrap().demonstration.as_ref().unwrap()
    }

    pub fn code(&self, name: &str) -> String {
        let codes = &self.demonstration().codes;
        codes.iter().find(|code| code.name == name).unwrap_or_else(|| panic!("no code {name}")).code.clone()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    /// A device of one of the demonstration's persons, enrolled.
    pub async fn device(&self, name: &str) -> TestDevice {
        TestDevice::enrol(self, name).await
    }

    /// A person at the console.
    pub async fn console(&self, username: &str) -> TestConsole<'_> {
        let users = &self.demonstration().users;
        let user = users.iter().find(|user| user.username == username).unwrap();
        let sign_in = json!({ "username": username, "password": user.password });
        let answer = Answer::of(self.request(Method::POST, "/api/v1/sessions").json(&sign_in)).await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        TestConsole { office: self, cookie: cookie.split(';').next().unwrap().to_owned() }
    }
}

async fn listening(config: Config) -> Running {
    let running = start(config).await.unwrap();
    contract::listens(&running.url(), Server::Office);
    running
}

/// Somebody who has signed in.
pub struct TestConsole<'o> {
    office: &'o TestOffice,
    pub cookie: String,
}

impl TestConsole<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.office.request(method, path).header(header::COOKIE, &self.cookie)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    /// Takes a step on a record as it stands.
    pub async fn take(&self, record: &str, step: &str, reason: Option<&str>) -> Answer {
        let seen = self.get(&format!("/api/v1/records/{record}")).await.ok();
        let body = json!({ "step": step, "reason": reason, "revision": seen["revision"] });
        self.post(&format!("/api/v1/records/{record}/moves"), &body).await
    }
}
