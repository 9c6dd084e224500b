//! Settings: language, theme, who uses the device, keeping data, version.

use danvan_core::text::Locale;
use danvan_core::wire::APP_GENERATION;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Head, begin_at_title, frame};
use crate::i18n::{Text, current, devices, enrol, message, settings as words, sync as sync_words};
use crate::pages::sync::{fact, promise};
use crate::preferences::{self, Theme};
use crate::routes::Page;

/// The version of the app, as released.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Draws it.
pub fn settings(app: &App) -> AnyView {
    let language = app.language;
    let locale = move |locale: Locale, word: Text| {
        let choose = move |_| {
            preferences::set_language(locale);
            language.set(locale);
            begin_at_title();
        };
        radio("language", word, current() == locale, choose)
    };
    let theme = |theme: Theme, word: Text| {
        radio("theme", word, preferences::theme() == theme, move |_| preferences::set_theme(theme))
    };
    let (kept, known) = (app.device.sync_status(), app.device.sync_status());
    let column = view! {
        <fieldset class="field">
            <legend>{words::LANGUAGE.get()}</legend>
            <div class="chips">{locale(Locale::Vi, words::VIETNAMESE)} {locale(Locale::En, words::ENGLISH)}</div>
        </fieldset>
        <fieldset class="field">
            <legend>{words::THEME.get()}</legend>
            <div class="chips">
                {theme(Theme::Auto, words::THEME_AUTO)}
                {theme(Theme::Light, words::THEME_LIGHT)}
                {theme(Theme::Dark, words::THEME_DARK)}
            </div>
        </fieldset>
        {person(app)}
        <section class="card" hidden=move || kept.with(|status| status.persisted == Some(false))>
            <h2>{words::KEEPING.get()}</h2>
            <p>{move || {
                known.with(|status| if status.persisted.is_some() { sync_words::PROMISED } else { sync_words::PROMISE_UNKNOWN }).get()
            }}</p>
        </section>
        {promise(app)}
        <section class="card">
            <h2>{words::VERSION.get()}</h2>
            <p class="num">{devices::BUILD.count(APP_GENERATION as usize)} " (" {VERSION} ")"</p>
            <p>{words::DATA_NOTICE.get()}</p>
            <a href=Page::Console.path()>{enrol::OFFICE_USERS.get()}</a>
        </section>
    }
    .into_any();
    let head =
        Head { title: words::TITLE.get().to_owned(), back: Some(Page::Home.path()), ..Head::default() };
    frame(app, head, column, None)
}

fn radio(name: &'static str, word: Text, chosen: bool, choose: impl Fn(web_sys::Event) + 'static) -> AnyView {
    view! {
        <label class="chip">
            <input type="radio" name=name prop:checked=chosen on:change=choose/>
            {word.get()}
        </label>
    }
    .into_any()
}

fn person(app: &App) -> Option<AnyView> {
    let session = app.device.session()?;
    Some(
        view! {
            <section class="card">
                <h2>{words::PERSON.get()}</h2>
                <dl class="facts">
                    {fact(words::NAME.get(), session.author().name.clone())}
                    {fact(words::ROLE.get(), message::role(session.role()).to_owned())}
                    {fact(words::PLACE.get(), session.place().to_owned())}
                    {fact(words::DEVICE.get(), session.device_name.clone())}
                    {fact(devices::DEVICE_ID.get(), session.device.to_string())}
                </dl>
            </section>
        }
        .into_any(),
    )
}
