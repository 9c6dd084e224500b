//! Giving a code to the office: the fields, and what came of it. For a new device, and for one that must enrol again.

use std::rc::Rc;

use danvan_core::enrolment_code::{self, CodeFault, LETTERS_MAX, LETTERS_MIN};
use danvan_core::sync::Moment;
use danvan_core::wire::{BAD_SIGNATURE, DEVICE_NAME_MAX, DEVICE_REVOKED, INVALID, UNKNOWN_CODE};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use crate::app::App;
use crate::components::{Icon, icon};
use crate::device::{EnrolFailure, Session};
use crate::i18n::{Text, common, count, enrol as words, rejoin, when};
use crate::net::Patience;
use crate::platform::{address, browser, clock, local, locks, random, timer};

/// The lock of the tab that joins.
const JOINING: &str = "danvan.joining";
/// Where what was typed is kept until the device has joined: it outlives the page, the browser, and the way to a signal.
const CODE: &str = "danvan.joining.code";
const DEVICE: &str = "danvan.joining.device";
const UNDERSTOOD: &str = "danvan.joining.understood";
/// The code that was tried last; once the device has joined, it is the one that let it, and of use to no other.
const USED: &str = "danvan.joined-with";

/// What was typed, and what came of pressing the button.
#[derive(Clone, Copy)]
pub struct Joining {
    code: RwSignal<String>,
    device: RwSignal<String>,
    understood: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// Whether a slip has brought its code and nobody has been led to the form yet.
    slip: RwSignal<bool>,
    /// What is wrong at the code, at the device's name, and at the confirmation.
    code_wrong: RwSignal<Option<String>>,
    device_wrong: RwSignal<bool>,
    understood_wrong: RwSignal<bool>,
    /// What came of asking the office.
    failed: RwSignal<Option<String>>,
}

