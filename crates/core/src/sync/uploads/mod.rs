//! The uploader, sans-IO, beside the engine: it brings the bytes of attachments to the office by tus 1.0, in chunks
//! at an offset that both sides keep. Entries go first: it works only while the shell says that the engine's round is
//! through, and stops behind the request under way as soon as an entry waits.
//!
//! The office's word decides twice: where an upload stands is asked (`HEAD`) before anything is sent after a break,
//! and a file counts as received only when the office names its hash among those that it has whole.

mod go;
mod pace;
mod step;
mod task;
#[cfg(test)]
mod tests;
mod uploader;

pub use uploader::Uploader;

use serde::{Deserialize, Serialize};

use crate::ids::Digest;

/// Where an upload was begun, and how far the office is known to have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The path of the upload at the office.
    pub address: String,
    /// Bytes that the office has confirmed.
    pub offset: u64,
}

/// What has become of a file. Stored by the device: do not rename; add variants only with a version that reads them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The office does not have it whole.
    Waiting {
        /// Where its upload stands, once it was begun.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
    },
    /// The office has it whole, verified and stored.
    Confirmed {
        /// The epoch of the office that said so.
        epoch: String,
    },
    /// The office does not take it. It stays on the device, with the reason.
    Refused {
        /// The office's words.
        reason: String,
    },
    /// The device has lost its bytes: only the office could still have it.
    Missing,
}

impl Fate {
    /// A file that nobody has been told of.
    pub const NEW: Self = Self::Waiting { place: None };

    /// Bytes that the office is known to have of a file of that size.
    pub fn sent(&self, bytes: u64) -> u64 {
        match self {
            Self::Waiting { place } => place.as_ref().map_or(0, |place| place.offset.min(bytes)),
            Self::Confirmed { .. } => bytes,
            Self::Refused { .. } | Self::Missing => 0,
        }
    }
}

/// A file that an entry of this device names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    /// Its hash, which is its name.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// What has become of it.
    pub fate: Fate,
}

/// What the shell tells the uploader.
#[derive(Clone, Debug)]
pub enum Event {
    /// The files that entries of this device name, in the order in which they are to go. What the uploader is about
    /// to keep of a file it knows already stands.
    Files(Vec<LocalFile>),
    /// The engine's round is through and no entry waits: the line is free, under this epoch of the office. Begins at
    /// once, unless the office has asked to wait.
    Free {
        /// The office's epoch by its last receipt.
        epoch: String,
    },
    /// A person asks for a round: with the next free line, files that the office refused are tried once more, and
    /// those that the device has lost are asked about. The office may take larger ones by now, or have them otherwise.
    Pressed,
    /// The network is back, or somebody looks at the app: the next free line is used although something failed not long
    /// ago.
    Occasion,
    /// An entry waits, or a round begins.
    Hold,
    /// The time of the last [`Command::WakeAt`] has come, and the line is still free.
    Timer,
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
    /// What a command asked to keep is kept.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Call::Known`].
    Known {
        /// The office's epoch.
        epoch: String,
        /// Those of the hashes that it has whole.
        known: Vec<Digest>,
    },
    /// To [`Call::Create`]: a new upload, or the one that was begun before and whose address was lost.
    Created {
        /// Its path.
        address: String,
        /// So many bytes are there.
        offset: u64,
    },
    /// To [`Call::Offset`] and [`Call::Chunk`]: so many bytes are there.
    Offset(u64),
}

/// How a request came to nothing. Kept as JSON with what waits: do not rename.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// No answer, or one that cannot be the office's: it may have done it or not.
    Lost,
    /// Something between here and the office answered in its place: it may not let such a request through.
    Blocked,
    /// The office is busy (429, 503).
    Busy {
        /// The seconds it asks to wait.
        retry_after_s: Option<u32>,
    },
    /// There is no such upload, or not any more (404, 410).
    Gone,
    /// The office stands at another offset (409).
    Elsewhere,
    /// The chunk did not arrive as it was sent (460).
    Damaged,
    /// Something between here and the office does not let so large a request through (413 that is not the office's).
    ChunkTooLarge,
    /// The office does not take this file (413, 415, 422).
    Refused(String),
    /// The office does not know the device or does not let it (401, 403).
    NotAllowed,
    /// The office refused the request's form: a defect, shown with this word.
    Rejected(String),
    /// The device itself does not have the bytes any more.
    Missing,
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// `POST /api/v1/attachments/known`
    Known {
        /// The hashes to ask about.
        sha256: Vec<Digest>,
    },
    /// `POST /api/v1/uploads`
    Create {
        /// The file.
        sha256: Digest,
        /// Its size.
        bytes: u64,
    },
    /// `HEAD {address}`
    Offset {
        /// The file.
        sha256: Digest,
        /// The path of its upload.
        address: String,
        /// As a `POST` that names the method meant.
        by_post: bool,
    },
    /// `PATCH {address}` with a checksum.
    Chunk {
        /// The file.
        sha256: Digest,
        /// The path of its upload.
        address: String,
        /// Where the chunk begins.
        offset: u64,
        /// How long it is.
        length: u64,
        /// As a `POST` that names the method meant.
        by_post: bool,
    },
}

/// What the uploader asks of the shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send a request, then report [`Event::Answered`] or [`Event::Failed`].
    Send {
        /// To report with.
        ticket: u64,
        /// What to send.
        call: Call,
    },
    /// Keep what has become of files in one transaction, then report [`Event::Kept`].
    Keep {
        /// To report with.
        ticket: u64,
        /// The files.
        fates: Vec<(Digest, Fate)>,
    },
    /// Tell of [`Event::Timer`], or of [`Event::Free`] where the shell has let go of the line, at this time.
    /// Replaces an earlier wish.
    WakeAt {
        /// The time in the clock of [`super::Moment`].
        at_ms: u64,
    },
    /// The status has changed: show [`Uploader::status`].
    Show,
}

/// What people are shown of the uploader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The file that is being sent.
    pub sending: Option<Digest>,
    /// What stopped it last; `None` while it goes well.
    pub trouble: Option<Failure>,
    /// Whether the device's store refused to keep something.
    pub store_trouble: bool,
    /// When it tries again by itself.
    pub wake_at_ms: Option<u64>,
}
