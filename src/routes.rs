//! The addresses of the pages, typed. A page asks for an address here and never writes one by hand.

use danvan_core::ids::RecordId;
use danvan_core::record::RecordKind;

use crate::device::DraftId;

/// A page of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Today, what waits, what was returned.
    Home,
    /// Choosing what to write.
    Write,
    /// The form of a new record's draft.
    Form(DraftId),
    /// The list.
    Book,
    /// One record.
    Record(RecordId),
    /// The form that changes a record.
    Correct(RecordId),
    /// Is my work safe?
    Sync,
    /// Language, theme, device.
    Settings,
    /// Joining with a code.
    Enrol,
    /// The office's pages: `/console` and everything below it.
    Console,
    /// No such page.
    Unknown,
}

impl Page {
    /// Reads a path.
    pub fn of(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let id = |text: &str| RecordId::parse(text);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (None, ..) => Self::Home,
            (Some("write"), None, ..) => Self::Write,
            (Some("write"), Some(draft), None, _) => id(draft).map_or(Self::Unknown, Self::Form),
            (Some("book"), None, ..) => Self::Book,
            (Some("book"), Some(record), None, _) => id(record).map_or(Self::Unknown, Self::Record),
            (Some("book"), Some(record), Some("correct"), None) => {
                id(record).map_or(Self::Unknown, Self::Correct)
            }
            (Some("sync"), None, ..) => Self::Sync,
            (Some("settings"), None, ..) => Self::Settings,
            (Some("enrol"), None, ..) => Self::Enrol,
            (Some("console"), ..) => Self::Console,
            _ => Self::Unknown,
        }
    }

    /// Its path.
    pub fn path(self) -> String {
        match self {
            Self::Home | Self::Unknown => "/".to_owned(),
            Self::Write => "/write".to_owned(),
            Self::Form(draft) => ["/write/", &draft.to_string()].concat(),
            Self::Book => "/book".to_owned(),
            Self::Record(record) => ["/book/", &record.to_string()].concat(),
            Self::Correct(record) => ["/book/", &record.to_string(), "/correct"].concat(),
            Self::Sync => "/sync".to_owned(),
            Self::Settings => "/settings".to_owned(),
            Self::Enrol => "/enrol".to_owned(),
            Self::Console => "/console".to_owned(),
        }
    }

    /// Whether it is a form: there the bottom bar gives its place to the buttons.
    pub fn is_form(self) -> bool {
        matches!(self, Self::Form(_) | Self::Correct(_))
    }
}

/// What a new form begins with, as the address carries it: `?new=activity`, `?new=ca_nhan`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// What is being written.
    pub kind: RecordKind,
    /// For a nomination: the kind of nominee, a code of the catalogue.
    pub nominee: Option<String>,
}

impl Beginning {
    /// Reads the value of `new`: a kind of nominee means a nomination.
    pub fn of(value: &str) -> Self {
        match RecordKind::from_name(value) {
            Some(kind) => Self { kind, nominee: None },
            None => Self { kind: RecordKind::Nomination, nominee: Some(value.to_owned()) },
        }
    }
}

/// The address of a new form; a fresh draft's identifier each time.
pub fn new_form(what: &str) -> String {
    [&Page::Form(crate::platform::random::record_id()).path(), "?new=", what].concat()
}
