//! The sync engine, sans-IO: events go in, commands come out. It holds no entries and no records, only where
//! things stand; the shell that drives it does what the commands say and reports back.
//!
//! One round: ask how far the office has the log, keep its verdicts, send the rest in segments, read the feed to
//! its end. Under an epoch of the office that has not confirmed the logs that were left, those go first. Every command
//! that keeps something names a ticket, and the round goes on only when the shell says that the transaction is durable: a
//! cursor never runs ahead of what was stored. What has failed is left out until its own time has come ([`Waits`]).
//!
//! Where the province cannot be reached, the shell may give [`Call::Ask`] to a hub and stays with it for the rest of
//! the round. A hub's answer says what it holds: the engine sends from there, while only the receipt confirms.

mod carried;
mod engine;
mod hub;
mod keeping;
mod refusal;
pub mod uploads;
mod waits;

pub use carried::{Carried, KeptWord, carried, own_word};
pub use engine::Engine;
pub use hub::believed;
pub use keeping::{Confirmed, may_forget, may_forget_file};
pub use waits::{Cause, LONGEST_ASKED_S, TRIES_AN_HOUR, Waits, asked_s};

use serde::{Deserialize, Serialize};

use crate::apply::Verdict;
use crate::entry::{Head, SealedEntry};
use crate::ids::LogId;
use crate::wire::{FeedPage, Held, LogStatus, Push, PushAnswer, Receipt};

/// The clock and the dice of the shell at the moment of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds of any clock that never runs backwards.
    pub now_ms: u64,
    /// A fresh random number.
    pub dice: u32,
}

/// What the device knows of its own log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalLog {
    /// The log that new entries go to.
    pub log: LogId,
    /// Where it ends on the device.
    pub head: Head,
    /// How many of its entries the office has confirmed, by the last receipt kept.
    pub confirmed: u64,
    /// The number of the first entry whose verdict is not known.
    pub answered: u64,
}

/// A log that this device wrote before and left: what it said there from the end on stands again in a later log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedLog {
    /// The log, with its head where it was left.
    pub log: LocalLog,
    /// The epoch in which the office confirmed it up to that head with all its verdicts; `None` if it did not.
    pub settled_in: Option<String>,
}

/// Why a round is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The app was opened or became visible.
    Opened,
    /// The browser says that there is a network again: for everybody in the valley at once, so the round begins
    /// at a random moment of the next half minute.
    Online,
    /// An entry was appended.
    Appended,
    /// The time of the last [`Command::WakeAt`] has come.
    Timer,
    /// A person pressed the button: no waiting, whatever anybody has asked for.
    Pressed,
}

impl Trigger {
    /// What it has to say against waiting.
    pub fn cause(self) -> Cause {
        match self {
            Self::Opened | Self::Online => Cause::Occasion,
            Self::Appended | Self::Timer => Cause::Time,
            Self::Pressed => Cause::Person,
        }
    }
}

/// What the shell tells the engine.
#[derive(Clone, Debug)]
#[cfg_attr(
    target_pointer_width = "64",
    expect(clippy::large_enum_variant, reason = "an event is handed over once")
)]
pub enum Event {
    /// The store is open, or the log has grown or was replaced.
    Log(LocalLog),
    /// The logs that were left, oldest first; none for nearly every device. They are asked about only under an epoch
    /// that has not confirmed them: a restored office has lost their ends too.
    ClosedLogs(Vec<ClosedLog>),
    /// The feed's cursor as stored; `None` before the first page.
    Cursor(Option<String>),
    /// Somebody or something asks for a round.
    Trigger(Trigger),
    /// The office asked to be left alone, in answer to a request of the device that was none of the engine's.
    HoldOff {
        /// For so many seconds.
        seconds: u32,
    },
    /// The entries asked for by [`Command::Read`].
    Read {
        /// The ticket of the command.
        ticket: u64,
        /// The segment, in order, possibly cut by size; empty where there is none.
        entries: Vec<SealedEntry>,
    },
    /// A request was answered.
    Answered {
        /// The ticket of the request.
        ticket: u64,
        /// The answer.
        answer: Answer,
    },
    /// A request came to nothing.
    Failed {
        /// The ticket of the request.
        ticket: u64,
        /// In which way.
        failure: Failure,
    },
    /// What a command asked to keep is durable.
    Kept {
        /// The ticket of the command.
        ticket: u64,
    },
    /// The store did not take it.
    NotKept {
        /// The ticket of the command.
        ticket: u64,
    },
}

/// An answer of the office.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Call::Ask`].
    Status(LogStatus),
    /// To [`Call::Push`].
    Pushed(PushAnswer),
    /// To [`Call::Feed`].
    Page(FeedPage),
}

