//! The store as the rest of the device sees it: values pass the codec on their way in and out.

use std::fmt;
use std::rc::Rc;

use js_sys::ArrayBuffer;
use web_sys::CryptoKey;

use super::{Batch, DeviceStore, Row, StoreError, Stretch, Table};
use crate::device::codec;

/// A store behind the codec. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    store: Rc<dyn DeviceStore>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Over a store.
    pub fn new(store: Rc<dyn DeviceStore>) -> Self {
        Self { store }
    }

    /// See [`DeviceStore::is_small`].
    pub fn is_small(&self) -> bool {
        self.store.is_small()
    }

    /// One value.
    ///
    /// # Errors
    /// See [`StoreError`], as for all that follow.
    pub async fn one(&self, table: Table, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.get(table, vec![key.to_owned()]).await?.pop().flatten())
    }

    /// The values of keys, in their order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn get(&self, table: Table, keys: Vec<String>) -> Result<Vec<Option<String>>, StoreError> {
        let sealed = self.store.get(table, keys).await?;
        sealed.into_iter().map(|value| value.map(|value| opened(&value)).transpose()).collect()
    }

    /// The rows of stretches.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn ranges(&self, table: Table, stretches: Vec<Stretch>) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut found = self.store.ranges(table, stretches).await?;
        for row in found.iter_mut().flatten() {
            row.value = opened(&row.value)?;
        }
        Ok(found)
    }

    /// The rows of one stretch.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn range(&self, table: Table, stretch: Stretch) -> Result<Vec<Row>, StoreError> {
        Ok(self.ranges(table, vec![stretch]).await?.pop().unwrap_or_default())
    }

    /// How many rows a stretch has.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn count(&self, table: Table, stretch: Stretch) -> Result<u64, StoreError> {
        self.store.count(table, stretch).await
    }

    /// Lines of the book: the first ones in its order, or all of them in any order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn book(&self, limit: Option<u32>) -> Result<Vec<String>, StoreError> {
        self.store.book(limit).await?.iter().map(|value| opened(value)).collect()
    }

    /// The bytes of a file. They stand as they are: a digest names them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn file(&self, key: &str) -> Result<Option<ArrayBuffer>, StoreError> {
        self.store.file(key.to_owned()).await
    }

    /// A secret key of the browser. It stands as it is: nobody can read it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn secret(&self, key: &str) -> Result<Option<CryptoKey>, StoreError> {
        self.store.secret(key.to_owned()).await
    }

    /// Writes a batch.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn write(&self, mut batch: Batch) -> Result<(), StoreError> {
        for put in &mut batch.puts {
            put.value = codec::seal(&put.value);
        }
        for expected in &mut batch.expects {
            expected.value = expected.value.as_deref().map(codec::seal);
        }
        self.store.write(batch).await
    }
}

fn opened(sealed: &str) -> Result<String, StoreError> {
    codec::open(sealed).ok_or_else(|| StoreError::Broken("a value of a newer version".to_owned()))
}
