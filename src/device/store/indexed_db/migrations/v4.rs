//! What the book is searched by, apart from its lines. Of an older store's records the rows are made when they are first
//! asked for.

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

pub fn tables(database: &IdbDatabase) -> Result<(), JsValue> {
    database.create_object_store("search")?;
    Ok(())
}
