//! The schema, one file a step: what a step made is never changed afterwards.

mod v1;
mod v2;
mod v3;
mod v4;

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

/// The schema's version that this program writes.
pub const VERSION: u32 = 4;

/// Brings a database from an older version up to [`VERSION`], inside its upgrade.
pub fn migrate(database: &IdbDatabase, from: u32) -> Result<(), JsValue> {
    if from < 1 {
        v1::tables(database)?;
    }
    if from < 2 {
        v2::tables(database)?;
    }
    if from < 3 {
        v3::tables(database)?;
    }
    if from < 4 {
        v4::tables(database)?;
    }
    Ok(())
}
