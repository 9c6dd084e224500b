//! Whom a code is for: somebody who is known, found by typing a part of the name, or a new person.

use danvan_core::ids::UserId;
use danvan_core::wire_people::{Person, PersonList};
use leptos::prelude::*;

use crate::console::field::focus_later;
use crate::console::load::Document;
use crate::console::people::who::marks;
use crate::console::search_field::matches;
use crate::i18n::{codes as text, console as common_text, count};

/// How many people are offered at a time.
const OFFERED: usize = 8;

/// What was typed, and who was chosen.
#[derive(Clone, Copy)]
pub struct Picked {
    typed: RwSignal<String>,
    /// The chosen one; without an identifier a new person.
    chosen: RwSignal<Option<(Option<UserId>, String)>>,
    people: Document<PersonList>,
}

impl Picked {
    /// Nobody yet.
    pub fn new(people: Document<PersonList>) -> Self {
        Self { typed: RwSignal::new(String::new()), chosen: RwSignal::new(None), people }
    }

    /// Nobody again.
    pub fn clear(self) {
        self.typed.try_set(String::new());
        self.chosen.try_set(None);
    }

    /// The person's identifier, where they are known, and their name; nothing while somebody who is known fits and was
    /// not chosen, and while the list of people has not come: a part of a name must not become a second person.
    pub fn picked(self) -> Option<(Option<UserId>, String)> {
        self.chosen.get_untracked().or_else(|| {
            let typed = self.typed.get_untracked().trim().to_owned();
            let nobody = untrack(|| self.is_loaded() && self.found().is_empty());
            (danvan_core::text::visible(&typed) && nobody).then_some((None, typed))
        })
    }

    /// The identifier of the machine that is known by exactly this name and not disabled.
    pub fn machine(self, name: &str) -> Option<UserId> {
        let is_it = |known: &&Person| known.machine && known.disabled_at.is_none() && known.name == name;
        untrack(|| self.with_people(|people| people.iter().find(is_it).map(|person| person.id)))
    }

    /// Who fits what was typed so far.
    fn found(self) -> Vec<Person> {
        let typed = self.typed.get();
        if typed.trim().is_empty() {
            return Vec::new();
        }
        let fits = |person: &&Person| {
            let username = person.accounts.first().map_or("", |account| account.username.as_str());
            !person.machine && matches(&typed, &[&person.name, username])
        };
        self.with_people(|people| people.iter().filter(fits).cloned().collect())
    }

    /// Whether it can be told who is known.
    pub fn is_loaded(self) -> bool {
        self.people.answer.with(|answer| matches!(answer, Some(Ok(_))))
    }

    fn with_people<R>(self, read: impl FnOnce(&[Person]) -> R) -> R {
        self.people.answer.with(|answer| match answer {
            Some(Ok(list)) => read(&list.people),
            _ => read(&[]),
        })
    }

    /// The field; `tried` says whether the form was sent once.
    pub fn field(self, tried: RwSignal<bool>) -> AnyView {
        let inside = move || match self.chosen.get() {
            Some((_, name)) => self.taken(name),
            None => self.search(tried),
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

    fn search(self, tried: RwSignal<bool>) -> AnyView {
        let wrong = move || {
            let empty = !self.typed.with(|typed| danvan_core::text::visible(typed));
            match (tried.get(), empty) {
                (true, true) => Some(text::PERSON_MISSING.get()),
                (true, false) if !self.is_loaded() => Some(text::LIST_FAILED.get()),
                (true, false) if !self.found().is_empty() => Some(text::PERSON_UNCLEAR.get()),
                _ => None,
            }
        };
        view! {
            <input class="in" id="issue-person" autocomplete="off" spellcheck="false" prop:value=self.typed.get_untracked()
                aria-describedby="issue-person-hint issue-person-says" aria-invalid=move || wrong().is_some().to_string()
                on:input=move |event| self.typed.set(event_target_value(&event))/>
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
        let typed = self.typed.with(|typed| typed.trim().to_owned());
        if typed.is_empty() {
            return None;
        }
        if !self.is_loaded() {
            let again = move |_| self.people.reload();
            let failed = self.people.answer.with(Option::is_some);
            return failed.then(|| {
                view! {
                    <div role="status"><p class="says error">{text::LIST_FAILED.get()}</p></div>
                    <div class="buttons"><button type="button" class="button quiet" on:click=again>{common_text::AGAIN.get()}</button></div>
                }
                .into_any()
            });
        }
        let found = self.found();
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
