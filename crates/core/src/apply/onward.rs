//! What somebody had before them, brought on by what they themselves have written since.

use super::merge::write;
use crate::entry::{Action, Entry};
use crate::record::place::{present, read};
use crate::record::{Body, RecordKind};

/// The body and the revision to which a device's own entries have led since somebody looked at `body` in revision `base`, of
/// which `mirrored` was the office's. What others have done meanwhile is not in it: that meets what is written on top by the
/// rules.
///
/// `own` are the device's entries about the record that were not refused, in order. Nothing where none was written since, or
/// where they do not follow one from the other, such as those of two windows: then nobody can tell what was seen.
pub fn onward<'e>(
    kind: RecordKind,
    body: &Body,
    base: u64,
    mirrored: u64,
    own: impl IntoIterator<Item = &'e Entry>,
) -> Option<(Body, u64)> {
    let had = |entry: &Entry| entry.mirrored.unwrap_or(entry.base);
    let since = own.into_iter().filter(|entry| had(entry) == mirrored && entry.base >= base);
    let (mut body, mut revision) = (body.clone(), base);
    for entry in since {
        if entry.base != revision {
            return None;
        }
        match &entry.action {
            Action::Create { body: created, .. } => body = created.clone(),
            Action::Change { fields } | Action::Move { fields, .. } => {
                for change in fields {
                    let is_seen = read(kind, &body, &change.at) == present(change.seen.as_ref());
                    if !is_seen || !write(kind, &mut body, &change.at, change.written.clone()) {
                        return None;
                    }
                }
            }
            _ => return None,
        }
        revision += 1;
    }
    (revision > base).then_some((body, revision))
}