impl Joining {
    /// As it was left; `device` is the name of a device that has one.
    pub fn begin(device: Option<&str>) -> Self {
        let name = local::read(DEVICE).or_else(|| device.map(str::to_owned));
        Self {
            code: RwSignal::new(local::read(CODE).unwrap_or_default()),
            device: RwSignal::new(name.unwrap_or_default()),
            understood: RwSignal::new(local::read(UNDERSTOOD).is_some()),
            busy: RwSignal::new(false),
            slip: RwSignal::new(false),
            code_wrong: RwSignal::new(None),
            device_wrong: RwSignal::new(false),
            understood_wrong: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }

    /// Fills in the code that a slip's QR code brought in the address, whatever page that opens, also where it was open
    /// already. Inside another app the address keeps it: it is copied from there into the real browser.
    pub fn take_slip(self) {
        let fragment = use_location().hash;
        Effect::new(move |_| {
            fragment.track();
            if let Some(code) = address::code() {
                self.set_code(code);
                self.slip.set(true);
                if browser::in_app().is_none() {
                    address::forget_fragment();
                }
            }
        });
    }

    /// Whether a slip has brought its code and nobody has been led to the form yet.
    pub fn slip(self) -> bool {
        self.slip.get()
    }

    /// The form is in sight: the field with the slip's code gets the focus.
    pub fn show_slip(self) {
        self.slip.set(false);
        // After the page's title, which takes it where the page has changed.
        show("code");
    }

    /// Whether a code is kept here.
    pub fn has_code(self) -> bool {
        self.code.with(|code| !code.is_empty())
    }

    /// Whether the code that is kept here is the one with which this device has joined.
    pub fn is_code_used(self) -> bool {
        let used = local::read(USED).filter(|used| !used.is_empty());
        used.is_some_and(|used| self.code.with(|code| enrolment_code::normalise(code) == used))
    }

    /// Forgets a code that this device does not need.
    pub fn drop_code(self) {
        self.set_code(String::new());
        self.slip.set(false);
    }

    fn set_code(self, code: String) {
        local::write(CODE, &code);
        self.code.set(code);
        self.code_wrong.set(None);
    }

    /// Says what was typed that can be no code: once the field is left, not while it is typed.
    fn look_at_code(self) {
        let says = self.code.with_untracked(|code| {
            let fault = enrolment_code::check(code).err().filter(|_| !code.trim().is_empty());
            fault.map(fault_words)
        });
        if says.is_some() {
            self.code_wrong.set(says);
        }
    }

    fn set_device(self, name: String) {
        local::write(DEVICE, &name);
        self.device.set(name);
        self.device_wrong.set(false);
    }

    fn set_understood(self, understood: bool) {
        local::write(UNDERSTOOD, if understood { "1" } else { "" });
        self.understood.set(understood);
        self.understood_wrong.set(false);
    }

    /// Whether a code is with the office. Tracked.
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// The device has joined: the code is used, and its name is kept with the enrolment.
    fn end(self, name: &str) {
        self.drop_code();
        self.set_understood(false);
        self.set_device(name.to_owned());
        local::write(DEVICE, "");
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
                {confirms.then(|| view! { <p class="soft">{words::NEEDS_NETWORK.get()}</p> })}
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
                on:input=move |event| joining.set_code(event_target_value(&event))
                on:change=move |_| joining.look_at_code()/>
            <p class="soft" id="code-hint">{words::CODE_HINT.get()}</p>
            <div id="code-says" role="alert">{move || joining.code_wrong.get().map(error)}</div>
        </div>
    }
    .into_any()
}

fn device_field(joining: Joining) -> AnyView {
    let says = move || joining.device_wrong.get().then(|| error(words::DEVICE_LONG.count(DEVICE_NAME_MAX)));
    view! {
        <div class="field">
            <label for="device">{words::DEVICE.get()}</label>
            <input id="device" class="in" type="text" maxlength=DEVICE_NAME_MAX
                aria-describedby="device-hint device-says"
                prop:value=joining.device.get_untracked()
                aria-invalid=move || joining.device_wrong.get().then_some("true")
                on:input=move |event| joining.set_device(event_target_value(&event))/>
            <p class="soft" id="device-hint">{words::DEVICE_HINT.get()}</p>
            <div id="device-says" role="alert">{says}</div>
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
                <input type="checkbox" id="understood" aria-describedby="understood-says"
                    prop:checked=joining.understood
                    on:change=move |event| joining.set_understood(event_target_checked(&event))/>
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

/// Why it can be no code, and what to do.
fn fault_words(fault: CodeFault) -> String {
    match fault {
        CodeFault::Short(letters) => {
            words::CODE_SHORT.with(&[&count(letters), &count(LETTERS_MIN), &count(LETTERS_MAX)])
        }
        CodeFault::Long(letters) => words::CODE_LONG.with(&[&count(letters), &count(LETTERS_MAX)]),
        CodeFault::Marked(letter) => words::CODE_MARKED.with(&[&letter.to_string()]),
    }
}

/// Asks again by itself where the office is busy and says for how long; the same attempt joins once.
async fn patiently(joining: Joining, app: &App, code: &str, name: &str) -> Result<Rc<Session>, EnrolFailure> {
    let mut patience = Patience::begin(clock::monotonic_ms());
    loop {
        let answer = app.device.enrol(code, name).await;
        let Err(EnrolFailure::Busy { retry_after_s }) = answer else { return answer };
        let moment = Moment { now_ms: clock::monotonic_ms(), dice: random::dice() };
        let Some(wait_ms) = patience.wait_ms(retry_after_s, moment) else { return answer };
        let seconds = u32::try_from(wait_ms.div_ceil(1_000)).unwrap_or(u32::MAX);
        joining.failed.set(Some(words::BUSY_AGAIN.with(&[&when::wait(seconds)])));
        timer::after(wait_ms).await;
    }
}

/// What is left of a wait to say: "at once" is none.
fn told(retry_after_s: Option<u32>) -> Option<String> {
    retry_after_s.filter(|seconds| *seconds > 0).map(when::wait)
}

/// Puts the focus into a field once what is said at it stands there.
fn show(id: &'static str) {
    request_animation_frame(move || crate::forms::focus(id));
}

/// Gives the code to the office. `confirms` says whether the box must be ticked.
fn join(app: &App, joining: Joining, confirms: bool, joined: impl Fn() + 'static) {
    if joining.busy.get_untracked() {
        return;
    }
    let code = joining.code.get_untracked().trim().to_owned();
    joining.failed.set(None);
    let name = danvan_core::text::nfc(joining.device.get_untracked().trim());
    // What can be no code costs no try. Everything that is wrong is said at once.
    let code_wrong = if code.is_empty() {
        Some(words::CODE_NEEDED.get().to_owned())
    } else {
        enrolment_code::check(&code).err().map(fault_words)
    };
    let device_wrong = name.chars().count() > DEVICE_NAME_MAX;
    let understood_wrong = confirms && !joining.understood.get_untracked();
    let wrong = [("code", code_wrong.is_some()), ("device", device_wrong), ("understood", understood_wrong)];
    if let Some((first, _)) = wrong.into_iter().find(|(_, wrong)| *wrong) {
        joining.code_wrong.set(code_wrong);
        joining.device_wrong.set(device_wrong);
        joining.understood_wrong.set(understood_wrong);
        return show(first);
    }
    joining.busy.set(true);
    let app = app.clone();
    spawn_local(async move {
        // One tab joins at a time.
        let Some(_alone) = locks::try_acquire(JOINING).await else {
            joining.failed.set(Some(words::JOINING_ELSEWHERE.get().to_owned()));
            return joining.busy.set(false);
        };
        // Another may have joined meanwhile: this one would join somebody else, or send a code a second time.
        if confirms && let Some(session) = app.device.look_for_session().await {
            joining.busy.set(false);
            joining.end(&session.device_name);
            return joined();
        }
        // Two phones of one person are told apart by when they joined.
        let unnamed = || words::DEVICE_UNNAMED.with(&[&when::full(&clock::now())]);
        let name = if name.is_empty() { unnamed() } else { name };
        // Before the answer: another tab may hear of the session first.
        local::write(USED, &enrolment_code::normalise(&code));
        let answer = patiently(joining, &app, &code, &name).await;
        joining.failed.set(None);
        joining.busy.set(false);
        match answer {
            Ok(session) => {
                joining.end(&session.device_name);
                joined();
            }
            Err(EnrolFailure::Refused { kind, .. }) if kind == DEVICE_REVOKED => {
                let says = [rejoin::REVOKED.get(), rejoin::SAFE.get(), rejoin::REVOKED_DO.get()];
                joining.failed.set(Some(says.join(" ")));
            }
            Err(EnrolFailure::Refused { kind, title, detail }) => {
                // The office says in its own words what is wrong, and what helps.
                let says = match detail {
                    // The title says no more than that it is so, or the same in other words.
                    Some(detail) if kind == INVALID || kind == UNKNOWN_CODE => detail,
                    Some(detail) => [&title, ". ", &detail].concat(),
                    None => title.clone(),
                };
                if kind == BAD_SIGNATURE {
                    joining.failed.set(Some(says));
                    return;
                }
                joining.code_wrong.set(Some(says));
                show("code");
            }
            Err(EnrolFailure::Offline) => joining.failed.set(Some(words::OFFLINE.get().to_owned())),
            Err(EnrolFailure::Portal) => joining.failed.set(Some(common::PORTAL.get().to_owned())),
            Err(EnrolFailure::TooOld) => joining.failed.set(Some(common::TOO_OLD.get().to_owned())),
            Err(EnrolFailure::Busy { retry_after_s }) => {
                let says = match told(retry_after_s) {
                    Some(wait) => words::BUSY_FOR.with(&[&wait]),
                    None => words::BUSY.get().to_owned(),
                };
                joining.failed.set(Some(says));
            }
            Err(EnrolFailure::TooMany { retry_after_s }) => {
                let says = match told(retry_after_s) {
                    Some(wait) => words::TOO_MANY_FOR.with(&[&wait]),
                    None => words::TOO_MANY.get().to_owned(),
                };
                joining.code_wrong.set(Some(says));
                show("code");
            }
            Err(EnrolFailure::Store(_)) => joining.failed.set(Some(words::STORE.get().to_owned())),
        }
    });
}
