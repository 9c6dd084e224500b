//! Messages as keys. The pages turn them into sentences by an exhaustive `match`, so that none lacks its words.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::entry::FieldPath;

/// Why something was refused or needs a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    // Entries that the rules refuse.
    /// The text is no entry that this version can read.
    EntryUnreadable,
    /// The entry does something that only a later version knows.
    EntryNewer,
    /// The record belongs to a unit outside the author's scope.
    ScopeOutside,
    /// The author's role does not do this.
    RoleMayNot,
    /// The access of the entry's author was ended.
    AuthorDisabled,
    /// The record would belong to a unit that the catalogue does not have.
    UnitUnknown,
    /// The entry changes a record that nobody created.
    RecordMissing,
    /// The entry creates a record that exists.
    RecordExists,
    /// The entry names another kind than the record has.
    KindDiffers,
    /// The record was withdrawn.
    RecordDeleted,
    /// The record's state lets nobody change its content.
    RecordLocked,
    /// The record has changed since its author looked; withdrawing it now would drop somebody's work.
    ChangedSince,
    /// The step does not start from the record's state.
    StepNotOpen,
    /// The step needs a reason of at least ten characters.
    ReasonTooShort,
    /// The step needs a correction first.
    NothingChanged,
    /// What the choice speaks of does not wait any more, or never did.
    NothingWaits,
    /// The record, with its history, is as large as records get; steps and choices go on.
    RecordFull,
    /// The record would hold more than may be kept of fields that this version does not know.
    UnknownTooMuch,
    /// As many values of this author wait for a choice in the record as may wait.
    WaitsTooMuch,

    // What a form says at a field.
    /// A required field is empty.
    Required,
    /// The text is longer than the field holds.
    TooLong,
    /// The value has not the form of its field.
    WrongForm,
    /// The value is not in the code list.
    NotInList,
    /// An end lies before its beginning.
    EndBeforeBegin,
    /// The number is negative.
    Negative,
    /// The number has more decimals than its indicator keeps.
    TooManyDecimals,
    /// The number is larger than any real figure.
    TooLarge,
    /// The same item stands twice.
    Duplicate,
    /// A figure has both a number and words: one of them must go, words never stand for the number.
    NumberBesideWords,
    /// A part is larger than its whole: votes in favour, the numerator of a percentage.
    PartAboveWhole,
    /// A parent indicator is smaller than the sum of its children.
    ParentBelowChildren,
    /// Coordinates of the armed forces are not recorded.
    LocationOfArmedForces,
    /// The same nominee stands twice in one batch of nominations.
    SameNominee,
    /// Somebody dissolved by the reorganisation cannot be commended (TT 15/2025/TT-BNV).
    DissolvedBody,
    /// The form of award is not given to this kind of nominee.
    AwardNotForKind,
    /// The form of award was not granted at that time.
    AwardNotValid,

    // Warnings: shown, never blocking.
    /// A paper that a dossier needs is missing. The record can be kept and sent without it.
    DossierItemMissing,
    /// The date lies in the future.
    DateInFuture,
    /// The day or year lies so far back that a slip is likelier.
    DateLongAgo,
    /// The date lies outside its campaign's period.
    OutsideCampaign,
    /// Without a figure the activity counts in no report.
    FigureRequired,
    /// The number of people who took part is missing.
    ParticipantsMissing,
    /// The figure is far above what the unit usually reports.
    Outlier,
    /// A record like this one exists already.
    LikelyDuplicate,
    /// The nominee has received an award for the same time already.
    AlreadyAwarded,
    /// The council's consent is below the usual share.
    VoteBelowThreshold,
    /// The text looks as if it came from an old encoding.
    LegacyEncoding,
    /// The text carries a stamp of secrecy: this system is for non-secret data only.
    SecrecyMark,

    /// A message of another version, carried on under its name.
    #[serde(untagged)]
    Other(Code),
}

/// A message with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What is wrong.
    pub message: Message,
    /// Where, if it stands in one place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FieldPath>,
}

impl Problem {
    /// A problem of the entry as a whole.
    pub fn of(message: Message) -> Self {
        Self { message, at: None }
    }

    /// A problem at one place.
    pub fn at(message: Message, at: FieldPath) -> Self {
        Self { message, at: Some(at) }
    }
}