/// How a request came to nothing. Kept as JSON with what waits: do not rename.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// No answer, or one that cannot be the office's: the office may have done it or not.
    Lost,
    /// Something on the way answered in the office's place: a network that wants a sign-in first (a captive portal).
    /// The office knows nothing of the request.
    Portal,
    /// The office does not take requests of so old an app any more (426). Everything stays here, and goes on being
    /// recorded; a newer version sends it.
    TooOld,
    /// The office is busy (429, 503).
    Busy {
        /// The seconds it asks to wait.
        retry_after_s: Option<u32>,
    },
    /// The request is too large for the office (413).
    TooLarge,
    /// The office does not know the device any more (401) or does not let it (403, 404). Nothing is deleted.
    NotAllowed,
    /// Nothing is taken from this device before it has enrolled again: it has lost the key that it signs with, or the
    /// office does not know the key, or wants a signature. Nothing is deleted.
    Unproven,
    /// The log belongs to another device there: somebody was quicker to open one of this identifier. What is missing
    /// there is said again under a new one.
    LogTaken {
        /// Whether a hub says so, and not the province.
        by_hub: bool,
    },
    /// The office has taken this device's access away, for the reason that it gives. Nothing is deleted.
    Revoked {
        /// The office's own words.
        reason: Option<String>,
    },
    /// The office refused the request's form (400, 409, 422): a defect, shown with this word.
    Rejected(String),
}

/// A request to send.
#[derive(Clone, Debug)]
pub enum Call {
    /// `GET /api/v1/logs/{log}?from=…`
    Ask {
        /// The log.
        log: LogId,
        /// Verdicts are wanted from this number on.
        from: u64,
    },
    /// `POST /api/v1/logs/{log}/entries`
    Push {
        /// The log.
        log: LogId,
        /// The stretch.
        push: Push,
    },
    /// `GET /api/v1/feed?after=…`
    Feed {
        /// The cursor; `None` from the beginning.
        after: Option<String>,
    },
}

/// What the engine asks of the shell.
#[derive(Clone, Debug)]
pub enum Command {
    /// Send a request, then report [`Event::Answered`] or [`Event::Failed`].
    Send {
        /// To report with.
        ticket: u64,
        /// What to send.
        call: Call,
    },
    /// Read entries of the log from a number on, in order, at least one if there is one, up to the size.
    Read {
        /// To report with.
        ticket: u64,
        /// The log.
        log: LogId,
        /// The first number.
        from: u64,
        /// The size of texts to stay under.
        bytes_max: usize,
    },
    /// Keep a receipt and verdicts in one transaction, then report [`Event::Log`] (or
    /// [`Event::ClosedLogs`]) and [`Event::Kept`].
    ///
    /// They belong to the log that the receipt names. A head lower than before takes back what was confirmed and
    /// the verdicts beyond it; another epoch than the last one makes all earlier verdicts void, so that
    /// [`LocalLog::answered`] begins again where `verdicts` has none.
    KeepReceipt {
        /// To report with.
        ticket: u64,
        /// The office's word on the log. Entries beyond its head are not at the office (any more).
        receipt: Receipt,
        /// What became of entries.
        verdicts: Vec<Verdict>,
        /// A hub's word on what it holds of the log: kept in any case, while receipt and verdicts are kept only where
        /// [`believed`] says so. The log need not have changed then.
        held: Option<Held>,
    },
    /// Keep a page's records and its cursor in one transaction, then report [`Event::Kept`].
    KeepPage {
        /// To report with.
        ticket: u64,
        /// The page.
        page: FeedPage,
    },
    /// Begin a new log and say the entries from `keep_from` on again in it ([`crate::entry::relog`]), in one
    /// transaction; then report [`Event::Log`] with the new log, [`Event::ClosedLogs`] and [`Event::Kept`]. The old
    /// log stays, closed at `keep_from`. If it was closed before, the log written until now is closed as it stands.
    StartLog {
        /// To report with.
        ticket: u64,
        /// The log that cannot go on.
        old: LogId,
        /// The first entry that the office does not have.
        keep_from: u64,
    },
    /// Trigger with [`Trigger::Timer`] at this time of the clock. Replaces an earlier wish.
    WakeAt {
        /// The time in the clock of [`Moment`].
        at_ms: u64,
    },
    /// The status has changed: show [`Engine::status`].
    Show,
}

/// What people are shown of the engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// What it is doing.
    pub phase: Phase,
    /// Entries of this round that the office has answered.
    pub sent: u64,
    /// Entries that this round has to send.
    pub to_send: u64,
    /// Records that came in with this round.
    pub fetched: u64,
    /// What stopped the last round; `None` after a round that ended well.
    pub trouble: Option<Failure>,
    /// Whether the device's store refused to keep something in the last round.
    pub store_trouble: bool,
    /// When the engine tries again by itself.
    pub wake_at_ms: Option<u64>,
    /// Whether a round has ended well since the start.
    pub complete: bool,
    /// Whether the round is, or the last one was, with a hub.
    pub at_hub: bool,
}

/// What the engine is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing; it wakes by itself.
    #[default]
    Idle,
    /// Asking how far the office has the log.
    Asking,
    /// Sending entries.
    Sending,
    /// Reading the feed.
    Fetching,
}
