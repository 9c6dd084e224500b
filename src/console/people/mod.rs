//! Người dùng: who has an account here, who holds which device; made, changed and disabled here.

mod actions;
mod create;
mod fields;
mod password;
mod row;
pub mod who;

use std::sync::Arc;

use danvan_core::wire_people::{Person, PersonAnswer, PersonList};
use leptos::prelude::*;

use self::password::Made;
use super::alarms;
use super::drawn::Drawn;
use super::load::Document;
use super::question::Asking;
use super::search_field::{matches, search_field};
use crate::components::{Icon, empty};
use crate::i18n::{count, people as text};

/// Where people are listed and made, and changed below it.
const PEOPLE: &str = "/api/v1/people";

/// What the room's parts share.
#[derive(Clone, Copy)]
struct Room {
    list: Document<PersonList>,
    /// The password made last, until it is put away.
    made: RwSignal<Option<Made>>,
    asking: Asking,
}

impl Room {
    /// Takes a person as the office answered them.
    fn took(self, answer: PersonAnswer) {
        // An earlier password beside somebody else's name would be handed to the wrong one.
        self.made.try_set(Made::of(&answer));
        let person = answer.person;
        self.list.change(|list| match list.people.iter_mut().find(|known| known.id == person.id) {
            Some(known) => *known = person,
            None => list.people.insert(0, person),
        });
    }
}

/// Draws the page.
pub fn room() -> AnyView {
    let list: Document<PersonList> = Document::load(|| PEOPLE.to_owned());
    let room = Room { list, made: RwSignal::new(None), asking: Asking::new() };
    let (words, drawn) = (RwSignal::new(String::new()), Drawn::first());
    view! {
        <div class="stack">
            <header class="room-head"><h1>{text::ROOM.get()}</h1> {create::button(room)}</header>
            <p class="soft">{text::ROOM_SAYS.get()}</p>
            {alarms::above(alarms::about_accounts)}
            {password::shown(room.made)}
            <search class="filters">
                {search_field(text::SEARCH.get(), text::SEARCH_HINT.get(), words.into(), move |typed| words.set(typed))}
            </search>
            {list.show(move |people| listed(people, words, room, drawn))}
        </div>
        {room.asking.view()}
    }
    .into_any()
}

fn listed(people: &Arc<PersonList>, words: RwSignal<String>, room: Room, drawn: Drawn) -> AnyView {
    let wanted = words.get();
    let fits = |person: &&Person| {
        let username = person.accounts.first().map_or("", |account| account.username.as_str());
        let place = person.grants.first().map_or("", |grant| grant.place.as_str());
        wanted.trim().is_empty() || matches(&wanted, &[&person.name, username, place])
    };
    let found: Vec<&Person> = people.people.iter().filter(fits).collect();
    if found.is_empty() {
        let all = move |_| words.set(String::new());
        let all =
            view! { <button type="button" class="button quiet" on:click=all>{text::SHOW_ALL.get()}</button> };
        return empty(Icon::Search, text::NOT_FOUND.get(), text::NOT_FOUND_DO.get(), all.into_any());
    }
    let rows = drawn.rows();
    let next = found.get(rows).map(|person| row::row_id(person));
    let many = text::COUNT.with(&[&count(found.len())]);
    view! {
        <p class="soft num" role="status">{many}</p>
        <div class="sheet">
            <table class="card-rows">
                <thead>
                    <tr>
                        <th>{text::PERSON.get()}</th>
                        <th>{text::ACCOUNT.get()}</th>
                        <th>{text::GRANTS.get()}</th>
                        <th>{text::DEVICES.get()}</th>
                        <th colspan="2">{text::STATE.get()}</th>
                    </tr>
                </thead>
                {found.into_iter().take(rows).map(|person| row::row(person, room)).collect_view()}
            </table>
        </div>
        {drawn.more(next)}
    }
    .into_any()
}
