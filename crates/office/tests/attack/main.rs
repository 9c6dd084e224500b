//! A client of no good will, against the program as it is served: the office on both databases, and a hub before it.
//!
//! It knows the wire and nothing else: requests are written by hand, and what is signed is put together here once more,
//! byte by byte, so that a mistake in the project's own messages would not be made twice. Each case is a row that is
//! printed with what came of it (`cargo test --workspace --exclude danvan --test attack -- --nocapture`); the docs' threat model
//! names the rows.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod addresses;
#[path = "../cluster/mod.rs"]
#[allow(dead_code, reason = "shared with tests that ask for more of it")]
mod cluster;
mod contents;
mod desk;
mod enrolments;
mod files;
mod floods;
mod growth;
mod guessing;
mod hub_doors;
mod hubs;
mod load;
mod log;
mod phone;
mod photos;
#[path = "../api/support/program.rs"]
#[allow(dead_code, reason = "shared with tests that ask for more of it")]
mod program;
mod raw;
mod readers;
mod revoked;
mod segments;
mod table;
mod through_hub;
mod totals;
mod wire;
mod words;

use danvan_office::Database;

use table::Table;
use wire::Office;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_acts_as_another_on_sqlite() {
    let folder = tempfile::TempDir::new().unwrap();
    attack(Database::Sqlite(folder.path().join("office.sqlite")), "SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_acts_as_another_on_postgresql() {
    attack(Database::Postgres(cluster::fresh_database()), "PostgreSQL").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_holds_up_another_on_sqlite() {
    let folder = tempfile::TempDir::new().unwrap();
    load_on(Database::Sqlite(folder.path().join("office.sqlite")), "SQLite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_holds_up_another_on_postgresql() {
    load_on(Database::Postgres(cluster::fresh_database()), "PostgreSQL").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_by_another_way_on_sqlite() {
    let folder = tempfile::TempDir::new().unwrap();
    ways(Database::Sqlite(folder.path().join("office.sqlite")), "SQLite").await;
    let speaking = Office::start_with(&Database::Sqlite(folder.path().join("own.sqlite")), &["--tls-local"]);
    let mut table = Table::new("HTTPS");
    addresses::https(&speaking, &folder.path().join("local-certificate.pem"), &mut table).await;
    table.finish(3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_by_another_way_on_postgresql() {
    ways(Database::Postgres(cluster::fresh_database()), "PostgreSQL").await;
}

/// Names, addresses and the doors of a hub.
async fn ways(books: Database, name: &str) {
    let folder = tempfile::TempDir::new().unwrap();
    addresses::release(folder.path());
    let (app, past) = (folder.path().join("app"), folder.path().join("past"));
    let office = Office::start_with(
        &books,
        &["--app-dir", app.to_str().unwrap(), "--past-app-dir", past.to_str().unwrap()],
    );
    let mut table = Table::new(name);
    addresses::attack(&office, &mut table).await;
    hub_doors::attack(&office, &mut table).await;
    let beside = Database::Sqlite(folder.path().join("public.sqlite"));
    let public = ["--public-address", "https://so.laichau.example", "--name", "inner.example"];
    let public = Office::start_with(&beside, &[&public[..], &["--app-dir", app.to_str().unwrap()]].concat());
    addresses::names(&public, &office, &mut table).await;
    readers::attack(&public, "office", &["/nothing.txt", "/api/v1/nothing"], &mut table).await;
    table.finish(380);
}

/// With few turns, so that holding all of them is easily tried.
async fn load_on(books: Database, name: &str) {
    let office = Office::start_with(&books, &["--requests-under-way", &load::TURNS.to_string()]);
    let mut table = Table::new(name);
    let flooded = log::Flooded::begin().await;
    load::attack(&office, &mut table).await;
    totals::attack(&office, &mut table).await;
    flooded.ended(&mut table).await;
    table.finish(43);
}

async fn attack(books: Database, name: &str) {
    // Bursts are to meet the bounds of files and guesses, not that of requests under way.
    let office = Office::start_with(&books, &["--requests-of-one", "400"]);
    let mut table = Table::new(name);
    enrolments::attack(&office, &mut table).await;
    segments::attack(&office, &mut table).await;
    hubs::attack(&office, &mut table).await;
    words::attack(&office, &mut table).await;
    photos::attack(&office, &mut table).await;
    files::attack(&office, &mut table).await;
    contents::attack(&office, &mut table).await;
    revoked::attack(&office, &mut table).await;
    revoked::disabled(&office, &mut table).await;
    growth::attack(&office, &mut table).await;
    through_hub::attack(&office, &mut table).await;
    floods::attack(&office, &mut table).await;
    // Last: it leaves the office with little room for further attempts.
    guessing::attack(&office, &mut table).await;
    table.finish(191);
}
