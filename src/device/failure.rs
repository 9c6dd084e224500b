//! Why something was not done. The pages turn these into sentences: what happened, what is safe, what to do.

use danvan_core::message::Problem;

/// Why an entry was not saved. Nothing was written; the form and its draft are untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveFailure {
    /// The device is not enrolled.
    NotEnrolled,
    /// The device has changed hands in another tab: nothing is saved under a name that its holder does not expect. Saving again
    /// puts it under the new one.
    OtherHolder {
        /// Who holds it now.
        name: String,
    },
    /// The rules refuse it already here: the office would give the same reason.
    Refused(Problem),
    /// The entry's text is longer than the office takes ([`danvan_core::entry::ENTRY_BYTES_MAX`]).
    TooLong,
    /// No space is left for this site: free some on the phone, sync, then press save again.
    Full,
    /// The small fallback store has no room for files at all: use another browser for them.
    NoFiles,
    /// A file that the entry brings is not kept any more: the draft that held it was discarded in another tab, or the file
    /// was taken out of it there.
    FileGone {
        /// The names that it and others like it had on the device.
        names: Vec<String>,
    },
    /// The browser's store did not confirm the write, after the connection was opened again. Press save again.
    Store(String),
}

/// Why a device was not enrolled. The same attempt may be repeated as it is: a lost answer is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolFailure {
    /// No answer of the office arrived.
    Offline,
    /// The network wants a sign-in first, and answered in the office's place.
    Portal,
    /// The office does not take requests of so old an app any more.
    TooOld,
    /// The office is busy; try again after this many seconds, if it said how long.
    Busy {
        /// Seconds.
        retry_after_s: Option<u32>,
    },
    /// Too many codes were wrong, of this device or at the whole office; the office does not look at this one before so many
    /// seconds, if it said how many.
    TooMany {
        /// Seconds.
        retry_after_s: Option<u32>,
    },
    /// The office does not accept the code, with its own words in Vietnamese.
    Refused {
        /// A name of the problem, such as `/problems/wrong-code`.
        kind: String,
        /// A short sentence.
        title: String,
        /// What is wrong in this very case.
        detail: Option<String>,
    },
    /// The enrolment was granted but the device could not keep it. Try again.
    Store(String),
}

/// Why the browser gave no proper store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreTrouble {
    /// The browser has no IndexedDB here (a private window, some in-app browsers).
    Missing,
    /// The browser refuses access (site data blocked).
    Blocked,
    /// Another tab runs an older or newer version and does not let go: close the other tabs.
    OtherTab,
    /// The store was written by a newer version of the app: reload to get it.
    Newer,
    /// Anything else, in the browser's words.
    Other(String),
}
