//! A store that an earlier version wrote is opened by this one, with all that is in it.

use danvan::device::store::{Batch, DeviceStore, IndexedDb, Table};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{IdbDatabase, IdbOpenDbRequest};

use crate::support::name;

/// The tables of the first version, as they were written into phones.
const FIRST: [&str; 6] = ["meta", "entries", "own", "verdicts", "mirror", "drafts"];

/// Makes a database of the first version with one value in it.
async fn first_version(name: &str) {
    let factory = web_sys::window().expect("a window").indexed_db().expect("allowed").expect("there");
    let request: IdbOpenDbRequest = factory.open_with_u32(name, 1).expect("it opens");
    let made = request.clone();
    let upgrade = Closure::once_into_js(move || {
        let database: IdbDatabase = made.result().expect("a database").unchecked_into();
        for table in FIRST {
            database.create_object_store(table).expect("a table");
        }
        let book = database.create_object_store("summaries").expect("a table");
        book.create_index_with_str("order", "order").expect("an index");
        let meta = made.transaction().expect("a transaction").object_store("meta").expect("the table");
        meta.put_with_key(&"1cũ".into(), &"a".into()).expect("put");
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let opened = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(opened).await.expect("opened");
    request.result().expect("a database").unchecked_into::<IdbDatabase>().close();
}

#[wasm_bindgen_test]
async fn the_first_version_gets_its_tables_for_files_and_searching_and_loses_nothing() {
    let name = name();
    first_version(&name).await;
    let store = IndexedDb::open(&name).await.expect("it opens");
    let kept = store.get(Table::Meta, vec!["a".to_owned()]).await.expect("read");
    assert_eq!(kept, [Some("1cũ".to_owned())]);

    let mut batch = Batch::strict();
    batch.put(Table::Uploads, "x", "row");
    batch.put(Table::Search, "x", "words");
    batch.put_file("x", Uint8Array::from(&[1, 2, 3][..]).buffer());
    store.write(batch).await.expect("written");
    let words = store.get(Table::Search, vec!["x".to_owned()]).await.expect("read");
    assert_eq!(words, [Some("words".to_owned())]);
    let bytes = store.file("x".to_owned()).await.expect("read").expect("there");
    assert_eq!(Uint8Array::new(&bytes).to_vec(), [1, 2, 3]);
    assert!(JsValue::from(store.file("y".to_owned()).await.expect("read")).is_undefined());
}

#[wasm_bindgen_test]
async fn a_file_and_its_row_are_written_together_or_not_at_all() {
    let store = IndexedDb::open(&name()).await.expect("it opens");
    let mut batch = Batch::strict();
    batch.expect(Table::Uploads, "x", Some("what nobody wrote".to_owned()));
    batch.put(Table::Uploads, "x", "row");
    batch.put_file("x", Uint8Array::from(&[1][..]).buffer());
    assert!(store.write(batch).await.is_err());
    assert!(store.file("x".to_owned()).await.expect("read").is_none());
}
