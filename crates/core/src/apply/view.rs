//! What a person sees on a device: the office's last word, plus the own entries it has not answered yet.

use super::{Context, Outcome, apply};
use crate::access::Authority;
use crate::catalogue::Catalogue;
use crate::entry::Entry;
use crate::ids::LogId;
use crate::record::Record;

/// Replays a device's own entries about one record over the office's state of it.
///
/// `entries` are those that were not refused, with their log and number, in order; the ones that the office's
/// state already contains are skipped, whether or not their answer has arrived. Entries that do not apply here
/// are left out of the view: the office will say why.
pub fn optimistic<'e>(
    mirrored: Option<&Record>,
    entries: impl IntoIterator<Item = (LogId, u64, &'e Entry)>,
    authority: &Authority<'_>,
    catalogue: Option<&Catalogue>,
) -> Option<Record> {
    let mut view = mirrored.cloned();
    for (log, number, entry) in entries {
        let answered = view.as_ref().and_then(|record| record.applied.get(&log)).copied().unwrap_or(0);
        if number < answered {
            continue;
        }
        let context = Context {
            authority: authority.clone(),
            known_as: None,
            device: None,
            log,
            number,
            received_at: None,
            catalogue,
            next_code: None,
        };
        if let (Some(record), Outcome::Applied | Outcome::Merged { .. }) =
            apply(view.as_ref(), entry, &context)
        {
            view = Some(record);
        }
    }
    view
}
