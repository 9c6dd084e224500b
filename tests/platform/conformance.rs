//! One suite for both stores.

use danvan::device::store::{Batch, DeviceStore, IndexedDb, LocalStore, StoreError, Stretch, Table};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::name;

/// Runs every case against a store that is made anew for each.
macro_rules! conforms {
    ($($case:ident),+ $(,)?) => {
        mod indexed_db {
            use super::*;
            $(#[wasm_bindgen_test] async fn $case() { super::$case(&IndexedDb::open(&name()).await.unwrap()).await })+
        }
        mod local_storage {
            use super::*;
            $(#[wasm_bindgen_test] async fn $case() {
                super::$case(&LocalStore::open(&name()).unwrap()).await;
                web_sys::window().unwrap().local_storage().unwrap().unwrap().clear().unwrap();
            })+
        }
    };
}

conforms!(
    what_was_put_is_found,
    values_come_in_the_order_asked,
    stretches_are_ordered_and_half_open,
    prefixes_do_not_reach_into_each_other,
    the_book_comes_in_its_order,
    deletes_come_before_puts,
    an_expectation_not_met_changes_nothing,
    an_expectation_met_lets_it_through,
    an_empty_batch_is_no_trouble,
    any_text_survives,
);

async fn put(store: &impl DeviceStore, table: Table, rows: &[(&str, &str)]) {
    let mut batch = Batch::strict();
    for (key, value) in rows {
        batch.put(table, *key, *value);
    }
    store.write(batch).await.unwrap();
}

async fn one(store: &impl DeviceStore, table: Table, key: &str) -> Option<String> {
    store.get(table, vec![key.to_owned()]).await.unwrap().pop().flatten()
}

async fn what_was_put_is_found(store: &impl DeviceStore) {
    for table in Table::ALL {
        put(store, table, &[("a", table.name())]).await;
    }
    for table in Table::ALL {
        assert_eq!(one(store, table, "a").await.as_deref(), Some(table.name()));
        assert_eq!(store.count(table, Stretch::prefix("")).await, Ok(1));
    }
}

async fn values_come_in_the_order_asked(store: &impl DeviceStore) {
    put(store, Table::Meta, &[("a", "1"), ("b", "2")]).await;
    let keys = ["b", "missing", "a"].map(str::to_owned).to_vec();
    let found = store.get(Table::Meta, keys).await.unwrap();
    assert_eq!(found, [Some("2".to_owned()), None, Some("1".to_owned())]);
}

async fn stretches_are_ordered_and_half_open(store: &impl DeviceStore) {
    put(store, Table::Entries, &[("l/3", "c"), ("l/1", "a"), ("l/4", "d"), ("l/2", "b")]).await;
    let stretch = |from: &str, to: &str, limit| Stretch { from: from.to_owned(), to: to.to_owned(), limit };
    let asked = vec![stretch("l/1", "l/4", u32::MAX), stretch("l/2", "l/9", 2)];
    let found = store.ranges(Table::Entries, asked).await.unwrap();
    let keys: Vec<Vec<&str>> =
        found.iter().map(|rows| rows.iter().map(|row| row.key.as_str()).collect()).collect();
    assert_eq!(keys, [vec!["l/1", "l/2", "l/3"], vec!["l/2", "l/3"]]);
    assert_eq!(found[0][2].value, "c");
    assert_eq!(store.count(Table::Entries, stretch("l/2", "l/9", 1)).await, Ok(3));
}

async fn prefixes_do_not_reach_into_each_other(store: &impl DeviceStore) {
    put(store, Table::Own, &[("a/1", ""), ("a/2", ""), ("ab/1", "")]).await;
    let found = store.ranges(Table::Own, vec![Stretch::prefix("a/"), Stretch::prefix("")]).await.unwrap();
    assert_eq!((found[0].len(), found[1].len()), (2, 3));
}

async fn the_book_comes_in_its_order(store: &impl DeviceStore) {
    let mut batch = Batch::relaxed();
    for (key, order) in [("x", "2"), ("y", "1"), ("z", "3")] {
        batch.put_line(key, order.to_owned(), key.to_uppercase());
    }
    store.write(batch).await.unwrap();
    assert_eq!(store.book(Some(2)).await.unwrap(), ["Y", "X"]);
    let mut all = store.book(None).await.unwrap();
    all.sort();
    assert_eq!(all, ["X", "Y", "Z"]);
    assert_eq!(one(store, Table::Summaries, "z").await.as_deref(), Some("Z"));
}

async fn deletes_come_before_puts(store: &impl DeviceStore) {
    put(store, Table::Own, &[("a", "old"), ("b", "old")]).await;
    let mut batch = Batch::strict();
    batch.put(Table::Own, "a", "new");
    batch.delete(Table::Own, "a");
    batch.delete(Table::Own, "b");
    batch.delete(Table::Own, "never");
    store.write(batch).await.unwrap();
    assert_eq!(one(store, Table::Own, "a").await.as_deref(), Some("new"));
    assert_eq!(one(store, Table::Own, "b").await, None);
}

async fn an_expectation_not_met_changes_nothing(store: &impl DeviceStore) {
    put(store, Table::Meta, &[("logs", "2")]).await;
    for (key, value) in [("logs", Some("1")), ("logs", None), ("other", Some("1"))] {
        let mut batch = Batch::strict();
        batch.expect(Table::Meta, key, value.map(str::to_owned));
        batch.delete(Table::Meta, "logs");
        batch.put(Table::Entries, "e", "1");
        assert_eq!(store.write(batch).await, Err(StoreError::Changed));
    }
    assert_eq!(one(store, Table::Meta, "logs").await.as_deref(), Some("2"));
    assert_eq!(one(store, Table::Entries, "e").await, None);
}

async fn an_expectation_met_lets_it_through(store: &impl DeviceStore) {
    let mut batch = Batch::strict();
    batch.expect(Table::Meta, "logs", None);
    batch.put(Table::Meta, "logs", "1");
    store.write(batch.clone()).await.unwrap();
    assert_eq!(store.write(batch).await, Err(StoreError::Changed));
    let mut next = Batch::strict();
    next.expect(Table::Meta, "logs", Some("1".to_owned()));
    next.expect(Table::Drafts, "none", None);
    next.put(Table::Meta, "logs", "2");
    store.write(next).await.unwrap();
    assert_eq!(one(store, Table::Meta, "logs").await.as_deref(), Some("2"));
}

async fn an_empty_batch_is_no_trouble(store: &impl DeviceStore) {
    store.write(Batch::strict()).await.unwrap();
    assert_eq!(store.get(Table::Meta, Vec::new()).await.unwrap(), Vec::<Option<String>>::new());
    assert!(store.ranges(Table::Meta, Vec::new()).await.unwrap().is_empty());
}

async fn any_text_survives(store: &impl DeviceStore) {
    let texts = ["", "Pa Vệ Sủ", "e\u{302}\u{323}", "\u{0}\u{1f}\n\"", "𠀀🙂", "/a/b"];
    for text in texts {
        put(store, Table::Drafts, &[("k/é", text)]).await;
        assert_eq!(one(store, Table::Drafts, "k/é").await.as_deref(), Some(text));
    }
}
