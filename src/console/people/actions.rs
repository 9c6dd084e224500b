//! What can be done with a person's account.

use std::rc::Rc;

use danvan_core::access::Role;
use danvan_core::wire_people::{Person, PersonAction, PersonAnswer};

use super::fields::AccountFields;
use super::password::MADE;
use super::row::row_id;
use super::who::marks;
use super::{PEOPLE, Room};
use crate::components::Announcement;
use crate::console::client;
use crate::console::question::{Fields, Question};
use crate::console::session::Session;
use crate::i18n::{Text, common, people as text};

/// A question whose yes is an action; `said` is what is announced then, where there is no password to show.
fn question(
    person: &Person,
    room: Room,
    title: Text,
    yes: &'static str,
    said: Option<Text>,
    action: impl Fn() -> Option<PersonAction> + 'static,
) -> Question {
    let session = Session::current();
    let address = [PEOPLE, "/", &person.id.to_string(), "/actions"].concat();
    let back = if said.is_none() { MADE.to_owned() } else { row_id(person) };
    let act = move |_: String| {
        let address = address.clone();
        let action = action();
        async move {
            let Some(action) = action else { return Ok(()) };
            let answer = client::post::<PersonAnswer>(&address, &action).await?;
            if let Some(said) = said {
                session.say(Announcement::Done(said.with(&[&answer.person.name])));
            }
            room.took(answer);
            Ok(())
        }
    };
    let mut question = Question::new(title.with(&[&person.name]), yes, text::KEEP.get(), back, act);
    // Names are equal more often than not.
    question.says = vec![[&person.name, " · ", &marks(person)].concat()];
    question
}

/// Another password, made by the office.
pub fn new_password(person: &Person, room: Room) -> Question {
    let yes = text::NEW_PASSWORD.get();
    let action = || Some(PersonAction::NewPassword);
    let mut question = question(person, room, text::NEW_PASSWORD_TITLE, yes, None, action);
    question.says.push(text::NEW_PASSWORD_SAYS.get().to_owned());
    question
}

/// The person can sign in no more.
pub fn disable(person: &Person, room: Room) -> Question {
    let (yes, said) = (text::DISABLE_DO.get(), Some(text::DISABLED_SAID));
    let action = || Some(PersonAction::Disable);
    let mut question = question(person, room, text::DISABLE_TITLE, yes, said, action);
    let says = if person.accounts.is_empty() { text::DISABLE_SAYS_ALONE } else { text::DISABLE_SAYS };
    question.says.push(says.get().to_owned());
    question.takes_away = true;
    let held = person.devices.iter().filter(|device| !device.revoked).count();
    if held > 0 {
        question.says.push(text::DISABLE_DEVICES.count(held));
    }
    question
}

/// The person can sign in again.
pub fn enable(person: &Person, room: Room) -> Question {
    let (yes, said) = (text::ENABLE.get(), Some(text::ENABLED_SAID));
    let action = || Some(PersonAction::Enable);
    let mut question = question(person, room, text::ENABLE_TITLE, yes, said, action);
    let says = if person.accounts.is_empty() { text::ENABLE_SAYS_ALONE } else { text::ENABLE_SAYS };
    question.says.push(says.get().to_owned());
    question
}

/// An account for a person who has none.
pub fn add_account(person: &Person, room: Room) -> Question {
    let fields = AccountFields::new(Role::ProvinceSpecialist);
    let action = move || fields.account().map(|account| PersonAction::AddAccount { account });
    let yes = text::ADD_ACCOUNT.get();
    let mut question = question(person, room, text::ADD_ACCOUNT_OF, yes, None, action);
    question.says.push(text::ADD_ACCOUNT_SAYS.get().to_owned());
    question.no = common::CANCEL.get();
    question.fields = Some(Fields {
        draw: Rc::new(move || {
            use leptos::prelude::*;
            view! { <div class="stack">{fields.username()} {fields.role()}</div> }.into_any()
        }),
        ready: Rc::new(move || fields.account().is_some()),
        takes: Rc::new(move |failure| fields.takes(failure)),
    });
    question
}

/// Another role for the person's account.
pub fn change_role(person: &Person, role: Role, room: Room) -> Question {
    let fields = AccountFields::new(role);
    let action = move || Some(PersonAction::ChangeRole { role: fields.chosen_role() });
    let (yes, said) = (text::CHANGE_ROLE.get(), Some(text::ROLE_CHANGED));
    let mut question = question(person, room, text::CHANGE_ROLE_OF, yes, said, action);
    question.says.push(text::CHANGE_ROLE_SAYS.get().to_owned());
    question.fields = Some(Fields {
        draw: Rc::new(move || fields.role()),
        ready: Rc::new(|| true),
        takes: Rc::new(|_| false),
    });
    question
}
