//! What is written together.

use js_sys::ArrayBuffer;
use web_sys::CryptoKey;

use super::Table;

/// What must still stand in the store for a batch to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The table.
    pub table: Table,
    /// The key.
    pub key: String,
    /// The value; `None` where nothing may stand.
    pub value: Option<String>,
}

/// A value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The table.
    pub table: Table,
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
    /// Its place in the book's order; for [`Table::Summaries`] only.
    pub order: Option<String>,
}

/// Changes that happen whole or not at all. The expectations are read in the same transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// What must still stand.
    pub expects: Vec<Expectation>,
    /// What is removed, before anything is put.
    pub deletes: Vec<(Table, String)>,
    /// What is put.
    pub puts: Vec<Put>,
    /// Files that are put, with their bytes.
    pub files: Vec<(String, ArrayBuffer)>,
    /// Secret keys of the browser that are put.
    pub secrets: Vec<(String, CryptoKey)>,
    /// Whether it must survive a power cut before anyone is told.
    pub strict: bool,
}

impl Batch {
    /// An empty batch that is on the disk when the write returns: for everything a person was told is saved.
    pub fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }

    /// An empty batch that the system writes to the disk when it likes: for drafts at each key stroke.
    pub fn relaxed() -> Self {
        Self::default()
    }

    /// Adds an expectation.
    pub fn expect(&mut self, table: Table, key: impl Into<String>, value: Option<String>) {
        self.expects.push(Expectation { table, key: key.into(), value });
    }

    /// Adds a value.
    pub fn put(&mut self, table: Table, key: impl Into<String>, value: impl Into<String>) {
        self.puts.push(Put { table, key: key.into(), value: value.into(), order: None });
    }

    /// Adds a line of the book.
    pub fn put_line(&mut self, key: impl Into<String>, order: String, value: String) {
        self.puts.push(Put { table: Table::Summaries, key: key.into(), value, order: Some(order) });
    }

    /// Adds a file. Only IndexedDB takes it.
    pub fn put_file(&mut self, key: impl Into<String>, bytes: ArrayBuffer) {
        self.files.push((key.into(), bytes));
    }

    /// Adds a secret key of the browser. Only IndexedDB takes it.
    pub fn put_secret(&mut self, key: impl Into<String>, secret: CryptoKey) {
        self.secrets.push((key.into(), secret));
    }

    /// Adds a removal.
    pub fn delete(&mut self, table: Table, key: impl Into<String>) {
        self.deletes.push((table, key.into()));
    }

    /// The tables it touches.
    pub fn tables(&self) -> Vec<Table> {
        let touched = |table: &Table| {
            self.expects.iter().any(|expected| expected.table == *table)
                || self.deletes.iter().any(|(deleted, _)| deleted == table)
                || self.puts.iter().any(|put| put.table == *table)
                || (*table == Table::Files && !self.files.is_empty())
                || (*table == Table::Secrets && !self.secrets.is_empty())
        };
        Table::ALL.into_iter().filter(touched).collect()
    }
}
