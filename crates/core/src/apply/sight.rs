//! What an author can have seen of a record when they wrote. The office's order decides, never a clock: an act is seen
//! if the author's device had it from the office, or if it stands in the author's own log.

use super::Context;
use crate::entry::Entry;
use crate::ids::LogId;
use crate::record::Record;
use crate::workflow;

/// How far an author's eyes reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    log: LogId,
    /// The office's revision that the author had; for entries of the first version their base, which counts own
    /// entries too.
    revision: u64,
    /// Whether the revision is the office's.
    exact: bool,
    /// Whether own entries, which the office had not answered, stood over it: what they did in the author's eyes, such
    /// as bringing a withdrawn record back, may have come to something else there.
    ahead: bool,
}

/// Where a record stood in somebody's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing<'r> {
    /// The state.
    pub state: &'r str,
    /// Whether it was withdrawn.
    pub deleted: bool,
}

impl Sight {
    pub(super) fn of(entry: &Entry, context: &Context<'_>) -> Self {
        Self {
            log: context.log,
            revision: entry.mirrored.unwrap_or(entry.base),
            exact: entry.mirrored.is_some(),
            ahead: entry.mirrored.is_some_and(|mirrored| entry.base > mirrored),
        }
    }

    /// Whether the author knew of what `log` did with `revision`.
    pub(super) fn knew(&self, log: Option<LogId>, revision: u64) -> bool {
        revision <= self.revision || log == Some(self.log)
    }

    /// Whether what the author had before them can have been another record than the office's, for what they
    /// themselves had done.
    pub(super) fn ahead(&self) -> bool {
        self.ahead
    }

    /// Whether the author knew of everything that happened to the record.
    pub(super) fn knew_all(&self, record: &Record) -> bool {
        if self.exact {
            record.trail.iter().all(|step| self.knew(step.log, step.revision))
        } else {
            self.revision == record.revision
        }
    }

    /// Where the record stood when the author looked.
    pub(super) fn standing<'r>(&self, record: &'r Record) -> Standing<'r> {
        let now = Standing { state: &record.state, deleted: record.deleted };
        if self.knew_all(record) {
            return now;
        }
        let workflow = workflow::of(record.kind);
        let mut then = Standing { state: workflow.initial, deleted: false };
        for step in record.trail.iter().filter(|step| self.knew(step.log, step.revision)) {
            match step.did.as_str() {
                "delete" => then.deleted = true,
                // Taking a value of a withdrawn record brings it back.
                "create" | "change" => then.deleted &= !step.took_value(),
                name => then.state = workflow.step(name).map_or(record.state.as_str(), |step| step.to),
            }
        }
        then
    }
}
