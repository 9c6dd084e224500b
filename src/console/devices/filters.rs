//! What the list of devices is narrowed to. It lives in the page's address, so that other rooms can lead here.

use danvan_core::wire_people::DeviceLine;
use leptos_router::params::ParamsMap;

use crate::console::client::with_query;
use crate::console::frame::role_words;
use crate::console::records::words;
use crate::console::room::Room;
use crate::console::search_field::matches;
use crate::console::session::desk;
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
}

/// What a device can be looked for by.
pub struct States;

impl States {
    const IN_USE: &str = "used";
    const REVOKED: &str = "revoked";
    const WAITS: &str = "waits";
    const UNSIGNED: &str = "unsigned";

    /// Their codes and words.
    pub fn options() -> Vec<(String, String)> {
        [
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
        Self { unit: value("unit"), state: value("state"), words: value("q") }
    }

    /// The list in which some words occur.
    pub fn of_words(words: String) -> Self {
        Self { words, ..Self::default() }
    }

    /// The address of the list narrowed to this.
    pub fn address(&self) -> String {
        let values = [("unit", self.unit.as_str()), ("state", &self.state), ("q", &self.words)];
        with_query(Room::Devices.address(), &values)
    }

    /// Whether a device is looked for.
    pub fn take(&self, device: &DeviceLine) -> bool {
        let state = match self.state.as_str() {
            States::IN_USE => !device.revoked && !device.holder_disabled,
            States::REVOKED => device.revoked || device.holder_disabled,
            States::WAITS => device.quarantined + device.waiting_bundles > 0,
            States::UNSIGNED => device.signs == Some(false),
            _ => true,
        };
        let unit = self.unit.is_empty() || device.home.as_str() == self.unit;
        state && unit && (self.words.trim().is_empty() || self.reads(device))
    }

    fn reads(&self, device: &DeviceLine) -> bool {
        let unit = words::unit(&device.home, &desk().catalogue);
        let (id, role) = (device.device.to_string(), role_words(device.role));
        matches(&self.words, &[&device.name, &device.holder.name, &device.place, &unit, &role, &id])
    }
}
