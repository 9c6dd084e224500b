//! Whom a code is for: somebody who is known, found by typing a part of the name, or a new person.

use danvan_core::ids::UserId;
use danvan_core::wire_people::Person;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::console::field::focus_later;
use crate::console::people::search::Search;
use crate::console::people::who::marks;
use crate::i18n::{codes as text, console as common_text, count};

/// How many people are offered at a time.
const OFFERED: usize = 8;

/// What was typed, and who was chosen.
#[derive(Clone, Copy)]
pub struct Picked {
    search: Search,
    /// The chosen one; without an identifier a new person.
    chosen: RwSignal<Option<(Option<UserId>, String)>>,
}

impl Picked {
    /// Nobody yet.
    pub fn new() -> Self {
        Self { search: Search::new(), chosen: RwSignal::new(None) }
    }

    /// Nobody again.
    pub fn clear(self) {
        self.search.clear();
        self.chosen.try_set(None);
    }

    /// The person's identifier, where they are known, and their name; nothing while somebody who is known fits and was
    /// not chosen, and while the office does not say who is known: a part of a name must not become a second person.
    pub async fn picked(self) -> Option<(Option<UserId>, String)> {
        if let Some(chosen) = self.chosen.get_untracked() {
            return Some(chosen);
        }
        if !matches!(untrack(|| self.search.answer()), Some(Ok(_))) {
            self.search.ask().await;
        }
        let typed = self.search.typed.try_get_untracked()?.trim().to_owned();
        let nobody = untrack(|| self.found().is_some_and(|found| found.is_empty()));
        (danvan_core::text::visible(&typed) && nobody).then_some((None, typed))
    }

    /// Who fits what was typed so far; nothing while the office has not said it.
    fn found(self) -> Option<Vec<Person>> {
        let list = self.search.answer()?.ok()?;
        Some(list.people.iter().filter(|person| !person.machine).cloned().collect())
    }

    /// The field; `tried` says whether the form was sent once.
    pub fn field(self, tried: RwSignal<bool>) -> AnyView {
        let inside = move || match self.chosen.get() {
            Some((_, name)) => self.taken(name),
            None => self.typing(tried),
        };
        view! {
            <div class="field">
                <label for="issue-person">{text::PERSON.get()}</label>
                {inside}
            </div>
        }
        .into_any()
    }

    fn taken(self, name: String) -> AnyView {
        let label = text::CHANGE_PERSON.with(&[&name]);
        let change = move |_| {
            self.chosen.set(None);
            focus_later("issue-person".to_owned());
        };
        view! {
            <div class="chosen">
                <span>{name}</span>
                <button type="button" class="button bare" id="issue-person" aria-label=label on:click=change>{text::CHANGE.get()}</button>
            </div>
        }
        .into_any()
    }

    fn typing(self, tried: RwSignal<bool>) -> AnyView {
        let wrong = move || {
            if !tried.get() {
                return None;
            }
            if !self.search.typed.with(|typed| danvan_core::text::visible(typed)) {
                return Some(text::PERSON_MISSING.get());
            }
            match self.search.answer()? {
                Err(_) => Some(text::LIST_FAILED.get()),
                Ok(_) => {
                    self.found().is_some_and(|found| !found.is_empty()).then(|| text::PERSON_UNCLEAR.get())
                }
            }
        };
        view! {
            <input class="in" id="issue-person" autocomplete="off" spellcheck="false" prop:value=self.search.typed.get_untracked()
                aria-describedby="issue-person-hint issue-person-says" aria-invalid=move || wrong().is_some().to_string()
                on:input=move |event| self.search.take(event_target_value(&event))/>
            <p class="soft" id="issue-person-hint">{text::PERSON_HINT.get()}</p>
            {move || self.offers()}
            <p class="says error" id="issue-person-says" role="alert">{wrong}</p>
        }
        .into_any()
    }

    fn take(self, person: (Option<UserId>, String)) {
        self.chosen.set(Some(person));
        focus_later("issue-person".to_owned());
    }

    /// Who fits what was typed so far; the new person stands last.
    fn offers(self) -> Option<AnyView> {
        let typed = self.search.typed.with(|typed| typed.trim().to_owned());
        if typed.is_empty() {
            return None;
        }
        if self.search.answer()?.is_err() {
            let again = move |_| spawn_local(async move { self.search.ask().await });
            return Some(
                view! {
                    <div role="status"><p class="says error">{text::LIST_FAILED.get()}</p></div>
                    <div class="buttons"><button type="button" class="button quiet" on:click=again>{common_text::AGAIN.get()}</button></div>
                }
                .into_any(),
            );
        }
        let found = self.found()?;
        if found.is_empty() {
            return Some(view! { <p class="soft" role="status">{text::PERSON_FRESH.get()}</p> }.into_any());
        }
        let many = text::PERSON_FOUND.with(&[&count(found.len())]);
        let line = |person: Person| {
            let (name, below) = (person.name.clone(), marks(&person));
            // A disabled person's codes cannot be used.
            if person.disabled_at.is_some() {
                return view! { <li class="soft">{name} " " <small>{below}</small></li> }.into_any();
            }
            let take = move |_| self.take((Some(person.id), person.name.clone()));
            view! { <li><button type="button" on:click=take>{name} " " <small>{below}</small></button></li> }
                .into_any()
        };
        let fresh = text::NEW_PERSON.with(&[&typed]);
        Some(
            view! {
                <p class="soft" role="status">{many}</p>
                <ul class="options">
                    {found.into_iter().take(OFFERED).map(line).collect_view()}
                    <li><button type="button" on:click=move |_| self.take((None, typed.clone()))>{fresh}</button></li>
                </ul>
            }
            .into_any(),
        )
    }
}
