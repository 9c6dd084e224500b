//! Who is known at the office: by words that somebody is typing, and by a name.

use std::sync::Arc;
use std::time::Duration;

use danvan_core::wire_people::{Person, PersonList};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::PEOPLE;
use crate::console::client::{self, Answer, with_query};
use crate::console::pages::LINES;
use crate::console::session::Session;

/// How long the field rests before the office is asked.
const REST: Duration = Duration::from_millis(250);

/// The people whose name is that one, marks and case aside.
pub async fn of_name(session: Session, name: &str) -> Answer<Vec<Person>> {
    let answer = client::get::<PersonList>(&with_query(PEOPLE, &[("name", name), ("limit", LINES)])).await;
    session.note(&answer);
    answer.map(|list| list.people)
}

/// What was typed so far, and who fits it.
#[derive(Clone, Copy)]
pub struct Search {
    /// What was typed.
    pub typed: RwSignal<String>,
    /// The words that the office was asked for last, and its answer.
    found: RwSignal<Option<(String, Answer<Arc<PersonList>>)>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    session: Session,
}

impl Search {
    /// Nothing was typed yet.
    pub fn new() -> Self {
        Self {
            typed: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            timer: StoredValue::new(None),
            session: Session::current(),
        }
    }

    /// Takes what was typed, and asks the office once the field rests.
    pub fn take(self, typed: String) {
        self.typed.set(typed);
        if let Some(Some(timer)) = self.timer.try_get_value() {
            timer.clear();
        }
        let ask = move || spawn_local(async move { self.ask().await });
        self.timer.set_value(set_timeout_with_handle(ask, REST).ok());
    }

    /// Forgets what was typed.
    pub fn clear(self) {
        self.typed.try_set(String::new());
    }

    /// Asks the office for what stands in the field now.
    pub async fn ask(self) {
        let Some(words) = self.typed.try_with_untracked(|typed| typed.trim().to_owned()) else { return };
        if words.is_empty() {
            return;
        }
        let answer = client::get::<PersonList>(&with_query(PEOPLE, &[("q", &words), ("limit", LINES)])).await;
        self.session.note(&answer);
        let still = self.typed.try_with_untracked(|typed| typed.trim() == words);
        if still == Some(true) {
            self.found.try_set(Some((words, answer.map(Arc::new))));
        }
    }

    /// The office's answer to what stands in the field now; nothing while it has not come.
    pub fn answer(self) -> Option<Answer<Arc<PersonList>>> {
        let typed = self.typed.get();
        self.found.with(|found| {
            let (_, answer) = found.as_ref().filter(|(words, _)| words == typed.trim())?;
            Some(answer.clone())
        })
    }
}
