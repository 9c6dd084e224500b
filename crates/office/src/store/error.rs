//! What can go wrong with the store.

/// A failure of the store. Those of the database say nothing about the request: callers answer "try again later". The
/// last three say that what was to be added does not fit what is there.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not do what it was asked.
    #[error("database: {0}")]
    Database(String),
    /// Another transaction was in the way, of this process or of another. Nothing was kept; the same transaction may
    /// go through if it is begun again.
    #[error("another transaction was in the way: {0}")]
    Again(String),
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
    /// The identity is a district's machine, which no person can be too.
    #[error("the identity is a district's machine")]
    IsMachine,
    /// The identity is a person, whom no machine can be too.
    #[error("the identity is a person")]
    IsPerson,
}

impl StoreError {
    /// For values that do not read back.
    pub fn corrupt(what: &'static str, why: impl ToString) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }
}

/// States of SQL that name a race: a serialization failure, a deadlock, a lock that was waited for too long, and a key
/// that another transaction has taken since it was looked for.
const RACES: [&str; 4] = ["40001", "40P01", "55P03", "23505"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code());
        if code.is_some_and(|code| RACES.contains(&code.as_ref())) {
            Self::Again(error.to_string())
        } else {
            Self::Database(error.to_string())
        }
    }
}

/// The store's answer.
pub type StoreResult<T> = Result<T, StoreError>;
