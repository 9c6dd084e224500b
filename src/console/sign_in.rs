//! Signing in: as a page of its own, and as a dialog over a page whose session has ended.

use danvan_core::wire::ProblemDocument;
use danvan_core::wire_console::{ConsoleUser, SignIn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::SubmitEvent;

use super::client::{self, Failure};
use super::failure;
use super::session::Session;
use crate::components::{offer_english, other_language};
use crate::i18n::console as text;

/// The kind of the problem where an account was tried too often.
const TOO_MANY: &str = "/problems/too-many";

/// The page for somebody who has not signed in.
pub fn page() -> AnyView {
    view! {
        {offer_english()}
        <main class="console-door" id="console-main">
            <div class="card">
                <h1>{text::SIGN_IN_TITLE.get()}</h1>
                <p>{text::SIGN_IN_FOR.get()}</p>
                {form("")}
            </div>
            <p class="soft"><a href="/">{text::TO_PHONE.get()}</a></p>
            {other_language()}
        </main>
    }
    .into_any()
}

/// The dialog over a page: nothing on the page is lost.
pub fn again() -> AnyView {
    let session = Session::current();
    let username = session.desk_untracked().map(|desk| desk.user.username.clone()).unwrap_or_default();
    let inside = move || view! { <p>{text::EXPIRED_SAFE.get()}</p>{form(&username)} }.into_any();
    let title = || text::EXPIRED.get().to_owned();
    super::dialog::dialog("console-again", session.expired.into(), None, title, inside)
}

/// What was wrong, and at which field it stands.
#[derive(Clone, PartialEq)]
enum Wrong {
    Username,
    Password,
    Both,
    Other(String),
}

/// Why nobody has looked at the password. Where it was tried too often the details say all of it: the title speaks to the
/// one who has tried, who may be somebody else.
fn sentence(found: &Failure) -> String {
    match found {
        Failure::Refused(ProblemDocument { kind, detail: Some(detail), .. }) if kind == TOO_MANY => {
            detail.clone()
        }
        found => failure::typed_stays(found),
    }
}

/// The two fields. The password stays in its field alone: no signal, no storage ever holds it.
fn form(username: &str) -> AnyView {
    let session = Session::current();
    let wrong = RwSignal::new(None::<Wrong>);
    let busy = RwSignal::new(false);
    let name_field = NodeRef::<leptos::html::Input>::new();
    let password_field = NodeRef::<leptos::html::Input>::new();

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(password)) = (name_field.get_untracked(), password_field.get_untracked())
        else {
            return;
        };
        let typed = SignIn { username: name.value().trim().to_owned(), password: password.value() };
        if busy.get_untracked() {
            return;
        }
        if typed.username.is_empty() {
            wrong.set(Some(Wrong::Username));
            drop(name.focus());
            return;
        }
        if typed.password.is_empty() {
            wrong.set(Some(Wrong::Password));
            drop(password.focus());
            return;
        }
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = client::post::<ConsoleUser>("/api/v1/sessions", &typed).await;
            busy.try_set(false);
            match answer {
                Ok(user) => session.enter(user).await,
                Err(found) if found.status() == 401 || found == Failure::SignedOut => {
                    password.set_value("");
                    drop(password.focus());
                    wrong.try_set(Some(Wrong::Both));
                }
                // Nobody has looked at the password: it stays for the next press.
                Err(found) => drop(wrong.try_set(Some(Wrong::Other(sentence(&found))))),
            }
        });
    };
    let says = move |at: Wrong, id: &'static str, words: &'static str| {
        move || {
            (wrong.get().as_ref() == Some(&at))
                .then(|| view! { <p class="says error" id=id role="alert">{words}</p> })
        }
    };
    let username = username.to_owned();
    view! {
        <form class="form" on:submit=submit novalidate>
            <div class="field">
                <label for="sign-in-name">{text::USERNAME.get()}</label>
                <input class="in" id="sign-in-name" node_ref=name_field name="username" autocomplete="username"
                    autocapitalize="none" spellcheck="false" value=username aria-describedby="sign-in-name-says"
                    aria-invalid=move || matches!(wrong.get(), Some(Wrong::Username | Wrong::Both)).to_string()/>
                {says(Wrong::Username, "sign-in-name-says", text::USERNAME_MISSING.get())}
            </div>
            <div class="field">
                <label for="sign-in-password">{text::PASSWORD.get()}</label>
                <input class="in" id="sign-in-password" node_ref=password_field name="password" type="password"
                    autocomplete="current-password" aria-describedby="sign-in-password-says"
                    aria-invalid=move || matches!(wrong.get(), Some(Wrong::Password | Wrong::Both)).to_string()/>
                {says(Wrong::Password, "sign-in-password-says", text::PASSWORD_MISSING.get())}
                {says(Wrong::Both, "sign-in-password-says", text::WRONG_SIGN_IN.get())}
                {move || match wrong.get() {
                    Some(Wrong::Other(words)) => Some(view! { <p class="says error" role="alert">{words}</p> }),
                    _ => None,
                }}
            </div>
            <button type="submit" class="button wide" aria-disabled=move || busy.get().to_string()>
                {move || if busy.get() { text::SIGNING_IN.get() } else { text::SIGN_IN.get() }}
            </button>
        </form>
    }
    .into_any()
}
