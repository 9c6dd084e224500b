//! The office as a fleet meets it: the real one, over HTTP without a network.

mod audit;
mod blows;
mod books;
mod enrolling;
mod http;
mod hub;
mod known;
mod line;
mod planted;
mod real;
mod turns;

pub use blows::Blow;
pub use books::{Books, OfficeLog};
pub use enrolling::CONSOLE_LOG;
pub use http::Reply;
pub use hub::{RealHub, Step, Visitor};
pub use known::{PROVINCE, catalogues, office_keys, office_secrets};
pub use line::LineAnswer;
pub use real::{Judged, Piece, RealOffice, Surroundings};

use danvan_core::access::{Author, Role, Scope};
use danvan_core::bundle::PublicKey;
use danvan_core::ids::DeviceId;
use danvan_core::sync::{Answer, Call, Failure};
use danvan_office::store::Grant;

/// The one whom a token stands for.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The device.
    pub device: DeviceId,
    /// The person at it.
    pub author: Author,
    /// Their role.
    pub role: Role,
    /// Their reach, as the office works it out.
    pub scope: Scope,
    /// What the device proves by, where it does.
    pub key: Option<PublicKey>,
    /// What the office was told of the person at the enrolment.
    pub grant: Grant,
}

/// A place that devices send their requests to.
pub trait Station {
    /// Takes a request in and answers it.
    ///
    /// # Errors
    /// As the engine is told of them.
    fn answer(&mut self, caller: &Caller, call: &Call) -> Result<Answer, Failure>;
}
