//! What the office has said since the uploader began: the word of one office in one go, forgotten together.

use std::collections::BTreeSet;

use super::step::Step;
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
    /// Something on the way did not let a method through, and the other one was tried at once.
    pub turned: bool,
    /// What has just failed and goes out at once in another way.
    pub at_once: Option<AtOnce>,
    /// When the first of what this go leaves out may be tried.
    pub left_out_until_ms: Option<u64>,
}

/// A request about a file that goes out again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AtOnce {
    pub sha256: Digest,
    pub step: Step,
}

impl AtOnce {
    /// Whether it may go before its time.
    pub fn allows(self, sha256: Digest, step: Step) -> bool {
        sha256 == self.sha256 && (step == self.step || step == Step::File(sha256))
    }
}
