//! The steps of a round that wait on their own after trouble.

use serde::{Deserialize, Serialize};

use crate::ids::LogId;

/// A kind of request or of work on the device's store. Only its own success sets its waiting time back.
/// Kept as JSON beside the store: do not rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Step {
    /// How far the office has a log, until that is kept.
    Ask(LogId),
    /// Entries of a log, until the answer is kept.
    Push {
        /// The log.
        log: LogId,
        /// Whether they go to a hub.
        to_hub: bool,
    },
    /// The feed, until its page is kept.
    Feed {
        /// Whether it is a hub's.
        of_hub: bool,
    },
    /// Reading what the device has where the office's log ends.
    Check,
    /// Reading what is to be sent.
    Read,
    /// Beginning a new log in the place of one that cannot go on.
    StartLog,
}
