//! Where a PostgreSQL database lies, and how it begins there.

use danvan_core::access::Scope;
use danvan_office::store::postgres::PostgresStore;
use danvan_office::store::{FeedPlace, OfficeStore, RecordStore};
use futures_util::future::join_all;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::cluster::{feed_has_come_up, fresh_database};
use crate::things::{HERE, province, record, save};

async fn open(url: &str, epoch: &str) -> PostgresStore {
    PostgresStore::open(url, epoch, b"0123456789abcdef").await.unwrap()
}

/// The address of a copy of a database that nobody uses, as a dump put back elsewhere makes one.
async fn copied(url: &str) -> String {
    let name = url.split(['/', '?']).find(|part| part.starts_with("test_")).unwrap();
    let mut connection = PgConnection::connect(&fresh_database()).await.unwrap();
    let copy = AssertSqlSafe(format!("CREATE DATABASE copy_of_{name} TEMPLATE {name}"));
    sqlx::query(copy).execute(&mut connection).await.unwrap();
    url.replace(name, &format!("copy_of_{name}"))
}

pub async fn several_begin_one_database_together(url: &str) {
    let epochs = ["one", "two", "three", "four", "five"];
    let stores = join_all(epochs.map(|epoch| open(url, epoch))).await;
    let kept = stores[0].epoch().await.unwrap();
    assert!(epochs.contains(&kept.as_str()));
    for store in stores {
        assert_eq!(store.epoch().await.unwrap(), kept);
    }
}

pub async fn put_back_elsewhere_it_begins_another_epoch(url: &str) {
    let store = open(url, "first").await;
    store.ensure_province(&province(HERE)).await.unwrap();
    let kept = record("03466@2025-07-01", "một", "2026-10-01");
    save(&store, HERE, std::slice::from_ref(&kept)).await;
    store.close().await;
    let store = open(url, "unused").await;
    assert_eq!(store.epoch().await.unwrap(), "first", "opened where it always was");
    store.close().await;

    // Its numbers come from a place that had counted much further.
    let copy = copied(url).await;
    let mut connection = PgConnection::connect(&copy).await.unwrap();
    sqlx::query("UPDATE records SET transaction = 1000000000000").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let store = open(&copy, "second").await;
    assert_eq!(store.epoch().await.unwrap(), "second");
    feed_has_come_up().await;
    let slice =
        store.feed(&province(HERE), &Scope::Province, FeedPlace::START, 10, usize::MAX).await.unwrap();
    assert_eq!(slice.records, [kept]);
    store.close().await;
    assert_eq!(open(&copy, "third").await.epoch().await.unwrap(), "second");
}
