//! One transaction, from its requests to its end.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

use super::{broken, text};
use crate::device::store::{Batch, Put, StoreError, Table};

/// An open transaction.
pub struct Transaction(IdbTransaction);

impl Transaction {
    /// For reading one table.
    pub fn read(database: &IdbDatabase, table: Table) -> Result<Self, StoreError> {
        database.transaction_with_str(table.name()).map(Self).map_err(|error| broken(&error))
    }

    /// For writing. web-sys knows the durability only as an unstable interface; every browser has had it since 2023,
    /// and an older one ignores the third argument and writes as it always did.
    fn write(database: &IdbDatabase, tables: &[Table], strict: bool) -> Result<Self, JsValue> {
        let names: Array = tables.iter().map(|table| JsValue::from_str(table.name())).collect();
        let options = Object::new();
        let durability = if strict { "strict" } else { "relaxed" };
        Reflect::set(&options, &JsValue::from_str("durability"), &JsValue::from_str(durability))?;
        let begin: Function = Reflect::get(database, &JsValue::from_str("transaction"))?.dyn_into()?;
        let begun = begin.call3(database, &names, &JsValue::from_str("readwrite"), &options)?;
        Ok(Self(begun.dyn_into()?))
    }

    /// A table inside it.
    pub fn store(&self, table: Table) -> Result<IdbObjectStore, StoreError> {
        self.0.object_store(table.name()).map_err(|error| broken(&error))
    }

    /// Waits for its end: `complete`, or nothing has happened.
    pub async fn finished(&self) -> Result<(), StoreError> {
        let promise = Promise::new(&mut |resolve, reject| {
            self.0.set_oncomplete(Some(&resolve));
            self.0.set_onabort(Some(&reject));
        });
        match JsFuture::from(promise).await {
            Ok(_) => Ok(()),
            Err(_) => Err(match self.0.error() {
                Some(error) => broken(&error),
                None => StoreError::Broken("AbortError".to_owned()),
            }),
        }
    }

    /// Asks the browser to end it now, without waiting for the page to hear of each request: the page may be gone
    /// by then. Browsers without it end it by themselves.
    fn commit(&self) {
        if let Ok(commit) = Reflect::get(&self.0, &JsValue::from_str("commit"))
            && let Some(commit) = commit.dyn_ref::<Function>()
        {
            let _ = commit.call0(&self.0);
        }
    }

    /// Makes the requests of a batch. An error here has ended the transaction.
    fn change(&self, batch: &Batch) -> Result<(), JsValue> {
        for (table, key) in &batch.deletes {
            self.0.object_store(table.name())?.delete(&JsValue::from_str(key))?;
        }
        for put in &batch.puts {
            let store = self.0.object_store(put.table.name())?;
            store.put_with_key(&stored(put)?, &JsValue::from_str(&put.key))?;
        }
        for (key, bytes) in &batch.files {
            let store = self.0.object_store(Table::Files.name())?;
            store.put_with_key(bytes, &JsValue::from_str(key))?;
        }
        for (key, secret) in &batch.secrets {
            let store = self.0.object_store(Table::Secrets.name())?;
            store.put_with_key(secret, &JsValue::from_str(key))?;
        }
        self.commit();
        Ok(())
    }
}

/// Writes a batch: expectations first, then the changes, in one transaction.
pub async fn write(database: &IdbDatabase, batch: &Batch) -> Result<(), StoreError> {
    let tables = batch.tables();
    if tables.is_empty() {
        return Ok(());
    }
    let transaction = Transaction::write(database, &tables, batch.strict).map_err(|error| broken(&error))?;
    if batch.expects.is_empty() {
        if let Err(error) = transaction.change(batch) {
            let _ = transaction.0.abort();
            return Err(broken(&error));
        }
        return transaction.finished().await;
    }
    expect_then_change(Rc::new(transaction), batch).await
}

/// The changes must be asked for inside the answer to the last expectation: later, the transaction would be over.
async fn expect_then_change(transaction: Rc<Transaction>, batch: &Batch) -> Result<(), StoreError> {
    let asked: Result<Vec<IdbRequest>, JsValue> = batch
        .expects
        .iter()
        .map(|expected| {
            transaction.0.object_store(expected.table.name())?.get(&JsValue::from_str(&expected.key))
        })
        .collect();
    let asked = Rc::new(asked.map_err(|error| broken(&error))?);
    let stopped = Rc::new(RefCell::new(None));
    let answer = {
        let (transaction, asked, stopped, batch) =
            (transaction.clone(), asked.clone(), stopped.clone(), batch.clone());
        Closure::<dyn FnMut()>::new(move || {
            let met = batch.expects.iter().zip(asked.iter()).all(|(expected, request)| {
                request.result().is_ok_and(|value| text(&value) == expected.value)
            });
            let outcome = if met {
                transaction.change(&batch).map_err(|error| broken(&error))
            } else {
                Err(StoreError::Changed)
            };
            if let Err(error) = outcome {
                stopped.replace(Some(error));
                let _ = transaction.0.abort();
            }
        })
    };
    if let Some(last) = asked.last() {
        last.set_onsuccess(Some(answer.as_ref().unchecked_ref()));
    }
    let ended = transaction.finished().await;
    stopped.take().map_or(ended, Err)
}

/// The value as it stands in the store.
fn stored(put: &Put) -> Result<JsValue, JsValue> {
    let value = JsValue::from_str(&put.value);
    let Some(order) = &put.order else { return Ok(value) };
    let line = Object::new();
    Reflect::set(&line, &JsValue::from_str("order"), &JsValue::from_str(order))?;
    Reflect::set(&line, &JsValue::from_str("text"), &value)?;
    Ok(line.into())
}
