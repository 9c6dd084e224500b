//! What can go wrong with the store.

/// A failure of the store. None of them says anything about the request: callers answer "try again later".
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not do what it was asked.
    #[error("database: {0}")]
    Database(String),
    /// A stored value cannot be read back.
    #[error("stored {what} cannot be read: {why}")]
    Corrupt {
        /// Which value.
        what: &'static str,
        /// What the reader said.
        why: String,
    },
    /// The username or code exists.
    #[error("{0} exists already")]
    Exists(&'static str),
}

impl StoreError {
    /// For values that do not read back.
    pub fn corrupt(what: &'static str, why: impl ToString) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }
}

/// The store's answer.
pub type StoreResult<T> = Result<T, StoreError>;
