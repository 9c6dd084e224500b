//! Documents that a page shows: asked for anew when their address changes, the old one kept until the new one comes.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

use super::client::{self, Answer, Failure};
use super::failure;
use super::session::Session;
use super::ticket::Tickets;

/// A document from the office.
pub struct Document<T: Send + Sync + 'static> {
    /// The last answer; nothing before the first.
    pub answer: RwSignal<Option<Answer<Arc<T>>>>,
    /// Whether another answer is on its way.
    pub waiting: RwSignal<bool>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Document<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Document<T> {}

impl<T: DeserializeOwned + Send + Sync + 'static> Document<T> {
    /// Asks for what lies at `address`, again whenever that changes or somebody signs in anew.
    pub fn load(address: impl Fn() -> String + 'static) -> Self {
        let document =
            Self { answer: RwSignal::new(None), waiting: RwSignal::new(true), again: RwSignal::new(0) };
        let session = Session::current();
        let tickets = Tickets::new();
        Effect::new(move |_| {
            let address = address();
            session.round.track();
            document.again.track();
            document.waiting.set(true);
            let Some(ticket) = tickets.draw() else { return };
            spawn_local(async move {
                let answer = client::get::<T>(&address).await;
                if !tickets.counts(ticket) {
                    return;
                }
                session.note(&answer);
                document.waiting.try_set(false);
                document.answer.try_set(Some(answer.map(Arc::new)));
            });
        });
        document
    }

    /// Asks again.
    pub fn reload(self) {
        self.again.update(|again| *again += 1);
    }

    /// Takes a part of the document as the office answered it to something that was done. An answer that is on its way may
    /// be of before that: the question is asked again.
    pub fn change(self, change: impl FnOnce(&mut T))
    where
        T: Clone,
    {
        if self.waiting.try_get_untracked() == Some(true) {
            self.again.try_update(|again| *again += 1);
        }
        self.answer.try_update(|answer| {
            if let Some(Ok(document)) = answer {
                change(Arc::make_mut(document));
            }
        });
    }

    /// The document as it was drawn by `draw`; a skeleton before it comes, and what is to be done where it does not.
    pub fn show(self, draw: impl Fn(&Arc<T>) -> AnyView + Send + Sync + 'static) -> AnyView {
        let inside = move || match self.answer.get() {
            None => failure::skeleton(),
            Some(Ok(document)) => draw(&document),
            Some(Err(Failure::SignedOut)) => failure::skeleton(),
            Some(Err(found)) => failure::notice(&found, move || self.reload()),
        };
        view! { <div class="stack" aria-busy=move || self.waiting.get().to_string()>{inside}</div> }
            .into_any()
    }
}
