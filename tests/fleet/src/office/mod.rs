//! The office as a fleet sees it. The simulation speaks to this trait, so that the model can be replaced by a store
//! of the real office.

mod books;
mod model;

pub use books::{Books, OfficeLog};
pub use model::ModelOffice;

use danvan_core::access::{Author, Role, Scope};
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::sync::Failure;
use danvan_core::wire::{FeedPage, LogStatus, Push, PushAnswer};

/// The one whom a token stands for.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The device.
    pub device: DeviceId,
    /// The person at it.
    pub author: Author,
    /// His role.
    pub role: Role,
    /// His reach.
    pub scope: Scope,
}

/// What a request comes to.
pub type Reply<T> = Result<T, Failure>;

/// An office under test.
pub trait Office {
    /// `GET /api/v1/logs/{log}?from=n`
    ///
    /// # Errors
    /// As the engine is told of them.
    fn status(&mut self, caller: &Caller, log: LogId, from: u64) -> Reply<LogStatus>;

    /// `POST /api/v1/logs/{log}/entries`
    ///
    /// # Errors
    /// As the engine is told of them.
    fn push(&mut self, caller: &Caller, log: LogId, push: &Push) -> Reply<PushAnswer>;

    /// `GET /api/v1/feed?after=cursor`
    ///
    /// # Errors
    /// As the engine is told of them.
    fn feed(&mut self, caller: &Caller, after: Option<&str>) -> Reply<FeedPage>;

    /// A step of the workflow, taken at the console; says whether the rules let it.
    fn step(&mut self, caller: &Caller, record: RecordId, step: &str, reason: Option<String>) -> bool;

    /// The process dies and starts again: what was committed stays.
    fn restart(&mut self);

    /// Takes a backup.
    fn back_up(&mut self);

    /// Goes back to the last backup, if there is one, under a new epoch; says whether it did.
    fn restore(&mut self) -> bool;

    /// Everything it holds, to be checked against what devices hold.
    fn books(&self) -> &Books;

    /// Its epoch.
    fn epoch(&self) -> String;
}
