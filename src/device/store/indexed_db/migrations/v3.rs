//! Secret keys that the browser keeps: `CryptoKey` objects, which no program can read.

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

pub fn tables(database: &IdbDatabase) -> Result<(), JsValue> {
    database.create_object_store("secrets")?;
    Ok(())
}
