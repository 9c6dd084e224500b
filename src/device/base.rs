//! What a person had before them when they did something.

use danvan_core::record::Record;

/// The record's revision in that person's view, and how far it was the office's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// The revision, own unanswered entries counted; 0 for a new record.
    pub revision: u64,
    /// The office's revision in it; absent where nobody noted it, as in drafts of the first version.
    pub mirrored: Option<u64>,
}

impl From<u64> for Base {
    fn from(revision: u64) -> Self {
        Self { revision, mirrored: None }
    }
}

impl From<&Record> for Base {
    fn from(view: &Record) -> Self {
        Self { revision: view.revision, mirrored: Some(view.mirrored()) }
    }
}
