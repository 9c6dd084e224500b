//! The first tables: one store each, keys outside the values. The book's lines carry their place beside the text.

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

const PLAIN: [&str; 6] = ["meta", "entries", "own", "verdicts", "mirror", "drafts"];

pub fn tables(database: &IdbDatabase) -> Result<(), JsValue> {
    for name in PLAIN {
        database.create_object_store(name)?;
    }
    let book = database.create_object_store("summaries")?;
    book.create_index_with_str("order", "order")?;
    Ok(())
}
