//! Whose name stands under an entry: the one that the office knows the author by. An entry is written by whoever holds
//! the device, and may say any name; what it says is shown only beside the other, where the two differ.

use crate::access::Author;
use crate::entry::Entry;
use crate::text::plain_name;

/// The longest name that is taken over from an entry, in characters. What is longer stays whole in its log.
pub const NAME_CHARS_MAX: usize = 200;

/// An author as a record shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    /// The person, under the name that is shown.
    pub author: Author,
    /// The name that the entry says, where it is another one.
    pub written_as: Option<String>,
}

impl Signature {
    /// The signature of an entry whose author is `known` by that name; on a device, which knows no more than the entry
    /// says, the entry's own name stands.
    pub(super) fn of(entry: &Entry, known: Option<&str>) -> Self {
        let (id, said) = (entry.author.id, bounded(&plain_name(&bounded(&entry.author.name))));
        let Some(known) = known else {
            return Self { author: Author { id, name: said }, written_as: None };
        };
        let differs = said != plain_name(known);
        Self { author: Author { id, name: bounded(known) }, written_as: differs.then_some(said) }
    }
}

/// The beginning of a name, as much of it as is kept in a record.
pub(super) fn bounded(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect()
}
