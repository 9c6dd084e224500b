//! A new person, with or without an account of the console.

use std::rc::Rc;

use danvan_core::access::Role;
use danvan_core::wire_people::{NewPerson, PersonAnswer};
use leptos::prelude::*;

use super::fields::AccountFields;
use super::password::MADE;
use super::{PEOPLE, Room};
use crate::components::{Announcement, Icon, icon};
use crate::console::client;
use crate::console::field::{line, said};
use crate::console::question::{Fields, Question};
use crate::console::session::Session;
use crate::i18n::{common, people as text};

/// The button that asks for a new person. What was typed and not sent is there again when it is pressed anew.
pub fn button(room: Room) -> AnyView {
    let form = Form {
        name: RwSignal::new(String::new()),
        with_account: RwSignal::new(true),
        account: RwSignal::new(AccountFields::new(Role::ProvinceSpecialist)),
        tried: RwSignal::new(false),
    };
    let session = Session::current();
    let ask = move |_| room.asking.ask(question(form, room, session));
    view! { <button type="button" class="button" on:click=ask>{icon(Icon::Plus)} {text::CREATE.get()}</button> }
        .into_any()
}

#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    with_account: RwSignal<bool>,
    account: RwSignal<AccountFields>,
    tried: RwSignal<bool>,
}

impl Form {
    fn person(self) -> Option<NewPerson> {
        self.tried.set(true);
        let account = match self.with_account.get_untracked() {
            true => Some(self.account.get_untracked().account()),
            false => None,
        };
        let name = said(self.name)?;
        match account {
            Some(None) => None,
            account => Some(NewPerson { name, account: account.flatten() }),
        }
    }

    fn clear(self) {
        self.name.try_set(String::new());
        self.tried.try_set(false);
        self.account.try_set(AccountFields::new(Role::ProvinceSpecialist));
    }

    fn draw(self) -> AnyView {
        let wrong = Signal::derive(move || {
            let empty = self.name.with(|typed| typed.trim().is_empty());
            (self.tried.get() && empty).then(|| text::NAME_MISSING.get().to_owned())
        });
        let account = move || {
            let account = self.account.get();
            self.with_account.get().then(|| view! { {account.username()} {account.role()} })
        };
        view! {
            <div class="stack">
                {line("person-name", text::NAME.get(), None, self.name, wrong)}
                <div class="field">
                    <label class="check">
                        <input type="checkbox" aria-describedby="with-account-hint" prop:checked=self.with_account
                            on:change=move |event| self.with_account.set(event_target_checked(&event))/>
                        <span>{text::WITH_ACCOUNT.get()}</span>
                    </label>
                    <p class="soft" id="with-account-hint">{text::ACCOUNT_HINT.get()}</p>
                </div>
                {account}
            </div>
        }
        .into_any()
    }
}

fn question(form: Form, room: Room, session: Session) -> Question {
    let act = move |_: String| async move {
        let Some(person) = form.person() else { return Ok(()) };
        let answer = client::post::<PersonAnswer>(PEOPLE, &person).await?;
        session.say(Announcement::Done(text::CREATED.with(&[&answer.person.name])));
        form.clear();
        room.took(answer);
        Ok(())
    };
    let title = text::CREATE.get().to_owned();
    let mut question = Question::new(title, text::CREATE.get(), common::CANCEL.get(), MADE.to_owned(), act);
    question.fields =
        Some(Fields { draw: Rc::new(move || form.draw()), ready: Rc::new(move || form.person().is_some()) });
    question
}
