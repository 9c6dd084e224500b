//! Stores at their limits: full, or with a connection that died.

use danvan::device::store::indexed_db::delete_database;
use danvan::device::store::{Batch, DeviceStore, IndexedDb, LocalStore, StoreError, Table};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::name;

#[wasm_bindgen_test]
async fn a_full_local_storage_says_so_and_keeps_what_it_had() {
    let store = LocalStore::open(&name()).expect("a store");
    let mut before = Batch::strict();
    before.put(Table::Meta, "a", "old");
    before.put(Table::Meta, "b", "old");
    store.write(before).await.expect("written");
    let mut batch = Batch::strict();
    batch.delete(Table::Meta, "b");
    batch.put(Table::Meta, "a", "new");
    batch.put(Table::Meta, "c", "x".repeat(6_000_000));
    assert_eq!(store.write(batch).await, Err(StoreError::Full));
    let keys = ["a", "b", "c"].map(str::to_owned).to_vec();
    let found = store.get(Table::Meta, keys).await.expect("read");
    assert_eq!(found, [Some("old".to_owned()), Some("old".to_owned()), None]);
    web_sys::window()
        .expect("a window")
        .local_storage()
        .expect("allowed")
        .expect("there")
        .clear()
        .expect("clear");
}

#[wasm_bindgen_test]
async fn a_connection_that_died_is_opened_again() {
    let name = name();
    let store = IndexedDb::open(&name).await.expect("a store");
    // Deleting makes the browser ask every connection to close: what follows finds a dead one.
    delete_database(&name).await.expect("deleted");
    let mut batch = Batch::strict();
    batch.expect(Table::Meta, "a", None);
    batch.put(Table::Meta, "a", "1");
    store.write(batch).await.expect("written by a fresh connection");
    delete_database(&name).await.expect("deleted");
    assert_eq!(store.get(Table::Meta, vec!["a".to_owned()]).await, Ok(vec![None]));
}
