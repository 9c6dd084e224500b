//! What the list is narrowed to. It lives in the page's address, in the words of the office's API: a link to a queue
//! can be sent to a colleague, and "back" leads back.

use danvan_core::record::{RecordKind, RecordLine, summary};
use danvan_core::text::{Period, print_iso_date};
use danvan_core::workflow::{self, State};
use leptos_router::params::ParamsMap;

use crate::components::state_label;
use crate::console::client::with_query;
use crate::console::period::period_in;
use crate::console::room::Room;

/// What the list is narrowed to; empty where it is not.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// A kind's name.
    pub kind: String,
    /// A state's name.
    pub state: String,
    /// A unit.
    pub unit: String,
    /// The days in which the activity or the proposal lies.
    pub period: Option<Period>,
    /// `true` for only those in which something waits for a choice.
    pub waiting: String,
    /// Words to look for; marks need not be typed.
    pub words: String,
}

impl Filters {
    /// Reads them out of the page's address.
    pub fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        Self {
            kind: value("kind"),
            state: value("state"),
            unit: value("unit"),
            period: period_in(query),
            waiting: value("waiting"),
            words: value("q"),
        }
    }

    /// The address of `path` narrowed to this, with further values.
    pub fn address(&self, path: &str, further: &[(&str, &str)]) -> String {
        let (from, to) = self
            .period
            .map(|period| (print_iso_date(period.from()), print_iso_date(period.to())))
            .unwrap_or_default();
        let mut values = vec![
            ("kind", self.kind.as_str()),
            ("state", &self.state),
            ("unit", &self.unit),
            ("from", &from),
            ("to", &to),
            ("waiting", &self.waiting),
            ("q", &self.words),
        ];
        values.extend_from_slice(further);
        with_query(path, &values)
    }

    /// The address of the list.
    pub fn list(&self) -> String {
        self.address(Room::Records.address(), &[])
    }

    /// The address of a record in the list.
    pub fn record(&self, id: &str) -> String {
        self.address(&[Room::Records.address(), "/", id].concat(), &[])
    }

    /// The list of one kind in one state.
    pub fn queue(kind: RecordKind, state: &str) -> Self {
        Self { kind: kind.name().to_owned(), state: state.to_owned(), ..Self::default() }
    }

    /// The list of what waits for a choice.
    pub fn conflicts() -> Self {
        Self { waiting: "true".to_owned(), ..Self::default() }
    }

    /// The state's label, where the list is narrowed to records of a state and at most of a kind.
    pub fn only_state(&self) -> Option<String> {
        let plain = Self { kind: String::new(), state: String::new(), ..self.clone() }.is_empty();
        let state = Some(&self.state).filter(|state| plain && !state.is_empty())?;
        Some(state_word(&self.kind, state))
    }

    /// Whether the list is that of all records in which something waits for a choice.
    pub fn only_waiting(&self) -> bool {
        *self == Self::conflicts()
    }

    /// Whether a record that has changed still belongs here. Its words are not looked at: it was found by them.
    pub fn fits(&self, record: &RecordLine) -> bool {
        let waits = record.waiting > 0;
        let only_waiting = self.waiting == "true";
        // A withdrawn record stands nowhere but among those in which something waits.
        let is_listed = if only_waiting { waits } else { !record.deleted };
        let day = summary(record.kind, &record.body).date;
        let in_period = self
            .period
            .is_none_or(|period| day.is_some_and(|day| (period.from()..=period.to()).contains(&day)));
        let of_kind = self.kind.is_empty() || self.kind == record.kind.name();
        let in_state = self.state.is_empty() || self.state == record.state;
        is_listed && in_period && of_kind && in_state
    }

    /// Whether anything is narrowed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A state's label; of both kinds where none is meant.
pub fn state_word(kind: &str, state: &str) -> String {
    let of = RecordKind::from_name(kind).unwrap_or(RecordKind::Nomination);
    let known = workflow::of(of).state(state).is_some();
    state_label(if known { of } else { RecordKind::Activity }, state)
}

/// The states a list can be narrowed to: those of the kind, or of both without the second of a name.
pub fn states(kind: Option<RecordKind>) -> Vec<&'static State> {
    let kinds = match kind {
        Some(kind) => vec![kind],
        None => vec![RecordKind::Nomination, RecordKind::Activity],
    };
    let mut states: Vec<&'static State> = Vec::new();
    for state in kinds.into_iter().flat_map(|kind| workflow::of(kind).states) {
        if !states.iter().any(|known| known.name == state.name) {
            states.push(state);
        }
    }
    states
}
