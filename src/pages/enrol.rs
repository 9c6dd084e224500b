//! Joining with a code: the only moment that needs a network.

use leptos::prelude::*;

use crate::app::App;
use crate::components::banners::banners;
use crate::components::{begin_at_title, other_language};
use crate::i18n::{Text, common, enrol as words};
use crate::platform::{browser, room};
use crate::routes::Page;

/// Draws it.
pub fn enrol(app: &App) -> AnyView {
    let joining = app.joining;
    document().set_title(&[words::TITLE.get(), " · ", common::APP.get()].concat());
    let joined = app.joined;
    let form = joining.form(app, words::JOIN, true, move || {
        joined.set(true);
        begin_at_title();
    });
    request_animation_frame(room::measure);
    view! {
        <div class="page">
            <header class="top">
                <div><h1 tabindex="-1">{common::APP.get()}</h1><p>{words::TITLE.get()}</p></div>
                {other_language()}
            </header>
            <main id="main" tabindex="-1">
                {banners(app)}
                <div class="column">
                {in_app()}
                <p>{words::WELCOME.get()}</p>
                {form}
                <p><a href=Page::Console.path()>{words::OFFICE_USERS.get()}</a></p>
                </div>
            </main>
        </div>
    }
    .into_any()
}

/// The warning inside another app's browser, with a way to the real one.
fn in_app() -> Option<AnyView> {
    browser::in_app()?;
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let window = crate::platform::window();
        let address = window.location().href().unwrap_or_default();
        // Without the clipboard the address bar is still there to copy from.
        let _ = window.navigator().clipboard().write_text(&address);
        copied.set(true);
    };
    let open = browser::chrome_address().map(|to| link(words::IN_APP_OPEN, to));
    Some(
        view! {
            <section class="card bad">
                <p>{words::IN_APP.get()}</p>
                <div class="buttons">
                    {open}
                    <button type="button" class="button quiet" on:click=copy>{words::IN_APP_COPY.get()}</button>
                </div>
                <p role="status">{move || copied.get().then(|| words::COPIED.get())}</p>
            </section>
        }
        .into_any(),
    )
}

fn link(word: Text, to: String) -> AnyView {
    view! { <a class="button" href=to rel="external">{word.get()}</a> }.into_any()
}
