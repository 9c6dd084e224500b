//! The name under what somebody did: the one that the province knows them by, and what their entry says where that is
//! another one.

use danvan_core::access::Author;
use danvan_core::record::{Proposal, Settled, TrailStep, Withdrawal, Writer};

use crate::i18n::record as words;

/// Something that somebody signed.
pub trait Signed {
    /// The author, and the name that the entry says where it is another one.
    fn signature(&self) -> (&Author, Option<&str>);
}

/// The name to show.
pub fn signed(what: &impl Signed) -> String {
    match what.signature() {
        (author, None) => author.name.clone(),
        (author, Some(written)) => words::WRITTEN_AS.with(&[&author.name, written]),
    }
}

macro_rules! signed {
    ($($kind:ty),*) => {$(
        impl Signed for $kind {
            fn signature(&self) -> (&Author, Option<&str>) {
                (&self.author, self.written_as.as_deref())
            }
        }
    )*};
}

signed!(Proposal, Settled, TrailStep, Withdrawal);

impl Signed for Writer<'_> {
    fn signature(&self) -> (&Author, Option<&str>) {
        (self.author, self.written_as)
    }
}
