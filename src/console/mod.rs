//! The office's console: the same app, another frame. Its pages ask the office for everything and keep nothing.

mod alarms;
mod bundles;
mod client;
mod codes;
mod deciding;
mod devices;
mod dialog;
mod failure;
mod field;
mod figures;
mod frame;
mod go;
mod load;
mod menu;
mod overview;
mod pages;
mod password;
mod people;
mod period;
mod quarantine;
mod question;
mod records;
mod room;
mod search_field;
mod secret;
mod session;
mod sign_in;
mod ticket;

use leptos::prelude::*;

use self::go::Go;
use self::session::{Session, State};

/// Draws the page of the console that the address names.
pub fn routes() -> AnyView {
    Go::provide();
    let session = Session::provide();
    let drawn = move || match session.state.get() {
        State::Asking => view! { <main class="console-door">{failure::skeleton()}</main> }.into_any(),
        State::Out => sign_in::page(),
        State::Unreachable(found) => {
            view! { <main class="console-door">{failure::notice(&found, move || session.ask())}</main> }
                .into_any()
        }
        State::In(desk) => {
            provide_context(desk);
            frame::frame()
        }
    };
    drawn.into_any()
}
