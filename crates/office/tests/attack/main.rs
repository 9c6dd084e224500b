//! A client of no good will, against the program as it is served: the office on both databases, and a hub before it.
//!
//! It knows the wire and nothing else: requests are written by hand, and what is signed is put together here once more,
//! byte by byte, so that a mistake in the project's own messages would not be made twice. Each case is a row that is
//! printed with what came of it (`cargo test -p danvan-office --test attack -- --nocapture`); the docs' threat model
//! names the rows.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[path = "../cluster/mod.rs"]
#[allow(dead_code, reason = "shared with tests that ask for more of it")]
mod cluster;
mod desk;
mod enrolments;
mod hubs;
mod load;
mod phone;
mod photos;
#[path = "../api/support/program.rs"]
#[allow(dead_code, reason = "shared with tests that ask for more of it")]
mod program;
mod revoked;
mod segments;
mod table;
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

/// With few turns, so that holding all of them is easily tried.
async fn load_on(books: Database, name: &str) {
    let office = Office::start_with(&books, &["--requests-under-way", &load::TURNS.to_string()]);
    let mut table = Table::new(name);
    load::attack(&office, &mut table).await;
    table.finish(34);
}

async fn attack(books: Database, name: &str) {
    let office = Office::start(&books);
    let mut table = Table::new(name);
    enrolments::attack(&office, &mut table).await;
    segments::attack(&office, &mut table).await;
    hubs::attack(&office, &mut table).await;
    words::attack(&office, &mut table).await;
    photos::attack(&office, &mut table).await;
    revoked::attack(&office, &mut table).await;
    revoked::disabled(&office, &mut table).await;
    table.finish(80);
}
