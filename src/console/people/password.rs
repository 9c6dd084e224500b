//! A password that the office made: shown once, until it is put away.

use danvan_core::wire_people::PersonAnswer;
use leptos::prelude::*;

use crate::console::field::focus_later;
use crate::console::secret::{copy_button, secret};
use crate::i18n::people as text;

/// Where the focus goes once a password was made.
pub const MADE: &str = "made-password";

/// The password, and whose it is.
#[derive(Clone)]
pub struct Made {
    person: String,
    username: String,
    password: String,
}

impl Made {
    /// The one in an answer, if one was made.
    pub fn of(answer: &PersonAnswer) -> Option<Self> {
        let username = answer.person.accounts.first()?.username.clone();
        Some(Self { person: answer.person.name.clone(), username, password: answer.password.clone()? })
    }
}

/// The place for it, above the list.
pub fn shown(made: RwSignal<Option<Made>>) -> AnyView {
    let hide = move |_| {
        made.set(None);
        focus_later("console-main".to_owned());
    };
    (move || {
        let made = made.get()?;
        let title = text::PASSWORD_OF.with(&[&made.person, &made.username]);
        Some(view! {
            <section class="card good" id=MADE tabindex="-1" aria-labelledby="made-for">
                <p id="made-for">{title}</p>
                {secret(&made.password)}
                <p>{text::PASSWORD_ONCE.get()}</p>
                <div class="buttons">
                    {copy_button(made.password.clone(), text::COPY_PASSWORD.get())}
                    <button type="button" class="button quiet" on:click=hide>{text::HIDE.get()}</button>
                </div>
            </section>
        })
    })
    .into_any()
}
