//! What strangers and one device can make the log hold.

use std::fs::{File, read_to_string};
use std::time::{Duration, Instant};

use danvan_office::Database;
use futures_util::future::join_all;
use reqwest::Client;
use serde_json::Value;
use tempfile::TempDir;

use super::desk::Desk;
use super::phone::{Phone, fresh_key};
use super::program::Program;
use super::table::Table;
use super::wire::Office;

const UNIT: &str = "03466@2025-07-01";
const REFUSED: usize = 2_000;
const FORGED: usize = 200;

/// An office that was asked thousands of times for what it refuses.
pub struct Flooded {
    folder: TempDir,
    _office: Office,
    at: Instant,
}

impl Flooded {
    pub async fn begin() -> Self {
        let folder = TempDir::new().unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let program =
            Program::start_with(&Database::Sqlite(folder.path().join("office.sqlite")), |program| {
                program.stderr(log);
            });
        let office = Office { program, client: Client::new() };
        let desk = Desk::open(&office, "quantri").await;
        let mut phone = Phone::enrolled(&office, &desk.code(&Value::Null, UNIT).await).await;
        phone.create("Giả chữ ký");
        let forged = phone.segment(0, 1, Some(&fresh_key()));
        let at = Instant::now();
        for _ in 0..FORGED / 20 {
            let pushes = join_all((0..20).map(|_| phone.push(&office, &forged))).await;
            assert!(pushes.iter().all(|answer| answer.status == 422));
        }
        for _ in 0..REFUSED / 100 {
            join_all((0..100).map(|_| office.get("/api/v1/feed", "nobody's token"))).await;
        }
        Self { folder, _office: office, at }
    }

    /// A minute later.
    pub async fn ended(self, table: &mut Table) {
        tokio::time::sleep(Duration::from_secs(62).saturating_sub(self.at.elapsed())).await;
        let log = read_to_string(self.folder.path().join("log")).unwrap();
        let count = |words: &str| log.lines().filter(|line| line.contains(words)).count();
        table.row("of 200 forged segments a minute's lines stand in the log", count("not proven"), 61);
        let told = format!("left out {} further lines: not proven", FORGED - 60);
        table.row("one of them says how many more there were", count(&told), 1);
        let refusals: usize = log
            .lines()
            .filter_map(|line| {
                line.split_once("turned away: ")?.1.split_once("401 x ")?.1.split([',', ' ']).next()
            })
            .filter_map(|count| count.parse::<usize>().ok())
            .sum();
        table.row("all 2,000 refused requests are counted there", refusals, REFUSED);
        table.row("in a line or two", (1..=3).contains(&count("turned away: ")), true);
        table.row("which is all", log.lines().count() < 80, true);
    }
}
