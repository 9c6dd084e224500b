//! How much a record takes in. Every bound lies far above what any form can fill, and stops further *writing* alone, by
//! the one whose entry meets it: steps, choices, withdrawals that take effect and reading go on, and what a record holds
//! already, beyond every bound or not, stays and can be made smaller.
//!
//! The bounds follow from the forms ([`crate::record::schema`]). Vietnamese text takes about 1.35 bytes a character.
//!
//! - The longest text is a report of achievements: 12,000 characters, 16 KB. The fullest activity there can be (two texts
//!   of 4,000 characters, all 75 indicators with a note of 500 each, twenty photos with captions, twenty things to follow
//!   up) has about 200 KB; one entry has 64 KiB at most.
//! - History keeps what stood before. Somebody who writes the longest report anew and saves it sixty times, every word
//!   changed, leaves 1 MB of it; records that people work on have been saved some ten times.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::entry::{Action, Entry};
use crate::ids::UserId;
use crate::message::{Message, Problem};
use crate::record::schema::{self, FieldKind, FieldSpec};
use crate::record::{Body, Record, RecordKind};

/// The longest text of a record with its history, in bytes of JSON, to which anybody adds: twice [`AUTHOR_BYTES_MAX`], so
/// that nobody fills it alone, and some ten times the fullest activity.
pub const RECORD_BYTES_MAX: usize = 2 * 1024 * 1024;
/// How much of a record's history, and of what waits in it, may be one author's, in bytes of JSON: sixty times the longest
/// report.
pub const AUTHOR_BYTES_MAX: usize = 1024 * 1024;
/// How many fields of a record may be of versions that are not known here: those of the body, and those of list items,
/// each name counted once. The largest form of today has 36 fields; a version that has five times as many more fits.
pub const UNKNOWN_FIELDS_MAX: usize = 200;
/// How long such fields may be together, in bytes of JSON: sixteen texts as long as the longest of today, or as much
/// as the fullest activity has in all.
pub const UNKNOWN_BYTES_MAX: usize = 256 * 1024;
/// How many values of one author may wait for a choice in one record. An author who was not heard for weeks proposes one
/// at each place at most: some 30 fields, 75 indicators, 20 photos and 20 things to follow up, and once more from a second
/// device.
pub const PROPOSALS_MAX: usize = 300;

/// Refuses an entry that adds to a record beyond what it may hold.
pub(super) fn left(before: Option<&Record>, after: &Record, entry: &Entry) -> Result<(), Problem> {
    if !adds(after, entry) {
        return Ok(());
    }
    let waiting = |record: &Record| {
        record.proposals.iter().filter(|proposal| proposal.author.id == entry.author.id).count()
    };
    let waits = waiting(after);
    if waits > PROPOSALS_MAX && waits > before.map_or(0, waiting) {
        return Err(Problem::of(Message::WaitsTooMuch));
    }
    let unknown = Unknown::of(after);
    if !unknown.fits() && unknown.exceeds(before.map(Unknown::of).unwrap_or_default()) {
        return Err(Problem::of(Message::UnknownTooMuch));
    }
    let all = bytes(after);
    // Nobody's part is larger than the whole.
    if all <= AUTHOR_BYTES_MAX {
        return Ok(());
    }
    let full = all > RECORD_BYTES_MAX || part_of(after, entry.author.id) > AUTHOR_BYTES_MAX;
    if full && !before.is_some_and(|before| lightens(before, after, all)) {
        return Err(Problem::of(Message::RecordFull));
    }
    Ok(())
}

/// Whether an entry that was applied is one of those that a bound may stop. Of the others each needs something that was
/// there before and is used up by it: an open step, something that waits, a record that is not withdrawn.
fn adds(after: &Record, entry: &Entry) -> bool {
    let Some(done) = after.trail.last() else { return true };
    match &entry.action {
        Action::Move { fields, .. } => !fields.is_empty(),
        Action::Delete { .. } => done.did != "delete",
        Action::Settle { .. } => {
            let own = |log, revision| Some(log) == done.log && revision == done.revision;
            let waits_anew = after.proposals.iter().any(|other| own(other.log, other.revision))
                || after.withdrawals.iter().any(|other| own(other.log, other.revision));
            done.settled.is_empty() || waits_anew
        }
        Action::Create { .. } | Action::Change { .. } | Action::Unknown => true,
    }
}

/// Whether the content became so much smaller that the record did not gain by it, history included: what is taken out of
/// the content goes into the history once, and no chain of such entries comes to more than both were together.
fn lightens(before: &Record, after: &Record, all: usize) -> bool {
    let content =
        |record: &Record| bytes(&record.body) + bytes(&record.proposals) + bytes(&record.withdrawals);
    all + content(after) <= bytes(before) + content(before)
}

/// How much of a record came from one author: steps of the history with what they replaced and settled, and what waits.
fn part_of(record: &Record, author: UserId) -> usize {
    let steps = record.trail.iter().filter(|step| step.author.id == author).map(bytes);
    let proposals = record.proposals.iter().filter(|other| other.author.id == author).map(bytes);
    let withdrawals = record.withdrawals.iter().filter(|other| other.author.id == author).map(bytes);
    steps.chain(proposals).chain(withdrawals).sum()
}

/// Fields of versions that are not known here: how many, and how long they are.
#[derive(Clone, Copy, Default)]
struct Unknown {
    fields: usize,
    bytes: usize,
}

impl Unknown {
    fn of(record: &Record) -> Self {
        unknown(record.kind, &record.body)
    }

    fn fits(self) -> bool {
        self.fields <= UNKNOWN_FIELDS_MAX && self.bytes <= UNKNOWN_BYTES_MAX
    }

    /// Whether there is more of what is too much.
    fn exceeds(self, before: Self) -> bool {
        (self.fields > UNKNOWN_FIELDS_MAX && self.fields > before.fields)
            || (self.bytes > UNKNOWN_BYTES_MAX && self.bytes > before.bytes)
    }
}

fn unknown(kind: RecordKind, body: &Body) -> Unknown {
    let mut found = Unknown::default();
    for (name, value) in body {
        match schema::field(kind, name) {
            None => {
                found.fields += 1;
                found.bytes += name.len() + bytes(value);
            }
            Some(field) => unknown_inside(field, value, &mut found),
        }
    }
    found
}

/// Adds what is not known inside a field that is: in the items of a list, beside the parts of a place on earth.
fn unknown_inside(field: &FieldSpec, value: &Value, found: &mut Unknown) {
    let known = |name: &str| match field.kind {
        FieldKind::Items { fields, .. } => fields.iter().any(|field| field.name == name),
        FieldKind::Geo => matches!(name, "lat" | "lon"),
        _ => false,
    };
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut names: Vec<&str> = Vec::new();
    for (name, value) in items.iter().filter_map(Value::as_object).flatten() {
        if !known(name) {
            found.bytes += name.len() + bytes(value);
            names.push(name);
        }
    }
    names.sort_unstable();
    names.dedup();
    found.fields += names.len();
}

/// How long a value is as JSON.
fn bytes(value: &impl Serialize) -> usize {
    let mut counted = Counted(0);
    // What JSON cannot say comes from no JSON; it would not be stored either.
    serde_json::to_writer(&mut counted, value).map_or(usize::MAX / 8, |()| counted.0)
}

/// Counts what is written to it and keeps none of it.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        self.0 += written.len();
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
