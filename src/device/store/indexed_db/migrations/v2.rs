//! Files: their bytes as `ArrayBuffer`s, and beside them what is known of each, so that a list of a hundred photos
//! reads no photo.

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

const NEW: [&str; 2] = ["uploads", "files"];

pub fn tables(database: &IdbDatabase) -> Result<(), JsValue> {
    for name in NEW {
        database.create_object_store(name)?;
    }
    Ok(())
}
