//! Local storage, the visible fallback where IndexedDB cannot be opened: five million characters in all, on the
//! disk only after some seconds, and safe for one tab only ([`crate::platform::locks`] sees to that). Files do not fit:
//! they are refused with a word of their own.
//!
//! One key an item: browsers write each changed key anew, and one growing array lost 20 of 20 saves (docs).

use gloo_storage::{LocalStorage, Storage as _};
use js_sys::ArrayBuffer;
use web_sys::{CryptoKey, Storage};

use super::{Batch, DeviceStore, Pending, Put, Row, StoreError, Stretch, Table};
use crate::platform::window;

/// Parts the place in the book's order from the text.
const PARTING: char = '\u{1f}';

/// A store in local storage.
#[derive(Debug)]
pub struct LocalStore {
    name: String,
}

/// The browser's local storage; `None` where site data is blocked ([`LocalStorage::raw`] would throw there).
pub fn raw() -> Option<Storage> {
    window().local_storage().ok().flatten()?;
    Some(LocalStorage::raw())
}

impl LocalStore {
    /// The store of that name; `None` where local storage is blocked or takes nothing.
    pub fn open(name: &str) -> Option<Self> {
        let storage = raw()?;
        let probe = format!("{name}/probe");
        storage.set_item(&probe, "1").ok()?;
        storage.remove_item(&probe).ok()?;
        Some(Self { name: name.to_owned() })
    }

    fn key(&self, table: Table, key: &str) -> String {
        format!("{}/{}/{key}", self.name, table.name())
    }

    /// The rows of a stretch, in the order of their keys.
    fn rows(&self, table: Table, stretch: &Stretch) -> Result<Vec<Row>, StoreError> {
        let storage = storage()?;
        let prefix = self.key(table, "");
        let mut keys: Vec<String> = (0..storage.length().unwrap_or(0))
            .filter_map(|place| storage.key(place).ok().flatten())
            .filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned))
            .filter(|key| *key >= stretch.from && *key < stretch.to)
            .collect();
        keys.sort_unstable();
        keys.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
        let row = |key: String| {
            let value = storage.get_item(&self.key(table, &key)).ok().flatten()?;
            Some(Row { key, value })
        };
        Ok(keys.into_iter().filter_map(row).collect())
    }

    fn change(&self, batch: &Batch) -> Result<(), StoreError> {
        if !batch.files.is_empty() {
            return Err(StoreError::NoFiles);
        }
        if !batch.secrets.is_empty() {
            return Err(StoreError::NoSecrets);
        }
        let storage = storage()?;
        let met = batch.expects.iter().all(|expected| {
            let value = storage.get_item(&self.key(expected.table, &expected.key)).ok().flatten();
            value == expected.value
        });
        if !met {
            return Err(StoreError::Changed);
        }
        let deleted = batch.deletes.iter().map(|(table, key)| (self.key(*table, key), None));
        let written = batch.puts.iter().map(|put| (self.key(put.table, &put.key), Some(stored(put))));
        let mut before = Vec::new();
        for (key, value) in deleted.chain(written) {
            before.push((key.clone(), storage.get_item(&key).ok().flatten()));
            if set(&storage, &key, value.as_deref()).is_err() {
                for (key, value) in before.iter().rev() {
                    // What stood there before fits again: it is no longer than what was just taken away.
                    let _ = set(&storage, key, value.as_deref());
                }
                return Err(StoreError::Full);
            }
        }
        Ok(())
    }
}

impl DeviceStore for LocalStore {
    /// A book that fits in here has some hundred records: their [`Table::Search`] is made in memory.
    fn is_small(&self) -> bool {
        true
    }

    fn get(&self, table: Table, keys: Vec<String>) -> Pending<'_, Vec<Option<String>>> {
        Box::pin(async move {
            let storage = storage()?;
            let value = |key: &String| storage.get_item(&self.key(table, key)).ok().flatten();
            Ok(keys
                .iter()
                .map(value)
                .map(|value| value.map(|value| text(table, &value).to_owned()))
                .collect())
        })
    }

    fn ranges(&self, table: Table, stretches: Vec<Stretch>) -> Pending<'_, Vec<Vec<Row>>> {
        Box::pin(async move {
            let mut found = Vec::with_capacity(stretches.len());
            for stretch in &stretches {
                let mut rows = self.rows(table, stretch)?;
                for row in &mut rows {
                    row.value = text(table, &row.value).to_owned();
                }
                found.push(rows);
            }
            Ok(found)
        })
    }

    fn count(&self, table: Table, stretch: Stretch) -> Pending<'_, u64> {
        Box::pin(async move { Ok(self.rows(table, &Stretch { limit: u32::MAX, ..stretch })?.len() as u64) })
    }

    fn book(&self, limit: Option<u32>) -> Pending<'_, Vec<String>> {
        Box::pin(async move {
            let mut lines = self.rows(Table::Summaries, &Stretch::prefix(""))?;
            lines.sort_by(|a, b| a.value.cmp(&b.value));
            let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
            Ok(lines.iter().take(limit).map(|row| text(Table::Summaries, &row.value).to_owned()).collect())
        })
    }

    fn file(&self, _key: String) -> Pending<'_, Option<ArrayBuffer>> {
        Box::pin(async { Ok(None) })
    }

    fn secret(&self, _key: String) -> Pending<'_, Option<CryptoKey>> {
        Box::pin(async { Ok(None) })
    }

    fn write(&self, batch: Batch) -> Pending<'_, ()> {
        Box::pin(async move { self.change(&batch) })
    }
}

fn storage() -> Result<Storage, StoreError> {
    raw().ok_or_else(|| StoreError::Broken("SecurityError: local storage".to_owned()))
}

fn set(storage: &Storage, key: &str, value: Option<&str>) -> Result<(), wasm_bindgen::JsValue> {
    match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    }
}

fn stored(put: &Put) -> String {
    match &put.order {
        Some(order) => format!("{order}{PARTING}{}", put.value),
        None => put.value.clone(),
    }
}

fn text(table: Table, value: &str) -> &str {
    match table {
        Table::Summaries => value.split_once(PARTING).map_or(value, |(_, text)| text),
        _ => value,
    }
}
