//! Who sits at the console, and what every page of it shares.
//!
//! A session that ends in the middle of work does not take the page away: the sign-in comes over it as a dialog, so
//! that a typed reason stays where it is.

use std::sync::Arc;

use danvan_core::catalogue::Catalogue;
use danvan_core::wire_console::ConsoleUser;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::client::{self, Answer, Failure};
use crate::components::Announcement;

/// What the console knows of its user.
#[derive(Clone)]
pub enum State {
    /// Not asked yet.
    Asking,
    /// Nobody has signed in.
    Out,
    /// The office did not answer.
    Unreachable(Failure),
    /// Somebody sits here.
    In(Arc<Desk>),
}

/// The user, with their province's catalogue.
pub struct Desk {
    /// The user.
    pub user: ConsoleUser,
    /// Their province's units, indicators and code lists.
    pub catalogue: Catalogue,
}

/// The console's session; one for all its pages, in the context.
#[derive(Clone, Copy)]
pub struct Session {
    /// Who sits here.
    pub state: RwSignal<State>,
    /// Whether the session ended under an open page.
    pub expired: RwSignal<bool>,
    /// One more whenever pages should ask the office again.
    pub round: RwSignal<u32>,
    /// What has become of the last thing done.
    pub said: RwSignal<Option<Announcement>>,
}

impl Session {
    /// Puts a session into the context and asks the office who sits here.
    pub fn provide() -> Self {
        let session = Self {
            state: RwSignal::new(State::Asking),
            expired: RwSignal::new(false),
            round: RwSignal::new(0),
            said: RwSignal::new(None),
        };
        provide_context(session);
        session.ask();
        session
    }

    /// The session of the page that is being drawn.
    pub fn current() -> Self {
        expect_context()
    }

    /// Asks the office who sits here.
    pub fn ask(self) {
        client::speak_for("");
        self.state.set(State::Asking);
        spawn_local(async move {
            match client::get_if_any("/api/v1/sessions/current?maybe=true").await {
                Ok(Some(user)) => self.enter(user).await,
                Ok(None) | Err(Failure::SignedOut) => self.out(),
                Err(failure) => drop(self.state.try_set(State::Unreachable(failure))),
            }
        });
    }

    /// Opens the console for a user who has just signed in, or goes on where the same user was.
    pub async fn enter(self, user: ConsoleUser) {
        client::speak_for(&user.author.id.to_string());
        let same = self.desk_untracked().is_some_and(|desk| desk.user.username == user.username);
        if !same {
            let address = ["/api/v1/catalogue/", user.province.as_str()].concat();
            let state = match client::get::<Catalogue>(&address).await {
                Ok(catalogue) => State::In(Arc::new(Desk { user, catalogue })),
                Err(failure) => State::Unreachable(failure),
            };
            self.state.try_set(state);
        }
        self.expired.try_set(false);
        self.round.try_update(|round| *round += 1);
    }

    /// Nobody sits here.
    fn out(self) {
        client::speak_for("");
        self.state.try_set(State::Out);
    }

    /// Ends the session.
    pub fn leave(self) {
        spawn_local(async move {
            match client::delete("/api/v1/sessions/current").await {
                Ok(()) | Err(Failure::SignedOut) => {
                    self.expired.try_set(false);
                    self.out();
                }
                Err(failure) => self.say(Announcement::Failed(super::failure::sentence(&failure))),
            }
        });
    }

    /// Takes a good sign away: something newer has begun, or failed.
    pub fn hush(self) {
        if self.said.with_untracked(|said| matches!(said, Some(Announcement::Done(_)))) {
            self.said.set(None);
        }
    }

    /// Looks at an answer: an ended session brings the sign-in back, and nothing that failed stands beside a good sign.
    pub fn note<T>(self, answer: &Answer<T>) {
        if answer.is_err() {
            self.hush();
        }
        if matches!(answer, Err(Failure::SignedOut)) {
            self.expired.try_set(true);
        }
    }

    /// Tells the user what has become of what they did.
    pub fn say(self, outcome: Announcement) {
        self.said.try_set(Some(outcome));
    }

    /// The user and their catalogue, if they have signed in.
    pub fn desk_untracked(self) -> Option<Arc<Desk>> {
        match self.state.try_get_untracked()? {
            State::In(desk) => Some(desk),
            _ => None,
        }
    }
}

/// The user and their catalogue. Pages are drawn only for somebody who has signed in, with their desk in the context.
pub fn desk() -> Arc<Desk> {
    expect_context()
}
