//! A code that was just issued, and the slip that goes with it: on paper nothing but the slip. The QR code is drawn by
//! `qrcodegen`, some 21 KB of the wasm before wasm-opt.

use danvan_core::access::Role;
use danvan_core::wire_console::EnrolmentCodeAnswer;
use js_sys::encode_uri_component;
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::console::frame::role_words;
use crate::console::secret::{copy_button, secret};
use crate::i18n::{codes as text, common, count, enrol, when};
use crate::platform::address;

/// Where the focus goes once a code was issued.
pub const ISSUED: &str = "issued-code";

/// The code with its slip; `done` puts it away.
pub fn issued(answer: EnrolmentCodeAnswer, done: impl Fn() + 'static) -> AnyView {
    let title = text::CODE_FOR.with(&[&answer.issued.person, &answer.issued.place]);
    let machine = answer.issued.role == Role::HubMachine;
    let slip = if machine { machine_slip(&answer) } else { slip(&answer) };
    let command = machine.then(|| copy_button(command(&answer.code), text::COPY_COMMAND.get()));
    let until = text::CODE_UNTIL.with(&[&when::moment(&answer.issued.expires_at)]);
    view! {
        <section class="card good" id=ISSUED tabindex="-1" aria-labelledby="issued-for">
            <p id="issued-for">{title}</p>
            {secret(&answer.code)}
            <p><b>{text::CODE_ONCE.get()}</b> " " {until}</p>
            <div class="buttons">
                <button type="button" class="button" on:click=|_| drop(window().print())>{text::PRINT.get()}</button>
                {copy_button(answer.code.clone(), text::COPY.get())}
                {command}
                <button type="button" class="button quiet" on:click=move |_| done()>{text::HIDE.get()}</button>
            </div>
            {slip}
        </section>
    }
    .into_any()
}

/// The address that fills the code in. It stands behind "#": browsers send that part to no server, so no log has it.
fn opening(code: &str) -> String {
    [&origin(), address::CODE_MARK, &String::from(encode_uri_component(code))].concat()
}

/// The address of the province, as a browser sees it.
fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

fn slip(answer: &EnrolmentCodeAnswer) -> AnyView {
    let issued = &answer.issued;
    let steps = [
        text::STEP_SCAN.get().to_owned(),
        text::STEP_TYPE.with(&[&origin()]),
        text::STEP_JOIN.with(&[enrol::JOIN.get()]),
    ];
    view! {
        <article class="slip" aria-labelledby="slip-title">
            <header><b>{common::APP.get()}</b> <h2 id="slip-title">{text::SLIP.get()}</h2></header>
            <div class="slip-code">
                {qr(&opening(&answer.code))}
                <p class="issued-code">{answer.code.clone()}</p>
            </div>
            <dl class="facts">
                <dt>{text::SLIP_PERSON.get()}</dt><dd>{issued.person.clone()}</dd>
                <dt>{text::SLIP_PLACE.get()}</dt><dd>{issued.place.clone()}</dd>
                <dt>{text::ROLE.get()}</dt><dd>{role_words(issued.role)}</dd>
                <dt>{text::SLIP_USES.get()}</dt><dd>{count(issued.uses_left as usize)}</dd>
                <dt>{text::SLIP_UNTIL.get()}</dt><dd>{when::full(&issued.expires_at)}</dd>
            </dl>
            <ol>{steps.map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
            <p>{text::SLIP_KEEP.get()}</p>
        </article>
    }
    .into_any()
}

/// What a district's machine is started with the first time; in lines, so that no word of it is broken on paper.
fn command(code: &str) -> String {
    let upstream = ["--upstream ", &origin()].concat();
    let code = ["--hub-code ", code].concat();
    let parts = [
        "danvan-office serve",
        &upstream,
        &code,
        "--database hub.sqlite",
        "--listen 0.0.0.0:8443",
        "--tls-cert fullchain.pem",
        "--tls-key key.pem",
    ];
    parts.join(CONTINUED)
}

/// What a shell reads as one line.
const CONTINUED: &str = " \\\n  ";

/// The slip of a district's machine, which takes its code by a command: a phone's camera has nothing to do with it.
fn machine_slip(answer: &EnrolmentCodeAnswer) -> AnyView {
    let issued = &answer.issued;
    let steps = [text::MACHINE_STEP_RUN, text::MACHINE_STEP_LATER, text::MACHINE_STEP_ADDRESS];
    view! {
        <article class="slip" aria-labelledby="slip-title">
            <header><b>{common::APP.get()}</b> <h2 id="slip-title">{text::MACHINE_SLIP.get()}</h2></header>
            <div class="slip-code"><p class="issued-code">{answer.code.clone()}</p></div>
            <dl class="facts">
                <dt>{text::MACHINE_HEAD.get()}</dt><dd>{issued.person.clone()}</dd>
                <dt>{text::SLIP_UNTIL.get()}</dt><dd>{when::full(&issued.expires_at)}</dd>
            </dl>
            <div>
                <p class="label">{text::MACHINE_RUN.get()}</p>
                <p class="command"><code translate="no">{command(&answer.code)}</code></p>
            </div>
            <ol>{steps.map(|step| view! { <li>{step.get()}</li> }).collect_view()}</ol>
            <p>{text::MACHINE_NO_PHONE.get()} " " {text::SLIP_KEEP.get()}</p>
        </article>
    }
    .into_any()
}

/// The text as a QR code, black on white whatever the theme, with the quiet margin that cameras need.
fn qr(address: &str) -> Option<AnyView> {
    // Fails only beyond some two thousand characters; the code to type stands below it in any case.
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                path.push_str(&["M", &x.to_string(), " ", &y.to_string(), "h1v1h-1z"].concat());
            }
        }
    }
    let side = (code.size() + 8).to_string();
    let window = ["-4 -4 ", &side, " ", &side].concat();
    Some(
        view! {
            <svg class="qr" viewBox=window role="img" aria-label=text::QR.get() shape-rendering="crispEdges">
                <path d="M-4-4h999v999h-999z" fill="#fff"></path>
                <path d=path fill="#000"></path>
            </svg>
        }
        .into_any(),
    )
}
