//! IndexedDB, the proper store: one key an item, strict durability where a person was told "Đã lưu".
//!
//! Thin own code over web-sys: every operation is one short transaction whose requests are made at once, so that
//! nothing is ever awaited inside it but the transaction's own end.

mod connection;
mod migrations;
mod transaction;

use std::cell::RefCell;

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbRequest};

use self::connection::connect;
pub use self::connection::delete_database;
use self::transaction::Transaction;
use super::{Batch, DeviceStore, Pending, Row, StoreError, Stretch, Table};
use crate::device::StoreTrouble;

/// A phone that slept in mid-write finds the connection dead: open it again and try so often in all.
const ATTEMPTS: u32 = 3;

/// A store in IndexedDB.
#[derive(Debug)]
pub struct IndexedDb {
    name: String,
    connection: RefCell<Option<IdbDatabase>>,
}

impl IndexedDb {
    /// Opens the database of that name, making or upgrading it.
    ///
    /// # Errors
    /// Why it cannot serve; then the local storage may.
    pub async fn open(name: &str) -> Result<Self, StoreTrouble> {
        let database = connect(name).await?;
        Ok(Self { name: name.to_owned(), connection: RefCell::new(Some(database)) })
    }

    /// The open connection, or a new one.
    async fn connected(&self) -> Result<IdbDatabase, StoreError> {
        if let Some(database) = self.connection.borrow().as_ref() {
            return Ok(database.clone());
        }
        let database =
            connect(&self.name).await.map_err(|trouble| StoreError::Broken(format!("{trouble:?}")))?;
        self.connection.replace(Some(database.clone()));
        Ok(database)
    }

    /// Runs an operation, on a fresh connection where the old one broke.
    async fn attempt<T>(
        &self,
        operation: impl AsyncFn(&IdbDatabase) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut left = ATTEMPTS;
        loop {
            left -= 1;
            let outcome = match self.connected().await {
                Ok(database) => operation(&database).await,
                Err(error) => Err(error),
            };
            match outcome {
                Err(StoreError::Broken(_)) if left > 0 => {
                    if let Some(broken) = self.connection.take() {
                        broken.close();
                    }
                }
                outcome => return outcome,
            }
        }
    }
}

impl IndexedDb {
    /// A value that is no text, as it stands.
    async fn object(&self, table: Table, key: &str) -> Result<JsValue, StoreError> {
        self.attempt(async |database| {
            let read = Transaction::read(database, table)?;
            let store = read.store(table)?;
            let asked = store.get(&JsValue::from_str(key)).map_err(|error| broken(&error))?;
            read.finished().await?;
            result(&asked)
        })
        .await
    }
}

impl Drop for IndexedDb {
    fn drop(&mut self) {
        if let Some(database) = self.connection.take() {
            database.close();
        }
    }
}

impl DeviceStore for IndexedDb {
    fn is_small(&self) -> bool {
        false
    }

