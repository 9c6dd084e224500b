//! The requests of uploads that wait on their own after trouble.

use serde::{Deserialize, Serialize};

use crate::ids::Digest;

/// A kind of request, or a file. Only its own success sets its waiting time back.
/// Kept as JSON beside the store: do not rename.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Step {
    /// Which files the office has.
    #[default]
    Known,
    /// Beginning an upload.
    Create,
    /// Where an upload stands.
    Locate,
    /// Bytes.
    Chunk,
    /// A file, whatever was asked for it: it goes well where the office has more of it than ever before.
    File(Digest),
}
