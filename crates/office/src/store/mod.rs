//! The office's store as a trait, so that SQLite and its siblings behave alike: `tests/conformance` holds
//! the behaviour, each folder beside this file one database.
//!
//! Everything is asked for within a province; there is no question across provinces except "whose is this token",
//! whose answer names the province.

mod accounts;
mod alarms;
mod attachments;
mod backups;
mod bundles;
mod devices;
mod enrolments;
mod error;
mod hubs;
mod keys;
mod logs;
pub(crate) mod migrations;
mod people;
pub mod postgres;
mod quarantine;
pub(crate) mod read;
mod record_facts;
mod records;
mod register;
mod rows;
mod slices;
pub mod sqlite;
mod taken_up;
mod writing;

use async_trait::async_trait;
use danvan_core::catalogue::ProvinceCode;

pub use accounts::{AccountStore, NewUser, User};
pub use alarms::{ACKNOWLEDGED_KEPT, AlarmRow, AlarmStore, OPEN_MAX, Raised};
pub use attachments::{Asker, AttachmentRow, AttachmentStore, KeptBytes, Naming, NewAttachment, Removal};
pub use backups::{AttachmentPoint, BackupPoint, BackupStore, LogPoint};
pub use bundles::{BundleStore, Room, Signer};
pub use enrolments::{
    CodeListed, CodeUsed, Device, EnrolAttempt, EnrolOutcome, EnrolmentStore, Grant, NewCode, Reach,
};
pub use error::{StoreError, StoreResult};
pub use hubs::{Enrolled, HubStore, ListedLog};
pub use keys::{KeyChange, KeyStore};
pub use logs::{LogRow, LogStore, NewEntry, StoredEntry};
pub use people::{AccountChange, PeopleStore, PersonRow};
pub use quarantine::{Apart, Arriving, Decision, Holds, Kept, QuarantineStore, Quarantined, Span, Wanted};
pub use records::{FeedPlace, FeedSlice, RecordFilter, RecordSlice, RecordStore, pieces};
pub use register::{Contact, DeviceFacts, EnrolmentRow, Judgement, RegisterStore};
pub use taken_up::TakenUp;
pub(crate) use taken_up::{ENTRY_COSTS, NEW_ONLY, weight, weight_of_lengths};
pub use writing::{LogAt, WriteTransaction};

/// Everything the office keeps.
#[async_trait]
pub trait OfficeStore:
    AccountStore
    + AlarmStore
    + AttachmentStore
    + BackupStore
    + BundleStore
    + EnrolmentStore
    + HubStore
    + KeyStore
    + LogStore
    + PeopleStore
    + QuarantineStore
    + RecordStore
    + RegisterStore
{
    /// The epoch of this database: another one means a restored or a different office.
    async fn epoch(&self) -> StoreResult<String>;

    /// The epochs that it had before, oldest first: what was said under them is older.
    async fn earlier_epochs(&self) -> StoreResult<Vec<String>>;

    /// Gives the database another epoch; to be done once a backup was put back, so that devices read their feed
    /// from the beginning. The one that it had becomes the last of the earlier ones.
    async fn renew_epoch(&self, epoch: &str) -> StoreResult<()>;

    /// The salt of this database's enrolment codes.
    async fn code_salt(&self) -> StoreResult<Vec<u8>>;

    /// Makes a province known; nothing happens to one that is.
    async fn ensure_province(&self, province: &ProvinceCode) -> StoreResult<()>;

    /// Begins a writing transaction for entries and records. Where several are under way at once, each holds the logs
    /// and records that it has asked for; one that meets another there waits for it, or ends with
    /// [`StoreError::Again`].
    async fn begin(&self) -> StoreResult<Box<dyn WriteTransaction>>;

    /// The readable secret of a demonstration, or `fresh` kept under that name for the next start.
    async fn demonstration_secret(&self, name: &str, fresh: &str) -> StoreResult<String>;

    /// Lets go of the database after what is under way has ended.
    async fn close(&self);
}