    fn get(&self, table: Table, keys: Vec<String>) -> Pending<'_, Vec<Option<String>>> {
        Box::pin(async move {
            self.attempt(async |database| {
                let read = Transaction::read(database, table)?;
                let store = read.store(table)?;
                let asked: Result<Vec<IdbRequest>, JsValue> =
                    keys.iter().map(|key| store.get(&JsValue::from_str(key))).collect();
                let asked = asked.map_err(|error| broken(&error))?;
                read.finished().await?;
                asked.iter().map(|request| Ok(text(&result(request)?))).collect()
            })
            .await
        })
    }

    fn ranges(&self, table: Table, stretches: Vec<Stretch>) -> Pending<'_, Vec<Vec<Row>>> {
        Box::pin(async move {
            self.attempt(async |database| {
                let read = Transaction::read(database, table)?;
                let store = read.store(table)?;
                let asked: Result<Vec<_>, JsValue> =
                    stretches.iter().map(|stretch| ask(&store, stretch)).collect();
                let asked = asked.map_err(|error| broken(&error))?;
                read.finished().await?;
                asked.iter().map(|(keys, values)| Ok(rows(&result(keys)?, &result(values)?))).collect()
            })
            .await
        })
    }

    fn count(&self, table: Table, stretch: Stretch) -> Pending<'_, u64> {
        Box::pin(async move {
            self.attempt(async |database| {
                let read = Transaction::read(database, table)?;
                let store = read.store(table)?;
                let asked = bounds(&stretch).and_then(|range| store.count_with_key(&range));
                let asked = asked.map_err(|error| broken(&error))?;
                read.finished().await?;
                Ok(result(&asked)?.as_f64().unwrap_or_default() as u64)
            })
            .await
        })
    }

    fn book(&self, limit: Option<u32>) -> Pending<'_, Vec<String>> {
        Box::pin(async move {
            self.attempt(async |database| {
                let read = Transaction::read(database, Table::Summaries)?;
                let store = read.store(Table::Summaries)?;
                let asked = match limit {
                    Some(limit) => store
                        .index("order")
                        .and_then(|order| order.get_all_with_key_and_limit(&JsValue::UNDEFINED, limit)),
                    None => store.get_all(),
                };
                let asked = asked.map_err(|error| broken(&error))?;
                read.finished().await?;
                let lines: Array = result(&asked)?.unchecked_into();
                Ok(lines.iter().filter_map(|line| text(&line)).collect())
            })
            .await
        })
    }

    fn file(&self, key: String) -> Pending<'_, Option<ArrayBuffer>> {
        Box::pin(async move { Ok(self.object(Table::Files, &key).await?.dyn_into().ok()) })
    }

    fn secret(&self, key: String) -> Pending<'_, Option<CryptoKey>> {
        Box::pin(async move { Ok(self.object(Table::Secrets, &key).await?.dyn_into().ok()) })
    }

    fn write(&self, batch: Batch) -> Pending<'_, ()> {
        Box::pin(
            async move { self.attempt(async |database| transaction::write(database, &batch).await).await },
        )
    }
}

/// Asks for the keys and the values of a stretch.
fn ask(store: &IdbObjectStore, stretch: &Stretch) -> Result<(IdbRequest, IdbRequest), JsValue> {
    let range = bounds(stretch)?;
    Ok((
        store.get_all_keys_with_key_and_limit(&range, stretch.limit)?,
        store.get_all_with_key_and_limit(&range, stretch.limit)?,
    ))
}

fn bounds(stretch: &Stretch) -> Result<JsValue, JsValue> {
    // The browser refuses a range in which nothing can lie, such as the rest of a log that is all sent; no key of
    // ours is the highest code point.
    if stretch.from >= stretch.to {
        return Ok(IdbKeyRange::only(&JsValue::from_str("\u{10ffff}"))?.into());
    }
    let (from, to) = (JsValue::from_str(&stretch.from), JsValue::from_str(&stretch.to));
    Ok(IdbKeyRange::bound_with_lower_open_and_upper_open(&from, &to, false, true)?.into())
}

fn rows(keys: &JsValue, values: &JsValue) -> Vec<Row> {
    let (keys, values): (&Array, &Array) = (keys.unchecked_ref(), values.unchecked_ref());
    keys.iter()
        .zip(values.iter())
        .filter_map(|(key, value)| Some(Row { key: key.as_string()?, value: text(&value)? }))
        .collect()
}

/// The text of a stored value: itself, or beside its place in the book's order.
fn text(value: &JsValue) -> Option<String> {
    value.as_string().or_else(|| js_sys::Reflect::get(value, &JsValue::from_str("text")).ok()?.as_string())
}

fn result(request: &IdbRequest) -> Result<JsValue, StoreError> {
    request.result().map_err(|error| broken(&error))
}

/// An error of the browser as the store's.
fn broken(error: &JsValue) -> StoreError {
    let words = connection::words(error);
    match words.split(':').next() {
        Some("QuotaExceededError") => StoreError::Full,
        // A browser that cannot copy a key into its store.
        Some("DataCloneError") => StoreError::NoSecrets,
        _ => StoreError::Broken(words),
    }
}
