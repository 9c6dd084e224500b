//! Joining with a code: the only moment that needs a network.

use danvan_core::text::Locale;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use crate::app::App;
use crate::components::banners::banners;
use crate::components::{Icon, icon};
use crate::device::EnrolFailure;
use crate::i18n::{Text, common, current, enrol as words};
use crate::platform::{address, browser};
use crate::preferences;
use crate::routes::Page;

/// What was typed, and what came of pressing the button.
#[derive(Clone, Copy)]
struct Joining {
    code: RwSignal<String>,
    device: RwSignal<String>,
    understood: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// What is wrong at the code, and at the confirmation.
    code_wrong: RwSignal<Option<String>>,
    understood_wrong: RwSignal<bool>,
    /// What came of asking the office.
    failed: RwSignal<Option<String>>,
}

/// Draws it.
pub fn enrol(app: &App) -> AnyView {
    let joining = Joining {
        code: RwSignal::new(String::new()),
        device: RwSignal::new(String::new()),
        understood: RwSignal::new(false),
        busy: RwSignal::new(false),
        code_wrong: RwSignal::new(None),
        understood_wrong: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    take_code(joining);
    document().set_title(&[words::TITLE.get(), " · ", common::APP.get()].concat());
    let join = {
        let app = app.clone();
        move || join(&app, joining)
    };
    let enter = join.clone();
    view! {
        <div class="page">
            <header class="top">
                <div><h1>{common::APP.get()}</h1><p>{words::TITLE.get()}</p></div>
                {language(app)}
            </header>
            <main id="main">
                {banners(app)}
                <div class="column">
                {in_app()}
                <p>{words::WELCOME.get()}</p>
                <form class="form" novalidate autocomplete="off" on:submit=move |event| {
                    event.prevent_default();
                    enter();
                }>
                    {code_field(joining)}
                    {device_field(joining)}
                    {understood_field(joining)}
                    <div role="alert">{move || joining.failed.get().map(failure)}</div>
                    <button type="submit" class="button wide"
                        aria-disabled=move || joining.busy.get().then_some("true")>
                        {move || if joining.busy.get() { words::JOINING } else { words::JOIN }.get()}
                    </button>
                    <p class="soft">{words::NEEDS_NETWORK.get()}</p>
                </form>
                <p><a href=Page::Console.path()>{words::OFFICE_USERS.get()}</a></p>
                </div>
            </main>
        </div>
    }
    .into_any()
}

/// Fills in the code that a slip's QR code brought in the address, also where the page was open already. Inside
/// another app the address keeps it: it is copied from there into the real browser.
fn take_code(joining: Joining) {
    let fragment = use_location().hash;
    Effect::new(move |_| {
        fragment.track();
        if let Some(code) = address::code() {
            joining.code.set(code);
            joining.code_wrong.set(None);
            if browser::in_app().is_none() {
                address::forget_fragment();
            }
        }
    });
}

fn code_field(joining: Joining) -> AnyView {
    view! {
        <div class="field">
            <label for="code">{words::CODE.get()}</label>
            <input id="code" class="in" type="text" autocapitalize="characters" autocomplete="one-time-code"
                spellcheck="false" aria-describedby="code-hint code-says"
                prop:value=joining.code
                aria-invalid=move || joining.code_wrong.with(Option::is_some).then_some("true")
                on:input=move |event| {
                    joining.code.set(event_target_value(&event));
                    joining.code_wrong.set(None);
                }/>
            <p class="soft" id="code-hint">{words::CODE_HINT.get()}</p>
            <div id="code-says" role="alert">{move || joining.code_wrong.get().map(error)}</div>
        </div>
    }
    .into_any()
}

fn device_field(joining: Joining) -> AnyView {
    view! {
        <div class="field">
            <label for="device">{words::DEVICE.get()}</label>
            <input id="device" class="in" type="text" aria-describedby="device-hint"
                prop:value=joining.device.get_untracked()
                on:input=move |event| joining.device.set(event_target_value(&event))/>
            <p class="soft" id="device-hint">{words::DEVICE_HINT.get()}</p>
        </div>
    }
    .into_any()
}

fn understood_field(joining: Joining) -> AnyView {
    let says =
        move || joining.understood_wrong.get().then(|| error(words::NON_SECRET_NEEDED.get().to_owned()));
    view! {
        <div class="field">
            <label class="check">
                <input type="checkbox" id="understood" aria-describedby="understood-says" on:change=move |event| {
                    joining.understood.set(event_target_checked(&event));
                    joining.understood_wrong.set(false);
                }/>
                <span>{words::NON_SECRET.get()}</span>
            </label>
            <div id="understood-says" role="alert">{says}</div>
        </div>
    }
    .into_any()
}

fn error(text: String) -> AnyView {
    view! { <p class="says error">{icon(Icon::Warning)} <span>{text}</span></p> }.into_any()
}

fn failure(text: String) -> AnyView {
    view! { <div class="card bad"><p>{text}</p></div> }.into_any()
}

fn join(app: &App, joining: Joining) {
    if joining.busy.get_untracked() {
        return;
    }
    let code = joining.code.get_untracked().trim().to_owned();
    joining.failed.set(None);
    if code.is_empty() {
        joining.code_wrong.set(Some(words::CODE_NEEDED.get().to_owned()));
        crate::forms::focus("code");
        return;
    }
    if !joining.understood.get_untracked() {
        joining.understood_wrong.set(true);
        crate::forms::focus("understood");
        return;
    }
    joining.busy.set(true);
    let app = app.clone();
    spawn_local(async move {
        let name = danvan_core::text::nfc(joining.device.get_untracked().trim());
        let name = if name.is_empty() { words::DEVICE_UNNAMED.get().to_owned() } else { name };
        let answer = app.device.enrol(&code, &name).await;
        joining.busy.set(false);
        match answer {
            Ok(_) => app.joined.set(true),
            Err(EnrolFailure::Refused { detail, .. }) => {
                let why = detail.unwrap_or_default();
                let text = [words::REFUSED.get(), &why, words::REFUSED_DO.get()];
                joining.code_wrong.set(Some(text.join(" ").replace("  ", " ")));
                crate::forms::focus("code");
            }
            Err(EnrolFailure::Offline) => joining.failed.set(Some(words::OFFLINE.get().to_owned())),
            Err(EnrolFailure::Portal) => joining.failed.set(Some(common::PORTAL.get().to_owned())),
            Err(EnrolFailure::TooOld) => joining.failed.set(Some(common::TOO_OLD.get().to_owned())),
            Err(EnrolFailure::Busy { retry_after_s: Some(seconds) }) => {
                joining.failed.set(Some(words::BUSY_FOR.count(seconds as usize)));
            }
            Err(EnrolFailure::Busy { retry_after_s: None }) => {
                joining.failed.set(Some(words::BUSY.get().to_owned()));
            }
            Err(EnrolFailure::Store(_)) => joining.failed.set(Some(words::STORE.get().to_owned())),
        }
    });
}

fn language(app: &App) -> AnyView {
    let language = app.language;
    let other = if current() == Locale::Vi { Locale::En } else { Locale::Vi };
    let tag = if other == Locale::Vi { "vi" } else { "en" };
    view! {
        <button type="button" class="button bare" lang=tag on:click=move |_| {
            preferences::set_language(other);
            language.set(other);
        }>{words::LANGUAGE.get()}</button>
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
