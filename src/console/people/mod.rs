//! Người dùng: who has an account here, who holds which device; made, changed and disabled here.

mod actions;
mod create;
mod fields;
mod password;
mod row;
pub mod search;
pub mod who;

use std::sync::Arc;

use danvan_core::wire_people::{PersonAnswer, PersonList};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use self::password::Made;
use super::alarms;
use super::client::with_query;
use super::go::go;
use super::load::Document;
use super::pages;
use super::question::Asking;
use super::room::Room as Address;
use super::search_field::search_field;
use crate::components::{Icon, empty};
use crate::i18n::people as text;

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
            None => {
                list.people.insert(0, person);
                list.page.total = list.page.total.map(|total| total + 1);
            }
        });
    }
}

/// What the list is narrowed to, and where its page begins: as the page's address says it.
#[derive(Clone, Default, PartialEq, Eq)]
struct Place {
    words: String,
    after: String,
}

impl Place {
    fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        Self { words: value("q"), after: value("after") }
    }

    fn address(&self) -> String {
        with_query(Address::People.address(), &[("q", &self.words), ("after", &self.after)])
    }

    /// What the office is asked for.
    fn question(&self) -> String {
        with_query(PEOPLE, &[("q", &self.words), ("after", &self.after), ("limit", pages::LINES)])
    }
}

/// Draws the page.
pub fn room() -> AnyView {
    let query = use_query_map();
    let place = Memo::new(move |_| Place::of(&query.get()));
    let list: Document<PersonList> = Document::load(move || place.with(Place::question));
    let room = Room { list, made: RwSignal::new(None), asking: Asking::new() };
    let go = go();
    let words = Signal::derive(move || place.with(|place| place.words.clone()));
    let narrow = move |words: String| go.replace(Place { words, after: String::new() }.address());
    view! {
        <div class="stack">
            <header class="room-head"><h1>{text::ROOM.get()}</h1> {create::button(room)}</header>
            <p class="soft">{text::ROOM_SAYS.get()}</p>
            {alarms::above(alarms::about_accounts, room.asking)}
            {password::shown(room.made)}
            <search class="filters">
                {search_field(text::SEARCH.get(), text::SEARCH_HINT.get(), words, narrow)}
            </search>
            {list.show(move |people| listed(people, &place.get_untracked(), room))}
        </div>
        {room.asking.view()}
    }
    .into_any()
}

fn listed(people: &Arc<PersonList>, place: &Place, room: Room) -> AnyView {
    if people.people.is_empty() {
        let all = view! { <a class="button quiet" href=Address::People.address()>{text::SHOW_ALL.get()}</a> };
        let nobody = empty(Icon::Search, text::NOT_FOUND.get(), text::NOT_FOUND_DO.get(), all.into_any());
        return view! { <div role="status">{nobody}</div> }.into_any();
    }
    view! {
        <p class="soft num" role="status">{pages::shown(text::COUNT, &people.page, people.people.len())}</p>
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
                {people.people.iter().map(|person| row::row(person, room)).collect_view()}
            </table>
        </div>
        {pages::ways(&people.page, |after| Place { after: after.to_owned(), ..place.clone() }.address())}
    }
    .into_any()
}
