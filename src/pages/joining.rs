//! Giving a code to the office: the fields, and what came of it. For a new device, and for one that must enrol again.

use danvan_core::wire::{BAD_SIGNATURE, DEVICE_KNOWN, DEVICE_REVOKED};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use crate::app::App;
use crate::components::{Icon, icon};
use crate::device::EnrolFailure;
use crate::i18n::{Text, common, enrol as words};
use crate::platform::{address, browser};

/// What was typed, and what came of pressing the button.
#[derive(Clone, Copy)]
pub struct Joining {
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

impl Joining {
    /// Nothing typed but the device's name, where it has one.
    pub fn new(device: String) -> Self {
        Self {
            code: RwSignal::new(String::new()),
            device: RwSignal::new(device),
            understood: RwSignal::new(false),
            busy: RwSignal::new(false),
            code_wrong: RwSignal::new(None),
            understood_wrong: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }

    /// Fills in the code that a slip's QR code brought in the address, also where the page was open already. Inside
    /// another app the address keeps it: it is copied from there into the real browser.
    pub fn take_code(self) {
        let fragment = use_location().hash;
        Effect::new(move |_| {
            fragment.track();
            if let Some(code) = address::code() {
                self.code.set(code);
                self.code_wrong.set(None);
                if browser::in_app().is_none() {
                    address::forget_fragment();
                }
            }
        });
    }

    /// Draws the form with its button; `joined` comes after the office has answered and the device has kept it. A new
    /// device's person also confirms what the book is for.
    pub fn form(
        self,
        app: &App,
        button: Text,
        confirms: bool,
        joined: impl Fn() + Clone + 'static,
    ) -> AnyView {
        let app = app.clone();
        view! {
            <form class="form" novalidate autocomplete="off" on:submit=move |event| {
                event.prevent_default();
                join(&app, self, confirms, joined.clone());
            }>
                {code_field(self)}
                {device_field(self)}
                {confirms.then(|| understood_field(self))}
                <div role="alert">{move || self.failed.get().map(failure)}</div>
                <button type="submit" class="button wide"
                    aria-disabled=move || self.busy.get().then_some("true")>
                    {move || if self.busy.get() { words::JOINING } else { button }.get()}
                </button>
                <p class="soft">{words::NEEDS_NETWORK.get()}</p>
            </form>
        }
        .into_any()
    }
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

/// Gives the code to the office. `confirms` says whether the box must be ticked.
fn join(app: &App, joining: Joining, confirms: bool, joined: impl Fn() + 'static) {
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
    if confirms && !joining.understood.get_untracked() {
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
            Ok(_) => joined(),
            Err(EnrolFailure::Refused { kind, title, detail })
                if matches!(kind.as_str(), DEVICE_KNOWN | DEVICE_REVOKED | BAD_SIGNATURE) =>
            {
                // The code is not what is wrong: the office says in its own words what is.
                joining.failed.set(Some([title, detail.unwrap_or_default()].join(". ")));
            }
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
