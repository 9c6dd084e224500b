//! Several who write at once: what a reader of the feed sees meanwhile, and who wins.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use danvan_core::access::Scope;
use danvan_core::ids::RecordId;
use danvan_office::store::{FeedPlace, OfficeStore, StoreError, StoreResult};
use futures_util::future::join_all;

use crate::cluster::feed_has_come_up;
use crate::things::{HERE, province, record, save};

const UNIT: &str = "03466@2025-07-01";
const WRITERS: usize = 8;
const EACH: usize = 300;
const READ_EVERY: Duration = Duration::from_millis(2);

/// Eight writers, each with transactions of its own; returns what they have written.
async fn write_at_once(store: &dyn OfficeStore, done: &AtomicUsize) -> BTreeSet<RecordId> {
    let writers = (0..WRITERS).map(|_| async {
        let mut written = Vec::new();
        for _ in 0..EACH {
            let record = record(UNIT, "cùng lúc", "2026-10-01");
            written.push(record.id);
            save(store, HERE, &[record]).await;
        }
        done.fetch_add(1, Ordering::SeqCst);
        written
    });
    join_all(writers).await.into_iter().flatten().collect()
}

/// Reads every 2 ms until all have written, and once more; `page` goes on from where it was.
async fn read_meanwhile(done: &AtomicUsize, mut page: impl AsyncFnMut() -> Vec<RecordId>) -> Vec<RecordId> {
    let mut read = Vec::new();
    loop {
        let all_written = done.load(Ordering::SeqCst) == WRITERS;
        if all_written {
            feed_has_come_up().await;
        }
        read.extend(page().await);
        if all_written {
            return read;
        }
        tokio::time::sleep(READ_EVERY).await;
    }
}

pub async fn the_feed_skips_nothing(store: &dyn OfficeStore) {
    let done = AtomicUsize::new(0);
    let (written, read) = tokio::join!(write_at_once(store, &done), read_meanwhile(&done, feed_of(store)));
    assert_eq!(written.len(), WRITERS * EACH);
    assert_eq!(read.len(), written.len(), "each change once");
    assert_eq!(read.into_iter().collect::<BTreeSet<_>>(), written, "and every one");
}

/// Pages of the store's feed.
fn feed_of(store: &dyn OfficeStore) -> impl AsyncFnMut() -> Vec<RecordId> {
    let (here, mut after) = (province(HERE), FeedPlace::START);
    async move || {
        let mut read = Vec::new();
        loop {
            let slice = store.feed(&here, &Scope::Province, after, 1_000, usize::MAX).await.unwrap();
            assert!(slice.place >= after && !slice.beyond, "{:?} after {after:?}", slice.place);
            after = slice.place;
            read.extend(slice.records.iter().map(|record| record.id));
            if !slice.more {
                return read;
            }
        }
    }
}

/// What the feed would be without transactions: a second reader goes by the sequence alone, beside the real one.
pub async fn the_sequence_alone_skips(store: &dyn OfficeStore, url: &str) {
    let done = AtomicUsize::new(0);
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let mut after = 0_i64;
    let by_sequence = async || {
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT seq, record FROM records WHERE seq > $1 ORDER BY seq")
                .bind(after)
                .fetch_all(&pool)
                .await
                .unwrap();
        after = rows.last().map_or(after, |(seq, _)| *seq);
        rows.iter().map(|(_, record)| RecordId::parse(record).unwrap()).collect()
    };
    let began = Instant::now();
    let (written, real, planted) = tokio::join!(
        async {
            let written = write_at_once(store, &done).await;
            println!("{:.0} transactions/s", written.len() as f64 / began.elapsed().as_secs_f64());
            written
        },
        read_meanwhile(&done, feed_of(store)),
        read_meanwhile(&done, by_sequence)
    );
    let missed = |read: Vec<RecordId>| written.difference(&read.into_iter().collect()).count();
    let (real, planted) = (missed(real), missed(planted));
    println!(
        "of {} changes, {real} missed by the feed, {planted} by a cursor on the sequence alone",
        written.len()
    );
    assert_eq!(real, 0);
    assert!(planted > 0, "the test no longer provokes what the feed is made for");
}

/// Four who each count up the same two records and a number, as the intake does: read, change, save, commit, and begin
/// again where the store says so.
pub async fn who_meets_another_begins_again_and_loses_nothing(store: &dyn OfficeStore) {
    let (one, other) = (record(UNIT, "một", "2026-10-01"), record(UNIT, "hai", "2026-10-01"));
    let ids = [one.id, other.id];
    let count_up = async |ids: [RecordId; 2]| -> StoreResult<()> {
        let mut writing = store.begin().await?;
        for id in ids {
            // One by one, in the order of the caller: two callers with two orders deadlock.
            let found = writing.records(&province(HERE), &[id]).await?;
            let mut record = found.into_iter().next().unwrap_or_else(|| {
                let made = if id == one.id { &one } else { &other };
                danvan_core::record::Record { revision: 0, ..made.clone() }
            });
            record.revision += 1;
            writing.save(&province(HERE), &[record]).await?;
        }
        let last = writing.last_code(&province(HERE), 2026).await?;
        writing.set_last_code(&province(HERE), 2026, last + 1).await?;
        writing.commit().await
    };
    let counters = (0..4).map(|counter| async move {
        let ids = if counter % 2 == 0 { ids } else { [ids[1], ids[0]] };
        for _ in 0..10 {
            loop {
                match count_up(ids).await {
                    Ok(()) => break,
                    Err(StoreError::Again(_)) => tokio::time::sleep(READ_EVERY).await,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    });
    join_all(counters).await;
    for id in ids {
        assert_eq!(store.record(&province(HERE), id).await.unwrap().unwrap().revision, 40);
    }
    let mut writing = store.begin().await.unwrap();
    assert_eq!(writing.last_code(&province(HERE), 2026).await.unwrap(), 40);
}
