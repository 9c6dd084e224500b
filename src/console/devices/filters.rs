//! What the list of devices is narrowed to. It lives in the page's address, so that other rooms can lead here.

use leptos_router::params::ParamsMap;

use super::DEVICES;
use crate::console::client::with_query;
use crate::console::pages::LINES;
use crate::console::room::Room;
use crate::i18n::devices as text;

/// What the list is narrowed to; empty where it is not.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// A unit.
    pub unit: String,
    /// One of [`States`].
    pub state: String,
    /// Words to look for; marks need not be typed.
    pub words: String,
    /// Where the page begins; empty for the first.
    pub after: String,
}

/// What a device can be looked for by.
pub struct States;

impl States {
    /// Those enrolled lately, the latest first.
    pub const NEW: &str = "new";
    const IN_USE: &str = "used";
    const REVOKED: &str = "revoked";
    const WAITS: &str = "waits";
    const UNSIGNED: &str = "unsigned";

    /// Their codes and words.
    pub fn options() -> Vec<(String, String)> {
        [
            (Self::NEW, text::NEW),
            (Self::IN_USE, text::IN_USE),
            (Self::REVOKED, text::REVOKED),
            (Self::WAITS, text::WAITS),
            (Self::UNSIGNED, text::UNSIGNED),
        ]
        .map(|(code, words)| (code.to_owned(), words.get().to_owned()))
        .into()
    }
}

impl Filters {
    /// Reads them out of the page's address.
    pub fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        Self { unit: value("unit"), state: value("state"), words: value("q"), after: value("after") }
    }

    /// The list in which some words occur.
    pub fn of_words(words: String) -> Self {
        Self { words, ..Self::default() }
    }

    /// Whether all devices enrolled lately are asked for, and nothing else.
    pub fn is_all_new(&self) -> bool {
        *self == Self { state: States::NEW.to_owned(), ..Self::default() }
    }

    /// The address of the list narrowed to this.
    pub fn address(&self) -> String {
        with_query(Room::Devices.address(), &self.values())
    }

    /// The same list from another place on.
    pub fn at(&self, after: &str) -> Self {
        Self { after: after.to_owned(), ..self.clone() }
    }

    /// What the office is asked for.
    pub fn question(&self) -> String {
        let values = [self.values().as_slice(), &[("limit", LINES)]].concat();
        with_query(DEVICES, &values)
    }

    fn values(&self) -> [(&'static str, &str); 4] {
        [("unit", &self.unit), ("state", &self.state), ("q", &self.words), ("after", &self.after)]
    }
}
