//! How much of a device's own writing is kept: far more than people write in years, far less than a disk. Bytes that pack
//! well cost whoever sends them nothing: three hundred of them were two and a half million here.

use danvan_core::entry::SealedEntry;

/// Entries of one device, in all its logs.
const ENTRIES_BYTES: u64 = 1024 * 1024 * 1024;
/// What is kept beside logs that forked: a phone that was put back twice has a few.
const FORKED_BYTES: u64 = 64 * 1024 * 1024;
/// What an entry takes beside its text: digest, verdict, place.
pub(crate) const ENTRY_COSTS: u64 = 200;

/// What is kept of a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenUp {
    /// How many logs it has.
    pub logs: u64,
    /// The weight of its entries, in bytes.
    pub entries: u64,
    /// The weight of what is kept beside its logs.
    pub forked: u64,
}

impl TakenUp {
    pub(crate) fn of_row((logs, entries, forked): (i64, i64, i64)) -> Self {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        Self { logs: count(logs), entries: count(entries), forked: count(forked) }
    }

    /// Whether there is room for entries in its logs. What a hub has put beside them, where the province had others, makes
    /// no room in them.
    pub fn has_room(&self, entries: &[SealedEntry]) -> bool {
        let new = weight(entries.iter().map(|entry| entry.text.as_str()));
        new == 0 || (self.entries.saturating_add(new) <= ENTRIES_BYTES && self.forked <= FORKED_BYTES)
    }

    /// Whether there is room for entries beside its logs.
    pub fn has_room_beside(&self, entries: &[SealedEntry]) -> bool {
        self.forked.saturating_add(weight(entries.iter().map(|entry| entry.text.as_str()))) <= FORKED_BYTES
    }
}

/// How much is kept of a device of a province: logs, weight of entries, weight beside logs.
pub(super) const TAKEN_UP: &str = "SELECT count(*), CAST(coalesce(sum(weight), 0) AS BIGINT),
        CAST(coalesce(sum(forked_weight), 0) AS BIGINT)
     FROM logs WHERE province = $1 AND device = $2";

/// Adds to what is kept beside a log.
pub(super) const KEPT_BESIDE: &str =
    "UPDATE logs SET forked_weight = forked_weight + $1 WHERE province = $2 AND log = $3";

/// Ends the insert of entries of which some may be there: the digest is part of the key, so what is dropped is the same
/// text at the same place. Tells the lengths of those that were new, for [`weight_of_lengths`].
pub(crate) const NEW_ONLY: &str = " ON CONFLICT DO NOTHING RETURNING CAST(octet_length(text) AS BIGINT)";

/// What entries weigh whose texts have so many bytes.
pub(crate) fn weight_of_lengths(bytes: &[i64]) -> u64 {
    bytes.iter().map(|bytes| u64::try_from(*bytes).unwrap_or_default() + ENTRY_COSTS).sum()
}

/// What entries with these texts weigh, in bytes.
pub(crate) fn weight<'t>(texts: impl Iterator<Item = &'t str>) -> u64 {
    texts.map(|text| text.len() as u64 + ENTRY_COSTS).sum()
}
