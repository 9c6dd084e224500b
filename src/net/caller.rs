//! Who calls, and how they show it: by a token before the province, by a signature before everybody.

use crate::device::Session;
use crate::platform::signer::Signer;

/// The device that calls.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// Its enrolment, with the token that the province alone gets.
    pub session: &'a Session,
    /// Its key, where it stands and the province knows it.
    pub signer: Option<&'a Signer>,
}
