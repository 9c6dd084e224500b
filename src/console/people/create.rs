//! A new person, with or without an account of the console.

use std::rc::Rc;

use danvan_core::access::Role;
use danvan_core::wire_people::{NewPerson, Person, PersonAnswer};
use leptos::prelude::*;

use super::fields::AccountFields;
use super::password::MADE;
use super::search::of_name;
use super::who::marks;
use super::{PEOPLE, Room};
use crate::components::{Announcement, Icon, icon};
use crate::console::client::{self, Failure};
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
        namesakes: RwSignal::new(None),
        another: RwSignal::new(None),
        stopped: StoredValue::new(false),
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
    /// A name, and who has it already by the office's word.
    namesakes: RwSignal<Option<(String, Vec<Person>)>>,
    /// The name that was said to be another person's than those who have it already.
    another: RwSignal<Option<String>>,
    /// Whether the form stopped its own sending: somebody has the name.
    stopped: StoredValue<bool>,
}

impl Form {
    /// Who has the name already; nothing while the office was not asked.
    fn namesakes(self) -> Option<Vec<Person>> {
        let name = self.name.get();
        self.namesakes.with(|known| {
            let (_, found) = known.as_ref().filter(|(asked, _)| *asked == name.trim())?;
            Some(found.clone())
        })
    }

    /// Whether the name was said to be another person's.
    fn is_another(self) -> bool {
        self.another.with(|another| another.as_ref() == Some(&self.name.get()))
    }

    /// The person as the form says them, where everything is filled in.
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

    /// Asks the office who has the name already. Whether the person may be made: nobody has it, or they are somebody else.
    ///
    /// # Errors
    /// Where the office does not say: nobody must become a second person because a list did not come.
    async fn is_settled(self, session: Session) -> Result<bool, Failure> {
        if untrack(|| self.namesakes()).is_none() {
            let name = self.name.with_untracked(|name| name.trim().to_owned());
            let found = of_name(session, &name).await?;
            self.namesakes.try_set(Some((name, found)));
        }
        Ok(untrack(|| self.is_another() || self.namesakes().is_some_and(|found| found.is_empty())))
    }

    fn clear(self) {
        self.name.try_set(String::new());
        self.tried.try_set(false);
        self.another.try_set(None);
        self.namesakes.try_set(None);
        self.account.try_set(AccountFields::new(Role::ProvinceSpecialist));
    }

    /// Asks about whoever has the name already.
    fn asked(self) -> Option<AnyView> {
        let found = self.namesakes().filter(|found| !found.is_empty())?;
        let open = move || self.tried.get() && !self.is_another();
        let words = move || open().then(|| text::SAME_NAME_OPEN.get());
        let answer = move |event| {
            let name = event_target_checked(&event).then(|| self.name.get_untracked());
            self.another.set(name);
        };
        let lines = found.iter().map(|person| {
            view! { <li>{person.name.clone()} " · " {marks(person)}</li> }
        });
        Some(
            view! {
                <div class="field">
                    <p id="same-name">{text::SAME_NAME.get()}</p>
                    <ul class="lines">{lines.collect_view()}</ul>
                    <label class="check">
                        <input type="checkbox" aria-describedby="same-name same-name-says"
                            aria-invalid=move || open().to_string() on:change=answer
                            prop:checked=self.another.get_untracked().as_ref() == Some(&self.name.get_untracked())/>
                        <span>{text::SOMEBODY_ELSE.get()}</span>
                    </label>
                    <p class="says error" id="same-name-says" role="alert">{words}</p>
                </div>
            }
            .into_any(),
        )
    }

    fn draw(self) -> AnyView {
        let wrong = Signal::derive(move || {
            let empty = !self.name.with(|typed| danvan_core::text::visible(typed));
            (self.tried.get() && empty).then(|| text::NAME_MISSING.get().to_owned())
        });
        let account = move || {
            let account = self.account.get();
            self.with_account.get().then(|| view! { {account.username()} {account.role()} })
        };
        view! {
            <div class="stack">
                {line("person-name", text::NAME.get(), None, self.name, wrong)}
                {move || self.asked()}
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
        if !form.is_settled(session).await? {
            form.stopped.set_value(true);
            return Err(Failure::Unreadable);
        }
        let answer = client::post::<PersonAnswer>(PEOPLE, &person).await?;
        session.say(Announcement::Done(text::CREATED.with(&[&answer.person.name])));
        form.clear();
        room.took(answer);
        Ok(())
    };
    let title = text::CREATE.get().to_owned();
    let mut question = Question::new(title, text::CREATE.get(), common::CANCEL.get(), MADE.to_owned(), act);
    question.fields = Some(Fields {
        draw: Rc::new(move || form.draw()),
        ready: Rc::new(move || form.person().is_some()),
        takes: Rc::new(move |failure| {
            let stopped = form.stopped.get_value();
            form.stopped.set_value(false);
            stopped || form.account.get_untracked().takes(failure)
        }),
    });
    question
}
