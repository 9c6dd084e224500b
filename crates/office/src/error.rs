//! What a handler answers when it does not answer what it was asked for.
//!
//! Which to use where:
//! - [`ApiError`] in handlers and extractors: it *is* the answer, an RFC 9457 problem with Vietnamese words for the
//!   person at the other end. Make it by its named constructors; each belongs to one situation.
//! - [`Words`] travel beside the answer: a person whose browser went there reads them as a page.
//! - [`crate::store::StoreError`] inside the store, [`crate::intake::IntakeError`] on the way to the writer: they say
//!   that nothing was kept although nothing was wrong with the request. `?` turns them into "try again later" (503)
//!   and logs what happened; the person is not told the database's words.
//! - `anyhow::Error` at the start and on the command line only.

mod causes;
mod identity;
mod kinds;
mod page;
mod pushes;
mod request;
mod response;

use std::fmt;

use danvan_core::message::Problem;

pub(crate) use identity::{NOT_A_PIN_WORDS, PIN_NEEDED_WORDS, WRONG_PIN_WORDS};
pub use page::Words;
pub use response::PROBLEM_JSON;

use kinds::Kind;

/// Beside an answer, for the layer that tells everybody another moment to come again, not before this.
#[derive(Clone, Copy, Debug)]
pub struct TurnedAway {
    /// The least of the seconds to wait.
    pub least_s: u64,
}

/// A problem as an answer. See the module's head.
#[derive(Debug)]
pub struct ApiError {
    kind: &'static Kind,
    detail: Option<String>,
    problem: Option<Box<Problem>>,
    retry_after_s: Option<u64>,
    turned_away: Option<TurnedAway>,
}

impl ApiError {
    /// The status that it is answered with.
    pub fn status(&self) -> u16 {
        self.kind.status
    }

    fn of(kind: &'static Kind) -> Self {
        Self { kind, detail: None, problem: None, retry_after_s: None, turned_away: None }
    }

    fn with(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::of(kind) }
    }
}

/// For the command line.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.title)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl std::error::Error for ApiError {}
