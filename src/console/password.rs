//! Everybody's own password: the one of today, and the new one twice. None of them ever lies in a signal.

use danvan_core::wire_people::{PASSWORD_MIN, PasswordChange};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::client;
use super::failure;
use super::field::focus_wrong;
use super::session::{Session, desk};
use crate::components::{Announcement, Icon, icon};
use crate::i18n::{count, people as text};

/// What is wrong: at each field, or with the whole.
#[derive(Clone, Default, PartialEq)]
struct Wrong {
    old: Option<String>,
    new: Option<String>,
    again: Option<String>,
    other: Option<String>,
}

impl Wrong {
    /// What can be seen without asking the office, all at once.
    fn of(change: &PasswordChange, again: &str) -> Self {
        let is_short = change.new.chars().count() < PASSWORD_MIN;
        Self {
            old: change.old.is_empty().then(|| text::OLD_MISSING.get().to_owned()),
            new: is_short.then(|| text::NEW_SHORT.with(&[&count(PASSWORD_MIN)])),
            again: (change.new != again).then(|| text::NEW_DIFFERS.get().to_owned()),
            other: None,
        }
    }
}

/// Draws the page.
pub fn room() -> AnyView {
    let session = Session::current();
    let [old, new, again] = [(); 3].map(|()| NodeRef::<Input>::new());
    let wrong = RwSignal::new(Wrong::default());
    let busy = RwSignal::new(false);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let fields = [old, new, again].map(|field| field.get_untracked());
        let [Some(old), Some(new), Some(again)] = fields else { return };
        if busy.get_untracked() {
            return;
        }
        let change = PasswordChange { old: old.value(), new: new.value() };
        let found = Wrong::of(&change, &again.value());
        let is_wrong = found != Wrong::default();
        wrong.set(found);
        session.hush();
        if is_wrong {
            request_animation_frame(|| focus_wrong("#own-password"));
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = client::tell("/api/v1/sessions/current/password", &change).await;
            busy.try_set(false);
            session.note(&answer);
            match answer {
                Ok(()) => {
                    for field in [&old, &new, &again] {
                        field.set_value("");
                    }
                    session.say(Announcement::Done(text::OWN_DONE.get().to_owned()));
                }
                Err(found) => {
                    // What was typed stays: only a password that is not right has to be typed again.
                    let found = match found.status() {
                        401 => Wrong { old: Some(text::OLD_WRONG.get().to_owned()), ..Wrong::default() },
                        _ => Wrong { other: Some(failure::typed_stays(&found)), ..Wrong::default() },
                    };
                    wrong.try_set(found);
                    request_animation_frame(|| focus_wrong("#own-password"));
                }
            }
        });
    };
    let at_old = Signal::derive(move || wrong.get().old);
    let at_new = Signal::derive(move || wrong.get().new);
    let at_again = Signal::derive(move || wrong.get().again);
    let hint = text::NEW_HINT.with(&[&count(PASSWORD_MIN)]);
    view! {
        <div class="stack narrow">
            <h1>{text::OWN_TITLE.get()}</h1>
            <p class="soft">{text::OWN_SAYS.get()}</p>
            <form class="form card" id="own-password" on:submit=submit novalidate>
                // For the browser's own store of passwords.
                <input class="unseen" type="text" name="username" autocomplete="username" tabindex="-1" aria-hidden="true"
                    readonly value=desk().user.username.clone()/>
                {field("password-old", text::OLD.get(), None, "current-password", old, at_old)}
                {field("password-new", text::NEW.get(), Some(hint), "new-password", new, at_new)}
                {field("password-again", text::NEW_AGAIN.get(), None, "new-password", again, at_again)}
                <div role="alert">{move || wrong.get().other.map(|words| view! { <p class="says error">{words}</p> })}</div>
                <button type="submit" class="button" aria-disabled=move || busy.get().to_string()>
                    {icon(Icon::Key)} {text::OWN_PASSWORD.get()}
                </button>
            </form>
        </div>
    }
    .into_any()
}

fn field(
    id: &'static str,
    label: &'static str,
    hint: Option<String>,
    kept_as: &'static str,
    field: NodeRef<Input>,
    wrong: Signal<Option<String>>,
) -> AnyView {
    let says = [id, "-says"].concat();
    let hint_id = [id, "-hint"].concat();
    let described = [says.as_str(), " ", &hint_id].concat();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="in" id=id type="password" autocomplete=kept_as node_ref=field aria-describedby=described
                aria-invalid=move || wrong.get().is_some().to_string()/>
            {hint.map(|hint| view! { <p class="soft" id=hint_id>{hint}</p> })}
            <p class="says error" id=says role="alert">{wrong}</p>
        </div>
    }
    .into_any()
}
