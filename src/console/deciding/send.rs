//! Sending a decision, record by record, also in a page's last moment; what a failure means, and what has become of a
//! decision whose answer nobody read.

use std::sync::Arc;

use danvan_core::record::{Given, Record, RecordLine};

use super::command::{Command, Target};
use crate::components::{did, signed};
use crate::console::client::{self, Answer, Failure, Sent};
use crate::console::failure;
use crate::console::records::words;
use crate::i18n::console as text;

/// How many bytes a page that goes can leave to the browser to send, in all: browsers allow 64 KiB (Fetch, "keepalive").
pub const LAST_BYTES_MAX: usize = 60_000;

/// A record that was not decided on.
#[derive(Clone)]
pub struct NotDone {
    /// What should have been done.
    pub command: Arc<Command>,
    /// The record as it is known now.
    pub target: Target,
    /// Why not, in words.
    pub why: String,
    /// Whether the same may be sent again: the office has not said no to it.
    pub again: bool,
    /// Whether the record is as it was at the office, as far as is known here.
    pub unchanged: bool,
}

/// What has become of a record's part of a decision.
pub enum Fate {
    /// It was done, and the record stands so.
    Done(Record),
    /// It was not, or nobody knows; with the record, where that was read.
    Not(NotDone, Option<Record>),
}

/// Begins to send a record's part of a decision. The request goes on where the page ends.
pub fn begin(command: &Command, target: &Target) -> Option<Sent> {
    let (address, body) = command.request(target)?;
    Some(client::begin_post(&address, &body, &command.by, body.len() <= LAST_BYTES_MAX))
}

/// The office's answer.
pub async fn answer(sent: Option<Sent>) -> Answer<Record> {
    match sent {
        Some(sent) => client::finish::<Record>(sent).await,
        None => Err(Failure::Unreadable),
    }
}

/// What a failure means. Where somebody else was faster, the record as it stands now, with who changed it; where the
/// same person was, with the same, an earlier answer was lost.
pub async fn learn(command: Arc<Command>, target: Target, found: &Failure) -> Fate {
    let status = found.status();
    // An office that is busy or broken has not looked at it.
    let again = !matches!(status, 400..=499) || matches!(status, 408 | 425 | 429);
    let unchanged = matches!(found, Failure::SignedOut) || matches!(status, 400..=499);
    let not_done = NotDone { command, target, why: failure::sentence(found), again, unchanged };
    if status != 409 {
        return Fate::Not(not_done, None);
    }
    match look(&not_done.target).await {
        Ok(record) => judged(not_done, record),
        Err(_) => Fate::Not(not_done, None),
    }
}

/// What has become of a decision that an earlier page could not see through.
pub async fn find_out(command: Arc<Command>, target: Target) -> Fate {
    let why = text::LEFT_UNSENT.get().to_owned();
    // On a slow line the request may still be on its way, however the record stands now.
    let not_done = NotDone { command, target, why, again: true, unchanged: false };
    match look(&not_done.target).await {
        Ok(record) => judged(not_done, record),
        Err(found) => {
            let again = found.status() != 404;
            Fate::Not(NotDone { why: failure::sentence(&found), again, unchanged: false, ..not_done }, None)
        }
    }
}

async fn look(target: &Target) -> Answer<Record> {
    let address = ["/api/v1/records/", &target.id.to_string()].concat();
    client::get::<Given>(&address).await.map(Given::into_record)
}

fn judged(not_done: NotDone, record: Record) -> Fate {
    if not_done.command.is_done(&not_done.target, &record) {
        return Fate::Done(record);
    }
    if record.revision == not_done.target.revision {
        return Fate::Not(not_done, Some(record));
    }
    let why = record.trail.last().map_or(not_done.why, |last| {
        let did = did(record.kind, last);
        text::FASTER.with(&[&signed(last), &did.to_lowercase(), &words::moment_of(last)])
    });
    let target = Target::of(&RecordLine::of(&record));
    Fate::Not(NotDone { why, target, again: false, unchanged: false, ..not_done }, Some(record))
}
