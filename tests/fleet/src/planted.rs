//! Bugs that real systems had, planted in the simulated parts around the core: a simulation that does not find them
//! proves nothing when it finds nothing.

use clap::ValueEnum;

macro_rules! planted_bugs {
    ($($(#[doc = $doc:literal])* $name:ident = $seed:literal),* $(,)?) => {
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

            /// A seed that has noticed it, to be tried first: worlds change, and others may notice it later on.
            pub fn noticed_by(self) -> u64 {
                match self { $(Self::$name => $seed),* }
            }
        }
    };
}

planted_bugs! {
    /// Device: the feed's cursor is stored in a transaction before the page's records
    CursorBeforePage = 10,
    /// Device: "saved" is shown before the transaction is durable
    SavedBeforeDurable = 8,
    /// Device: a view drops an entry when its answer arrives, before the feed brought the record
    OverlayDropsAnswered = 0,
    /// Device: a receipt never lowers what was confirmed, not even after a restore
    ConfirmedNeverLowered = 0,
    /// Device: a receipt is kept under the log that is written now, whichever log it names
    ReceiptOfAnotherLog = 7,
    /// Device: verdicts of entries are not stored with the receipt
    VerdictsNotStored = 0,
    /// Device: verdicts of an earlier epoch count as answers of the present one
    VerdictsOfAnotherEpoch = 3,
    /// Device: a record of the feed is kept only if its revision is higher than the one at hand
    HigherRevisionWins = 0,
    /// Device: the first page of a new epoch replaces everything that was mirrored
    NewEpochDeletes = 0,
    /// Device: an answer 401, 403 or 404 empties the store
    NotAllowedDeletes = 1,
    /// Device: a lost answer makes the app write the unsent records again under new identifiers
    RetryMakesNewRecord = 0,
    /// Device: the new log after a fork begins empty
    ForkLosesRest = 7,
    /// Device: logs that were left are forgotten, and a restored office never gets their ends back
    ClosedLogsForgotten = 15,
    /// Transport: the office's head is answered from the last receipt instead of being asked for
    HeadNotAsked = 0,
    /// Office: entries are answered before they are committed
    AnswerBeforeCommit = 0,
    /// Office: a stretch that begins after the log's end is taken
    GapAccepted = 0,
    /// Office: an entry whose number is taken is answered as if it were stored (`on conflict do nothing`)
    ForkDropped = 7,
    /// Office: a repeated entry is applied again
    RepeatAppliedAgain = 1,
    /// Office: a refused entry fails the whole push
    RefusalBlocksLog = 0,
    /// Office: the feed shows records outside the device's scope
    ScopeForgotten = 0,
    /// Office: a cursor of another epoch is taken for one of this epoch
    CursorWithoutEpoch = 2,
    /// Device: what was written into a bundle counts as received
    ExportConfirms = 2,
    /// Device: a receipt file is believed whoever signed it
    ReceiptUnsigned = 23,
    /// Office: a bundle that comes again is applied again
    BundleAppliedTwice = 2,
    /// Device: after a break an upload goes on where the device believes that it stood
    OffsetTrusted = 5,
    /// Device: a record is shown as received by its entries, whatever has become of its photos
    ReceivedByEntries = 0,
    /// Device: a photo that the office had before it was restored counts as confirmed afterwards
    PhotoOfAnotherEpoch = 0,
    /// Office: a photo is called whole as soon as its upload has begun
    BegunIsKnown = 0,
    /// Office: a value that met another one is dropped
    ProposalsDropped = 1,
    /// Office: a choice drops what it did not take
    LeftValueDropped = 8,
    /// Office: a restored backup goes on under the epoch it had
    EpochKept = 0,
    /// Office: a change gets its place in the feed before it is visible there
    NumberBeforeCommit = 0,
    /// Device: whatever a hub passes on of the province is believed, however old
    HubWordBelieved = 3,
    /// Device: what a hub holds counts as received by the province
    HeldCountsAsReceived = 0,
    /// Hub: a stretch is called held before it is durable
    HubHeldBeforeDurable = 0,
    /// Hub: a stretch whose answer was lost counts as passed on
    HubSendsOnce = 146,
    /// Hub: the province's word of before a restore goes on to count, and nothing is sent again
    HubSleepsThroughRestore = 0,
    /// Hub: every log is passed on as the first device's
    HubMixesDevices = 0,
    /// Office: the signature of a segment is not looked at
    SignatureSkipped = 0,
    /// Office: a revoked device is heard as before
    RevokedHeard = 6,
    /// Office: whoever shows a code becomes the known device that they name, with a key of their own
    SuccessorUnproven = 1,
    /// Hub: a log is cut elsewhere than where its device has signed
    HubCutsElsewhere = 0,
    /// Hub: a cursor beyond what the hub has read is answered from the beginning
    HubFeedFromBeginning = 3,
}
