//! Where the device keeps things: a handful of tables of texts under keys and one of files, written in batches that
//! happen whole or not at all. Two browsers' stores stand behind one trait, and one conformance suite runs against both.

mod batch;
pub mod indexed_db;
pub mod local_storage;
mod vault;

pub use batch::{Batch, Expectation, Put};
pub use indexed_db::IndexedDb;
pub use local_storage::LocalStore;
pub use vault::Vault;

use std::future::Future;
use std::pin::Pin;

use js_sys::ArrayBuffer;
use web_sys::CryptoKey;

/// The tables. Names are part of the stored format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Single facts: session, logs, catalogue, damage.
    Meta,
    /// `log/number` -> digest and frozen text.
    Entries,
    /// `record/generation of the log/number` -> nothing: which own entries speak of a record.
    Own,
    /// `log/number` -> the office's verdict.
    Verdicts,
    /// `record` -> the record as the office has it.
    Mirror,
    /// `record` -> one line of the book, with its place in the book's order.
    Summaries,
    /// `record` -> what its line in the book is searched by: see [`super::Details`].
    Search,
    /// `draft` -> the form as it was left.
    Drafts,
    /// `sha256` -> what is known of a file, and what has become of it.
    Uploads,
    /// `sha256` -> a file's bytes, by [`Batch::put_file`] and [`DeviceStore::file`].
    Files,
    /// `public key` -> the secret key that belongs to it, which the browser keeps and shows to nobody: by
    /// [`Batch::put_secret`] and [`DeviceStore::secret`].
    Secrets,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Meta,
        Self::Entries,
        Self::Own,
        Self::Verdicts,
        Self::Mirror,
        Self::Summaries,
        Self::Search,
        Self::Drafts,
        Self::Uploads,
        Self::Files,
        Self::Secrets,
    ];

    /// The name in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Entries => "entries",
            Self::Own => "own",
            Self::Verdicts => "verdicts",
            Self::Mirror => "mirror",
            Self::Summaries => "summaries",
            Self::Search => "search",
            Self::Drafts => "drafts",
            Self::Uploads => "uploads",
            Self::Files => "files",
            Self::Secrets => "secrets",
        }
    }
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// A stretch of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first key.
    pub from: String,
    /// The key after the last.
    pub to: String,
    /// At most so many rows.
    pub limit: u32,
}

impl Stretch {
    /// All keys that begin with `prefix`.
    pub fn prefix(prefix: &str) -> Self {
        // The highest code point: no key of ours holds it.
        Self { from: prefix.to_owned(), to: format!("{prefix}\u{10ffff}"), limit: u32::MAX }
    }
}

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// An expectation of the batch was not met: somebody else wrote in between. Nothing was written.
    Changed,
    /// No space is left. Nothing was written.
    Full,
    /// This store is too small for files. Nothing was written.
    NoFiles,
    /// This store keeps no keys of the browser. Nothing was written.
    NoSecrets,
    /// The store broke, also after it was opened again. It may or may not have been written.
    Broken(String),
}

impl StoreError {
    /// The browser's words, for people who help.
    pub fn words(&self) -> String {
        match self {
            Self::Changed => "changed by another tab".to_owned(),
            Self::Full => "QuotaExceededError".to_owned(),
            Self::NoFiles => "no files in local storage".to_owned(),
            Self::NoSecrets => "no keys of the browser in this store".to_owned(),
            Self::Broken(words) => words.clone(),
        }
    }
}

/// A promise of the store. Boxed, so that either store stands behind one pointer and is compiled once.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + 'a>>;

/// A store of the browser. All reads of one call see one moment.
pub trait DeviceStore {
    /// Whether space is so short that what can be made again from the rest is not to be kept.
    fn is_small(&self) -> bool;

    /// The values of keys, in their order.
    fn get(&self, table: Table, keys: Vec<String>) -> Pending<'_, Vec<Option<String>>>;

    /// The rows of stretches, each in the order of its keys.
    fn ranges(&self, table: Table, stretches: Vec<Stretch>) -> Pending<'_, Vec<Vec<Row>>>;

    /// How many rows a stretch has, whatever its limit.
    fn count(&self, table: Table, stretch: Stretch) -> Pending<'_, u64>;

    /// Values of [`Table::Summaries`]: the first ones in the book's order, or all of them in any order.
    fn book(&self, limit: Option<u32>) -> Pending<'_, Vec<String>>;

    /// The bytes of a file.
    fn file(&self, key: String) -> Pending<'_, Option<ArrayBuffer>>;

    /// A secret key of the browser. Only IndexedDB keeps one.
    fn secret(&self, key: String) -> Pending<'_, Option<CryptoKey>>;

    /// Does all of the batch, or none of it. A strict batch is durable when this returns.
    fn write(&self, batch: Batch) -> Pending<'_, ()>;
}
