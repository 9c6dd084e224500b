//! What the list of codes is narrowed to, and where its page begins. It lives in the page's address.

use danvan_core::wire_console::CodeState;
use leptos_router::params::ParamsMap;

use super::CODES;
use crate::console::client::with_query;
use crate::console::pages::LINES;
use crate::console::room::Room;

/// What the list is narrowed to; empty where it is not.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// A person's identifier.
    pub person: String,
    /// A state's name.
    pub state: String,
    /// Words to look for; marks need not be typed.
    pub words: String,
    /// Where the page begins; empty for the first.
    pub after: String,
}

impl Filters {
    /// Reads them out of the page's address.
    pub fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        Self { person: value("person"), state: value("state"), words: value("q"), after: value("after") }
    }

    /// The address of the list narrowed to this.
    pub fn address(&self) -> String {
        with_query(Room::Codes.address(), &self.values())
    }

    /// The same list from another place on.
    pub fn at(&self, after: &str) -> Self {
        Self { after: after.to_owned(), ..self.clone() }
    }

    /// The same list, from its beginning, in one state or in all.
    pub fn in_state(&self, state: Option<CodeState>) -> Self {
        let state = state.map_or("", CodeState::name).to_owned();
        Self { state, after: String::new(), ..self.clone() }
    }

    /// What the office is asked for.
    pub fn question(&self) -> String {
        let values = [self.values().as_slice(), &[("limit", LINES)]].concat();
        with_query(CODES, &values)
    }

    fn values(&self) -> [(&'static str, &str); 4] {
        [("person", &self.person), ("state", &self.state), ("q", &self.words), ("after", &self.after)]
    }
}
