//! Sending a decision, record by record, also in a page's last moment; and what a failure means.

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
}

/// Begins to send a record's part of a decision. The request goes on where the page ends.
pub fn begin(command: &Command, target: &Target) -> Option<Sent> {
    let (address, body) = command.request(target)?;
    Some(client::begin_post(&address, &body, body.len() <= LAST_BYTES_MAX))
}

/// The office's answer.
pub async fn answer(sent: Option<Sent>) -> Answer<Record> {
    match sent {
        Some(sent) => client::finish::<Record>(sent).await,
        None => Err(Failure::Unreadable),
    }
}

/// What a failure means; after somebody else's decision the record as it stands now, with who changed it.
pub async fn learn(command: Arc<Command>, target: Target, found: &Failure) -> (NotDone, Option<Record>) {
    // An office that is busy or broken has not looked at it.
    let again = !matches!(found.status(), 400..=499);
    let not_done = NotDone { command, target, why: failure::sentence(found), again };
    if found.status() != 409 {
        return (not_done, None);
    }
    let address = ["/api/v1/records/", &not_done.target.id.to_string()].concat();
    let Ok(record) = client::get::<Given>(&address).await.map(Given::into_record) else {
        return (not_done, None);
    };
    let why = record.trail.last().map_or(not_done.why, |last| {
        let did = did(record.kind, last);
        text::FASTER.with(&[&signed(last), &did.to_lowercase(), &words::moment_of(last)])
    });
    let target = Target::of(&RecordLine::of(&record));
    (NotDone { why, target, ..not_done }, Some(record))
}
