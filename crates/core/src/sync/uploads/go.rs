//! What the office has said since the uploader began: the word of one office in one go, forgotten together.

use std::collections::BTreeSet;

use crate::ids::Digest;

#[derive(Debug, Default)]
pub(super) struct Go {
    /// Files that the office said it does not have.
    pub lacking: BTreeSet<Digest>,
    /// Files sent whole that the office has not confirmed yet.
    pub finished: BTreeSet<Digest>,
    /// The file whose offset the office has told.
    pub located: Option<Digest>,
    /// A file whose upload the office lost, or that it found elsewhere, once; twice is trouble.
    pub stumbled: Option<Digest>,
}
