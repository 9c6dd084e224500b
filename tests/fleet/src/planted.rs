//! Bugs that real systems had, planted in the simulated parts around the core: a simulation that does not find them
//! proves nothing when it finds nothing.

use clap::ValueEnum;

macro_rules! planted_bugs {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// One planted bug.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub enum PlantedBug { $($(#[doc = $doc])* $name),* }

        impl PlantedBug {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// What is wrong, in words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim_ascii()),* }
            }
        }
    };
}

planted_bugs! {
    /// Device: the feed's cursor is stored in a transaction before the page's records
    CursorBeforePage,
    /// Device: "saved" is shown before the transaction is durable
    SavedBeforeDurable,
    /// Device: a view drops an entry when its answer arrives, before the feed brought the record
    OverlayDropsAnswered,
    /// Device: a receipt never lowers what was confirmed, not even after a restore
    ConfirmedNeverLowered,
    /// Device: a receipt is kept under the log that is written now, whichever log it names
    ReceiptOfAnotherLog,
    /// Device: verdicts of entries are not stored with the receipt
    VerdictsNotStored,
    /// Device: verdicts of an earlier epoch count as answers of the present one
    VerdictsOfAnotherEpoch,
    /// Device: a record of the feed is kept only if its revision is higher than the one at hand
    HigherRevisionWins,
    /// Device: the first page of a new epoch replaces everything that was mirrored
    NewEpochDeletes,
    /// Device: an answer 401, 403 or 404 empties the store
    NotAllowedDeletes,
    /// Device: a lost answer makes the app write the unsent records again under new identifiers
    RetryMakesNewRecord,
    /// Device: the new log after a fork begins empty
    ForkLosesRest,
    /// Device: logs that were left are forgotten, and a restored office never gets their ends back
    ClosedLogsForgotten,
    /// Transport: the office's head is answered from the last receipt instead of being asked for
    HeadNotAsked,
    /// Office: entries are answered before they are committed
    AnswerBeforeCommit,
    /// Office: a stretch that begins after the log's end is taken
    GapAccepted,
    /// Office: an entry whose number is taken is answered as if it were stored (`on conflict do nothing`)
    ForkDropped,
    /// Office: a repeated entry is applied again
    RepeatAppliedAgain,
    /// Office: a refused entry fails the whole push
    RefusalBlocksLog,
    /// Office: the feed shows records outside the device's scope
    ScopeForgotten,
    /// Office: a cursor of another epoch is taken for one of this epoch
    CursorWithoutEpoch,
    /// Device: what was written into a bundle counts as received
    ExportConfirms,
    /// Device: a receipt file is believed whoever signed it
    ReceiptUnsigned,
    /// Office: a bundle that comes again is applied again
    BundleAppliedTwice,
    /// Device: after a break an upload goes on where the device believes that it stood
    OffsetTrusted,
    /// Device: a record is shown as received by its entries, whatever has become of its photos
    ReceivedByEntries,
    /// Device: a photo that the office had before it was restored counts as confirmed afterwards
    PhotoOfAnotherEpoch,
    /// Office: a photo is called whole as soon as its upload has begun
    BegunIsKnown,
    /// Office: a value that met another one is dropped
    ProposalsDropped,
    /// Office: a choice drops what it did not take
    LeftValueDropped,
    /// Office: a restored backup goes on under the epoch it had
    EpochKept,
    /// Office: a change gets its place in the feed before it is visible there
    NumberBeforeCommit,
    /// Device: whatever a hub passes on of the province is believed, however old
    HubWordBelieved,
    /// Device: what a hub holds counts as received by the province
    HeldCountsAsReceived,
    /// Hub: a stretch is called held before it is durable
    HubHeldBeforeDurable,
    /// Hub: a stretch whose answer was lost counts as passed on
    HubSendsOnce,
    /// Hub: the province's word of before a restore goes on to count, and nothing is sent again
    HubSleepsThroughRestore,
    /// Hub: every log is passed on as the first device's
    HubMixesDevices,
    /// Office: the signature of a segment is not looked at
    SignatureSkipped,
    /// Office: a revoked device is heard as before
    RevokedHeard,
    /// Office: whoever shows a code becomes the known device that they name, with a key of their own
    SuccessorUnproven,
    /// Hub: a log is cut elsewhere than where its device has signed
    HubCutsElsewhere,
    /// Hub: a cursor beyond what the hub has read is answered from the beginning
    HubFeedFromBeginning,
}
