//! What the uploader waits for.

use super::{Fate, Place};
use crate::ids::Digest;

/// The request or the write under way.
#[derive(Debug, Default)]
pub(super) enum Task {
    #[default]
    Idle,
    Asking {
        sha256: Vec<Digest>,
    },
    Creating {
        sha256: Digest,
    },
    Locating {
        sha256: Digest,
        address: String,
    },
    Sending {
        sha256: Digest,
        place: Place,
        since_ms: u64,
    },
    Keeping {
        fates: Vec<(Digest, Fate)>,
        then: Then,
    },
}

impl Task {
    /// The file that the request is about.
    pub fn file(&self) -> Option<Digest> {
        match self {
            Self::Creating { sha256 } | Self::Locating { sha256, .. } | Self::Sending { sha256, .. } => {
                Some(*sha256)
            }
            Self::Idle | Self::Asking { .. } | Self::Keeping { .. } => None,
        }
    }
}

/// What follows when something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    GoOn,
    Stop,
}
