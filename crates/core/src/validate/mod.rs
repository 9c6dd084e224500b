//! What a body must hold, checked alike by the form, the device and the office.

use crate::catalogue::Catalogue;
use crate::message::Problem;
use crate::record::{Body, RecordKind};

/// The first error of a body, in the order of its form; `None` if it may be kept.
pub fn first_error(_kind: RecordKind, _body: &Body, _catalogue: Option<&Catalogue>) -> Option<Problem> {
    None
}
